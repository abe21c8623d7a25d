"""Cutting a read or a write into pieces that REDCap digests.

Sources: one big request is what makes REDCap run out of memory or time (redcap_api.md 4); an
import above 16 MB arrives truncated. Pure functions, order kept.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

from mappings.model import Limits
from redcap_gateway.port import Row


T = TypeVar("T")


def chunks(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """Yield *items* in pieces of at most *size*."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def write_batches(rows: Sequence[Row], limits: Limits) -> Iterator[list[Row]]:
    """Yield *rows* in imports of one column set each.

    In REDCap's overwrite mode a blank cell of a supplied column erases, so rows that name
    different columns never share an import. Column sets come in the order they first appear.
    """
    groups: dict[frozenset[str], list[Row]] = {}
    for row in rows:
        groups.setdefault(frozenset(row), []).append(row)
    for group in groups.values():
        yield from _by_size(group, limits)


def _by_size(rows: Sequence[Row], limits: Limits) -> Iterator[list[Row]]:
    batch: list[Row] = []
    held = 0
    for row in rows:
        weight = _weight(row)
        if batch and (
            len(batch) == limits.rows_per_write or held + weight > limits.bytes_per_write
        ):
            yield batch
            batch, held = [], 0
        batch.append(row)
        held += weight
    if batch:
        yield batch


def _weight(row: Mapping[str, str]) -> int:
    """Return how many bytes the row adds to the import, its comma included."""
    return len(json.dumps(row, separators=(",", ":"))) + 1
