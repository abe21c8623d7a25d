"""A few people are paired anew, and nobody else is touched. Source: S4.117."""

import pytest

from mentorship.errors import ConfigurationError
from mentorship.pairing.engine import propose
from mentorship.pairing.proposal import Place, StoredProposal
from mentorship.pairing.rematch import rematch
from mentorship.pairing.runs import with_plan
from mentorship.people import Role
from mentorship.policy import Policy
from tests.support.pairing import (
    TODAY,
    a_commitment,
    a_department,
    a_hub,
    a_pairing,
    a_person,
    a_preference,
    a_roster,
)


def three_mentors(**changes):
    """Two mentees who name hubs 1 and 2, with one mentor each in them and a spare in hub 2."""
    people = [a_person(each) for each in "12"] + [a_person(m, Role.HUB_MENTOR) for m in "789"]
    values = {
        "people": people,
        "hubs": [a_hub(1), a_hub(2)],
        "commitments": [a_commitment("7", 1, 1), a_commitment("8", 1, 1), a_commitment("9", 2, 1)],
        "preferences": [a_preference("1", 1, 2), a_preference("2", 1, 2)],
    }
    return a_roster(**values | changes)


def places(roster, *mentees):
    plan = rematch(roster, Policy(), TODAY, mentees, run="rematch")
    return {each.mentee_id: each.place for each in plan.proposals}


def test_a_mentee_with_a_pair_gets_another_mentor_and_frees_the_place_for_nobody():
    paired = (a_pairing("1", 1, "7"), a_pairing("2", 1, "8"))
    assert places(three_mentors(pairings=paired), "1") == {"1": Place(2, "9")}


def test_the_mentor_of_the_pair_that_ends_is_not_proposed_again_even_if_nobody_else_is_left():
    paired = (a_pairing("1", 1, "7"),)
    alone = three_mentors(pairings=paired, commitments=[a_commitment("7", 1, 3)])
    assert places(alone, "1") == {"1": None}


@pytest.mark.parametrize("seed", range(4))
def test_all_others_keep_what_was_proposed_to_them(seed):
    """One withdraws nothing, all others' proposals hold their places: no place is given twice."""
    roster = a_department(seed)
    plan, _ = propose(roster, Policy(), TODAY, frozenset())
    stored = with_plan(roster, plan)
    assert all(isinstance(each, StoredProposal) for each in stored.proposals)
    placed = {each.mentee_id: each.place for each in plan.proposals}
    capacity = {
        Place(hub, mentor): each.capacity
        for (mentor, hub), each in roster.current_commitments.items()
    }
    for one in sorted(placed)[:5]:
        found = places(stored, one)
        assert list(found) == [one]
        together = [*(p for who, p in placed.items() if who != one and p), found[one]]
        assert all(together.count(p) <= capacity[p] for p in together if p is not None)


@pytest.mark.parametrize("who", ["3", "7"])
def test_somebody_without_a_list_is_named(who):
    with pytest.raises(ConfigurationError, match=f"mentee {who} is not in this pairing"):
        places(three_mentors(), who)
