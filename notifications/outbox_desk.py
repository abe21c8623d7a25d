"""What a person has to look at in the outbox, and what a person may decide about it.

Nothing here sends: a decision changes what the next run finds. Cases carry keys, kinds, record
ids and reasons, never an address or a name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from mentorship.errors import ConfigurationError
from mentorship.obligations.notice_keys import NoticeKey
from mentorship.record_order import record_order
from notifications.mail import Environment, LeftOut
from notifications.outbox_planning import FREE_ITS_NOTICES, IS_HELD_UNSENT
from notifications.outbox_states import MailState
from notifications.outbox_store import Row, Store


LEFT_OUT = "left out"
"""State of a notice that could not even become a mail."""
DELAYS_TO_MENTION = 3
SHORTEST_KEY = 6
_RESOLVABLE = (MailState.HELD, MailState.REFUSED, MailState.BOUNCED)


class Decision(StrEnum):
    """What a person decides about one mail; the words are the command's options."""

    SENT = "sent"
    """It arrived: it counts as told and nothing more happens."""
    SEND_AGAIN = "send-again"
    """The doubtful one goes once more as it is; a refused one is composed again."""
    DROP = "drop"
    """It is not to be sent; it counts as told, so the notices after it go on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One mail, or one notice that became none, that a person should know of."""

    key: str
    kinds: str
    """Numbers of the notices in it, the first one names it."""
    person_id: str
    state: str
    reason: str
    since: date

    @property
    def is_open(self) -> bool:
        """Tell whether a decision can be made about it."""
        return self.state in {each.value for each in _RESOLVABLE}


