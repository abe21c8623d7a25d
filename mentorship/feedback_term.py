"""When a mentee is invited to tell the mentor how the mentoring goes, and where the answer stands.

Nothing here knows an answer. Its place in REDCap follows from the pairing and the academic year,
so that a link can be made for it without opening anything, and an average without asking who.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple


_LONGEST = 120
_CENTURY = 100
_FIRST_YEAR = 2000
_YEAR_MONTHS = 12


@dataclass(frozen=True, slots=True)
class FeedbackTerm:
    """After how many months of a pairing the mentee is invited, and whether yearly from then on.

    >>> FeedbackTerm.parse("after 6 months, then yearly")
    FeedbackTerm(months=6, is_yearly=True)
    """

    months: int
    is_yearly: bool = True

    @classmethod
    def parse(cls, text: str) -> FeedbackTerm:
        """Read `after 6 months, then yearly`, or `after 6 months`.

        Raises:
            ValueError: the phrase is neither.
        """
        found = re.fullmatch(r"after ([0-9]{1,3}) months(, then yearly)?", text)
        if found is None or not 1 <= int(found[1]) <= _LONGEST:
            raise ValueError("write it like after 6 months, then yearly, or after 6 months")
        return cls(int(found[1]), is_yearly=bool(found[2]))

    def __str__(self) -> str:
        return f"after {self.months} months{', then yearly' * self.is_yearly}"

    def reached_by(self, months: int) -> list[int]:
        """Return after which months a pair so many months old was invited, the latest first."""
        if months < self.months:
            return []
        last = months - (months - self.months) % _YEAR_MONTHS if self.is_yearly else self.months
        return list(range(last, self.months - 1, -_YEAR_MONTHS))


class FeedbackPlace(NamedTuple):
    """Which pairing of the record an answer is about, and which academic year."""

    pairing_number: int
    year: int
    """The calendar year in which the academic year begins."""

    @property
    def year_name(self) -> str:
        """The academic year as item keys write it: `AY2026`."""
        return f"AY{self.year}"


def feedback_instance(pairing_number: int, year: int) -> int:
    """Return the instance of the survey on the mentee's record: `226` is pairing 2, AY2026.

    One place for each pairing and academic year, so nobody can answer twice for one.
    """
    return _CENTURY * pairing_number + year % _CENTURY


def feedback_place(instance: int) -> FeedbackPlace:
    """Return what an instance of the survey is about.

    >>> feedback_place(226).year_name
    'AY2026'
    """
    number, year = divmod(instance, _CENTURY)
    return FeedbackPlace(number, _FIRST_YEAR + year)
