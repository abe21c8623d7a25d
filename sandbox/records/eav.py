"""Exports as entity, attribute and value: one line for each filled field.

Source: redcap_api.md 2.10: blanks are left out, a checkbox gives a line for each ticked code under
the field's own name, the record id has its line too.
"""

from collections.abc import Iterator

from sandbox.dictionary import Column, Kind
from sandbox.records.export import Export
from sandbox.records.labels import Labeler
from sandbox.records.selection import EVENT_COLUMN, REPEAT_COLUMNS
from sandbox.storage.records import Document


def eav_columns(export: Export) -> tuple[str, ...]:
    """The columns of the answer."""
    structure = export.structure
    names = ["record"]
    if structure.is_longitudinal:
        names.append(EVENT_COLUMN)
    if structure.is_repeating:
        names += REPEAT_COLUMNS
    return (*names, "field_name", "value")


def eav_rows(export: Export) -> Iterator[dict[str, object]]:
    """The lines in record order, each row's fields in dictionary order."""
    structure, selection = export.structure, export.selection
    labeler = Labeler(structure, selection.columns, choice_texts=True)
    for record, place in export.places():
        shown_id = export.look.record_id(record.record)
        head: dict[str, object] = {"record": shown_id}
        if structure.is_longitudinal:
            head[EVENT_COLUMN] = structure.event_by_id[place.event_id].unique_name
        if structure.is_repeating:
            head[REPEAT_COLUMNS[0]] = place.instrument
            head[REPEAT_COLUMNS[1]] = place.instance if place.is_repeat else ""
        if selection.has_record_id and not place.is_repeat:
            name = structure.dictionary.record_id_field
            yield {**head, "field_name": name, "value": shown_id}
        values = _values(place.documents)
        if export.request.labels:
            values = labeler.relabel(dict(values))
        for column in selection.columns:
            value = values.get(column.name, "")
            if value:
                shown = column.code if _keeps_code(export, column) else value
                yield {**head, "field_name": column.base, "value": shown}


def _keeps_code(export: Export, column: Column) -> bool:
    return column.kind is Kind.CHECKBOX and not export.request.labels


def _values(documents: list[Document]) -> dict[str, str]:
    values: dict[str, str] = {}
    for document in documents:
        values |= document.data or {}
    return values
