"""The optimum of a pairing problem, whatever limits it has.

Commitments, hub caps and pair rules together are one network. A mentor's limit over several hubs of
which one has a cap that may bind is not (that is three-dimensional matching): such limits are left
out first, and if the answer keeps them all the same it is the optimum. If not, the network becomes
an integer program with those limits as rows of their own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from mentorship.pairing.levels import Ints
from mentorship.pairing.network import Network, build
from mentorship.pairing.problem import Problem
from mentorship.pairing.proposal import Place
from mentorship.pairing.sites import Sites
from mentorship.pairing.solver import Flow, Proof, optimal_flow, optimal_program
from mentorship.pairing.wish_rows import ANY_OFFER


@dataclass(frozen=True)
class Solution:
    """An optimal answer: the place and rank of everyone placed, the objective, and its proof.

    `values` holds each level's name and value, the most important first.
    """

    places: Mapping[str, Place]
    ranks: Mapping[str, int]
    values: tuple[tuple[str, int], ...]
    proofs: tuple[Proof, ...]

    def value(self, level: str) -> int:
        """Return the value of the level of that name; 0 for a level the problem does not have."""
        return dict(self.values).get(level, 0)


def solve(problem: Problem, last_level: str | None = None) -> Solution | None:
    """Return the optimum of *problem*, None if someone who must be placed cannot be.

    With *last_level* the levels after it are left undecided.

    Raises:
        CertificateFailed: if an answer could not be proved optimal.
    """
    network = build(problem, last_level)
    flow = optimal_flow(network, last_level)
    if flow is None:
        return None
    solution = _decoded(network, flow)
    if _keeps(solution, network.sites):
        return solution
    limited = optimal_program(network, last_level)
    return None if limited is None else _decoded(network, limited)


def _keeps(solution: Solution, sites: Sites) -> bool:
    """Tell whether an answer found without the hard limits keeps them all the same."""
    if not sites.hard_limits:
        return True
    new = Counter(each.mentor_id for each in solution.places.values())
    return all(new[each.mentor_id] <= each.total for each in sites.hard_limits)


def _decoded(network: Network, flow: Flow) -> Solution:
    """Read off who goes where; people who are alike in all respects take places by ticket."""
    columns, first = network.columns, len(network.wishes)
    chosen = flow.units[first : network.first_inner_arc].nonzero()[0]
    offer = columns.offer[chosen]
    by_hub = np.flatnonzero(offer == ANY_OFFER)
    by_hub = by_hub[np.argsort(columns.hub[chosen[by_hub]], kind="stable")]
    offer[by_hub] = _offers_through_hubs(network, flow)
    places = [each.place for each in network.sites.offers]
    who = [network.wishes[each].mentee_id for each in columns.mentee[chosen].tolist()]
    at = [places[each] for each in offer.tolist()]
    ranks = columns.rank[chosen].tolist()
    return Solution(
        dict(zip(who, at, strict=True)),
        dict(zip(who, ranks, strict=True)),
        flow.values,
        flow.proofs,
    )


def _offers_through_hubs(network: Network, flow: Flow) -> Ints:
    """The offer of each place reached through its hub, by hub; offers are numbered by hub."""
    first, count = network.first_inner_arc, len(network.sites.offers)
    return np.repeat(np.arange(count), flow.units[first : first + count])
