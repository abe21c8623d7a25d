"""Making sense of exported rows: strings, which rows answer which request, who is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from redcap_gateway.port import REPEAT_INSTANCE, REPEAT_INSTRUMENT, InstrumentRequest, Row


def strings(row: Mapping[str, Any]) -> Row:
    """Return *row* with every value as text; REDCap's instance numbers come as integers."""
    return {
        column: value if isinstance(value, str) else "" if value is None else str(value)
        for column, value in row.items()
        if column
    }


def record_ids(rows: Iterable[Row], record_id_field: str) -> tuple[str, ...]:
    """Return every record once, in the order REDCap gave them."""
    return tuple(dict.fromkeys(row[record_id_field] for row in rows if row.get(record_id_field)))


def of_request(
    rows: Iterable[Row],
    request: InstrumentRequest,
    ids: frozenset[str],
    record_id_field: str,
) -> list[Row]:
    """Return the rows that answer *request*: base rows, or that instrument's instances.

    An export of a repeating instrument carries the (blank) base rows too, and an export of
    base fields may carry instances. Records outside *ids* were created a moment ago.
    """
    wanted = request.repeating or ""
    answer = []
    for row in rows:
        row.setdefault(REPEAT_INSTRUMENT, "")
        row.setdefault(REPEAT_INSTANCE, "")
        is_base = not row[REPEAT_INSTRUMENT] and not row[REPEAT_INSTANCE]
        if (
            row[REPEAT_INSTRUMENT] == wanted
            and is_base is not bool(wanted)
            and (row.get(record_id_field) in ids)
        ):
            answer.append(row)
    return answer


def missing_records(
    rows: Sequence[Row], ids: Iterable[str], record_id_field: str, request: InstrumentRequest
) -> tuple[str, ...]:
    """Return which of *ids* an answer lacks.

    The record id is always asked for, so REDCap gives a base row for every record, blank or
    not. A server that leaves blank base rows out of an instrument's instances altogether is
    believed, for instances only.
    """
    base = {row.get(record_id_field, "") for row in rows if not row.get(REPEAT_INSTRUMENT)}
    if request.repeating and not base:
        return ()
    return tuple(record_id for record_id in ids if record_id not in base)
