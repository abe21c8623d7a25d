"""One announced-or-final pairing as tonight's rules see it: dates, rests, who may still act."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TypedDict, Unpack

from mentorship.corrections import counts_from
from mentorship.obligations.due_items import DueItem, DueItemKind, StoredItem
from mentorship.obligations.pair_evidence import PairEvidence
from mentorship.obligations.tonight import Clock, Draft, Tonight
from mentorship.obligations.watched import signing_days
from mentorship.people import Participation, Person
from mentorship.record_order import record_order
from mentorship.relationships import (
    Agreement,
    PairingState,
    QuarterlyReport,
    Take,
)
from mentorship.terms import First


class Found(TypedDict, total=False):
    """What a rule may add about a pair's item; the fields of `Draft` that are not the pair's."""

    owed_by: tuple[str, ...]
    done_on: date | None
    is_done: bool
    is_over: bool
    next_known_on: date | None
    office_after: int | None
    is_optional: bool
    is_told_elsewhere: bool
    is_behind: bool
    is_fixed: bool
    office_looks_first: bool


@dataclass(frozen=True)
class PairTonight(PairEvidence):
    """A final pairing whose mentor and assignment date are known."""

    @cached_property
    def partners(self) -> tuple[str, str]:
        """Mentee and mentor; the mentee is asked first."""
        return self.mentee.record_id, self.mentor.record_id

    def key(self, kind: DueItemKind, part: str = "") -> str:
        """Return the key of the pair's item of *kind*; *part* tells several of them apart."""
        return f"{kind.prefix}-{self.number}-{part}" if part else f"{kind.prefix}-{self.number}"

    def stored(self, key: str) -> StoredItem | None:
        """Return what an earlier night wrote into the ledger about an item of the pair."""
        return self._rows.get(key)

    @cached_property
    def _rows(self) -> Mapping[str, StoredItem]:
        return self.tonight.roster.ledger_by_record.get(self.mentee.record_id, {})

    @cached_property
    def watched_on(self) -> date:
        """The night that first saw the pair: tonight, for one that the ledger does not know."""
        return self.tonight.roster.watched_on(self.pairing.id, self.tonight.today)

    @cached_property
    def history_ends(self) -> date:
        """What was due before this day was over long before anybody watched the pair."""
        return self.watched_on - self._reach

    @property
    def _reach(self) -> timedelta:
        return timedelta(days=self.tonight.policy.history)

    def is_history(self, key: str, was_due: date) -> bool:
        """Tell whether an item was over long before anybody watched, so that it has no row.

        *was_due* is its date leave aside: leave must not make an item of what would be none.
        """
        return was_due < self.history_ends and self.stored(key) is None

    def seen_late(self, key: str, was_due: date, done_on: date | None = None) -> date | None:
        """Return the night that first saw an item which was over long before the pair was watched.

        What still has a present (an agreement, the next contact) is asked for anew from then. None
        for any other item, and for one that was done before that night: on *done_on*, where what
        is done so early has a row at all. *was_due* is its date leave aside.
        """
        if was_due >= self.history_ends:
            return None
        row = self.stored(key)
        seen_on = self.tonight.today if row is None else row.seen_on
        if seen_on is None or was_due >= seen_on - self._reach:
            return None
        return None if done_on is not None and done_on < seen_on else seen_on

    def owes(
        self,
        kind: DueItemKind,
        key: str,
        period: str,
        dates: tuple[date, date],
        clock: Clock | None = None,
        **found: Unpack[Found],
    ) -> tuple[DueItem, ...]:
        """Return the item that a rule found, settled; nothing if nobody owes it or did it.

        *dates* are the days it opens and is due. What all items of a pair share is said here once:
        where they are kept, when nobody owes them any more, when the office acts.
        """
        found.setdefault("is_over", self.is_over)
        found.setdefault("office_after", self.terms.office_after)
        if found.get("done_on") is not None:
            found["is_done"] = True
        draft = Draft(
            kind=kind,
            key=key,
            record_id=self.mentee.record_id,
            about=self.number,
            period=period,
            opened_on=dates[0],
            due_on=dates[1],
            pairing_number=self.pairing.id.number,
            programme=self.pairing.programme,
            **found,
        )
        item = self.tonight.settle(draft, clock or self.clock)
        return () if item is None else (item,)

    def asked(self, first: First) -> tuple[str, str]:
        """Return both partners, the one who is asked first at the beginning. Source: S2.17."""
        mentee, mentor = self.partners
        return (mentor, mentee) if first is First.MENTOR else (mentee, mentor)

    @cached_property
    def announcement_clock(self) -> Clock:
        """Pauses and change requests hold the announcement; the leave of one does not.

        A pause is over after its last day whatever the state says, and its last day counts even
        when the office has set the pairing active again: what fell due meanwhile gets time.
        """
        is_paused = self.pairing.state is PairingState.PAUSED
        pause_ends_on = self.pairing.paused_until
        is_standing = is_paused and pause_ends_on is None
        muted_until = pause_ends_on if is_paused else None
        if is_standing or self.pairing.id in self.tonight.contested:
            muted_until = date.max
        return Clock(is_standing=is_standing, pause_ends_on=pause_ends_on, muted_until=muted_until)

    @cached_property
    def clock(self) -> Clock:
        """Leave of either partner stops it, and so do pauses. Source: S1.x1."""
        pair, leave = self.announcement_clock, self.tonight.clock_of((self.mentee, self.mentor))
        quiet = (pair.muted_until, leave.muted_until)
        return Clock(
            rests=leave.rests,
            is_standing=pair.is_standing or leave.is_standing,
            pause_ends_on=pair.pause_ends_on,
            muted_until=max((day for day in quiet if day is not None), default=None),
        )

    @cached_property
    def is_over(self) -> bool:
        """Closed by the office, or a partner left or opted out: nothing is owed any more."""
        ended = self.pairing.state is PairingState.CLOSED and (
            self.pairing.end_on is None or self.pairing.end_on <= self.tonight.today
        )
        return ended or self.is_gone

    @property
    def is_gone(self) -> bool:
        """A partner left the department or the programme."""
        return not (can_take_part(self.mentee) and can_take_part(self.mentor))

    def agreement_key(self, number: int) -> str:
        """Return the item key of the first agreement, or of its renewal by a later one."""
        if number == 1:
            return self.key(DueItemKind.AGREEMENT)
        return self.key(DueItemKind.RENEWAL, str(number - 1))

    @cached_property
    def agreement_due_on(self) -> date:
        """The day by which the first agreement is due, leave not counted."""
        term = self.terms.agreement
        days = term.days if term else self.tonight.policy.agreement_after
        return self.clock.due_after(self.start, days)

    def signed_on(self, number: int) -> date | None:
        """Return the day that agreement was signed; None before. See `signing_days`."""
        return self._signing_days[number - 1] if number <= len(self.signed) else None

    @cached_property
    def _signing_days(self) -> list[date]:
        numbers = range(1, len(self.signed) + 1)
        return list(
            signing_days(
                self.signed,
                [self.stored(self.agreement_key(number)) for number in numbers],
                start=self.start,
                due_on=self.agreement_due_on,
                today=self.tonight.today,
                said=self._as_the_office_says,
            )
        )

    def _as_the_office_says(self, number: int, day: date) -> date:
        """Return the day that an override names for the agreement of that number, or *day*."""
        key = self.agreement_key(number)
        return self.tonight.marked_done(key, day, self.stored(key)) or day

    @cached_property
    def agreed(self) -> list[tuple[date, Agreement]]:
        """Every signed agreement with the day it was signed, in the order they came into force."""
        found = zip(self._signing_days, self.signed, strict=True)
        return sorted(found, key=lambda each: each[0])

    def agreement_on(self, day: date) -> Agreement | None:
        """Return the agreement in force on *day*: what is signed later never changes it."""
        return next((each for on, each in reversed(self.agreed) if on <= day), None)

    def still_to_attest(self, joint: Agreement | QuarterlyReport | None) -> tuple[str, ...]:
        """Return who has not yet attested a joint instrument, the mentee first."""
        if joint is None:
            return self.partners
        said = (joint.mentee_ok, joint.mentor_ok)
        return tuple(who for who, ok in zip(self.partners, said, strict=True) if not ok)


def pairs_tonight(tonight: Tonight) -> Iterator[PairTonight]:
    """Yield the pairings that obligations are about, in record order.

    "No mentor this cycle" is a decision, not a pair. A pairing whose mentor or assignment date is
    not known yet owes nothing: that is a data problem of its own (V3, V16), not a fault of the
    pair.
    """
    roster = tonight.roster
    for pairing in sorted(roster.pairings, key=lambda p: (record_order(p.mentee_id), p.id.number)):
        if not pairing.is_final or pairing.take is Take.NONE:
            continue
        mentee = roster.people.get(pairing.mentee_id)
        mentor = roster.people.get(pairing.mentor_id or "")
        start = counts_from(pairing, tonight.today)
        if mentee is not None and mentor is not None and start is not None:
            yield PairTonight(tonight, pairing, start, mentee, mentor)


def can_take_part(person: Person) -> bool:
    """Tell whether a pair of this person goes on: also of one whom nobody has asked yet."""
    gone = {Participation.OPTED_OUT, Participation.DEPARTED}
    return person.is_active and person.participation not in gone
