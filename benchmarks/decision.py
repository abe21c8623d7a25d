"""How long a night's decision takes, whether that stays linear, and how much memory it needs.

Run: python -m benchmarks.decision [PEOPLE ...]. Seven in ten people are mentees who have been in
one pair for five years, with a contact every four weeks, a joint report every quarter, and every
due item of those years in the stored ledger. Timed is the whole pure decision (`decide`: rules,
validation, ledger, notices, openings, statuses), on the roster, without REDCap, in processor
seconds, the collector of cycles held as a night holds it (`flows.collector`). A small department is
decided several times, each time from a fresh roster, and the quickest counts: what others do on
the machine only ever adds.
"""

import gc
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import replace
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
"""160,000 takes a quarter of an hour and 14 GB: only when asked for."""
MOST_TIMES = 15
WORTH_REPEATING = 16_000
"""People; a department of half that is decided twice, one of more once."""
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


def measure(people: int) -> None:
    roster = remembered(a_department(people))
    times = max(1, min(MOST_TIMES, WORTH_REPEATING // people))
    rules = min(seconds_of(lambda: due_items(replace(roster), POLICY, TODAY)) for _ in range(times))
    whole = min(seconds_of(lambda: decided(roster)) for _ in range(times))
    items = len(roster.ledger)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{people:>8,} people {items:>10,} items  rules {1e6 * rules / items:5.1f} us an item"
        f"  whole night {1e6 * whole / items:5.1f} us an item, {1e3 * whole / people:6.2f} ms a"
        f" person, {whole:7.2f} s  peak {memory:7,.0f} MB  best of {times}"
    )


def decided(roster: Roster) -> NightPlan:
    """The night of a roster that nobody has looked anything up in yet."""
    plan = decide(
        Assembly(replace(roster), ()), POLICY, told=SentNotices(), mirror=True, today=TODAY
    )
    if plan.left_alone or len(plan.ledger) != len(roster.ledger):
        raise RuntimeError("the benchmark's night leaves records alone, or owes what it never owed")
    return plan


def seconds_of(work: Callable[[], object]) -> float:
    """Processor seconds that *work* takes; what it returns is dropped after the clock stopped."""
    gc.collect()
    with collector.held():
        started = time.process_time()
        result = work()
        seconds = time.process_time() - started
    del result
    return seconds


if __name__ == "__main__":
    for count in [int(text) for text in sys.argv[1:]] or SIZES:
        measure(count)
