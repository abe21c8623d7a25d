"""What one row of REDCap must hold after tonight."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from redcap_schema.row import InstrumentRow, cells


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetRow:
    """Cells of one row, in canonical names; cells it does not name stay as they are.

    `stamps` are cells that are written only along with another change of the same row.
    """

    record_id: str
    instrument: str
    repeat_instance: int | None
    """None for an instrument that does not repeat."""
    values: dict[str, str]
    stamps: frozenset[str] = field(default=frozenset())

    @classmethod
    def of(cls, row: InstrumentRow, *, stamps: Iterable[str] = ()) -> TargetRow:
        """Return all cells of *row*."""
        return cls(
            record_id=row.record_id,
            instrument=row.instrument,
            repeat_instance=row.repeat_instance if row.is_repeating else None,
            values=cells(row),
            stamps=frozenset(stamps),
        )
