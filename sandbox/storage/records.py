"""Records and values. A document holds the values of one instrument instance by export column.

Only filled columns are stored: a checkbox column as `1`, an untouched status not at all.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

import orjson

from sandbox.names import natural_key
from sandbox.storage.database import Database


Key = tuple[str, int, str, int]


@dataclass(slots=True)
class Document:
    """The values of one instrument instance. `data` is None where the reader did not ask."""

    event_id: int
    instrument: str
    instance: int
    data: dict[str, str] | None


@dataclass(slots=True)
class RecordData:
    """One record with its documents."""

    record: str
    dag_id: int | None
    documents: list[Document] = field(default_factory=list)


class RecordStore:
    """The data of one project."""

    def __init__(self, database: Database, project_id: int) -> None:
        self._database = database
        self._id = project_id

    def scan(
        self,
        *,
        records: Iterable[str] | None = None,
        instruments: Sequence[str] | None = None,
        dag_id: int | None = None,
    ) -> Iterator[RecordData]:
        """Records in REDCap's order, each with all its documents.

        *instruments*: documents of others come without data; *dag_id*: only that group's records.
        """
        wanted = None if records is None else set(records)
        shown = "d.data" if instruments is None else f"CASE WHEN {_IN_LIST} THEN d.data END"
        values: list[Any] = [] if instruments is None else [orjson.dumps(list(instruments))]
        where, bound = self._where(wanted, dag_id)
        rows = self._database.scan(
            f"SELECT d.record, r.dag_id, d.event_id, d.instrument, d.instance, {shown}"
            " FROM datum d JOIN record r ON r.project_id = d.project_id"
            " AND r.sort_key = d.sort_key AND r.record = d.record"
            f" WHERE d.project_id = ?{where} ORDER BY d.sort_key, d.record",
            *values,
            self._id,
            *bound,
        )
        loads = orjson.loads
        for record, group in groupby(rows, key=_first):
            if wanted is not None and record not in wanted:
                continue
            lines = list(group)
            documents = [
                Document(line[2], line[3], line[4], None if line[5] is None else loads(line[5]))
                for line in lines
            ]
            yield RecordData(record, lines[0][1], documents)

    def _where(self, wanted: set[str] | None, dag_id: int | None) -> tuple[str, list[Any]]:
        clause = ""
        bound: list[Any] = []
        if wanted is not None:
            clause += " AND d.sort_key IN (SELECT value FROM json_each(?))"
            bound.append(orjson.dumps(sorted({natural_key(record) for record in wanted})))
        if dag_id is not None:
            clause += " AND r.dag_id = ?"
            bound.append(dag_id)
        return clause, bound

    def ids(self) -> list[str]:
        """All record ids in REDCap's order."""
        return [
            str(row[0])
            for row in self._database.rows(
                "SELECT record FROM record WHERE project_id = ? ORDER BY sort_key, record",
                self._id,
            )
        ]

    def dag_by_record(self, records: Iterable[str]) -> dict[str, int | None]:
        """The data access group of each of *records* that exists."""
        rows = self._database.rows(
            "SELECT record, dag_id FROM record WHERE project_id = ?"
            " AND sort_key IN (SELECT value FROM json_each(?))",
            self._id,
            orjson.dumps([natural_key(record) for record in records]),
        )
        return {str(row[0]): row[1] for row in rows}

    def exists(self, record: str) -> bool:
        """Whether the record exists."""
        return record in self.dag_by_record([record])

    def locked(self, records: Iterable[str]) -> tuple[set[str], set[Key]]:
        """Locked records, and locked instrument instances, among *records*."""
        keys = orjson.dumps([natural_key(record) for record in records])
        chosen = "project_id = ? AND is_locked AND sort_key IN (SELECT value FROM json_each(?))"
        whole = self._database.rows(f"SELECT record FROM record WHERE {chosen}", self._id, keys)
        parts = self._database.rows(
            f"SELECT record, event_id, instrument, instance FROM datum WHERE {chosen}",
            self._id,
            keys,
        )
        return {str(row[0]) for row in whole}, {(r[0], r[1], r[2], r[3]) for r in parts}

    def create(self, records: Iterable[str], dag_id: int | None = None) -> None:
        """Add records that do not exist yet."""
        self._database.run_many(
            "INSERT OR IGNORE INTO record (project_id, sort_key, record, dag_id)"
            " VALUES (?, ?, ?, ?)",
            ((self._id, natural_key(record), record, dag_id) for record in records),
        )

    def write(self, documents: Iterable[tuple[str, Document]]) -> None:
        """Store whole documents, replacing those of the same key."""
        dumps, project_id = orjson.dumps, self._id
        self._database.run_many(
            "INSERT INTO datum (project_id, sort_key, record, event_id, instrument, instance,"
            " data) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET data = excluded.data",
            (
                (
                    project_id,
                    natural_key(record),
                    record,
                    document.event_id,
                    document.instrument,
                    document.instance,
                    dumps(document.data),
                )
                for record, document in documents
            ),
        )

    def assign_dag(self, records: Iterable[str], dag_id: int | None) -> None:
        """Put records into a data access group, or into none."""
        self._database.run_many(
            "UPDATE record SET dag_id = ? WHERE project_id = ? AND sort_key = ? AND record = ?",
            ((dag_id, self._id, natural_key(record), record) for record in records),
        )

    def delete(self, records: Iterable[str]) -> None:
        """Delete whole records."""
        keys = [(self._id, natural_key(record), record) for record in records]
        for table in ("datum", "record"):
            self._database.run_many(
                f"DELETE FROM {table} WHERE project_id = ? AND sort_key = ? AND record = ?", keys
            )

    def delete_documents(self, keys: Iterable[Key]) -> None:
        """Delete single documents; a record without any document left goes too."""
        keys = list(keys)
        self._database.run_many(
            "DELETE FROM datum WHERE project_id = ? AND sort_key = ? AND record = ?"
            " AND event_id = ? AND instrument = ? AND instance = ?",
            ((self._id, natural_key(key[0]), *key) for key in keys),
        )
        self._database.run_many(
            "DELETE FROM record WHERE project_id = ? AND sort_key = ? AND record = ?"
            " AND NOT EXISTS (SELECT 1 FROM datum d WHERE d.project_id = record.project_id"
            " AND d.sort_key = record.sort_key AND d.record = record.record)",
            ((self._id, natural_key(record), record) for record in {key[0] for key in keys}),
        )

    def rename(self, record: str, new_name: str) -> None:
        """Give a record another name, its survey links and history included."""
        values = (natural_key(new_name), new_name, self._id, natural_key(record), record)
        for table in ("datum", "record"):
            self._database.run(
                f"UPDATE {table} SET sort_key = ?, record = ?"
                " WHERE project_id = ? AND sort_key = ? AND record = ?",
                *values,
            )
        for table in ("survey_link", "log"):
            self._database.run(
                f"UPDATE {table} SET record = ? WHERE project_id = ? AND record = ?",
                *(new_name, self._id, record),
            )

    def lock(self, record: str, *, locked: bool, key: Key | None = None) -> None:
        """Lock or unlock a record, or with *key* one of its instrument instances."""
        if key is None:
            self._database.run(
                "UPDATE record SET is_locked = ? WHERE project_id = ? AND record = ?",
                *(locked, self._id, record),
            )
            return
        self._database.run(
            "UPDATE datum SET is_locked = ? WHERE project_id = ? AND record = ?"
            " AND event_id = ? AND instrument = ? AND instance = ?",
            *(locked, self._id, *key),
        )


_IN_LIST = "d.instrument IN (SELECT value FROM json_each(?))"


def _first(row: tuple[Any, ...]) -> Any:
    return row[0]
