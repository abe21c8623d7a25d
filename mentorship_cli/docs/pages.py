"""PAGES: the generated pages by file name, and what is stale among them."""

from __future__ import annotations

from pathlib import Path

import typer

from mentorship_cli.docs.commands import commands_page
from mentorship_cli.docs.data_dictionary import data_dictionary_page
from mentorship_cli.docs.messages import messages_page
from mentorship_cli.docs.requirements import requirements_page
from mentorship_cli.docs.rules import rules_page
from mentorship_cli.docs.settings import settings_page


def pages(app: typer.Typer) -> dict[str, str]:
    """Return file name -> content of every page; *app* is the command line to describe."""
    return {
        "commands.md": commands_page(app),
        "data-dictionary.md": data_dictionary_page(),
        "messages.md": messages_page(),
        "requirements.md": requirements_page(),
        "rules.md": rules_page(),
        "settings.md": settings_page(),
    }


def stale(app: typer.Typer, folder: Path) -> list[str]:
    """Return the names of pages in *folder* that are missing or differ from the code."""
    return [
        name
        for name, content in pages(app).items()
        if not (folder / name).is_file() or (folder / name).read_text(encoding="utf-8") != content
    ]


def write(app: typer.Typer, folder: Path) -> list[str]:
    """Write the stale pages into *folder*; return their names."""
    names = stale(app, folder)
    folder.mkdir(parents=True, exist_ok=True)
    content = pages(app)
    for name in names:
        (folder / name).write_text(content[name], encoding="utf-8")
    return names
