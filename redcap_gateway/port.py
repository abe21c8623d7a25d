"""What the rest of the house may ask of a REDCap project.

Names here are the project's own (local).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias


Row: TypeAlias = dict[str, str]
"""One exported row: every value a string, blanks "".

Repeating rows carry `redcap_repeat_instrument` and `redcap_repeat_instance` (a number as text);
on base rows both are "".
"""


@dataclass(frozen=True, slots=True)
class ProjectIdentity:
    """Which project the token opens."""

    project_id: int
    title: str
    redcap_version: str
    in_production: bool
    is_longitudinal: bool


@dataclass(frozen=True, slots=True)
class InstrumentRequest:
    """One read: fields of one repeating instrument, or of several that do not repeat.

    `repeating` names the repeating instrument; None reads base rows.
    """

    fields: tuple[str, ...]
    repeating: str | None = None


@dataclass(frozen=True, slots=True)
class WriteReceipt:
    """What REDCap said it took."""

    rows: int
    records: int
    batches: int


@dataclass(slots=True)
class CallCount:
    """HTTP calls made so far, by kind."""

    reads: int = 0
    writes: int = 0
    links: int = 0

    @property
    def total(self) -> int:
        """All calls."""
        return self.reads + self.writes + self.links


class RedcapProject(Protocol):
    """One REDCap project behind one token.

    Every method may raise `RedcapUnavailable` (retry later) or `RedcapRejected` (do not).
    """

    calls: CallCount

    def identity(self) -> ProjectIdentity:
        """Tell which project the token opens."""
        ...

    def metadata(self) -> list[Row]:
        """Return the live data dictionary, 18 API columns a row, in order."""
        ...

    def repeating_instruments(self) -> frozenset[str] | None:
        """Return the repeating instruments, or None where the token may not ask."""
        ...

    def pull(self, requests: Sequence[InstrumentRequest], record_id_field: str) -> list[list[Row]]:
        """Return the rows of each request, in request order; raw codes, record order as REDCap's.

        Base-row requests give base rows only; a repeating request gives that instrument's
        instances only. A column the token may not export is absent.
        """
        ...

    def push(self, rows: Sequence[Row], *, record_id_field: str) -> WriteReceipt:
        """Import *rows* (overwrite: a blank in a supplied column clears it), in batches.

        Rows are partial: record id, repeat columns, and only the cells to change. Rows are
        grouped by the set of columns they carry, so that no row clears what it does not name.

        Raises:
            WriteRefused: REDCap reports another number of records than were sent.
        """
        ...

    def survey_link(self, record_id: str, instrument: str, repeat_instance: int) -> str:
        """Return the link with which a partner opens that survey instance."""
        ...
