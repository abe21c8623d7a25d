"""Small pieces of Markdown: the page's head, sections, tables that no cell can break, code."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def page(title: str, about: str, *sections: str) -> str:
    """Return a whole page; its second line says that nobody edits it by hand."""
    head = (
        f"# {title}\n\n"
        "<!-- Written by `make docs` from the code; `make check` fails when it is stale. -->"
    )
    return "\n\n".join((head, about, *(each.strip() for each in sections if each))) + "\n"


def section(title: str, *parts: str, level: int = 2) -> str:
    """Return a heading with what stands under it; empty parts are left out."""
    return "\n\n".join((f"{'#' * level} {title}", *(part for part in parts if part)))


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table, or "" when there is no row."""
    lines = [_line(row) for row in rows]
    if not lines:
        return ""
    return "\n".join([_line(headings), "|" + "---|" * len(headings), *lines])


def bullets(items: Iterable[str]) -> str:
    """Return a list, one line an item."""
    return "\n".join(f"- {' '.join(each.split())}" for each in items)


def code(text: object) -> str:
    """Return *text* as code."""
    return f"`{text}`"


def codes(texts: Iterable[object]) -> str:
    """Return *texts* as code, separated by commas."""
    return ", ".join(code(each) for each in texts)


def _line(cells: Sequence[object]) -> str:
    return "| " + " | ".join(_cell(each) for each in cells) + " |"


def _cell(value: object) -> str:
    """One line of text without anything that ends a cell or, outside code, begins a tag."""
    parts = " ".join(str(value).split()).replace("|", "\\|").split("`")
    parts[::2] = [each.replace("<", "&lt;") for each in parts[::2]]
    return "`".join(parts)
