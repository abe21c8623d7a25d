"""From documents to the rows of a flat export.

Source: redcap_api.md 2.3. A record gives its base rows in event order, then its repeat rows by
event, instrument and instance. A cell that does not belong to its row is blank, checkboxes too.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.dictionary import Column, Kind
from sandbox.records.selection import (
    DAG_COLUMN,
    EVENT_COLUMN,
    REPEAT_COLUMNS,
    Selection,
)
from sandbox.storage.links import Target
from sandbox.storage.records import Document, RecordData
from sandbox.structure import WHOLE_EVENT, Structure


Cells = dict[str, Any]


@dataclass(frozen=True)
class Look:
    """How rows look, beyond their columns."""

    blank_for_gray: bool = False
    event_labels: bool = False
    record_id: Callable[[str], str] = str
    file_names: Mapping[str, str] = field(default_factory=dict)
    completed: Mapping[Target, str] = field(default_factory=dict)


@dataclass(slots=True)
class RowPlace:
    """Where a row sits in its record. `instrument` is blank on base rows and event repeats."""

    event_id: int
    instrument: str
    instance: int
    is_repeat: bool
    documents: list[Document] = field(default_factory=list)


class RowBuilder:
    """Makes the flat rows of one record at a time; templates are computed once."""

    def __init__(self, structure: Structure, selection: Selection, look: Look) -> None:
        self._structure = structure
        self._selection = selection
        self._look = look
        self._templates: dict[tuple[int, str], Cells] = {}
        self._shown = frozenset(selection.instruments)
        self._file_columns = tuple(
            column.name
            for column in selection.columns
            if column.field is not None and column.field.type == "file"
        )

    def places(self, record: RecordData) -> list[RowPlace]:
        """The record's rows in order, before anybody has looked at values."""
        structure = self._structure
        base: dict[int, RowPlace] = {}
        repeats: dict[tuple[int, str, int], RowPlace] = {}
        for document in record.documents:
            event_id = document.event_id
            if event_id not in structure.event_order:
                continue
            if structure.repeats_whole(event_id):
                key = (event_id, WHOLE_EVENT, document.instance)
            else:
                place = base.setdefault(event_id, RowPlace(event_id, "", 1, is_repeat=False))
                if not structure.repeats_alone(event_id, document.instrument):
                    place.documents.append(document)
                    continue
                key = (event_id, document.instrument, document.instance)
            place = repeats.setdefault(key, RowPlace(*key, is_repeat=True))
            place.documents.append(document)
        return self._ordered(base, repeats)

    def _ordered(
        self, base: Mapping[int, RowPlace], repeats: Mapping[tuple[int, str, int], RowPlace]
    ) -> list[RowPlace]:
        events, instruments = self._structure.event_order, self._structure.instrument_order
        known = [key for key in repeats if key[1] in instruments]
        known.sort(key=lambda key: (events[key[0]], instruments[key[1]], key[2]))
        return [
            *(base[event_id] for event_id in sorted(base, key=events.__getitem__)),
            *(repeats[key] for key in known),
        ]

    def is_shown(self, place: RowPlace) -> bool:
        """Whether the row is part of this export at all.

        Repeats of instruments that were not asked for are left out; so are, in classic projects
        without the record id, base rows that could hold nothing that was asked.
        """
        if place.is_repeat:
            return not place.instrument or place.instrument in self._shown
        if self._selection.has_record_id or self._structure.is_longitudinal:
            return True
        repeating = {name for _event, name in self._structure.repeating}
        return bool(self._shown - repeating)

    def row(self, record: RecordData, place: RowPlace) -> Cells:
        """The cells of one row."""
        key = (place.event_id, place.instrument if place.is_repeat else "\0base")
        template = self._templates.get(key)
        if template is None:
            template = self._templates[key] = self._template(place)
        cells = template.copy()
        self._fill_head(cells, record, place)
        for document in place.documents:
            for name, value in (document.data or {}).items():
                if name in cells:
                    cells[name] = value
        if self._file_columns:
            self._name_files(cells)
        if self._selection.surveys:
            self._fill_timestamps(cells, record, place)
        return cells

    def rows(self, record: RecordData) -> Iterator[Cells]:
        """All rows of one record that this export shows."""
        for place in self.places(record):
            if self.is_shown(place):
                yield self.row(record, place)

    def _template(self, place: RowPlace) -> Cells:
        carried = self._carried(place)
        cells: Cells = dict.fromkeys(self._selection.head, "")
        if EVENT_COLUMN in cells:
            event = self._structure.event_by_id[place.event_id]
            title = self._structure.event_title(event)
            cells[EVENT_COLUMN] = title if self._look.event_labels else event.unique_name
        for name, column in self._selection.data_columns():
            is_carried = column is not None and column.instrument in carried
            cells[name] = self._blank(column) if is_carried and column else ""
        return cells

    def _blank(self, column: Column) -> str:
        if column.kind is Kind.STATUS and self._look.blank_for_gray:
            return ""
        return column.blank

    def _carried(self, place: RowPlace) -> frozenset[str]:
        if place.instrument:
            return frozenset({place.instrument})
        structure = self._structure
        return frozenset(
            name
            for name in structure.designated(place.event_id)
            if not structure.repeats_alone(place.event_id, name)
        )

    def _fill_head(self, cells: Cells, record: RecordData, place: RowPlace) -> None:
        head = self._selection.head
        if not head:
            return
        cells[head[0]] = self._look.record_id(record.record)
        if place.is_repeat and REPEAT_COLUMNS[0] in cells:
            instrument = place.instrument
            labels = self._structure.labels
            shown = labels.get(instrument, "") if self._look.event_labels else instrument
            cells[REPEAT_COLUMNS[0]] = shown
            cells[REPEAT_COLUMNS[1]] = place.instance
        if DAG_COLUMN in cells and record.dag_id is not None:
            dag = self._structure.dag_by_id.get(record.dag_id)
            if dag is not None:
                cells[DAG_COLUMN] = dag.name if self._look.event_labels else dag.unique_name

    def _name_files(self, cells: Cells) -> None:
        for name in self._file_columns:
            if cells[name]:
                cells[name] = self._look.file_names.get(cells[name], cells[name])

    def _fill_timestamps(self, cells: Cells, record: RecordData, place: RowPlace) -> None:
        for document in place.documents:
            name = f"{document.instrument}_timestamp"
            if name in cells:
                target = Target(
                    record.record, document.event_id, document.instrument, document.instance
                )
                cells[name] = self._look.completed.get(target, "")
