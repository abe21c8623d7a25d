"""Row filters: `filterLogic` and the log's date range.

Source: redcap_api.md 2.8: logic is evaluated on each row; a row that does not carry the field
does not match.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from sandbox.dictionary import Kind
from sandbox.errors import ApiError
from sandbox.logic import Context, LogicError, Node, is_true, parse
from sandbox.logic.grammar import Reference, references
from sandbox.names import checkbox_column
from sandbox.records.rows import RowPlace
from sandbox.records.smart import SMART, Spot, Surroundings, completed_at, is_smart
from sandbox.storage.links import Target
from sandbox.storage.records import RecordData
from sandbox.structure import Structure


RowTest = Callable[[RecordData, RowPlace], bool]


class RowContext(Context):
    """One row's values as an expression sees them."""

    def __init__(self, spot: Spot, now: datetime) -> None:
        self._spot = spot
        self._structure = spot.structure
        self._place = spot.place
        self._now = now

    def value_of(self, reference: Reference) -> str | None:
        """The raw value on this row, or on the event and instance that the reference names."""
        if is_smart(reference.name):
            return self._smart(reference)
        dictionary = self._structure.dictionary
        if reference.name == dictionary.record_id_field:
            return self._spot.record.record
        column_name = reference.name
        if reference.code is not None:
            column_name = checkbox_column(reference.name, reference.code)
        column = dictionary.column_by_name.get(column_name)
        if column is None:
            return None
        values = self._values(column.instrument, reference)
        if values is None:
            return None
        # Whether a gray status counts as 0 in logic is not established; it is blank here.
        value = values.get(column_name, "0" if column.kind is Kind.CHECKBOX else "")
        if "label" in reference.modifiers and column.field is not None:
            return column.field.labels.get(value, value)
        return value

    def _smart(self, reference: Reference) -> str | None:
        spot, name = self._spot, reference.name
        if name in SMART:
            return SMART[name](spot, name)
        instrument = reference.modifiers[0] if reference.modifiers else ""
        event_id = spot.event_id(reference.event)
        if event_id is None:
            return None
        number = spot.instance(reference.instance, event_id, instrument)
        return completed_at(spot, name, Target(spot.record.record, event_id, instrument, number))

    def _values(self, instrument: str, reference: Reference) -> Mapping[str, str] | None:
        if not reference.event and not reference.instance:
            return self._on_this_row(instrument)
        event_id = self._spot.event_id(reference.event)
        if event_id is None:
            return None
        number = 1
        if reference.instance:
            number = self._spot.instance(reference.instance, event_id, instrument)
        return self._elsewhere(event_id, instrument, number)

    def _on_this_row(self, instrument: str) -> Mapping[str, str] | None:
        place, structure = self._place, self._structure
        for document in place.documents:
            if document.instrument == instrument:
                return document.data or {}
        if place.instrument:
            return None
        carried = instrument in structure.designated(place.event_id)
        alone = structure.repeats_alone(place.event_id, instrument)
        return {} if carried and not alone else None

    def _elsewhere(self, event_id: int, instrument: str, instance: int) -> Mapping[str, str]:
        for document in self._spot.record.documents:
            key = (document.event_id, document.instrument, document.instance)
            if key == (event_id, instrument, instance):
                return document.data or {}
        return {}

    def is_missing_code(self, text: str) -> bool:
        """Whether the text is one of the project's missing-data codes."""
        return any(text == code for code, _label in self._structure.missing_codes)

    def moment(self, word: str) -> str:
        """Today or now by the server's clock."""
        return self._now.strftime("%Y-%m-%d" if word == "today" else "%Y-%m-%d %H:%M:%S")


def filter_instruments(structure: Structure, node: Node) -> set[str]:
    """The instruments whose values a filter reads. Raises `ApiError` for an unknown field."""
    found: set[str] = set()
    columns = {column.base: column for column in structure.dictionary.columns}
    for reference in references(node):
        column = columns.get(reference.name)
        if column is not None:
            found.add(column.instrument)
        elif not is_smart(reference.name):
            raise ApiError(_BAD_FILTER)
    return found


def parse_filter(text: str) -> Node | None:
    """The filter, or None when the text is blank. Raises `ApiError` for a syntax error."""
    if not text.strip():
        return None
    try:
        return parse(text)
    except LogicError as error:
        raise ApiError(_BAD_FILTER) from error


def row_test(structure: Structure, node: Node, now: datetime, around: Surroundings) -> RowTest:
    """The test that keeps a row."""

    def test(record: RecordData, place: RowPlace) -> bool:
        try:
            return is_true(node, RowContext(Spot(structure, record, place, around), now))
        except (LogicError, RecursionError) as error:
            raise ApiError(_BAD_FILTER) from error

    return test


def range_text(text: str, *, name: str) -> str:
    """A date-range parameter as the log stores times. Raises `ApiError` when it is no date."""
    if not text:
        return ""
    for shape in ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d"):
        try:
            # The range is in the server's local time, as the log is: no zone on purpose.
            return datetime.strptime(text, shape).strftime("%Y-%m-%d %H:%M:%S")  # noqa: DTZ007 - see above
        except ValueError:
            continue
    raise ApiError(f'The value of the parameter "{name}" is not a valid date/time.')


def keep(records: Iterable[str], wanted: Iterable[str]) -> list[str]:
    """Those of *records* that are also *wanted*, in order."""
    chosen = set(wanted)
    return [record for record in records if record in chosen]


_BAD_FILTER = "The filter logic contains errors and cannot be evaluated."
