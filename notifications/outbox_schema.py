"""The outbox's tables, in the SQL that SQLite and PostgreSQL have in common."""

from __future__ import annotations

import hashlib

from mentorship.errors import ConfigurationError
from notifications.outbox_states import MailState


SCHEMA_VERSION = 2
_STATES = ", ".join(f"'{each.value}'" for each in MailState)

_TABLES = f"""
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
);

CREATE TABLE cover(
  key TEXT NOT NULL REFERENCES mail(key),
  environment TEXT NOT NULL,
  notice TEXT NOT NULL,
  is_live INTEGER NOT NULL DEFAULT 1,
  PRIMARY KEY(key, notice)
);
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
);

CREATE TABLE left_out(
  environment TEXT NOT NULL,
  notice TEXT NOT NULL,
  person_id TEXT NOT NULL,
  reason TEXT NOT NULL,
  noted_at TEXT NOT NULL,
  PRIMARY KEY(environment, notice)
);

CREATE TABLE returned(
  source TEXT PRIMARY KEY,
  key TEXT NOT NULL REFERENCES mail(key),
  action TEXT NOT NULL,
  status TEXT NOT NULL,
  at TEXT NOT NULL
);

CREATE TABLE survey_link(
  record_id TEXT NOT NULL,
  instrument TEXT NOT NULL,
  repeat_instance INTEGER NOT NULL,
  url TEXT NOT NULL,
  PRIMARY KEY(record_id, instrument, repeat_instance)
);

CREATE INDEX waiting_mail ON mail(environment, state, not_before);
CREATE INDEX told_person ON mail(environment, person_id, told_on);
"""

TABLES = tuple(each.strip() for each in _TABLES.split(";") if each.strip())
"""The statements that make an empty outbox."""


def refuse_other_version(name: str, version: int) -> None:
    """Let an outbox of this version pass.

    Raises:
        ConfigurationError: it was made by another version of the program.
    """
    if version != SCHEMA_VERSION:
        raise ConfigurationError(
            f"Outbox {name} has version {version}, this program needs {SCHEMA_VERSION}: use the"
            " program that wrote it, or rebuild the outbox"
        )


def digest(*parts: str) -> str:
    """Return a key made from *parts*: short, stable, without anything readable in it."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:24]
