"""The outbox: the one memory of what was told to whom, and what became of it.

Intent (frozen bytes) -> claim -> send -> mark, each durable before the next begins. REDCap is
its mirror, never its authority. One file per department, readable by its owner only: it holds
mail texts (until purged) and survey links.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from mentorship.desks import DESKS
from mentorship.errors import OutboxBusy, OutboxLost
from mentorship.obligations.due_items import SentNotices
from mentorship.roster import Roster
from notifications.mail import Environment, Mail
from notifications.mailer import Envelope, Outcome
from notifications.memory_guard import forgotten
from notifications.notice import Delivery
from notifications.outbox_desk import OutboxDesk
from notifications.outbox_memory import OutboxMemory
from notifications.outbox_planning import IS_HELD_UNSENT, IS_WAITING, Freeze, OutboxPlanner, retire
from notifications.outbox_returns import OutboxReturns
from notifications.outbox_schema import connect, exclusive, transaction
from notifications.outbox_states import SETTLED, Fate, MailState, after_attempt, after_doubt


__all__ = ["Environment", "Outbox", "Waiting"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A mail that may be claimed."""

    key: str
    person_id: str
    kind: str
    recipient: str
    covers: tuple[str, ...]
    attempts: int
    doubts: int
    """How often nobody knew whether it was taken; it may then have arrived."""
    is_approved: bool = False
    """A person has let it go although a cap or the breaker objects."""

    @property
    def is_for_the_office(self) -> bool:
        """Tell whether it is written to the office, not to a person."""
        return self.person_id in DESKS


