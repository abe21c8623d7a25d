"""The command `mentorship`: what it offers, and how its failures end.

Heavy libraries are imported by the command that needs them: Prefect reads its environment when
it is imported, and `mentorship --help` should answer at once.
"""

from __future__ import annotations

import sys

import typer
from rich.console import Console

from mentorship.errors import MentorshipError
from mentorship_cli import (
    bounces,
    departments,
    documenting,
    explaining,
    mail,
    proposing,
    running,
    sandboxing,
    schema,
)


app = typer.Typer(
    name="mentorship",
    help="Run a mentorship programme in academic medicine whose data live in REDCap.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command("nightly")(running.nightly)
app.command("half-year")(running.half_year)
app.command("propose")(proposing.propose)
app.command("doctor")(running.doctor)
app.command("explain")(explaining.explain_record)
app.command("demo")(sandboxing.demo)
app.command("departments")(departments.show)
app.command("docs")(documenting.docs)
app.add_typer(sandboxing.app, name="sandbox")
app.add_typer(mail.app, name="mail")
app.add_typer(bounces.app, name="bounces")
app.add_typer(schema.app, name="schema")


def run() -> None:
    """Run the command line; a failure of ours ends in one sentence and its own exit code."""
    try:
        app(prog_name="mentorship")
    except MentorshipError as error:
        Console(stderr=True, highlight=False).print(
            f"[bold red]{type(error).__name__}[/]: ", end=""
        )
        Console(stderr=True, highlight=False, markup=False).print(str(error))
        sys.exit(error.exit_code)
