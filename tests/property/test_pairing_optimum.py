"""The engine against two oracles that share nothing with it, and laws any optimum obeys."""

import random
from collections import Counter
from dataclasses import replace

import pytest

from mentorship.pairing.levels import LOTTERY
from mentorship.pairing.problem import Choice, Offer, Problem, Wish
from mentorship.pairing.proposal import Place
from mentorship.pairing.search import solve
from mentorship.pairing.sites import Sites
from mentorship.pairing.what_if import MoreInHub
from tests.support.pairing import a_problem
from tests.support.pairing_oracles import (
    best_by_integer_program,
    best_of_all,
    evaluate,
    is_feasible,
    options,
)


def vector(solution):
    """The objective without the lottery."""
    return tuple(value for name, value in solution.values if name != LOTTERY)


def answer_of(problem, solution):
    return {m: (solution.ranks[m], place) for m, place in solution.places.items()}


def a_medium_problem(seed):
    """Sixty people; a mentor's total meets a hub's cap, so that no single network holds it all."""
    rng = random.Random(seed)
    offers = {
        Place(rng.randrange(20), str(rng.randrange(25))): rng.randint(1, 4) for _ in range(40)
    }
    return Problem(
        wishes=tuple(
            Wish(
                mentee_id=str(i),
                choices=tuple(
                    Choice(h, k)
                    for k, h in enumerate(rng.sample(range(20), rng.choice([1, 2, 3, 3, 3])), 1)
                ),
                barred=frozenset(str(rng.randrange(25)) for _ in range(rng.randrange(3))),
            )
            for i in range(60)
        ),
        offers=tuple(Offer(place=p, capacity=c) for p, c in offers.items()),
        hub_caps={h: rng.randint(1, 4) for h in range(20) if rng.random() < 0.6},
        mentor_caps={str(m): rng.randint(2, 5) for m in range(25)},
        salt="medium",
    )


@pytest.mark.parametrize("block", range(10))
def test_trying_every_assignment_finds_nothing_better(block):
    hard = 0
    for seed in range(200 * block, 200 * (block + 1)):
        problem = a_problem(seed)
        solution = solve(problem)
        assert vector(solution) == best_of_all(problem), seed
        hard += bool(Sites(problem).hard_limits)
    assert hard, "the block must hold problems that need the search"


@pytest.mark.parametrize("seed", range(200))
def test_what_the_answer_says_of_itself_is_what_it_does(seed):
    problem = a_problem(seed)
    solution = solve(problem)
    answer = answer_of(problem, solution)
    assert is_feasible(problem, Counter(solution.places.values()))
    assert all(answer.get(w.mentee_id) in [None, *options(problem, w)] for w in problem.wishes)
    assert evaluate(problem, answer) == vector(solution)


@pytest.mark.parametrize("seed", range(12))
def test_a_general_integer_program_agrees_on_problems_of_realistic_size(seed):
    problem = a_medium_problem(seed)
    assert vector(solve(problem))[:3] == best_by_integer_program(problem)


def test_the_medium_problems_need_the_search():
    assert any(Sites(a_medium_problem(seed)).hard_limits for seed in range(12))


@pytest.mark.parametrize("seed", range(100))
def test_the_order_of_the_input_changes_nothing(seed):
    problem = a_problem(seed)
    rng = random.Random(seed)
    shuffled = replace(
        problem,
        wishes=tuple(
            replace(w, choices=tuple(rng.sample(w.choices, len(w.choices))))
            for w in rng.sample(problem.wishes, len(problem.wishes))
        ),
        offers=tuple(rng.sample(problem.offers, len(problem.offers))),
        held=tuple(rng.sample(problem.held, len(problem.held))),
        hub_caps=dict(reversed(problem.hub_caps.items())),
        mentor_caps=dict(reversed(problem.mentor_caps.items())),
    )
    one, other = solve(problem), solve(shuffled)
    assert (one.places, one.values) == (other.places, other.values)


@pytest.mark.parametrize("seed", range(100))
def test_one_more_place_never_worsens_the_choices_met(seed):
    problem = a_problem(seed)
    before = vector(solve(problem))
    for hub in {each.place.hub_code for each in problem.offers}:
        after = vector(solve(MoreInHub(hub).applied(problem)))
        assert after[:3] <= before[:3]


@pytest.mark.parametrize("seed", range(100))
def test_lifting_a_rule_that_keeps_people_apart_never_worsens_anything(seed):
    problem = a_problem(seed)
    before = vector(solve(problem))
    for index, wish in enumerate(problem.wishes):
        wishes = list(problem.wishes)
        wishes[index] = replace(wish, barred=frozenset())
        assert vector(solve(replace(problem, wishes=tuple(wishes)))) <= before


@pytest.mark.parametrize("seed", range(100))
def test_other_record_numbers_change_nothing_but_the_lottery(seed):
    problem = a_problem(seed)
    assert vector(solve(_renamed(problem))) == vector(solve(problem))


def _renamed(problem):
    def moved(place):
        return None if place is None else Place(place.hub_code, f"7{place.mentor_id}")

    return Problem(
        wishes=tuple(
            Wish(
                mentee_id=f"7{each.mentee_id}",
                choices=each.choices,
                barred=frozenset(f"7{mentor}" for mentor in each.barred),
                shown=moved(each.shown),
                misfits={moved(place): count for place, count in each.misfits.items()},
            )
            for each in problem.wishes
        ),
        offers=tuple(replace(each, place=moved(each.place)) for each in problem.offers),
        held=tuple(replace(each, place=moved(each.place)) for each in problem.held),
        hub_caps=problem.hub_caps,
        mentor_caps={f"7{mentor}": cap for mentor, cap in problem.mentor_caps.items()},
        salt=problem.salt,
    )


@pytest.mark.parametrize("seed", range(60))
def test_what_was_shown_stays_when_nothing_has_changed(seed):
    problem = a_problem(seed)
    first = solve(problem)
    wishes = tuple(replace(w, shown=first.places.get(w.mentee_id)) for w in problem.wishes)
    assert solve(replace(problem, wishes=wishes)).places == first.places


def test_another_salt_settles_ties_differently():
    winners = {next(iter(solve(_a_tie(salt=str(number))).places)) for number in range(20)}
    assert winners == {"1", "2"}


def _a_tie(salt):
    return Problem(
        wishes=tuple(Wish(mentee_id=i, choices=(Choice(1, 1),)) for i in ("1", "2")),
        offers=(Offer(place=Place(1, "9"), capacity=1),),
        salt=salt,
    )
