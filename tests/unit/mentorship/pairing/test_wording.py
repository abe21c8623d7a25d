"""The sentences the office reads, word for word."""

from datetime import date

import pytest

from mentorship.hubs import Accepting
from mentorship.intervals import Interval
from mentorship.pairing.engine import propose
from mentorship.people import Role
from mentorship.policy import Policy
from mentorship.relationships import Constraint, ConstraintKind, Decision, PairingState
from tests.support.pairing import (
    TODAY,
    a_commitment,
    a_hub,
    a_pairing,
    a_person,
    a_preference,
    a_roster,
)


def why(mentee_id="1", policy=None, **changes):
    """What the office reads about one mentee of a small department."""
    fields = {
        "people": [
            *(a_person(each) for each in ("1", "2", "3")),
            *(a_person(each, Role.HUB_MENTOR) for each in ("7", "8", "9")),
        ],
        "hubs": [a_hub(1, group=1), a_hub(2, group=1), a_hub(3, group=2)],
        "commitments": [a_commitment("8", 1, 1), a_commitment("9", 2, 3)],
        "preferences": [a_preference("1", 1, 2)],
    }
    roster = a_roster(**{**fields, **changes})
    plan, _ = propose(roster, policy or Policy(), TODAY, frozenset())
    return next(p.why for p in plan.proposals if p.mentee_id == mentee_id).splitlines()


def test_a_first_choice_needs_no_excuse():
    assert why() == [
        "H01 Hub 1 with Mentor No8 (8): the first choice.",
        "Alternative A: H02 Hub 2 with Mentor No9 (9): the second choice; nobody else moves.",
    ]


def test_a_full_hub_names_who_holds_it_what_it_would_cost_and_what_would_help():
    assert why(preferences=[a_preference("1", 1, 2), a_preference("2", 1)]) == [
        "H02 Hub 2 with Mentor No9 (9): the second choice.",
        (
            "First choice H01 Hub 1 is full. Mentor No8 (8) holds 1 of 1 (1 proposed tonight). "
            "Meeting it would leave one more person without any of their choices."
        ),
        "The first choice would be met if Mentor No8 (8) could hold 2 in H01 instead of 1.",
        "No alternative is free while everyone else stays.",
    ]


def test_a_choice_whose_only_cost_is_that_somebody_else_changes_places_says_so():
    """Mentee 1 could have the second choice only if mentee 2 had none; the first has no place."""
    lines = why(
        commitments=[a_commitment("8", 1, 0), a_commitment("9", 2, 1)],
        preferences=[a_preference("1", 1, 2), a_preference("2", 2)],
    )
    assert lines[2] == (
        "Second choice H02 Hub 2 is full. Mentor No9 (9) holds 1 of 1 (1 proposed tonight). Meeting "
        "it would leave somebody else, instead of this person, without any of their choices."
    )


def test_places_held_by_continuing_pairs_are_counted_as_such():
    held = (a_pairing("2", 1, "8", cycle="AY2025"), a_pairing("3", 2, "9", Decision.IN_DISCUSSION))
    lines = why(pairings=held, commitments=[a_commitment("8", 1, 1), a_commitment("9", 2, 1)])
    assert lines == [
        "No choice could be met.",
        "First choice H01 Hub 1 has no free place. Mentor No8 (8) holds 1 of 1 (1 continuing).",
        "Second choice H02 Hub 2 has no free place. Mentor No9 (9) holds 1 of 1 (1 being decided).",
        "The first choice would be met if Mentor No8 (8) could hold 2 in H01 instead of 1.",
        "The second choice would be met if Mentor No9 (9) could hold 2 in H02 instead of 1.",
        "No alternative is free while everyone else stays.",
    ]


def test_choices_that_could_not_be_taken_are_named():
    lines = why(preferences=[a_preference("1", 77, 2, 2)])
    assert lines[:3] == [
        "H02 Hub 2 with Mentor No9 (9): the second choice.",
        "First choice H77 is not open and was left out.",
        "Third choice H02 Hub 2 repeats the second choice and was left out.",
    ]


