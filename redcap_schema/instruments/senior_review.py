"""Six-month reviews by senior mentors."""

from __future__ import annotations

from typing import ClassVar

from redcap_schema.codes import HubProgress, OfficeAsk, RecordType
from redcap_schema.row import InstrumentRow
from redcap_schema.wire import Checkbox, Code, OptionalDate, Text


class SeniorReviewRow(InstrumentRow):
    """One senior mentor's review of one hub. Source: S1.36."""

    instrument: ClassVar[str] = "senior_review"
    label: ClassVar[str] = "Senior mentor six-month review"
    records: ClassVar[frozenset[RecordType]] = frozenset({RecordType.GROUP})
    is_repeating: ClassVar[bool] = True
    is_survey: ClassVar[bool] = True
    repeating_label: ClassVar[str] = "[sr_period] [sr_hub]"
    opening_fields: ClassVar[frozenset[str]] = frozenset({"sr_period", "sr_hub", "sr_due"})
    deciding: ClassVar[frozenset[str]] = frozenset({"sr_progress"})

    sr_period: Text = ""
    sr_hub: Text = ""
    sr_due: OptionalDate = None
    sr_met_on: OptionalDate = None
    sr_progress: Code[HubProgress] = None
    sr_ask_office: Checkbox[OfficeAsk] = frozenset()
