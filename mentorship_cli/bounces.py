"""Commands around mail that came back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console


app = typer.Typer(help="Enter mail that came back to the office mailbox.", no_args_is_help=True)


@app.callback()
def bounces() -> None:
    """Enter mail that came back to the office mailbox."""


@app.command("import")
def import_(
    paths: Annotated[
        list[Path], typer.Argument(help="Saved messages, mbox files, maildirs or folders of them.")
    ],
    department: Annotated[
        str, typer.Option(help="Only this department's mail; otherwise every department's.")
    ] = "",
) -> None:
    """Read delivery reports from files; nobody is mailed where nobody is. Safe to repeat.

    Out-of-office notes, replies and everything else are ignored, and nothing is deleted.
    """
    from flows.bounces import import_bounces

    done = import_bounces(paths, department)
    console = Console(highlight=False)
    console.print(f"{done.messages} messages read, {done.reports} of them delivery reports")
    for fate, count in done.by_fate.items():
        if count:
            console.print(f"  {count} {fate.value}")
