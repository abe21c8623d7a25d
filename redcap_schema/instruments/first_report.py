"""First report and mentorship agreement."""

from __future__ import annotations

from typing import ClassVar

from mentorship.relationships import ContactEvery, InPersonEvery, Meeting, PromotionGoal
from redcap_schema.codes import RecordType, Shared, TimeFrame
from redcap_schema.row import InstrumentRow
from redcap_schema.wire import (
    Checkbox,
    Code,
    OptionalCount,
    OptionalDate,
    OptionalMoment,
    Text,
    YesNo,
)


class FirstReport(InstrumentRow):
    """One agreement (or amendment) of one pairing, written by both. Source: S1.29, S1.30."""

    instrument: ClassVar[str] = "first_report"
    label: ClassVar[str] = "First report and mentorship agreement"
    records: ClassVar[frozenset[RecordType]] = frozenset({RecordType.PERSON})
    is_repeating: ClassVar[bool] = True
    is_survey: ClassVar[bool] = True
    repeating_label: ClassVar[str] = "[fr_met_on]"
    opening_fields: ClassVar[frozenset[str]] = frozenset({"fr_pair", "fr_due"})
    deciding: ClassVar[frozenset[str]] = frozenset(
        {"fr_pair", "fr_met_on", "fr_met_how", "fr_mentee_ok", "fr_mentor_ok"}
    )

    fr_pair: OptionalCount = None
    fr_due: OptionalDate = None
    fr_met_on: OptionalDate = None
    fr_met_how: Code[Meeting] = None
    fr_promo_goal: Code[PromotionGoal] = None
    fr_promo_read: YesNo = None
    fr_goal1: Text = ""
    fr_goal2: Text = ""
    fr_goal3: Text = ""
    fr_contact_every: Code[ContactEvery] = None
    fr_inperson_every: Code[InPersonEvery] = None
    fr_months: Code[TimeFrame] = None
    fr_share: Checkbox[Shared] = frozenset()
    fr_next: OptionalMoment = None
    fr_mentee_ok: YesNo = None
    fr_mentor_ok: YesNo = None
