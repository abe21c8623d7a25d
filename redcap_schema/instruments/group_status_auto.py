"""Status of an affinity group, written nightly."""

from __future__ import annotations

from typing import ClassVar

from redcap_schema.codes import RecordType, Writer
from redcap_schema.row import InstrumentRow
from redcap_schema.wire import OptionalDate, OptionalInt


class GroupStatusAuto(InstrumentRow):
    """One row an affinity group."""

    instrument: ClassVar[str] = "group_status_auto"
    label: ClassVar[str] = "Affinity group status (written nightly)"
    records: ClassVar[frozenset[RecordType]] = frozenset({RecordType.GROUP})
    written_by: ClassVar[Writer] = Writer.AUTOMATION

    gx_hubs: OptionalInt = None
    gx_mentors: OptionalInt = None
    gx_mentees: OptionalInt = None
    gx_next_summary: OptionalDate = None
    gx_last_summary: OptionalDate = None
