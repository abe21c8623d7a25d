"""Status of a pairing, written nightly."""

from __future__ import annotations

from typing import ClassVar

from mentorship.statuses import PairingHealth, Phase
from redcap_schema.codes import RecordType, Writer
from redcap_schema.row import InstrumentRow
from redcap_schema.wire import Code, OptionalDate, OptionalInt, RecordReference, Text


class PairingStatusAuto(InstrumentRow):
    """One row a pairing; the instance number is the pairing number."""

    instrument: ClassVar[str] = "pairing_status_auto"
    label: ClassVar[str] = "Pairing status (written nightly)"
    records: ClassVar[frozenset[RecordType]] = frozenset({RecordType.PERSON})
    written_by: ClassVar[Writer] = Writer.AUTOMATION
    is_repeating: ClassVar[bool] = True
    repeating_label: ClassVar[str] = "[pz_mentor_name] [pz_health]"

    pz_pair: OptionalInt = None
    pz_hub: Text = ""
    pz_mentor: RecordReference = None
    pz_mentor_name: Text = ""
    pz_announced_on: OptionalDate = None
    pz_corrected_on: OptionalDate = None
    pz_before: Text = ""
    pz_first_met: OptionalDate = None
    pz_days_to_meet: OptionalInt = None
    pz_contacts_90: OptionalInt = None
    pz_inperson_year: OptionalInt = None
    pz_phase: Code[Phase] = None
    pz_health: Code[PairingHealth] = None
    pz_problem: Text = ""
