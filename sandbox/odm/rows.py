"""Records that are imported as ODM: one flat row for each instrument instance."""

from collections.abc import Iterator

from sandbox.errors import BadBody
from sandbox.odm.plan import PlannedDocument
from sandbox.odm.read import read_documents
from sandbox.records.selection import EVENT_COLUMN, REPEAT_COLUMNS
from sandbox.structure import Structure
from sandbox.xmltree import XmlError


def odm_rows(structure: Structure, text: str) -> list[dict[str, str]]:
    """Flat rows of an ODM text. Raises `BadBody` when it is not XML."""
    try:
        documents = read_documents(text)
    except XmlError as error:
        raise BadBody from error
    return [dict(_cells(structure, document)) for document in documents]


def _cells(structure: Structure, document: PlannedDocument) -> Iterator[tuple[str, str]]:
    yield structure.dictionary.record_id_field, document.record
    event = structure.events[0]
    if structure.is_longitudinal:
        yield EVENT_COLUMN, document.event_name
        event = structure.event_by_name.get(document.event_name, event)
    if structure.repeats_alone(event.id, document.instrument):
        yield REPEAT_COLUMNS[0], document.instrument
        yield REPEAT_COLUMNS[1], str(document.instance)
    elif structure.repeats_whole(event.id):
        yield REPEAT_COLUMNS[1], str(document.event_repeat)
    yield from _values(structure, document)


def _values(structure: Structure, document: PlannedDocument) -> Iterator[tuple[str, str]]:
    for name, value in document.values.items():
        column = structure.dictionary.column_by_name.get(name)
        field = column.field if column else None
        if field is not None and field.validation.startswith("datetime"):
            yield name, value.replace("T", " ")
        elif name != structure.dictionary.record_id_field:
            yield name, value
