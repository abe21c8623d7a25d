"""The six-month hub summaries as a flow of their own. Source: S1.36.

The nightly run sends them too, on the first working day of a group's review month; this flow is
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


@flow(name="half-year-summary", flow_run_name="half-year-{department}", persist_result=False)
def half_year_summary(
    department: str, mode: Mode = Mode.PREVIEW, today: date | None = None
) -> State[dict[str, object]]:
    """Send the hub summaries that are due and not yet sent; parameters as for `nightly`."""
    return run_night(department, mode, today, only=frozenset({NoticeKind.HUB_SUMMARY}))
