"""One record import: read the rows, check every cell, then write all or nothing.

Source: redcap_api.md 1.2, 1.5, 2.3. `normal` ignores blank cells, `overwrite` erases with them;
columns that are not there are never touched.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sandbox.dictionary import Column
from sandbox.errors import ApiError, Forbidden
from sandbox.numbers import whole
from sandbox.records.changes import ChangeSet
from sandbox.records.checks import (
    BAD_INSTANCE,
    BAD_REPEAT_INSTRUMENT,
    INSTRUMENT_LOCKED,
    NO_EDITING,
    RECORD_LOCKED,
    CellError,
    CellRules,
    needs_instance,
    not_designated,
    not_on_instrument,
)
from sandbox.records.selection import (
    DAG_COLUMN,
    EVENT_COLUMN,
    IDENTIFIER_COLUMN,
    REPEAT_COLUMNS,
)
from sandbox.records.smart import Surroundings
from sandbox.rights import Rights
from sandbox.storage.project import ProjectStore
from sandbox.storage.records import Key
from sandbox.structure import Event, Structure


Row = Mapping[str, str]
PSEUDO_COLUMNS = frozenset({EVENT_COLUMN, *REPEAT_COLUMNS, DAG_COLUMN, IDENTIFIER_COLUMN})
MAX_ID_LENGTH = 100
MAX_INSTANCE = 32767
NEW = "new"


@dataclass(frozen=True)
class ImportRequest:
    """An import as asked. *rows* are flat rows of texts."""

    rows: Sequence[Row]
    overwrite: bool = False
    auto_number: bool = False
    date_format: str = "YMD"
    dag_id: int | None = None
    around: Surroundings = field(default_factory=Surroundings)


@dataclass(frozen=True, slots=True)
class Place:
    """The row's place: event, and instrument and instance when it is a repeat."""

    event: Event
    instrument: str = ""
    instance: int = 1
    is_repeat: bool = False


