"""How one pair behaves: when they meet, keep in touch, sign and report.

Everything is a function of seed and pair, so that any stretch of days can be lived on its own.
Rates and medians: programme.md 6.1, with the help that the automation gives.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise
from random import Random

from mentorship.academic_calendar import Quarter
from mentorship.relationships import Meeting
from sandbox.living.pairs import Pair
from sandbox.living.world import World
from sandbox.making.chance import happens
from sandbox.making.plans import Signing


FIRST_MEETING = (22, 0.6)
"""Median days after assignment, and the spread of the log-normal."""
NEVER_MEET = 0.04
AGREEMENT = (26, 0.5)
LONGEST_WAIT = 365
IN_PERSON_FIRST = 0.75
CONTACT_GAP, RARE_GAP = 26, 120
"""Mean days between contacts; of pairs that rarely log."""
RARELY_LOG = 0.15
NEXT_DATE_KNOWN = 0.35
IN_PERSON_BY_QUARTER = (0.70, 0.66, 0.64, 0.72)
ON_TIME_BY_QUARTER = (0.75, 0.69, 0.64, 0.78)
NEVER_REPORT = 0.07
ATTESTS_SOON = 0.68
"""Partners who attest within five days of the first."""
NEVER_ATTESTS = 0.04
CHANGES_A_YEAR = 0.055
YOUNGEST_TO_REPORT = timedelta(days=45)
REPORT_GRACE = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class PlannedContact:
    """One entry of the contact log to be."""

    on: date
    how: Meeting
    next_on: date | None = None


@dataclass(frozen=True)
class Habits:
    """One pair's year, before leave, departures and the office come in between."""

    world: World
    pair: Pair

    def _chance(self, *name: object) -> Random:
        return self.world.chance(self.pair.mentee, self.pair.number, *name)

    @cached_property
    def first_met_on(self) -> date | None:
        """The day of the first individual meeting, or never; pairs of last year have met."""
        rng = self._chance("first meeting")
        is_old = self.pair.start_on < self.world.timetable.start
        never = happens(rng, NEVER_MEET) and not is_old
        on = self.pair.start_on + _days(rng, *FIRST_MEETING)
        return None if never else self.both_back(on)

    def both_back(self, on: date) -> date | None:
        """The first day from *on* when neither partner is away; None if one has left."""
        days = (on + timedelta(days=n) for n in range(LONGEST_WAIT))
        return next((day for day in days if self.are_there(day)), None)

    def are_there(self, on: date) -> bool:
        """Tell whether neither partner is on leave or gone."""
        partners = (self.pair.mentee, self.pair.place.mentor_id)
        return all(self.world.is_there(record, on) for record in partners)

    @property
    def first_met_how(self) -> Meeting:
        """In person, mostly."""
        in_person = happens(self._chance("first how"), IN_PERSON_FIRST)
        return Meeting.IN_PERSON if in_person else Meeting.VIDEO

    @property
    def agreement(self) -> Signing:
        """When each partner agrees to the first report and agreement."""
        planned = self.world.department.plans.agreements.get((self.pair.mentee, self.pair.number))
        if planned is not None:
            return planned
        if self.first_met_on is None:
            return Signing(None, None)
        rng = self._chance("agreement")
        first_on = max(self.pair.start_on + _days(rng, *AGREEMENT), self.first_met_on)
        return Signing(first_on, _partner_follows(rng, first_on))

    def contacts(self, until: date) -> Iterator[PlannedContact]:
        """Yield what the pair would log before *until*, oldest first."""
        if self.first_met_on is None or self.first_met_on >= until:
            return
        yield PlannedContact(self.first_met_on, self.first_met_how)
        meetings = dict.fromkeys(self._in_person_days(until), Meeting.IN_PERSON)
        talks = {on: self._how(on) for on in self._talk_days(until)}
        days = sorted((talks | meetings).items())
        for (on, how), (next_on, _) in pairwise([*days, (until, Meeting.WRITING)]):
            known = happens(self._chance("next", on), NEXT_DATE_KNOWN) and next_on < until
            yield PlannedContact(on, how, next_on if known else None)

    def _talk_days(self, until: date) -> Iterator[date]:
        rarely = happens(self._chance("logs"), RARELY_LOG)
        rng = self._chance("talks")
        on = self.first_met_on or until
        while True:
            on += timedelta(
                days=2 + int(rng.expovariate(1 / (RARE_GAP if rarely else CONTACT_GAP)))
            )
            if on >= until:
                return
            yield on

    def _how(self, on: date) -> Meeting:
        kinds = (Meeting.VIDEO, Meeting.PHONE, Meeting.WRITING, Meeting.GROUP)
        return self._chance("how", on).choices(kinds, (50, 20, 25, 5))[0]

    def _in_person_days(self, until: date) -> Iterator[date]:
        for quarter in self.world.timetable.quarters(self.pair.start_on, until):
            on = self.in_person_on(quarter)
            if on is not None and on < until:
                yield on

    def in_person_on(self, quarter: Quarter) -> date | None:
        """The day of the quarter's in-person meeting, if the pair manages one."""
        rng = self._chance("in person", quarter.name)
        managed = happens(rng, IN_PERSON_BY_QUARTER[quarter.number - 1])
        if not managed or self.first_met_on is None or self.first_met_on >= quarter.last:
            return None
        first = max(quarter.first, self.first_met_on + timedelta(days=1))
        return first + timedelta(days=rng.randint(0, (quarter.last - first).days))

    def owed_quarters(self, until: date) -> Iterator[Quarter]:
        """Yield the quarters of this academic year, and the last one before, owed a report."""
        first = max(self.pair.start_on, self.world.timetable.start - timedelta(days=1))
        last = min(until + timedelta(days=30), self.pair.end_on or date.max)
        for quarter in self.world.timetable.quarters(first, max(first, last)):
            old_enough = quarter.last - self.pair.start_on >= YOUNGEST_TO_REPORT
            if old_enough and (self.pair.end_on is None or self.pair.end_on > quarter.last):
                yield quarter

    def report(self, quarter: Quarter) -> Signing:
        """When each partner signs the joint report of a quarter."""
        key = self.pair.mentee, self.pair.number, quarter.name
        planned = self.world.department.plans.reports.get(key)
        if planned is not None:
            return planned
        rng = self._chance("report", quarter.name)
        if self.first_met_on is None or happens(rng, NEVER_REPORT):
            return Signing(None, None)
        due_on = quarter.last + REPORT_GRACE
        on_time = ON_TIME_BY_QUARTER[quarter.number - 1] / (1 - NEVER_REPORT)
        if happens(rng, on_time):
            first_on = due_on - timedelta(days=rng.randint(5, 20))
            return Signing(first_on, min(due_on, first_on + _lag(rng)))
        first_on = due_on + timedelta(days=rng.randint(0, 25))
        return Signing(first_on, _partner_follows(rng, first_on))

    @property
    def change_asked_on(self) -> date | None:
        """The day on which one of the two asks for a change, if it comes to that."""
        rng = self._chance("change")
        days = timedelta(days=rng.randint(60, 330))
        return self.pair.start_on + days if happens(rng, CHANGES_A_YEAR) else None


def _days(rng: Random, median: float, spread: float) -> timedelta:
    """Draw from a log-normal; one day at least."""
    return timedelta(days=max(1, round(rng.lognormvariate(math.log(median), spread))))


def _lag(rng: Random) -> timedelta:
    """Days until the partner attests: five at most for two thirds."""
    soon = happens(rng, ATTESTS_SOON)
    return timedelta(days=rng.randint(0, 5) if soon else 6 + int(rng.expovariate(1 / 8)))


def _partner_follows(rng: Random, first_on: date) -> date | None:
    return None if happens(rng, NEVER_ATTESTS) else first_on + _lag(rng)
