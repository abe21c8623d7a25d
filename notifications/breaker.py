"""When a night is not like the nights before: more mail of one kind than ever is held, not sent.

A wrong date or mapping can make hundreds of people owe something overnight. The programme's year
has true floods too (every pair's report opens on one night), so a night counts as usual when the
past year saw its like; the first flood of its kind is let go by a person, once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import median


FACTOR = 3
REFUSES_AT = 10
"""So many times what is usual, nobody can let go by typing a number."""
NIGHTS = 14
FLOOR = 25
YEAR = timedelta(days=400)
"""A little more than a year, so that this September may be like the last."""


@dataclass(frozen=True, slots=True)
class Night:
    """How many mails of one kind went out on one night."""

    on: date
    count: int


@dataclass(frozen=True, kw_only=True)
class Breaker:
    """The most mails of each kind that a night may send without being asked about."""

    today: date
    nights: Mapping[str, Sequence[Night]] = field(default_factory=dict)
    """Earlier nights that sent mail of the kind, earliest first."""
    floor: int = FLOOR
    """Never trips at or below this many."""

    def limit(self, kind: str) -> int:
        """Return what is usual: thrice the median of the last nights, or the past year's largest.

        Source: email.md 3, gates.
        """
        return self._most(kind, FACTOR, self.floor)

    def refusal(self, kind: str) -> int:
        """Return beyond how many a release is not enough: ten times, or the past year's largest.

        A department of that size says so in its file. Source: email.md 3, gates.
        """
        return self._most(kind, REFUSES_AT, REFUSES_AT * self.floor)

    def _most(self, kind: str, factor: int, floor: int) -> int:
        nights = self.nights.get(kind, ())
        if not nights:
            return floor
        typical = factor * median(each.count for each in nights[-NIGHTS:])
        largest = max((each.count for each in nights if each.on >= self.today - YEAR), default=0)
        return max(floor, int(typical), largest)