@dataclass
class Importer:
    """Carries one import through its steps; nothing is written before `apply`."""

    project: ProjectStore
    rights: Rights
    request: ImportRequest
    now: datetime
    errors: list[CellError] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.structure: Structure = self.project.structure
        self.id_field = self.structure.dictionary.record_id_field
        self._verdicts: dict[tuple[int, str, str], str] = {}
        self.rules = CellRules(
            self.request.date_format, [code for code, _label in self.structure.missing_codes]
        )

    def run(self) -> ChangeSet:
        """Check everything and write it. Raises `ApiError` with a line for each bad cell."""
        columns = self._columns()
        rows = self._identified()
        changes = ChangeSet(self.project, [record for record, _row in rows])
        self._check_people(changes)
        for record, row in rows:
            place = self._place(record, row, changes)
            if place is not None:
                self._read(record, row, place, columns, changes)
            self._read_dag(record, row, changes)
        if self.errors:
            raise ApiError(_body(self.errors))
        changes.calculate(self.now, self.request.around)
        changes.apply(self.request.dag_id)
        return changes

    def _columns(self) -> dict[str, Column]:
        known = self.structure.dictionary.column_by_name
        names = dict.fromkeys(name for row in self.request.rows for name in row)
        if self.request.rows and self.id_field not in names:
            raise ApiError(
                f"The record ID field '{self.id_field}' must be present in the data being imported."
            )
        ignored = {f"{name}_timestamp" for name in self.structure.dictionary.instruments}
        unknown = names.keys() - known.keys() - PSEUDO_COLUMNS - ignored
        if unknown:
            listed = ", ".join(name for name in names if name in unknown)
            raise ApiError(
                "The following fields were not found in the project as real data fields: " + listed
            )
        if DAG_COLUMN in names and self.request.dag_id is not None:
            raise ApiError(f"ERROR: Illegal use of '{DAG_COLUMN}' field!")
        return {name: known[name] for name in names if name in known and name != self.id_field}

    def _identified(self) -> list[tuple[str, Row]]:
        rows = [(row.get(self.id_field, "").strip(), row) for row in self.request.rows]
        if self.request.auto_number:
            return rows
        for record, _row in rows:
            if not record or len(record) > MAX_ID_LENGTH:
                message = "The record ID must have a value of at most 100 characters."
                self.errors.append(CellError(record, self.id_field, record, message))
        return rows

    def _check_people(self, changes: ChangeSet) -> None:
        if self.request.auto_number:
            changes.renumber(self.project, self.request.dag_id)
        if changes.new_records and not self.rights.may("record_create"):
            raise Forbidden("You do not have Create Record privileges")
        if self.request.dag_id is None:
            return
        for record, dag_id in changes.dag_by_record.items():
            if dag_id != self.request.dag_id:
                message = "This record belongs to another Data Access Group."
                self.errors.append(CellError(record, self.id_field, record, message))

    def _place(self, record: str, row: Row, changes: ChangeSet) -> Place | None:
        instrument = row.get(REPEAT_COLUMNS[0], "").strip()
        instance = row.get(REPEAT_COLUMNS[1], "").strip()
        event = self._event(record, row)
        if event is None:
            return None
        if instrument and not self.structure.repeats_alone(event.id, instrument):
            self._refuse(record, REPEAT_COLUMNS[0], instrument, BAD_REPEAT_INSTRUMENT)
            if instance and not self.structure.repeats_whole(event.id):
                self._refuse(record, REPEAT_COLUMNS[1], instance, BAD_INSTANCE)
            return None
        is_repeat = bool(instrument) or self.structure.repeats_whole(event.id)
        if not is_repeat:
            if instance:
                self._refuse(record, REPEAT_COLUMNS[1], instance, BAD_INSTANCE)
                return None
            return Place(event)
        number = self._instance(record, event, instrument, instance, changes)
        return None if number is None else Place(event, instrument, number, is_repeat=True)

    def _event(self, record: str, row: Row) -> Event | None:
        # Rows without the column go to the first event (PyCap's own examples rely on it).
        if not self.structure.is_longitudinal or EVENT_COLUMN not in row:
            return self.structure.events[0]
        name = row.get(EVENT_COLUMN, "").strip()
        event = self.structure.event_by_name.get(name)
        if event is None:
            words = "Invalid event name" if name else "The redcap_event_name must have a value"
            self._refuse(record, EVENT_COLUMN, name, f"{words} in a longitudinal project.")
        return event

    def _instance(
        self, record: str, event: Event, instrument: str, text: str, changes: ChangeSet
    ) -> int | None:
        if text.lower() == NEW:
            return changes.next_instance(record, event.id, instrument)
        number = whole(text)
        if number is not None and 0 < number <= MAX_INSTANCE:
            return number
        if not text and not instrument:
            return 1
        message = (
            "redcap_repeat_instance must be a positive integer or 'new' for a repeating"
            " instrument or repeating event."
        )
        self._refuse(record, REPEAT_COLUMNS[1], text, message)
        return None

    def _refuse(self, record: str, name: str, value: str, message: str) -> None:
        self.errors.append(CellError(record, name, value, message))

    def _read(
        self,
        record: str,
        row: Row,
        place: Place,
        columns: Mapping[str, Column],
        changes: ChangeSet,
    ) -> None:
        changes.touch(record, place.event.id, place.instrument, place.instance)
        for name, text in row.items():
            column = columns.get(name)
            if column is None or (text == "" and not self.request.overwrite):
                continue
            misplaced = self._misplaced(column, place)
            if misplaced and not _says_something(column, text):
                continue
            message = misplaced
            value, problem = self.rules.read(column, text)
            key = (record, place.event.id, column.instrument, place.instance)
            message = message or problem or _locked(key, value, column, changes)
            if not message and not self.rights.may_edit(column.instrument):
                if not changes.would_change(key, column, value):
                    continue
                message = NO_EDITING
            if message:
                self._refuse(record, name, text, message)
            else:
                changes.set(key, column, value)

    def _misplaced(self, column: Column, place: Place) -> str:
        """Why the column cannot stand in this place; computed once for each kind of place."""
        key = (place.event.id, place.instrument, column.name)
        known = self._verdicts.get(key)
        if known is None:
            known = self._verdicts[key] = self._verdict(column, place)
        return known

    def _belongs(self, column: Column, place: Place) -> bool:
        if place.instrument:
            return column.instrument == place.instrument
        designated = self.structure.designated(place.event.id)
        alone = self.structure.repeats_alone(place.event.id, column.instrument)
        return column.instrument in designated and not alone

    def _verdict(self, column: Column, place: Place) -> str:
        if self._belongs(column, place):
            return ""
        if column.instrument not in self.structure.designated(place.event.id):
            arms = {arm.number: arm.name for arm in self.structure.arms}
            arm_num = place.event.arm_num
            title = f"{place.event.name} (Arm {arm_num}: {arms.get(arm_num, '')})"
            return not_designated(column.base, title)
        if place.instrument:
            return not_on_instrument(column.base, place.instrument)
        return needs_instance(column.base, column.instrument)

    def _read_dag(self, record: str, row: Row, changes: ChangeSet) -> None:
        name = row.get(DAG_COLUMN, "").strip()
        if not name:
            if DAG_COLUMN in row and self.request.overwrite:
                changes.set_dag(record, None)
            return
        dag = self.structure.dag_by_name.get(name)
        if dag is None:
            message = "The value is not a valid Data Access Group unique name."
            self._refuse(record, DAG_COLUMN, name, message)
        else:
            changes.set_dag(record, dag.id)


def _locked(key: Key, value: str, column: Column, changes: ChangeSet) -> str:
    records, instruments = changes.locked
    if key[0] in records:
        return RECORD_LOCKED
    if key in instruments and changes.would_change(key, column, value):
        return INSTRUMENT_LOCKED
    return ""


def _says_something(column: Column, text: str) -> bool:
    """Whether a cell holds data; an unchecked box says nothing about where it stands."""
    return text != "" and not (column.code and text == "0")


def _body(errors: Iterable[CellError]) -> str:
    lines = (csv_quoted(error) for error in errors)
    return "\n".join(lines)


def csv_quoted(error: CellError) -> str:
    """One error as REDCap lists it: four quoted cells."""
    cells = (error.record, error.field, error.value, error.message)
    return ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)
