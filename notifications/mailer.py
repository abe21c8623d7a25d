"""The port to a mail relay: what can be handed over, and what can come of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from types import TracebackType
from typing import Protocol, Self


class Status(StrEnum):
    """What is known about one message after an attempt."""

    ACCEPTED = "accepted"
    """The relay took responsibility: 250 to the final dot."""
    REFUSED = "refused"
    """5xx for this recipient or this message: trying again is pointless."""
    DEFERRED = "deferred"
    """4xx: certainly not taken, worth another try later."""
    NOT_SENT = "not_sent"
    """The connection broke before the message was handed over: certainly not taken."""
    UNCERTAIN = "uncertain"
    """The connection broke while it was handed over: nobody knows."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """One frozen message for exactly one recipient."""

    recipient: str
    mime: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one attempt. `text` is the relay's words, or its queue id when accepted."""

    status: Status
    code: int = 0
    text: str = ""


class Mailer(Protocol):
    """Hands over one message at a time.

    `deliver` raises `mentorship.errors.RelayDown` for faults of the whole run (connect, TLS,
    login, sender); whatever concerns one message is an outcome, never an exception.
    """

    def deliver(self, envelope: Envelope) -> Outcome:
        """Try once to hand over *envelope*."""
        ...

    def close(self) -> None:
        """Say goodbye to the relay; safe to call twice."""
        ...


@dataclass
class MemoryMailer:
    """A working mailer that keeps what it is given: for tests, previews and dry runs.

    `answer` decides the outcome of each envelope; the default accepts everything.
    """

    answer: Callable[[Envelope], Outcome] = lambda _: Outcome(Status.ACCEPTED, 250, "kept")
    kept: list[Envelope] = field(default_factory=list)
    is_closed: bool = False

    def deliver(self, envelope: Envelope) -> Outcome:
        """Keep *envelope* if the answer is that it was accepted."""
        outcome = self.answer(envelope)
        if outcome.status is Status.ACCEPTED:
            self.kept.append(envelope)
        return outcome

    def close(self) -> None:
        """Remember that the run is over."""
        self.is_closed = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
