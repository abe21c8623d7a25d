"""Delivery reports entered into the outbox: each once, and never against what a person decided."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

from notifications.bounces import Returned, Verdict
from notifications.outbox_states import MailState
from notifications.outbox_store import Store


class Entered(Enum):
    """What became of one report."""

    UNKNOWN = "about a mail that this outbox does not know"
    KNOWN = "entered before"
    DELAYED = "delayed on its way"
    BOUNCED = "came back"
    KEPT = "about a mail that was already decided"


class OutboxReturns:
    """Enters reports; one connection, shared with its outbox."""

    def __init__(self, store: Store) -> None:
        self._db = store

    def enter(self, report: Returned, *, at: datetime) -> Entered:
        """Enter *report*: the row of a mail that came back says so and counts as told no more."""
        with self._db.transaction():
            query = "SELECT state FROM mail WHERE key = :key AND mime_sha <> ''"
            if self._db.first(query, key=report.key) is None:
                return Entered.UNKNOWN
            is_new = self._db.run(
                "INSERT INTO returned VALUES (:source, :key, :action, :status, :at)"
                " ON CONFLICT (source) DO NOTHING",
                source=report.source,
                key=report.key,
                action=report.action,
                status=report.status,
                at=at.isoformat(),
            )
            if not is_new:
                return Entered.KNOWN
            if report.verdict is Verdict.DELAYED:
                return Entered.DELAYED
            return self._bounce(report, at)

    def _bounce(self, report: Returned, at: datetime) -> Entered:
        """A bounce settles what was taken, and what was doubtful: it had arrived somewhere."""
        is_done = self._db.run(
            "UPDATE mail SET state = :state, reason = :reason, settled_at = :at WHERE key = :key"
            " AND state IN ('accepted', 'uncertain', 'held') AND attempts > 0",
            state=MailState.BOUNCED.value,
            reason=f"{report.verdict.value} ({report.status})",
            at=at.isoformat(),
            key=report.key,
        )
        return Entered.BOUNCED if is_done else Entered.KEPT
