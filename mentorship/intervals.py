"""Stretches of days, both ends included, and counting around them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta


DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """Days from *first* to *last*, both included; *last* None means "until further notice".

    Raises:
        ValueError: if *last* lies before *first*.
    """

    first: date
    last: date | None = None

    def __post_init__(self) -> None:
        if self.last is not None and self.last < self.first:
            raise ValueError(f"interval ends {self.last} before it begins {self.first}")

    def __contains__(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)

    def overlaps(self, first: date, last: date) -> bool:
        """Tell whether any day of *first*..*last* lies inside."""
        return self.first <= last and (self.last is None or first <= self.last)


def merged(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """Return the same days as disjoint, sorted intervals."""
    result: list[Interval] = []
    for current in sorted(intervals, key=lambda each: each.first):
        previous = result[-1] if result else None
        if previous is None or (previous.last is not None and previous.last + DAY < current.first):
            result.append(current)
        elif previous.last is not None and (current.last is None or current.last > previous.last):
            result[-1] = Interval(previous.first, current.last)
    return tuple(result)


def days_between(first: date, last: date) -> Iterator[date]:
    """Yield every day from *first* to *last*, both included."""
    day = first
    while day <= last:
        yield day
        day += DAY
