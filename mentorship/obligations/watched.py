"""Since when the automation has watched a pair, and on which day what it finds signed was signed.

The ledger is the memory: a pair is known from the night that first wrote a row about it. What was
due long before that is history, and what was signed before it is not late because nobody looked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from mentorship.academic_calendar import MONTHS_A_YEAR, add_months
from mentorship.intervals import DAY
from mentorship.obligations.due_items import StoredItem
from mentorship.relationships import Agreement, PairingId


@dataclass(frozen=True, slots=True)
class History:
    """What of a pair was over before anybody watched."""

    began_on: date
    watched_on: date
    """The night that first saw it."""
    ends_on: date
    """What was due before this day has no row, and nobody is asked for it."""


def first_seen_on(pairing_id: PairingId, rows: Iterable[StoredItem]) -> date | None:
    """Return the night that first wrote one of its mentee's ledger *rows* about a pairing.

    A row says in its key what it is about: `AGREE-1042.2`, `TOUCH-1042.2-2026-08-12`.
    """
    about = f"-{pairing_id}"
    seen = (
        row.seen_on
        for row in rows
        if row.seen_on is not None and (row.key.endswith(about) or f"{about}-" in row.key)
    )
    return min(seen, default=None)


def runs_out_on(signed_on: date, agreement: Agreement) -> date:
    """Return when the time frame of an agreement ends; an open one is looked at after a year."""
    return add_months(signed_on, agreement.months or MONTHS_A_YEAR)


def signing_days(
    signed: Sequence[Agreement],
    rows: Iterable[StoredItem | None],
    *,
    start: date,
    due_on: date,
    today: date,
    said: Callable[[int, date], date],
) -> Iterator[date]:
    """Yield the day on which each agreement of a pair was signed, by both, in their order.

    *rows* are their ledger rows, *start* the assignment and *due_on* the first one's due date; each
    later one is due when the time frame before it ends. The ledger's day stands; what it has open
    was signed yesterday. One without a row whose due date is past was signed when nobody looked:
    on the day that it carries (the meeting it reports, else the date it was to be signed by), or by
    its due date. Nobody is late with what nobody saw. Over all of them goes what the office says:
    *said* returns its day for an agreement's number (from 1) and the day found here.
    """
    before = start - DAY
    for number, (agreement, row) in enumerate(zip(signed, rows, strict=True), start=1):
        day = row.done_on if row is not None else None
        if day is None and row is None and due_on < today:
            carried = (agreement.met_on, agreement.due_on)
            known = (on for on in carried if on is not None and before < on < today)
            day = next(known, due_on)
        before = said(number, day or today - DAY)
        yield before
        due_on = runs_out_on(before, agreement)
