"""An outbox in a file: durable, readable by its owner only, one writer at a time."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from itertools import repeat
from pathlib import Path
from typing import Any

from mentorship.errors import OutboxUnavailable
from notifications.outbox_schema import SCHEMA_VERSION, TABLES, refuse_other_version
from notifications.outbox_store import SECONDS_FOR_A_LOCK, Row


_OUR_OWN_FAULT = {
    sqlite3.SQLITE_ERROR,
    sqlite3.SQLITE_CONSTRAINT_CHECK,
    sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY,
    sqlite3.SQLITE_CONSTRAINT_NOTNULL,
    sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY,
    sqlite3.SQLITE_CONSTRAINT_UNIQUE,
}
_TRIES_A_SECOND = 50


class SqliteStore:
    """The file at *path*, created if there is none."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._db = _opened(path)
        try:
            self._ensure_tables()
        except BaseException:
            self._db.close()
            raise

    @property
    def name(self) -> str:
        """The file's name, without its folder."""
        return self._path.name

    def all(self, query: str, **values: Any) -> list[Row]:
        """Return every row that *query* answers."""
        with _troubles_named(self.name):
            return self._db.execute(query, values).fetchall()

    def first(self, query: str, **values: Any) -> Row | None:
        """Return the first row that *query* answers, None without any."""
        found = self.all(query, **values)
        return found[0] if found else None

    def run(self, query: str, **values: Any) -> int:
        """Carry out *query* and return how many rows it changed."""
        with _troubles_named(self.name):
            return self._db.execute(query, values).rowcount

    def run_each(self, query: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """Carry out *query* once for each of *rows*."""
        with _troubles_named(self.name):
            self._db.executemany(query, rows)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Do all of it or nothing, with the writer's place taken from the start."""
        self.run("BEGIN IMMEDIATE")
        try:
            yield
            self.run("COMMIT")
        except BaseException:
            if self._db.in_transaction:  # a full disk has already rolled it back
                self.run("ROLLBACK")
            raise

    @contextmanager
    def alone(self, purpose: str) -> Iterator[bool]:
        """Hold a lock that ends with this process, however it ends; yields whether it was free."""
        path = self._path.with_name(f"{self._path.name}.{purpose}.lock")
        path.touch(mode=0o600)
        with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as lock:
            try:
                lock.execute("BEGIN EXCLUSIVE")
            except sqlite3.OperationalError:
                yield False
            else:
                yield True

    def close(self) -> None:
        """Close the file; safe to call twice."""
        self._db.close()

    def _ensure_tables(self) -> None:
        with self.transaction():
            [found] = self.all("PRAGMA user_version")
            version = found["user_version"]
            if version == 0:
                for statement in TABLES:
                    is_table = statement.startswith("CREATE TABLE")
                    self.run(f"{statement} STRICT" if is_table else statement)
                self.run(f"PRAGMA user_version = {SCHEMA_VERSION}")
            else:
                refuse_other_version(self.name, version)


def _opened(path: Path) -> sqlite3.Connection:
    with _troubles_named(path.name):
        path.touch(mode=0o600)
        connection = sqlite3.connect(path, timeout=0, isolation_level=None)
        connection.row_factory = _as_dict
        try:
            _in_wal_mode(connection)
            for setting in ("synchronous = FULL", "foreign_keys = ON"):
                connection.execute(f"PRAGMA {setting}")
        except BaseException:
            connection.close()
            raise
    return connection


def _in_wal_mode(connection: sqlite3.Connection) -> None:
    """Give a new file its journal.

    Several that open it at once each read it and then each want it alone, where SQLite refuses
    all but one without waiting: so the waiting is ours.
    """
    for is_last in (*repeat(False, SECONDS_FOR_A_LOCK * _TRIES_A_SECOND), True):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            is_busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY  # of whatever kind
            if is_last or not is_busy:
                raise
            time.sleep(1 / _TRIES_A_SECOND)
        else:
            break
    connection.execute(f"PRAGMA busy_timeout = {SECONDS_FOR_A_LOCK * 1000}")


def _as_dict(cursor: sqlite3.Cursor, row: tuple[Any, ...]) -> Row:
    return {column[0]: value for column, value in zip(cursor.description, row, strict=True)}


@contextmanager
def _troubles_named(name: str) -> Iterator[None]:
    """Say what is wrong with the file in our own words: full, locked, unreadable.

    Raises:
        OutboxUnavailable: in place of SQLite's own exceptions about the file.
    """
    try:
        yield
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) in _OUR_OWN_FAULT:
            raise
        raise OutboxUnavailable(f"The outbox {name} cannot be used: {error}") from error
