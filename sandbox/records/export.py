"""One record export from request to rows: selection, scan, filter, look."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sandbox.dictionary import Column, Dictionary
from sandbox.errors import ApiError
from sandbox.records.arranging import Arrangement, single_lines
from sandbox.records.combining import Combiner, combined_columns
from sandbox.records.filters import RowTest, filter_instruments, parse_filter, row_test
from sandbox.records.labels import Labeler
from sandbox.records.rows import Cells, Look, RowBuilder, RowPlace
from sandbox.records.selection import Asked, Selection, select
from sandbox.records.smart import Surroundings
from sandbox.rights import DEIDENTIFIED, FULL_SET, NO_IDENTIFIERS, Rights
from sandbox.storage.project import ProjectStore
from sandbox.storage.records import RecordData
from sandbox.structure import Structure


@dataclass(frozen=True)
class Request:
    """One export as asked, whatever the wire looked like."""

    asked: Asked
    records: Sequence[str] | None = None
    events: Sequence[str] = ()
    filter_logic: str = ""
    labels: bool = False
    checkbox_labels: bool = False
    combined: bool = False
    blank_for_gray: bool = False
    decimal: str = ""
    dag_id: int | None = None
    arrangement: Arrangement | None = None
    around: Surroundings = field(default_factory=Surroundings)


@dataclass
class Export:
    """A prepared export: its selection and, lazily, its rows."""

    structure: Structure
    selection: Selection
    request: Request
    _builder: RowBuilder
    look: Look
    _scan: Callable[[], Iterator[RecordData]]
    _test: RowTest | None
    _events: frozenset[int]

    def places(self) -> Iterator[tuple[RecordData, RowPlace]]:
        """Every row's record and place, in order, filters applied."""
        arrangement = self.request.arrangement
        if arrangement is None or not arrangement.order:
            return self._places()
        return iter(arrangement.sorted(self._places()))

    def _places(self) -> Iterator[tuple[RecordData, RowPlace]]:
        for record in self._scan():
            places = self._builder.places(record)
            if self._keeps_record(record, places):
                yield from ((record, place) for place in places if self._keeps(record, place))

    def _keeps_record(self, record: RecordData, places: Sequence[RowPlace]) -> bool:
        arrangement, test = self.request.arrangement, self._test
        if arrangement is None:
            return True
        if arrangement.dag_ids and record.dag_id not in arrangement.dag_ids:
            return False
        return not arrangement.by_record or test is None or any(test(record, p) for p in places)

    def _keeps(self, record: RecordData, place: RowPlace) -> bool:
        if place.event_id not in self._events or not self._builder.is_shown(place):
            return False
        arrangement = self.request.arrangement
        by_record = arrangement is not None and arrangement.by_record
        return by_record or self._test is None or self._test(record, place)

    def rows(self) -> Iterator[Cells]:
        """The finished rows."""
        finish = self._finisher()
        names = self.names if self.request.combined else ()
        for record, place in self.places():
            cells = finish(self._builder.row(record, place))
            yield {name: cells[name] for name in names} if names else cells

    @property
    def names(self) -> tuple[str, ...]:
        """The column names of the finished rows."""
        return (*self.selection.head, *(name for name, _column in self.data_columns()))

    def data_columns(self) -> Iterable[tuple[str, Column | None]]:
        """Names of data columns with their column; a survey's timestamp has none."""
        if self.request.combined:
            return combined_columns(self.selection)
        return self.selection.data_columns()

    def _finisher(self) -> Callable[[Cells], Cells]:
        decimals = _decimal_columns(self.selection) if self.request.decimal else {}
        labeler = None
        if self.request.labels:
            labeler = Labeler(
                self.structure,
                self.selection.columns,
                choice_texts=self.request.checkbox_labels,
            )

        columns = self.selection.columns if self.request.combined else ()
        combiner = Combiner(self.structure, columns, labels=self.request.labels)

        arrangement = self.request.arrangement
        is_single_line = arrangement is not None and arrangement.single_line

        def finish(cells: Cells) -> Cells:
            combiner.combine(cells)
            if is_single_line:
                single_lines(cells)
            for name, other in decimals.items():
                if other != self.request.decimal:
                    cells[name] = cells[name].replace(other, self.request.decimal)
            return labeler.relabel(cells) if labeler else cells

        return finish


def prepare(project: ProjectStore, rights: Rights, request: Request, now: datetime) -> Export:
    """Check a request and make it ready to run. Raises `ApiError` for what REDCap refuses."""
    structure = project.structure
    selection = select(structure, rights, request.asked)
    node = parse_filter(request.filter_logic)
    instruments = list(selection.instruments)
    test = None
    if node is not None:
        instruments += sorted(filter_instruments(structure, node) - set(instruments))
        test = row_test(structure, node, now, request.around)
    look = Look(
        blank_for_gray=request.blank_for_gray,
        event_labels=request.labels,
        record_id=_record_id_look(project, rights),
        file_names=project.files.names() if _has_files(structure.dictionary) else {},
        completed=project.links.completed() if selection.surveys else {},
    )

    def scan() -> Iterator[RecordData]:
        return project.records.scan(
            records=request.records, instruments=instruments, dag_id=request.dag_id
        )

    builder = RowBuilder(structure, selection, look)
    events = _event_ids(structure, request.events)
    return Export(structure, selection, request, builder, look, scan, test, events)


def _record_id_look(project: ProjectStore, rights: Rights) -> Callable[[str], str]:
    """How record ids appear: hashed for those who may not see an identifying record id."""
    dictionary = project.structure.dictionary
    first = dictionary.fields[0] if dictionary.fields else None
    level = rights.export_level(first.instrument) if first else FULL_SET
    if first is None or not first.is_identifier or level not in (DEIDENTIFIED, NO_IDENTIFIERS):
        return str
    return project.hash_of_record


def _event_ids(structure: Structure, names: Iterable[str]) -> frozenset[int]:
    wanted = list(names)
    if not wanted or not structure.is_longitudinal:
        return frozenset(structure.event_order)
    unknown = [name for name in wanted if name not in structure.event_by_name]
    if unknown:
        listed = ", ".join(f"'{name}'" for name in unknown)
        raise ApiError(f'The following values in the parameter "events" are not valid: {listed}')
    return frozenset(structure.event_by_name[name].id for name in wanted)


def _has_files(dictionary: Dictionary) -> bool:
    return any(field.type == "file" for field in dictionary.fields)


def _decimal_columns(selection: Selection) -> Mapping[str, str]:
    """The decimal character in which each numeric column is stored."""
    return {
        column.name: "," if "comma" in column.field.validation else "."
        for column in selection.columns
        if column.field is not None
        and (column.field.validation.startswith("number") or column.field.type == "calc")
    }
