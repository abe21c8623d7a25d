"""The office's pairing decisions."""

from __future__ import annotations

from typing import ClassVar

from mentorship.relationships import Decision, PairingState, Programme, Said, Take
from redcap_schema.codes import RecordType
from redcap_schema.row import InstrumentRow
from redcap_schema.wire import Code, OptionalCount, OptionalDate, RecordReference, Text


class PairingRow(InstrumentRow):
    """One decision about one mentee; only people write it. Source: S1.25."""

    instrument: ClassVar[str] = "pairing"
    label: ClassVar[str] = "Pairing decision"
    records: ClassVar[frozenset[RecordType]] = frozenset({RecordType.PERSON})
    is_repeating: ClassVar[bool] = True
    repeating_label: ClassVar[str] = "[pr_cycle] [pr_decision]"
    deciding: ClassVar[frozenset[str]] = frozenset(
        {
            "pr_program",
            "pr_take",
            "pr_hub",
            "pr_mentor",
            "pr_mentee_said",
            "pr_mentor_said",
            "pr_decision",
            "pr_start_on",
            "pr_state",
            "pr_pause_until",
            "pr_end_on",
        }
    )

    pr_cycle: Text = ""
    pr_program: Code[Programme] = None
    pr_take: Code[Take] = None
    pr_hub: OptionalCount = None
    pr_mentor: RecordReference = None
    pr_mentor2: RecordReference = None
    pr_mentee_said: Code[Said] = None
    pr_mentor_said: Code[Said] = None
    pr_decision: Code[Decision] = None
    pr_start_on: OptionalDate = None
    pr_state: Code[PairingState] = None
    pr_pause_until: OptionalDate = None
    pr_end_on: OptionalDate = None
