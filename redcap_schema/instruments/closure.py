"""Closing reflections: not read yet."""

from __future__ import annotations

from typing import ClassVar

from redcap_schema.codes import RecordType
from redcap_schema.row import InstrumentRow


class ClosureRow(InstrumentRow):
    """What a pair says at its end; no rule of ours needs it yet. Source: S2.24."""

    instrument: ClassVar[str] = "closure"
    label: ClassVar[str] = "Closing reflection"
    records: ClassVar[frozenset[RecordType]] = frozenset({RecordType.PERSON})
    is_repeating: ClassVar[bool] = True
    is_survey: ClassVar[bool] = True
    repeating_label: ClassVar[str] = "[co_pair]"
    opening_fields: ClassVar[frozenset[str]] = frozenset({"co_pair"})
