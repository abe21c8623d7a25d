"""All instruments in dictionary order, and what follows from their row models.

An instrument is added by its rows in `data_dictionary.csv`, one module in `instruments/` and one
line here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from redcap_schema.codes import Writer
from redcap_schema.instruments.affinity_group import AffinityGroupRow
from redcap_schema.instruments.change_request import ChangeRequestRow
from redcap_schema.instruments.closure import ClosureRow
from redcap_schema.instruments.contact_log import ContactLog
from redcap_schema.instruments.due_item_auto import DueItemAuto
from redcap_schema.instruments.first_report import FirstReport
from redcap_schema.instruments.group_status_auto import GroupStatusAuto
from redcap_schema.instruments.hub_commitment import HubCommitment
from redcap_schema.instruments.hub_directory import HubDirectory
from redcap_schema.instruments.hub_status_auto import HubStatusAuto
from redcap_schema.instruments.item_override import ItemOverride
from redcap_schema.instruments.mentor_feedback import MentorFeedbackRow
from redcap_schema.instruments.office_notes import OfficeNotes
from redcap_schema.instruments.pairing import PairingRow
from redcap_schema.instruments.pairing_constraint import PairingConstraint
from redcap_schema.instruments.pairing_proposal_auto import PairingProposalAuto
from redcap_schema.instruments.pairing_status_auto import PairingStatusAuto
from redcap_schema.instruments.person_profile import PersonProfile
from redcap_schema.instruments.person_status_auto import PersonStatusAuto
from redcap_schema.instruments.preferences import PreferencesRow
from redcap_schema.instruments.program_settings import ProgramSettingsRow
from redcap_schema.instruments.pulse import PulseRow
from redcap_schema.instruments.quarterly_report import QuarterlyReportRow
from redcap_schema.instruments.record_setup import RecordSetup
from redcap_schema.instruments.run_log_auto import RunLogAuto
from redcap_schema.instruments.senior_review import SeniorReviewRow
from redcap_schema.row import InstrumentRow, field_names


INSTRUMENTS: tuple[type[InstrumentRow], ...] = (
    RecordSetup,
    PersonProfile,
    HubDirectory,
    AffinityGroupRow,
    ProgramSettingsRow,
    HubCommitment,
    PreferencesRow,
    PairingConstraint,
    PairingRow,
    FirstReport,
    ContactLog,
    QuarterlyReportRow,
    SeniorReviewRow,
    PulseRow,
    MentorFeedbackRow,
    ChangeRequestRow,
    ClosureRow,
    ItemOverride,
    OfficeNotes,
    PersonStatusAuto,
    HubStatusAuto,
    GroupStatusAuto,
    PairingProposalAuto,
    PairingStatusAuto,
    DueItemAuto,
    RunLogAuto,
)

ONCE = ""
"""Key of the base rows (all instruments that do not repeat) among pulled rows."""

RECORD_ID_FIELD = "record_id"
"""First field of the dictionary: the canonical name of the record number."""

HUB_LISTS = ("hc_hub", "pf_hub1", "pf_hub2", "pf_hub3", "pr_hub")
"""Fields whose choices are the department's hubs; each code equals the hub's `hub_code`."""

LOCAL_LISTS = frozenset({*HUB_LISTS, "hub_ag"})
"""Fields whose choices are the department's own affair: they may differ from the dictionary."""

UNREADABLE = {
    "on_text": "the office's confidential notes (class C4)",
    "pu_contact": "the confidential pulse (class C3)",
}
"""Fields that the token must not be able to export, and what they would give away."""

ONLY_AVERAGED = MentorFeedbackRow.instrument
"""The one instrument of class C3 whose answers are read: nothing but averages leaves its reader."""

_BY_NAME: Mapping[str, type[InstrumentRow]] = {each.instrument: each for each in INSTRUMENTS}


@dataclass(frozen=True, slots=True)
class PullRequest:
    """One read: the record number, then fields of one repeating instrument or of all others."""

    fields: tuple[str, ...]
    repeating: str | None = None

    @property
    def key(self) -> str:
        """Under which key `assemble` expects the rows."""
        return self.repeating or ONCE


def instrument(name: str) -> type[InstrumentRow]:
    """Return the row model of the instrument called *name*; `KeyError` if there is none."""
    return _BY_NAME[name]


def owned_instruments() -> frozenset[str]:
    """Return the instruments that the automation writes, and nobody else."""
    return frozenset(
        each.instrument for each in INSTRUMENTS if each.written_by is Writer.AUTOMATION
    )


def owned_columns() -> dict[str, frozenset[str]]:
    """Return every instrument that the automation writes, with all of its columns."""
    return {
        each.instrument: frozenset(field_names(each))
        for each in INSTRUMENTS
        if each.written_by is Writer.AUTOMATION
    }


def survey_instruments() -> frozenset[str]:
    """Return the instruments that people answer through a link."""
    return frozenset(each.instrument for each in INSTRUMENTS if each.is_survey)


def repeating_instruments() -> dict[str, str]:
    """Return the repeating instruments, in order, with the label REDCap shows for an instance."""
    return {each.instrument: each.repeating_label for each in INSTRUMENTS if each.is_repeating}


def opening_fields(name: str) -> frozenset[str]:
    """Return the fields the run may set when it opens an empty instance of instrument *name*."""
    return _BY_NAME[name].opening_fields


def openable_instruments() -> dict[str, frozenset[str]]:
    """Return every instrument the run may open, with the fields it may set then."""
    return {each.instrument: each.opening_fields for each in INSTRUMENTS if each.opening_fields}


def needed_fields() -> dict[str, type[InstrumentRow]]:
    """Return every field that the automation reads, writes or opens with, and its instrument."""
    found = {name: each for each in INSTRUMENTS for name in field_names(each)}
    opened = {name: each for each in INSTRUMENTS for name in sorted(each.opening_fields)}
    return {RECORD_ID_FIELD: RecordSetup, **found, **opened}


def pull_requests() -> tuple[PullRequest, ...]:
    """Return the reads of a night: base rows first, then each repeating instrument we parse."""
    once = tuple(n for each in INSTRUMENTS if not each.is_repeating for n in field_names(each))
    repeating = (
        PullRequest((RECORD_ID_FIELD, *field_names(each)), each.instrument)
        for each in INSTRUMENTS
        if each.is_repeating and field_names(each)
    )
    return PullRequest((RECORD_ID_FIELD, *once)), *repeating
