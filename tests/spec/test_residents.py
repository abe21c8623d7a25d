"""Programme 2, residents: July and in person, monthly then quarterly, three times a year.

Source: S0.26 to S0.31, S3.7 to S3.14.
"""

from __future__ import annotations

import pytest

from mentorship.obligations.due_items import DueItemKind, SentNotices
from mentorship.obligations.due_rules import due_items
from mentorship.obligations.notices import for_the_office, notices_owed
from mentorship.obligations.openings import openings
from mentorship.relationships import Meeting, Programme
from tests.support.builders import (
    a_contact,
    a_pairing,
    a_resident,
    a_resident_mentor,
    a_roster,
    a_senior_mentor,
    an_agreement,
    watched,
)
from tests.support.rule_nights import POLICY, item_on, items_on, said, today
from tests.support.tables import cases


JULY, IN_PERSON = DueItemKind.JULY_MEETING, DueItemKind.QUARTERLY_IN_PERSON
PEOPLE = [a_resident(), a_resident_mentor(), a_senior_mentor()]


def a_resident_pair(started="2026-07-01", **changes):
    return a_pairing(started, programme=Programme.RESIDENT, hub_code=None, **changes)


def a_residency(pairing, *met, how=Meeting.IN_PERSON, **parts):
    log = tuple(a_contact(pairing, day, how, instance=n) for n, day in enumerate(met, start=1))
    return a_roster(pairing, people=PEOPLE, contacts=log, **parts)


@cases(
    """
    assigned   | met        | how       | tonight    | due        | state
    -----------|------------|-----------|------------|------------|-------------
    2026-06-15 |            |           | 2026-07-01 | 2026-07-31 | upcoming
    2026-06-15 |            |           | 2026-07-17 | 2026-07-31 | due
    2026-06-15 |            |           | 2026-07-31 | 2026-07-31 | due
    2026-06-15 |            |           | 2026-08-01 | 2026-07-31 | overdue
    2026-06-15 | 2026-07-31 | IN_PERSON | 2026-08-01 | 2026-07-31 | done on time
    2026-06-15 | 2026-07-20 | VIDEO     | 2026-08-01 | 2026-07-31 | overdue
    2026-06-15 | 2026-08-03 | IN_PERSON | 2026-08-03 | 2026-07-31 | done late
    2026-09-10 |            |           | 2026-10-10 | 2026-10-10 | due
    2026-09-10 |            |           | 2026-10-11 | 2026-10-10 | overdue
    """
)
def test_the_first_meeting_is_in_july_and_in_person(case):
    pairing = a_resident_pair(case["assigned"])
    met = [case["met"]] if case["met"] else []
    how = Meeting[case["how"]] if case["how"] else Meeting.IN_PERSON

    item = item_on(case["tonight"], a_residency(pairing, *met, how=how), JULY)

    assert item is not None
    assert (str(item.due_on), said(item)) == (case["due"], case["state"])


def test_the_mentor_is_asked_first_in_july_and_the_mentee_for_all_else():
    items = due_items(a_residency(a_resident_pair()), POLICY, today("2026-07-01"))

    first = {item.kind.prefix: item.owed_by[0] for item in items if item.owed_by}
    assert first == {"JULY": "2001", "AGREE": "1001", "TOUCH": "1001", "INPERSON": "1001"}


@cases(
    """
    contacts                         | tonight    | last gap
    ---------------------------------|------------|-----------------------
                                     | 2026-08-02 | 07-01 08-01 overdue
    2026-08-01                       | 2026-08-02 | 08-01 09-01 upcoming
    2026-08-01 2026-08-31            | 2026-09-02 | 08-31 12-01 upcoming
    2026-08-01 2026-08-31 2026-09-28 | 2026-12-30 | 09-28 12-29 overdue
    2026-08-01 2026-08-31 2026-09-28 | 2026-12-29 | 09-28 12-29 due
    """
)
def test_contact_is_monthly_in_the_first_quarter_then_quarterly(case):
    roster = a_residency(a_resident_pair(), *case["contacts"].split(), how=Meeting.PHONE)

    last = items_on(case["tonight"], roster, DueItemKind.MONTHLY_CONTACT)[-1]

    assert f"{last.opened_on:%m-%d} {last.due_on:%m-%d} {said(last)}" == case["last gap"]


