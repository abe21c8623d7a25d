"""A mentor's statement of the academic year: who gets it, when, once. Source: S4.3, N22."""

from __future__ import annotations

from datetime import date

import pytest

from mentorship.intervals import days_between
from mentorship.obligations.due_items import DueItemKind, DueState, NoticeKind
from mentorship.people import Participation
from mentorship.relationships import Decision, Programme
from mentorship.roster import Roster
from tests.support.builders import (
    MENTOR,
    a_mentee,
    a_mentor,
    a_pairing,
    a_roster,
    a_senior_mentor,
    away,
    settings,
)
from tests.support.rule_nights import Memory, today


def lived(roster: Roster, first: str = "2027-04-26", last: str = "2027-06-30") -> list[str]:
    """On which days a statement went to whom."""
    memory = Memory(roster)
    return [
        f"{day:%m-%d} {each.person_id}"
        for day in days_between(today(first), today(last))
        for each in memory.night(day)
        if each.kind is NoticeKind.MENTORING_YEAR
    ]


def test_every_mentor_of_the_year_gets_it_once_on_the_first_working_day_of_may():
    roster = a_roster(
        a_pairing(),
        a_pairing(mentee_id="1002", mentor_id="2002", programme=Programme.RESIDENT),
        people=[a_mentee(), a_mentee("1002"), a_mentor(), a_mentor("2002"), a_mentor("2003")],
    )

    assert lived(roster) == [f"05-03 {MENTOR}", "05-03 2002"]  # 1 May 2027 is a Saturday


def test_two_pairs_of_one_mentor_are_one_statement():
    roster = a_roster(a_pairing(), a_pairing(mentee_id="1002"))

    assert lived(roster) == [f"05-03 {MENTOR}"]


@pytest.mark.parametrize(
    ("pairing", "counts"),
    [
        (a_pairing("2027-05-03"), True),
        (a_pairing("2025-09-01", closed="2026-07-01"), True),
        (a_pairing("2025-09-01", closed="2026-06-30"), False),
        (a_pairing(decision=Decision.DRAFT), False),
        (a_pairing(mentor_id=None), False),
        (a_pairing(mentor_id="4711"), False),
    ],
)
def test_a_pairing_counts_if_it_was_there_within_the_year(pairing, counts):
    assert bool(lived(a_roster(pairing))) == counts


@pytest.mark.parametrize(
    ("mentor", "expected"),
    [
        (a_mentor(participation=Participation.OPTED_OUT), []),
        (a_mentor(participation=Participation.DEPARTED), []),
        (a_mentor(leave=away("2027-04-20", "2027-05-16")), [f"05-17 {MENTOR}"]),
        (a_mentor(leave=away("2027-04-20", "2027-07-16")), []),
    ],
)
def test_whoever_is_away_gets_it_on_coming_back_within_a_month_and_who_left_never(mentor, expected):
    assert lived(a_roster(a_pairing(), people=[a_mentee(), mentor, a_senior_mentor()])) == expected


def test_it_follows_the_departments_own_year_and_quiet_dates():
    august = settings(academic_year_start=date(2026, 8, 1))
    quiet = settings(quiet=(away("2027-05-01", "2027-05-04"),))

    assert lived(a_roster(a_pairing(), settings=quiet)) == [f"05-05 {MENTOR}"]
    memory = Memory(a_roster(a_pairing(), settings=august))
    memory.policy = memory.policy.overridden_by(august)
    assert [each.kind for each in memory.night("2027-06-01") if each.kind.value == "N22"] == [
        NoticeKind.MENTORING_YEAR
    ]


def test_a_first_run_late_in_the_year_sends_none_and_the_ledger_remembers_what_was_sent():
    assert lived(a_roster(a_pairing()), first="2027-06-04") == []
    memory = Memory(a_roster(a_pairing()))
    memory.night("2027-05-03")
    memory.night("2027-06-29")
    [stored] = [each for each in memory.roster.ledger if each.kind is DueItemKind.MENTORING_YEAR]

    assert (stored.key, stored.state) == (f"YEAR-{MENTOR}-AY2026", DueState.DONE_ON_TIME)
