"""Calendar arithmetic at its edges: short months, leap days, any first day of a year."""

from __future__ import annotations

from datetime import date

import pytest

from mentorship.academic_calendar import (
    AcademicCalendar,
    add_months,
    days_counted,
    due_after,
    first_working_day,
    half_year_before,
    is_held,
    is_working_day,
    month_end,
    review_months_until,
    working_day_from,
)
from mentorship.hubs import ReviewMonths
from mentorship.intervals import Interval, merged
from tests.support.builders import away
from tests.support.tables import cases


def d(text: str) -> date:
    return date.fromisoformat(text)


@cases(
    """
    day        | months | result
    -----------|--------|-----------
    2027-01-31 | 1      | 2027-02-28
    2028-01-31 | 1      | 2028-02-29
    2027-01-31 | 2      | 2027-03-31
    2027-03-31 | -1     | 2027-02-28
    2026-12-15 | 1      | 2027-01-15
    2026-01-15 | -1     | 2025-12-15
    2028-02-29 | 12     | 2029-02-28
    2026-08-31 | 0      | 2026-08-31
    """
)
def test_adding_months_keeps_the_day_or_takes_the_last_of_a_short_month(case):
    assert add_months(d(case["day"]), int(case["months"])) == d(case["result"])


@cases(
    """
    year starts | day        | quarter   | first      | last
    ------------|------------|-----------|------------|-----------
    07-01       | 2026-06-30 | AY2025-Q4 | 2026-04-01 | 2026-06-30
    07-01       | 2026-07-01 | AY2026-Q1 | 2026-07-01 | 2026-09-30
    07-01       | 2026-10-01 | AY2026-Q2 | 2026-10-01 | 2026-12-31
    07-01       | 2027-03-31 | AY2026-Q3 | 2027-01-01 | 2027-03-31
    08-01       | 2026-07-31 | AY2025-Q4 | 2026-05-01 | 2026-07-31
    08-01       | 2026-08-01 | AY2026-Q1 | 2026-08-01 | 2026-10-31
    01-01       | 2026-12-31 | AY2026-Q4 | 2026-10-01 | 2026-12-31
    08-31       | 2027-02-28 | AY2026-Q3 | 2027-02-28 | 2027-05-30
    02-29       | 2027-02-28 | AY2027-Q1 | 2027-02-28 | 2027-05-27
    02-29       | 2028-02-28 | AY2027-Q4 | 2027-11-28 | 2028-02-28
    02-29       | 2028-02-29 | AY2028-Q1 | 2028-02-29 | 2028-05-28
    """
)
def test_a_day_lies_in_the_quarter_that_its_academic_year_gives_it(case):
    quarter = AcademicCalendar.parse(case["year starts"]).quarter_of(d(case["day"]))

    assert (quarter.name, quarter.first, quarter.last) == (
        case["quarter"],
        d(case["first"]),
        d(case["last"]),
    )


def test_an_academic_year_is_named_by_the_calendar_year_it_begins_in():
    calendar = AcademicCalendar.parse("07-01")

    assert calendar.year_of(d("2027-06-30")).name == "AY2026"
    assert d("2027-06-30") in calendar.year_of(d("2026-07-01"))


def test_quarters_between_two_days_are_those_that_share_a_day_with_them():
    calendar = AcademicCalendar.parse("07-01")

    names = [each.name for each in calendar.quarters_between(d("2026-09-30"), d("2027-01-01"))]

    assert names == ["AY2026-Q1", "AY2026-Q2", "AY2026-Q3"]
    assert list(calendar.quarters_between(d("2026-07-02"), d("2026-07-01"))) == []


@pytest.mark.parametrize("text", ["", "07", "13-01", "02-30", "first of July", "07/01"])
def test_a_start_that_is_no_month_and_day_is_refused(text):
    with pytest.raises(ValueError, match=r"month|day"):
        AcademicCalendar.parse(text)


@cases(
    """
    review month | first      | last       | name
    -------------|------------|------------|-------
    2027-01-01   | 2026-07-01 | 2026-12-31 | 2026H2
    2027-07-15   | 2027-01-01 | 2027-06-30 | 2027H1
    2027-02-01   | 2026-08-01 | 2027-01-31 | 2026H2
    2027-08-01   | 2027-02-01 | 2027-07-31 | 2027H1
    2027-06-01   | 2026-12-01 | 2027-05-31 | 2026H2
    2027-12-01   | 2027-06-01 | 2027-11-30 | 2027H1
    """
)
def test_a_review_looks_back_on_the_six_months_before_its_month(case):
    half = half_year_before(d(case["review month"]))

    assert (half.first, half.last, half.name) == (d(case["first"]), d(case["last"]), case["name"])
    assert d(case["last"]) in half


