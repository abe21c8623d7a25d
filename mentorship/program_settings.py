"""What the office sets in REDCap without an engineer (`program_settings`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from mentorship.intervals import Interval


class MailMode(StrEnum):
    """The office's own switch for mail (`ps_mail_mode`)."""

    OFF = "0"
    REHEARSAL = "1"
    LIVE = "2"


class Mode(StrEnum):
    """What a run may do."""

    PREVIEW = "preview"
    """Compute everything, write nothing, send nothing."""
    REHEARSE = "rehearse"
    """Write to REDCap; all mail goes to the office, marked with whom it was meant for."""
    LIVE = "live"
    """Write to REDCap; mail goes to the people it is for."""


@dataclass(frozen=True, slots=True)
class Lead:
    """One of the two people of the office who see confidential items. Source: programme 4.5."""

    name: str
    """As mail may call them; "" if only an address is known."""
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramSettings:
    """The one settings record. None means "not set": the department's policy decides."""

    record_id: str
    mail_mode: MailMode
    office_email: str | None
    academic_year_start: date
    cycle: str
    preferences_open_on: date | None = None
    preferences_close_on: date | None = None
    first_meeting_days: int | None = None
    agreement_days: int | None = None
    quarterly_grace_days: int | None = None
    quiet: tuple[Interval, ...] = ()
    max_mail_per_run: int = 150
    support_text: str = ""
    match_on: date | None = None
    resident_match_on: date | None = None
    leads: tuple[Lead, ...] = ()
    """At most two, those that have an address."""
    director_id: str | None = None
    """The record of the residents' programme director, who gets counts and no names."""
    vice_chair_id: str | None = None
    """Record of whoever leads the programme and gets the half-year's evaluation (N27)."""


def effective_mail(mode: Mode, office: MailMode) -> MailMode:
    """Return the careful one of what the run may do and what the office allows.

    The office can always lower the mode, never raise it.
    """
    allowed = {Mode.PREVIEW: 0, Mode.REHEARSE: 1, Mode.LIVE: 2}[mode]
    return MailMode(str(min(allowed, int(office.value))))
