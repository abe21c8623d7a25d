"""The order in which records are listed everywhere: numbers by value, then text.

One home for it, so that equal data in any row order give equal results.
"""

from __future__ import annotations

from functools import cache


@cache
def record_order(record_id: str) -> tuple[int, int, str]:
    """Return a sort key for a record id: `9` before `10`, numbers before anything else.

    >>> sorted(["10", "9", "A-1"], key=record_order)
    ['9', '10', 'A-1']
    """
    if record_id.isascii() and record_id.isdigit():
        return 0, int(record_id), record_id
    return 1, 0, record_id