def test_a_hub_that_its_own_cap_fills_says_so():
    lines = why(
        hubs=[a_hub(1, group=1, cap=1), a_hub(2, group=1)],
        commitments=[a_commitment("8", 1, 3), a_commitment("9", 2, 3)],
        preferences=[a_preference("1", 1, 2), a_preference("2", 1)],
    )
    assert lines[1].endswith(
        "Mentor No8 (8) holds 1 of 3 (1 proposed tonight); the hub holds 1 of 1. "
        "Meeting it would leave one more person without any of their choices."
    )
    assert lines[2] == "The first choice would be met if H01 could hold 2 in all instead of 1."


def test_a_mentor_at_the_limit_over_all_hubs_says_so():
    lines = why(
        policy=Policy(mentor_may_hold=1),
        commitments=[a_commitment("8", 1, 2), a_commitment("8", 3, 2, 2), a_commitment("9", 2, 1)],
        preferences=[a_preference("1", 1, 2), a_preference("2", 3)],
    )
    assert lines[1] == (
        "First choice H01 Hub 1 is full. Mentor No8 (8) holds 0 of 2, and 1 over all hubs, which "
        "is the most. Meeting it would leave one more person without any of their choices."
    )


@pytest.mark.parametrize(
    "kind", [ConstraintKind.NEVER, ConstraintKind.EVALUATES, ConstraintKind.CONFLICT]
)
def test_a_rule_is_called_a_rule_and_nothing_more(kind):
    rule = Constraint(person_id="8", other_id="1", kind=kind)
    assert why(constraints=(rule,))[1] == (
        "First choice H01 Hub 1: a rule the office entered keeps its mentors apart from this person."
    )


def test_room_with_a_mentor_who_is_kept_apart_is_not_called_full():
    rule = Constraint(person_id="1", other_id="7", kind=ConstraintKind.NEVER)
    lines = why(
        constraints=(rule,),
        commitments=[a_commitment("7", 1, 1), a_commitment("8", 1, 1), a_commitment("9", 2, 3)],
        preferences=[a_preference("1", 1, 2), a_preference("2", 1), a_preference("3", 1)],
        pairings=(a_pairing("2", 1, "8"),),
    )
    assert "full" not in lines[1]


def test_an_earlier_pairing_that_ended_is_named_as_the_reason():
    ended = a_pairing("1", 1, "8", cycle="AY2025", state=PairingState.CLOSED)
    assert why(pairings=(ended,))[1] == (
        "First choice H01 Hub 1: an earlier pairing with its mentors ended or was declined."
    )


@pytest.mark.parametrize(
    ("commitment", "mentor", "said"),
    [
        ({"accepting": Accepting.NO}, {}, "takes no new mentees"),
        (
            {"accepting": Accepting.PAUSED, "paused_until": date(2027, 1, 31)},
            {},
            "is paused until 2027-01-31",
        ),
        ({}, {"leave": Interval(TODAY)}, "is on leave"),
    ],
)
def test_mentors_who_are_away_are_named_with_what_would_help(commitment, mentor, said):
    people = [
        a_person("1"),
        a_person("8", Role.HUB_MENTOR, **mentor),
        a_person("9", Role.HUB_MENTOR),
    ]
    lines = why(
        people=people, commitments=[a_commitment("8", 1, 1, **commitment), a_commitment("9", 2, 3)]
    )
    assert lines[1:3] == [
        f"First choice H01 Hub 1: nobody there takes new mentees now. Mentor No8 (8) {said}.",
        "The first choice would be met if Mentor No8 (8) took new mentees in H01.",
    ]


def test_a_hub_without_mentors_asks_for_one():
    assert why(preferences=[a_preference("1", 3, 2)])[1:3] == [
        "First choice H03 Hub 3 has no mentor yet.",
        "The first choice would be met if H03 had another mentor with one place.",
    ]


def test_a_tie_is_called_a_tie():
    both = [a_preference("1", 1, 2), a_preference("2", 1, 2)]
    lines = [why(each, preferences=both) for each in ("1", "2")]
    second = next(each for each in lines if "second choice." in each[0])
    assert second[1] == (
        "First choice H01 Hub 1 is full. Mentor No8 (8) holds 1 of 1 (1 proposed tonight). Others "
        "had an equal claim; the published order settled it: earlier proposals stay, then loads "
        "are kept even, then fit, then the lottery."
    )


def test_a_mentor_who_is_the_mentees_own_mentee_is_pointed_out():
    own = a_pairing("8", 2, "1")
    assert why(pairings=(own,))[1] == "Please note: Mentor No8 (8) is this person's mentee already."
