"""The engine on ill-willed problems: against every way to place people, and against itself.

The generator knows nothing of the engine's own cases; more of it can be run at leisure, for so many
minutes, with `python -m tests.property.test_hard_pairings 10`.
"""

import sys
import time
from collections import Counter

import pytest

from mentorship.pairing.levels import LOTTERY
from mentorship.pairing.network import build
from mentorship.pairing.search import solve
from mentorship.pairing.solver import optimal_flow, optimal_program
from tests.support.hard_pairings import a_hard_problem, ways, worth


def check(seed):
    """Hold one problem against everything that knows its optimum; how it was settled."""
    problem = a_hard_problem(seed)
    found = solve(problem)
    every = ways(problem)
    if every is not None:
        _check_by_trying(problem, found, every)
    if found is None:
        return "nobody could be placed as demanded"
    early = solve(problem, "rank 2")
    assert early.values == found.values[: len(early.values)]
    if every is None:
        assert optimal_program(build(problem, "misfit")).values == _without_lottery(found)
    network = build(problem)
    if network.sites.hard_limits:
        return "as an integer program"
    assert optimal_flow(network, merge_from=0).values == found.values
    return "as a flow" if every else "as a flow, too many ways to try"


def _check_by_trying(problem, found, every):
    if found is None:
        assert not every
        return
    names = [name for name, _ in _without_lottery(found)]
    way = tuple(
        (found.ranks[w.mentee_id], found.places[w.mentee_id])
        if w.mentee_id in found.places
        else None
        for w in problem.wishes
    )
    assert way in every, "the answer must be one of the ways"
    best = min(worth(problem, each, names) for each in every)
    assert worth(problem, way, names) == best
    assert tuple(value for _, value in _without_lottery(found)) == best


def _without_lottery(found):
    return tuple(each for each in found.values if each[0] != LOTTERY)


@pytest.mark.parametrize("block", range(6))
def test_ill_willed_problems_are_solved_exactly(block):
    settled = Counter(check(seed) for seed in range(60 * block, 60 * (block + 1)))
    assert len(settled) >= 3, settled


if __name__ == "__main__":
    until, seed, settled = time.monotonic() + 60 * float(sys.argv[1]), 10_000, Counter()
    while time.monotonic() < until:
        try:
            settled[check(seed)] += 1
        except Exception as error:
            settled[f"WRONG: {seed}: {type(error).__name__}: {str(error)[:200]}"] += 1
        seed += 1
    sys.stdout.write("\n".join(f"{count:8} {how}" for how, count in settled.items()) + "\n")
