"""What people asked Faculty Affairs for: tracked to an answer, so that no tick is left unread."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from mentorship.academic_calendar import half_year_before
from mentorship.hubs import AffinityGroup, hub_label
from mentorship.obligations.due_items import DueItem, DueItemKind, StoredItem
from mentorship.obligations.pair_tonight import PairTonight
from mentorship.obligations.tonight import Clock, Draft, Tonight


FACULTY_AFFAIRS = "3"
"""Code of `qr_help`."""
_STILL_FRESH = timedelta(days=122)
"""An ask older than a quarter and a month when it is first seen is history that was loaded."""
_QUARTER = re.compile(r"AY(?P<year>[12]\d{3})-Q(?P<number>[1-4])", re.ASCII)
_HALF = re.compile(r"(?P<year>[12]\d{3})H[12]", re.ASCII)


def pair_asks_office(pair: PairTonight) -> Iterator[DueItem]:
    """The office answers a pair that would welcome its help. Source: S1.34, S4.32.

    From the night that first sees the tick in a report that both attested. The office closes it
    by marking it done; nobody else owes anything. It stays owed when the pairing closes.
    """
    kind = DueItemKind.ASK
    for period, report in sorted(pair.reports.items()):
        if FACULTY_AFFAIRS not in report.asks or not report.is_signed:
            continue
        key = pair.key(kind, period)
        about = report.due_on or _quarter_ends(pair.tonight, period)
        dates = _dates(pair.tonight, pair.stored(key), about)
        if dates is not None:
            yield from pair.owes(kind, key, period, dates, Clock(), office_after=0, is_over=False)


def review_asks_office(tonight: Tonight) -> Iterator[DueItem]:
    """The office answers a senior mentor who ticked an ask in a review. Source: S1.36a, S4.32."""
    kind = DueItemKind.ASK
    groups = {each.record_id: each for each in tonight.roster.groups.values()}
    for review in tonight.roster.reviews:
        group = groups.get(review.group_record_id)
        if not review.asks or review.hub_code is None or group is None:
            continue
        about = hub_label(review.hub_code)
        key = f"{kind.prefix}-AG{group.code:02d}-{about}-{review.period}"
        stored = tonight.roster.stored(review.group_record_id, key)
        dates = _dates(tonight, stored, review.due_on or _half_ends(group, review.period))
        if dates is None:
            continue
        draft = Draft(
            kind=kind,
            key=key,
            record_id=review.group_record_id,
            about=about,
            period=review.period,
            opened_on=dates[0],
            due_on=dates[1],
            office_after=0,
        )
        item = tonight.settle(draft, Clock())
        if item is not None:
            yield item


def _dates(
    tonight: Tonight, stored: StoredItem | None, asked_about: date | None
) -> tuple[date, date] | None:
    """Return when an ask was first seen and is to be answered; None for one that is history.

    One of which nobody knows what time it is about is history too, unless the ledger has it.
    """
    is_fresh = asked_about is not None and asked_about + _STILL_FRESH >= tonight.today
    if not is_fresh and stored is None:
        return None
    days = tonight.policy.answer_within
    asked_on = tonight.first_seen(stored, days)
    return asked_on, asked_on + timedelta(days=days)


def _quarter_ends(tonight: Tonight, period: str) -> date | None:
    """Return the last day of the quarter that `AY2026-Q1` names; None for any other text."""
    found = _QUARTER.fullmatch(period)
    if found is None:
        return None
    year = tonight.calendar.year_beginning_in(int(found["year"]))
    return year.quarters[int(found["number"]) - 1].last


def _half_ends(group: AffinityGroup, period: str) -> date | None:
    """Return the last day of the group's half-year that `2026H2` names; None for any other text."""
    found = _HALF.fullmatch(period)
    if found is None:
        return None
    years = int(found["year"]), int(found["year"]) + 1
    halves = (
        half_year_before(date(year, month, 1))
        for year in years
        for month in group.review_months.months
    )
    return next((each.last for each in halves if each.name == period), None)
