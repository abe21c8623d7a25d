"""The office's word about one due item."""

from __future__ import annotations

from typing import ClassVar

from mentorship.relationships import OverrideAction
from redcap_schema.codes import RecordType
from redcap_schema.row import InstrumentRow
from redcap_schema.wire import Code, OptionalDate, Text


class ItemOverride(InstrumentRow):
    """One override; the next run obeys."""

    instrument: ClassVar[str] = "item_override"
    label: ClassVar[str] = "Office override"
    records: ClassVar[frozenset[RecordType]] = frozenset(
        {RecordType.PERSON, RecordType.HUB, RecordType.GROUP}
    )
    is_repeating: ClassVar[bool] = True
    repeating_label: ClassVar[str] = "[ov_key] [ov_action]"
    deciding: ClassVar[frozenset[str]] = frozenset({"ov_action", "ov_date"})

    ov_key: Text = ""
    ov_action: Code[OverrideAction] = None
    ov_date: OptionalDate = None
