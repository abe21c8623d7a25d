"""Labels instead of codes, in cells and in headers. Source: redcap_api.md 2.1, 2.4."""

from collections.abc import Iterable, Mapping

from sandbox.dictionary import STATUS_LABELS, Column, Kind
from sandbox.records.rows import Cells
from sandbox.records.selection import (
    DAG_COLUMN,
    EVENT_COLUMN,
    IDENTIFIER_COLUMN,
    REPEAT_COLUMNS,
)
from sandbox.structure import Structure


_HEAD_LABELS = {
    EVENT_COLUMN: "Event Name",
    REPEAT_COLUMNS[0]: "Repeat Instrument",
    REPEAT_COLUMNS[1]: "Repeat Instance",
    DAG_COLUMN: "Data Access Group",
    IDENTIFIER_COLUMN: "Survey Identifier",
}


class Labeler:
    """Replaces codes by labels in the cells of a row."""

    def __init__(
        self, structure: Structure, columns: Iterable[Column], *, choice_texts: bool
    ) -> None:
        missing = dict(structure.missing_codes)
        self._labels = {
            column.name: {**missing, **labels}
            for column in columns
            if (labels := _labels_of(column, choice_texts=choice_texts)) or missing
        }

    def relabel(self, cells: Cells) -> Cells:
        """The same cells with labels; values without a label stay."""
        for name, labels in self._labels.items():
            value = cells.get(name)
            if value:
                cells[name] = labels.get(value, value)
        return cells


def _labels_of(column: Column, *, choice_texts: bool) -> Mapping[str, str]:
    if column.kind is Kind.STATUS:
        return STATUS_LABELS
    if column.field is None:
        return {}
    if column.kind is Kind.CHECKBOX:
        if choice_texts:
            return {"0": "", "1": column.field.labels.get(column.code, column.code)}
        return {"0": "Unchecked", "1": "Checked"}
    return column.field.labels


def header_labels(
    structure: Structure, head: Iterable[str], columns: Iterable[tuple[str, Column | None]]
) -> list[str]:
    """The header row of `rawOrLabelHeaders=label`. *columns*: names with their column."""
    dictionary = structure.dictionary
    id_field = dictionary.by_name.get(dictionary.record_id_field)
    labels = [_HEAD_LABELS.get(name, id_field.label if id_field else name) for name in head]
    return labels + [
        "Survey Timestamp" if column is None else _header(structure, name, column)
        for name, column in columns
    ]


def _header(structure: Structure, name: str, column: Column) -> str:
    if column.field is None:
        return "Complete?"
    if column.kind is Kind.CHECKBOX and name == column.name:
        codes = {**dict(structure.missing_codes), **column.field.labels}
        return f"{column.field.label} (choice={codes.get(column.code, column.code)})"
    return column.field.label
