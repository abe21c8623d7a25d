"""One announced-or-final pairing as tonight's rules see it: dates, rests, who may still act."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TypedDict, Unpack

from mentorship.corrections import counts_from
from mentorship.obligations.due_items import DueItem, DueItemKind, StoredItem
from mentorship.obligations.tonight import Clock, Draft, Tonight
from mentorship.people import Participation, Person
from mentorship.record_order import record_order
from mentorship.relationships import (
    Agreement,
    Contact,
    Meeting,
    Pairing,
    PairingState,
    QuarterlyReport,
    Take,
)
from mentorship.terms import First, Terms


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


@dataclass(frozen=True)
class PairTonight:
    """A final pairing whose mentor and assignment date are known."""

    tonight: Tonight
    pairing: Pairing
    start: date
    """From when its dates count."""
    mentee: Person
    mentor: Person

    @cached_property
    def number(self) -> str:
        """The pairing as item keys write it: `1042.2`."""
        return str(self.pairing.id)

    @cached_property
    def partners(self) -> tuple[str, str]:
        """Mentee and mentor; the mentee is asked first."""
        return self.mentee.record_id, self.mentor.record_id

    @cached_property
    def terms(self) -> Terms:
        """What the pair's programme asks of it."""
        return self.tonight.terms[self.pairing.programme]

    def key(self, kind: DueItemKind, part: str = "") -> str:
        """Return the key of the pair's item of *kind*; *part* tells several of them apart."""
        return f"{kind.prefix}-{self.number}-{part}" if part else f"{kind.prefix}-{self.number}"

    def stored(self, key: str) -> StoredItem | None:
        """Return what an earlier night wrote into the ledger about an item of the pair."""
        return self.tonight.roster.stored(self.mentee.record_id, key)

    def is_history(self, key: str, due_on: date) -> bool:
        """Tell whether a recurring item was over long before anybody saw it."""
        return due_on < self.tonight.history_ends and self.stored(key) is None

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

    @cached_property
    def until(self) -> date:
        """The last day of which something is known: today, or the day the pairing ended."""
        ended = self.pairing.end_on if self.pairing.state is PairingState.CLOSED else None
        return min(self.tonight.today, ended or self.tonight.today)

    @cached_property
    def agreements(self) -> list[Agreement]:
        """First agreement and amendments."""
        return self.tonight.roster.agreements_by_pairing.get(self.pairing.id, [])

    @cached_property
    def agreement(self) -> Agreement | None:
        """The agreement that counts: the newest signed one, else the newest."""
        return max(self.agreements, key=_weight, default=None)

    @cached_property
    def reports(self) -> dict[str, QuarterlyReport]:
        """The report that counts for each quarter: a signed one, else the newest."""
        found: dict[str, QuarterlyReport] = {}
        for each in self.tonight.roster.reports_by_pairing.get(self.pairing.id, ()):
            best = found.get(each.period)
            if best is None or _weight(each) > _weight(best):
                found[each.period] = each
        return found

    @cached_property
    def met_individually_on(self) -> date | None:
        """The first time the two met alone, in person or by video. Source: S1.29a."""
        return min((on for on, how in self._meetings if how.is_individual_meeting), default=None)

    @cached_property
    def in_person_on(self) -> list[date]:
        """Every day the two met in person, sorted. Source: S1.33."""
        met = {on for on, how in self._meetings if how is Meeting.IN_PERSON}
        return sorted(met.union(self._reported_on))

    @cached_property
    def in_touch_on(self) -> list[date]:
        """Every day the two were in touch in whatever way, sorted. Source: S1.32."""
        days = {each.on for each in self._contacts}
        days.update(on for on, _ in self._meetings)
        days.update(self._reported_on)
        return sorted(days)

    @cached_property
    def next_known_on(self) -> date | None:
        """The next date the pair has set, near enough to silence nudges. Source: S2.51."""
        today = self.tonight.today
        term = self.terms.contact
        horizon = today + timedelta(days=term.days if term else self.tonight.policy.contact_gap)
        known = [each.next_on for each in self.agreements]
        known += [each.next_on for each in self._contacts]
        known += [each.next_on for each in self.reports.values()]
        return min((on for on in known if on is not None and today <= on <= horizon), default=None)

    @cached_property
    def signed(self) -> list[Agreement]:
        """The agreements that both attested: the first one, then the amendments. Source: S2.45."""
        return sorted(
            (each for each in self.agreements if each.is_signed),
            key=lambda each: each.repeat_instance,
        )

    def agreement_key(self, number: int) -> str:
        """Return the item key of the first agreement, or of its renewal by a later one."""
        if number == 1:
            return self.key(DueItemKind.AGREEMENT)
        return self.key(DueItemKind.RENEWAL, str(number - 1))

    def signed_on(self, number: int) -> date | None:
        """Return the day that agreement was signed, as the ledger remembers it; None before."""
        if number > len(self.signed):
            return None
        stored = self.stored(self.agreement_key(number))
        return (stored.done_on if stored else None) or self.tonight.today - timedelta(days=1)

    @cached_property
    def agreed(self) -> list[tuple[date, Agreement]]:
        """Every signed agreement with the day it was signed, in the order they came into force."""
        numbered = enumerate(self.signed, start=1)
        dated = [(self.signed_on(number), each) for number, each in numbered]
        found = [(on, each) for on, each in dated if on is not None]
        return sorted(found, key=lambda each: each[0])

    def agreement_on(self, day: date) -> Agreement | None:
        """Return the agreement in force on *day*: what is signed later never changes it."""
        return next((each for on, each in reversed(self.agreed) if on <= day), None)

    @cached_property
    def _contacts(self) -> list[Contact]:
        found = self.tonight.roster.contacts_by_pairing.get(self.pairing.id, [])
        return [each for each in found if each.on <= self.until]

    @cached_property
    def _meetings(self) -> list[tuple[date, Meeting]]:
        logged = [(each.on, each.how) for each in self._contacts if each.how is not None]
        reported = [
            (each.met_on, each.met_how)
            for each in self.agreements
            if each.met_on is not None and each.met_how is not None and each.met_on <= self.until
        ]
        return logged + reported

    @cached_property
    def _reported_on(self) -> list[date]:
        days = [each.met_on for each in self.reports.values()]
        return [day for day in days if day is not None and day <= self.until]

    def in_person_from(self, day: date) -> list[date]:
        """Return every day from *day* on that the two met in person."""
        return self.in_person_on[bisect_left(self.in_person_on, day) :]

    def contacts_after(self, day: date) -> list[date]:
        """Return the days after *day* on which the two were in touch."""
        return self.in_touch_on[bisect_right(self.in_touch_on, day) :]

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


def _weight(joint: Agreement | QuarterlyReport) -> tuple[bool, int]:
    """A signed instance counts before an unsigned one, a newer one before an older."""
    return joint.is_signed, joint.repeat_instance


def can_take_part(person: Person) -> bool:
    """Tell whether a pair of this person goes on: also of one whom nobody has asked yet."""
    gone = {Participation.OPTED_OUT, Participation.DEPARTED}
    return person.is_active and person.participation not in gone
