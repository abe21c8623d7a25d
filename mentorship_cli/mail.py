"""Commands around mail: look at every message, decide about what did not go, rebuild an outbox."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from notifications.mail import Environment
from notifications.outbox_desk import Decision


app = typer.Typer(help="Look at mail before, while and after it is sent.", no_args_is_help=True)
console = Console(highlight=False)

DepartmentArgument = Annotated[str, typer.Argument(help="Slug of the department.")]
EnvironmentOption = Annotated[
    Environment, typer.Option(help="Whose mail: live, or that of rehearsals.")
]


TodayOption = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="As of another night (YYYY-MM-DD)."),
]


@app.command()
def preview(
    out: Annotated[Path, typer.Option(help="Folder to write the gallery to.")] = Path("preview"),
    department: Annotated[
        str, typer.Option(help="Tonight's real mails of this department, instead of samples.")
    ] = "",
    today: TodayOption = None,
) -> None:
    """Render every message with its sample into a gallery; nothing is sent.

    With --department the mails of that department's night, with its people: keep the folder safe.
    """
    if not department:
        from notifications.preview import write_preview

        console.print(f"Open {write_preview(out)}")
        return
    from flows import mail_desk

    page, shown, left_out = mail_desk.preview(department, _day(today), out)
    console.print(f"{shown} mails, {left_out} notices left out; nothing sent. Open {page}")


@app.command()
def held(
    department: DepartmentArgument,
    environment: EnvironmentOption = Environment.LIVE,
    today: TodayOption = None,
) -> None:
    """List mail that did not go: held, suppressed, refused, come back or left out."""
    from flows import mail_desk

    found = mail_desk.cases(department, environment, _day(today))
    if not found:
        console.print("No mail waits for a decision, and none was kept back.")
        return
    table = Table("key", "notices", "record", "since", "state", "reason", box=None, pad_edge=False)
    for case in found:
        table.add_row(
            case.key,
            case.kinds,
            case.person_id,
            case.since.isoformat(),
            case.state,
            escape(case.reason),
        )
    console.print(table)


@app.command()
def resolve(
    department: DepartmentArgument,
    key: Annotated[str, typer.Argument(help="Key from the list, or how it begins.")],
    *,
    sent: Annotated[bool, typer.Option("--sent", help="It arrived.")] = False,
    send_again: Annotated[bool, typer.Option("--send-again", help="Send it once more.")] = False,
    drop: Annotated[bool, typer.Option("--drop", help="Never send it; it counts as told.")] = False,
    environment: EnvironmentOption = Environment.LIVE,
) -> None:
    """Decide about one mail that is held, was refused or came back; the next run acts on it."""
    from flows import mail_desk

    chosen = [
        decision
        for decision, is_chosen in zip(Decision, (sent, send_again, drop), strict=True)
        if is_chosen
    ]
    if len(chosen) != 1:
        raise typer.BadParameter("choose exactly one of --sent, --send-again and --drop")
    case = mail_desk.resolve(department, key, chosen[0], environment)
    console.print(f"{case.kinds} about record {case.person_id}, {case.state}: {chosen[0].value}")


@app.command()
def release(
    department: DepartmentArgument,
    count: Annotated[int, typer.Option(help="Exactly how many mails are held.")],
    environment: EnvironmentOption = Environment.LIVE,
) -> None:
    """Let a run go that the run cap or the breaker held; the next run sends what is still owed."""
    from flows import mail_desk

    console.print(f"{mail_desk.release(department, count, environment)} mails may go.")


@app.command()
def rebuild(department: DepartmentArgument) -> None:
    """Refill a lost outbox from what REDCap remembers, so that nobody is told twice."""
    from flows.rebuild import rebuild_outbox

    console.print(f"{rebuild_outbox(department)} notices remembered; the next night may send.")


def _day(today: datetime | None) -> date | None:
    return today.date() if today else None