@cases(
    """
    met in person                    | tonight    | state
    ---------------------------------|------------|-------------
                                     | 2026-12-31 | upcoming
                                     | 2027-01-01 | due
    2026-07-10                       | 2026-12-31 | upcoming
    2026-07-10                       | 2027-02-01 | due
    2026-07-10 2026-10-10            | 2027-01-01 | upcoming
    2026-07-10 2026-10-10            | 2027-02-27 | upcoming
    2026-07-10 2026-10-10            | 2027-03-05 | due
    2026-07-10 2026-10-10 2027-02-03 | 2027-02-04 | done on time
    2026-07-10 2026-10-10            | 2027-06-30 | due
    2026-07-10 2026-10-10            | 2027-07-01 | overdue
    2026-07-10 2026-10-10 2027-07-01 | 2027-07-01 | done late
    """
)
def test_three_meetings_in_person_a_year_with_a_pace_from_january(case):
    roster = a_residency(a_resident_pair(), *case["met in person"].split())

    item = items_on(case["tonight"], roster, IN_PERSON)[0]

    assert (item.key, str(item.due_on)) == ("INPERSON-1001.1-AY2026", "2027-06-30")
    assert said(item) == case["state"]


@cases(
    """
    assigned   | meetings held | state
    -----------|---------------|-------------
    2026-07-02 | 2             | done on time
    2026-07-02 | 1             | due
    2027-01-15 | 1             | done on time
    2027-05-16 | 0             | due
    """
)
def test_who_comes_later_in_the_year_owes_fewer(case):
    held = ["2027-05-20", "2027-05-25"][: int(case["meetings held"])]
    roster = a_residency(a_resident_pair(case["assigned"]), *held)

    assert said(item_on("2027-06-20", roster, IN_PERSON)) == case["state"]


def test_a_pair_with_fewer_than_six_weeks_left_owes_no_meeting_that_year():
    roster = a_residency(a_resident_pair("2027-05-17"))

    assert item_on("2027-06-20", roster, IN_PERSON) is None


def test_there_is_no_report():
    roster = watched(a_residency(a_resident_pair()), "2026-07-01")
    items = due_items(roster, POLICY, today("2027-03-01"))

    assert {item.kind.prefix for item in items} == {"JULY", "AGREE", "TOUCH", "INPERSON"}


@cases(
    """
    tonight    | for the office
    -----------|------------------
    2026-08-20 |
    2026-08-21 | JULY
    2026-08-22 | JULY TOUCH
    2026-09-05 | AGREE JULY TOUCH
    """
)
def test_the_office_acts_twenty_one_days_late(case):
    items = due_items(a_residency(a_resident_pair()), POLICY, today(case["tonight"]))

    waiting = for_the_office(items, today(case["tonight"]))

    assert " ".join(item.kind.prefix for item in waiting) == case["for the office"]


@pytest.mark.parametrize("day", ["2026-07-15", "2026-08-17", "2027-01-04", "2027-01-29"])
def test_nobody_above_the_pair_hears_of_a_resident(day):
    pairing = a_resident_pair()
    roster = a_residency(pairing, agreements=(an_agreement(pairing),))
    items = due_items(roster, POLICY, today(day))

    assert {who for item in items for who in item.owed_by} <= {"1001", "2001"}
    told = notices_owed(roster, items, SentNotices(), today(day))
    assert {each.person_id for each in told} <= {"1001", "2001"}
    opened = openings(roster, items, today(day))
    assert {each.record_id for each in opened} <= {"1001"}
