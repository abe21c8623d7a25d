"""Affinity groups and who leads them."""

from __future__ import annotations

from typing import ClassVar

from mentorship.hubs import ReviewMonths
from redcap_schema.codes import RecordType
from redcap_schema.row import InstrumentRow
from redcap_schema.wire import Code, OptionalCount, RecordReference, Text, YesNo


class AffinityGroupRow(InstrumentRow):
    """Affinity group, kept by the office. Source: S1.21, S1.22, S1.36."""

    instrument: ClassVar[str] = "affinity_group"
    label: ClassVar[str] = "Affinity group"
    records: ClassVar[frozenset[RecordType]] = frozenset({RecordType.GROUP})
    deciding: ClassVar[frozenset[str]] = frozenset(
        {"ag_code", "ag_senior", "ag_anchor_month", "ag_names_ok"}
    )

    ag_code: OptionalCount = None
    ag_name: Text = ""
    ag_senior: RecordReference = None
    ag_deputy: RecordReference = None
    ag_anchor_month: Code[ReviewMonths] = None
    ag_names_ok: YesNo = None