class OutboxDesk:
    """Questions and decisions of the office; one connection, shared with its outbox."""

    def __init__(self, store: Store) -> None:
        self._db = store

    # ── looking ───────────────────────────────────────────────────────────────────────────────

    def cases(self, environment: Environment, today: date) -> list[Case]:
        """Return what did not go and still matters, in record order."""
        found = [
            *self._mails(environment, today),
            *self._delayed(environment),
            *self._left_out(environment),
        ]
        return sorted(found, key=lambda each: (record_order(each.person_id), each.kinds, each.key))

    def _mails(self, environment: Environment, today: date) -> Iterable[Case]:
        rows = self._db.all(
            "SELECT * FROM mail WHERE environment = :environment AND ("
            " state IN ('held', 'uncertain')"
            " OR (state = 'suppressed' AND expires_on >= :today)"
            " OR (state IN ('refused', 'bounced') AND EXISTS"
            " (SELECT 1 FROM cover WHERE cover.key = mail.key AND is_live = 1)))",
            environment=environment.value,
            today=today.isoformat(),
        )
        for row in rows:
            yield _case(row, row["state"], row["reason"])

    def _delayed(self, environment: Environment) -> Iterable[Case]:
        """Yield mail to addresses that have answered "later" three times and more."""
        rows = self._db.all(
            "SELECT mail.* FROM returned JOIN mail USING (key) WHERE environment = :environment"
            " AND mail.state = 'accepted' AND returned.status LIKE '4.%' ORDER BY returned.at",
            environment=environment.value,
        )
        times = Counter(row["recipient"] for row in rows)
        latest = {row["recipient"]: row for row in rows}
        for recipient, row in latest.items():
            if (n := times[recipient]) >= DELAYS_TO_MENTION:
                yield _case(row, row["state"], f"delayed {n} times; check the address")

    def _left_out(self, environment: Environment) -> Iterable[Case]:
        query = "SELECT * FROM left_out WHERE environment = :environment"
        for row in self._db.all(query, environment=environment.value):
            yield Case(
                key=row["notice"],
                kinds=_kind_in(row["notice"]),
                person_id=row["person_id"],
                state=LEFT_OUT,
                reason=row["reason"],
                since=datetime.fromisoformat(row["noted_at"]).date(),
            )

    # ── deciding ──────────────────────────────────────────────────────────────────────────────

    def resolve(
        self, environment: Environment, key: str, decision: Decision, *, at: datetime
    ) -> Case:
        """Carry out *decision* about the mail whose key begins with *key*; return it as it was.

        Raises:
            ConfigurationError: no such mail, several of them, or nothing to decide about it.
        """
        with self._db.transaction():
            row = self._found(environment, key)
            case = _case(row, row["state"], row["reason"])
            if decision is Decision.DROP:
                self._settle(row["key"], MailState.DROPPED, "not to be sent, says the office", at)
            elif row["state"] == MailState.HELD and row["attempts"] == 0:
                raise ConfigurationError(
                    "This mail is held with its whole run: let the run go with `mail release`,"
                    " or drop it"
                )
            elif decision is Decision.SENT:
                self._settle(row["key"], MailState.ACCEPTED, "arrived, says the office", at)
            else:
                self._send_again(row, at)
        return case

    def _found(self, environment: Environment, key: str) -> Row:
        if len(key) < SHORTEST_KEY or not key.isalnum():
            raise ConfigurationError(
                f"Give at least {SHORTEST_KEY} characters of the key, as the list shows it"
            )
        rows = self._db.all(
            "SELECT * FROM mail WHERE environment = :environment AND key LIKE :begins",
            environment=environment.value,
            begins=f"{key.lower()}%",
        )
        if len(rows) != 1:
            count = "No mail" if not rows else f"{len(rows)} mails"
            raise ConfigurationError(f"{count} with a key that begins {key}: see the list of cases")
        row = rows[0]
        if MailState(row["state"]) not in _RESOLVABLE:
            raise ConfigurationError(
                f"Mail {key} is {row['state']}: only held, refused and bounced mail is decided"
            )
        return row

    def _send_again(self, row: Row, at: datetime) -> None:
        """The same bytes once more if it may have arrived, else composed again from new facts."""
        if row["doubts"] == 0 or row["state"] != MailState.HELD:
            self._settle(row["key"], MailState.CANCELLED, "composed again, says the office", at)
            self._db.run(FREE_ITS_NOTICES, key=row["key"])
        elif row["expires_on"] < at.date().isoformat():
            raise ConfigurationError("It would arrive too late to be of use: drop it instead")
        else:
            self._settle(row["key"], MailState.PLANNED, "sent once more, says the office", at)

    def _settle(self, key: str, state: MailState, reason: str, at: datetime) -> None:
        self._db.run(
            "UPDATE mail SET state = :state, reason = :reason, settled_at = :at,"
            " told_on = coalesce(told_on, :today) WHERE key = :key",
            state=state.value,
            reason=reason,
            at=at.isoformat(),
            today=at.date().isoformat(),
            key=key,
        )

    def held_runs(self, environment: Environment) -> int:
        """Return how many mails the run cap or the breaker holds."""
        [found] = self._db.all(
            f"SELECT count(*) AS n FROM mail WHERE environment = :environment AND {IS_HELD_UNSENT}",
            environment=environment.value,
        )
        return int(found["n"])

    def release(self, environment: Environment, count: int, *, on: date) -> int:
        """Approve the mails that the run cap or the breaker holds; the next run sends them.

        Composed again from fresh facts: what is no longer owed by then does not go.

        Raises:
            ConfigurationError: *count* is not the exact number held.
        """
        held = self.held_runs(environment)
        if held == 0 or count != held:
            raise ConfigurationError(
                f"{held} mails are held by the run cap or the breaker, not {count}: nothing was"
                " released. Look at the list, then give the exact number"
            )
        with self._db.transaction():
            self._db.run(
                "UPDATE mail SET approved_on = :day WHERE environment = :environment"
                f" AND {IS_HELD_UNSENT}",
                day=on.isoformat(),
                environment=environment.value,
            )
        return held

    # ── noting ────────────────────────────────────────────────────────────────────────────────

    def note_left_out(
        self, environment: Environment, left_out: Iterable[LeftOut], *, at: datetime
    ) -> None:
        """Remember tonight's notices that could become no mail, in place of the last run's."""
        with self._db.transaction():
            here = {"environment": environment.value}
            self._db.run("DELETE FROM left_out WHERE environment = :environment", **here)
            self._db.run_each(
                "INSERT INTO left_out VALUES (:environment, :notice, :person, :reason, :at)",
                [
                    {
                        **here,
                        "notice": each.key,
                        "person": each.person_id,
                        "reason": each.reason,
                        "at": at.isoformat(),
                    }
                    for each in left_out
                ],
            )


def _case(row: Row, state: str, reason: str) -> Case:
    since = row["told_on"] or row["planned_at"][:10]
    return Case(
        key=row["key"],
        kinds=row["kinds"],
        person_id=row["person_id"],
        state=state,
        reason=reason,
        since=date.fromisoformat(since),
    )


def _kind_in(notice: str) -> str:
    return NoticeKey.read(notice).kind
