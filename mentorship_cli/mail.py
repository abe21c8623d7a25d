"""Commands around mail: look at every message, see what is held, rebuild a lost outbox."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console


app = typer.Typer(help="Look at mail before, while and after it is sent.", no_args_is_help=True)
console = Console(highlight=False)


@app.command()
def preview(
    out: Annotated[Path, typer.Option(help="Folder to write the gallery to.")] = Path("preview"),
) -> None:
    """Render every message with its sample into a gallery; nothing is sent."""
    from notifications.preview import write_preview

    console.print(f"Open {write_preview(out)}")


@app.command()
def rebuild(
    department: Annotated[str, typer.Argument(help="Slug of the department.")],
) -> None:
    """Refill a lost outbox from what REDCap remembers, so that nobody is told twice."""
    from flows.rebuild import rebuild_outbox

    console.print(f"{rebuild_outbox(department)} notices remembered; the next night may send.")