class Outbox:
    """One department's outbox. Use as a context manager; one connection, one thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._db = connect(path)
        self.memory = OutboxMemory(self._db)
        self.desk = OutboxDesk(self._db)
        self.returns = OutboxReturns(self._db)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; safe to call twice."""
        self._db.close()

    # ── memory ────────────────────────────────────────────────────────────────────────────────

    def told(self, environment: Environment) -> SentNotices:
        """Return every notice that counts as told; see `OutboxMemory.told`."""
        return self.memory.told(environment)

    def refused(self, environment: Environment) -> dict[str, str]:
        """Return notice key -> address for which a relay refused it."""
        return self.memory.refused(environment)

    def refuse_if_lost(self, roster: Roster, environment: Environment = Environment.LIVE) -> None:
        """Stop when REDCap remembers notices that this outbox does not.

        Raises:
            OutboxLost: sending now would tell people twice; the message says how many items.
        """
        if missing := forgotten(roster, self.memory.last_told_by_item(environment)):
            raise OutboxLost(
                f"REDCap has mailed about {len(missing)} items that the outbox {self._path.name}"
                " does not remember. Nothing was sent. Restore the file from its backup, or"
                " rebuild its memory from REDCap"
            )

    def remember(self, environment: Environment, told: Mapping[str, date], *, at: datetime) -> int:
        """Enter notices as told without a mail, after a loss; return how many were new."""
        return self.memory.remember(environment, told, at=at)

    # ── intent ────────────────────────────────────────────────────────────────────────────────

    def plan(self, mails: Iterable[Mail], freeze: Freeze, *, at: datetime) -> int:
        """Enter tonight's mails with their frozen bytes; return how many are newly planned."""
        return OutboxPlanner(self._db, self.memory).plan(mails, freeze, at=at)

    # ── claim and mark ────────────────────────────────────────────────────────────────────────

    @contextmanager
    def only_sender(self) -> Iterator[None]:
        """Hold the right to send; a process that dies gives it up by dying.

        Raises:
            OutboxBusy: another run is sending from this outbox.
        """
        with exclusive(self._path.with_name(self._path.name + ".lock")) as is_ours:
            if not is_ours:
                raise OutboxBusy("Another run is sending from this outbox; wait for it to end")
            yield

    def recover(self, environment: Environment, *, at: datetime) -> int:
        """Settle what a crash left in `sending`, let doubtful mail go once more; return how many.

        Call while holding `only_sender`: nobody else can be sending, so these are left-overs.
        """
        with transaction(self._db):
            left = self._db.execute(
                "SELECT * FROM mail WHERE environment = ? AND state = 'sending'",
                (environment.value,),
            ).fetchall()
            for row in left:
                fate = after_doubt(Delivery(row["delivery"]), doubts=row["doubts"])
                self._mark(row["key"], fate, at)
            self._db.execute(
                "UPDATE mail SET state = 'planned' WHERE environment = ? AND state = 'uncertain'",
                (environment.value,),
            )
        return len(left)

    def expire(self, environment: Environment, today: date) -> int:
        """Retire waiting mail that would arrive too late to be of use; return how many.

        Call after planning: mail that a cap held and tonight did not compose again goes too.
        """
        with transaction(self._db):
            late = self._db.execute(
                f"SELECT key FROM mail WHERE environment = :environment AND expires_on < :today"
                f" AND ({IS_WAITING} OR {IS_HELD_UNSENT})",
                {"environment": environment.value, "today": today.isoformat()},
            ).fetchall()
            for row in late:
                retire(self._db, row["key"], MailState.EXPIRED, "too late to be of use")
            stale = self._db.execute(
                f"SELECT key FROM mail WHERE environment = ? AND {IS_HELD_UNSENT}"
                " AND substr(planned_at, 1, 10) < ?",
                (environment.value, today.isoformat()),
            ).fetchall()
            for row in stale:
                retire(self._db, row["key"], MailState.CANCELLED, "no longer owed")
        return len(late)

    def waiting(self, environment: Environment, today: date) -> list[Waiting]:
        """Return mail that may be claimed today, most useful first, the office last."""
        rows = self._db.execute(
            f"SELECT * FROM mail WHERE environment = ? AND {IS_WAITING} AND not_before <= ?"
            " ORDER BY usefulness, CAST(person_id AS INTEGER), person_id, planned_at, key",
            (environment.value, today.isoformat()),
        ).fetchall()
        return [
            Waiting(
                key=row["key"],
                person_id=row["person_id"],
                kind=row["kind"],
                recipient=row["recipient"],
                covers=self._covers(row["key"]),
                attempts=row["attempts"],
                doubts=row["doubts"],
                is_approved=row["approved_on"] is not None,
            )
            for row in rows
        ]

    def _covers(self, key: str) -> tuple[str, ...]:
        rows = self._db.execute("SELECT notice FROM cover WHERE key = ? ORDER BY rowid", (key,))
        return tuple(row["notice"] for row in rows)

    def claim(self, key: str, *, today: date, at: datetime) -> Envelope | None:
        """Take one mail for sending; None when somebody else took it first.

        After this the mail counts as told, whatever happens to this process.
        """
        with transaction(self._db):
            row = self._db.execute(
                "UPDATE mail SET state = 'sending', attempts = attempts + 1, told_on = ?"
                f" WHERE key = ? AND {IS_WAITING} RETURNING recipient, mime, attempts",
                (today.isoformat(), key),
            ).fetchone()
            if row is None:
                return None
            self._db.execute(
                "INSERT INTO attempt(key, number, started_at) VALUES (?, ?, ?)",
                (key, row["attempts"], at.isoformat()),
            )
        return Envelope(row["recipient"], row["mime"])

    def settle(self, key: str, outcome: Outcome, *, today: date, at: datetime) -> MailState:
        """Record what came of the claimed mail and return its new state."""
        with transaction(self._db):
            row = self._db.execute("SELECT * FROM mail WHERE key = ?", (key,)).fetchone()
            fate = after_attempt(
                outcome,
                Delivery(row["delivery"]),
                attempts=row["attempts"],
                doubts=row["doubts"],
            )
            self._db.execute(
                "UPDATE attempt SET ended_at = ?, outcome = ?, code = ?, text = ?"
                " WHERE key = ? AND number = ?",
                (
                    at.isoformat(),
                    outcome.status.value,
                    outcome.code,
                    outcome.text,
                    key,
                    row["attempts"],
                ),
            )
            self._mark(key, fate, at)
            if fate.state is MailState.DEFERRED:
                tomorrow = (today + timedelta(days=1)).isoformat()
                self._db.execute("UPDATE mail SET not_before = ? WHERE key = ?", (tomorrow, key))
        return fate.state

    def release_claim(self, key: str) -> None:
        """Undo a claim whose message never reached a relay (the relay was down)."""
        with transaction(self._db):
            self._db.execute(
                "UPDATE mail SET state = 'planned', attempts = attempts - 1,"
                " told_on = CASE WHEN attempts = 1 THEN NULL ELSE told_on END"
                " WHERE key = ? AND state = 'sending'",
                (key,),
            )
            self._db.execute(
                "DELETE FROM attempt WHERE key = ? AND outcome IS NULL"
                " AND number = (SELECT attempts + 1 FROM mail WHERE key = ?)",
                (key, key),
            )

    def set_aside(self, key: str, state: MailState, reason: str) -> None:
        """Keep a waiting mail from going out: suppressed, cancelled or held, with the reason."""
        with transaction(self._db):
            retire(self._db, key, state, reason)

    def _mark(self, key: str, fate: Fate, at: datetime) -> None:
        self._db.execute(
            "UPDATE mail SET state = ?, reason = ?, doubts = doubts + ?, settled_at = ?"
            " WHERE key = ?",
            (fate.state.value, fate.reason, int(fate.is_doubt), at.isoformat(), key),
        )

    # ── looking ───────────────────────────────────────────────────────────────────────────────

    def mails_to(
        self, environment: Environment, person_id: str, *, since: date, besides: str = ""
    ) -> int:
        """Count mails that a person was sent, or may have been, from *since* on."""
        return self.memory.mails_to(environment, person_id, since=since, besides=besides)

    def counts(self, environment: Environment) -> dict[MailState, int]:
        """Count mails by state, every state named."""
        found = dict.fromkeys(MailState, 0)
        query = "SELECT state, count(*) AS n FROM mail WHERE environment = ? GROUP BY state"
        for row in self._db.execute(query, (environment.value,)):
            found[MailState(row["state"])] = row["n"]
        return found

    def purge(self, before: datetime) -> int:
        """Forget the words of mail settled before *before*; its digest and fate stay."""
        states = ", ".join(f"'{each.value}'" for each in SETTLED)
        with transaction(self._db):
            done = self._db.execute(
                "UPDATE mail SET mime = NULL WHERE mime IS NOT NULL"
                f" AND coalesce(settled_at, planned_at) < ? AND state IN ({states})",
                (before.isoformat(),),
            )
        return done.rowcount

    def survey_link(
        self, record_id: str, instrument: str, instance: int, ask: Callable[[str, str, int], str]
    ) -> str:
        """Return the link of a survey instance, asking for it once in its life."""
        where = (record_id, instrument, instance)
        row = self._db.execute(
            "SELECT url FROM survey_link WHERE record_id=? AND instrument=? AND repeat_instance=?",
            where,
        ).fetchone()
        if row is not None:
            return str(row["url"])
        url = ask(*where)
        with transaction(self._db):
            self._db.execute("INSERT OR REPLACE INTO survey_link VALUES (?,?,?,?)", (*where, url))
        return url
