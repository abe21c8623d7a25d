"""What waits in the outbox, claimed and marked: each step durable before the next begins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from mentorship.desks import DESKS
from mentorship.record_order import record_order
from notifications.mail import Environment
from notifications.mailer import Envelope, Outcome
from notifications.notice import Delivery
from notifications.outbox_planning import IS_HELD_UNSENT, IS_WAITING, retire
from notifications.outbox_states import Fate, MailState, after_attempt, after_doubt
from notifications.outbox_store import Row, Store


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


class OutboxClaims:
    """The steps of sending; one connection, shared with its outbox.

    Call them while holding the right to send (`Outbox.only_sender`): what is found in `sending`
    is then a left-over of a run that died.
    """

    def __init__(self, store: Store) -> None:
        self._db = store

    def recover(self, environment: Environment, *, at: datetime) -> int:
        """Settle what a crash left in `sending`, let doubtful mail go again; return how many."""
        with self._db.transaction():
            left = self._db.all(
                "SELECT * FROM mail WHERE environment = :environment AND state = 'sending'",
                environment=environment.value,
            )
            for row in left:
                fate = after_doubt(Delivery(row["delivery"]), doubts=row["doubts"])
                self._mark(row["key"], fate, at)
            self._db.run(
                "UPDATE mail SET state = 'planned' WHERE environment = :environment"
                " AND state = 'uncertain'",
                environment=environment.value,
            )
        return len(left)

    def expire(self, environment: Environment, today: date) -> int:
        """Retire waiting mail that would arrive too late to be of use; return how many.

        Call after planning: mail that a cap held and tonight did not compose again goes too.
        """
        night = {"environment": environment.value, "today": today.isoformat()}
        with self._db.transaction():
            late = self._db.all(
                "SELECT key FROM mail WHERE environment = :environment AND expires_on < :today"
                f" AND ({IS_WAITING} OR {IS_HELD_UNSENT})",
                **night,
            )
            for row in late:
                retire(self._db, row["key"], MailState.EXPIRED, "too late to be of use")
            stale = self._db.all(
                f"SELECT key FROM mail WHERE environment = :environment AND {IS_HELD_UNSENT}"
                " AND substr(planned_at, 1, 10) < :today",
                **night,
            )
            for row in stale:
                retire(self._db, row["key"], MailState.CANCELLED, "no longer owed")
        return len(late)

    def waiting(self, environment: Environment, today: date) -> list[Waiting]:
        """Return mail that may be claimed today, most useful first, the office last."""
        rows = self._db.all(
            f"SELECT * FROM mail WHERE environment = :environment AND {IS_WAITING}"
            " AND not_before <= :today",
            environment=environment.value,
            today=today.isoformat(),
        )
        return [self._waiting(row) for row in sorted(rows, key=_most_useful_first)]

    def _waiting(self, row: Row) -> Waiting:
        covers = self._db.all(
            "SELECT notice FROM cover WHERE key = :key ORDER BY notice", key=row["key"]
        )
        return Waiting(
            key=row["key"],
            person_id=row["person_id"],
            kind=row["kind"],
            recipient=row["recipient"],
            covers=tuple(each["notice"] for each in covers),
            attempts=row["attempts"],
            doubts=row["doubts"],
            is_approved=row["approved_on"] is not None,
        )

    def claim(self, key: str, *, today: date, at: datetime) -> Envelope | None:
        """Take one mail for sending; None when somebody else took it first.

        After this the mail counts as told, whatever happens to this process.
        """
        with self._db.transaction():
            row = self._db.first(
                "UPDATE mail SET state = 'sending', attempts = attempts + 1, told_on = :today"
                f" WHERE key = :key AND {IS_WAITING} RETURNING recipient, mime, attempts",
                today=today.isoformat(),
                key=key,
            )
            if row is None:
                return None
            self._db.run(
                "INSERT INTO attempt(key, number, started_at) VALUES (:key, :number, :at)",
                key=key,
                number=row["attempts"],
                at=at.isoformat(),
            )
        return Envelope(row["recipient"], row["mime"])

    def settle(self, key: str, outcome: Outcome, *, today: date, at: datetime) -> MailState:
        """Record what came of the claimed mail and return its new state."""
        with self._db.transaction():
            [row] = self._db.all("SELECT * FROM mail WHERE key = :key", key=key)
            fate = after_attempt(
                outcome,
                Delivery(row["delivery"]),
                attempts=row["attempts"],
                doubts=row["doubts"],
            )
            self._db.run(
                "UPDATE attempt SET ended_at = :at, outcome = :outcome, code = :code, text = :text"
                " WHERE key = :key AND number = :number",
                at=at.isoformat(),
                outcome=outcome.status.value,
                code=outcome.code,
                text=outcome.text,
                key=key,
                number=row["attempts"],
            )
            self._mark(key, fate, at)
            if fate.state is MailState.DEFERRED:
                self._db.run(
                    "UPDATE mail SET not_before = :tomorrow WHERE key = :key",
                    tomorrow=(today + timedelta(days=1)).isoformat(),
                    key=key,
                )
        return fate.state

    def release_claim(self, key: str) -> None:
        """Undo a claim whose message never reached a relay (the relay was down)."""
        with self._db.transaction():
            self._db.run(
                "UPDATE mail SET state = 'planned', attempts = attempts - 1,"
                " told_on = CASE WHEN attempts = 1 THEN NULL ELSE told_on END"
                " WHERE key = :key AND state = 'sending'",
                key=key,
            )
            self._db.run(
                "DELETE FROM attempt WHERE key = :key AND outcome IS NULL"
                " AND number = (SELECT attempts + 1 FROM mail WHERE key = :key)",
                key=key,
            )

    def set_aside(self, key: str, state: MailState, reason: str) -> None:
        """Keep a waiting mail from going out: suppressed, cancelled or held, with the reason."""
        with self._db.transaction():
            retire(self._db, key, state, reason)

    def _mark(self, key: str, fate: Fate, at: datetime) -> None:
        self._db.run(
            "UPDATE mail SET state = :state, reason = :reason, doubts = doubts + :doubt,"
            " settled_at = :at WHERE key = :key",
            state=fate.state.value,
            reason=fate.reason,
            doubt=int(fate.is_doubt),
            at=at.isoformat(),
            key=key,
        )


def _most_useful_first(row: Row) -> tuple[int, tuple[int, int, str], str, str]:
    return row["usefulness"], record_order(row["person_id"]), row["planned_at"], row["key"]
