"""The phrases of a policy and the dates they mean, boundaries first."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorship.academic_calendar import AcademicCalendar, due_after
from mentorship.cadences import (
    ContactTerm,
    InPersonTerm,
    MeetingTerm,
    Period,
    ReportTerm,
    SigningTerm,
    Span,
    day_in_year,
    periods_between,
)
from mentorship.intervals import Interval
from tests.support.builders import on
from tests.support.rule_nights import today
from tests.support.tables import cases


JULY = AcademicCalendar()
anchors = st.dates(date(2024, 1, 1), date(2032, 12, 31))


def count(start: date, days: int) -> date:
    return due_after(start, days)


@cases(
    """
    assigned   | year starts | due
    -----------|-------------|-----------
    2026-07-01 | 07-01       | 2026-07-31
    2026-06-30 | 07-01       | 2026-07-31
    2026-04-01 | 07-01       | 2026-07-31
    2026-03-31 | 07-01       | 2026-04-30
    2026-07-02 | 07-01       | 2026-08-01
    2026-09-10 | 07-01       | 2026-10-10
    2028-01-31 | 07-01       | 2028-03-01
    2026-07-01 | 08-01       | 2027-07-31
    2026-02-01 | 01-01       | 2026-07-31
    """
)
def test_first_meetings_are_in_july_and_late_starters_have_thirty_days(case):
    term = MeetingTerm.parse("by 31 July in person, late starters 30 days")
    calendar = AcademicCalendar.parse(case["year starts"])

    assert str(term.due_on(today(case["assigned"]), calendar, count)) == case["due"]
    assert term.in_person


@cases(
    """
    phrase                                              | assigned   | asked from
    ----------------------------------------------------|------------|-----------
    by 31 July in person, late starters 30 days         | 2026-06-22 | 2026-07-01
    by 31 July in person, late starters 30 days         | 2026-03-31 | 2026-03-31
    by 31 July in person, late starters 30 days         | 2026-09-10 | 2026-09-10
    30 days                                             | 2026-06-22 | 2026-06-22
    """
)
def test_nobody_is_asked_for_july_before_the_year_begins(case):
    term = MeetingTerm.parse(case["phrase"])

    assert str(term.opens_on(today(case["assigned"]), JULY)) == case["asked from"]


def test_leave_before_the_last_of_july_moves_it():
    term = MeetingTerm.parse("by 31 July in person, late starters 30 days")
    rests = (Interval(today("2026-07-20"), today("2026-07-29")),)

    due = term.due_on(today("2026-06-01"), JULY, lambda start, days: due_after(start, days, rests))

    assert due == on("2026-08-10")


@cases(
    """
    anchor     | phrase                                       | due
    -----------|----------------------------------------------|-----------
    2026-07-01 | 31 days                                      | 2026-08-01
    2026-07-01 | 31 days in the first quarter, then 92 days   | 2026-08-01
    2026-08-30 | 31 days in the first quarter, then 92 days   | 2026-09-30
    2026-08-31 | 31 days in the first quarter, then 92 days   | 2026-12-01
    2026-10-01 | 31 days in the first quarter, then 92 days   | 2027-01-01
    2027-03-31 | 31 days in the first quarter, then 92 days   | 2027-07-01
    2027-04-01 | 31 days in the first quarter, then 92 days   | 2027-07-02
    2027-05-15 | 31 days in the first quarter, then 92 days   | 2027-07-31
    2026-08-30 | 31 days in Jul-Sep, then 92 days             | 2026-09-30
    2026-08-31 | 31 days in July-September, then 92 days      | 2026-12-01
    2026-12-20 | 31 days in Nov-Jan, then 92 days             | 2027-01-20
    2027-01-05 | 31 days in Nov-Jan, then 92 days             | 2027-04-07
    2028-01-30 | 30 days                                      | 2028-02-29
    """
)
def test_contact_is_monthly_in_a_season_and_rarer_after_it(case):
    term = ContactTerm.parse(case["phrase"])

    assert str(term.due_on(today(case["anchor"]), JULY, count)) == case["due"]


def test_a_pairs_own_word_wins_where_it_is_stricter():
    term = ContactTerm.parse("31 days in the first quarter, then 92 days")

    assert term.due_on(today("2026-07-01"), JULY, count, own=7) == on("2026-07-08")
    assert term.due_on(today("2026-11-01"), JULY, count, own=14) == on("2026-11-15")
    assert term.due_on(today("2026-11-01"), JULY, count, own=200) == on("2027-02-01")


@given(anchors, st.sampled_from(["31 days", "31 days in the first quarter, then 92 days"]))
def test_a_later_contact_never_makes_the_next_one_due_earlier(anchor, phrase):
    term = ContactTerm.parse(phrase)
    due, day_later = (term.due_on(a, JULY, count) for a in (anchor, anchor + timedelta(days=1)))

    assert anchor < due <= anchor + timedelta(days=term.days)
    assert day_later >= due


@cases(
    """
    together | wanted
    ---------|-------
    364      | 3
    363      | 2
    243      | 2
    242      | 1
    45       | 1
    """
)
def test_three_meetings_a_year_are_owed_in_proportion(case):
    year = Period(today("2026-07-01"), today("2027-06-30"), "AY2026")
    term = InPersonTerm.parse("3 a year with pace warning from 1 January")

    assert term.wanted(year, int(case["together"])) == int(case["wanted"])


@cases(
    """
    span      | from       | to         | periods
    ----------|------------|------------|-------------------------------
    quarter   | 2026-09-30 | 2026-10-01 | AY2026-Q1 AY2026-Q2
    half-year | 2026-12-31 | 2027-01-01 | AY2026-H1 AY2026-H2
    year      | 2027-06-30 | 2027-07-01 | AY2026 AY2027
    year      | 2027-06-30 | 2027-06-29 |
    """
)
def test_periods_are_parts_of_academic_years(case):
    found = periods_between(JULY, Span(case["span"]), today(case["from"]), today(case["to"]))

    assert " ".join(each.name for each in found) == case["periods"]


@given(st.sampled_from(Span), st.integers(1, 12), st.integers(1, 28), anchors)
def test_periods_follow_each_other_without_gap_whatever_day_the_year_begins(span, month, day, on):
    found = list(periods_between(AcademicCalendar(month, day), span, on, on + timedelta(days=800)))

    for before, after in pairwise(found):
        assert after.first == before.last + timedelta(days=1)
    assert on in [each for period in found[:1] for each in _days(period)]


def _days(period: Period) -> list[date]:
    return [period.first + timedelta(days=number) for number in range(period.days)]


def test_a_day_of_an_academic_year_is_found_in_either_calendar_year():
    assert day_in_year(JULY, 2026, (7, 31)) == on("2026-07-31")
    assert day_in_year(JULY, 2026, (1, 1)) == on("2027-01-01")


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (MeetingTerm.parse, "30 days"),
        (MeetingTerm.parse, "60 days in person"),
        (MeetingTerm.parse, "by 31 July in person, late starters 30 days"),
        (SigningTerm.parse, "45 days, optional"),
        (ContactTerm.parse, "92 days"),
        (ContactTerm.parse, "31 days in the first quarter, then 92 days"),
        (ContactTerm.parse, "31 days in November-January, then 92 days"),
        (InPersonTerm.parse, "1 a half-year"),
        (InPersonTerm.parse, "3 a year with pace warning from 1 January"),
        (ReportTerm.parse, "each quarter, 14 days after its end"),
        (ReportTerm.parse, "each year, 14 days after its end, optional"),
    ],
)
def test_a_phrase_is_written_again_as_it_was_read(read, text):
    assert str(read(text)) == text


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (MeetingTerm.parse, "by 32 July, late starters 30 days"),
        (MeetingTerm.parse, "30"),
        (SigningTerm.parse, "45 days optional"),
        (ContactTerm.parse, "31 days in Juls-Sep, then 92 days"),
        (InPersonTerm.parse, "3 a month"),
        (InPersonTerm.parse, "3 a year with pace warning from 31 June"),
        (ReportTerm.parse, "each month, 14 days after its end"),
    ],
)
def test_a_phrase_that_cannot_be_read_is_refused(read, text):
    with pytest.raises(ValueError, match=r"write it like|no month|there is no"):
        read(text)
