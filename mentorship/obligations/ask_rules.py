"""What people asked Faculty Affairs for: tracked to an answer, so that no tick is left unread."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from mentorship.hubs import hub_label
from mentorship.obligations.due_items import DueItem, DueItemKind
from mentorship.obligations.pair_tonight import PairTonight
from mentorship.obligations.tonight import Clock, Draft, Tonight


FACULTY_AFFAIRS = "3"
"""Code of `qr_help`."""
_STILL_FRESH = timedelta(days=122)
"""An ask older than a quarter and a month when it is first seen is history that was loaded."""


def pair_asks_office(pair: PairTonight) -> Iterator[DueItem]:
    """The office answers a pair that would welcome its help. Source: S1.34, S4.32.

    From the night that first sees the tick in a report that both attested. The office closes it
    by marking it done; nobody else owes anything.
    """
    kind = DueItemKind.ASK
    for period, report in sorted(pair.reports.items()):
        if FACULTY_AFFAIRS not in report.asks or not report.is_signed:
            continue
        key = pair.key(kind, period)
        dates = _dates(pair.tonight, key, report.due_on)
        if dates is not None:
            yield from pair.owes(kind, key, period, dates, Clock(), office_after=0)


def review_asks_office(tonight: Tonight) -> Iterator[DueItem]:
    """The office answers a senior mentor who ticked an ask in a review. Source: S1.36a, S4.32."""
    kind = DueItemKind.ASK
    groups = {each.record_id: each.code for each in tonight.roster.groups.values()}
    for review in tonight.roster.reviews:
        code = groups.get(review.group_record_id)
        if not review.asks or review.hub_code is None or code is None:
            continue
        about = hub_label(review.hub_code)
        key = f"{kind.prefix}-AG{code:02d}-{about}-{review.period}"
        dates = _dates(tonight, key, review.due_on)
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


def _dates(tonight: Tonight, key: str, asked_about: date | None) -> tuple[date, date] | None:
    """Return when an ask was first seen and is to be answered; None for one that is history."""
    days = timedelta(days=tonight.policy.answer_within)
    stored = tonight.roster.ledger_by_key.get(key)
    if stored is None and asked_about is not None and asked_about + _STILL_FRESH < tonight.today:
        return None
    due_on = (stored.due_on if stored else None) or tonight.today + days
    return due_on - days, due_on
