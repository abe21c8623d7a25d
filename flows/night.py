"""One night of one department as plain steps: gather, decide, apply. No Prefect, no rule.

Each step is idempotent, and a crash between any two leaves a state that the next run understands:
what a mail says is in the outbox before it leaves, and REDCap is brought up to date after.
"""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from flows import checks, collector, runtime
from flows.faults import told_by_kind
from flows.sending import MailJob, forget_words, send_mail
from flows.version import VERSION
from mappings.model import Department
from mappings.translate import Translator
from mentorship.decide import decide
from mentorship.errors import MentorshipError
from mentorship.issues import Issue, IssueCode, Severity
from mentorship.night import NightPlan
from mentorship.obligations.due_items import NoticeKind, SentNotices
from mentorship.program_settings import MailMode, Mode, effective_mail
from mentorship.roster import Assembly
from mentorship.run_summary import RunResult, RunSummary
from notifications.dispatch import DispatchResult
from notifications.mail import Environment
from redcap_gateway.change_set import ChangeSet, applied, build_change_set
from redcap_gateway.port import InstrumentRequest, RedcapProject, Refusal, Row, WriteReceipt
from redcap_schema import registry
from redcap_schema.assemble import assemble
from redcap_schema.emit import emit, run_log_row
from redcap_schema.instruments.run_log_auto import RunLogAuto
from redcap_schema.target import TargetRow


log = logging.getLogger(__name__)


