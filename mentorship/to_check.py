"""What the office looks at because nobody was asked yet, in a few lines: most of a first night.

On the night that first sees a department of years, much is overdue that nobody was ever reminded
of. A line for each would bury the office; one line for each kind of thing names its pairs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from mentorship.morning_digest import DigestLine
from mentorship.obligations.due_items import DueItem, DueItemKind, LedgerEntry
from mentorship.obligations.notices import for_the_office
from mentorship.obligations.schedule import asked_from, is_looked_at
from mentorship.wording import item_name, plain_day


TOGETHER_FROM = 3
"""So many of one kind share a line."""
NAMED = 12
"""So many pairs are named in it."""


def nobody_was_asked(entries: Iterable[LedgerEntry], today: date) -> list[DueItem]:
    """Return overdue items that are the office's next and of which nobody was ever reminded."""
    unasked = [each.item for each in entries if each.notices_sent == 0]
    return [each for each in for_the_office(unasked, today) if each.kind is not DueItemKind.ASK]


def lines_to_check(entries: Iterable[LedgerEntry], today: date) -> tuple[DigestLine, ...]:
    """Return what the office looks at before anybody is asked, and what nobody was asked for."""
    known = tuple(entries)
    missing = [
        each.item
        for each in known
        if is_looked_at(each.item, today) and not _is_muted(each.item, today)
    ]
    found = [*_by_kind(missing)]
    found += grouped(nobody_was_asked(known, today), "and nobody was reminded")
    return tuple(found)


def grouped(items: Iterable[DueItem], also: str) -> Iterator[DigestLine]:
    """Yield a line for each overdue item, or one for all of a name where there are several."""
    by_name: defaultdict[str, list[DueItem]] = defaultdict(list)
    for each in items:
        by_name[item_name(each)].append(each)
    for name, together in by_name.items():
        if len(together) >= TOGETHER_FROM:
            sentence = f"{name}: overdue {len(together)} times, {also}: {_numbers(together)}."
            yield DigestLine(record_id="", sentence=sentence)
            continue
        for item in together:
            of_pair = f" of pairing {item.pairing_number}" if item.pairing_number else ""
            sentence = f"{name}{of_pair} was due on {plain_day(item.due_on)}, {also}."
            yield DigestLine(record_id=item.record_id, sentence=sentence)


def _by_kind(missing: Iterable[DueItem]) -> Iterator[DigestLine]:
    by_kind: defaultdict[DueItemKind, list[DueItem]] = defaultdict(list)
    for each in missing:
        by_kind[each.kind].append(each)
    for kind, items in by_kind.items():
        asked_on = min(filter(None, map(asked_from, items)), default=None)
        then = f" The others are asked from {plain_day(asked_on)}." if asked_on else ""
        many = len(items) > 1
        pairs = f"{len(items)} pairs" if many else "1 pair"
        if kind is DueItemKind.RENEWAL:
            what = f"The agreement of {pairs} ran out long ago: {_numbers(items)}."
            where = "If one was renewed on paper"
        else:
            what = f"No agreement signed by both is on file for {pairs}: {_numbers(items)}."
            where = "If there is one on paper"
        keys = items[0].key + " and so on" * many
        do = f"{where}, mark {keys} done in Office override, with its day."
        yield DigestLine(record_id="", sentence=f"{what} {do}{then}")


def _numbers(items: list[DueItem]) -> str:
    """Name what items are about, the first of many only: `1042.2, 1051.1 and 7 more`."""
    named = ", ".join(each.about for each in items[:NAMED])
    more = len(items) - NAMED
    return f"{named} and {more} more" if more > 0 else named


def _is_muted(item: DueItem, today: date) -> bool:
    return item.muted_until is not None and today <= item.muted_until
