"""Joint quarterly reports."""

from __future__ import annotations

from typing import ClassVar

from redcap_schema.codes import Achievement, Barrier, GoalProgress, HelpFrom, RecordType
from redcap_schema.row import InstrumentRow
from redcap_schema.wire import Checkbox, Code, OptionalCount, OptionalDate, Text, YesNo


class QuarterlyReportRow(InstrumentRow):
    """One pairing's report for one quarter, written by both. Source: S1.34."""

    instrument: ClassVar[str] = "quarterly_report"
    label: ClassVar[str] = "Quarterly report"
    records: ClassVar[frozenset[RecordType]] = frozenset({RecordType.PERSON})
    is_repeating: ClassVar[bool] = True
    is_survey: ClassVar[bool] = True
    repeating_label: ClassVar[str] = "[qr_period]"
    opening_fields: ClassVar[frozenset[str]] = frozenset({"qr_pair", "qr_period", "qr_due"})
    deciding: ClassVar[frozenset[str]] = frozenset(
        {"qr_pair", "qr_met_on", "qr_mentee_ok", "qr_mentor_ok"}
    )

    qr_pair: OptionalCount = None
    qr_period: Text = ""
    qr_due: OptionalDate = None
    qr_met_on: OptionalDate = None
    qr_g1: Code[GoalProgress] = None
    qr_g2: Code[GoalProgress] = None
    qr_g3: Code[GoalProgress] = None
    qr_done: Text = ""
    qr_kind: Checkbox[Achievement] = frozenset()
    qr_plan: Text = ""
    qr_barrier: Checkbox[Barrier] = frozenset()
    qr_help: Checkbox[HelpFrom] = frozenset()
    qr_share_done: YesNo = None
    qr_next: OptionalDate = None
    qr_mentee_ok: YesNo = None
    qr_mentor_ok: YesNo = None
