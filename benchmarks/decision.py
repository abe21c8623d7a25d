"""How long a night's decision takes, whether that stays linear, and how much memory it needs.

Run: python -m benchmarks.decision [PEOPLE ...]. Seven in ten people are mentees who have been in
one pair for five years, with a contact every four weeks, a joint report every quarter, and every
due item of those years in the stored ledger. Timed is the whole pure decision (`decide`: rules,
validation, ledger, notices, openings, statuses), on the roster, without REDCap, in processor
seconds, the collector of cycles held as a night holds it (`flows.collector`).

A shared machine is quick for some minutes and slow for others, and the largest department takes
minutes. So while one is decided, the smallest is decided in between every few seconds, as a ruler:
how far the time a person grows is told against what a person of the ruler took in those moments.
The ruler's time is taken off. Its own row is measured in the same way and should say 1.00.
"""

import gc
import resource
import signal
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from flows import collector
from mentorship.academic_calendar import AcademicCalendar
from mentorship.decide import decide
from mentorship.hubs import AffinityGroup, Commitment, Hub
from mentorship.night import NightPlan
from mentorship.obligations.due_items import SentNotices, StoredItem
from mentorship.obligations.due_rules import due_items
from mentorship.people import Participation, Person, Role
from mentorship.policy import Policy
from mentorship.program_settings import MailMode, ProgramSettings
from mentorship.relationships import (
    Agreement,
    Contact,
    Decision,
    Meeting,
    Pairing,
    PairingId,
    Programme,
    QuarterlyReport,
    Take,
)
from mentorship.roster import Assembly, Roster


TODAY = date(2026, 11, 20)
BEGAN = date(2021, 7, 1)
EVERY_FOUR_WEEKS = timedelta(days=28)
SIZES = (160, 1_600, 16_000)
"""160,000 takes a quarter of an hour and 12 GB: only when asked for."""
SLICE = 30.0
"""Processor seconds that a size is measured for; one decision may take longer."""
EVERY = 2.0
"""Processor seconds from one look at the ruler to the next."""
MENTEES_PER_TEN = 7
MENTORS_PER_HUB = 3
HUBS_PER_GROUP = 5
POLICY = Policy()
LIVED = Policy(history=3_650)
"""What nights of five years have written: nothing was history when they saw it."""


def a_person(number: int, *roles: Role) -> Person:
    return Person(
        record_id=str(number),
        first_name="First",
        last_name=f"Last{number}",
        greeting=f"Dr. Last{number}",
        email=f"person{number}@example.edu",
        roles=frozenset(roles),
        participation=Participation.TAKING_PART,
        hired_on=BEGAN,
    )


def history(pairing: Pairing) -> tuple[list[Contact], list[QuarterlyReport], Agreement]:
    """What a pair wrote in five years."""
    contacts, on, number = [], BEGAN + EVERY_FOUR_WEEKS, 1
    while on < TODAY:
        contacts.append(
            Contact(
                pairing_id=pairing.id,
                repeat_instance=number,
                on=on,
                how=Meeting.IN_PERSON if number % 3 == 0 else Meeting.PHONE,
            )
        )
        on, number = on + EVERY_FOUR_WEEKS, number + 1
    quarters = AcademicCalendar().quarters_between(BEGAN, date(2026, 9, 30))
    reports = [
        QuarterlyReport(
            pairing_id=pairing.id,
            repeat_instance=which,
            period=quarter.name,
            goals=("2", None, None),
            achieved="A draft",
            barriers=frozenset({"1"}),
            plan="Submit it",
            mentee_ok=True,
            mentor_ok=True,
        )
        for which, quarter in enumerate(quarters, start=1)
    ]
    agreement = Agreement(
        pairing_id=pairing.id,
        repeat_instance=1,
        met_on=date(2021, 7, 20),
        met_how=Meeting.IN_PERSON,
        goals=("Write a grant",),
        next_on=date(2021, 8, 20),
        months=24,
        mentee_ok=True,
        mentor_ok=True,
    )
    return contacts, reports, agreement


