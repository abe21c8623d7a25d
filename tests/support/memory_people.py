"""The people of a synthetic department, at work in a project that is kept in memory.

What they may write is not checked here (`sandbox` does that), so a year passes in seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from redcap_gateway.memory import MemoryProject
from redcap_gateway.port import REPEAT_INSTANCE, REPEAT_INSTRUMENT
from sandbox.client import Row


RECORD = "record_id"


class MemoryClient:
    """Stands where `sandbox.client.Client` does: every instrument can be read and written.

    `touch` may add to every row that people save.
    """

    def __init__(self, project: MemoryProject, touch: Callable[[Row], Row] = lambda row: row):
        self._project = project
        self._touch = touch

    def import_rows(self, rows: Sequence[Row]) -> int:
        """Save rows; blank cells change nothing."""
        filled = [{k: v for k, v in row.items() if v or k == REPEAT_INSTRUMENT} for row in rows]
        for row in filled:
            self._project._store(self._touch(row), RECORD)
        return len(rows)

    def export_rows(
        self, instruments: Collection[str] = (), *, fields: Collection[str] = ()
    ) -> list[Row]:
        """Every record's cells, and the instances of *instruments*; blank cells are left out."""
        return [
            {RECORD: record, REPEAT_INSTRUMENT: instrument,
             REPEAT_INSTANCE: str(number) if instrument else "", **cells}
            for (record, instrument, number), cells in sorted(
                self._project._cells.items(), key=lambda each: self._project._instruments.order(each[0])
            )
            if not instrument or instrument in instruments
        ]  # fmt: skip
