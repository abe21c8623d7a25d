"""What the rest of the house may ask of a REDCap project.

Names here are the project's own (local); `mappings` translates. Nothing here decides anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias


Row: TypeAlias = dict[str, str]
"""One exported row: every value a string, blanks "".

Repeating rows carry `redcap_repeat_instrument` and `redcap_repeat_instance` (a number as text);
on base rows both are "".
"""

REPEAT_INSTRUMENT = "redcap_repeat_instrument"
REPEAT_INSTANCE = "redcap_repeat_instance"


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
class Refusal:
    """A cell that REDCap would not take, and its reason; never the value."""

    record_id: str
    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class WriteReceipt:
    """What REDCap said it took.

    Of a record named in `refused`, a batch before the refusal may have been taken; none after it
    was sent.
    """

    rows: int
    records: int
    batches: int
    refused: tuple[Refusal, ...] = ()


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

    @property
    def calls(self) -> CallCount:
        """HTTP calls made so far, repetitions included."""
        ...

    def identity(self) -> ProjectIdentity:
        """Tell which project the token opens."""
        ...

    def metadata(self) -> list[Row]:
        """Return the live data dictionary, 18 API columns a row, in order.

        Read once and kept: open the project anew after a dictionary change.
        """
        ...

    def repeating_instruments(self) -> frozenset[str] | None:
        """Return the repeating instruments, or None where the token may not ask."""
        ...

    def unreadable(self, fields: Iterable[str]) -> frozenset[str] | None:
        """Return which of *fields* the token cannot export; None where nothing can show it.

        A field that the project does not have is one of them.
        REDCap leaves such columns out without a word. At most one record is read; a project
        without records shows nothing.
        """
        ...

    def pull(self, requests: Sequence[InstrumentRequest], record_id_field: str) -> list[list[Row]]:
        """Return the rows of each request, in request order; raw codes, record order as REDCap's.

        Base-row requests give base rows only; a repeating request gives that instrument's
        instances only. A column the token may not export is absent. A record created while
        the pull runs is left for the next night, so that all requests see the same records.

        Raises:
            RedcapUnavailable: also when an answer lacks a record that must be in it.
        """
        ...

    def push(self, rows: Sequence[Row], *, record_id_field: str) -> WriteReceipt:
        """Import *rows* (overwrite: a blank in a supplied column clears it), in batches.

        Rows are partial: record id, repeat columns, and only the cells to change. Rows are
        grouped by the set of columns they carry, so that no row clears what it does not name.
        A record that REDCap refuses (locked, a bad value) is left out and named in the
        receipt; the others are written.

        Raises:
            RedcapRejected: REDCap refused all of it, or does not say which record it means.
            WriteRefused: REDCap reports another number of records than were sent.
            WriteUncertain: no usable answer to a batch; read again before writing again.
        """
        ...

    def survey_link(self, record_id: str, instrument: str, repeat_instance: int) -> str:
        """Return the link with which a partner opens that survey instance."""
        ...
