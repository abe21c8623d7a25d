"""A working REDCap project in memory: for tests, previews and whoever needs a project at hand.

Keeps what REDCap keeps and answers as the API does through `pycap`: one contract suite runs
over both. It validates codes, checkboxes, dates and numbers, writes all or nothing, clears a
cell that is supplied blank, and shows hidden instruments as absent columns.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from mentorship.errors import RedcapRejected
from redcap_gateway.exports import of_request
from redcap_gateway.memory_rules import Instruments
from redcap_gateway.port import (
    REPEAT_INSTANCE,
    REPEAT_INSTRUMENT,
    CallCount,
    InstrumentRequest,
    ProjectIdentity,
    Refusal,
    Row,
    WriteReceipt,
)


Place = tuple[str, str, int]
"""Record, repeating instrument or "", instance or 0."""


class MemoryProject:
    """A REDCap project in memory. Implements `RedcapProject`."""

    def __init__(
        self,
        dictionary: Sequence[Mapping[str, str]],
        *,
        repeating: Iterable[str] = (),
        hidden: Iterable[str] = (),
        surveys: Iterable[str] | None = None,
        identity: ProjectIdentity | None = None,
    ) -> None:
        """Create an empty project.

        Args:
            dictionary: rows with the 18 API columns (absent ones count as blank).
            repeating: instruments that repeat.
            hidden: instruments this token may not export.
            surveys: instruments enabled as surveys; None: all.
            identity: what `identity` answers.
        """
        self._dictionary = [dict(row) for row in dictionary]
        self._instruments = Instruments(self._dictionary, frozenset(repeating))
        self._hidden = frozenset(hidden)
        self._surveys = self._instruments.names if surveys is None else frozenset(surveys)
        self._identity = identity or ProjectIdentity(4711, "In memory", "15.0.0", False, False)
        self._cells: dict[Place, dict[str, str]] = {}
        self._locked: set[str] = set()
        self.calls = CallCount()

    def identity(self) -> ProjectIdentity:
        """Tell which project this is."""
        self.calls.reads += 1
        return self._identity

    def metadata(self) -> list[Row]:
        """Return the data dictionary."""
        self.calls.reads += 1
        return [dict(row) for row in self._dictionary]

    def repeating_instruments(self) -> frozenset[str] | None:
        """Return the repeating instruments."""
        self.calls.reads += 1
        return self._instruments.repeating

    def unreadable(self, fields: Iterable[str]) -> frozenset[str] | None:
        """Return the fields of hidden instruments. See the port."""
        self.calls.reads += 1
        if not self._cells:
            return None
        there = {row["field_name"] for row in self._dictionary}
        return frozenset(
            name
            for name in fields
            if name not in there or self._instruments.instrument_of(name) in self._hidden
        )

    def pull(self, requests: Sequence[InstrumentRequest], record_id_field: str) -> list[list[Row]]:
        """Return the rows of each request. See the port."""
        self.calls.reads += 1
        ids = frozenset(record for record, _, _ in self._cells)
        answers = []
        for request in requests:
            self.calls.reads += 1
            fields = (record_id_field, *request.fields)
            rows = self._export(fields, request.repeating or "")
            answers.append(of_request(rows, request, ids, record_id_field))
        return answers

    def _export(self, fields: Sequence[str], instrument: str) -> list[Row]:
        """Export base rows, or the instances of one instrument, in REDCap's order."""
        self._instruments.require_fields(fields)
        shown = self._instruments.columns(fields, without=self._hidden)
        blank = {each.name: self._instruments.unset(each, instrument) for each in shown}
        rows = []
        for place in sorted(
            (each for each in self._cells if each[1] == instrument), key=self._instruments.order
        ):
            record, _, instance = place
            row = dict(blank)
            row.update((name, value) for name, value in self._cells[place].items() if name in blank)
            row[self._instruments.record_id_field] = record
            row[REPEAT_INSTRUMENT] = instrument
            row[REPEAT_INSTANCE] = str(instance) if instrument else ""
            rows.append(row)
        return rows

    def push(self, rows: Sequence[Row], *, record_id_field: str) -> WriteReceipt:
        """Import *rows* with overwrite. See the port."""
        self.calls.writes += 1
        bad = [refusal for row in rows for refusal in self._refusals(row, record_id_field)]
        refused = {refusal.record_id for refusal in bad}
        taken = [row for row in rows if row[record_id_field] not in refused]
        if bad and not taken:
            raise RedcapRejected(
                f"REDCap refused everything ({len(bad)} cells), first: record {bad[0].record_id},"
                f" field {bad[0].field}: {bad[0].reason}"
            )
        for row in taken:
            self._store(row, record_id_field)
        records = len({row[record_id_field] for row in taken})
        return WriteReceipt(len(taken), records, 1 if rows else 0, tuple(bad))

    def _refusals(self, row: Row, record_id_field: str) -> list[Refusal]:
        if row[record_id_field] in self._locked:
            reason = (
                "This record has been locked at the record level. No value within this record can"
                " be modified."
            )
            return [Refusal(row[record_id_field], record_id_field, reason)]
        return self._instruments.refusals(row, record_id_field)

    def _store(self, row: Row, record_id_field: str) -> None:
        """Write one row; a blank in a supplied column clears the cell."""
        record, instrument = row[record_id_field], row.get(REPEAT_INSTRUMENT, "")
        self._cells.setdefault((record, "", 0), {})
        instance = int(row[REPEAT_INSTANCE]) if instrument else 0
        cells = self._cells.setdefault((record, instrument, instance), {})
        for column, value in row.items():
            if column in {record_id_field, REPEAT_INSTRUMENT, REPEAT_INSTANCE}:
                continue
            if value:
                cells[column] = value
            else:
                cells.pop(column, None)

    def survey_link(self, record_id: str, instrument: str, repeat_instance: int) -> str:
        """Return a stable link; nothing answers behind it."""
        self.calls.links += 1
        if (record_id, "", 0) not in self._cells:
            raise RedcapRejected(f'REDCap refused: The record "{record_id}" does not exist')
        if instrument not in self._surveys:
            raise RedcapRejected(f"REDCap refused: {instrument} is not enabled as a survey")
        place = f"{self._identity.project_id}/{record_id}/{instrument}/{repeat_instance}"
        code = hashlib.sha256(place.encode()).hexdigest()[:16].upper()
        return f"https://redcap.example.edu/surveys/?s={code}"

    def lock(self, record_id: str) -> None:
        """Lock a record as a person would in REDCap: imports of it are refused."""
        self._locked.add(record_id)

    def unlock(self, record_id: str) -> None:
        """Undo `lock`."""
        self._locked.discard(record_id)
