"""The pending effect of an import: documents as they will be, and what changed in them."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from sandbox.dictionary import Column, Kind
from sandbox.records.calculation import MAX_PASSES, Calculator
from sandbox.records.numbering import next_numbers
from sandbox.records.smart import Surroundings
from sandbox.storage.project import ProjectStore
from sandbox.storage.records import Document, Key, RecordData
from sandbox.structure import WHOLE_EVENT


class ChangeSet:
    """Collects changes against what is stored; `apply` writes them in one go."""

    def __init__(self, project: ProjectStore, records: Iterable[str]) -> None:
        self._project = project
        self.submitted = list(dict.fromkeys(records))
        self.id_by_submitted = {record: record for record in self.submitted}
        self.dag_by_record = project.records.dag_by_record(self.submitted)
        self._documents: dict[Key, dict[str, str]] = {}
        self._highest: defaultdict[tuple[str, int, str], int] = defaultdict(int)
        self._dirty: set[Key] = set()
        self._dags: dict[str, int | None] = {}
        self.details: defaultdict[str, dict[str, str]] = defaultdict(dict)
        self.locked = project.records.locked(self.submitted)
        self._load()

    def _load(self) -> None:
        for stored in self._project.records.scan(records=self.dag_by_record):
            for document in stored.documents:
                key = (stored.record, document.event_id, document.instrument, document.instance)
                self._documents[key] = document.data or {}
                self._raise_highest(key)

    def _raise_highest(self, key: Key) -> None:
        self._highest[key[:3]] = max(self._highest[key[:3]], key[3])
        whole = (key[0], key[1], WHOLE_EVENT)
        if self._project.structure.repeats_whole(key[1]):
            self._highest[whole] = max(self._highest[whole], key[3])

    @property
    def records(self) -> list[str]:
        """The records as they were submitted, each once."""
        return self.submitted

    @property
    def new_records(self) -> list[str]:
        """Those submitted records that do not exist yet."""
        return [record for record in self.submitted if record not in self.dag_by_record]

    def renumber(self, project: ProjectStore, dag_id: int | None) -> None:
        """Give every submitted record a fresh number; what was submitted only links rows."""
        self.dag_by_record = {}
        self._documents.clear()
        self._highest.clear()
        fresh = next_numbers(project, dag_id, len(self.submitted))
        self.id_by_submitted = dict(zip(self.submitted, fresh, strict=True))

    def next_instance(self, record: str, event_id: int, instrument: str) -> int:
        """The instance after the highest one, stored or pending."""
        return self._highest[record, event_id, instrument] + 1

    def touch(self, record: str, event_id: int, instrument: str, instance: int) -> None:
        """Make sure the row exists even if it carries no value."""
        key = (record, event_id, instrument, instance)
        self._raise_highest(key)
        if not instrument and self._has_row(record, event_id, instance):
            return
        if key not in self._documents:
            self._documents[key] = {}
            self._dirty.add(key)

    def _has_row(self, record: str, event_id: int, instance: int) -> bool:
        names = ("", *self._project.structure.designated(event_id))
        return any((record, event_id, name, instance) in self._documents for name in names)

    def would_change(self, key: Key, column: Column, value: str) -> bool:
        """Whether storing the value would alter what an export shows."""
        shown = self._documents.get(key, {}).get(column.name, "") or column.blank
        return (value or column.blank) != shown

    def set(self, key: Key, column: Column, value: str) -> bool:
        """Store one value, a blank or an unchecked box by removing it; whether it changed."""
        document = self._documents.setdefault(key, {})
        stored = _stored(column, value)
        if document.get(column.name, "") == stored:
            return False
        if stored:
            document[column.name] = stored
        else:
            del document[column.name]
        self._dirty.add(key)
        self._note(key, column, value)
        return True

    def _note(self, key: Key, column: Column, value: str) -> None:
        name = f"{column.base}({column.code})" if column.kind is Kind.CHECKBOX else column.name
        verb = ("checked" if value == "1" else "unchecked") if column.code else f"'{value}'"
        prefix = f"[instance = {key[3]}] " if key[3] > 1 else ""
        self.details[key[0]][f"{prefix}{name}"] = verb

    def set_dag(self, record: str, dag_id: int | None) -> None:
        """Put the record into a data access group."""
        if self.dag_by_record.get(record) != dag_id:
            self._dags[record] = dag_id

    def apply(self, dag_id: int | None) -> None:
        """Write everything. *dag_id*: the group that new records belong to."""
        final, store = self.id_by_submitted, self._project.records
        store.create([final[record] for record in self.new_records], dag_id)
        store.write(
            (final[key[0]], Document(key[1], key[2], key[3], self._documents[key]))
            for key in sorted(self._dirty)
        )
        for record, group in self._dags.items():
            store.assign_dag([final[record]], group)

    def calculate(self, now: datetime, around: Surroundings) -> None:
        """Bring calculated fields up to date, those that read each other included."""
        calculator = Calculator(self._project.structure, now, around)
        if not calculator.calculations or not self._dirty:
            return
        dirty: defaultdict[str, set[tuple[int, str]]] = defaultdict(set)
        for record, event_id, instrument, _instance in self._dirty:
            dirty[record].add((event_id, instrument))
        known: defaultdict[str, dict[Key, dict[str, str]]] = defaultdict(dict)
        for key, data in self._documents.items():
            if key[0] in dirty:
                known[key[0]][key] = data
        for record, places in dirty.items():
            self._calculate_one(calculator, record, frozenset(places), known[record])

    def _calculate_one(
        self,
        calculator: Calculator,
        record: str,
        dirty: frozenset[tuple[int, str]],
        known: dict[Key, dict[str, str]],
    ) -> None:
        for _round in range(MAX_PASSES):
            documents = [Document(key[1], key[2], key[3], data) for key, data in known.items()]
            data = RecordData(self.id_by_submitted[record], None, documents)
            changed = False
            for found, column, value in list(calculator.results(data, dirty)):
                key: Key = (record, *found[1:])
                if key in self._documents or value:
                    changed = self.set(key, column, value) or changed
                    known[key] = self._documents[key]
            if not changed:
                return

    def touched_records(self) -> list[tuple[str, bool]]:
        """Final ids of records that changed, and whether each one is new."""
        new = set(self.new_records)
        changed = {key[0] for key in self._dirty} | new | self._dags.keys()
        return [
            (self.id_by_submitted[record], record in new)
            for record in self.submitted
            if record in changed
        ]

    def detail_of(self, final_id: str) -> str:
        """What changed in a record, as the log says it."""
        submitted = {final: given for given, final in self.id_by_submitted.items()}[final_id]
        return ", ".join(f"{name} = {value}" for name, value in self.details[submitted].items())


def _stored(column: Column, value: str) -> str:
    return "" if column.kind is Kind.CHECKBOX and value == "0" else value
