"""Each claim of an argument, tested by solving again with the claimed change."""

from dataclasses import replace

import pytest

from mentorship.pairing.argument import Advocate, Obstacle
from mentorship.pairing.eligibility import pool_of
from mentorship.pairing.engine import propose
from mentorship.pairing.search import solve
from mentorship.pairing.what_if import HigherCap, MoreInHub, MorePlaces, OfferOpens
from mentorship.people import Role
from mentorship.policy import Policy
from tests.support.pairing import TODAY, a_commitment, a_department, a_person
from tests.unit.mentorship.pairing.test_engine import remembering


SEEDS = range(4)


def argued(seed, **size):
    """Roster, problem, solution and the argument about every mentee."""
    roster = a_department(seed, **size)
    problem = pool_of(roster, Policy(), TODAY, "x", frozenset()).problem
    solution = solve(problem)
    advocate = Advocate(problem, solution, {})
    return roster, problem, solution, [advocate.argue(wish) for wish in problem.wishes]


def with_change(roster, change):
    """The roster after the office made the change in REDCap."""
    code = change.place.hub_code if isinstance(change, MorePlaces | OfferOpens) else change.hub_code
    hub = roster.hubs[code]
    if hub.cap is not None and not isinstance(change, OfferOpens):
        roster = replace(
            roster, hubs={**roster.hubs, code: replace(hub, cap=hub.cap + change.more)}
        )
    if isinstance(change, MoreInHub):
        newcomer = a_person("99", Role.HUB_MENTOR)
        offer = a_commitment("99", code, change.more)
        return replace(
            roster,
            people={**roster.people, "99": newcomer},
            commitments=(*roster.commitments, offer),
        )
    if isinstance(change, HigherCap):
        return roster
    commitments = tuple(
        _changed(each, change)
        if (each.hub_code, each.mentor_id) == (code, change.place.mentor_id)
        else each
        for each in roster.commitments
    )
    return replace(roster, commitments=commitments)


def _changed(commitment, change):
    if isinstance(change, MorePlaces):
        return replace(commitment, capacity=commitment.capacity + change.more)
    return replace(commitment, accepting=a_commitment("1", 1).accepting)


def place_after(roster, mentee_id):
    again = pool_of(roster, Policy(), TODAY, "later", frozenset())
    return solve(again.problem).places.get(mentee_id)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_change_that_would_grant_a_choice_does_grant_it(seed):
    """Made in REDCap, both before the proposals were stored and after."""
    roster, problem, _, arguments = argued(seed, mentees=24, hubs=10, mentors=10, commitments=13)
    stored = remembering(roster, propose(roster, Policy(), TODAY, frozenset())[0])
    claims = [(each, grant) for each in arguments for grant in each.grants]
    assert claims
    for argument, grant in claims:
        for base in (roster, stored):
            place = place_after(with_change(base, grant.change), argument.mentee_id)
            met = place is not None and place.hub_code == grant.choice.hub_code
            assert met == grant.is_enough, (argument, problem.wish_by_mentee[argument.mentee_id])


@pytest.mark.parametrize("seed", SEEDS)
def test_what_a_better_choice_would_cost_is_what_it_costs(seed):
    _, problem, solution, arguments = argued(seed)
    before = dict(solution.values)
    for argument in arguments:
        for refusal in argument.refusals:
            forced = _forced(problem, argument.mentee_id, refusal.choice.hub_code)
            if refusal.obstacle in {Obstacle.OTHERS, Obstacle.TIE}:
                name, by = refusal.cost
                after = dict(forced.values)
                levels = ["unplaced", "rank 3", "rank 2"]
                changed = [(each, after[each] - before[each]) for each in levels]
                worse = [each for each in changed if each[1]]
                assert worse[:1] == ([(name, by)] if by else [])
                assert by >= 0, "a negative cost would mean the proposal was no optimum"
                rank = solution.ranks.get(argument.mentee_id)
                own = levels.index(f"rank {rank}" if rank else "unplaced")
                in_stead = bool(by) and all(each[1] == 0 for each in changed[: own + 1])
                assert refusal.instead == (levels[own] if in_stead else None)
            else:
                assert forced is None


def _forced(problem, mentee_id, hub_code):
    wishes = tuple(
        replace(w, must=True, choices=tuple(c for c in w.choices if c.hub_code == hub_code))
        if w.mentee_id == mentee_id
        else w
        for w in problem.wishes
    )
    return solve(replace(problem, wishes=wishes))


@pytest.mark.parametrize("seed", SEEDS)
def test_every_better_choice_is_accounted_for_and_no_other(seed):
    _, problem, _, arguments = argued(seed)
    for argument in arguments:
        choices = problem.wish_by_mentee[argument.mentee_id].choices
        better = {c for c in choices if argument.rank is None or c.rank < argument.rank}
        assert {each.choice for each in argument.refusals} == better
        first = min(better, key=lambda c: c.rank, default=None)
        later = {grant.choice for grant in argument.grants} - {first}
        assert later <= better
        assert not later or argument.place is None


def test_the_departments_hold_every_kind_of_obstacle_and_change():
    everything = [each for seed in (5, 8) for each in argued(seed)[3]]
    assert {r.obstacle for each in everything for r in each.refusals} == set(Obstacle) - {
        Obstacle.HELD  # nothing is held in a first cycle: see the exact sentences
    }
    kinds = {type(grant.change) for each in everything for grant in each.grants}
    assert kinds == {MorePlaces, HigherCap, MoreInHub, OfferOpens}
