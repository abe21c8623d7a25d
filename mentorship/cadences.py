"""How often and by when: the phrases a policy is written in, and the dates they mean.

A cadence is written as staff would say it ("31 days in the first quarter, then 92 days") and read
once into a frozen value. A new rhythm is a new phrase in a policy, not code. Pure: a phrase, an
academic calendar and a day give a day.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from mentorship.academic_calendar import AcademicCalendar, add_months, month_end
from mentorship.intervals import DAY


Count = Callable[[date, int], date]
"""Returns the day so many days after a day, leave not counted."""

MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_MONTH = "[A-Za-z]{3,9}"
_OPTIONAL = ", optional"
_LAST_QUARTER = 4
_FIRST_QUARTER = 1
_LEAP_YEAR = 2028


class Span(StrEnum):
    """Parts of an academic year in which something is owed again."""

    QUARTER = "quarter"
    HALF = "half-year"
    YEAR = "year"


_MONTHS = {Span.QUARTER: 3, Span.HALF: 6, Span.YEAR: 12}
_MOST_MEETINGS = {Span.QUARTER: 13, Span.HALF: 26, Span.YEAR: 52}


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A quarter, half or whole academic year, both days included."""

    first: date
    last: date
    name: str
    """As item keys write it: `AY2026-Q1`, `AY2026-H2`, `AY2026`."""

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1


def periods_between(
    calendar: AcademicCalendar, span: Span, first: date, last: date
) -> Iterator[Period]:
    """Yield the periods of one length that share a day with *first*..*last*, in order."""
    if last < first:
        return
    for number in range(calendar.year_of(first).year, calendar.year_of(last).year + 1):
        for period in _periods(calendar, span, number):
            if period.first <= last and first <= period.last:
                yield period


@lru_cache(maxsize=1024)
def _periods(calendar: AcademicCalendar, span: Span, number: int) -> tuple[Period, ...]:
    year = calendar.year_beginning_in(number)
    q1, q2, q3, q4 = year.quarters
    if span is Span.QUARTER:
        return tuple(Period(each.first, each.last, each.name) for each in year.quarters)
    if span is Span.HALF:
        halves = ((q1, q2, "H1"), (q3, q4, "H2"))
        return tuple(Period(a.first, b.last, f"{year.name}-{name}") for a, b, name in halves)
    return (Period(year.first, year.last, year.name),)


def day_in_year(calendar: AcademicCalendar, number: int, month_day: tuple[int, int]) -> date:
    """Return the day of the academic year that begins in *number* with that month and day."""
    year = calendar.year_beginning_in(number)
    month, day = month_day
    found = date(year.first.year, month, day)
    return found if found >= year.first else date(year.first.year + 1, month, day)


@dataclass(frozen=True, slots=True)
class MeetingTerm:
    """By when the two meet first, and whether a video counts.

    >>> MeetingTerm.parse("30 days").days
    30
    """

    days: int
    by: tuple[int, int] | None = None
    """Month and day that nobody has to be earlier than; later starters get `days`."""
    in_person: bool = False

    @classmethod
    def parse(cls, text: str) -> MeetingTerm:
        """Read `30 days`, `60 days in person` or `by 31 July in person, late starters 30 days`.

        Raises:
            ValueError: the phrase is none of these.
        """
        found = re.fullmatch(
            rf"(?:by (\d{{1,2}}) ({_MONTH})( in person)?, late starters )?(\d{{1,3}}) days"
            r"( in person)?",
            text,
        )
        if found is None:
            raise ValueError(
                "write it like 30 days, 60 days in person, or by 31 July in person, late "
                "starters 30 days"
            )
        day, month, *_ = found.groups()
        by = _month_day(month, day) if day else None
        return cls(int(found[4]), by, in_person=bool(found[3] or found[5]))

    def __str__(self) -> str:
        where = " in person" if self.in_person else ""
        if self.by is None:
            return f"{self.days} days{where}"
        return f"by {_plain(self.by)}{where}, late starters {self.days} days"

    def due_on(self, start: date, calendar: AcademicCalendar, count: Count) -> date:
        """Return the due date for a pair assigned on *start*.

        A pair assigned in the last quarter of an academic year meets by the day in the next one.
        """
        days = self.days
        if self.by is not None:
            by = day_in_year(calendar, self._year(start, calendar), self.by)
            days = max(days, (by - start).days)
        return count(start, days)

    def opens_on(self, start: date, calendar: AcademicCalendar) -> date:
        """Return from when the two are asked: the assignment, or the year that has the day."""
        if self.by is None:
            return start
        return max(start, calendar.year_beginning_in(self._year(start, calendar)).first)

    def _year(self, start: date, calendar: AcademicCalendar) -> int:
        is_late = calendar.quarter_of(start).number == _LAST_QUARTER
        return calendar.year_of(start).year + is_late


