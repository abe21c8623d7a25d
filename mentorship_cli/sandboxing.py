"""Commands around the embedded sandbox: serve it, or live through a year on it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sandbox.making.sizes import SizeName


app = typer.Typer(help="The embedded REDCap-compatible server.", no_args_is_help=True)


@app.callback()
def about() -> None:
    """Serve a REDCap-compatible project on this machine, for rehearsals and tests."""


@app.command()
def serve(
    db: Annotated[Path, typer.Option(help="SQLite file that holds the project.")],
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 picks a free port.")] = 0,
    project: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="Data dictionary (.csv) or project (.xml)."),
    ] = None,
    super_token: Annotated[str | None, typer.Option(help="Allows creating projects.")] = None,
    public_base_url: Annotated[str | None, typer.Option(help="Base of survey links.")] = None,
) -> None:
    """Serve until interrupted; prints one line of JSON when ready: url, project_id, token.

    Without --project the programme's own project is loaded. Where roles may use the API, `tokens`
    has one for each: the nightly run belongs to the one called Automation.
    """
    from flows.runtime import local_now
    from mentorship.errors import ConfigurationError
    from sandbox.errors import ApiError
    from sandbox.program_file import serve_options
    from sandbox.serve import serve as run

    options = serve_options(
        db=db,
        port=port,
        project=project,
        super_token=super_token,
        public_base_url=public_base_url,
        now=local_now(),
    )
    try:
        run(options, local_now)
    except ApiError as error:
        raise ConfigurationError(f"REDCap would refuse this project: {error}") from error


def demo(
    out: Annotated[Path, typer.Option(help="Folder to write; it is emptied first.")] = Path("demo"),
    size: Annotated[SizeName, typer.Option(help="60, 160 or 1,600 faculty.")] = "M",
    seed: Annotated[int, typer.Option(help="Another seed, another department.")] = 2026,
) -> None:
    """Live through one academic year of a synthetic department, mails and all."""
    from mentorship_cli.demo.run import run_demo

    raise typer.Exit(run_demo(out=out, size=size, seed=seed))
