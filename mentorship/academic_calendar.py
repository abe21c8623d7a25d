"""Academic years, quarters and half-years, working days, and counting around rests.

Everything here is arithmetic on dates: no clock, no time of day, no time zone.

Month arithmetic, stated once: adding months keeps the day of the month, and where the target
month is shorter it takes that month's last day (31 January plus one month is 28 or 29 February).
It is always counted from the first date, never step by step, so a clamped day comes back:
31 January plus two months is 31 March.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from mentorship.intervals import DAY, Interval


MONTHS_A_YEAR = 12
MONTHS_A_QUARTER = 3
MONTHS_A_HALF = 6
SATURDAY = 5
FEBRUARY = 2
SPARE_DAY = 29
"""A year that begins on 29 February begins on the 28th in a common year."""


def add_months(day: date, months: int) -> date:
    """Return *day* moved by whole months, on the last day of a month that is too short.

    >>> add_months(date(2027, 1, 31), 1)
    datetime.date(2027, 2, 28)
    """
    index = day.year * MONTHS_A_YEAR + day.month - 1 + months
    year, month = index // MONTHS_A_YEAR, index % MONTHS_A_YEAR + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def month_end(day: date) -> date:
    """Return the last day of *day*'s month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A quarter of an academic year, both days included."""

    year: int
    """Calendar year in which the academic year begins."""
    number: int
    first: date
    last: date

    @property
    def name(self) -> str:
        """The period as ledger keys and `qr_period` write it: `AY2026-Q1`."""
        return f"AY{self.year}-Q{self.number}"

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True, order=True)
class AcademicYear:
    """An academic year and its four quarters, which cover it without gap or overlap."""

    year: int
    first: date
    last: date
    quarters: tuple[Quarter, ...]

    @property
    def name(self) -> str:
        """The year as people say it: `AY2026` begins in 2026."""
        return f"AY{self.year}"

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True, order=True)
class AcademicCalendar:
    """Where academic years begin: a month and a day. Source: S1.x2.

    Raises:
        ValueError: if there is no such day in any year.
    """

    month: int = 7
    day: int = 1

    def __post_init__(self) -> None:
        date(2000, self.month, self.day)  # a leap year: every day that exists, exists in it

    @classmethod
    def parse(cls, month_day: str) -> AcademicCalendar:
        """Read `07-01` as a policy writes it.

        Raises:
            ValueError: if *month_day* is not a month and a day.
        """
        month, _, day = month_day.partition("-")
        if not (month.isdigit() and day.isdigit()):
            raise ValueError("an academic year's start is written as month-day, e.g. 07-01")
        return cls(int(month), int(day))

    def year_beginning_in(self, year: int) -> AcademicYear:
        """Return the academic year that begins in calendar *year*."""
        return _academic_year(self.month, self.day, year)

    def year_of(self, day: date) -> AcademicYear:
        """Return the academic year that *day* lies in."""
        this = self.year_beginning_in(day.year)
        return this if this.first <= day else self.year_beginning_in(day.year - 1)

    def quarter_of(self, day: date) -> Quarter:
        """Return the quarter that *day* lies in."""
        return next(each for each in self.year_of(day).quarters if day in each)

    def quarters_between(self, first: date, last: date) -> Iterator[Quarter]:
        """Yield the quarters that share a day with *first*..*last*, in order."""
        if last < first:
            return
        for year in range(self.year_of(first).year, self.year_of(last).year + 1):
            for quarter in self.year_beginning_in(year).quarters:
                if quarter.first <= last and first <= quarter.last:
                    yield quarter


@lru_cache(maxsize=1024)
def _academic_year(month: int, day: int, year: int) -> AcademicYear:
    first, following = _beginning(month, day, year), _beginning(month, day, year + 1)
    starts = [first, *(add_months(first, MONTHS_A_QUARTER * step) for step in (1, 2, 3)), following]
    quarters = tuple(
        Quarter(year, number, starts[number - 1], starts[number] - DAY) for number in (1, 2, 3, 4)
    )
    return AcademicYear(year, first, following - DAY, quarters)


def _beginning(month: int, day: int, year: int) -> date:
    if day == SPARE_DAY and month == FEBRUARY and not calendar.isleap(year):
        return date(year, month, day - 1)
    return date(year, month, day)


@dataclass(frozen=True, slots=True, order=True)
class HalfYear:
    """The six months that a review looks back on. Source: S1.36."""

    first: date
    last: date

    @property
    def name(self) -> str:
        """The period in ledger keys: the half of the calendar year in which it *begins*.

        `2026H2` is July to December 2026 for a group reviewed in January, and August 2026 to
        January 2027 for one reviewed in February. Unique for a group, since its reviews are six
        months apart.
        """
        half = 1 if self.first.month <= MONTHS_A_HALF else 2
        return f"{self.first.year}H{half}"

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def half_year_before(review_month: date) -> HalfYear:
    """Return the six whole months before the month that *review_month* lies in."""
    begins = review_month.replace(day=1)
    return HalfYear(add_months(begins, -MONTHS_A_HALF), begins - DAY)


def review_months_until(day: date, months: Iterable[int]) -> Iterator[date]:
    """Yield first days of review months not after *day*, newest first, two years back.

    *months* are month numbers, 1 to 12.
    """
    wanted = sorted(months, reverse=True)
    for year in (day.year, day.year - 1):
        for month in wanted:
            first = date(year, month, 1)
            if first <= day:
                yield first


def is_working_day(day: date, quiet: Iterable[Interval] = ()) -> bool:
    """Tell whether mail may go out: Monday to Friday, and not a quiet date. Source: G11."""
    return day.weekday() < SATURDAY and not any(day in each for each in quiet)


def working_day_from(day: date, quiet: Iterable[Interval] = ()) -> date | None:
    """Return *day* or the next working day; None if quiet dates run on without an end."""
    rests = tuple(quiet)
    while not is_working_day(day, rests):
        within = next((each for each in rests if day in each), None)
        if within is not None and within.last is None:
            return None
        day = (within.last or day) + DAY if within is not None else day + DAY
    return day


def first_working_day(month: date, quiet: Iterable[Interval] = ()) -> date | None:
    """Return the first working day from the first of *month*'s month on."""
    return working_day_from(month.replace(day=1), quiet)


def due_after(start: date, days: int, rests: Iterable[Interval] = ()) -> date:
    """Return the day on which *days* have passed since *start*, rests not counted.

    The clock stands still on every day inside *rests* (sorted and disjoint, see
    `mentorship.intervals.merged`), so the result never lies in a finished rest. A rest until
    further notice moves nothing, because nobody knows yet by how much; whoever reads the date
    asks `is_held` whether it may be held against anyone.

    >>> due_after(date(2026, 7, 1), 30)
    datetime.date(2026, 7, 31)
    """
    due = start + DAY * days
    counted_from = start + DAY if days else start
    for rest in rests:
        if rest.last is None or rest.first > due:
            break
        if rest.last >= counted_from:
            due += rest.last - max(rest.first, counted_from) + DAY
    return due


def is_held(due: date, rests: Iterable[Interval]) -> bool:
    """Tell whether *due* lies in a rest until further notice: it cannot be missed."""
    return any(rest.last is None and rest.first <= due for rest in rests)


def days_counted(start: date, last: date, rests: Iterable[Interval] = ()) -> int:
    """Return how many days have passed from *start* to *last*, days in *rests* left out."""
    total = max((last - start).days, 0)
    for rest in rests:
        first = max(rest.first, start + DAY)
        until = last if rest.last is None else min(rest.last, last)
        total -= max((until - first).days + 1, 0)
    return total