@dataclass(frozen=True, slots=True)
class SigningTerm:
    """By when an agreement is attested; an optional one is invited once and then lapses."""

    days: int
    is_optional: bool = False

    @classmethod
    def parse(cls, text: str) -> SigningTerm:
        """Read `45 days` or `45 days, optional`.

        Raises:
            ValueError: the phrase is neither.
        """
        found = re.fullmatch(r"(\d{1,3}) days(, optional)?", text)
        if found is None:
            raise ValueError("write it like 45 days, or 45 days, optional")
        return cls(int(found[1]), is_optional=bool(found[2]))

    def __str__(self) -> str:
        return f"{self.days} days{_OPTIONAL * self.is_optional}"


@dataclass(frozen=True, slots=True)
class ContactTerm:
    """How long the two may be out of touch, shorter in a season of the year."""

    days: int
    season_days: int | None = None
    season: tuple[int, int] | None = None
    """First and last month of the season; None with `season_days`: the first quarter."""

    @classmethod
    def parse(cls, text: str) -> ContactTerm:
        """Read `31 days`, `31 days in Jul-Sep, then 92 days`, `... in the first quarter, ...`.

        Raises:
            ValueError: the phrase is none of these.
        """
        found = re.fullmatch(
            rf"(?:(\d{{1,3}}) days in (?:the first quarter|({_MONTH})-({_MONTH})), then )?"
            r"(\d{1,3}) days",
            text,
        )
        if found is None:
            raise ValueError("write it like 31 days, or 31 days in the first quarter, then 92 days")
        shorter, first, last, days = found.groups()
        if int(days) == 0 or (shorter and int(shorter) == 0):
            raise ValueError("write it like 31 days: a gap has one day at least")
        season = (_month(first), _month(last)) if first else None
        return cls(int(days), int(shorter) if shorter else None, season)

    def __str__(self) -> str:
        if self.season_days is None:
            return f"{self.days} days"
        season = "the first quarter"
        if self.season is not None:
            season = "-".join(MONTHS[each - 1].title() for each in self.season)
        return f"{self.season_days} days in {season}, then {self.days} days"

    def due_on(
        self, anchor: date, calendar: AcademicCalendar, count: Count, own: int | None = None
    ) -> date:
        """Return the day by which the two are in touch again after *anchor*.

        In the season the shorter gap holds, counted from its first day at the earliest, as long
        as it ends inside the season. *own* is what the pair agreed on, if that is stricter.
        """
        due = count(anchor, min(self.days, own or self.days))
        if self.season_days is None:
            return due
        gap = min(self.season_days, own or self.season_days)
        for first, last in self._seasons(anchor, calendar):
            if first > due:
                break
            within = count(max(anchor, first - DAY), gap)
            if within <= last:
                due = min(due, within)
        return due

    def _seasons(self, anchor: date, calendar: AcademicCalendar) -> Iterator[tuple[date, date]]:
        """Yield the season around *anchor* and the ones after it, two years on."""
        year = calendar.year_of(anchor).year
        for number in (year, year + 1):
            if self.season is None:
                quarter = calendar.year_beginning_in(number).quarters[_FIRST_QUARTER - 1]
                yield quarter.first, quarter.last
            else:
                first = day_in_year(calendar, number, (self.season[0], 1))
                months = (self.season[1] - self.season[0]) % len(MONTHS)
                yield first, month_end(add_months(first, months))


