"""`docs/commands.md`: every command with its help, and every exit code.

What a command takes is read from its function, as Typer reads it.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any, get_args, get_origin, get_type_hints

import typer
from typer.models import ArgumentInfo, OptionInfo

from mentorship import errors as errors_of_the_core
from mentorship.errors import MentorshipError
from mentorship.pairing import solver
from mentorship_cli.docs.docstrings import first_line
from mentorship_cli.docs.markdown import code, page, section, table
from notifications import outbox
from redcap_gateway import answers, wire


HOMES_OF_ERRORS = (errors_of_the_core, solver, outbox, answers, wire)
"""Every module that defines a failure; a test finds the one that is missing here."""

ABOUT = """What the command `mentorship` offers. In a checkout it is `.venv/bin/mentorship` after
`make setup`. Every command answers `--help`."""
EXITS = """A command that ends well ends with 0. A failure of ours prints one sentence and ends
with the code of its class, so that a scheduler or an operator knows who must act without reading
logs. Code 1 is a defect, a demo in which something did not happen, or stale pages; code 2 is a
command line that cannot be understood. What to do about each is in the
[runbook](runbook.md#exit-codes)."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One argument or option, as a person types it."""

    typed: str
    default: str
    help: str
    is_argument: bool
    is_required: bool

    @property
    def in_usage(self) -> str:
        """How the usage line shows it."""
        return self.typed if self.is_required else f"[{self.typed}]"


def commands_page(app: typer.Typer) -> str:
    """Return the page for the command line *app*."""
    return page(
        "Commands",
        ABOUT,
        *(_command(name, function) for name, function in all_commands(app)),
        section("Exit codes", EXITS, _exits()),
    )


def all_commands(
    app: typer.Typer, above: str = "mentorship"
) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Yield every command with its full name and its function, groups after single commands."""
    for command in app.registered_commands:
        if command.callback is not None:
            name = command.name or command.callback.__name__.replace("_", "-")
            yield f"{above} {name}", command.callback
    for group in app.registered_groups:
        if group.typer_instance is not None:
            yield from all_commands(group.typer_instance, f"{above} {group.name}")


def errors() -> list[type[MentorshipError]]:
    """Return every kind of failure of ours, by exit code and name."""
    found = {
        each
        for home in HOMES_OF_ERRORS
        for each in vars(home).values()
        if isinstance(each, type) and issubclass(each, MentorshipError)
    }
    return sorted(found - {MentorshipError}, key=lambda each: (each.exit_code, each.__name__))


def parameters(function: Callable[..., Any]) -> Iterator[Parameter]:
    """Yield what a command takes, in order."""
    hints = get_type_hints(function, include_extras=True)
    for name, parameter in inspect.signature(function).parameters.items():
        marks = [each for each in get_args(hints[name]) if isinstance(each, _MARKS)]
        if marks:
            yield _parameter(name, parameter.default, get_args(hints[name])[0], marks[0])


_MARKS = (ArgumentInfo, OptionInfo)


def _parameter(name: str, default: object, kind: Any, mark: ArgumentInfo | OptionInfo) -> Parameter:
    is_argument = isinstance(mark, ArgumentInfo)
    is_required = default is inspect.Parameter.empty
    words = (mark.param_decls or [f"--{name.replace('_', '-')}"])[0]
    shown = name.upper() if is_argument else f"{words} {mark.metavar or _values(kind)}".strip()
    return Parameter(
        typed=shown,
        default="**required**" if is_required else _default(default),
        help=mark.help or "",
        is_argument=is_argument,
        is_required=is_required,
    )


_VALUES = {"bool": "", "datetime": "DATE", "int": "NUMBER", "Path": "PATH", "str": "TEXT"}


def _values(kind: Any) -> str:
    """Return what may stand behind an option: a choice, or a kind of value in capitals."""
    inner = [each for each in get_args(kind) if each is not type(None)]
    if get_origin(kind) is not None and inner and isinstance(inner[0], str):
        return "|".join(inner)
    chosen = inner[0] if inner else kind
    if issubclass(chosen, Enum):
        return "|".join(str(each.value) for each in chosen)
    return _VALUES[chosen.__name__]


def _default(value: object) -> str:
    return "" if value is None or value is False else code(getattr(value, "value", value))


def _command(name: str, function: Callable[..., Any]) -> str:
    taken = list(parameters(function))
    return section(
        name,
        f"```\n{' '.join([name, *(each.in_usage for each in taken)])}\n```",
        inspect.getdoc(function) or "",
        table(
            ("argument or option", "default", "meaning"),
            ((code(each.typed), each.default, each.help) for each in taken),
        ),
    )


def _exits() -> str:
    return table(
        ("code", "failure", "what it means"),
        ((each.exit_code, code(each.__name__), first_line(each)) for each in errors()),
    )
