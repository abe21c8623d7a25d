"""The half-year's evaluation: to whom, when, once. Source: S1.5, N27."""

from __future__ import annotations

from datetime import date

import pytest

from mentorship.intervals import days_between
from mentorship.obligations.due_items import DueItemKind, DueState, NoticeKind
from mentorship.obligations.tonight import Tonight
from mentorship.obligations.year_rules import half_to_evaluate
from mentorship.people import MailPreference
from mentorship.roster import Roster
from tests.support.builders import (
    a_mentee,
    a_mentor,
    a_pairing,
    a_person,
    a_roster,
    away,
    settings,
)
from tests.support.rule_nights import POLICY, Memory, today


LEADER = "4001"


def led_by(record_id: str | None = LEADER, **changes: object) -> Roster:
    """A pair, and a vice chair who gets the evaluation."""
    people = [a_mentee(), a_mentor(), a_person(LEADER, **changes)]
    return a_roster(
        a_pairing("2026-07-06"), people=people, settings=settings(vice_chair_id=record_id)
    )


def lived(roster: Roster, first: str = "2026-12-20", last: str = "2027-09-30") -> list[str]:
    """On which days whom an evaluation reached."""
    memory = Memory(roster)
    return [
        f"{day} {each.person_id} {each.item.period}"
        for day in days_between(today(first), today(last))
        for each in memory.night(day)
        if each.kind is NoticeKind.EVALUATION
    ]


def test_the_vice_chair_gets_it_twice_a_year_when_the_last_reports_have_been_due():
    assert lived(led_by()) == [
        f"2027-01-15 {LEADER} AY2026-H1",
        f"2027-07-15 {LEADER} AY2026-H2",
    ]


@pytest.mark.parametrize(
    ("roster", "expected"),
    [
        (led_by(None), []),
        (led_by("4711"), []),
        (led_by(mail_preference=MailPreference.OFFICE_CONTACTS), []),
        (led_by(mail_preference=MailPreference.WEEKLY_DIGEST), ["2027-01-15"]),
        (led_by(leave=away("2027-01-10", "2027-01-31")), ["2027-02-01"]),
        (led_by(leave=away("2027-01-10", "2027-03-31")), []),
    ],
)
def test_without_a_vice_chair_who_can_be_mailed_only_the_office_gets_it(roster, expected):
    assert [each[:10] for each in lived(roster, last="2027-04-30")] == expected


@pytest.mark.parametrize(
    ("tonight", "period"),
    [
        (date(2027, 1, 14), None),
        (date(2027, 1, 15), "AY2026-H1"),
        (date(2027, 2, 15), "AY2026-H1"),
        (date(2027, 2, 16), None),
        (date(2027, 7, 14), None),
        (date(2027, 7, 15), "AY2026-H2"),
        (date(2026, 7, 20), None),  # nobody was paired in the half before
    ],
)
def test_a_half_year_is_evaluated_for_a_month_and_only_if_somebody_was_paired(tonight, period):
    found = half_to_evaluate(Tonight(led_by(), POLICY, tonight))

    assert (found[0].name if found else None) == period


def test_the_ledger_remembers_that_it_was_sent():
    memory = Memory(led_by())
    memory.night("2027-01-15")
    memory.night("2027-05-03")
    [stored] = [each for each in memory.roster.ledger if each.kind is DueItemKind.EVALUATION]

    assert (stored.key, stored.state) == (f"EVAL-{LEADER}-AY2026-H1", DueState.DONE_ON_TIME)
