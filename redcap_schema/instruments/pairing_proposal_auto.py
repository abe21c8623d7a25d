"""What a pairing run suggests."""

from __future__ import annotations

from typing import ClassVar

from mentorship.pairing.proposal import ChoiceMet
from redcap_schema.codes import RecordType, Writer
from redcap_schema.row import InstrumentRow
from redcap_schema.wire import Code, RecordReference, Text, YesNo


class PairingProposalAuto(InstrumentRow):
    """One proposal for one mentee of one run; it binds nobody. Source: S1.25."""

    instrument: ClassVar[str] = "pairing_proposal_auto"
    label: ClassVar[str] = "Pairing proposal (written on request)"
    records: ClassVar[frozenset[RecordType]] = frozenset({RecordType.PERSON})
    written_by: ClassVar[Writer] = Writer.AUTOMATION
    is_repeating: ClassVar[bool] = True
    repeating_label: ClassVar[str] = "[mp_cycle] [mp_run]"

    mp_cycle: Text = ""
    mp_run: Text = ""
    mp_hub: Text = ""
    mp_mentor: RecordReference = None
    mp_rank: Code[ChoiceMet] = None
    mp_alt_a: Text = ""
    mp_alt_b: Text = ""
    mp_why: Text = ""
    mp_state: YesNo = None
