"""The sending loop: gate -> claim -> deliver -> mark, one mail after the other.

Nothing here may be repeated by a scheduler: the outbox alone knows what is still unsent. Log
lines carry the mail's key and kind, never a person, an address or a subject.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from mentorship.errors import RelayDown
from notifications.gates import Answer, Gatekeeper, Verdict
from notifications.mail import Environment
from notifications.mailer import Mailer, Outcome, Status
from notifications.outbox import Outbox, Waiting
from notifications.outbox_states import MailState


log = logging.getLogger(__name__)

SECONDS_A_MINUTE = 60.0
FIRST_MAILS = 20
MOST_REFUSED = 0.2
"""More refused among the first mails of a run: the run stops. Source: email.md 3."""


@dataclass(kw_only=True)
class DispatchResult:
    """What a sending run did, in counts. `by_kind` counts accepted mails."""

    planned: int = 0
    accepted: int = 0
    refused: int = 0
    deferred: int = 0
    held: int = 0
    suppressed: int = 0
    dropped: int = 0
    waiting: int = 0
    by_kind: dict[str, int] = field(default_factory=dict)
    stopped_because: str = ""
    """Empty unless the whole run stopped: the relay, the stop file, the run cap."""


_COUNTER = {
    MailState.ACCEPTED: "accepted",
    MailState.REFUSED: "refused",
    MailState.DEFERRED: "deferred",
    MailState.UNCERTAIN: "held",
    MailState.HELD: "held",
}
_SET_ASIDE = {
    Answer.SUPPRESS: (MailState.SUPPRESSED, "suppressed"),
    Answer.DROP: (MailState.CANCELLED, "dropped"),
    Answer.WAIT: (MailState.CANCELLED, "waiting"),
    Answer.HOLD: (MailState.HELD, "held"),
}


def _needs_leave(mail: Waiting) -> bool:
    """Tell whether a mail counts for the run cap and the breaker."""
    return not (mail.is_for_the_office or mail.is_approved)


@dataclass(kw_only=True)
class Dispatcher:
    """One sending run over one outbox and one mailer."""

    outbox: Outbox
    mailer: Mailer
    gates: Gatekeeper
    clock: Callable[[], datetime]
    still_owed: Callable[[str], bool] = lambda _: True
    """State re-read just before sending: tells whether a notice key is still owed."""
    mails_per_minute: int = 0
    """0: no limit."""
    pause: Callable[[float], None] = time.sleep
    result: DispatchResult = field(default_factory=DispatchResult)
    _totals: Counter[str] = field(default_factory=Counter, init=False)
    """Mails to people by kind, approved ones too."""

    @property
    def environment(self) -> Environment:
        """Whose memory the run uses."""
        return self.gates.environment

    @property
    def today(self) -> date:
        """The programme's day."""
        return self.gates.today

    def run(self) -> DispatchResult:
        """Send what waits and may go.

        Raises:
            OutboxBusy: another run is sending from this outbox.
        """
        with self.outbox.only_sender():
            self.outbox.recover(self.environment, at=self.clock())
            self.outbox.expire(self.environment, self.today)
            waiting = self.outbox.waiting(self.environment, self.today)
            self.result.planned = len(waiting)
            sizes = Counter(each.kind for each in waiting if _needs_leave(each))
            self._totals = Counter(e.kind for e in waiting if not e.is_for_the_office)
            try:
                for mail in waiting:
                    if not self._one(mail, sizes) or self._is_going_wrong():
                        break
            except RelayDown as error:
                self.result.stopped_because = str(error)
            finally:
                self.mailer.close()
        self._log_result()
        return self.result

    def _is_going_wrong(self) -> bool:
        """Stop when the relay refuses much of the beginning: something larger is wrong."""
        done = self.result
        tried = done.accepted + done.refused + done.deferred
        if tried != FIRST_MAILS or done.refused <= FIRST_MAILS * MOST_REFUSED:
            return False
        done.stopped_because = f"the relay refused {done.refused} of the first {tried} mails"
        return True

    def _one(self, mail: Waiting, sizes: Counter[str]) -> bool:
        """Take one mail through; False ends the run."""
        verdict = self._judge(mail, sizes)
        if verdict.answer is Answer.STOP:
            self.result.stopped_because = verdict.reason
            return False
        if verdict.answer is not Answer.LET_GO:
            self._set_aside(mail, verdict)
            return True
        self._send(mail)
        return True

    def _judge(self, mail: Waiting, sizes: Counter[str]) -> Verdict:
        if self._is_asked_about(mail) and not all(self.still_owed(key) for key in mail.covers):
            return Verdict(Answer.DROP, "no longer owed as composed")
        return self.gates.judge(
            mail,
            run_size=sizes.total(),
            kind_size=sizes[mail.kind],
            kind_total=self._totals[mail.kind],
            sent_tonight=self._sent_since(mail, self.today),
            sent_week=self._sent_since(mail, self.gates.week_begins),
        )

    def _is_asked_about(self, mail: Waiting) -> bool:
        """The office's own mail is not owed by anyone; doubtful mail already counts as told."""
        return not mail.is_for_the_office and mail.doubts == 0

    def _sent_since(self, mail: Waiting, since: date) -> int:
        return self.outbox.mails_to(self.environment, mail.person_id, since=since, besides=mail.key)

    def _set_aside(self, mail: Waiting, verdict: Verdict) -> None:
        state, counter = _SET_ASIDE[verdict.answer]
        if verdict.answer is Answer.HOLD:
            self.result.stopped_because = verdict.reason
        if mail.attempts == 0 or verdict.answer is not Answer.WAIT:
            self.outbox.set_aside(mail.key, state, verdict.reason)
        self._count(counter)
        log.info("mail %s (%s) not sent: %s", mail.key, mail.kind, verdict.reason)

    def _send(self, mail: Waiting) -> None:
        envelope = self.outbox.claim(mail.key, today=self.today, at=self.clock())
        if envelope is None:
            return
        try:
            outcome = self.mailer.deliver(envelope)
            if outcome.status is Status.NOT_SENT:
                # An idle connection that the relay had closed: certainly not taken, so try anew.
                outcome = self.mailer.deliver(envelope)
        except RelayDown:
            self.outbox.release_claim(mail.key)
            raise
        self._settle(mail, outcome)
        self._keep_to_the_rate()

    def _settle(self, mail: Waiting, outcome: Outcome) -> None:
        state = self.outbox.settle(mail.key, outcome, today=self.today, at=self.clock())
        self._count(_COUNTER[state])
        if state is MailState.ACCEPTED:
            self.result.by_kind[mail.kind] = self.result.by_kind.get(mail.kind, 0) + 1
        else:
            log.warning("mail %s (%s): %s, code %d", mail.key, mail.kind, state, outcome.code)

    def _count(self, counter: str) -> None:
        setattr(self.result, counter, getattr(self.result, counter) + 1)

    def _keep_to_the_rate(self) -> None:
        if self.mails_per_minute:
            self.pause(SECONDS_A_MINUTE / self.mails_per_minute)

    def _log_result(self) -> None:
        done = self.result
        log.info(
            "mails: %d waiting, %d accepted, %d refused, %d deferred, %d held, %d suppressed",
            done.planned,
            done.accepted,
            done.refused,
            done.deferred,
            done.held,
            done.suppressed,
        )
