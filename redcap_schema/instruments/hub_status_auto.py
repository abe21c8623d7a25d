"""Status of a hub, written nightly."""

from __future__ import annotations

from typing import ClassVar

from redcap_schema.codes import RecordType, Writer
from redcap_schema.row import InstrumentRow
from redcap_schema.wire import OptionalDate, OptionalInt, Text


class HubStatusAuto(InstrumentRow):
    """One row a hub."""

    instrument: ClassVar[str] = "hub_status_auto"
    label: ClassVar[str] = "Hub status (written nightly)"
    records: ClassVar[frozenset[RecordType]] = frozenset({RecordType.HUB})
    written_by: ClassVar[Writer] = Writer.AUTOMATION

    hx_mentors: OptionalInt = None
    hx_capacity: OptionalInt = None
    hx_mentees: OptionalInt = None
    hx_first: OptionalInt = None
    hx_any: OptionalInt = None
    hx_gain: OptionalInt = None
    hx_ontime: OptionalInt = None
    hx_opp_since: OptionalDate = None
    hx_opp_todo: Text = ""
    hx_opp_mark: Text = ""
    hx_problems: Text = ""