def a_department(people: int) -> Roster:
    mentees = [a_person(n, Role.MENTEE) for n in range(1, people * MENTEES_PER_TEN // 10 + 1)]
    mentors = [a_person(n, Role.HUB_MENTOR) for n in range(len(mentees) + 1, people + 1)]
    hubs = max(1, len(mentors) // MENTORS_PER_HUB)
    groups = max(1, hubs // HUBS_PER_GROUP)
    seniors = [a_person(people + n, Role.SENIOR_MENTOR) for n in range(1, groups + 1)]
    pairings, contacts, reports, agreements = [], [], [], []
    for number, mentee in enumerate(mentees):
        which = number % len(mentors)
        pairing = Pairing(
            id=PairingId(mentee.record_id, 1),
            cycle="AY2021",
            programme=Programme.FACULTY_HUB,
            take=Take.OWN_CHOICE,
            decision=Decision.FINAL,
            hub_code=which % hubs + 1,
            mentor_id=mentors[which].record_id,
            start_on=BEGAN,
            announced_on=BEGAN,
        )
        pairings.append(pairing)
        logged, joint, agreement = history(pairing)
        contacts += logged
        reports += joint
        agreements.append(agreement)
    return Roster(
        settings=ProgramSettings(
            record_id="9999999",
            mail_mode=MailMode.LIVE,
            office_email="office@example.edu",
            academic_year_start=date(2026, 7, 1),
            cycle="AY2026",
        ),
        people={each.record_id: each for each in (*mentees, *mentors, *seniors)},
        hubs={
            code: Hub(
                record_id=str(8_000_000 + code),
                code=code,
                name="Somewhere",
                group_code=(code - 1) % groups + 1,
            )
            for code in range(1, hubs + 1)
        },
        groups={
            code: AffinityGroup(
                record_id=str(7_000_000 + code),
                code=code,
                name="Some group",
                senior_mentor_id=seniors[code - 1].record_id,
            )
            for code in range(1, groups + 1)
        },
        commitments=tuple(
            Commitment(
                mentor_id=mentor.record_id,
                repeat_instance=1,
                cycle="AY2026",
                hub_code=which % hubs + 1,
                capacity=9,
            )
            for which, mentor in enumerate(mentors)
        ),
        pairings=tuple(pairings),
        contacts=tuple(contacts),
        reports=tuple(reports),
        agreements=tuple(agreements),
    )


def remembered(roster: Roster) -> Roster:
    """The roster with the ledger that the nights of five years left.

    Every night of them was there to see its items, so none is too old for a row.
    """
    items = due_items(roster, LIVED, TODAY - timedelta(days=1))
    items.reverse()
    stored, last = [], dict[str, int]()
    while items:
        item = items.pop()  # and is forgotten: twice the ledger would not fit
        last[item.record_id] = last.get(item.record_id, 0) + 1
        stored.append(
            StoredItem(
                record_id=item.record_id,
                repeat_instance=last[item.record_id],
                key=item.key,
                kind=item.kind,
                period=item.period,
                due_on=item.due_on,
                state=item.state,
                done_on=item.done_on,
            )
        )
    return replace(roster, ledger=tuple(stored))


def a_roster(people: int) -> Roster:
    """A department, kept out of the collections between measurements, which would take minutes."""
    made = remembered(a_department(people))
    gc.collect()
    gc.freeze()
    return made


@dataclass
class Ruler:
    """The smallest department, decided now and then while another one is."""

    people: int
    roster: Roster
    seconds: list[float] = field(default_factory=list)
    """What it took each time, in processor seconds."""
    spent: float = 0.0
    """All that looking at it took."""

    @contextmanager
    def looked_at(self) -> Iterator[None]:
        """Look at it every few processor seconds until the block ends."""
        before = signal.signal(signal.SIGPROF, self._look)
        signal.setitimer(signal.ITIMER_PROF, EVERY)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.signal(signal.SIGPROF, before)

    def _look(self, _number: int, _frame: object) -> None:
        started = time.process_time()
        with collector.held():
            decided(self.roster)  # what it needs is near again, as for a small department
            again = time.process_time()
            decided(self.roster)
            ended = time.process_time()
        self.seconds.append(ended - again)
        self.spent += ended - started
        signal.setitimer(signal.ITIMER_PROF, EVERY)

    def person(self) -> float:
        """Return the processor seconds a person, as the work beside it met the machine."""
        return statistics.harmonic_mean(self.seconds) / self.people


def measure(people: int, smallest: int, ruler: Roster) -> None:
    """Decide a department for a slice of time, and print what it took."""
    roster = ruler if people == smallest else a_roster(people)
    spent, times, beside = 0.0, 0, Ruler(smallest, ruler)
    with beside.looked_at():
        while spent < SLICE:
            spent += seconds_of_a_night(roster, beside)
            times += 1
    whole, items = spent / times, len(roster.ledger)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{people:>8,} people {items:>10,} items {1e6 * whole / items:6.1f} us an item"
        f" {1e3 * whole / people:6.2f} ms a person {whole:8.2f} s,"
        f" {whole / people / beside.person():.2f} times the smallest"
        f" ({1e3 * beside.person():.2f} ms, {len(beside.seconds)} looks), peak {peak:7,.0f} MB",
        flush=True,
    )


def main(counts: list[int]) -> None:
    """Measure every size, the smaller ones without the larger in memory."""
    smallest = min(counts)
    ruler = a_roster(smallest)
    for people in sorted(counts):
        measure(people, smallest, ruler)


def decided(roster: Roster) -> NightPlan:
    """The night of a roster that nobody has looked anything up in yet."""
    plan = decide(
        Assembly(replace(roster), ()), POLICY, told=SentNotices(), mirror=True, today=TODAY
    )
    if plan.left_alone or len(plan.ledger) != len(roster.ledger):
        raise RuntimeError("the benchmark's night leaves records alone, or owes what it never owed")
    return plan


def seconds_of_a_night(roster: Roster, ruler: Ruler) -> float:
    """Processor seconds that a decision takes, with looks at *ruler* that are taken off.

    The plan is dropped after the clock stopped.
    """
    gc.collect()
    with collector.held():
        started, looked = time.process_time(), ruler.spent
        plan = decided(roster)
        looked = ruler.spent - looked
        seconds = time.process_time() - started - looked
    del plan
    return seconds


if __name__ == "__main__":
    main([int(text) for text in sys.argv[1:]] or list(SIZES))
