"""Tonight's status rows: one per person, hub, group and pairing; computed, never typed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from mentorship.named import Named
from mentorship.relationships import PairingId


class Phase(StrEnum):
    """Phase of a pairing (`pz_phase`, `px_phase`). Source: S2.21 to S2.24."""

    NONE = "0"
    INITIATION = "1"
    NEGOTIATION = "2"
    ENABLING = "3"
    CLOSURE = "4"


class PersonHealth(StrEnum):
    """How a person stands (`px_health`)."""

    NOTHING_DUE = "0"
    ON_COURSE = "1"
    DUE_SOON = "2"
    OVERDUE = "3"
    STALLED = "4"


class PairingHealth(StrEnum):
    """How a pairing stands (`pz_health`)."""

    ON_COURSE = "1"
    DUE_SOON = "2"
    OVERDUE = "3"
    STALLED = "4"
    PAUSED = "5"
    CLOSED = "6"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonStatus:
    """One row of `person_status_auto`: the report Faculty Affairs lives in."""

    record_id: str
    cycle: str
    hub: str
    mentor_name: str
    goals: str
    plan: str
    """What the latest joint report planned: where the next one begins. Source: S2.16, S4.70."""
    proposal: str
    phase: Phase
    health: PersonHealth
    overdue_count: int
    next_what: str
    next_on: date | None
    last_contact_on: date | None
    last_in_person_on: date | None
    load: int
    room: int
    problems: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HubState:
    """One row of `hub_status_auto`. `on_time_percent` is None without two quarters of reports."""

    record_id: str
    hub_code: int
    mentors: int
    capacity: int
    mentees: int
    first_choices: int
    named: int
    gain: int | None
    on_time_percent: int | None
    list_mark: str
    """Fingerprint of the hub's scholarship opportunities: tomorrow's memory of them."""
    list_since: date
    """Since when, at least, they have been as they are."""
    list_todo: str
    """What the office is asked about them, "" for nothing."""
    problems: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupState:
    """One row of `group_status_auto`."""

    record_id: str
    group_code: int
    hubs: int
    mentors: int
    mentees: int
    next_summary_on: date | None
    last_summary_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PairingStatus:
    """One row of `pairing_status_auto`."""

    pairing_id: PairingId
    hub: str
    mentor_id: str | None
    mentor_name: str
    announced_on: date | None
    corrected_on: date | None = None
    told_before: tuple[Named, ...] = ()
    first_met_on: date | None
    days_to_meet: int | None
    contacts_90: int
    in_person_year: int
    phase: Phase
    health: PairingHealth
    problem: str
