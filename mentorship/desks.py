"""Whom mail is for that is written to no person's record: the office's mailbox and its leads.

A desk stands where a person's record number would; its address comes from Programme settings or
from the department's file, never from a person's profile.
"""

from __future__ import annotations

from mentorship.program_settings import ProgramSettings


OFFICE = "office"
"""The office mailbox."""
LEADS = ("lead-1", "lead-2")
"""The two people of the office who see confidential items. Source: programme 4.5."""
OPERATIONS = "operations"
"""Who keeps the automation running."""
DESKS = frozenset({OFFICE, *LEADS, OPERATIONS})


def lead_addresses(settings: ProgramSettings) -> dict[str, str]:
    """Return the leads that have an address."""
    return {desk: each.email for desk, each in zip(LEADS, settings.leads, strict=False)}


def confidential_desks(settings: ProgramSettings) -> tuple[str, ...]:
    """Return who hears of confidential items: the leads, or the mailbox without any."""
    return tuple(lead_addresses(settings)) or (OFFICE,)
