"""The office's morning digest (N24) as data: what changed, who acts next, what needs a person.

Class C1; confidential items appear as a count, never with a name (C3).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mentorship.pairing.proposal import RunProfile


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestLine:
    """One line: a record to open and a sentence about it; "" where it names several."""

    record_id: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListsToLookAt:
    """Hubs whose scholarship opportunities are not listed or have not changed for long."""

    record_ids: tuple[str, ...]
    by: date


@dataclass(frozen=True, slots=True, kw_only=True)
class MorningDigest:
    """What the office reads in the morning. Empty sections are left out of the mail."""

    today: date
    department: str
    new_overdue: tuple[DigestLine, ...]
    """Items that became overdue since the ledger was last written."""
    new_overdue_count: int
    for_the_office: tuple[DigestLine, ...]
    """Items whose reminders are used up: the office acts next."""
    to_check: tuple[DigestLine, ...]
    """What nobody was asked for, from before anybody watched mostly; a line may name several."""
    closed: int
    problems: tuple[str, ...]
    """Sentences of the data problems, errors first."""
    problem_count: int
    proposals: tuple[RunProfile, ...]
    """Of every programme for which the night proposed pairings."""
    final_not_announced: tuple[DigestLine, ...]
    confidential_items: int
    mails_planned: int
    mails_held: int
    lists_to_look_at: ListsToLookAt | None = None
    """The yearly question about hub lists, one line for all of them. Source: S1.14."""
    undelivered: tuple[DigestLine, ...] = ()
    """Mail that could not go, by record and reason; never an address."""

    @property
    def has_news(self) -> bool:
        """Tell whether anything is worth a mail this morning."""
        return any(
            (
                self.new_overdue,
                self.for_the_office,
                self.to_check,
                self.closed,
                self.problem_count,
                self.proposals,
                self.final_not_announced,
                self.confidential_items,
                self.mails_planned,
                self.mails_held,
                self.lists_to_look_at,
                self.undelivered,
            )
        )
