"""Laws of the calendar that hold on every day and for every first day of a year."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from mentorship.academic_calendar import (
    AcademicCalendar,
    add_months,
    days_counted,
    due_after,
    half_year_before,
    is_working_day,
    working_day_from,
)
from mentorship.intervals import Interval, merged


days = st.dates(date(2020, 1, 1), date(2040, 12, 31))
year_starts = st.dates(date(2000, 1, 1), date(2000, 12, 31)).map(
    lambda day: AcademicCalendar(day.month, day.day)
)
finished_rests = st.lists(
    st.tuples(days, st.integers(0, 200)).map(
        lambda pair: Interval(pair[0], pair[0] + timedelta(days=pair[1]))
    ),
    max_size=4,
).map(merged)


@given(year_starts, days)
def test_every_day_lies_in_exactly_one_quarter(calendar, day):
    year = calendar.year_of(day)

    assert [day in quarter for quarter in year.quarters].count(True) == 1
    assert calendar.quarter_of(day) in year.quarters


@given(year_starts, st.integers(2020, 2040))
def test_quarters_follow_each_other_without_gap_or_overlap(calendar, first_year):
    quarters = [
        quarter
        for year in range(first_year, first_year + 3)
        for quarter in calendar.year_beginning_in(year).quarters
    ]

    for before, after in pairwise(quarters):
        assert after.first - before.last == timedelta(days=1)
        assert before.first <= before.last
        assert before.name != after.name


@given(year_starts, days, days)
def test_quarters_between_two_days_are_those_that_overlap(calendar, one, other):
    first, last = min(one, other), max(one, other)

    quarters = list(calendar.quarters_between(first, last))

    assert first in quarters[0]
    assert last in quarters[-1]
    assert quarters == sorted(quarters)


@given(days, st.integers(-60, 60))
def test_adding_months_lands_in_the_right_month_and_comes_back(day, months):
    moved = add_months(day, months)

    assert (moved.year - day.year) * 12 + moved.month - day.month == months
    assert moved.day <= day.day
    assert add_months(moved, -months) <= day


@given(days)
def test_the_half_year_before_a_month_ends_the_day_before_it(day):
    half = half_year_before(day)

    assert half.last + timedelta(days=1) == day.replace(day=1)
    assert half_year_before(half.first).last + timedelta(days=1) == half.first


@given(days, st.integers(0, 400), finished_rests)
def test_exactly_the_days_outside_rests_are_counted(start, needed, rests):
    due = due_after(start, needed, rests)

    assert due >= start + timedelta(days=needed)
    assert not any(due in each for each in rests)
    assert days_counted(start, due, rests) >= needed
    if needed:
        assert days_counted(start, due, rests) == needed


@given(days, st.integers(0, 400), finished_rests, finished_rests)
def test_more_rest_never_makes_anything_due_earlier(start, needed, rests, more):
    assert due_after(start, needed, merged([*rests, *more])) >= due_after(start, needed, rests)


@given(days, finished_rests)
def test_the_next_working_day_is_one_and_none_lies_between(day, quiet):
    found = working_day_from(day, quiet)

    assert found is not None
    assert is_working_day(found, quiet)
    between = (day + timedelta(days=step) for step in range((found - day).days))
    assert not any(is_working_day(each, quiet) for each in between)
