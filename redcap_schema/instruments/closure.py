"""Closing reflections: only that there is one."""

from __future__ import annotations

from typing import ClassVar

from redcap_schema.codes import RecordType
from redcap_schema.row import InstrumentRow
from redcap_schema.wire import OptionalCount, YesNo


class ClosureRow(InstrumentRow):
    """What a pair says at its end; two ticks are read, no sentence is. Source: S2.24."""

    instrument: ClassVar[str] = "closure"
    label: ClassVar[str] = "Closing reflection"
    records: ClassVar[frozenset[RecordType]] = frozenset({RecordType.PERSON})
    is_repeating: ClassVar[bool] = True
    is_survey: ClassVar[bool] = True
    repeating_label: ClassVar[str] = "[co_pair]"
    opening_fields: ClassVar[frozenset[str]] = frozenset({"co_pair"})

    co_pair: OptionalCount = None
    co_celebrate: YesNo = None
    co_informal: YesNo = None
