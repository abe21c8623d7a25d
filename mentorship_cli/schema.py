"""Commands on the data dictionary: write it out for REDCap, and check it."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console


app = typer.Typer(help="The data dictionary of the programme.", no_args_is_help=True)


class Format(StrEnum):
    """What REDCap takes: a data dictionary, or a whole project without records."""

    CSV = "csv"
    XML = "xml"


@app.callback()
def about() -> None:
    """Write or check what REDCap has to look like."""


@app.command()
def export(
    form: Annotated[
        Format,
        typer.Option("--format", help="csv: data dictionary. xml: project with roles and reports."),
    ] = Format.CSV,
    out: Annotated[
        Path | None, typer.Option(dir_okay=False, help="File to write; else standard output.")
    ] = None,
) -> None:
    """Write the data dictionary, or a project XML for "create project from XML".

    The XML carries what a dictionary cannot: labels, repeating set-up, surveys, roles, reports.
    """
    text = _text(form)
    if out is None:
        sys.stdout.write(text)
        return
    out.write_text(text, encoding="utf-8", newline="")
    Console(stderr=True, highlight=False).print(f"wrote {len(text.encode()):,} bytes")


def _text(form: Format) -> str:
    if form is Format.CSV:
        from redcap_schema.dictionary import dictionary_text

        return dictionary_text()
    from flows.runtime import local_now
    from sandbox.program_file import program_xml

    return program_xml(local_now())


@app.command()
def check(
    dictionary: Annotated[
        Path | None,
        typer.Option(
            "--file", exists=True, dir_okay=False, help="Another dictionary than the shipped one."
        ),
    ] = None,
) -> None:
    """Check a dictionary: REDCap's rules, the house's rules, and that the code fits it.

    Exits 0 when there is nothing to say, else 11 with one line for each fault.
    """
    from mentorship.errors import DriftError

    count, found = _faults(dictionary)
    console = Console(highlight=False, markup=False, soft_wrap=True)
    for fault in found:
        console.print(fault)
    if found:
        raise typer.Exit(DriftError.exit_code)
    console.print(f"{count} fields: nothing to say")


def _faults(dictionary: Path | None) -> tuple[int, list[str]]:
    """How many fields there are, and what is wrong; what REDCap refuses hides the rest."""
    from redcap_schema import registry
    from redcap_schema.dictionary import metadata_rows
    from redcap_schema.drift import find_drift
    from redcap_schema.rules import dictionary_faults, house_faults

    text = dictionary.read_text(encoding="utf-8-sig") if dictionary else None
    rows = metadata_rows(text)
    if refused := dictionary_faults(rows):
        return len(rows), refused
    drift = find_drift(rows, registry.repeating_instruments())
    return len(rows), [*house_faults(rows), *(each.sentence for each in drift)]
