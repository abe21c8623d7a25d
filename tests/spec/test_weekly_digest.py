"""One mail a week for whoever prefers it: on which day, and what does not wait. Source: G1, 5.1."""

from __future__ import annotations

from datetime import date

import pytest

from mentorship.intervals import days_between
from mentorship.obligations.weekly import next_digest_on
from mentorship.people import MailPreference, Weekday
from mentorship.roster import Roster
from tests.support.builders import (
    MENTEE,
    a_contact,
    a_mentee,
    a_mentor,
    a_pairing,
    a_roster,
    a_senior_mentor,
    away,
    on,
    settings,
)
from tests.support.rule_nights import Memory, today


ANNOUNCED = a_pairing("2026-07-01", announced_on=on("2026-07-01"))
CHRISTMAS = away("2026-12-24", "2027-01-04")


def weekly(day: Weekday) -> dict[str, object]:
    """A person who chose one mail a week."""
    return {"mail_preference": MailPreference.WEEKLY_DIGEST, "mail_day": day}


def roster(day: Weekday, **changes: object) -> Roster:
    """A pair whose mentee gets a weekly digest and whose mentor does not."""
    people = [a_mentee(**weekly(day)), a_mentor(), a_senior_mentor()]
    pairing = changes.pop("pairing", ANNOUNCED)
    return a_roster(pairing, people=people, **changes)


def lived(found: Roster, first: str, last: str, person: str = MENTEE) -> list[str]:
    """What *person* got on which day."""
    memory = Memory(found)
    return [
        f"{day:%a %m-%d} {each.kind.value}.{each.stage}"
        for day in days_between(today(first), today(last))
        for each in memory.night(day)
        if each.person_id == person
    ]


def test_reminders_wait_for_the_chosen_day_and_come_as_the_latest_stage():
    assert lived(roster(Weekday.THURSDAY), "2026-07-10", "2026-08-31") == [
        "Thu 07-16 N08.1",
        "Thu 07-30 N08.2",
        "Thu 08-06 N09.1",
        "Thu 08-06 N08.3",
        "Thu 08-20 N09.2",
        "Thu 08-27 N09.3",
    ]


def test_the_partner_gets_mail_as_it_falls_due():
    assert lived(roster(Weekday.THURSDAY), "2026-07-10", "2026-08-05", "2001") == [
        "Mon 07-27 N08.2",
        "Mon 08-03 N08.3",
    ]


def test_a_pairing_is_told_at_once():
    assert lived(roster(Weekday.MONDAY, pairing=a_pairing("2026-07-01")), "2026-07-01", "2026-07-05") == [
        "Wed 07-01 N06.1"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("weekday", "expected"),
    [
        (Weekday.MONDAY, ["Mon 10-12 N15.1"]),  # three days before Thursday the 15th
        (Weekday.WEDNESDAY, ["Wed 10-14 N15.1"]),
        (Weekday.THURSDAY, ["Mon 10-12 N15.1"]),  # on the day they meet it would be too late
        (Weekday.FRIDAY, ["Mon 10-12 N15.1"]),  # by Friday it would be of no use
    ],
)
def test_what_would_be_of_no_use_by_then_does_not_wait(weekday, expected):
    contacts = (a_contact(ANNOUNCED, "2026-09-30", then="2026-10-15"),)

    found = lived(roster(weekday, contacts=contacts), "2026-10-10", "2026-10-17")

    assert [each for each in found if "N15" in each] == expected


@pytest.mark.parametrize(
    ("weekday", "tonight", "expected"),
    [
        (Weekday.MONDAY, "2026-10-12", "2026-10-12"),
        (Weekday.MONDAY, "2026-10-13", "2026-10-19"),
        (Weekday.FRIDAY, "2026-10-17", "2026-10-23"),
        (Weekday.THURSDAY, "2026-12-23", "2027-01-05"),  # the 24th is quiet, and so on
        (Weekday.THURSDAY, "2027-01-05", "2027-01-05"),
        (Weekday.THURSDAY, "2027-01-06", "2027-01-07"),
    ],
)
def test_the_day_is_the_weekday_or_the_first_working_day_after_it(weekday, tonight, expected):
    assert next_digest_on(weekday, today(tonight), [CHRISTMAS]) == on(expected)


def test_quiet_dates_without_an_end_hold_nothing_that_weekly_mail_would_tell():
    assert next_digest_on(Weekday.MONDAY, date(2026, 10, 12), [away("2026-10-01")]) is None
    assert lived(
        roster(Weekday.MONDAY, settings=settings(quiet=(away("2026-07-01"),))),
        "2026-07-10",
        "2026-07-20",
    ) == []  # fmt: skip
