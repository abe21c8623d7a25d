"""Commands that run a flow or look before one: nightly, half-year, doctor."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, cast

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from flows import settings
from mentorship.program_settings import Mode


console = Console(highlight=False)

DepartmentArgument = Annotated[
    str, typer.Argument(help="Slug of a file in mappings/departments/, e.g. synthetic.")
]
ModeOption = Annotated[
    Mode,
    typer.Option(
        help="preview: nothing written, nothing sent. rehearse: all mail to the office. live."
    ),
]
TodayOption = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="Run as if it were that night (YYYY-MM-DD)."),
]


def nightly(
    department: DepartmentArgument,
    mode: ModeOption = Mode.PREVIEW,
    today: TodayOption = None,
) -> None:
    """Run one night of a department, without a Prefect server. Safe to repeat."""
    settings.embed_prefect(settings.load().home / "prefect")
    from flows.nightly import nightly as flow

    _show(cast("dict[str, Any]", flow(department, mode, _day(today))))


def half_year(
    department: DepartmentArgument,
    mode: ModeOption = Mode.PREVIEW,
    today: TodayOption = None,
) -> None:
    """Send the six-month hub summaries that are due and not yet sent."""
    settings.embed_prefect(settings.load().home / "prefect")
    from flows.half_year import half_year_summary as flow

    _show(cast("dict[str, Any]", flow(department, mode, _day(today))))


def doctor(department: DepartmentArgument) -> None:
    """Look at project, dictionary, rights and mail relay; say what to do about each fault.

    Exits 0 when all is well, else with the code of the first fault (10 configuration, 11 drift,
    12 wrong project, 20 REDCap away, 21 REDCap refuses, 30 mail).
    """
    from flows.doctor import examine

    findings = examine(department)
    table = Table(box=None, pad_edge=False, show_header=False)
    for each in findings:
        mark = "[green]well[/]" if each.is_well else "[red]FAULT[/]"
        table.add_row(
            "[yellow]look[/]" if each.needs_a_look else mark, each.subject, escape(each.detail)
        )
    console.print(table)
    faults = [each.error for each in findings if each.error is not None]
    raise typer.Exit(faults[0].exit_code if faults else 0)


def _day(today: datetime | None) -> date | None:
    return today.date() if today else None


def _show(summary: dict[str, Any]) -> None:
    from flows.run_report import LABELS

    result = str(summary["result"]).replace("_", " ")
    console.print(f"[bold]{summary['department']}[/] {summary['date']} {summary['mode']}: {result}")
    table = Table(box=None, pad_edge=False, show_header=False)
    for name, label in LABELS.items():
        table.add_row(label, str(summary[name]))
    console.print(table)
    if summary["stopped_because"]:
        console.print(f"[yellow]Mail stopped:[/] {summary['stopped_because']}")
