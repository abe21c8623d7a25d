"""A mentor's year as data: with whom, since when, how often, and what may be told of it.

The mentor's own pairs only (class C1); outcomes (class C2) where the pair consented twice, in the
report and in the agreement. Source: S4.3.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mentorship.mentor_feedback import MentorFeedback


@dataclass(frozen=True, slots=True, kw_only=True)
class MentoredLine:
    """One pair of the mentor's year."""

    mentee: str
    programme: str
    since: date
    until: date | None
    """The day the pairing ended, if it ended within the year."""
    contacts: int
    """Days in touch, in whatever way, within the year."""
    in_person: int
    """Of these, days on which they met in person."""
    reports: int
    """Reports of the year that both signed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MentoringYear:
    """Everything the statement says but what was achieved, in words."""

    mentor_id: str
    first: date
    last: date
    """The last day that is counted."""
    lines: tuple[MentoredLine, ...]
    kinds: tuple[tuple[str, int], ...]
    """Kinds of achievements ticked in reports that may be quoted, the most frequent first."""
    asks_mentees: bool = False
    """A programme of these pairs invites mentees to rate the mentoring, whether any did or not."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A mentor's year with what the pairs achieved, in their words, where both consents are."""

    year: MentoringYear
    outcomes: tuple[str, ...] = ()
    feedback: MentorFeedback | None = None
    """What five mentees or more say together of this academic year, for the mentor alone."""
