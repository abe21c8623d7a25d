"""Delivery reports entered into the outbox: each once, and never against what a person decided."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from enum import Enum

from notifications.bounces import Returned, Verdict
from notifications.outbox_schema import transaction
from notifications.outbox_states import MailState


class Entered(Enum):
    """What became of one report."""

    UNKNOWN = "about a mail that this outbox does not know"
    KNOWN = "entered before"
    DELAYED = "delayed on its way"
    BOUNCED = "came back"
    KEPT = "about a mail that was already decided"


class OutboxReturns:
    """Enters reports; one connection, shared with its outbox."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def enter(self, report: Returned, *, at: datetime) -> Entered:
        """Enter *report*: the row of a mail that came back says so and counts as told no more."""
        with transaction(self._db):
            row = self._db.execute(
                "SELECT state FROM mail WHERE key = ? AND mime_sha <> ''", (report.key,)
            ).fetchone()
            if row is None:
                return Entered.UNKNOWN
            known = self._db.execute(
                "INSERT OR IGNORE INTO returned VALUES (?, ?, ?, ?, ?)",
                (report.source, report.key, report.action, report.status, at.isoformat()),
            )
            if known.rowcount == 0:
                return Entered.KNOWN
            if report.verdict is Verdict.DELAYED:
                return Entered.DELAYED
            return self._bounce(report, at)

    def _bounce(self, report: Returned, at: datetime) -> Entered:
        """A bounce settles what was taken, and what was doubtful: it had arrived somewhere."""
        done = self._db.execute(
            "UPDATE mail SET state = ?, reason = ?, settled_at = ? WHERE key = ?"
            " AND state IN ('accepted', 'uncertain', 'held') AND attempts > 0",
            (
                MailState.BOUNCED.value,
                f"{report.verdict.value} ({report.status})",
                at.isoformat(),
                report.key,
            ),
        )
        return Entered.BOUNCED if done.rowcount else Entered.KEPT
