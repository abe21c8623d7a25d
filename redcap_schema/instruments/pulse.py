"""Confidential pulse: not read at all."""

from __future__ import annotations

from typing import ClassVar

from redcap_schema.codes import RecordType
from redcap_schema.row import InstrumentRow


class PulseRow(InstrumentRow):
    """What people say about their relationship; the automation reads none of it (class C3)."""

    instrument: ClassVar[str] = "pulse"
    label: ClassVar[str] = "Confidential pulse"
    records: ClassVar[frozenset[RecordType]] = frozenset({RecordType.PERSON})
    is_repeating: ClassVar[bool] = True
    is_survey: ClassVar[bool] = True
    repeating_label: ClassVar[str] = "[pu_period]"
    opening_fields: ClassVar[frozenset[str]] = frozenset({"pu_pair", "pu_period", "pu_who"})
