"""Days on which a department does not work: public holidays and its own list.

The core gets plain days, merged with the office's quiet dates; only this module knows the
`holidays` package. The day's name is of no interest: nothing but "no mail today" follows.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

import holidays

from mentorship.intervals import Interval, merged


def check_country(country: str, subdivision: str | None) -> None:
    """Refuse a country, or a part of one, whose public holidays nobody has listed.

    Raises:
        ValueError: the message says how to write it.
    """
    parts = holidays.list_supported_countries().get(country)
    if parts is None:
        raise ValueError("no such country; write it as two capital letters, like US")
    if subdivision is not None and subdivision not in parts:
        raise ValueError("no such part of the country; write it like TN")


def quiet_days(
    country: str | None, subdivision: str | None, own: Iterable[date], year: int
) -> tuple[Interval, ...]:
    """Return the days without work of *year*, the one before and the one after, merged."""
    public = _public(country, subdivision, year) if country else frozenset()
    around = {day for day in own if abs(day.year - year) <= 1}
    return merged(Interval(day, day) for day in public | around)


@lru_cache(maxsize=64)
def _public(country: str, subdivision: str | None, year: int) -> frozenset[date]:
    years = (year - 1, year, year + 1)
    return frozenset(holidays.country_holidays(country, subdiv=subdivision, years=years))