@dataclass(frozen=True, slots=True)
class InPersonTerm:
    """How often the two meet in person in a part of the academic year."""

    count: int
    per: Span
    pace_from: tuple[int, int] | None = None
    """Month and day from which a pair that is behind the pace is told so."""

    @classmethod
    def parse(cls, text: str) -> InPersonTerm:
        """Read `1 a quarter`, `1 a half-year` or `3 a year with pace warning from 1 January`.

        Raises:
            ValueError: the phrase is none of these.
        """
        found = re.fullmatch(
            rf"(\d{{1,2}}) a (quarter|half-year|year)"
            rf"(?: with pace warning from (\d{{1,2}}) ({_MONTH}))?",
            text,
        )
        if found is None or not 0 < int(found[1]) <= _MOST_MEETINGS[Span(found[2])]:
            raise ValueError(
                "write it like 1 a quarter, or 3 a year with pace warning from 1 January; "
                "one a week at most"
            )
        pace = _month_day(found[4], found[3]) if found[3] else None
        return cls(int(found[1]), Span(found[2]), pace)

    def __str__(self) -> str:
        pace = f" with pace warning from {_plain(self.pace_from)}" if self.pace_from else ""
        return f"{self.count} a {self.per}{pace}"

    def wanted(self, period: Period, days_together: int) -> int:
        """Return how many meetings a pair owes that has only *days_together* of the period.

        In proportion, rounded down, and at least one.
        """
        return max(1, min(self.count, self.count * days_together // (period.days - 1)))

    def own_count(self, period: Period, months: int) -> int:
        """Return how many meetings a pair owes that agreed to meet every so many *months*.

        Counted from the first day of the academic year, so that every two months makes one, two,
        one and two in its quarters: six a year, never more than the pair said.
        """
        length = _MONTHS[self.per]
        number = int(period.name[-1]) if self.per is not Span.YEAR else 1
        return number * length // months - (number - 1) * length // months


@dataclass(frozen=True, slots=True)
class ReportTerm:
    """For which periods the two report together, and by when."""

    per: Span
    days: int
    """Days after the period's end."""
    is_optional: bool = False

    @classmethod
    def parse(cls, text: str) -> ReportTerm:
        """Read `each quarter, 14 days after its end`, or `each year, ..., optional`.

        Raises:
            ValueError: the phrase is neither.
        """
        found = re.fullmatch(
            r"each (quarter|half-year|year), (\d{1,3}) days after its end(, optional)?", text
        )
        if found is None:
            raise ValueError(
                "write it like each quarter, 14 days after its end; add , optional if it is"
            )
        return cls(Span(found[1]), int(found[2]), is_optional=bool(found[3]))

    def __str__(self) -> str:
        optional = _OPTIONAL * self.is_optional
        return f"each {self.per}, {self.days} days after its end{optional}"


def _plain(month_day: tuple[int, int]) -> str:
    month, day = month_day
    return f"{day} {MONTHS[month - 1].title()}"


def _month(name: str) -> int:
    """Return a month's number from its name or the first three letters or more of it."""
    for number, month in enumerate(MONTHS, start=1):
        if month.startswith(name.lower()):
            return number
    raise ValueError(f"no month is called {name}")


def _month_day(month: str, day: str) -> tuple[int, int]:
    found = _month(month), int(day)
    if found == (2, 29):
        raise ValueError("29 February is not a day of every year")
    try:
        date(_LEAP_YEAR, *found)
    except ValueError as error:
        raise ValueError(f"there is no {day} {month}") from error
    return found
