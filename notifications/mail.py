"""One mail to one person, composed and addressed, before it is frozen into the outbox."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from mentorship.desks import DESKS, OFFICE
from mentorship.obligations.due_items import NoticeKind
from notifications.diary import DiaryDate
from notifications.notice import Delivery


__all__ = ["OFFICE", "Composition", "Environment", "LeftOut", "Mail"]


class Environment(StrEnum):
    """Whose memory a run uses: a rehearsal must never mark a live notice as told."""

    LIVE = "live"
    REHEARSAL = "rehearsal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """Everything one recipient is told in one night, as one message.

    `person_id` is whom it is meant for; `address` is where it goes, which in a rehearsal is the
    office mailbox. `covers` are the notice keys that count as told once it was delivered.
    """

    environment: Environment
    person_id: str
    to_name: str
    address: str
    subject: str
    text: str
    html: str
    covers: tuple[str, ...]
    kinds: tuple[NoticeKind, ...]
    """Kinds of the covered notices, most useful first; the first one names the mail."""
    delivery: Delivery
    expires_on: date
    usefulness: int
    diary: tuple[DiaryDate, ...] = ()
    """Dates it names, attached for the reader's diary."""

    @property
    def kind(self) -> NoticeKind:
        """The kind the mail is counted under."""
        return self.kinds[0]

    @property
    def is_for_the_office(self) -> bool:
        """Tell whether it is written to the office, not to a person."""
        return self.person_id in DESKS


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A notice that could not become mail tonight, and why, in words without people."""

    key: str
    person_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Composition:
    """Tonight's mails, most useful first, and what was left out."""

    mails: tuple[Mail, ...]
    left_out: tuple[LeftOut, ...] = ()
