"""Confidential notes of the office: never read."""

from __future__ import annotations

from typing import ClassVar

from redcap_schema.codes import RecordType
from redcap_schema.row import InstrumentRow


class OfficeNotes(InstrumentRow):
    """Class C4; the token must not be able to read it, and the doctor proves that."""

    instrument: ClassVar[str] = "office_notes"
    label: ClassVar[str] = "Office notes (confidential)"
    records: ClassVar[frozenset[RecordType]] = frozenset({RecordType.PERSON})
    is_repeating: ClassVar[bool] = True
    repeating_label: ClassVar[str] = "[on_on]"
