"""The life of a mail in the outbox, as one pure function.

::

    planned ──claim──> sending ──> accepted
       ^  │               ├──────> refused            5xx: never again for this address
       │  │               ├──────> deferred ──claim─> next night, four times at most
       │  │               ├──────> uncertain ───────> planned once more (at least once)
       │  │               └──────> held               or held (at most once): a person decides
       │  └──> cancelled | suppressed | expired | held     before any attempt
       └── the next run composes it again from fresh facts

    accepted ──> bounced      came back later; tried again only at another address
    held, refused, bounced ──> accepted | planned | dropped      what a person decided

A row that was never attempted is only an intention: it counts as told to nobody, and the next
run replaces it. From the first claim on, its bytes are frozen for ever.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from notifications.mailer import Outcome, Status
from notifications.notice import Delivery


MOST_ATTEMPTS = 4
"""Deferred that often, a mail is held for a person to look at."""
MOST_DOUBTS = 1
"""How often a mail of doubtful fate is sent once more, at least once delivery only."""


class MailState(StrEnum):
    """Where a mail stands; the words are stored."""

    PLANNED = "planned"
    SENDING = "sending"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    DEFERRED = "deferred"
    UNCERTAIN = "uncertain"
    HELD = "held"
    SUPPRESSED = "suppressed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    BOUNCED = "bounced"
    DROPPED = "dropped"


WAITING = (MailState.PLANNED, MailState.DEFERRED)
"""May be claimed."""
TOLD = (
    MailState.ACCEPTED,
    MailState.SENDING,
    MailState.UNCERTAIN,
    MailState.HELD,
    MailState.PLANNED,
)
"""Count as told once attempted, certainly or possibly. What was deferred was told to nobody."""
SETTLED = (
    MailState.ACCEPTED,
    MailState.REFUSED,
    MailState.SUPPRESSED,
    MailState.EXPIRED,
    MailState.CANCELLED,
    MailState.BOUNCED,
    MailState.DROPPED,
)
"""Nothing will be sent from here, so the words may be forgotten after a while."""
NOT_THERE = (MailState.REFUSED, MailState.BOUNCED)
"""The address did not take it: tried again only at another one, or when a person says so."""


@dataclass(frozen=True, slots=True)
class Fate:
    """The state after an attempt, why, and whether the attempt left a doubt."""

    state: MailState
    reason: str = ""
    is_doubt: bool = False


def after_attempt(outcome: Outcome, delivery: Delivery, *, attempts: int, doubts: int) -> Fate:
    """Return where a mail goes after *outcome*; *attempts* counts the one just made."""
    match outcome.status:
        case Status.ACCEPTED:
            return Fate(MailState.ACCEPTED)
        case Status.REFUSED:
            return Fate(MailState.REFUSED, f"refused with code {outcome.code}")
        case Status.DEFERRED | Status.NOT_SENT:
            if attempts >= MOST_ATTEMPTS:
                return Fate(MailState.HELD, f"not taken in {attempts} attempts")
            return Fate(MailState.DEFERRED, "not taken yet")
        case Status.UNCERTAIN:
            return after_doubt(delivery, doubts=doubts)


def after_doubt(delivery: Delivery, *, doubts: int) -> Fate:
    """Return where a mail goes when nobody knows whether it was taken (lost line, crash)."""
    if delivery is Delivery.AT_LEAST_ONCE and doubts < MOST_DOUBTS:
        return Fate(MailState.UNCERTAIN, "nobody knows; sent once more next run", True)
    return Fate(MailState.HELD, "nobody knows whether it arrived", True)
