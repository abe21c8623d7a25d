"""What mentors commit to a hub."""

from __future__ import annotations

from typing import ClassVar

from mentorship.hubs import Accepting, CommitmentRole
from mentorship.people import MentorKind, Track
from redcap_schema.codes import RecordType
from redcap_schema.row import InstrumentRow
from redcap_schema.wire import Checkbox, Code, OptionalCount, OptionalDate, Text


class HubCommitment(InstrumentRow):
    """One commitment of one mentor to one hub for one cycle. Source: S1.22, S1.25."""

    instrument: ClassVar[str] = "hub_commitment"
    label: ClassVar[str] = "Hub commitment"
    records: ClassVar[frozenset[RecordType]] = frozenset({RecordType.PERSON})
    is_repeating: ClassVar[bool] = True
    is_survey: ClassVar[bool] = True
    repeating_label: ClassVar[str] = "[hc_cycle] [hc_hub] cap [hc_capacity]"
    opening_fields: ClassVar[frozenset[str]] = frozenset({"hc_cycle"})
    deciding: ClassVar[frozenset[str]] = frozenset(
        {"hc_hub", "hc_role", "hc_capacity", "hc_accepting", "hc_pause_until"}
    )

    hc_cycle: Text = ""
    hc_hub: OptionalCount = None
    hc_role: Code[CommitmentRole] = None
    hc_capacity: OptionalCount = None
    hc_accepting: Code[Accepting] = None
    hc_pause_until: OptionalDate = None
    hc_offers: Checkbox[MentorKind] = frozenset()
    hc_tracks: Checkbox[Track] = frozenset()
    hc_confirmed_on: OptionalDate = None
