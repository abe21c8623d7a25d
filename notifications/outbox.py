"""The outbox: the one memory of what was told to whom, and what became of it.

Intent (frozen bytes) -> claim -> send -> mark, each durable before the next begins. REDCap is
its mirror, never its authority. One per department, closed to everybody else: it holds mail texts
(until purged) and survey links.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from mentorship.errors import OutboxBusy, OutboxLost
from mentorship.obligations.due_items import SentNotices
from mentorship.roster import Roster
from notifications.mail import Environment, Mail
from notifications.memory_guard import forgotten
from notifications.outbox_claims import OutboxClaims, Waiting
from notifications.outbox_desk import OutboxDesk
from notifications.outbox_memory import OutboxMemory
from notifications.outbox_opening import open_store
from notifications.outbox_planning import Freeze, OutboxPlanner
from notifications.outbox_returns import OutboxReturns
from notifications.outbox_states import MailState
from notifications.outbox_store import Place, PostgresPlace, Store


__all__ = ["Environment", "Outbox", "Waiting"]


class Outbox(OutboxClaims):
    """One department's outbox. Use as a context manager; one connection, one thread."""

    def __init__(self, place: Place | Store) -> None:
        if isinstance(place, Path | PostgresPlace):
            place = open_store(place)
        super().__init__(place)
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
        """Close the connection; safe to call twice."""
        self._db.close()

    # ── one at a time ─────────────────────────────────────────────────────────────────────────

    @contextmanager
    def only_sender(self) -> Iterator[None]:
        """Hold the right to send; a process that dies gives it up by dying.

        Raises:
            OutboxBusy: another run is sending from this outbox.
        """
        with self._db.alone("send") as is_ours:
            if not is_ours:
                raise OutboxBusy("Another run is sending from this outbox; wait for it to end")
            yield

    @contextmanager
    def only_run(self) -> Iterator[None]:
        """Hold the right to run a night, among all machines that share this outbox.

        Raises:
            OutboxBusy: another machine runs one.
        """
        with self._db.alone("run") as is_ours:
            if not is_ours:
                raise OutboxBusy("Another machine runs this department; wait for it to end")
            yield

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
                f"REDCap has mailed about {len(missing)} items that the outbox {self._db.name}"
                " does not remember. Nothing was sent. Restore it from its backup, or rebuild its"
                " memory from REDCap"
            )

    def remember(self, environment: Environment, told: Mapping[str, date], *, at: datetime) -> int:
        """Enter notices as told without a mail, after a loss; return how many were new."""
        return self.memory.remember(environment, told, at=at)

    def mails_to(
        self, environment: Environment, person_id: str, *, since: date, besides: str = ""
    ) -> int:
        """Count mails that a person was sent, or may have been, from *since* on."""
        return self.memory.mails_to(environment, person_id, since=since, besides=besides)

    def counts(self, environment: Environment) -> dict[MailState, int]:
        """Count mails by state, every state named."""
        return self.memory.counts(environment)

    def purge(self, before: datetime) -> int:
        """Forget the words of mail settled before *before*; its digest and fate stay."""
        return self.memory.purge(before)

    # ── intent ────────────────────────────────────────────────────────────────────────────────

    def plan(self, mails: Iterable[Mail], freeze: Freeze, *, at: datetime) -> int:
        """Enter tonight's mails with their frozen bytes; return how many are newly planned."""
        return OutboxPlanner(self._db, self.memory).plan(mails, freeze, at=at)

    def survey_link(
        self, record_id: str, instrument: str, instance: int, ask: Callable[[str, str, int], str]
    ) -> str:
        """Return the link of a survey instance, asking for it once in its life."""
        where = {"record": record_id, "instrument": instrument, "instance": instance}
        row = self._db.first(
            "SELECT url FROM survey_link WHERE record_id = :record AND instrument = :instrument"
            " AND repeat_instance = :instance",
            **where,
        )
        if row is not None:
            return str(row["url"])
        url = ask(record_id, instrument, instance)
        with self._db.transaction():
            self._db.run(
                "INSERT INTO survey_link VALUES (:record, :instrument, :instance, :url)"
                " ON CONFLICT (record_id, instrument, repeat_instance)"
                " DO UPDATE SET url = excluded.url",
                **where,
                url=url,
            )
        return url
