"""`combineCheckboxOptions`: one column for each checkbox field, with what is ticked in it.

The choices are joined with commas, as codes or as labels. Source: public API parameter lists; the
exact separator is not established.
"""

from collections.abc import Iterable, Iterator

from sandbox.dictionary import Column, Kind
from sandbox.records.rows import Cells
from sandbox.records.selection import Selection
from sandbox.structure import Structure


TICKED = "1"


def combined_columns(selection: Selection) -> Iterator[tuple[str, Column | None]]:
    """Names of data columns with their column, each checkbox field once."""
    seen: set[str] = set()
    for name, column in selection.data_columns():
        if column is None or column.kind is not Kind.CHECKBOX:
            yield name, column
        elif column.base not in seen:
            seen.add(column.base)
            yield column.base, column


class Combiner:
    """Puts the ticked choices of each checkbox field of a row into one cell."""

    def __init__(self, structure: Structure, columns: Iterable[Column], *, labels: bool) -> None:
        missing = dict(structure.missing_codes)
        self._shown: dict[str, dict[str, str]] = {}
        for column in columns:
            if column.kind is Kind.CHECKBOX and column.field is not None:
                texts = {**missing, **column.field.labels}
                text = texts.get(column.code, column.code) if labels else column.code
                self._shown.setdefault(column.base, {})[column.name] = text

    def combine(self, cells: Cells) -> Cells:
        """The same cells with the combined ones added."""
        for field, texts in self._shown.items():
            ticked = [text for name, text in texts.items() if cells.get(name) == TICKED]
            cells[field] = ",".join(ticked)
        return cells
