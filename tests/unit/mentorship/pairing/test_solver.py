"""The solver's answer is not taken at its word."""

import random
from dataclasses import replace

import numpy as np
import pytest

from mentorship.pairing import merging, solver
from mentorship.pairing.certificate import CertificateFailed, check, proved
from mentorship.pairing.levels import LOTTERY, UNPLACED
from mentorship.pairing.merging import merged
from mentorship.pairing.network import build
from mentorship.pairing.problem import Choice, Offer, Problem, Wish
from mentorship.pairing.proposal import Place
from mentorship.pairing.search import solve
from tests.support.pairing import a_problem


def a_network(seed=5):
    return build(a_problem(seed))


def test_every_level_is_settled_by_exactly_one_proof_in_order():
    for seed in range(30):
        network = a_network(seed)
        flow = solver.optimal_flow(network)
        settled = [name for proof in flow.proofs for name in proof.levels]
        assert settled == [level.name for level in network.levels]
        assert settled[0] == UNPLACED
        assert settled[-1] == LOTTERY


def test_packed_costs_stay_far_from_overflow_and_large_problems_need_several_solves():
    problem = Problem(
        wishes=tuple(
            Wish(
                mentee_id=str(i),
                choices=(Choice(i % 40, 1), Choice((i + 7) % 40, 2)),
                shown=Place(3, "3"),
            )
            for i in range(300)
        ),
        offers=tuple(Offer(place=Place(h, str(h)), capacity=1 + h % 12) for h in range(40)),
    )
    network = build(problem)
    flow = solver.optimal_flow(network)
    assert len(flow.proofs) > 1
    assert all(p.largest_cost * (network.node_count + 1) * 4 < 2**62 for p in flow.proofs)


def test_a_flow_that_could_be_improved_is_refused():
    """Two mentees of different rank for one place: the worse one gets it."""
    problem = Problem(
        wishes=(
            Wish(mentee_id="1", choices=(Choice(1, 1),)),
            Wish(mentee_id="2", choices=(Choice(1, 3),)),
        ),
        offers=(Offer(place=Place(1, "9"), capacity=1),),
    )
    small = a_merged(build(problem))
    best = solver.cheapest_flow(small.arcs, small.supplies)
    worse = best.copy()
    worse[:4] = 1 - best[:4]  # swap the two: with and without, for each
    proved(small, best)
    with pytest.raises(CertificateFailed, match="can be improved"):
        proved(small, worse)


def a_merged(network):
    """The network of all levels at once, as the solver gets it."""
    cost, _ = solver._packed(network, network.levels, is_large=False)
    return merged(network, network.capacities > 0, network.supplies, cost, alike=False)


@pytest.mark.parametrize("spoil", ["a unit lost", "beyond capacity", "below zero"])
def test_a_flow_that_breaks_a_limit_is_refused(spoil):
    small = a_merged(a_network())
    units = solver.cheapest_flow(small.arcs, small.supplies)
    used = int(np.flatnonzero(units)[0])
    units[used] = {"a unit lost": 0, "beyond capacity": 9, "below zero": -1}[spoil]
    with pytest.raises(CertificateFailed, match="breaks a capacity"):
        check(small.arcs, small.supplies, units, np.zeros_like(units))


@pytest.mark.parametrize("seed", range(150))
def test_people_who_are_alike_are_placed_together_as_well_as_one_by_one(seed):
    """Many people with few kinds of lists; the lottery's value shows that the same people won."""
    rng = random.Random(seed)
    problem = a_problem(seed, mentees=9, hubs=4, mentors=5)
    wishes = tuple(
        replace(rng.choice(problem.wishes), mentee_id=str(1000 + i))
        for i in range(rng.randint(1, 30))
    )
    network = build(replace(problem, wishes=wishes))
    one_by_one = solver.optimal_flow(network, merge_from=10**9)
    together = solver.optimal_flow(network, merge_from=0)
    assert together.values == one_by_one.values
    assert len(together.proofs) >= 3 > len(one_by_one.proofs)


def test_two_kinds_with_one_hash_are_not_taken_for_one(monkeypatch):
    monkeypatch.setattr(merging, "_mixed", np.zeros_like)
    for seed in range(30):
        network = a_network(seed)
        together = solver.optimal_flow(network, merge_from=0)
        assert together.values == solver.optimal_flow(network).values


def test_someone_who_must_be_placed_and_cannot_be_makes_the_problem_unsolvable():
    problem = Problem(
        wishes=tuple(Wish(mentee_id=i, choices=(Choice(1, 1),), must=True) for i in "12"),
        offers=(Offer(place=Place(1, "9"), capacity=1),),
    )
    assert solve(problem) is None


def test_both_solvers_agree_where_one_network_holds_everything():
    for seed in range(60):
        network = a_network(seed)
        if network.sites.hard_limits:
            continue
        assert solver.optimal_program(network).values == solver.optimal_flow(network).values


def test_stopping_early_settles_the_first_levels_all_the_same():
    for seed in range(30):
        problem = a_problem(seed)
        early = solve(problem, "rank 2").values
        assert early == solve(problem).values[: len(early)]


def test_a_problem_without_people_or_places_has_an_answer():
    assert solve(Problem(wishes=(), offers=())).places == {}
    only_wish = Problem(wishes=(Wish(mentee_id="1", choices=(Choice(1, 1),)),), offers=())
    assert solve(only_wish).value(UNPLACED) == 1
    only_offer = replace(only_wish, wishes=(), offers=(Offer(place=Place(1, "9"), capacity=1),))
    assert solve(only_offer).places == {}
