"""V7 to V9 and V20 as tables: what pairs report, and when it can have been."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from mentorship.policy import Policy
from mentorship.relationships import (
    Decision,
    Meeting,
    PairingId,
    PairingState,
    Programme,
    SeniorReview,
    Take,
)
from tests.support.rosters import (
    HUB,
    MENTEE,
    TODAY,
    a_contact,
    a_department,
    a_pairing,
    a_report,
    an_agreement,
    day,
    settings,
)
from tests.support.validation import ERROR, WARNING, found, pairings, sentences, severities


# V7 -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("met", "expected"),
    [("2026-08-31", 1), ("2026-09-01", 0), ("2026-11-20", 0), ("2026-11-21", 1), (None, 0)],
)
def test_v7_the_first_meeting_lies_between_assignment_and_today(met, expected):
    roster = a_department(agreements=(an_agreement(met_on=day(met)),))

    assert severities("V7", roster) == [WARNING] * expected


def test_v7_existing_relationships_may_have_met_before():
    roster = a_department(
        pairings=(a_pairing(take=Take.EXISTING),),
        agreements=(an_agreement(met_on=date(2020, 1, 1)),),
    )

    assert found("V7", roster) == []


def test_v7_says_which_days_are_out_of_order():
    early = a_department(agreements=(an_agreement(met_on=date(2026, 8, 31)),))
    ahead = a_department(contacts=(a_contact("2026-11-21", instance=4),))

    assert sentences("V7", early) == [
        (
            "Record 88: the first meeting on 2026-08-31 comes before the assignment on 2026-09-01. "
            "Correct the day, or the assignment date in Pairing decision. "
            "Fix in First report and mentorship agreement, instance 1."
        )
    ]
    assert sentences("V7", ahead) == [
        (
            "Record 88: a contact is dated 2026-11-21, which lies ahead; it counts from that day on. "
            "Correct the day if it is a slip. Fix in Contact log, instance 4."
        )
    ]


@pytest.mark.parametrize(("ahead", "expected"), [(0, []), (1, [WARNING])])
def test_v7_meetings_of_reports_and_reviews_do_not_lie_ahead(ahead, expected):
    on = TODAY + timedelta(days=ahead)
    review = SeniorReview(
        group_record_id="2003", repeat_instance=1, period="2026H1", hub_code=HUB, met_on=on
    )

    assert severities("V7", a_department(reports=(a_report(met_on=on),))) == expected
    assert severities("V7", a_department(reviews=(review,))) == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"end_on": date(2026, 9, 1), "state": PairingState.CLOSED}, []),
        ({"end_on": date(2026, 8, 31), "state": PairingState.CLOSED}, [ERROR]),
        ({"end_on": date(2026, 8, 31)}, [ERROR]),
        ({"end_on": TODAY, "state": PairingState.CLOSED}, []),
        ({"end_on": date(2026, 11, 21), "state": PairingState.CLOSED}, [WARNING]),
        ({"end_on": date(2026, 12, 31), "state": PairingState.CLOSING}, []),
        ({"start_on": date(2027, 11, 21)}, []),
        ({"start_on": date(2027, 11, 22)}, [WARNING]),
        ({"start_on": date(2062, 9, 1), "decision": Decision.DRAFT}, []),
    ],
)
def test_v7_a_pairing_ends_after_it_begins_and_begins_soon(change, expected):
    roster = a_department(pairings=(a_pairing(**change),), agreements=())

    assert severities("V7", roster) == expected


@pytest.mark.parametrize(
    ("started", "expected"), [("1900-01-01", [ERROR]), ("2006-11-04", [ERROR]), ("2006-11-05", [])]
)
def test_v7_a_pairing_is_not_older_than_twenty_years(started, expected):
    roster = a_department(pairings=(a_pairing(start_on=day(started)),))

    assert severities("V7", roster) == expected


def test_v7_says_which_end_comes_before_which_assignment():
    roster = pairings(end_on=date(2026, 8, 31))

    assert sentences("V7", roster) == [
        (
            "Record 88: the pairing ends on 2026-08-31, before its assignment on 2026-09-01. "
            "Correct one of the two days. Fix in Pairing decision, instance 2."
        )
    ]


@pytest.mark.parametrize(("closes", "expected"), [("2026-05-01", 0), ("2026-04-30", 1), (None, 0)])
def test_v7_preferences_close_after_they_open(closes, expected):
    window = settings(preferences_open_on=date(2026, 5, 1), preferences_close_on=day(closes))

    assert len(found("V7", a_department(settings=window))) == expected


# V8 -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("period", "problem"),
    [
        ("AY2026-Q1", None),
        ("AY2026-Q2", None),
        ("AY2025-Q4", "the report for pairing 2 is for AY2025-Q4, before the pairing began."),
        ("AY2026-Q3", "the report for pairing 2 is for AY2026-Q3, after the pairing ended."),
        ("AY2026-Q5", "the report for pairing 2 names no quarter."),
        ("", "the report for pairing 2 names no quarter."),
    ],
)
def test_v8_a_report_belongs_to_a_quarter_of_its_pairing(period, problem):
    ended = a_pairing(state=PairingState.CLOSED, end_on=date(2026, 11, 1))
    roster = a_department(pairings=(ended,), reports=(a_report(period),))

    assert [each.what for each in found("V8", roster)] == ([problem] if problem else [])


def test_v8_the_academic_year_may_begin_in_august():
    """The quarter to 31 October overlaps a pair that began in September; in July years it ends earlier."""
    roster = a_department(
        pairings=(a_pairing(start_on=date(2026, 10, 15)),), reports=(a_report("AY2026-Q1"),)
    )

    assert len(found("V8", roster)) == 1
    assert found("V8", roster, Policy(academic_year_starts="08-01")) == []


def test_v8_the_second_report_of_a_quarter_is_named():
    reports = (a_report(), a_report(repeat_instance=5))

    assert sentences("V8", a_department(reports=reports)) == [
        (
            "Record 88: pairing 2 has another report for AY2026-Q1, in instance 1. "
            "Keep one, and clear the other. Fix in Quarterly report, instance 5."
        )
    ]


@pytest.mark.parametrize(("decision", "expected"), [(Decision.FINAL, 0), (Decision.DRAFT, 1)])
def test_v8_a_report_belongs_to_a_final_pairing(decision, expected):
    assert len(found("V8", pairings(decision=decision))) == expected


def test_v8_a_joint_instrument_belongs_to_a_pairing_of_the_record():
    roster = a_department(
        reports=(a_report(pairing_id=PairingId(MENTEE, 9)),),
        agreements=(an_agreement(number=9),),
    )

    assert sentences("V8", roster) == [
        (
            "Record 88: it belongs to pairing 9, which is not on this record. "
            "Enter the number of the pairing's instance. "
            "Fix in First report and mentorship agreement, instance 1."
        ),
        (
            "Record 88: it belongs to pairing 9, which is not on this record. "
            "Enter the number of the pairing's instance. Fix in Quarterly report, instance 1."
        ),
    ]


# V9 -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({}, None),
        ({"met_on": None}, "the date of the first meeting"),
        ({"met_how": None, "goals": ()}, "how you met, goal 1"),
        ({"next_on": None, "mentor_ok": None}, "the next meeting"),
        ({"met_on": None, "mentee_ok": None, "mentor_ok": None}, None),
        ({"met_on": None, "mentee_ok": False, "mentor_ok": False}, None),
    ],
)
def test_v9_an_attested_agreement_is_complete(change, missing):
    roster = a_department(agreements=(an_agreement(**change),))
    expected = f"a partner agreed to it, but it lacks: {missing}."

    assert [each.what for each in found("V9", roster)] == ([expected] if missing else [])


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({}, None),
        ({"goals": (None, "2", None)}, "goal 1"),
        ({"achieved": " ", "plan": ""}, "what was achieved, the plan"),
        ({"barriers": frozenset(), "mentee_ok": None}, "the barriers"),
        ({"barriers": frozenset(), "mentee_ok": None, "mentor_ok": None}, None),
    ],
)
def test_v9_an_attested_report_is_complete(change, missing):
    roster = a_department(reports=(a_report(**change),))
    expected = f"a partner agreed to it, but it lacks: {missing}."

    assert [each.what for each in found("V9", roster)] == ([expected] if missing else [])


def test_v9_says_whom_to_ask_and_where():
    roster = a_department(agreements=(an_agreement(met_how=None),))

    assert sentences("V9", roster) == [
        (
            "Record 88: a partner agreed to it, but it lacks: how you met. Ask the pair. "
            "Fix in First report and mentorship agreement, instance 1."
        )
    ]
    assert severities("V9", roster) == [WARNING]


# V20 ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("programme", "how", "contacts", "expected"),
    [
        (Programme.RESIDENT, Meeting.VIDEO, (), 1),
        (Programme.RESIDENT, Meeting.IN_PERSON, (), 0),
        (Programme.RESIDENT, Meeting.VIDEO, (a_contact("2026-10-01"),), 0),
        (Programme.RESIDENT, Meeting.VIDEO, (a_contact("2026-10-01", Meeting.PHONE),), 1),
        (Programme.FACULTY_HUB, Meeting.VIDEO, (), 0),
    ],
)
def test_v20_residents_meet_in_person_first(programme, how, contacts, expected):
    roster = a_department(
        pairings=(a_pairing(programme=programme),),
        agreements=(an_agreement(met_how=how),),
        contacts=contacts,
    )

    assert severities("V20", roster) == [WARNING] * expected


def test_v20_says_what_is_still_owed():
    roster = a_department(
        pairings=(a_pairing(programme=Programme.RESIDENT),),
        agreements=(an_agreement(met_how=Meeting.VIDEO),),
        contacts=(),
    )

    assert sentences("V20", roster) == [
        (
            "Record 88: the first meeting was by video; the meeting in person is still owed. Log the "
            "meeting in person in Contact log once it was held, or correct the way. "
            "Fix in First report and mentorship agreement, instance 1."
        )
    ]
