"""The optimum of a pairing problem, whatever limits it has.

Commitments, hub caps and pair rules together are one network. A mentor's limit over several hubs of
which one has a cap that may bind is not (that is three-dimensional matching): such limits are left
out first and, where the answer breaks one, split into cases until the best case breaks none. The
answer is exact either way.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count

from mentorship.pairing.levels import Columns, Ints
from mentorship.pairing.network import Network, build
from mentorship.pairing.problem import Problem
from mentorship.pairing.proposal import Place
from mentorship.pairing.sites import NO_LIMITS, SharedLimit, Sites
from mentorship.pairing.solver import Flow, Proof, optimal_flow


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
    hard = Sites(problem).hard_limits
    tie = count()
    open_cases = [case for case in [_case(problem, {}, last_level, next(tie))] if case]
    seen: set[tuple[tuple[Place, int], ...]] = set()
    while open_cases:
        best = heapq.heappop(open_cases)
        broken = _first_broken(best.solution, hard, Sites(problem))
        if broken is None:
            return best.solution
        for limits in _split(best, broken):
            key = tuple(sorted(limits.items()))
            case = None if key in seen else _case(problem, limits, last_level, next(tie))
            seen.add(key)
            if case:
                heapq.heappush(open_cases, case)
    return None


@dataclass(frozen=True, order=True)
class _Case:
    """A part of the search space with its optimum: some places' room lowered to `limits`."""

    bound: tuple[int, ...]
    number: int
    limits: Mapping[Place, int]
    solution: Solution


def _case(
    problem: Problem, limits: Mapping[Place, int], last_level: str | None, number: int
) -> _Case | None:
    network = build(problem, limits or NO_LIMITS)
    flow = optimal_flow(network, last_level)
    if flow is None:
        return None
    bound = tuple(value for _, value in flow.values)
    return _Case(bound, number, limits, _decoded(network, flow))


@dataclass(frozen=True)
class _Broken:
    """A shared limit that an answer exceeds, with the new mentees at each of its offers."""

    limit: SharedLimit
    loads: tuple[tuple[Place, int], ...]


def _first_broken(
    solution: Solution, hard: tuple[SharedLimit, ...], sites: Sites
) -> _Broken | None:
    if not hard:
        return None
    taken: dict[Place, int] = {}
    for place in solution.places.values():
        taken[place] = taken.get(place, 0) + 1
    for limit in hard:
        places = [sites.offers[each].place for each in limit.offers]
        loads = tuple((place, taken.get(place, 0)) for place in places)
        if sum(load for _, load in loads) > limit.total:
            return _Broken(limit, loads)
    return None


def _split(case: _Case, broken: _Broken) -> Iterator[dict[Place, int]]:
    """Yield cases that together hold every answer within the broken limit, and not this one.

    Any such answer has fewer than now at some offer; take the first one. The offers before it have
    at least as many as now, which bounds the rest by what the limit leaves.
    """
    left = broken.limit.total
    for position, (place, load) in enumerate(broken.loads):
        if left < 0:
            return
        if load:
            limits = dict(case.limits)
            for other, _ in broken.loads[position:]:
                limits[other] = min(limits.get(other, left), left)
            limits[place] = min(limits[place], load - 1)
            yield limits
        left -= load


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
