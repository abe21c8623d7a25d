"""The project's log: who did what when. Times are the server's local time, to the second."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sandbox.storage.database import Database


class Kind(StrEnum):
    """The classes by which the log can be asked, as `logtype` names them."""

    EXPORT = "export"
    MANAGE = "manage"
    USER = "user"
    RECORD_ADD = "record_add"
    RECORD_EDIT = "record_edit"
    RECORD_DELETE = "record_delete"
    LOCK = "lock_record"
    PAGE_VIEW = "page_view"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log."""

    at: datetime
    username: str
    kind: Kind
    action: str
    details: str = ""
    record: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """What part of the log is wanted; blanks mean all. Times are inclusive ISO texts."""

    kinds: Sequence[Kind] = ()
    username: str = ""
    record: str = ""
    begin: str = ""
    end: str = ""
    dag_id: int | None = None


class Journal:
    """Append-only log of one project."""

    def __init__(self, database: Database, project_id: int) -> None:
        self._database = database
        self._id = project_id

    def add(self, entries: Sequence[Entry]) -> None:
        """Append entries."""
        self._database.run_many(
            "INSERT INTO log (project_id, at, username, kind, action, details, record)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                (
                    self._id,
                    entry.at.strftime("%Y-%m-%d %H:%M:%S"),
                    entry.username,
                    entry.kind.value,
                    entry.action,
                    entry.details,
                    entry.record,
                )
                for entry in entries
            ),
        )

    def ask(self, question: Question) -> list[tuple[str, str, str, str, str]]:
        """Time, user, action, details and record of matching entries, newest first."""
        clauses = ["project_id = ?"]
        values: list[Any] = [self._id]
        asked: list[tuple[str, object]] = [
            ("username = ?", question.username),
            ("record = ?", question.record),
            ("at >= ?", question.begin),
            ("at <= ?", question.end),
            (_IN_DAG, question.dag_id),
        ]
        for clause, value in asked:
            if value:
                clauses.append(clause)
                values += [value] * clause.count("?")
        if question.kinds:
            clauses.append(f"kind IN ({', '.join('?' for _ in question.kinds)})")
            values += [kind.value for kind in question.kinds]
        return self._database.rows(
            f"SELECT at, username, action, details, record FROM log"
            f" WHERE {' AND '.join(clauses)} ORDER BY log_id DESC",
            *values,
        )

    def records_between(self, begin: str, end: str) -> set[str]:
        """Records created or changed in a span of time; blanks leave an end open."""
        rows = self._database.rows(
            "SELECT DISTINCT record FROM log WHERE project_id = ? AND kind IN (?, ?)"
            " AND at >= ? AND (? = '' OR at <= ?)",
            *(self._id, Kind.RECORD_ADD.value, Kind.RECORD_EDIT.value, begin, end, end),
        )
        return {str(row[0]) for row in rows}

    def count(self) -> int:
        """The number of entries."""
        return int(self._database.value("SELECT count(*) FROM log WHERE project_id=?", self._id))


_IN_DAG = (
    "(record IN (SELECT r.record FROM record r WHERE r.project_id = log.project_id"
    " AND r.dag_id = ?)"
    " OR record = '' AND username IN (SELECT m.username FROM member m"
    " WHERE m.project_id = log.project_id AND m.dag_id = ?))"
)
"""A group's log: its records, and what its members did that is about no record."""
