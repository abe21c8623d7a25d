"""Pipe tables in test modules: rules as people read them.

    started    | met        | state
    -----------|------------|------
    2026-07-01 |            | due

Columns are separated by `|`; a row of dashes and blank lines are skipped; cells are stripped and
an empty cell is "". `cases` feeds `pytest.mark.parametrize`.
"""

from __future__ import annotations

from datetime import date

import pytest


def rows(table: str) -> list[dict[str, str]]:
    """Return the table's rows as dictionaries by column heading."""
    lines = [line.strip() for line in table.strip().splitlines()]
    lines = [line for line in lines if line and set(line) - set("-|: ")]
    head, *body = [[cell.strip() for cell in line.split("|")] for line in lines]
    for cells in body:
        if len(cells) != len(head):
            raise ValueError(f"{len(cells)} cells under {len(head)} headings: {cells}")
    return [dict(zip(head, cells, strict=True)) for cells in body]


def cases(table: str) -> pytest.MarkDecorator:
    """Return a parametrization with one case a row; the test takes the row as `case`."""
    found = rows(table)
    ids = [" ".join(value for value in row.values() if value) or "empty" for row in found]
    return pytest.mark.parametrize("case", found, ids=ids)


def day(text: str) -> date | None:
    """Read an ISO date; None for an empty cell."""
    return date.fromisoformat(text) if text else None
