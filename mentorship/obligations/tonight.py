"""What every due rule may ask about tonight: rests, overrides, what was stored, who is muted.

A rule says what is owed and what fulfils it; `Tonight.settle` does the rest in one place: the
office's overrides, leave and pauses, the state. Pure: equal roster, policy and day, equal items.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

from mentorship.academic_calendar import AcademicCalendar, due_after, is_held
from mentorship.intervals import DAY, Interval, merged
from mentorship.obligations.due_items import DueItem, DueItemKind, DueState, StoredItem
from mentorship.people import Participation, Person
from mentorship.policy import Policy
from mentorship.record_order import record_order
from mentorship.relationships import Override, OverrideAction, PairingId, Programme
from mentorship.requests import open_requests
from mentorship.roster import Roster
from mentorship.terms import Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """How time runs for a person, a pair or a group."""

    rests: tuple[Interval, ...] = ()
    """Leave with dates, sorted and disjoint."""
    is_standing: bool = False
    """Leave or a pause without any date: nothing can become overdue."""
    pause_ends_on: date | None = None
    """Last day of a pause. REDCap does not say when it began."""
    muted_until: date | None = None
    """No notices up to and including this day."""

    def due_after(self, start: date, days: int) -> date:
        """Return the day *days* after *start*, leave not counted."""
        return due_after(start, days, self.rests)

    def can_miss(self, due: date) -> bool:
        """Tell whether *due* may be held against anyone."""
        return not self.is_standing and not is_held(due, self.rests)


class Draft(NamedTuple):
    """What a rule found, before overrides, rests and stored memory are applied."""

    kind: DueItemKind
    key: str
    record_id: str
    about: str
    period: str
    opened_on: date
    due_on: date
    owed_by: tuple[str, ...] = ()
    is_done: bool = False
    done_on: date | None = None
    """The day it was fulfilled, where REDCap knows it; else the night that first saw it tells."""
    is_over: bool = False
    """Nobody can owe it any more: it is listed only if it was fulfilled."""
    pairing_number: int | None = None
    next_known_on: date | None = None
    programme: Programme | None = None
    office_after: int | None = None
    is_optional: bool = False
    """Nobody can be late with it: it lapses on its due date."""
    is_told_elsewhere: bool = False
    is_behind: bool = False
    """The pace falls short, so it is pressing long before it is due."""
    is_fixed: bool = False
    """Due on a day that people set themselves: neither a pause nor the office's word moves it."""
    office_looks_first: bool = False
    """Missing since before anybody watched: the pair is asked only after the office could look."""


