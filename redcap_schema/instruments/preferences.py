"""Which hubs mentees ask for."""

from __future__ import annotations

from typing import ClassVar

from mentorship.people import MentorKind
from mentorship.relationships import TakesPart
from redcap_schema.codes import RecordType
from redcap_schema.row import InstrumentRow
from redcap_schema.wire import Checkbox, Code, OptionalCount, RecordReference, Text, YesNo


class PreferencesRow(InstrumentRow):
    """One answer of one mentee for one cycle. Source: S1.12, S1.13, S1.24."""

    instrument: ClassVar[str] = "preferences"
    label: ClassVar[str] = "Hub preferences"
    records: ClassVar[frozenset[RecordType]] = frozenset({RecordType.PERSON})
    is_repeating: ClassVar[bool] = True
    is_survey: ClassVar[bool] = True
    repeating_label: ClassVar[str] = "[pf_cycle]"
    opening_fields: ClassVar[frozenset[str]] = frozenset({"pf_cycle"})
    deciding: ClassVar[frozenset[str]] = frozenset(
        {"pf_participate", "pf_hub1", "pf_hub2", "pf_hub3"}
    )

    pf_cycle: Text = ""
    pf_participate: Code[TakesPart] = None
    pf_hub1: OptionalCount = None
    pf_hub2: OptionalCount = None
    pf_hub3: OptionalCount = None
    pf_mentor1: RecordReference = None
    pf_mentor2: RecordReference = None
    pf_mentor3: RecordReference = None
    pf_seek: Checkbox[MentorKind] = frozenset()
    pf_talk_first: YesNo = None
