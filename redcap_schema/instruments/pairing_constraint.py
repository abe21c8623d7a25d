"""Who may not, or should, be paired."""

from __future__ import annotations

from typing import ClassVar

from mentorship.relationships import ConstraintKind
from redcap_schema.codes import RecordType
from redcap_schema.row import InstrumentRow
from redcap_schema.wire import Code, OptionalDate, RecordReference


class PairingConstraint(InstrumentRow):
    """One rule of the office about two people; no reason is kept. Source: S3.14, S4.119."""

    instrument: ClassVar[str] = "pairing_constraint"
    label: ClassVar[str] = "Pairing constraint"
    records: ClassVar[frozenset[RecordType]] = frozenset({RecordType.PERSON})
    is_repeating: ClassVar[bool] = True
    repeating_label: ClassVar[str] = "[pc_kind] [pc_other]"
    deciding: ClassVar[frozenset[str]] = frozenset({"pc_other", "pc_kind", "pc_until"})

    pc_other: RecordReference = None
    pc_kind: Code[ConstraintKind] = None
    pc_until: OptionalDate = None
