"""Who coaches a hub mentor: derived, or asked, never guessed. Source: S1.23."""

import pytest

from mentorship.hubs import Accepting, CommitmentRole
from mentorship.pairing.senior_tier import coaching_texts
from mentorship.people import Participation, Role
from mentorship.relationships import Constraint, ConstraintKind, Decision, PairingState, Programme
from tests.support.nights import a_night
from tests.support.rosters import (
    GROUP,
    HUB,
    MENTOR,
    OTHER_GROUP,
    OTHER_HUB,
    SENIOR,
    TODAY,
    a_commitment,
    a_department,
    a_group,
    a_hub,
    a_pairing,
    a_person,
    on_leave,
    people,
)


DEPUTY = "501"
NAMED = (
    "Senior coaching: First500 Last500 (500), senior mentor of AG03 Group 3.\n"
    "To register it, add a pairing of the programme senior mentor coaching with "
    '"Choose myself" and mentor 500.'
)
ASKED = "Hub mentor in AG03 Group 3, whose senior mentor cannot coach this person: who does?"


def coaching(mentor_id=MENTOR, **changes):
    return coaching_texts(a_department(**changes), TODAY).get(mentor_id)


def with_deputy():
    return {GROUP: a_group(deputy_id=DEPUTY)}


def rule(other, kind=ConstraintKind.EVALUATES):
    return Constraint(person_id=other, other_id=MENTOR, kind=kind)


def test_a_hub_mentor_is_coached_by_the_senior_mentor_of_the_group():
    assert coaching() == NAMED


@pytest.mark.parametrize(
    "away",
    [
        on_leave(SENIOR, "2026-11-01", "2026-12-01", Role.SENIOR_MENTOR),
        a_person(SENIOR, Role.SENIOR_MENTOR, participation=Participation.DEPARTED),
        a_person(SENIOR, Role.SENIOR_MENTOR, is_active=False),
    ],
    ids=["on leave", "left", "retired record"],
)
def test_the_deputy_coaches_while_the_senior_mentor_cannot_and_without_one_it_is_asked(away):
    everybody = people(away, a_person(DEPUTY, Role.SENIOR_MENTOR))
    assert coaching(people=everybody) == ASKED
    assert "Last501 (501), deputy in AG03" in coaching(people=everybody, groups=with_deputy())


def test_a_senior_mentor_is_not_coached_by_themselves():
    both = a_person(SENIOR, Role.SENIOR_MENTOR, Role.HUB_MENTOR)
    changes = {
        "people": people(both, a_person(DEPUTY, Role.SENIOR_MENTOR)),
        "commitments": (a_commitment(SENIOR),),
    }
    assert coaching(SENIOR, **changes) == ASKED
    assert "(501), deputy" in coaching(SENIOR, groups=with_deputy(), **changes)


@pytest.mark.parametrize("kind", list(ConstraintKind))
def test_a_rule_between_the_two_is_respected(kind):
    said = coaching(constraints=(rule(SENIOR, kind),))
    assert said == (ASKED if kind.forbids else NAMED)


def test_a_mentor_in_two_groups_raises_the_question_on_the_page_and_as_an_issue():
    changes = {
        "hubs": {HUB: a_hub(), OTHER_HUB: a_hub(OTHER_HUB, group_code=OTHER_GROUP)},
        "groups": {GROUP: a_group(), OTHER_GROUP: a_group(OTHER_GROUP)},
        "commitments": (a_commitment(), a_commitment(MENTOR, OTHER_HUB, repeat_instance=2)),
    }
    assert coaching(**changes) == (
        "Hub mentor in AG03 Group 3 and AG04 Group 4: which senior mentor coaches?"
    )
    codes = [each.code for each in a_night(a_department(**changes)).issues]
    assert "V12" in codes


@pytest.mark.parametrize(
    ("changes", "is_said"),
    [
        ({}, False),
        ({"decision": Decision.IN_DISCUSSION}, False),
        ({"decision": Decision.IN_DISCUSSION, "cycle": "AY2025"}, True),
        ({"state": PairingState.CLOSED}, True),
        ({"programme": Programme.FACULTY_HUB}, True),
    ],
)
def test_a_coaching_pairing_on_file_or_on_its_way_settles_it(changes, is_said):
    values = {"mentor_id": SENIOR, "programme": Programme.SENIOR_COACHING} | changes
    found = coaching(pairings=(a_pairing(MENTOR, 1, **values),))
    assert (found is not None) == is_said


@pytest.mark.parametrize(
    "offer", [{"role": CommitmentRole.ADVISER}, {"accepting": Accepting.NO}, {"hub_code": 99}]
)
def test_people_who_take_no_mentees_are_not_hub_mentors_to_coach(offer):
    assert coaching(commitments=(a_commitment(**offer),)) is None


def test_it_stands_on_the_mentors_page():
    (page,) = [each for each in a_night(a_department()).people if each.record_id == MENTOR]
    assert page.proposal == NAMED
