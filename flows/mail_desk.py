"""What the office decides about mail that did not go, and tonight's mail before it goes.

Decisions change the outbox only; the next run sends. Looking changes nothing at all.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from flows import runtime
from flows.night import Night
from flows.sending import MailJob, mail_context
from mentorship.program_settings import MailMode, Mode
from notifications.compose import MailContext, compose
from notifications.department_preview import write_department_preview
from notifications.mail import Environment
from notifications.outbox_desk import Case, Decision


def cases(
    department: str, environment: Environment = Environment.LIVE, today: date | None = None
) -> list[Case]:
    """Return the mail of *department* that did not go, by key, kind, record and reason."""
    found = runtime.department_named(department)
    with runtime.open_outbox(found) as outbox:
        return outbox.desk.cases(environment, runtime.now_in(found, today).date())


def resolve(
    department: str, key: str, decision: Decision, environment: Environment = Environment.LIVE
) -> Case:
    """Carry out a person's decision about one mail; return the case as it was.

    Raises:
        ConfigurationError: a run is under way, or there is no such case.
    """
    found = runtime.department_named(department)
    with runtime.one_at_a_time(found), runtime.open_outbox(found) as outbox:
        return outbox.desk.resolve(environment, key, decision, at=runtime.now_in(found))


def release(department: str, count: int, environment: Environment = Environment.LIVE) -> int:
    """Let the mails go that the run cap or the breaker holds; the next run sends them.

    Raises:
        ConfigurationError: a run is under way, or *count* is not the exact number held.
    """
    found = runtime.department_named(department)
    with runtime.one_at_a_time(found), runtime.open_outbox(found) as outbox:
        return outbox.desk.release(environment, count, on=runtime.now_in(found).date())


def preview(department: str, today: date | None, out: Path) -> tuple[Path, int, int]:
    """Render the live mail of a night into a gallery; nothing is sent, written or remembered.

    Returns the gallery's page, how many mails it shows and how many notices were left out.

    Raises:
        MentorshipError: the department cannot be read.
    """
    night = Night.begin(department, Mode.PREVIEW, today)
    night.check()
    night.pull()
    night.decide()
    job = MailJob(
        department=night.department,
        roster=night.assembly.roster,
        plan=night.plan,
        project=night.project,
        mail_mode=MailMode.LIVE,
        environment=Environment.LIVE,
        now=night.now,
        with_digest=True,
    )
    with runtime.open_outbox(night.department) as outbox:
        context = _harmless(mail_context(job, outbox), night.department.project.url)
    composition = compose(night.plan.notices, job.roster, context=context, today=job.today)
    page = write_department_preview(
        composition.mails, out, sender_name=job.department.mail.sender_name, at=job.now
    )
    return page, len(composition.mails), len(composition.left_out)


def _harmless(context: MailContext, redcap: str) -> MailContext:
    """Compose as in a rehearsal: no word of a pair, and no link that opens a survey.

    A link is not even asked for: REDCap would have to create it.
    """
    return replace(context, environment=Environment.REHEARSAL, link_for=lambda *_: redcap)
