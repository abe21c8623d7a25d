"""The night of one department as a Prefect flow.

Safe to run again: a second run of the same night writes nothing but its own log row and sends
nothing. Tasks are coarse (one round of REDCap or of mail each), take the name of the run and
nothing else, persist no result and never repeat a send.
"""

from __future__ import annotations

import time
from datetime import date
from typing import Any
from uuid import uuid4

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.runtime import deployment
from prefect.states import Completed
from prefect.tasks import Task, exponential_backoff

from flows import runtime
from flows.alarm import Watch, cannot_begin
from flows.faults import told_by_kind
from flows.night import Night
from flows.run_report import as_markdown
from mentorship.errors import MentorshipError, RedcapUnavailable, WriteUncertain
from mentorship.obligations.due_items import NoticeKind
from mentorship.program_settings import Mode
from mentorship.run_summary import RunResult, RunSummary


NIGHTS: dict[str, Night] = {}
"""Runs under way in this process: tasks receive a run's name, never people."""


def is_worth_another_try(_task: Task[..., Any], _run: TaskRun, state: State[Any]) -> bool:
    """Tell whether a read failed because REDCap was away, rather than because it said no."""
    try:
        state.result()
    except WriteUncertain:
        return False
    except RedcapUnavailable:
        return True
    except Exception:  # noqa: BLE001  (Prefect asks about any failure; only one kind is retried)
        return False
    return False


@task(
    cache_policy=NO_CACHE,
    persist_result=False,
    retries=2,
    retry_delay_seconds=exponential_backoff(20),
    retry_jitter_factor=0.3,
    retry_condition_fn=is_worth_another_try,
)
@told_by_kind
def check_and_pull(run: str) -> None:
    """Prove project, dictionary and rights, then read every instrument."""
    NIGHTS[run].check()
    NIGHTS[run].pull()


@task(cache_policy=NO_CACHE, persist_result=False)
@told_by_kind
def decide(run: str) -> None:
    """Work out the night; pure, so never retried."""
    NIGHTS[run].decide()


@task(cache_policy=NO_CACHE, persist_result=False)
@told_by_kind
def push(run: str) -> None:
    """Write the minimal change set; what a fault leaves out, the next night finds again."""
    NIGHTS[run].push()


@task(cache_policy=NO_CACHE, persist_result=False, retries=0)
@told_by_kind
def send(run: str) -> None:
    """Claim, send, mark; the outbox alone decides what is still unsent."""
    NIGHTS[run].send()


@task(cache_policy=NO_CACHE, persist_result=False)
@told_by_kind
def record(run: str) -> None:
    """Mirror into REDCap what people were told."""
    NIGHTS[run].record()


@flow(name="nightly", flow_run_name="nightly-{department}", persist_result=False)
def nightly(
    department: str, mode: Mode = Mode.PREVIEW, today: date | None = None
) -> State[dict[str, object]]:
    """Run one night of *department*.

    Args:
        department: slug of a file in `mappings/departments/`.
        mode: preview (nothing written, nothing sent), rehearse (all mail to the office) or live.
        today: the day to run for; today in the department's time zone when left out.

    Raises:
        MentorshipError: the run could not go on; the class says who must act.
    """
    return run_night(department, mode, today)


def run_night(
    department: str,
    mode: Mode,
    today: date | None,
    only: frozenset[NoticeKind] | None = None,
) -> State[dict[str, object]]:
    """Take one run through its steps; the body that all flows share."""
    began = time.monotonic()
    runtime.require_lasting_home(is_deployed=deployment.id is not None)
    try:
        night = told_by_kind(Night.begin)(department, mode, today, only)
    except MentorshipError as error:
        cannot_begin(department, mode, today, error)
        raise
    watch = Watch(department=night.department, mode=mode, today=night.today)
    run = f"{department}-{uuid4()}"
    NIGHTS[run] = night
    try:
        summary = _all_steps(run, watch, began)
    except MentorshipError as error:
        watch.fail(error, night.office_to_tell)
        night.give_up(error, time.monotonic() - began)
        raise
    finally:
        del NIGHTS[run]
    return _published(summary)


@told_by_kind
def _all_steps(run: str, watch: Watch, began: float) -> RunSummary:
    """Take the run through its steps; what Prefect itself fails with is told by kind as well."""
    night = NIGHTS[run]
    with runtime.one_at_a_time(night.department):
        watch.begin()
        for step in (check_and_pull, decide, push, send, record):
            step(run)
        summary = night.close(time.monotonic() - began)
        watch.end(summary, night.office_to_tell)
    return summary


def _published(summary: RunSummary) -> State[dict[str, object]]:
    """Show the counts where Prefect's users look; no person appears in them."""
    markdown = as_markdown(summary)
    create_markdown_artifact(
        key=f"night-{summary.department}".replace("_", "-").lower(), markdown=markdown
    )
    names = {
        RunResult.CLEAN: "Completed",
        RunResult.WITH_PROBLEMS: "CompletedWithIssues",
        RunResult.STOPPED: "CompletedMailStopped",
        RunResult.FAILED: "CompletedWithIssues",
    }
    return Completed(
        name=names[summary.result],
        message=f"{summary.rows_written} rows written, {summary.mails_accepted} mails accepted",
        data=summary.as_dict(),
    )
