"""The dates of a synthetic academic year, all counted from its first day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from mentorship.academic_calendar import AcademicCalendar, Quarter


@dataclass(frozen=True, slots=True)
class Timetable:
    """When things happen in the academic year that begins on *start* (any day but 29 February)."""

    start: date

    @property
    def cycle(self) -> str:
        """This academic year's name, as the office writes it in `ps_cycle`."""
        return f"AY{self.start.year}"

    @property
    def last_cycle(self) -> str:
        """Last academic year's name."""
        return f"AY{self.start.year - 1}"

    @property
    def last_start(self) -> date:
        """First day of last academic year."""
        return self.start.replace(year=self.start.year - 1)

    @property
    def preferences_open_on(self) -> date:
        """The first Monday after the first four days, when people are back."""
        earliest = self.start + timedelta(days=4)
        return earliest + timedelta(days=-earliest.weekday() % 7)

    @property
    def preferences_close_on(self) -> date:
        """A Friday, eighteen days later: both reminders fall on working days."""
        return self.preferences_open_on + timedelta(days=18)

    @property
    def match_on(self) -> date:
        """The Monday after: proposals are computed in that night."""
        return self.preferences_close_on + timedelta(days=3)

    @property
    def commitments_open_on(self) -> date:
        """Mentors are asked to confirm from here. Source: N04, 21 days before preferences."""
        return self.preferences_open_on - timedelta(days=21)

    def quarter(self, on: date) -> Quarter:
        """The academic quarter that holds *on*, named as in `AY2026-Q1`. Source: S1.x2."""
        return AcademicCalendar(self.start.month, self.start.day).quarter_of(on)

    def quarters(self, first: date, last: date) -> list[Quarter]:
        """The quarters that touch any day from *first* to *last*, in order."""
        calendar = AcademicCalendar(self.start.month, self.start.day)
        return list(calendar.quarters_between(first, last))
