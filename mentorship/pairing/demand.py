"""What a run learned about each hub: how many wanted it, and what one more place would be worth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from mentorship.pairing.levels import HUB_CHANGED
from mentorship.pairing.problem import Choice, Problem
from mentorship.pairing.proposal import HubDemand
from mentorship.pairing.search import Solution, solve
from mentorship.pairing.what_if import MoreInHub, difference, keeping


def demand(
    problem: Problem,
    solution: Solution,
    named: Mapping[str, tuple[Choice, ...]],
    hubs: Iterable[int],
) -> tuple[HubDemand, ...]:
    """Return the demand for each of *hubs*, by number; *named* are all wishes of the cycle.

    The gain of one more place is found by solving again with it, everybody else keeping the
    proposal where that costs nothing.
    """
    first = Counter(each[0].hub_code for each in named.values() if each and each[0].rank == 1)
    anywhere = Counter(choice.hub_code for choices in named.values() for choice in choices)
    kept = keeping(problem, solution)
    return tuple(
        HubDemand(
            hub_code=code,
            first_choices=first[code],
            named=anywhere[code],
            gain=_gain(kept, solution, code),
        )
        for code in sorted(hubs)
    )


def _gain(kept: Problem, solution: Solution, hub_code: int) -> int:
    """Count the people who would be better off with one more place in the hub."""
    if not any(c.hub_code == hub_code for each in kept.wishes for c in each.choices):
        return 0
    after = solve(MoreInHub(hub_code).applied(kept), HUB_CHANGED)
    if after is None:
        return 0
    return sum(move.is_better for move in difference(solution, after).moves)