@pytest.mark.parametrize("months", list(ReviewMonths))
def test_ten_years_of_reviews_of_a_group_have_twenty_different_names(months):
    reviews = [date(year, month, 1) for year in range(2026, 2036) for month in months.months]

    assert len({half_year_before(each).name for each in reviews}) == 20


def test_review_months_are_found_newest_first_and_never_ahead():
    found = list(review_months_until(d("2027-01-31"), ReviewMonths.JANUARY_JULY.months))

    assert found[:3] == [d("2027-01-01"), d("2026-07-01"), d("2026-01-01")]


@cases(
    """
    day        | quiet                  | next working day
    -----------|------------------------|-----------------
    2026-11-20 |                        | 2026-11-20
    2026-11-21 |                        | 2026-11-23
    2026-11-22 |                        | 2026-11-23
    2026-11-26 | 2026-11-26..2026-11-27 | 2026-11-30
    2026-12-24 | 2026-12-24..2027-01-01 | 2027-01-04
    2026-11-26 | 2026-11-26..           | none
    2026-11-25 | 2026-11-26..           | 2026-11-25
    """
)
def test_the_next_working_day_skips_weekends_and_quiet_dates(case):
    first, _, last = case["quiet"].partition("..")
    quiet = [away(first, last or None)] if first else []

    found = working_day_from(d(case["day"]), quiet)

    assert str(found).lower() == case["next working day"]
    assert is_working_day(d(case["day"]), quiet) == (found == d(case["day"]))


def test_the_first_working_day_of_a_month_may_be_its_fourth():
    assert first_working_day(d("2027-01-31"), [away("2027-01-01")]) is None
    assert first_working_day(d("2027-01-31"), [away("2027-01-01", "2027-01-03")]) == d("2027-01-04")
    assert first_working_day(d("2027-05-20")) == d("2027-05-03")


def test_a_month_ends_on_its_last_day():
    assert month_end(d("2028-02-03")) == d("2028-02-29")


@cases(
    """
    start      | days | rests                                            | due
    -----------|------|--------------------------------------------------|-----------
    2026-07-01 | 30   |                                                  | 2026-07-31
    2028-01-31 | 30   |                                                  | 2028-03-01
    2026-07-01 | 30   | 2026-07-10..2026-07-19                           | 2026-08-10
    2026-07-01 | 30   | 2026-07-31..2026-08-09                           | 2026-08-10
    2026-07-01 | 30   | 2026-08-01..2026-08-09                           | 2026-07-31
    2026-07-01 | 30   | 2026-06-01..2026-07-01                           | 2026-07-31
    2026-07-01 | 30   | 2026-06-01..2026-07-11                           | 2026-08-10
    2026-07-01 | 30   | 2026-07-10..2026-07-19, 2026-08-05..2026-08-09   | 2026-08-15
    2026-07-01 | 30   | 2026-07-10..                                     | 2026-07-31
    2026-07-01 | 0    |                                                  | 2026-07-01
    2026-07-01 | 0    | 2026-06-20..2026-07-05                           | 2026-07-06
    2026-07-01 | 0    | 2026-07-02..2026-07-05                           | 2026-07-01
    """
)
def test_days_of_rest_do_not_count(case):
    assert due_after(d(case["start"]), int(case["days"]), rests(case["rests"])) == d(case["due"])


@cases(
    """
    due        | rests                  | held
    -----------|------------------------|-----
    2026-07-31 | 2026-07-31..           | yes
    2026-07-30 | 2026-07-31..           |
    2026-07-31 | 2026-07-01..2026-08-31 |
    2026-07-31 |                        |
    """
)
def test_a_date_in_a_rest_without_an_end_is_held(case):
    assert is_held(d(case["due"]), rests(case["rests"])) == bool(case["held"])


@cases(
    """
    start      | last       | rests                  | days
    -----------|------------|------------------------|-----
    2026-08-16 | 2026-09-30 |                        | 45
    2026-08-16 | 2026-09-30 | 2026-09-01..2026-09-10 | 35
    2026-08-16 | 2026-09-30 | 2026-08-01..2026-08-16 | 45
    2026-08-16 | 2026-09-30 | 2026-09-30..           | 44
    2026-08-16 | 2026-09-30 | 2026-10-01..           | 45
    2026-08-16 | 2026-08-16 |                        | 0
    2026-08-16 | 2026-08-15 |                        | 0
    """
)
def test_days_passed_are_counted_without_rests(case):
    assert days_counted(d(case["start"]), d(case["last"]), rests(case["rests"])) == int(
        case["days"]
    )


def rests(text: str) -> tuple[Interval, ...]:
    """Read `2026-07-10..2026-07-19, 2026-08-05..` as a rule gets them: sorted, disjoint."""
    pairs = [each.strip().partition("..") for each in text.split(",") if each.strip()]
    return merged(away(first, last or None) for first, _, last in pairs)
