"""Due items and what was said about them."""

from __future__ import annotations

from typing import ClassVar

from mentorship.obligations.due_items import DueItemKind, DueState
from redcap_schema.codes import RecordType, Writer
from redcap_schema.row import InstrumentRow
from redcap_schema.wire import Code, OptionalCount, OptionalDate, Text


class DueItemAuto(InstrumentRow):
    """One obligation: the office reads here what the ledger says."""

    instrument: ClassVar[str] = "due_item_auto"
    label: ClassVar[str] = "Due item and notice ledger (written nightly)"
    records: ClassVar[frozenset[RecordType]] = frozenset(
        {RecordType.PERSON, RecordType.HUB, RecordType.GROUP}
    )
    written_by: ClassVar[Writer] = Writer.AUTOMATION
    is_repeating: ClassVar[bool] = True
    repeating_label: ClassVar[str] = "[di_kind] [di_period] [di_state]"

    di_key: Text = ""
    di_kind: Code[DueItemKind] = None
    di_period: Text = ""
    di_due: OptionalDate = None
    di_state: Code[DueState] = None
    di_done_on: OptionalDate = None
    di_step: OptionalCount = None
    di_last_on: OptionalDate = None
    di_claim: Text = ""
    di_next_on: OptionalDate = None
    di_seen_on: OptionalDate = None
