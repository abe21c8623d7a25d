"""The outbox's tables, and how its file is opened: durable, private, one writer at a time."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mentorship.errors import ConfigurationError
from notifications.outbox_states import MailState


SCHEMA_VERSION = 2
_STATES = ", ".join(f"'{each.value}'" for each in MailState)

TABLES = f"""
CREATE TABLE mail(
  key TEXT PRIMARY KEY,
  base TEXT NOT NULL,
  environment TEXT NOT NULL,
  person_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  kinds TEXT NOT NULL,
  delivery TEXT NOT NULL,
  recipient TEXT NOT NULL,
  usefulness INTEGER NOT NULL,
  mime TEXT,
  mime_sha TEXT NOT NULL,
  state TEXT NOT NULL CHECK(state IN ({_STATES})),
  reason TEXT NOT NULL DEFAULT '',
  attempts INTEGER NOT NULL DEFAULT 0,
  doubts INTEGER NOT NULL DEFAULT 0,
  planned_at TEXT NOT NULL,
  not_before TEXT NOT NULL,
  expires_on TEXT NOT NULL,
  told_on TEXT,
  settled_at TEXT,
  approved_on TEXT
) STRICT;

CREATE TABLE cover(
  key TEXT NOT NULL REFERENCES mail(key),
  environment TEXT NOT NULL,
  notice TEXT NOT NULL,
  is_live INTEGER NOT NULL DEFAULT 1,
  PRIMARY KEY(key, notice)
) STRICT;
CREATE UNIQUE INDEX a_notice_is_planned_once ON cover(environment, notice) WHERE is_live = 1;

CREATE TABLE attempt(
  key TEXT NOT NULL REFERENCES mail(key),
  number INTEGER NOT NULL,
  started_at TEXT NOT NULL,
  ended_at TEXT,
  outcome TEXT,
  code INTEGER,
  text TEXT,
  PRIMARY KEY(key, number)
) STRICT;

CREATE TABLE left_out(
  environment TEXT NOT NULL,
  notice TEXT NOT NULL,
  person_id TEXT NOT NULL,
  reason TEXT NOT NULL,
  noted_at TEXT NOT NULL,
  PRIMARY KEY(environment, notice)
) STRICT;

CREATE TABLE returned(
  source TEXT PRIMARY KEY,
  key TEXT NOT NULL REFERENCES mail(key),
  action TEXT NOT NULL,
  status TEXT NOT NULL,
  at TEXT NOT NULL
) STRICT;

CREATE TABLE survey_link(
  record_id TEXT NOT NULL,
  instrument TEXT NOT NULL,
  repeat_instance INTEGER NOT NULL,
  url TEXT NOT NULL,
  PRIMARY KEY(record_id, instrument, repeat_instance)
) STRICT;

CREATE INDEX waiting_mail ON mail(environment, state, not_before);
CREATE INDEX told_person ON mail(environment, person_id, told_on);
"""


def connect(path: Path) -> sqlite3.Connection:
    """Open the outbox at *path*, creating it readable by its owner only.

    Raises:
        ConfigurationError: the file was written by another version of the outbox.
    """
    path.touch(mode=0o600)
    connection = sqlite3.connect(path, timeout=30, isolation_level=None)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    try:
        _ensure_tables(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def _ensure_tables(connection: sqlite3.Connection, path: Path) -> None:
    with transaction(connection):
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version == 0:
            for statement in TABLES.split(";"):
                if statement.strip():
                    connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        elif version != SCHEMA_VERSION:
            raise ConfigurationError(
                f"Outbox {path.name} has version {version}, this program needs"
                f" {SCHEMA_VERSION}: use the program that wrote it, or rebuild the outbox"
            )


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Do all of it or nothing, with the writer's place taken from the start."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # a full disk has already rolled it back
            connection.execute("ROLLBACK")
        raise


@contextmanager
def exclusive(path: Path) -> Iterator[bool]:
    """Hold a lock that the operating system releases when this process ends, however it ends.

    Yields whether the lock was free.
    """
    path.touch(mode=0o600)
    lock = sqlite3.connect(path, timeout=0, isolation_level=None)
    try:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            yield False
        else:
            yield True
    finally:
        lock.close()


def digest(*parts: str) -> str:
    """Return a key made from *parts*: short, stable, without anything readable in it."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:24]
