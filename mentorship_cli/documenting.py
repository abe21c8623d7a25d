"""The command that writes the generated pages, or says which are stale."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console


def docs(
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 if a page is stale.")
    ] = False,
    out: Annotated[Path, typer.Option(help="Folder of the pages.")] = Path("docs"),
) -> None:
    """Write the pages that are generated from the code (rules, messages, settings and so on)."""
    from mentorship_cli.docs.pages import stale, write
    from mentorship_cli.main import app

    console = Console(highlight=False)
    if not check:
        names = write(app, out)
        console.print(f"Written: {', '.join(names)}" if names else "Nothing was stale.")
        return
    if names := stale(app, out):
        console.print(f"[bold red]Stale:[/] {', '.join(names)}. Run make docs and commit them.")
        raise typer.Exit(1)
