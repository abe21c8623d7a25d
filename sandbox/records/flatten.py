"""Entity-attribute-value imports turned into the flat rows that the importer reads."""

from collections.abc import Iterable, Mapping

from sandbox.dictionary import Kind
from sandbox.errors import ApiError
from sandbox.names import checkbox_column
from sandbox.records.selection import EVENT_COLUMN, REPEAT_COLUMNS
from sandbox.structure import Structure


_PLACE = (EVENT_COLUMN, *REPEAT_COLUMNS)


def flat_rows(structure: Structure, lines: Iterable[Mapping[str, str]]) -> list[dict[str, str]]:
    """One flat row for each place of each record. Raises `ApiError` for a bad column set.

    A checkbox may come as `race___1` with 0 or 1, or as `race` with the ticked code.
    """
    id_field = structure.dictionary.record_id_field
    rows: dict[tuple[str, ...], dict[str, str]] = {}
    for line in lines:
        if not {"record", "field_name"} <= line.keys():
            raise ApiError("EAV data need the columns record, field_name and value.")
        key = (line["record"], *(line.get(name, "") for name in _PLACE))
        row = rows.setdefault(key, _new_row(id_field, line))
        name, value = _cell(structure, line["field_name"], line.get("value", ""))
        if name != id_field:
            row[name] = value
    return list(rows.values())


def _new_row(id_field: str, line: Mapping[str, str]) -> dict[str, str]:
    return {id_field: line["record"]} | {name: line[name] for name in _PLACE if name in line}


def _cell(structure: Structure, name: str, value: str) -> tuple[str, str]:
    column = structure.dictionary.column_by_name.get(name)
    field = structure.dictionary.by_name.get(name)
    if field is None or field.type != "checkbox" or not value:
        return name, value
    if column is not None and column.kind is Kind.CHECKBOX:
        return name, value
    return checkbox_column(name, value), "1"
