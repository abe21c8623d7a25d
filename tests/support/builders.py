"""Small builders with plausible defaults: a test says only what it is about.

Dates are given as ISO text. Records: mentees from 1001, mentors from 2001, the senior mentor 3001,
group 7001, hub 8014, settings 9001.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from mentorship.hubs import AffinityGroup, Commitment, Hub
from mentorship.intervals import Interval
from mentorship.obligations.due_items import (
    DueItem,
    DueItemKind,
    DueState,
    LedgerEntry,
    StoredItem,
)
from mentorship.opportunities import Opportunities
from mentorship.people import Participation, Person, Rank, Role
from mentorship.program_settings import MailMode, ProgramSettings
from mentorship.relationships import (
    Agreement,
    ChangeRequest,
    Closure,
    Contact,
    Decision,
    Meeting,
    Override,
    OverrideAction,
    Pairing,
    PairingId,
    PairingState,
    Preference,
    Programme,
    QuarterlyReport,
    SeniorReview,
    TakesPart,
)
from mentorship.roster import Roster


Day = str | date | None
CYCLE = "AY2026"
MENTEE, MENTOR, SENIOR, DEPUTY = "1001", "2001", "3001", "3002"
GROUP, HUB_CODE = "7001", 14


def on(day: Day) -> date | None:
    """Read a day given as ISO text; dates and None pass."""
    return date.fromisoformat(day) if isinstance(day, str) and day else day or None


def away(first: Day, last: Day = None) -> Interval:
    """A stretch of leave or quiet dates."""
    begins = on(first)
    assert begins is not None
    return Interval(begins, on(last))


def a_person(record_id: str, *roles: Role, **changes: Any) -> Person:
    """Somebody who takes part and can be mailed."""
    person = Person(
        record_id=record_id,
        first_name=f"First{record_id}",
        last_name=f"Last{record_id}",
        greeting=f"Dr. Last{record_id}",
        email=f"person{record_id}@example.edu",
        roles=frozenset(roles),
        participation=Participation.TAKING_PART,
    )
    return replace(person, **changes)


def a_mentee(record_id: str = MENTEE, **changes: Any) -> Person:
    """A faculty member who looks for a mentor or has one."""
    return a_person(record_id, Role.MENTEE, **changes)


def a_mentor(record_id: str = MENTOR, **changes: Any) -> Person:
    """A hub mentor."""
    return a_person(record_id, Role.HUB_MENTOR, **changes)


def a_senior_mentor(record_id: str = SENIOR, **changes: Any) -> Person:
    """A senior mentor, who leads a group."""
    return a_person(record_id, Role.SENIOR_MENTOR, **changes)


def a_list(since: Day = None, mark: str = "c0ffee", **changes: Any) -> Opportunities:
    """A hub's scholarship opportunities as the nights before knew them."""
    known = Opportunities(mark=mark, seen_mark=mark, seen_since=on(since))
    return replace(known, **changes)


def a_hub(code: int = HUB_CODE, **changes: Any) -> Hub:
    """An open hub of group 3, with a list of scholarship opportunities that was there before."""
    hub = Hub(
        record_id=f"80{code:02d}",
        code=code,
        name="Neurocritical care",
        group_code=3,
        opportunities=a_list("2026-01-05"),
    )
    return replace(hub, **changes)


def a_group(code: int = 3, **changes: Any) -> AffinityGroup:
    """A group reviewed in January and July."""
    group = AffinityGroup(
        record_id=GROUP, code=code, name="Brain and nerve", senior_mentor_id=SENIOR
    )
    return replace(group, **changes)


def a_pairing(
    started: Day = "2026-07-01",
    mentee_id: str = MENTEE,
    number: int = 1,
    *,
    closed: Day = None,
    **changes: Any,
) -> Pairing:
    """A final pairing of programme 1 that the office has not announced."""
    pairing = Pairing(
        id=PairingId(mentee_id, number),
        cycle=CYCLE,
        programme=Programme.FACULTY_HUB,
        take=None,
        decision=Decision.FINAL,
        hub_code=HUB_CODE,
        mentor_id=MENTOR,
        start_on=on(started),
        state=PairingState.CLOSED if closed else PairingState.ACTIVE,
        end_on=on(closed),
    )
    return replace(pairing, **changes)


def an_agreement(
    pairing: Pairing,
    *,
    mentee_ok: bool | None = None,
    mentor_ok: bool | None = None,
    met: Day = None,
    how: Meeting | None = Meeting.IN_PERSON,
    instance: int = 1,
    **changes: Any,
) -> Agreement:
    """A first report, unsigned unless the test says who agreed."""
    agreement = Agreement(
        pairing_id=pairing.id,
        repeat_instance=instance,
        met_on=on(met),
        met_how=how if met else None,
        mentee_ok=mentee_ok,
        mentor_ok=mentor_ok,
    )
    return replace(agreement, **changes)


def a_contact(
    pairing: Pairing,
    day: Day,
    how: Meeting | None = Meeting.IN_PERSON,
    *,
    instance: int = 1,
    then: Day = None,
) -> Contact:
    """One line of the contact log, with the next date if the pair set one."""
    happened = on(day)
    assert happened is not None
    return Contact(
        pairing_id=pairing.id, repeat_instance=instance, on=happened, how=how, next_on=on(then)
    )


def a_closure(pairing: Pairing, *, is_answered: bool = True) -> Closure:
    """A closing reflection of a pair."""
    return Closure(pairing_id=pairing.id, repeat_instance=1, is_answered=is_answered)


def a_resident(record_id: str = MENTEE, **changes: Any) -> Person:
    """A resident in the first year of training."""
    return a_person(record_id, Role.RESIDENT_MENTEE, rank=Rank.RESIDENT, **changes)


