"""A mentor's year: own pairs only, counted within the year, outcomes with both consents."""

from dataclasses import replace
from datetime import date

import pytest

from mentorship.evaluation import Mean
from mentorship.mentor_feedback import Asked, MentorFeedback
from mentorship.obligations.tonight import Tonight
from mentorship.policy import Policy
from mentorship.relationships import Meeting, Programme
from reports.mentoring_year import mentoring_years
from tests.support.builders import (
    MENTOR,
    a_contact,
    a_mentee,
    a_mentor,
    a_pairing,
    a_report,
    a_roster,
    an_agreement,
)


PAIRING = a_pairing("2026-07-06")
TODAY = date(2027, 5, 3)


def year_of(*pairings, today=TODAY, **parts):
    """The statement of mentor 2001."""
    people = [a_mentee(), a_mentee("1002"), a_mentor(), a_mentor("2002")]
    roster = a_roster(*(pairings or (PAIRING,)), people=people, **parts)
    return mentoring_years(Tonight(roster, Policy(), today), [MENTOR])[MENTOR]


def reported(**changes):
    return a_report(
        PAIRING, "AY2026-Q1", achieved="One\n poster", kinds=frozenset({"1"}),
        shares_achieved=True, **changes,
    )  # fmt: skip


def agreed(*shares, **changes):
    signed = {"mentee_ok": True, "mentor_ok": True} | changes
    return an_agreement(PAIRING, shares=frozenset(shares), **signed)


def test_contacts_and_meetings_are_counted_by_day_and_within_the_year():
    [line] = year_of(
        agreements=[agreed(met="2026-07-20")],
        contacts=[
            a_contact(PAIRING, "2026-06-30"),
            a_contact(PAIRING, "2026-07-20"),
            a_contact(PAIRING, "2026-09-01", how=Meeting.WRITING),
            a_contact(PAIRING, "2027-05-04"),
        ],
        reports=[reported(met="2026-09-10"), a_report(PAIRING, "AY2025-Q4", instance=2)],
    ).year.lines

    assert (line.contacts, line.in_person, line.reports) == (3, 2, 1)
    assert (line.mentee, line.since, line.until) == ("First1001 Last1001", date(2026, 7, 6), None)


def test_nobody_elses_pair_is_in_it():
    other = a_pairing(mentee_id="1002", mentor_id="2002")
    ended = replace(
        a_pairing("2025-09-01", mentee_id="1002", number=2, closed="2026-09-30"),
        programme=Programme.CODIFIED,
    )

    lines = year_of(PAIRING, other, ended).year.lines

    assert [(each.mentee, each.until) for each in lines] == [
        ("First1001 Last1001", None),
        ("First1002 Last1002", date(2026, 9, 30)),
    ]


@pytest.mark.parametrize(
    ("agreements", "report", "is_told"),
    [
        ([agreed("2")], reported(), True),
        ([agreed("1", "3")], reported(), False),
        ([], reported(), False),
        ([agreed("2"), agreed(instance=2)], reported(), False),  # the renewal withdrew it
        ([agreed("1"), agreed("2", instance=2)], reported(), True),
        ([agreed("2"), agreed(instance=2, mentor_ok=None)], reported(), True),
        ([agreed("2")], replace(reported(), shares_achieved=False), False),
        ([agreed("2")], reported(mentor_ok=None), False),
        ([agreed("2", mentor_ok=None)], reported(), False),
        ([agreed("2")], replace(reported(), period="AY2025-Q4"), False),
    ],
)
def test_outcomes_are_told_only_with_both_consents_and_signatures(agreements, report, is_told):
    found = year_of(agreements=agreements, reports=[report])

    assert found.outcomes == (("One poster",) if is_told else ())
    assert found.year.kinds == ((("abstract or poster", 1),) if is_told else ())


SAID = MentorFeedback(((Asked.LISTENS, Mean(4.5, 6)),))


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ((MENTOR, "AY2026"), SAID),
        ((MENTOR, "AY2025"), None),
        ((MENTOR, "AY2027"), None),
        (("2002", "AY2026"), None),
    ],
)
def test_what_mentees_say_together_is_of_the_mentor_and_of_the_year(key, expected):
    assert year_of(feedback={key: SAID}).feedback == expected


@pytest.mark.parametrize(
    ("programmes", "asks"),
    [
        ([Programme.FACULTY_HUB], True),
        ([Programme.RESIDENT], False),
        ([Programme.RESIDENT, Programme.CODIFIED], True),
    ],
)
def test_a_mentor_reads_about_it_where_a_programme_invites_mentees(programmes, asks):
    pairings = [
        a_pairing("2026-07-06", mentee_id=str(1001 + number), programme=each)
        for number, each in enumerate(programmes)
    ]

    assert year_of(*pairings).year.asks_mentees == asks
