"""The command that looks at pairing proposals: tonight's, what if, and how two runs differ.

It reads REDCap and writes nothing there; nobody is told.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Console

from mentorship_cli.running import DepartmentArgument, TodayOption


console = Console(highlight=False, markup=False, soft_wrap=True)

TONIGHT = "tonight"
WhatIfOption = Annotated[
    list[str] | None,
    typer.Option(
        metavar="CHANGE",
        help='A change to imagine, e.g. "hub H14 +1" or "mentor 412 paused". Given several '
        "times, all of them together.",
    ),
]
CompareOption = Annotated[
    tuple[str, str] | None,
    typer.Option(
        metavar="RUN1 RUN2",
        help=f"Two stored runs by name; {TONIGHT} stands for the proposals of now.",
    ),
]
WhyOption = Annotated[
    list[str] | None, typer.Option(metavar="RECORD", help="Show the whole argument for a mentee.")
]
RematchOption = Annotated[
    list[str] | None,
    typer.Option(
        metavar="RECORD",
        help="Pair this mentee anew, with another mentor; everybody else stays as they are.",
    ),
]


class Whose(StrEnum):
    """Whose proposals to look at."""

    FACULTY = "faculty"
    RESIDENTS = "residents"


ProgrammeOption = Annotated[
    Whose, typer.Option(help="Faculty and hubs, or residents and their mentors.")
]


def propose(
    department: DepartmentArgument,
    today: TodayOption = None,
    *,
    programme: ProgrammeOption = Whose.FACULTY,
    what_if: WhatIfOption = None,
    compare: CompareOption = None,
    why: WhyOption = None,
    rematch: RematchOption = None,
) -> None:
    """Show whom a pairing run of now would propose, or what would change. Nothing is written.

    Without options: every proposal, one a line, whether or not tonight is the night for it.
    """
    from flows.looking import Look
    from mentorship.relationships import Programme

    whose = Programme.RESIDENT if programme is Whose.RESIDENTS else Programme.FACULTY_HUB
    look = Look.at(department, today.date() if today else None, whose)
    if what_if:
        _print(look.imagined(what_if))
    if compare:
        _print(look.compared(*(None if each == TONIGHT else each for each in compare)))
    if why:
        _print(look.argued(why))
    if rematch:
        _print(look.rematched(rematch))
    if not (what_if or compare or why or rematch):
        _print(look.proposed())


def _print(lines: Iterable[str]) -> None:
    for each in lines:
        console.print(each)
