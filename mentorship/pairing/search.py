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

from mentorship.pairing.levels import Columns, Ints
from mentorship.pairing.network import Network, build
from mentorship.pairing.problem import Problem
from mentorship.pairing.proposal import Place
from mentorship.pairing.sites import Sites
from mentorship.pairing.solver import Flow, Proof, optimal_flow, optimal_program


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
    network = build(problem)
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
    chosen = flow.units[first : first + len(columns.mentee)].nonzero()[0].tolist()
    waiting = _places_in_hubs(network, flow)
    places: dict[str, Place] = {}
    ranks: dict[str, int] = {}
    mentees, hubs, offers = (each[chosen].tolist() for each in _keys(columns))
    for mentee, hub, offer, rank in zip(
        mentees, hubs, offers, columns.rank[chosen].tolist(), strict=True
    ):
        who = network.wishes[mentee].mentee_id
        places[who] = network.sites.offers[offer].place if offer >= 0 else waiting[hub].pop()
        ranks[who] = rank
    return Solution(places, ranks, flow.values, flow.proofs)


def _keys(columns: Columns) -> tuple[Ints, Ints, Ints]:
    return columns.mentee, columns.hub, columns.offer


def _places_in_hubs(network: Network, flow: Flow) -> dict[int, list[Place]]:
    """Places reached through their hub, by position of the hub; to be taken from the end."""
    sites = network.sites
    first = len(network.wishes) + len(network.columns.mentee)
    found: dict[int, list[Place]] = {}
    for index, units in enumerate(flow.units[first : first + len(sites.offers)].tolist()):
        found.setdefault(sites.hub_of_offer[index], []).extend([sites.offers[index].place] * units)
    return {hub: places[::-1] for hub, places in found.items()}
