"""One visit to REDCap: a few exports, decisions in memory, a few imports at the end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sandbox.client import Client
from sandbox.making.rows import INSTANCE, INSTRUMENT, RECORD, Row, Value, cells, text


class Page(Row):
    """The cells of one record or instance; what nobody has filled reads as blank."""

    def __missing__(self, column: str) -> str:
        return ""


class Visit:
    """What somebody sees on the pages of some instruments, and what they are about to save."""

    def __init__(self, client: Client, *instruments: str) -> None:
        """Read *instruments*, repeating ones and others."""
        self._client = client
        self._loaded = frozenset(instruments)
        self._pending: dict[tuple[str, str, str], Row] = {}
        self.once: dict[str, Page] = {}
        self._instances: defaultdict[tuple[str, str], dict[int, Page]] = defaultdict(dict)
        for row in client.export_rows(instruments) if instruments else ():
            if row[INSTRUMENT]:
                place = row[INSTRUMENT], row[RECORD]
                self._instances[place][int(row[INSTANCE])] = Page(row)
            else:
                self.once[row[RECORD]] = Page(row)

    def records(self, instrument: str) -> list[str]:
        """Return the records with instances of *instrument*, in REDCap's order."""
        self._require(instrument)
        return [record for name, record in self._instances if name == instrument]

    def instances(self, instrument: str, record: str) -> dict[int, Page]:
        """Return the instances on one record by number."""
        self._require(instrument)
        return self._instances.get((instrument, record), {})

    def page(self, instrument: str, record: str, number: int) -> Page:
        """Return one instance; a blank page when there is none."""
        return self.instances(instrument, record).get(number, Page())

    def base(self, record: str) -> Page:
        """Return a record's once-instruments; a blank page when there is no such record."""
        return self.once.get(record, Page())

    def rows(self, instrument: str) -> Iterator[tuple[str, int, Page]]:
        """Yield record, number and row of every instance of *instrument*."""
        for record in self.records(instrument):
            for number, row in self.instances(instrument, record).items():
                yield record, number, row

    def find(self, instrument: str, record: str, **keys: Value) -> int | None:
        """Return the number of the first instance whose cells equal *keys*."""
        wanted = cells(keys)
        for number, row in sorted(self.instances(instrument, record).items()):
            if all(row[name] == value for name, value in wanted.items()):
                return number
        return None

    def free(self, instrument: str, record: str) -> int:
        """Return the number that a new instance would get."""
        return max(self.instances(instrument, record), default=0) + 1

    def save(self, instrument: str, record: str, number: int, **values: Value) -> None:
        """Fill cells of an instance, a new one too; seen at once, stored by `leave`."""
        self._require(instrument)
        new = cells(values)
        key = {RECORD: record, INSTRUMENT: instrument, INSTANCE: text(number)}
        place = instrument, record
        page = self._instances[place].setdefault(number, Page(key))
        page.update(new)
        self._note((instrument, record, text(number)), key | new)

    def save_once(self, record: str, **values: Value) -> None:
        """Fill cells of a record's once-instruments."""
        new = cells(values)
        self.once.setdefault(record, Page({RECORD: record})).update(new)
        self._note(("", record, ""), {RECORD: record} | new)

    def save_row(self, row: Row) -> None:
        """Fill the cells of a row as an import would have it."""
        number = row.get(INSTANCE, "")
        self._note((row.get(INSTRUMENT, ""), row[RECORD], number), row)

    def _note(self, key: tuple[str, str, str], row: Row) -> None:
        self._pending[key] = self._pending.get(key, {}) | row

    def leave(self) -> int:
        """Store everything that was saved; the number of rows."""
        rows = list(self._pending.values())
        self._pending.clear()
        if rows:
            self._client.import_rows(rows)
        return len(rows)

    def _require(self, instrument: str) -> None:
        if instrument not in self._loaded:
            raise LookupError(f"this visit has not read {instrument}")
