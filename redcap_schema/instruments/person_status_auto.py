"""Status of a person, written nightly."""

from __future__ import annotations

from typing import ClassVar

from mentorship.statuses import PersonHealth, Phase
from redcap_schema.codes import RecordType, Writer
from redcap_schema.row import InstrumentRow
from redcap_schema.wire import Code, OptionalDate, OptionalInt, Text


class PersonStatusAuto(InstrumentRow):
    """One row a person: the report Faculty Affairs lives in."""

    instrument: ClassVar[str] = "person_status_auto"
    label: ClassVar[str] = "Status (written nightly)"
    records: ClassVar[frozenset[RecordType]] = frozenset({RecordType.PERSON})
    written_by: ClassVar[Writer] = Writer.AUTOMATION

    px_cycle: Text = ""
    px_hub: Text = ""
    px_mentor_name: Text = ""
    px_goals_text: Text = ""
    px_plan_text: Text = ""
    px_proposal_text: Text = ""
    px_phase: Code[Phase] = None
    px_health: Code[PersonHealth] = None
    px_overdue_n: OptionalInt = None
    px_next_what: Text = ""
    px_next_on: OptionalDate = None
    px_last_contact: OptionalDate = None
    px_last_inperson: OptionalDate = None
    px_load: OptionalInt = None
    px_room: OptionalInt = None
    px_problems: Text = ""
    px_run: Text = ""
