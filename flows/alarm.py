"""N25: a run that failed, or whose mail stopped, is told to who keeps it running and the office.

It leaves by the relay directly, not by the outbox: the outbox may be what is wrong, and REDCap may
be away, so the addresses come from the department's file. It carries no personal data. Nothing
here hides the fault itself: what goes wrong while telling is logged, and the fault goes on.
"""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flows import heartbeat, runtime, settings
from flows.heartbeat import Heartbeat
from mappings.model import Department
from mentorship.desks import OPERATIONS
from mentorship.errors import MentorshipError
from mentorship.program_settings import Mode
from mentorship.run_summary import RunResult, RunSummary
from notifications.mail import Environment, Mail
from notifications.mailer import Envelope, Status
from notifications.mime import SenderIdentity, build_mime
from notifications.occasions import RunTrouble
from notifications.rendering import Letterhead, render_letter, render_section


log = logging.getLogger(__name__)

SALUTATION = "Good morning,"


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """One run under watch: of whom, in which mode, for which day.

    *office* is its mailbox; "" while it is not known, or has its mail switched off.
    """

    department: Department
    mode: Mode
    today: date

    @property
    def is_silent(self) -> bool:
        """A preview leaves no trace and tells nobody."""
        return self.mode is Mode.PREVIEW

    def begin(self) -> None:
        """Write down that a run begins."""
        if not self.is_silent:
            self._keep(heartbeat.begun(self._known(), self.mode, self._now))

    def end(self, summary: RunSummary, office: str) -> None:
        """Write down how it ended, and tell if its mail stopped."""
        if not self.is_silent:
            self._keep(heartbeat.ended(self._known(), summary.result, self._now))
            if summary.result is RunResult.STOPPED:
                self._tell(summary.stopped_because, office, exit_code=0)

    def fail(self, error: MentorshipError, office: str = "") -> None:
        """Write down that it failed, and tell; never in place of the fault itself."""
        if self.is_silent:
            return
        try:
            self._keep(heartbeat.ended(self._known(), RunResult.FAILED, self._now))
            self._tell(str(error), office, exit_code=error.exit_code)
        except Exception as another:  # noqa: BLE001  (the run's own fault is the one to be seen)
            log.warning("the fault of the run could not be told: %s", type(another).__name__)

    @property
    def _now(self) -> datetime:
        return runtime.now_in(self.department)

    def _known(self) -> Heartbeat:
        return heartbeat.read(runtime.state_folder(self.department))

    def _keep(self, now: Heartbeat) -> None:
        try:
            heartbeat.write(runtime.state_folder(self.department), now)
        except OSError as error:
            log.warning("the heartbeat could not be written: %s", type(error).__name__)

    def _tell(self, what: str, office: str, *, exit_code: int) -> None:
        """Tell once of a cause, then once a day how many nights it has been."""
        cause = heartbeat.cause_of(what)
        known = heartbeat.met(self._known(), cause, self.today)
        self._keep(known)
        if not heartbeat.is_to_be_told(known, cause, self.today) or runtime.mail_stop_switch()():
            return
        trouble = known.troubles[cause]
        notice = RunTrouble(
            what=what,
            night=self.today,
            since=date.fromisoformat(trouble.since),
            nights=trouble.nights,
            exit_code=exit_code,
            department=self.department.slug,
        )
        if self._send(notice, office):
            self._keep(heartbeat.told(known, cause, self.today))

    def _send(self, notice: RunTrouble, office: str) -> bool:
        """Hand it to the relay for each who is told; False when nobody could be reached."""
        readers = dict.fromkeys(filter(None, (*self.department.mail.operations, office)))
        if not readers:
            log.warning("nobody can be told of the run: set mail.operations in the file")
            return False
        sender = office or next(iter(readers))
        try:
            with runtime.open_relay(sender) as relay:
                done = [relay.deliver(self._envelope(notice, sender, each)) for each in readers]
        except MentorshipError as error:
            log.warning("nobody could be told of the run: %s", type(error).__name__)
            return False
        return any(each.status is Status.ACCEPTED for each in done)

    def _envelope(self, notice: RunTrouble, sender: str, reader: str) -> Envelope:
        letter = render_letter(
            [render_section(notice)],
            salutation=SALUTATION,
            letterhead=Letterhead(department=self.department.title, office_email=sender),
            is_for_office=True,
        )
        mail = Mail(
            environment=Environment.LIVE,
            person_id=OPERATIONS,
            to_name="",
            address=reader,
            subject=letter.subject,
            text=letter.text,
            html=letter.html,
            covers=(),
            kinds=(notice.kind,),
            delivery=notice.delivery,
            expires_on=self.today + timedelta(days=1),
            usefulness=notice.usefulness,
        )
        identity = SenderIdentity(
            name=self.department.mail.sender_name,
            address=sender,
            id_domain=settings.load().message_id_domain,
        )
        words = f"{self.department.slug}|{notice.what}|{self.today}|{reader}"
        key = hashlib.sha256(words.encode()).hexdigest()[:24]
        return Envelope(reader, build_mime(mail, sender=identity, key=key, date=self._now))


def cannot_begin(department: str, mode: Mode, today: date | None, error: MentorshipError) -> None:
    """Tell that a run could not even begin, where at least the department's file can be read."""
    try:
        found = runtime.department_named(department)
    except MentorshipError:
        log.warning("nobody can be told of the run: the department's file cannot be read")
        return
    watch = Watch(department=found, mode=mode, today=runtime.now_in(found, today).date())
    watch.fail(error)
