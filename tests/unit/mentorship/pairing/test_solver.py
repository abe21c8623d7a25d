"""The solver's answer is not taken at its word."""

from dataclasses import replace

import numpy as np
import pytest

from mentorship.pairing import solver
from mentorship.pairing.levels import LOTTERY, UNPLACED
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
    network = build(problem)
    best = solver.optimal_flow(network).units
    worse = best.copy()
    worse[:4] = 1 - best[:4]  # swap the two: without, without, wish, wish
    cost, _ = solver._packed(network, network.levels)
    everywhere = network.capacities > 0
    solver._prices(network, everywhere, best, cost)
    with pytest.raises(solver.CertificateFailed):
        solver._prices(network, everywhere, worse, cost)


@pytest.mark.parametrize("spoil", ["a unit lost", "beyond capacity", "below zero"])
def test_a_flow_that_breaks_a_limit_is_refused(spoil):
    network = a_network()
    units = solver.optimal_flow(network).units.copy()
    used = int(np.flatnonzero(units)[0])
    units[used] = {"a unit lost": 0, "beyond capacity": 9, "below zero": -1}[spoil]
    with pytest.raises(solver.CertificateFailed):
        solver._check(network, network.capacities > 0, units, np.zeros_like(units))


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
