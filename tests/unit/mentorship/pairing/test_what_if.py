import pytest

from mentorship.pairing.problem import Choice, Held, Offer, Problem, Wish
from mentorship.pairing.proposal import Place
from mentorship.pairing.search import solve
from mentorship.pairing.what_if import (
    HigherCap,
    MenteeWithdraws,
    MentorPaused,
    MoreInHub,
    MorePlaces,
    Move,
    OfferOpens,
    keeping,
    only_for,
    what_if,
)
from tests.support.pairing import a_problem


ONE, TWO = Place(1, "8"), Place(2, "9")


def a_chain(**changes):
    """Both want hub 1, which has one place; one of them has hub 2 as second choice."""
    fields = {
        "wishes": (
            Wish(mentee_id="1", choices=(Choice(1, 1),)),
            Wish(mentee_id="2", choices=(Choice(1, 1), Choice(2, 2))),
        ),
        "offers": (Offer(place=ONE, capacity=1), Offer(place=TWO, capacity=1)),
    }
    return Problem(**{**fields, **changes})


def test_one_more_place_moves_only_those_who_gain():
    found = what_if(a_chain(), MorePlaces(ONE))
    assert found.moves == (Move("2", TWO, ONE, 2, 1),)
    assert found.moves[0].is_better
    assert found.levels == {"rank 2": -1}


def test_a_paused_mentor_shows_who_would_lose_the_place():
    found = what_if(a_chain(), MentorPaused("9"))
    assert found.levels == {"unplaced": 1, "rank 2": -1}
    assert [move.is_better for move in found.moves] == [False]


def test_a_mentee_who_withdraws_frees_the_place():
    found = what_if(a_chain(), MenteeWithdraws("1"))
    assert {move.mentee_id: move.after for move in found.moves} == {"1": None, "2": ONE}


def test_one_more_place_helps_only_as_far_as_the_hubs_cap_rises_along():
    capped = a_chain(hub_caps={1: 1})
    assert MorePlaces(ONE).applied(capped).hub_caps == {1: 2}
    assert what_if(capped, MorePlaces(ONE)).levels == {"rank 2": -1}
    assert what_if(capped, HigherCap(1)).moves == ()


def test_more_than_is_held_already_means_more_than_that():
    held = tuple(Held(mentee_id=m, place=ONE) for m in ("5", "6"))
    over = a_chain(held=held, hub_caps={1: 1}, mentor_caps={"8": 1})
    raised = MorePlaces(ONE).applied(over)
    assert raised.offer_by_place[ONE].capacity == 3
    assert (raised.hub_caps[1], raised.mentor_caps["8"]) == (3, 3)


def test_an_offer_that_opens_again_takes_people():
    closed = a_chain(offers=(Offer(place=ONE, capacity=1, is_open=False),))
    assert what_if(closed, OfferOpens(ONE)).levels == {"unplaced": -1}


@pytest.mark.parametrize("seed", range(80))
def test_people_whose_choice_is_unaffected_stay_where_they_are(seed):
    """A what-if never moves more people between hubs than the choices met require."""
    problem = a_problem(seed)
    base = solve(problem)
    for hub in {each.place.hub_code for each in problem.offers}:
        found = what_if(problem, MoreInHub(hub), base)
        gains = any(found.levels.values())
        changed_hub = [
            move
            for move in found.moves
            if (move.before and move.before.hub_code) != (move.after and move.after.hub_code)
        ]
        assert gains or not changed_hub


@pytest.mark.parametrize("seed", range(80))
def test_a_partial_run_places_some_and_moves_nobody_else(seed):
    problem = a_problem(seed)
    base = solve(problem)
    one = min(wish.mentee_id for wish in problem.wishes)
    partial = only_for(keeping(problem, base), {one})
    assert [each.mentee_id for each in partial.wishes] == [one]
    assert solve(partial).ranks.get(one, 9) <= base.ranks.get(one, 9)
    others = {held.mentee_id: held.place for held in partial.held[len(problem.held) :]}
    assert others == {m: place for m, place in base.places.items() if m != one}
