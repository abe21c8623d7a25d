"""Tonight's mail: what is owed becomes messages; messages go through the outbox and the relay."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flows import runtime, settings
from flows.figures import half_year_evaluation, keep_figures, keep_page, statements
from mappings.model import Department
from mappings.translate import Translator
from mentorship.academic_calendar import AcademicCalendar, half_year_before, month_end
from mentorship.desks import DESKS, lead_addresses
from mentorship.digest_rules import morning_digest
from mentorship.hub_summary import GroupSummary
from mentorship.morning_digest import MorningDigest
from mentorship.night import NightPlan
from mentorship.obligations.due_items import NoticeKind
from mentorship.program_settings import MailMode
from mentorship.roster import Roster
from notifications.breaker import Breaker
from notifications.compose import MailContext, compose
from notifications.dispatch import Dispatcher, DispatchResult
from notifications.gates import Gatekeeper
from notifications.mail import Environment
from notifications.mime import SenderIdentity
from notifications.outbox import Outbox
from notifications.outbox_states import MailState
from notifications.planning import plan_mails
from redcap_gateway.port import RedcapProject
from reports.half_year import Figures, HalfYearWindow
from reports.hub_summary import summarise


WORDS_KEPT = timedelta(days=30)
"""How long the outbox keeps the text of mail whose fate is known. Source: email.md 3."""


@dataclass(frozen=True, kw_only=True)
class MailJob:
    """What one night hands over to be told."""

    department: Department
    roster: Roster
    plan: NightPlan
    project: RedcapProject
    mail_mode: MailMode
    environment: Environment
    now: datetime
    with_digest: bool
    """Whether the office gets its morning digest with this run."""

    @property
    def today(self) -> date:
        """The night's day."""
        return self.now.date()

    @property
    def office(self) -> str:
        """The office mailbox: From, Reply-To, and where rehearsals go.

        Raises:
            ConfigurationError: the settings record names none.
        """
        return runtime.require_mail(self.roster.settings)


def send_mail(job: MailJob, reread: Callable[[], MailJob]) -> DispatchResult:
    """Compose, plan and send; a relay that fails stops the sending and nothing else.

    *reread* gives the same job from what REDCap says by then. It is asked once, when everything is
    composed and some of it is for people; what is not owed any more is dropped, and people, mail
    mode and quiet days are judged as they are then. Source: G2.

    Raises:
        OutboxLost: REDCap remembers notices that the outbox does not; nothing was sent.
        ConfigurationError: no relay or no office mailbox is set.
        GatewayError: REDCap could not be read again; nothing was sent, the next night does.
    """
    with runtime.open_outbox(job.department) as outbox:
        if job.environment is Environment.LIVE:
            outbox.refuse_if_lost(job.roster)
        context = mail_context(job, outbox)
        composition = compose(job.plan.notices, job.roster, context=context, today=job.today)
        if context.evaluation is not None:
            folder = runtime.state_folder(job.department)
            keep_page(folder, context.evaluation, context.department)
            if job.environment is Environment.LIVE:
                keep_figures(folder, context.evaluation)
        sender = SenderIdentity(
            name=job.department.mail.sender_name,
            address=job.office,
            id_domain=settings.load().message_id_domain,
        )
        plan_mails(outbox, composition.mails, sender=sender, now=job.now)
        outbox.desk.note_left_out(job.environment, composition.left_out, at=job.now)
        latest = reread() if _has_mail_to_people(job, outbox) else job
        with runtime.open_relay(job.office) as relay:
            return Dispatcher(
                outbox=outbox,
                mailer=relay,
                gates=_gates(latest, outbox),
                clock=lambda: job.now,
                still_owed=_still_owed(latest),
                mails_per_minute=settings.load().mails_per_minute,
            ).run()


def _has_mail_to_people(job: MailJob, outbox: Outbox) -> bool:
    waiting = outbox.waiting(job.environment, job.today)
    return any(not each.is_for_the_office for each in waiting)


def _still_owed(job: MailJob) -> Callable[[str], bool]:
    owed = {each.key for each in job.plan.notices}
    return owed.__contains__


