"""The command that explains a record's obligations: read REDCap, decide, write nothing."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from mentorship.errors import ConfigurationError
from mentorship.explain import Explanation, explain, unwatched
from mentorship.program_settings import Mode
from mentorship_cli.running import DepartmentArgument, TodayOption


console = Console(highlight=False)


def explain_record(
    department: DepartmentArgument,
    record: Annotated[str, typer.Argument(help="Record of a person, a hub or an affinity group.")],
    today: TodayOption = None,
) -> None:
    """Say for every obligation of a record: why, since when, what closes it, what comes next.

    Reads REDCap and writes nothing. No name is shown, only record numbers.
    """
    from flows.night import Night

    night = Night.begin(department, Mode.PREVIEW, today.date() if today else None)
    night.check()
    night.pull()
    night.decide()
    roster, plan = night.assembly.roster, night.plan
    hubs = {each.record_id for each in roster.hubs.values()}
    groups = {each.record_id for each in roster.groups.values()}
    if record not in {*roster.people, *hubs, *groups}:
        raise ConfigurationError(f"record {record} is no person, hub or affinity group here")
    for issue in plan.issues:
        if issue.record_id == record:
            console.print(f"[yellow]{escape(issue.sentence)}[/]")
    if record in plan.left_alone:
        console.print("Left alone tonight: nothing is written and nobody is mailed about it.")
        return
    found = explain(roster, plan, record)
    console.print(f"Record {record}, {plan.today}: {len(found)} obligations")
    for line in unwatched(roster, plan, record):
        console.print(escape(line))
    for each in found:
        _show(each)


def _show(each: Explanation) -> None:
    state = each.state.name.lower().replace("_", " ")
    console.print(f"\n[bold]{escape(each.what)}[/] ({state})  {escape(each.key)}")
    for line in (each.why, each.since, each.closes, each.then):
        console.print(f"  {escape(line)}")
