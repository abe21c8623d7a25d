"""What each record is."""

from __future__ import annotations

from typing import ClassVar

from redcap_schema.codes import RecordType
from redcap_schema.row import InstrumentRow
from redcap_schema.wire import Code, YesNo


class RecordSetup(InstrumentRow):
    """Record setup: the office says what the record stands for."""

    instrument: ClassVar[str] = "record_setup"
    label: ClassVar[str] = "Record setup"
    records: ClassVar[frozenset[RecordType]] = frozenset(
        {RecordType.PERSON, RecordType.HUB, RecordType.GROUP, RecordType.SETTINGS}
    )
    deciding: ClassVar[frozenset[str]] = frozenset({"record_type", "rec_active"})

    record_type: Code[RecordType] = None
    rec_active: YesNo = None