def forget_words(department: Department, now: datetime) -> int:
    """Delete the texts of mail that was settled a month ago; keys and fates stay."""
    with runtime.open_outbox(department) as outbox:
        return outbox.purge(now - WORDS_KEPT)


def _gates(job: MailJob, outbox: Outbox) -> Gatekeeper:
    current = job.roster.settings
    breaker = Breaker(
        today=job.today,
        nights=outbox.memory.nights_by_kind(job.environment, before=job.today),
        floor=job.department.mail.usual_of_a_kind,
    )
    return Gatekeeper(
        environment=job.environment,
        mail_mode=job.mail_mode,
        office_email=job.office,
        desks=lead_addresses(current),
        people=job.roster.people,
        today=job.today,
        allowed_domains=frozenset(job.department.mail.allow_domains),
        quiet=current.quiet,
        most_per_run=current.max_mail_per_run,
        breaker=breaker,
        is_stopped=runtime.mail_stop_switch(),
    )


def mail_context(job: MailJob, outbox: Outbox) -> MailContext:
    """Return what composing tonight's mail needs besides notices and roster."""
    words = Translator(job.department)

    def ask(record_id: str, instrument: str, instance: int) -> str:
        return job.project.survey_link(record_id, words.local_instrument(instrument), instance)

    def link_for(record_id: str, instrument: str, instance: int) -> str:
        return outbox.survey_link(record_id, instrument, instance, ask)

    policy = job.department.policy()
    is_live = job.environment is Environment.LIVE
    return MailContext(
        environment=job.environment,
        department=job.department.title,
        office_email=job.office,
        link_for=link_for,
        support_text=job.roster.settings.support_text,
        openings=job.plan.openings,
        zone=job.department.project.zone,
        items={each.item.key: each.item for each in job.plan.ledger},
        summaries=_summaries(job),
        statements=statements(job.plan, job.roster, policy, job.today),
        evaluation=half_year_evaluation(
            job.plan,
            job.roster,
            policy,
            job.today,
            told=outbox.told(job.environment).told,
            kept=runtime.state_folder(job.department) if is_live else None,
        ),
        pairing_plans=job.plan.pairing_plans,
        redcap=job.department.project.home,
        counts=job.plan.counts,
        policy=policy.overridden_by(job.roster.settings),
        digest=_digest(job, outbox) if job.with_digest else None,
        refused=outbox.refused(job.environment),
        dead_addresses=outbox.memory.dead_addresses(job.environment),
        cases=outbox.desk.cases(job.environment, job.today),
    )


def _digest(job: MailJob, outbox: Outbox) -> MorningDigest:
    return morning_digest(
        job.plan,
        job.roster,
        job.department.title,
        mails_planned=len({each.person_id for each in job.plan.notices} - DESKS),
        mails_held=outbox.counts(job.environment)[MailState.HELD],
    )


def _summaries(job: MailJob) -> list[GroupSummary]:
    """Make the figures of every group whose summary is told tonight; none on other nights."""
    told = [each for each in job.plan.notices if each.kind is NoticeKind.HUB_SUMMARY]
    if not told:
        return []
    figures = Figures.of(job.roster, job.plan.ledger, job.today)
    groups = {each.record_id: each for each in job.roster.groups.values()}
    return [
        summarise(
            figures,
            groups[owed.item.record_id],
            half_year_window(job.department, owed.item.opened_on),
            owed.person_id,
        )
        for owed in told
    ]


def half_year_window(department: Department, opened_on: date) -> HalfYearWindow:
    """Return the half-year that a review opened on *opened_on* looks back on."""
    half = half_year_before(opened_on)
    calendar = AcademicCalendar.parse(department.policy().academic_year_starts)
    before = half_year_before(half.first)
    ended = [
        each
        for each in calendar.quarters_between(before.first, half.last)
        if each.last <= half.last
    ]
    *earlier, first, second = ended
    return HalfYearWindow(
        name=half.name,
        first=half.first,
        last=half.last,
        quarters=(first.name, second.name),
        review_due_on=month_end(opened_on),
        before=(before.first, before.last),
        quarters_before=tuple(each.name for each in earlier[-2:]),
    )
