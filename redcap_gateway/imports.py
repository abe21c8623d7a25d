"""Sending batches: leave out what REDCap refuses, believe only a count that fits.

Knows no HTTP: *send* takes one batch and returns REDCap's count, or raises.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from mentorship.errors import RedcapRejected, WriteRefused
from redcap_gateway.answers import ImportRefused
from redcap_gateway.port import REPEAT_INSTANCE, REPEAT_INSTRUMENT, Refusal, Row, WriteReceipt


logger = logging.getLogger(__name__)

Send = Callable[[Sequence[Row]], Any]


def push_batches(batches: Iterable[list[Row]], record_id_field: str, send: Send) -> WriteReceipt:
    """Send every batch and add up what was taken; a record once refused is not sent again.

    Raises:
        RedcapRejected: REDCap refused everything.
        WriteRefused: REDCap counted other than was sent.
    """
    rows = records = sent = 0
    refused: list[Refusal] = []
    for batch in batches:
        out = {refusal.record_id for refusal in refused}
        rest = [row for row in batch if row[record_id_field] not in out]
        taken = _send_acceptable(rest, record_id_field, send, refused)
        sent += bool(taken)
        rows += len(taken)
        records += len({row[record_id_field] for row in taken})
    if refused and not rows:
        first = refused[0]
        raise RedcapRejected(
            f"REDCap refused everything ({len(refused)} cells), first: record"
            f" {first.record_id}, field {first.field}: {first.reason}"
        )
    return WriteReceipt(rows, records, sent, tuple(refused))


def _send_acceptable(
    batch: list[Row], record_id_field: str, send: Send, refused: list[Refusal]
) -> list[Row]:
    """Send one batch without the records REDCap names as refused; return what went in.

    A refused import wrote nothing (REDCap's imports are all or nothing), so sending the
    others again doubles nothing.
    """
    while batch:
        try:
            counted = send(batch)
        except ImportRefused as error:
            named = _named(error.refusals, batch, record_id_field)
            if not named:
                raise
            logger.warning("REDCap refused %d cells; their records are left out", len(named))
            refused.extend(named)
            out = {refusal.record_id for refusal in named}
            batch = [row for row in batch if row[record_id_field] not in out]
        else:
            _compare(counted, {row[record_id_field] for row in batch})
            break
    return batch


def _compare(counted: object, records: set[str]) -> None:
    """Believe an import only when REDCap counts the records that were sent.

    REDCap counts distinct records, not rows (redcap_api.md 1.3).
    """
    if str(counted) == str(len(records)):
        return
    told = counted if isinstance(counted, int) else "none"
    raise WriteRefused(
        f"REDCap counted {told} records where {len(records)} were sent; this batch may be written"
        f" in part. Read again before writing again"
    )


def _named(
    refusals: Iterable[Refusal], batch: Sequence[Row], record_id_field: str
) -> list[Refusal]:
    """Return the refusals that name a record of *batch*, under its own id.

    REDCap may decorate the record with its event or instance: "1042 (#2)".
    """
    ours = {row[record_id_field] for row in batch}
    found = []
    for refusal in refusals:
        bare = refusal.record_id.strip()
        bare = bare if bare in ours else bare.split(" ")[0]
        if bare in ours:
            found.append(Refusal(bare, refusal.field, refusal.reason))
    return found


def values_of(rows: Iterable[Mapping[str, str]]) -> frozenset[str]:
    """Return every cell value of *rows* that a message must not repeat."""
    plain = {REPEAT_INSTRUMENT, REPEAT_INSTANCE}
    return frozenset(
        value for row in rows for column, value in row.items() if column not in plain and value
    )
