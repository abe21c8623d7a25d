"""The SQLite connection: one writer at a time, one transaction a call.

A handler runs inside `transaction()`; whatever it raises rolls everything back, which is what
makes imports all-or-nothing.
"""

import secrets
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson

from sandbox.storage.schema import SCHEMA
from sandbox.structure import Structure


MEMORY = ":memory:"


class Database:
    """All projects of one sandbox, in a file or in memory. Safe to use from several threads."""

    def __init__(self, path: Path | str = MEMORY) -> None:
        self._lock = threading.RLock()
        self._connection = sqlite3.connect(
            str(path), check_same_thread=False, isolation_level=None, cached_statements=256
        )
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=NORMAL")
        self._connection.execute("PRAGMA cache_size=-65536")
        self._connection.executescript(SCHEMA)
        self.structures: dict[int, Structure] = {}

    def close(self) -> None:
        """Close the file; the object cannot be used afterwards."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """One all-or-nothing unit; nested use joins the outer one."""
        with self._lock:
            if self._connection.in_transaction:
                yield
                return
            self._connection.execute("BEGIN")
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                self.structures.clear()
                raise
            self._connection.execute("COMMIT")

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        with self._lock:
            return self._connection.execute(sql, values).fetchall()

    def scan(self, sql: str, *values: Any) -> Iterator[tuple[Any, ...]]:
        """The rows of a query one by one; use inside a transaction."""
        return self._connection.execute(sql, values)

    def value(self, sql: str, *values: Any) -> Any:
        """The first cell of the first row, or None."""
        with self._lock:
            row = self._connection.execute(sql, values).fetchone()
        return row[0] if row else None

    def run(self, sql: str, *values: Any) -> int:
        """Execute one statement; the number of rows it changed."""
        with self._lock:
            return self._connection.execute(sql, values).rowcount

    def insert(self, sql: str, *values: Any) -> int:
        """Execute one insert; the new row's id."""
        with self._lock:
            return self._connection.execute(sql, values).lastrowid or 0

    def run_many(self, sql: str, values: Iterable[tuple[Any, ...]]) -> None:
        """Execute one statement for many rows."""
        with self._lock:
            self._connection.executemany(sql, values)

    def create_project(self, info: Mapping[str, Any]) -> int:
        """A new empty project with one arm and one event; its id."""
        with self.transaction():
            project_id = self.insert(
                "INSERT INTO project (info, salt) VALUES (?, ?)",
                orjson.dumps(dict(info)).decode(),
                secrets.token_hex(16),
            )
            self.run("INSERT INTO arm VALUES (?, 1, 'Arm 1')", project_id)
            self.run(
                "INSERT INTO event (project_id, arm_num, name, unique_name)"
                " VALUES (?, 1, 'Event 1', 'event_1_arm_1')",
                project_id,
            )
        return project_id

    def first_project(self) -> int | None:
        """The oldest project, which is the one that `serve` announces."""
        found = self.value("SELECT min(project_id) FROM project WHERE is_deleted = 0")
        return None if found is None else int(found)

    def member_of_token(self, token: str) -> tuple[int, str] | None:
        """Project id and username of a token; None for an unknown one."""
        rows = self.rows("SELECT project_id, username FROM member WHERE token = ?", token)
        return (int(rows[0][0]), str(rows[0][1])) if rows else None

    def add_super_token(self, token: str, username: str) -> None:
        """Let *token* create projects in the name of *username*."""
        self.run("INSERT OR REPLACE INTO super_token VALUES (?, ?)", token, username)

    def super_user_of_token(self, token: str) -> str | None:
        """The owner of a super token; None when it is not one."""
        found = self.value("SELECT username FROM super_token WHERE token = ?", token)
        return None if found is None else str(found)
