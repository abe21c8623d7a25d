"""How tonight's mails enter the outbox: never twice for a notice, always from fresh facts."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from notifications.addresses import ascii_address, is_same_mailbox
from notifications.mail import Environment, Mail
from notifications.outbox_memory import OutboxMemory
from notifications.outbox_schema import digest
from notifications.outbox_states import NOT_THERE, WAITING, MailState
from notifications.outbox_store import Row, Store


Freeze = Callable[[Mail, str], str]
"""A mail and its key -> the exact bytes to send."""

IS_WAITING = "state IN ({})".format(", ".join(f"'{each.value}'" for each in WAITING))
IS_HELD_UNSENT = "(state = 'held' AND attempts = 0)"
"""Held by the run cap or the breaker."""
FREE_ITS_NOTICES = "UPDATE cover SET is_live = 0 WHERE key = :key"
_OFFICE_COMES_LAST = 1000


def retire(store: Store, key: str, state: MailState, reason: str) -> None:
    """Take a mail that nobody is sending out of the way.

    Unless it is held for a person, its notices are free to be composed again.
    """
    store.run(
        "UPDATE mail SET state = :state, reason = :reason WHERE key = :key"
        f" AND ({IS_WAITING} OR {IS_HELD_UNSENT})",
        state=state.value,
        reason=reason,
        key=key,
    )
    if state is not MailState.HELD:
        store.run(FREE_ITS_NOTICES, key=key)


class OutboxPlanner:
    """Enters mails; one connection, shared with its outbox."""

    def __init__(self, store: Store, memory: OutboxMemory) -> None:
        self._db = store
        self._memory = memory

    def plan(self, mails: Iterable[Mail], freeze: Freeze, *, at: datetime) -> int:
        """Enter tonight's mails with their frozen bytes; return how many are newly planned.

        A mail that covers a notice which was already attempted is left out. An earlier mail that
        was never attempted, or that was deferred and tells other things besides, gives way to
        tonight's, which was made from fresher facts.
        """
        planned = 0
        with self._db.transaction():
            for mail in mails:
                planned += self._plan_one(mail, freeze, at)
        return planned

    def _plan_one(self, mail: Mail, freeze: Freeze, at: datetime) -> int:
        self._forget_refusals_of_other_addresses(mail)
        rows = self._memory.mails_about(mail.environment, mail.covers)
        if any(self._stands(row, mail) for row in rows):
            return 0
        base = digest(mail.environment.value, *sorted(mail.covers))
        key = digest(base, str(self._attempted(base)))
        for row in rows:
            if row["key"] != key:
                retire(
                    self._db, row["key"], MailState.CANCELLED, "composed again from fresher facts"
                )
        mime = freeze(mail, key)
        self._upsert(mail, key, base, mime, at)
        return 1

    def _stands(self, row: Row, mail: Mail) -> bool:
        """Tell whether an earlier mail is not to be replaced by one that tells some of the same.

        One that was attempted stands, and so does what a person decided not to send. A mail that
        the relay certainly did not take yet gives way to one that tells more, or less: the news
        would wait for it otherwise. With the same to tell, its bytes go again and are counted.
        """
        if row["state"] == MailState.DROPPED:
            return True
        if row["state"] != MailState.DEFERRED or row["doubts"]:
            return bool(row["attempts"])
        query = "SELECT notice FROM cover WHERE key = :key AND is_live = 1"
        told = {each["notice"] for each in self._db.all(query, key=row["key"])}
        return told == set(mail.covers)

    def _forget_refusals_of_other_addresses(self, mail: Mail) -> None:
        """A refusal belongs to an address: a corrected address makes the notice free again."""
        for row in self._memory.mails_about(mail.environment, mail.covers):
            was_refused = row["state"] in NOT_THERE
            if was_refused and not is_same_mailbox(row["recipient"], mail.address):
                self._db.run(FREE_ITS_NOTICES, key=row["key"])

    def _attempted(self, base: str) -> int:
        query = "SELECT count(*) AS n FROM mail WHERE base = :base AND attempts > 0"
        [found] = self._db.all(query, base=base)
        return int(found["n"])

    def _upsert(self, mail: Mail, key: str, base: str, mime: str, at: datetime) -> None:
        values = {
            "key": key,
            "base": base,
            "environment": mail.environment.value,
            "person_id": mail.person_id,
            "kind": mail.kind.value,
            "kinds": " ".join(each.value for each in mail.kinds),
            "delivery": mail.delivery.value,
            "recipient": ascii_address(mail.address),
            "usefulness": mail.usefulness + _OFFICE_COMES_LAST * mail.is_for_the_office,
            "mime": mime,
            "mime_sha": hashlib.sha256(mime.encode()).hexdigest(),
            "state": MailState.PLANNED.value,
            "planned_at": at.isoformat(),
            "not_before": at.date().isoformat(),
            "expires_on": mail.expires_on.isoformat(),
        }
        columns = ", ".join(values)
        slots = ", ".join(f":{name}" for name in values)
        fresh = ", ".join(f"{name} = excluded.{name}" for name in values if name != "key")
        self._db.run(
            f"INSERT INTO mail({columns}) VALUES ({slots})"
            f" ON CONFLICT(key) DO UPDATE SET {fresh}, reason = '' WHERE mail.attempts = 0",
            **values,
        )
        self._db.run("DELETE FROM cover WHERE key = :key", key=key)
        self._add_covers(key, mail.environment, mail.covers)

    def _add_covers(self, key: str, environment: Environment, notices: Sequence[str]) -> None:
        self._db.run_each(
            "INSERT INTO cover(key, environment, notice) VALUES (:key, :environment, :notice)",
            [{"key": key, "environment": environment.value, "notice": each} for each in notices],
        )
