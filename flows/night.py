"""One night of one department as plain steps: gather, decide, apply. No Prefect, no rule.

Each step is idempotent, and a crash between any two leaves a state that the next run understands:
what a mail says is in the outbox before it leaves, and REDCap is brought up to date after.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from flows import checks, runtime
from flows.sending import MailRun, send_mail
from mappings.model import Department
from mappings.translate import Translator
from mentorship.decide import decide
from mentorship.errors import RelayDown
from mentorship.night import NightPlan
from mentorship.obligations.due_items import NoticeKind, SentNotices
from mentorship.program_settings import MailMode, Mode, effective_mail
from mentorship.roster import Assembly
from mentorship.run_summary import RunResult, RunSummary
from notifications.outbox import Environment
from redcap_gateway.change_set import ChangeSet, applied, build_change_set
from redcap_gateway.port import InstrumentRequest, RedcapProject, Row
from redcap_schema import registry
from redcap_schema.assemble import assemble
from redcap_schema.emit import emit, run_log_row


log = logging.getLogger(__name__)

VERSION = "0.1.0"


@dataclass(kw_only=True)
class Night:
    """One run of one department. Call the steps in order; `summary` grows as they succeed."""

    department: Department
    mode: Mode
    today: date
    now: datetime
    project: RedcapProject
    only: frozenset[NoticeKind] | None = None
    """Notices this run may send; None: all."""
    rows: dict[str, list[Row]] = field(default_factory=dict)
    summary: RunSummary = field(init=False)
    assembly: Assembly = field(init=False)
    plan: NightPlan = field(init=False)
    mail: MailRun = field(default_factory=MailRun)

    def __post_init__(self) -> None:
        self.summary = RunSummary(department=self.department.slug, date=self.today, mode=self.mode)
        self.translator = Translator(self.department)
        self.policy = self.department.policy()

    @classmethod
    def begin(
        cls, department: str, mode: Mode, today: date | None, only: frozenset[NoticeKind] | None
    ) -> Night:
        """Open what the run needs; nothing is read yet."""
        found = runtime.department_named(department)
        now = runtime.now_in(found, today)
        return cls(
            department=found,
            mode=mode,
            today=now.date(),
            now=now,
            project=runtime.open_project(found),
            only=only,
        )

    @property
    def run(self) -> str:
        """The run's name in REDCap: when it began."""
        return f"{self.now:%Y-%m-%d %H:%M}"

    @property
    def writes(self) -> bool:
        """Tell whether this run may write."""
        return self.mode is not Mode.PREVIEW

    @property
    def mail_mode(self) -> MailMode:
        """What this run may send: the careful one of the mode and the office's own switch."""
        return effective_mail(self.mode, self.assembly.roster.settings.mail_mode)

    @property
    def mirrors(self) -> bool:
        """Only live mail is recorded in REDCap; a rehearsal leaves no trace in the ledger."""
        return self.mail_mode is MailMode.LIVE

    def check(self) -> None:
        """Prove project, dictionary and rights before anything is read.

        Raises:
            ConfigurationError: something a person must set right; nothing was written.
        """
        checks.raise_first([checks.identity(self.project, self.department)])
        metadata = self.project.metadata()
        repeating = self.project.repeating_instruments()
        checks.raise_first(checks.drift(metadata, repeating, self.translator))

    def pull(self) -> None:
        """Read every instrument, in a number of calls that does not grow with the people."""
        wanted = registry.pull_requests()
        local = [self._local_request(each) for each in wanted]
        answers = self.project.pull(local, self.translator.record_id_field)
        self.rows = {
            each.repeating or registry.ONCE: self.translator.to_canonical(rows)
            for each, rows in zip(wanted, answers, strict=True)
        }
        self.assembly = assemble(self.rows)
        self._count(rows_read=sum(len(rows) for rows in self.rows.values()))

    def _local_request(self, request: InstrumentRequest) -> InstrumentRequest:
        return InstrumentRequest(
            fields=tuple(self.translator.local_field(each) for each in request.fields),
            repeating=request.repeating and self.translator.local_instrument(request.repeating),
        )

    def decide(self) -> None:
        """Work out the whole night as one value."""
        self.plan = self._plan()
        plan = self.plan
        self._count(
            issues=len(plan.issues),
            errors=len(plan.left_alone),
            proposals=len(plan.proposals.proposals) if plan.proposals else 0,
            due_items=len(plan.ledger),
            overdue=plan.overdue_count,
            notices_owed=len(plan.notices),
        )

    def _plan(self) -> NightPlan:
        return decide(
            self.assembly,
            self.policy.overridden_by(self.assembly.roster.settings),
            told=self._told(),
            mirror=self.mirrors,
            today=self.today,
        )

    def _told(self) -> SentNotices:
        with runtime.open_outbox(self.department) as outbox:
            return outbox.told(self._environment)

    @property
    def _environment(self) -> Environment:
        return Environment.LIVE if self.mirrors else Environment.REHEARSAL

    def push(self) -> None:
        """Write the least that brings our own instruments up to date."""
        self._write(self._change_set())

    def _change_set(self) -> ChangeSet:
        targets = emit(self.plan, self.assembly.roster, self.run)
        return build_change_set(
            targets,
            self.rows,
            owned=registry.owned_instruments(),
            openings=registry.opening_fields_by_instrument(),
            max_rows=self.department.limits.max_rows_per_night,
        )

    def _write(self, changes: ChangeSet) -> None:
        if not self.writes or not changes.rows:
            return
        local = self.translator.to_local(changes.rows)
        receipt = self.project.push(local, record_id_field=self.translator.record_id_field)
        self.rows = applied(self.rows, changes)
        self.assembly = assemble(self.rows)
        self._count(rows_written=self.summary.rows_written + receipt.rows)

    def send(self) -> None:
        """Claim, send and mark tonight's mail; a relay that fails stops the sending only."""
        if not self.writes or self.mail_mode is MailMode.OFF:
            return
        with runtime.open_outbox(self.department) as outbox:
            if self.mirrors:
                outbox.refuse_if_lost(self.assembly.roster)
            try:
                self.mail = send_mail(self, outbox)
            except RelayDown as error:
                self.mail = self.mail.stopped(str(error))
        self._count(
            mails_planned=self.mail.planned,
            mails_accepted=self.mail.accepted,
            mails_refused=self.mail.refused,
            mails_held=self.mail.held,
            mails_by_kind=dict(self.mail.by_kind),
            stopped_because=self.mail.stopped_because,
        )

    def record(self) -> None:
        """Mirror into REDCap what was told, by deciding again with the new memory."""
        if not self.writes or not self.mirrors:
            return
        self.plan = self._plan()
        self._write(self._change_set())

    def close(self, seconds: float) -> RunSummary:
        """Add the run's own log row and return the summary."""
        self._count(
            redcap_calls=self.project.calls.total + int(self.writes),
            seconds=round(seconds, 2),
            result=self._result(),
            issues_by_code=_tally(each.code.value for each in self.plan.issues),
        )
        if self.writes:
            row = run_log_row(
                self.summary,
                [each.sentence for each in self.plan.issues],
                version=VERSION,
                started_at=self.now,
                stored=self.rows.get("run_log_auto", []),
                settings_record=self.assembly.roster.settings.record_id,
            )
            changes = build_change_set(
                [row], self.rows, owned=registry.owned_instruments(), openings={}, max_rows=1
            )
            self.project.push(
                self.translator.to_local(changes.rows),
                record_id_field=self.translator.record_id_field,
            )
        return self.summary

    def _result(self) -> RunResult:
        if self.mail.stopped_because:
            return RunResult.STOPPED
        if self.plan.issues or self.mail.held or self.mail.refused:
            return RunResult.WITH_PROBLEMS
        return RunResult.CLEAN

    def _count(self, **counts: object) -> None:
        self.summary = self.summary.with_counts(**counts)


def _tally(values: Sequence[str] | object) -> dict[str, int]:
    counts: dict[str, int] = {}
    for each in values:  # type: ignore[attr-defined]
        counts[each] = counts.get(each, 0) + 1
    return dict(sorted(counts.items()))
