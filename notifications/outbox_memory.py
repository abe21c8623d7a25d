"""What the outbox remembers: who was told what, what was refused, and since when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from mentorship.obligations.due_items import SentNotices
from mentorship.obligations.notice_keys import NoticeKey
from notifications.breaker import Night
from notifications.mail import OFFICE, Environment
from notifications.memory_guard import item_key
from notifications.notice import Delivery
from notifications.outbox_schema import digest
from notifications.outbox_states import NOT_THERE, SETTLED, TOLD, MailState
from notifications.outbox_store import Row, Store


def _among(states: Iterable[MailState]) -> str:
    return ", ".join(f"'{each.value}'" for each in states)


IS_SENT = f"mail.attempts > 0 AND mail.state IN ({_among(TOLD)})"
IS_TOLD = f"(({IS_SENT}) OR mail.state = 'dropped')"
"""What a person decided not to send counts as told, or it would be composed every night."""
_LIVE = "cover.is_live = 1 AND cover.environment = :environment"


class OutboxMemory:
    """The questions one asks of the past; one connection, shared with its outbox."""

    def __init__(self, store: Store) -> None:
        self._db = store

    def told(self, environment: Environment) -> SentNotices:
        """Return every notice that counts as told, with the day of its last attempt.

        A mail counts once an attempt was made, unless the relay refused or deferred it. What was
        planned and never attempted counts for nothing: the next run composes it again.
        """
        rows = self._db.all(
            f"SELECT notice, told_on FROM cover JOIN mail USING (key) WHERE {_LIVE} AND {IS_TOLD}",
            environment=environment.value,
        )
        return SentNotices({row["notice"]: date.fromisoformat(row["told_on"]) for row in rows})

    def refused(self, environment: Environment) -> dict[str, str]:
        """Return notice key -> address that did not take it: refused, or it came back."""
        rows = self._db.all(
            f"SELECT notice, recipient FROM cover JOIN mail USING (key) WHERE {_LIVE}"
            f" AND mail.state IN ({_among(NOT_THERE)})",
            environment=environment.value,
        )
        return {row["notice"]: row["recipient"] for row in rows}

    def dead_addresses(self, environment: Environment) -> frozenset[str]:
        """Return addresses that do not exist (5.1.x), as the relay or a returned mail said.

        They stay here until a person says otherwise; a corrected address is another address.
        """
        rows = self._db.all(
            f"SELECT DISTINCT recipient FROM cover JOIN mail USING (key) WHERE {_LIVE}"
            " AND ((mail.state = 'refused' AND EXISTS (SELECT 1 FROM attempt"
            " WHERE attempt.key = mail.key AND attempt.text LIKE '5.1.%'))"
            " OR (mail.state = 'bounced' AND EXISTS (SELECT 1 FROM returned"
            " WHERE returned.key = mail.key AND returned.status LIKE '5.1.%')))",
            environment=environment.value,
        )
        return frozenset(row["recipient"] for row in rows)

    def nights_by_kind(self, environment: Environment, *, before: date) -> dict[str, list[Night]]:
        """Return for each kind of mail the nights that sent any, earliest first.

        The office's own mail and what was remembered after a loss do not count.
        """
        rows = self._db.all(
            f"SELECT kind, told_on, count(*) AS n FROM mail WHERE environment = :environment"
            f" AND {IS_SENT} AND person_id <> :office AND told_on < :before AND mime_sha <> ''"
            " GROUP BY kind, told_on ORDER BY told_on",
            environment=environment.value,
            office=OFFICE,
            before=before.isoformat(),
        )
        found: dict[str, list[Night]] = {}
        for row in rows:
            night = Night(date.fromisoformat(row["told_on"]), row["n"])
            found.setdefault(row["kind"], []).append(night)
        return found

    def last_told_by_item(self, environment: Environment) -> dict[str, date]:
        """Return due-item key -> last day on which anything about it was attempted."""
        rows = self._db.all(
            "SELECT notice, told_on FROM cover JOIN mail USING (key)"
            " WHERE cover.environment = :environment AND told_on IS NOT NULL",
            environment=environment.value,
        )
        found: dict[str, date] = {}
        for row in rows:
            key, day = item_key(row["notice"]), date.fromisoformat(row["told_on"])
            found[key] = max(day, found.get(key, day))
        return found

    def mails_to(
        self, environment: Environment, person_id: str, *, since: date, besides: str = ""
    ) -> int:
        """Count mails that a person was sent, or may have been, from *since* on.

        *besides* is the key of a mail not to count.
        """
        [found] = self._db.all(
            f"SELECT count(*) AS n FROM mail WHERE environment = :environment"
            f" AND person_id = :person AND {IS_SENT} AND told_on >= :since AND key <> :besides",
            environment=environment.value,
            person=person_id,
            since=since.isoformat(),
            besides=besides,
        )
        return int(found["n"])

    def counts(self, environment: Environment) -> dict[MailState, int]:
        """Count mails by state, every state named."""
        found = dict.fromkeys(MailState, 0)
        query = (
            "SELECT state, count(*) AS n FROM mail WHERE environment = :environment GROUP BY state"
        )
        for row in self._db.all(query, environment=environment.value):
            found[MailState(row["state"])] = row["n"]
        return found

    def mails_about(self, environment: Environment, notices: Sequence[str]) -> list[Row]:
        """Return the mails that cover any of *notices* and still stand for it."""
        found: dict[str, Row] = {}
        for notice in notices:
            for row in self._db.all(
                f"SELECT mail.* FROM mail JOIN cover USING (key) WHERE {_LIVE} AND notice=:notice",
                environment=environment.value,
                notice=notice,
            ):
                found[row["key"]] = row
        return list(found.values())

    def remember(self, environment: Environment, told: Mapping[str, date], *, at: datetime) -> int:
        """Enter notices as told without a mail, after a loss; return how many were new."""
        with self._db.transaction():
            unknown = [each for each in sorted(told) if not self.mails_about(environment, (each,))]
            for notice in unknown:
                self._enter(environment, notice, told[notice], at)
        return len(unknown)

    def _enter(self, environment: Environment, notice: str, day: date, at: datetime) -> None:
        key = digest("remembered", environment.value, notice)
        read = NoticeKey.read(notice)
        self._db.run(
            "INSERT INTO mail(key, base, environment, person_id, kind, kinds, delivery, recipient,"
            " usefulness, mime_sha, state, reason, attempts, planned_at, not_before, expires_on,"
            " told_on, settled_at) VALUES (:key, :key, :environment, :person_id, :kind, :kind,"
            " :delivery, '', 0, '', 'accepted', 'remembered from REDCap', 1, :at, :day, :day,"
            " :day, :at)",
            key=key,
            environment=environment.value,
            person_id=read.person_id,
            kind=read.kind,
            delivery=Delivery.AT_LEAST_ONCE.value,
            at=at.isoformat(),
            day=day.isoformat(),
        )
        self._db.run(
            "INSERT INTO cover(key, environment, notice) VALUES (:key, :environment, :notice)",
            key=key,
            environment=environment.value,
            notice=notice,
        )

    def purge(self, before: datetime) -> int:
        """Forget the words of mail settled before *before*; its digest and fate stay."""
        with self._db.transaction():
            return self._db.run(
                "UPDATE mail SET mime = NULL WHERE mime IS NOT NULL AND"
                f" coalesce(settled_at, planned_at) < :before AND state IN ({_among(SETTLED)})",
                before=before.isoformat(),
            )
