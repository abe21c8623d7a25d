"""Calculated fields: `calc` fields, and text fields with @CALCTEXT or @CALCDATE, after an import.

A value is computed where its instrument has been saved, and on base rows also where a field that
it reads has just changed. An expression that cannot be read leaves what is stored.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sandbox.dictionary import Column, Field, Kind
from sandbox.logic import LogicError, Node, evaluate, parse
from sandbox.logic.functions import to_moment
from sandbox.logic.grammar import references
from sandbox.records.filters import RowContext
from sandbox.records.rows import RowPlace
from sandbox.records.smart import Spot, Surroundings
from sandbox.storage.records import Document, Key, RecordData
from sandbox.structure import Structure


MAX_PASSES = 5
_LENGTHS = {"datetime_seconds": 19, "datetime": 16, "date": 10}
TAGS = {"@CALCTEXT(": "{}", "@CALCDATE(": "calcdate({})"}
"""The action tags that calculate, and the expression that stands for each."""


@dataclass(frozen=True)
class Calculation:
    """One calculated column, its expression, and the instruments that the expression reads."""

    column: Column
    node: Node
    reads: frozenset[str]


def calculations(structure: Structure) -> tuple[Calculation, ...]:
    """All calculations of a project that can be read."""
    columns = {column.base: column for column in structure.dictionary.columns}
    found = []
    for column in structure.dictionary.columns:
        text = expression_of(column.field) if column.field else ""
        if not text or column.kind is not Kind.VALUE:
            continue
        try:
            node = parse(text)
        except LogicError:
            continue
        names = {reference.name for reference in references(node)}
        reads = frozenset(columns[name].instrument for name in names if name in columns)
        found.append(Calculation(column, node, reads))
    return tuple(found)


def expression_of(field: Field) -> str:
    """A field's calculation, or a blank when it has none."""
    if field.type == "calc":
        return field.detail.strip()
    for tag, expression in TAGS.items():
        start = field.annotation.find(tag)
        inner = _until_closed(field.annotation[start + len(tag) :]) if start >= 0 else ""
        if inner:
            return expression.format(inner)
    return ""


def _until_closed(text: str) -> str:
    """The text before the parenthesis that closes the tag; quoted parentheses do not count."""
    depth, quote = 1, ""
    for position, letter in enumerate(text):
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "'\"":
            quote = letter
        else:
            depth += {"(": 1, ")": -1}.get(letter, 0)
            if depth == 0:
                return text[:position].strip()
    return ""


class CalculationContext(RowContext):
    """As a row sees it; a repeat row also reads the single instruments of its event."""

    def _on_this_row(self, instrument: str) -> Mapping[str, str] | None:
        found = super()._on_this_row(instrument)
        if found is not None:
            return found
        if self._structure.repeats_alone(self._place.event_id, instrument):
            return {}
        return self._elsewhere(self._place.event_id, instrument, 1)


class Calculator:
    """Computes the calculated values of one record at a time."""

    def __init__(self, structure: Structure, now: datetime, around: Surroundings) -> None:
        self._structure = structure
        self._now = now
        self._around = around
        self.calculations = calculations(structure)

    def results(
        self, record: RecordData, dirty: frozenset[tuple[int, str]]
    ) -> Iterator[tuple[Key, Column, str]]:
        """Keys, columns and new values. *dirty*: events and instruments that just changed."""
        for calculation in self.calculations:
            instrument = calculation.column.instrument
            for event in self._structure.events:
                for place in self._places(record, event.id, instrument):
                    saved = any(doc.instrument == instrument for doc in place.documents)
                    if saved or any((event.id, name) in dirty for name in calculation.reads):
                        value = self._value(calculation, record, place)
                        if value is not None:
                            key = (record.record, event.id, instrument, place.instance)
                            yield key, calculation.column, value

    def _places(self, record: RecordData, event_id: int, instrument: str) -> list[RowPlace]:
        structure = self._structure
        documents = [doc for doc in record.documents if doc.event_id == event_id]
        if not documents or instrument not in structure.designated(event_id):
            return []
        if structure.repeats_whole(event_id):
            numbers = sorted({doc.instance for doc in documents})
            return [_place(event_id, "", number, documents) for number in numbers]
        if structure.repeats_alone(event_id, instrument):
            own = [doc for doc in documents if doc.instrument == instrument]
            return [
                RowPlace(event_id, instrument, doc.instance, is_repeat=True, documents=[doc])
                for doc in own
            ]
        single = [d for d in documents if not structure.repeats_alone(event_id, d.instrument)]
        return [_place(event_id, "", 1, single)]

    def _value(self, calculation: Calculation, record: RecordData, place: RowPlace) -> str | None:
        spot = Spot(self._structure, record, place, self._around)
        context = CalculationContext(spot, self._now)
        try:
            value = evaluate(calculation.node, context) or ""
        except (LogicError, RecursionError):
            return None
        field = calculation.column.field
        return _as_date(value, field.validation) if field else value


def _as_date(value: str, validation: str) -> str:
    """A calculated moment as a field of that validation stores it; other values as they are."""
    length = next((n for stem, n in _LENGTHS.items() if validation.startswith(stem)), 0)
    if not length or to_moment(value) is None:
        return value
    return value.replace("T", " ").ljust(length, " ")[:length].strip()


def _place(event_id: int, instrument: str, number: int, documents: list[Document]) -> RowPlace:
    chosen = [document for document in documents if document.instance == number]
    return RowPlace(event_id, instrument, number, is_repeat=False, documents=chosen)
