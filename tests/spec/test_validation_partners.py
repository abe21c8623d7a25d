"""V3, V6, V15 to V17 and V22 as tables: the office's decisions about pairs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from mentorship.named import Named
from mentorship.people import Participation, Role
from mentorship.relationships import (
    Constraint,
    ConstraintKind,
    Decision,
    PairingState,
    Programme,
    Said,
    Take,
)
from tests.support.rosters import (
    MENTEE,
    MENTOR,
    OTHER_MENTOR,
    TODAY,
    a_commitment,
    a_department,
    a_pairing,
    a_person,
    people,
)
from tests.support.validation import ERROR, WARNING, found, pairings, sentences, severities


# V3 -----------------------------------------------------------------------------------------------


def test_v3_a_mentor_number_with_swapped_digits_is_put_right_by_name_of_number():
    assert sentences("V3", pairings(mentor_id="412")) == [
        (
            "Record 88: mentor 412 is not a person. Did you mean 421? "
            "Fix in Pairing decision, instance 2."
        )
    ]


def test_v3_prefers_a_mentor_of_the_hub_in_question():
    roster = a_department(
        people=people(a_person("4211", Role.HUB_MENTOR)), pairings=(a_pairing(mentor_id="4121"),)
    )

    assert "Did you mean 4211?" in sentences("V3", roster)[0]

    both = replace(
        roster,
        people=people(a_person("4211", Role.HUB_MENTOR), a_person("4112", Role.HUB_MENTOR)),
        commitments=(*roster.commitments, a_commitment("4112")),
    )
    assert "Did you mean 4112?" in sentences("V3", both)[0]


@pytest.mark.parametrize(
    ("person", "problem"),
    [
        (a_person(MENTOR, Role.MENTEE), "mentor 421 has no mentor role."),
        (
            a_person(MENTOR, Role.HUB_MENTOR, participation=Participation.DEPARTED),
            "mentor 421 has left the programme.",
        ),
        (
            a_person(MENTOR, Role.HUB_MENTOR, participation=Participation.OPTED_OUT),
            "mentor 421 has left the programme.",
        ),
        (a_person(MENTOR, Role.HUB_MENTOR, is_active=False), "mentor 421 has left the programme."),
    ],
)
def test_v3_a_mentor_must_be_able_to_be_one(person, problem):
    roster = a_department(people=people(person), pairings=(a_pairing(announced_on=None),))

    assert [each.what for each in found("V3", roster)] == [problem]
    assert severities("V3", roster) == [ERROR if "role" in problem else WARNING]


@pytest.mark.parametrize("role", [Role.HUB_MENTOR, Role.SENIOR_MENTOR, Role.RESIDENT_MENTOR])
def test_v3_each_mentor_role_will_do(role):
    assert found("V3", a_department(people=people(a_person(MENTOR, role)))) == []


@pytest.mark.parametrize(
    ("change", "severity"),
    [
        ({"mentor_id": "412"}, [ERROR]),
        ({"mentor_id": "412", "decision": Decision.IN_DISCUSSION}, [WARNING]),
        ({"mentor_id": "412", "decision": Decision.DRAFT}, [WARNING]),
        ({"mentor_id": "412", "decision": Decision.NOT_GOING_AHEAD}, []),
        ({"mentor_id": "412", "state": PairingState.CLOSED, "end_on": TODAY}, []),
        ({"mentor_id": "412", "take": Take.NONE}, []),
        ({"mentor_id": MENTEE}, [ERROR]),
        ({"mentor_id": None}, [ERROR]),
        ({"mentor_id": None, "decision": Decision.IN_DISCUSSION}, [WARNING]),
        ({"mentor_id": None, "decision": Decision.DRAFT}, []),
        ({"mentor_id": None, "programme": Programme.CODIFIED}, [WARNING]),
        ({"second_mentor_id": "999"}, [WARNING]),
        ({"second_mentor_id": OTHER_MENTOR}, []),
    ],
)
def test_v3_reaches_as_far_as_the_decision_is(change, severity):
    assert severities("V3", pairings(**change)) == severity


def test_v3_a_role_taken_away_after_the_announcement_is_only_a_warning():
    roster = a_department(people=people(a_person(MENTOR, Role.MENTEE)))

    assert severities("V3", roster) == [WARNING]


def test_v3_never_repeats_a_name_typed_into_a_number_field():
    (sentence,) = sentences("V3", pairings(mentor_id="Zimmermann"))

    assert "Zimmermann" not in sentence


def test_v3_a_pairing_of_a_mentee_who_left_waits_for_the_office():
    gone = a_person(MENTEE, participation=Participation.DEPARTED)

    assert sentences("V3", a_department(people=people(gone))) == [
        (
            "Record 88: pairing 2 goes on but the mentee has left the programme. Close the pairing, "
            "or correct the participation in Person profile. Fix in Pairing decision, instance 2."
        )
    ]


def test_v3_a_constraint_on_nobody_is_reported_without_saying_on_whom():
    rule = Constraint(person_id=MENTEE, other_id="412", kind=ConstraintKind.NEVER)
    (sentence,) = sentences("V3", a_department(constraints=(rule,)))

    assert sentence == (
        "Record 88: a pairing constraint names a record that is not a person. "
        "It protects nobody so far. Fix in Pairing constraint, instance 1."
    )


# V6 -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, [ERROR]),
        ({"state": PairingState.PAUSED}, [ERROR]),
        ({"state": PairingState.CLOSING}, []),
        ({"state": PairingState.CLOSED, "end_on": date(2026, 10, 1)}, []),
        ({"decision": Decision.IN_DISCUSSION}, []),
        ({"take": Take.NONE}, []),
        ({"programme": Programme.CODIFIED}, []),
    ],
)
def test_v6_one_active_pairing_in_a_programme(change, expected):
    first = a_pairing(number=1, **change)

    assert severities("V6", a_department(pairings=(first, a_pairing()))) == expected


def test_v6_names_the_pairings():
    three = tuple(a_pairing(number=number) for number in (1, 2, 3))

    assert sentences("V6", a_department(pairings=three)) == [
        (
            "Record 88: pairings 1, 2 and 3 are active at the same time. "
            "Close the one that has ended. Fix in Pairing decision, instance 3."
        )
    ]


# V15 ----------------------------------------------------------------------------------------------


def rule(kind: ConstraintKind, person: str = MENTEE, other: str = MENTOR, until=None) -> Constraint:
    return Constraint(person_id=person, other_id=other, kind=kind, until=until)


@pytest.mark.parametrize(
    ("constraint", "expected"),
    [
        (rule(ConstraintKind.EVALUATES), 1),
        (rule(ConstraintKind.EVALUATES, MENTOR, MENTEE), 1),
        (rule(ConstraintKind.NEVER), 1),
        (rule(ConstraintKind.CONFLICT), 1),
        (rule(ConstraintKind.PREFER), 0),
        (rule(ConstraintKind.EVALUATES, until=TODAY), 1),
        (rule(ConstraintKind.EVALUATES, until=TODAY - timedelta(days=1)), 0),
        (rule(ConstraintKind.EVALUATES, MENTEE, OTHER_MENTOR), 0),
    ],
)
def test_v15_nobody_is_paired_against_a_rule_of_the_office(constraint, expected):
    assert len(found("V15", a_department(constraints=(constraint,)))) == expected


@pytest.mark.parametrize(
    ("change", "severity"),
    [
        ({"announced_on": None}, ERROR),
        ({}, WARNING),
        ({"decision": Decision.IN_DISCUSSION, "announced_on": None}, WARNING),
        (
            {"mentor_id": OTHER_MENTOR, "second_mentor_id": MENTOR, "announced_on": None},
            ERROR,
        ),
    ],
)
def test_v15_stops_only_what_is_not_announced_yet(change, severity):
    roster = a_department(
        pairings=(a_pairing(**change),), constraints=(rule(ConstraintKind.EVALUATES),)
    )

    assert severities("V15", roster) == [severity]


@pytest.mark.parametrize("kind", [ConstraintKind.EVALUATES, ConstraintKind.NEVER])
def test_v15_says_that_there_is_a_rule_and_not_which(kind):
    roster = a_department(constraints=(rule(kind),))

    assert sentences("V15", roster) == [
        (
            "Record 88: a rule that the office entered speaks against mentor 421. Look at the pairing "
            "constraints of both records, then choose again. Fix in Pairing decision, instance 2."
        )
    ]


# V16, V17 -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "severity"),
    [
        ({"start_on": None}, [ERROR]),
        ({"start_on": None, "decision": Decision.IN_DISCUSSION}, []),
        ({"start_on": None, "take": Take.NONE}, []),
        ({}, []),
        ({"mentee_said": Said.NOT_ASKED}, []),  # announced long ago: no longer news
        ({"mentee_said": Said.NOT_ASKED, "announced_on": None, "start_on": TODAY}, [WARNING]),
        ({"mentor_said": Said.DECLINES, "announced_on": None, "start_on": TODAY}, [WARNING]),
        ({"announced_on": None, "start_on": TODAY}, []),
        (
            {
                "mentee_said": Said.NOT_ASKED,
                "announced_on": None,
                "start_on": TODAY,
                "take": Take.EXISTING,
            },
            [],
        ),
        (
            {
                "mentee_said": Said.NOT_ASKED,
                "announced_on": None,
                "start_on": TODAY - timedelta(days=45),
            },
            [WARNING],
        ),
        (
            {
                "mentee_said": Said.NOT_ASKED,
                "announced_on": None,
                "start_on": TODAY - timedelta(days=46),
            },
            [],
        ),
        (
            {
                "mentee_said": Said.NOT_ASKED,
                "announced_on": None,
                "start_on": TODAY,
                "corrects": Named(14, "430"),
            },
            [],
        ),
    ],
)
def test_v16_final_has_a_date_and_both_have_agreed(change, severity):
    assert severities("V16", pairings(**change)) == severity


def test_v16_says_what_is_missing():
    assert sentences("V16", pairings(start_on=None)) == [
        (
            "Record 88: the pairing is FINAL without an assignment date. "
            "Enter the date from which the clocks run. Fix in Pairing decision, instance 2."
        )
    ]
    unasked = {"mentee_said": Said.NOT_ASKED, "mentor_said": Said.NOT_ASKED}
    roster = pairings(announced_on=None, start_on=TODAY, **unasked)
    assert sentences("V16", roster) == [
        (
            "Record 88: the pairing is FINAL before the mentee and the mentor agreed. "
            "Allowed; note the answer if you have it. Fix in Pairing decision, instance 2."
        )
    ]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"state": PairingState.CLOSED}, 1),
        ({"state": PairingState.CLOSED, "end_on": date(2026, 11, 1)}, 0),
        ({"state": PairingState.CLOSING}, 0),
        ({"state": PairingState.CLOSED, "decision": Decision.NOT_GOING_AHEAD}, 0),
    ],
)
def test_v17_a_closed_pairing_says_when_it_ended(change, expected):
    assert severities("V17", pairings(**change)) == [WARNING] * expected


def test_v17_says_where():
    assert sentences("V17", pairings(state=PairingState.CLOSED)) == [
        (
            "Record 88: the pairing is closed without an end date. "
            "Enter the day on which it ended. Fix in Pairing decision, instance 2."
        )
    ]


# V22 ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "severity", "words"),
    [
        ({"take": Take.PROPOSAL}, [], ""),
        ({"take": Take.PROPOSAL, "mentor_id": None}, [ERROR], "the proposal"),
        ({"take": Take.ALTERNATIVE_A, "hub_code": None}, [ERROR], "alternative A"),
        (
            {"take": Take.ALTERNATIVE_B, "mentor_id": None, "decision": Decision.IN_DISCUSSION},
            [WARNING],
            "alternative B",
        ),
        ({"take": None, "mentor_id": None}, [ERROR], "no choice is ticked"),
        ({"take": None, "mentor_id": None, "decision": Decision.DRAFT}, [], ""),
        ({"take": Take.NONE, "mentor_id": None, "hub_code": None}, [], ""),
    ],
)
def test_v22_a_taken_proposal_is_on_the_record(change, severity, words):
    issues = found("V22", pairings(**change))

    assert [each.severity for each in issues] == severity
    assert all(words in each.what for each in issues)
