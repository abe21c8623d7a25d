"""The order in which records are listed everywhere: numbers by value, then text.

One home for it, so that equal data in any row order give equal results.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from operator import attrgetter
from typing import TypeVar


Keyed = TypeVar("Keyed")


@cache
def record_order(record_id: str) -> tuple[int, int, str]:
    """Return a sort key for a record id: `9` before `10`, numbers before anything else.

    >>> sorted(["10", "9", "A-1"], key=record_order)
    ['9', '10', 'A-1']
    """
    if record_id.isascii() and record_id.isdigit():
        return 0, int(record_id), record_id
    return 1, 0, record_id


def by_record_and_key(values: Iterable[Keyed]) -> list[Keyed]:
    """Return *values* in the order of their `record_id`, then of their `key`.

    Sorted record by record, so that a ledger of millions costs what its records cost.
    """
    found: defaultdict[str, list[Keyed]] = defaultdict(list)
    record_of, key_of = attrgetter("record_id"), attrgetter("key")
    for each in values:
        found[record_of(each)].append(each)
    return [
        each
        for record_id in sorted(found, key=record_order)
        for each in sorted(found[record_id], key=key_of)
    ]
