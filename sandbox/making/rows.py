"""Rows as an import takes them: texts only, one row per record or per repeating instance."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Final


Row = dict[str, str]
"""One row of an import: column name to raw value."""

Value = str | int | date | bool | None | Iterable[str]
"""What a cell may be given as; a collection is the ticked codes of a checkbox."""

RECORD: Final = "record_id"
INSTRUMENT: Final = "redcap_repeat_instrument"
INSTANCE: Final = "redcap_repeat_instance"
COMPLETE: Final = "2"


def text(value: Value) -> str:
    """Return a single cell as REDCap stores it: ISO dates, 1 and 0, blank for nothing."""
    if value is None:
        return ""
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def cells(values: dict[str, Value]) -> Row:
    """Return *values* as cells; a set, tuple or list becomes ticked checkbox columns."""
    row: Row = {}
    for name, value in values.items():
        if isinstance(value, (set, frozenset, tuple, list)):
            row.update({f"{name}___{text(code)}": "1" for code in sorted(value)})
        else:
            row[name] = text(value)
    return row


def once_row(record: str, *instruments: str, **values: Value) -> Row:
    """Return the row of a record's once-instruments, marked complete."""
    row = {RECORD: record, **cells(values)}
    row.update({f"{name}_complete": COMPLETE for name in instruments})
    return row


def repeat_row(record: str, instrument: str, instance: int, **values: Value) -> Row:
    """Return the row of one repeating instance, marked complete unless *values* say otherwise."""
    status = {f"{instrument}_complete": COMPLETE}
    key = {RECORD: record, INSTRUMENT: instrument, INSTANCE: str(instance)}
    return {**key, **status, **cells(values)}