@dataclass(frozen=True)
class Tonight:
    """The roster, the policy and the day, with the look-ups that all rules share."""

    roster: Roster
    policy: Policy
    today: date

    @cached_property
    def calendar(self) -> AcademicCalendar:
        """The department's academic years."""
        return AcademicCalendar.parse(self.policy.academic_year_starts)

    @cached_property
    def terms(self) -> dict[Programme, Terms]:
        """What each programme asks of a pair."""
        return {each: self.policy.terms(each) for each in Programme}

    @cached_property
    def people(self) -> list[Person]:
        """Everyone, in record order."""
        return sorted(self.roster.people.values(), key=lambda each: record_order(each.record_id))

    @cached_property
    def overrides(self) -> dict[str, list[Override]]:
        """The office's overrides by item key, the last word last."""
        found: defaultdict[str, list[Override]] = defaultdict(list)
        for each in sorted(
            self.roster.overrides, key=lambda o: (record_order(o.record_id), o.repeat_instance)
        ):
            found[each.key].append(each)
        return dict(found)

    @cached_property
    def reflected(self) -> frozenset[PairingId]:
        """Pairings whose closing reflection has an answer."""
        return frozenset(each.pairing_id for each in self.roster.closures if each.is_answered)

    @cached_property
    def contested(self) -> frozenset[PairingId]:
        """Pairings with an open change request: nothing routine goes to them. Source: S4.117.

        The office closes a request with an override on `CHANGE-<record>.<instance>`. A request on
        a mentor's page names only a number, so every pairing of that mentor with it is muted:
        rather too quiet than a nudge to someone who asked for a change.
        """
        asked: defaultdict[str, set[int | None]] = defaultdict(set)
        for request in open_requests(self.roster):
            asked[request.person_id].add(request.pairing_number)
        return frozenset(
            pairing.id
            for pairing in self.roster.pairings
            for person_id in (pairing.mentee_id, pairing.mentor_id or "")
            if person_id in asked and not asked[person_id].isdisjoint({None, pairing.id.number})
        )

    def clock_of(self, people: Iterable[Person]) -> Clock:
        """Return how time runs while it stands still for the leave of any of *people*."""
        everyone = list(people)
        dated = [person.leave for person in everyone if person.leave is not None]
        standing = any(
            person.leave is None and person.participation is Participation.ON_LEAVE
            for person in everyone
        )
        rests = merged(dated)
        away = next((rest for rest in rests if self.today in rest), None)
        muted = (away.last or date.max) if away else None
        return Clock(
            rests=rests,
            is_standing=standing,
            muted_until=date.max if standing else muted,
        )

    def first_seen(self, stored: StoredItem | None, days: int) -> date:
        """Return the night that first saw an item, which is due so many *days* after it.

        The ledger remembers it, so the date follows from it again whatever the office has said in
        between. A row from before that was remembered has a due date alone: taken back by *days*,
        and never later than tonight.
        """
        if stored is None:
            return self.today
        if stored.seen_on is not None or stored.due_on is None:
            return stored.seen_on or self.today
        return min(stored.due_on - timedelta(days=days), self.today)

    def settle(self, draft: Draft, clock: Clock) -> DueItem | None:
        """Apply memory, rests and overrides; None when nothing is owed and nothing was done."""
        stored = self.roster.stored(draft.record_id, draft.key)
        done_on = self._done_on(draft, stored)
        due_on = self._due_on(draft, stored, done_on, clock)
        muted, waived = clock.muted_until, False
        if draft.key in self.overrides:
            done_on = self.marked_done(draft.key, done_on, stored)
            for override in self.overrides[draft.key]:
                due_on, muted, waived = self._obey(override, due_on, muted, waived)
        if draft.is_fixed:
            due_on = draft.due_on
        is_lapsed = draft.is_over or (draft.is_optional and self.today > due_on)
        if done_on is None and is_lapsed and not waived:
            return None
        state = self._state(due_on, done_on, clock, waived=waived)
        key, period = draft.key, draft.period
        if stored is not None:  # equal, and there already: a ledger of years need not hold it twice
            key, period = stored.key, stored.period if stored.period == period else period
        if draft.is_behind and state is DueState.UPCOMING and clock.can_miss(due_on):
            state = DueState.DUE
        return DueItem(
            key=key,
            kind=draft.kind,
            record_id=draft.record_id,
            about=draft.about,
            period=period,
            opened_on=draft.opened_on,
            due_on=due_on,
            state=state,
            done_on=done_on,
            owed_by=draft.owed_by if state.is_open else (),
            pairing_number=draft.pairing_number,
            next_known_on=draft.next_known_on,
            muted_until=muted,
            programme=draft.programme,
            is_optional=draft.is_optional,
            is_told_elsewhere=draft.is_told_elsewhere,
            office_after=draft.office_after,
            office_looks_first=draft.office_looks_first and state.is_open,
        )

    def _done_on(self, draft: Draft, stored: StoredItem | None) -> date | None:
        """An attestation has no date: it was given the day before the night that first saw it."""
        if not draft.is_done or draft.done_on is not None:
            return draft.done_on
        return (stored.done_on if stored else None) or self.today - DAY

    def _due_on(
        self, draft: Draft, stored: StoredItem | None, done_on: date | None, clock: Clock
    ) -> date:
        """A finished item keeps the date it had: history is not rewritten by a later leave."""
        due_on = draft.due_on
        if (
            done_on is not None
            and stored is not None
            and stored.due_on is not None
            and stored.is_done
        ):
            due_on = stored.due_on
        ends_on = clock.pause_ends_on
        if ends_on is not None and due_on <= ends_on and (done_on is None or done_on > due_on):
            return ends_on + timedelta(days=self.policy.after_pause)
        return due_on

    def _obey(
        self,
        override: Override,
        due_on: date,
        muted: date | None,
        waived: bool,
    ) -> tuple[date, date | None, bool]:
        """Return due date, mute and waiver after the office's word."""
        match override.action:
            case OverrideAction.WAIVE:
                waived = True
            case OverrideAction.EXTEND:
                due_on = max(due_on, override.on or due_on)
            case OverrideAction.MUTE:
                muted = max(muted or date.min, override.on or date.max)
        return due_on, muted, waived

    def marked_done(self, key: str, done_on: date | None, stored: StoredItem | None) -> date | None:
        """Return the day an item was done by the office's word, else *done_on*.

        An override that names no day stands for the day the ledger has, or for yesterday; one that
        names a day to come is void.
        """
        seen = (stored.done_on if stored else None) or self.today - DAY
        for override in self.overrides.get(key, ()):
            if override.action is OverrideAction.MARK_DONE:
                on = override.on or done_on or seen
                done_on = on if on <= self.today else done_on
        return done_on

    def _state(self, due_on: date, done_on: date | None, clock: Clock, *, waived: bool) -> DueState:
        if done_on is not None:
            return DueState.DONE_ON_TIME if done_on <= due_on else DueState.DONE_LATE
        if waived:
            return DueState.WAIVED
        if not clock.can_miss(due_on):
            return DueState.UPCOMING
        if self.today > due_on:
            return DueState.OVERDUE
        soon = self.today >= due_on - timedelta(days=self.policy.due_soon)
        return DueState.DUE if soon else DueState.UPCOMING


_PAIRING = re.compile(r"^(?P<mentee>.+)\.(?P<number>\d+)$")


def pairing_about(about: str) -> PairingId | None:
    """Read the pairing out of an item's `about`; None for items about something else."""
    found = _PAIRING.match(about)
    return PairingId(found["mentee"], int(found["number"])) if found else None
