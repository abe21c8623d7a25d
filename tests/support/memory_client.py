"""The API client of the sandbox's people over the in-memory project: no server, no HTTP."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from redcap_gateway.memory import MemoryProject
from redcap_gateway.port import InstrumentRequest
from redcap_schema.registry import pull_requests
from sandbox.making.rows import RECORD, Row


class MemoryClient:
    """What `sandbox.client.Client` does, for those parts of life that only read and write rows.

    A blank cell changes nothing, as REDCap's normal import has it.
    """

    def __init__(self, project: MemoryProject) -> None:
        self._project = project

    def import_rows(self, rows: Sequence[Row]) -> int:
        """Import rows; how many."""
        filled = [{name: value for name, value in row.items() if value} for row in rows]
        self._project.push(filled, record_id_field=RECORD)
        return len(filled)

    def export_rows(self, instruments: Collection[str] = ()) -> list[Row]:
        """Export the base rows, and the instances of *instruments*."""
        wanted = [
            InstrumentRequest(each.fields, each.repeating)
            for each in pull_requests()
            if each.repeating is None or each.repeating in instruments
        ]
        return [row for rows in self._project.pull(wanted, RECORD) for row in rows]
