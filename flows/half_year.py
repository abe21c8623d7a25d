"""The six-month hub summaries, and the evaluation after them, as a flow. Source: S1.36, S1.5.

The nightly run sends them too, the summaries on the first working day of a group's review month,
the evaluation when the half-year's reports have been due; this flow is
for an office that wants them now, and catches up a night that did not run. The outbox and the
ledger are the same, so nobody is told twice.
"""

from __future__ import annotations

from datetime import date

from prefect import flow
from prefect.client.schemas.objects import State

from flows.nightly import run_night
from mentorship.obligations.due_items import NoticeKind
from mentorship.program_settings import Mode


LETTERS = frozenset({NoticeKind.HUB_SUMMARY, NoticeKind.EVALUATION})


@flow(name="half-year-summary", flow_run_name="half-year-{department}", persist_result=False)
def half_year_summary(
    department: str, mode: Mode = Mode.PREVIEW, today: date | None = None
) -> State[dict[str, object]]:
    """Send what looks back on a half-year, is due and not yet sent; parameters as for `nightly`."""
    return run_night(department, mode, today, only=LETTERS)
