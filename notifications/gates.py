"""The gates a mail passes before it may be claimed: one visible order, each closed by default.

kill switch -> mode -> recipient (rehearsal, allowed domains) -> person -> quiet day -> run cap
-> breaker -> person cap. A gate that does not let a mail through says why, in words without people.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum

from mentorship.intervals import Interval
from mentorship.obligations.due_items import NoticeKind
from mentorship.people import Person
from mentorship.program_settings import MailMode
from notifications.addresses import is_same_mailbox
from notifications.breaker import Breaker
from notifications.mail import Environment
from notifications.outbox import Waiting


SATURDAY = 5
WEEK = timedelta(days=6)
"""Seven days, tonight included."""

AT_ONCE = frozenset({NoticeKind.REQUEST_RECEIVED.value})
"""Kinds that do not wait for the week to end."""


class Answer(Enum):
    """What a gate says about one mail."""

    LET_GO = "let go"
    STOP = "stop"
    """Nothing may leave: end the run, keep everything waiting."""
    WAIT = "wait"
    """Not tonight: the next run composes it again."""
    HOLD = "hold"
    """A person decides."""
    DROP = "drop"
    """What it says is no longer so; if anything is still owed, the next run composes it."""
    SUPPRESS = "suppress"
    """This mail must not go at all as things stand."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A gate's answer with its reason."""

    answer: Answer
    reason: str = ""


PASSED = Verdict(Answer.LET_GO)


@dataclass(frozen=True, kw_only=True)
class Gatekeeper:
    """Everything the gates ask, for one run. What is not allowed is refused."""

    environment: Environment
    mail_mode: MailMode
    office_email: str
    desks: Mapping[str, str] = field(default_factory=dict)
    """The office's leads with their addresses."""
    people: Mapping[str, Person]
    today: date
    allowed_domains: frozenset[str]
    """Domains that live mail may go to, in lower case; none means no live mail at all."""
    quiet: tuple[Interval, ...] = ()
    most_per_run: int = 150
    """`ps_max_mail_run`: a run that wants to send more stops and asks."""
    breaker: Breaker
    """What is usual for each kind; a night that is not like others stops and asks."""
    most_per_night: int = 1
    most_per_week: int = 2
    is_stopped: Callable[[], bool] = lambda: False
    """The kill switch, asked before every single mail."""

    def judge(
        self,
        mail: Waiting,
        *,
        run_size: int,
        kind_size: int,
        sent_tonight: int,
        sent_week: int,
        kind_total: int = 0,
    ) -> Verdict:
        """Return the first gate's answer that keeps the mail back.

        *run_size* counts mails to people that wait tonight and that nobody has approved,
        *kind_size* those of this mail's kind; the next two count what this person got.
        *kind_total* counts mails of the kind to people, approved ones too.
        """
        for verdict in (
            self._kill_switch(),
            self._mode(),
            self._recipient(mail),
            self._person(mail),
            self._quiet_day(mail),
            self._run_cap(mail, run_size),
            self._breaker(mail, kind_size, kind_total),
            self._person_cap(mail, sent_tonight, sent_week),
        ):
            if verdict.answer is not Answer.LET_GO:
                return verdict
        return PASSED

    @property
    def week_begins(self) -> date:
        """First day of the seven that the weekly cap counts."""
        return self.today - WEEK

    def _kill_switch(self) -> Verdict:
        return Verdict(Answer.STOP, "the stop file is there") if self.is_stopped() else PASSED

    def _mode(self) -> Verdict:
        needed = {Environment.LIVE: MailMode.LIVE, Environment.REHEARSAL: MailMode.REHEARSAL}
        if self.mail_mode is needed[self.environment]:
            return PASSED
        return Verdict(Answer.STOP, f"mail is {self.mail_mode.name.lower()}")

    def _recipient(self, mail: Waiting) -> Verdict:
        """A rehearsal reaches the office only, whatever was planned; live mail known domains."""
        is_rehearsal = self.environment is Environment.REHEARSAL
        if is_rehearsal or mail.is_for_the_office:
            desk = None if is_rehearsal else self.desks.get(mail.person_id)
            if not is_same_mailbox(mail.recipient, desk or self.office_email):
                return Verdict(Answer.SUPPRESS, "not the office mailbox")
            if desk is None:
                return PASSED
        domain = mail.recipient.rpartition("@")[2].lower()
        if domain in self.allowed_domains:
            return PASSED
        return Verdict(Answer.SUPPRESS, "the domain is not on the department's list")

    def _person(self, mail: Waiting) -> Verdict:
        if mail.is_for_the_office:
            return PASSED
        person = self.people.get(mail.person_id)
        if person is None:
            return Verdict(Answer.SUPPRESS, "the record is not in tonight's roster")
        if not person.may_be_mailed(self.today):
            return Verdict(Answer.SUPPRESS, "opted out, away, or asked not to be mailed")
        is_live = self.environment is Environment.LIVE
        if is_live and not is_same_mailbox(mail.recipient, person.email or ""):
            return Verdict(Answer.SUPPRESS, "the address has changed since it was composed")
        return PASSED

    def _quiet_day(self, mail: Waiting) -> Verdict:
        """People rest; the office's mailbox does not, or a Saturday's news would be lost (G11)."""
        if mail.is_for_the_office:
            return PASSED
        if self.today.weekday() >= SATURDAY or any(self.today in each for each in self.quiet):
            return Verdict(Answer.WAIT, "a quiet day")
        return PASSED

    def _run_cap(self, mail: Waiting, run_size: int) -> Verdict:
        if mail.is_for_the_office or mail.is_approved or run_size <= self.most_per_run:
            return PASSED
        return Verdict(
            Answer.HOLD, f"{run_size} mails in one run, the office allows {self.most_per_run}"
        )

    def _breaker(self, mail: Waiting, kind_size: int, kind_total: int) -> Verdict:
        refusal = self.breaker.refusal(mail.kind)
        if kind_total > refusal and not mail.is_for_the_office:
            return Verdict(
                Answer.HOLD,
                f"{kind_total} mails {mail.kind} in one night, more than {refusal}: a release does"
                " not let them go, only usual_of_a_kind in the department's file",
            )
        usual = self.breaker.limit(mail.kind)
        if mail.is_for_the_office or mail.is_approved or kind_size <= usual:
            return PASSED
        return Verdict(
            Answer.HOLD, f"{kind_size} mails {mail.kind} in one night, at most {usual} are usual"
        )

    def _person_cap(self, mail: Waiting, sent_tonight: int, sent_week: int) -> Verdict:
        if mail.is_for_the_office:
            return PASSED
        if sent_tonight >= self.most_per_night:
            return Verdict(Answer.WAIT, "one mail a person a night")
        if sent_week >= self.most_per_week and mail.kind not in AT_ONCE:
            return Verdict(Answer.WAIT, "two mails a person a week")
        return PASSED