def a_resident_mentor(record_id: str = MENTOR, **changes: Any) -> Person:
    """A faculty member who mentors residents."""
    return a_person(record_id, Role.RESIDENT_MENTOR, **changes)


def a_report(
    pairing: Pairing,
    period: str,
    *,
    mentee_ok: bool | None = True,
    mentor_ok: bool | None = True,
    met: Day = None,
    instance: int = 1,
    **changes: Any,
) -> QuarterlyReport:
    """A quarterly report that both attested unless the test says otherwise."""
    report = QuarterlyReport(
        pairing_id=pairing.id,
        repeat_instance=instance,
        period=period,
        met_on=on(met),
        mentee_ok=mentee_ok,
        mentor_ok=mentor_ok,
    )
    return replace(report, **changes)


def a_preference(mentee_id: str = MENTEE, **changes: Any) -> Preference:
    """An answered preference list of this cycle."""
    preference = Preference(
        mentee_id=mentee_id,
        repeat_instance=1,
        cycle=CYCLE,
        takes_part=TakesPart.MATCH_ME,
        choices=(HUB_CODE, None, None),
    )
    return replace(preference, **changes)


def a_commitment(mentor_id: str = MENTOR, *, confirmed: Day = None, **changes: Any) -> Commitment:
    """A mentor's offer to hub 14 this cycle."""
    commitment = Commitment(
        mentor_id=mentor_id,
        repeat_instance=1,
        cycle=CYCLE,
        hub_code=HUB_CODE,
        capacity=2,
        confirmed_on=on(confirmed),
    )
    return replace(commitment, **changes)


def a_review(period: str, hub_code: int | None = HUB_CODE, **changes: Any) -> SeniorReview:
    """A senior review that is saved."""
    review = SeniorReview(
        group_record_id=GROUP, repeat_instance=1, period=period, hub_code=hub_code, progress="2"
    )
    return replace(review, **changes)


def a_change_request(
    person_id: str = MENTEE, pairing_number: int | None = 1, instance: int = 1, **changes: Any
) -> ChangeRequest:
    """Somebody asked for a change; nobody reads why."""
    return ChangeRequest(
        person_id=person_id, repeat_instance=instance, pairing_number=pairing_number, **changes
    )


def an_override(
    key: str, action: OverrideAction, day: Day = None, *, instance: int = 1
) -> Override:
    """The office's word about one item."""
    return Override(record_id=MENTEE, repeat_instance=instance, key=key, action=action, on=on(day))


def settings(**changes: Any) -> ProgramSettings:
    """Settings of a department whose year begins on 1 July, without preference dates."""
    return replace(
        ProgramSettings(
            record_id="9001",
            mail_mode=MailMode.LIVE,
            office_email="office@example.edu",
            academic_year_start=date(2026, 7, 1),
            cycle=CYCLE,
        ),
        **changes,
    )


def a_roster(
    *pairings: Pairing,
    people: Iterable[Person] | None = None,
    hubs: Iterable[Hub] | None = None,
    groups: Iterable[AffinityGroup] | None = None,
    **changes: Any,
) -> Roster:
    """A roster with one mentee, mentor, senior mentor, hub and group, and the given pairings."""
    everyone = [a_mentee(), a_mentor(), a_senior_mentor()] if people is None else people
    roster = Roster(
        settings=settings(),
        people={each.record_id: each for each in everyone},
        hubs={each.code: each for each in ([a_hub()] if hubs is None else hubs)},
        groups={each.code: each for each in ([a_group()] if groups is None else groups)},
        pairings=pairings,
    )
    return replace(roster, **changes)


def a_stored_item(
    key: str,
    kind: DueItemKind,
    state: DueState,
    due: Day,
    *,
    done: Day = None,
    record_id: str = MENTEE,
    **changes: Any,
) -> StoredItem:
    """A ledger row as an earlier night wrote it."""
    stored = StoredItem(
        record_id=record_id,
        repeat_instance=1,
        key=key,
        kind=kind,
        period=CYCLE,
        due_on=on(due),
        state=state,
        done_on=on(done),
    )
    return replace(stored, **changes)


def watched(roster: Roster, since: Day) -> Roster:
    """The roster with a ledger that has known its pairs since a night, by a row long finished."""
    rows = tuple(
        a_stored_item(
            f"PULSE-{each.id}-9",
            DueItemKind.PULSE,
            DueState.DONE_ON_TIME,
            since,
            done=since,
            record_id=each.mentee_id,
            repeat_instance=900 + each.id.number,
            seen_on=on(since),
        )
        for each in roster.pairings
    )
    return replace(roster, ledger=(*roster.ledger, *rows))


def stored_from(
    entries: Iterable[LedgerEntry], before: Iterable[StoredItem] = ()
) -> tuple[StoredItem, ...]:
    """The ledger as REDCap holds it after *entries* were written over *before*."""
    held = {each.key: each for each in before}
    for number, entry in enumerate(entries, start=1):
        item = entry.item
        held[item.key] = StoredItem(
            record_id=item.record_id,
            repeat_instance=held[item.key].repeat_instance if item.key in held else number,
            key=item.key,
            kind=item.kind,
            period=item.period,
            due_on=item.due_on,
            state=item.state,
            done_on=item.done_on,
            notices_sent=entry.notices_sent,
            last_notice_on=entry.last_notice_on,
            claim=entry.claim,
            next_notice_on=entry.next_notice_on,
            seen_on=entry.seen_on,
        )
    return tuple(held.values())


def only(items: Iterable[DueItem], kind: DueItemKind) -> list[DueItem]:
    """The items of one kind, in order."""
    return [item for item in items if item.kind is kind]
