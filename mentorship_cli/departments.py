"""The command that lists departments."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from flows import settings
from mappings.load import departments, load_department


def show() -> None:
    """List the departments that this installation knows, with the project each one opens."""
    folder = settings.load().departments_dir
    table = Table("department", "title", "project", "REDCap", box=None, pad_edge=False)
    for slug in departments(folder):
        found = load_department(slug, folder)
        table.add_row(slug, found.title, str(found.project.id), found.project.url)
    Console(highlight=False).print(table)