@dataclass(kw_only=True)
class Night:
    """One run of one department. Call the steps in order; `summary` grows as they succeed."""

    department: Department
    mode: Mode
    now: datetime
    """When the run began, in the department's time zone."""
    project: RedcapProject
    only: frozenset[NoticeKind] | None = None
    """Notices this run may send; None: all."""
    rows: dict[str, list[Row]] = field(default_factory=dict)
    """What REDCap holds, by instrument, in canonical names."""
    refusals: tuple[Issue, ...] = ()
    mail: DispatchResult = field(default_factory=DispatchResult)
    summary: RunSummary = field(init=False)
    assembly: Assembly = field(init=False)
    plan: NightPlan = field(init=False)

    def __post_init__(self) -> None:
        self.summary = RunSummary(department=self.department.slug, date=self.today, mode=self.mode)
        self.words = Translator(self.department)

    @classmethod
    def begin(
        cls,
        department: str,
        mode: Mode,
        today: date | None,
        only: frozenset[NoticeKind] | None = None,
    ) -> Night:
        """Open what the run needs; nothing is read yet.

        Raises:
            ConfigurationError: the department's file or token is wrong.
        """
        found = runtime.department_named(department)
        return cls(
            department=found,
            mode=mode,
            now=runtime.now_in(found, today),
            project=runtime.open_project(found),
            only=only,
        )

    @property
    def today(self) -> date:
        """The day the run decides for."""
        return self.now.date()

    @property
    def writes(self) -> bool:
        """Tell whether this run may write."""
        return self.mode is not Mode.PREVIEW

    @property
    def has_read(self) -> bool:
        """Tell whether REDCap was read and could be understood."""
        return "assembly" in vars(self)

    @property
    def mail_mode(self) -> MailMode:
        """What this run may send: the careful one of the mode and the office's own switch."""
        return effective_mail(self.mode, self.assembly.roster.settings.mail_mode)

    @property
    def environment(self) -> Environment:
        """Whose memory of mail the run uses: a rehearsal has its own."""
        rehearses = self.mode is Mode.REHEARSE or self.mail_mode is MailMode.REHEARSAL
        return Environment.REHEARSAL if rehearses else Environment.LIVE

    @property
    def mirrors(self) -> bool:
        """Only live mail is recorded in REDCap; a rehearsal leaves no trace in the ledger."""
        return self.environment is Environment.LIVE

    @property
    def office_to_tell(self) -> str:
        """The office mailbox, "" while REDCap was not read or the office has switched mail off."""
        if not self.has_read:
            return ""
        office = self.assembly.roster.settings
        return (office.office_email or "") if office.mail_mode is not MailMode.OFF else ""

    # ── gather ────────────────────────────────────────────────────────────────────────────────

    def check(self) -> None:
        """Prove project, dictionary and rights before any instrument is read.

        Raises:
            ConfigurationError: something a person must set right; nothing was written.
        """
        checks.raise_first([checks.identity(self.project, self.department)])
        checks.raise_first(
            checks.drift(self.project.metadata(), self.project.repeating_instruments(), self.words)
        )
        checks.raise_first(checks.rights(self.project, self.words))

    def pull(self) -> None:
        """Read every instrument, in a number of calls that does not grow with the people."""
        self._read()
        self._count(rows_read=sum(len(rows) for rows in self.rows.values()))

    def _read(self) -> None:
        wanted = registry.pull_requests()
        local = [self._local(each) for each in wanted]
        answers = self.project.pull(local, self.words.record_id_field)
        self.rows = {
            each.key: self.words.to_canonical(rows)
            for each, rows in zip(wanted, answers, strict=True)
        }
        checks.raise_first(checks.delivered(local, answers))
        self.assembly = self._assembled()

    def _assembled(self) -> Assembly:
        """Read the rows; the department's holidays are quiet dates too."""
        quiet = self.department.working_days.quiet(self.today.year)
        return assemble(self.rows).keeping_quiet(quiet)

    def _local(self, request: registry.PullRequest) -> InstrumentRequest:
        return InstrumentRequest(
            fields=tuple(self.words.local_field(each) for each in request.fields),
            repeating=request.repeating and self.words.local_instrument(request.repeating),
        )

    # ── decide ────────────────────────────────────────────────────────────────────────────────

    def decide(self) -> None:
        """Work out the whole night as one value."""
        self.plan = self._plan()
        plan = self.plan
        self._count(
            issues=len(plan.issues),
            errors=len(plan.left_alone),
            proposals=plan.proposal_count,
            due_items=len(plan.ledger),
            overdue=plan.overdue_count,
            notices_owed=len(plan.notices),
            openings=len(plan.openings),
        )

    def _plan(self) -> NightPlan:
        told = self._told()
        with collector.held():
            plan = decide(
                self.assembly,
                self.department.policy(),
                told=told,
                mirror=self.mirrors,
                today=self.today,
            )
        if self.only is None:
            return plan
        return replace(plan, notices=tuple(n for n in plan.notices if n.kind in self.only))

    def _told(self) -> SentNotices:
        with runtime.open_outbox(self.department) as outbox:
            return outbox.told(self.environment)

    # ── apply ─────────────────────────────────────────────────────────────────────────────────

    def push(self) -> None:
        """Write the least that brings our own instruments up to date.

        Raises:
            ConfigurationError: mail is due and nothing could send it; nothing was written.
            GatewayError: nothing more was written; the next night finds what is missing.
        """
        if self.writes and self.mail_mode is not MailMode.OFF:
            runtime.require_mail(self.assembly.roster.settings)
        self._write(emit(self.plan, self.assembly.roster, self.run))

    @property
    def run(self) -> str:
        """The run's name in REDCap: when it began."""
        return f"{self.now:%Y-%m-%d %H:%M}"

    def _write(self, targets: list[TargetRow]) -> None:
        changes = self._changes(targets)
        if not self.writes or not changes.changes:
            return
        receipt = self._push(changes)
        taken = self._without(changes, receipt.refused)
        self.rows = applied(self.rows, taken)
        self.assembly = self._assembled()
        self._count(rows_written=self.summary.rows_written + len(taken.changes))

    def _changes(self, targets: list[TargetRow]) -> ChangeSet:
        return build_change_set(
            targets,
            self.rows,
            owned=registry.owned_instruments(),
            openings=registry.openable_instruments(),
            max_rows=self.department.limits.max_rows_per_night,
        )

    def _push(self, changes: ChangeSet) -> WriteReceipt:
        return self.project.push(
            self.words.to_local(changes.rows), record_id_field=self.words.record_id_field
        )

    def _without(self, changes: ChangeSet, refused: tuple[Refusal, ...]) -> ChangeSet:
        """Keep what REDCap took; a record it refused (locked, say) becomes an issue."""
        self.refusals += tuple(
            Issue(
                code=IssueCode.REDCAP_REFUSED,
                severity=Severity.WARNING,
                record_id=each.record_id,
                instrument="",
                field=each.field,
                what=f"REDCap did not take field {each.field}: {each.reason}.",
                do="Unlock the record or correct the field; the next night writes it again.",
            )
            for each in refused
        )
        left_out = {each.record_id for each in refused}
        return ChangeSet(tuple(c for c in changes.changes if c.record_id not in left_out))

    def send(self) -> None:
        """Claim, send and mark tonight's mail; a relay that fails stops the sending only.

        Raises:
            OutboxLost: REDCap remembers notices that the outbox does not; nothing was sent.
        """
        if not self.writes:
            return
        forget_words(self.department, self.now)
        if self.mail_mode is MailMode.OFF:
            return
        job = MailJob(
            department=self.department,
            roster=self.assembly.roster,
            plan=self.plan,
            project=self.project,
            mail_mode=self.mail_mode,
            environment=self.environment,
            now=self.now,
            with_digest=self.only is None,
        )
        self.mail = done = send_mail(job, reread=lambda: self._reread(job))
        self._count(
            mails_planned=done.planned,
            mails_accepted=done.accepted,
            mails_refused=done.refused,
            mails_held=done.held + done.suppressed,
            mails_by_kind=dict(done.by_kind),
            stopped_because=done.stopped_because,
        )

    def _reread(self, job: MailJob) -> MailJob:
        """Read REDCap again, just before the first mail leaves, and decide what is still owed.

        Writing the night's rows and asking for survey links takes minutes, in which people answer,
        go on leave or opt out, and the office may switch mail off. Source: G2.
        """
        self._read()
        return replace(
            job, roster=self.assembly.roster, plan=self._plan(), mail_mode=self.mail_mode
        )

    def record(self) -> None:
        """Mirror into REDCap what was told, by deciding again with the new memory."""
        if not self.writes or not self.mirrors:
            return
        plan = self._plan()
        self._write(emit(plan, self.assembly.roster, self.run))
        self._count(due_items=len(plan.ledger), overdue=plan.overdue_count)

    def close(self, seconds: float) -> RunSummary:
        """Add the run's own log row, which `rows_written` does not count, and sum up."""
        issues = (*self.plan.issues, *self.refusals)
        self._count(
            redcap_calls=self.project.calls.total + int(self.writes),
            seconds=round(seconds, 2),
            issues=len(issues),
            issues_by_code=dict(sorted(Counter(each.code.value for each in issues).items())),
            result=self._result(issues),
        )
        if self.writes:
            self._log_run([each.sentence for each in issues])
        log.info(
            "night of %s: %d rows written, %d mails accepted",
            self.department.slug,
            self.summary.rows_written,
            self.summary.mails_accepted,
        )
        return self.summary

    def give_up(self, error: MentorshipError, seconds: float) -> None:
        """Leave a log row that says why the run ended early, if REDCap can still be written.

        The error itself goes on to whoever started the run; this is for the office, who looks in
        REDCap and nowhere else.
        """
        if not self.writes or not self.has_read:  # nothing says where the log lives
            return
        self._count(
            redcap_calls=self.project.calls.total + 1,
            seconds=round(seconds, 2),
            result=RunResult.FAILED,
            stopped_because=type(error).__name__,
        )
        try:
            log_run = told_by_kind(self._log_run)  # the fault may be in the log row itself
            log_run([f"The run ended early, {type(error).__name__}: {error}"])
        except MentorshipError:
            log.warning("the log row of a failed run could not be written")

    def _log_run(self, problems: list[str]) -> None:
        record_id = self.assembly.roster.settings.record_id
        instances = [
            int(row["redcap_repeat_instance"])
            for row in self.rows.get(RunLogAuto.instrument, [])
            if row["record_id"] == record_id
        ]
        row = run_log_row(
            self.summary,
            record_id=record_id,
            last_instance=max(instances, default=0),
            problems=problems,
            version=VERSION,
            started_at=self.now,
        )
        self._push(self._changes([row]))

    def _result(self, issues: tuple[Issue, ...]) -> RunResult:
        if self.mail.stopped_because:
            return RunResult.STOPPED
        if issues or self.summary.mails_held or self.summary.mails_refused:
            return RunResult.WITH_PROBLEMS
        return RunResult.CLEAN

    def _count(self, **counts: object) -> None:
        self.summary = self.summary.with_counts(**counts)
