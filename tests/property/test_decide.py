"""Laws of the night: whatever the roster says, in whatever order, the plan keeps its promises."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from mentorship.desks import DESKS
from mentorship.hubs import Accepting, CommitmentRole, HubStatus
from mentorship.intervals import Interval
from mentorship.issues import Severity
from mentorship.named import Named
from mentorship.obligations.due_items import DueItemKind, DueState, StoredItem
from mentorship.people import MailPreference, Participation, Role
from mentorship.policy import Policy
from mentorship.relationships import (
    ChangeRequest,
    Constraint,
    ConstraintKind,
    Decision,
    Meeting,
    Override,
    OverrideAction,
    Pairing,
    PairingId,
    PairingState,
    Programme,
    Said,
    SeniorReview,
    Take,
    TakesPart,
)
from mentorship.roster import Roster
from mentorship.statuses import PairingHealth, PersonHealth
from mentorship.validation.registry import validate
from redcap_schema.dictionary import fields_of
from tests.support import rosters as build
from tests.support.laws import tried
from tests.support.nights import a_night, written


RECORDS = ("1", "2", "3", "10", "11", "20")
REFERENCES = st.sampled_from([*RECORDS, "99", None])
HUBS = st.sampled_from([14, 15, 16, 77])
DAYS = st.dates(date(2025, 6, 1), date(2027, 3, 1))
MAYBE_DAYS = st.none() | DAYS
MAYBE = st.sampled_from([None, True, False])
TODAYS = st.dates(date(2026, 6, 1), date(2027, 1, 31))
PAIRINGS = st.builds(PairingId, st.sampled_from(RECORDS[:3]), st.integers(1, 2))

quick = tried(40)


def mostly(usual, *others) -> st.SearchStrategy:
    """The usual value four times in five: a roster of rubbish only is all left alone."""
    return st.sampled_from([usual] * 4 * max(len(others), 1) + list(others))


def leaves() -> st.SearchStrategy[Interval | None]:
    spans = st.tuples(DAYS, st.none() | st.integers(0, 200))
    dated = spans.map(
        lambda span: Interval(
            span[0], None if span[1] is None else span[0] + timedelta(days=span[1])
        )
    )
    return st.none() | dated


@st.composite
def persons(draw: st.DrawFn, record_id: str):
    usual = {Role.SENIOR_MENTOR} if record_id == "20" else {Role.MENTEE, Role.HUB_MENTOR}
    roles = draw(mostly(usual, *({role} for role in Role)))
    return replace(
        build.a_person(record_id),
        roles=frozenset(roles),
        participation=draw(mostly(Participation.TAKING_PART, *Participation)),
        is_active=draw(mostly(True, False)),
        email=draw(mostly(f"p{record_id}@example.edu", "shared@example.edu", None)),
        mail_preference=draw(mostly(MailPreference.AS_DUE, *MailPreference)),
        leave=draw(mostly(None, draw(leaves()))),
    )


def pairings(today: date) -> st.SearchStrategy:
    recent = st.integers(0, 60).map(lambda days: today - timedelta(days=days))
    return st.builds(
        lambda identity, **changes: replace(build.a_pairing(), id=identity, **changes),
        PAIRINGS,
        programme=mostly(Programme.FACULTY_HUB, *Programme),
        take=mostly(Take.OWN_CHOICE, *Take, None),
        decision=mostly(Decision.FINAL, *Decision),
        hub_code=mostly(14, 15, 16, 77, None),
        mentor_id=mostly("10", "11", "99", None),
        second_mentor_id=mostly(None, "11", "99"),
        mentee_said=st.sampled_from(Said),
        mentor_said=st.sampled_from(Said),
        start_on=recent | DAYS | st.none(),
        state=mostly(PairingState.ACTIVE, *PairingState),
        paused_until=MAYBE_DAYS,
        end_on=DAYS.flatmap(lambda day: mostly(None, day)),
        announced_on=st.none() | recent,
        told_before=mostly((), (Named(15, "11"),)),
        corrected_on=st.none() | recent,
        corrects=mostly(None, Named(14, "11"), Named(None, "99")),
    )


def half_read(pairing: Pairing) -> StoredItem | None:
    """The row by which a correction is known of a pairing that is not announced to both."""
    if pairing.announced_on is not None or pairing.corrects is None:
        return None
    return StoredItem(
        record_id=pairing.id.mentee_id,
        repeat_instance=pairing.id.number,
        key=f"PAIR-{pairing.id}",
        kind=DueItemKind.PAIRING_NOTICE,
        period=pairing.cycle,
        due_on=pairing.start_on,
        state=DueState.OVERDUE,
        notices_sent=1,
    )


def many(strategy, key, most: int = 6) -> st.SearchStrategy:
    return st.lists(strategy, max_size=most, unique_by=key).map(tuple)


def by_record(each):
    return each.pairing_id, each.repeat_instance


NUMBERS = st.integers(1, 3)
AGREEMENTS = st.builds(
    lambda identity, **changes: replace(build.an_agreement(), pairing_id=identity, **changes),
    PAIRINGS,
    repeat_instance=NUMBERS,
    met_on=MAYBE_DAYS,
    met_how=st.sampled_from([*Meeting, None]),
    mentee_ok=MAYBE,
    mentor_ok=MAYBE,
    next_on=MAYBE_DAYS,
)
REPORTS = st.builds(
    lambda identity, **changes: replace(build.a_report(), pairing_id=identity, **changes),
    PAIRINGS,
    repeat_instance=NUMBERS,
    period=st.sampled_from(["AY2025-Q4", "AY2026-Q1", "AY2026-Q2", "soon"]),
    met_on=MAYBE_DAYS,
    mentee_ok=MAYBE,
    mentor_ok=MAYBE,
)
CONTACTS = st.builds(
    lambda identity, number, on, how: replace(
        build.a_contact("2026-10-01"), pairing_id=identity, repeat_instance=number, on=on, how=how
    ),
    PAIRINGS,
    NUMBERS,
    DAYS,
    st.sampled_from([*Meeting, None]),
)
COMMITMENTS = st.builds(
    build.a_commitment,
    st.sampled_from(RECORDS),
    HUBS,
    repeat_instance=NUMBERS,
    cycle=st.sampled_from(["AY2025", "AY2026"]),
    capacity=st.integers(0, 3),
    role=mostly(CommitmentRole.MENTOR, *CommitmentRole),
    accepting=mostly(Accepting.YES, *Accepting),
    paused_until=MAYBE_DAYS,
)
WISHES = st.builds(
    lambda mentee, choices, takes: build.a_preference(mentee, *choices, takes_part=takes),
    st.sampled_from(RECORDS),
    st.tuples(*[mostly(14, 15, 16, 77, None)] * 3),
    mostly(TakesPart.MATCH_ME, *TakesPart, None),
)
CONSTRAINTS = st.builds(
    Constraint,
    person_id=st.sampled_from(RECORDS),
    other_id=st.sampled_from([*RECORDS, "99"]),
    kind=st.sampled_from(ConstraintKind),
    until=MAYBE_DAYS,
    repeat_instance=NUMBERS,
)
REQUESTS = st.builds(
    ChangeRequest,
    person_id=st.sampled_from(RECORDS),
    repeat_instance=NUMBERS,
    pairing_number=st.none() | NUMBERS,
)
OVERRIDES = st.builds(
    Override,
    record_id=st.sampled_from(RECORDS),
    repeat_instance=NUMBERS,
    key=st.sampled_from(["MEET-1.1", "AGREE-2.1", "CHANGE-1.1", "nonsense", ""]),
    action=st.sampled_from(OverrideAction),
    on=MAYBE_DAYS,
)
REVIEWS = st.builds(
    SeniorReview,
    group_record_id=st.just("2003"),
    repeat_instance=NUMBERS,
    period=st.sampled_from(["2026H1", "2026H2"]),
    hub_code=st.none() | HUBS,
    met_on=MAYBE_DAYS,
    progress=st.sampled_from([None, "2"]),
)


@st.composite
def nights(draw: st.DrawFn) -> tuple[Roster, date]:
    """A day, and a roster with every kind of contradiction a REDCap project can hold."""
    today = draw(TODAYS)
    return draw(departments(today)), today


@st.composite
def departments(draw: st.DrawFn, today: date) -> Roster:
    status = mostly(HubStatus.OPEN, *HubStatus)
    paired = draw(many(pairings(today), lambda each: each.id))
    return Roster(
        settings=build.settings(
            preferences_open_on=draw(MAYBE_DAYS),
            preferences_close_on=draw(MAYBE_DAYS),
            match_on=draw(mostly(today, draw(MAYBE_DAYS))),
        ),
        people={record: draw(persons(record)) for record in RECORDS},
        hubs={code: build.a_hub(code, status=draw(status)) for code in (14, 15, 16)},
        groups={
            3: build.a_group(
                senior_mentor_id=draw(mostly("20", *RECORDS, "99", None)),
                deputy_id=draw(REFERENCES),
            )
        },
        commitments=draw(many(COMMITMENTS, lambda each: (each.mentor_id, each.repeat_instance))),
        preferences=draw(many(WISHES, lambda each: each.mentee_id)),
        constraints=draw(many(CONSTRAINTS, lambda each: (each.person_id, each.repeat_instance), 3)),
        pairings=paired,
        ledger=tuple(filter(None, map(half_read, paired))),
        agreements=draw(many(AGREEMENTS, by_record)),
        contacts=draw(many(CONTACTS, by_record)),
        reports=draw(many(REPORTS, by_record)),
        reviews=draw(many(REVIEWS, lambda each: each.repeat_instance, 2)),
        change_requests=draw(
            many(REQUESTS, lambda each: (each.person_id, each.repeat_instance), 2)
        ),
        overrides=draw(many(OVERRIDES, lambda each: (each.record_id, each.repeat_instance), 3)),
    )


@st.composite
def overruled(draw: st.DrawFn, roster: Roster, plan) -> Roster:
    """The roster with some more overrides, on keys that the night's ledger holds."""
    if not plan.ledger:
        return roster
    entries = draw(st.lists(st.sampled_from(plan.ledger), max_size=2))
    more = [
        Override(
            record_id=each.item.record_id,
            repeat_instance=10 + number,
            key=each.item.key,
            action=draw(st.sampled_from(OverrideAction)),
            on=draw(MAYBE_DAYS),
        )
        for number, each in enumerate(entries)
    ]
    return replace(roster, overrides=(*roster.overrides, *more))


def shuffled(roster: Roster, seed: int) -> Roster:
    """The same people, hubs and groups in another order of the mappings and rows."""
    chance = random.Random(seed)

    def mixed(mapping):
        return dict(chance.sample(list(mapping.items()), len(mapping)))

    names = ("commitments", "preferences", "constraints", "change_requests", "reviews")
    rows = {name: tuple(chance.sample(part, len(part))) for name, part in parts(roster, names)}
    return replace(
        roster,
        people=mixed(roster.people),
        hubs=mixed(roster.hubs),
        groups=mixed(roster.groups),
        **rows,
    )


def parts(roster: Roster, names: tuple[str, ...]):
    return [(name, getattr(roster, name)) for name in names]


def subjects(plan) -> set[str]:
    found = {each.item.record_id for each in (*plan.ledger, *plan.notices)}
    found |= {each.record_id for each in (*plan.openings, *plan.people, *plan.hubs, *plan.groups)}
    found |= {each.pairing_id.mentee_id for each in plan.pairings}
    found |= {each.person_id for each in plan.notices}
    found |= {each.mentee_id for each in plan.proposals.proposals} if plan.proposals else set()
    return found


@quick
@given(nights(), st.integers(0, 9))
def test_the_plan_does_not_depend_on_the_order_of_rows(night, seed):
    roster, today = night
    assert a_night(shuffled(roster, seed), today=today) == a_night(roster, today=today)


@quick
@given(nights())
def test_records_left_alone_appear_in_no_part_of_the_plan(night):
    roster, today = night
    plan = a_night(roster, today=today)

    assert plan.left_alone.isdisjoint(subjects(plan))
    assert plan.left_alone == {
        each.record_id for each in plan.issues if each.severity is Severity.ERROR
    }


@quick
@given(nights(), st.booleans(), st.data())
def test_the_second_run_of_a_night_changes_nothing(night, mirror, data):
    roster, today = night
    roster = data.draw(overruled(roster, a_night(roster, today=today)))
    first = a_night(roster, today=today, mirror=mirror)
    second = a_night(written(roster, first), today=today, mirror=mirror)

    assert second.ledger == first.ledger
    assert second.pairings == first.pairings
    assert second.people == first.people
    assert (second.hubs, second.groups, second.openings) == (
        first.hubs,
        first.groups,
        first.openings,
    )
    assert second.news.overdue == second.news.done == ()
    assert second.issues == first.issues


@quick
@given(nights())
def test_health_counts_and_the_ledger_tell_the_same_story(night):
    roster, today = night
    plan = a_night(roster, today=today)
    overdue = {
        person
        for entry in plan.ledger
        if entry.item.state is DueState.OVERDUE
        for person in entry.item.owed_by
    }
    for page in plan.people:
        assert (page.overdue_count > 0) == (page.record_id in overdue)
        assert page.overdue_count == 0 or page.health in {
            PersonHealth.OVERDUE,
            PersonHealth.STALLED,
        }
        assert (page.next_on is None) == (page.next_what == "")
        assert page.room >= 0
    for row in plan.pairings:
        pairing = roster.pairings_by_id[row.pairing_id]
        assert (row.health is PairingHealth.CLOSED) != pairing.is_current


@quick
@given(nights())
def test_every_problem_says_where_what_and_what_to_do(night):
    roster, today = night
    for issue in validate(roster, Policy(), today, known_keys=frozenset({("1", "MEET-1.1")})):
        assert issue.record_id
        assert issue.field in {each.name for each in fields_of(issue.instrument)}
        assert issue.what.endswith((".", "?")), issue
        assert " Fix in " in f" {issue.do}", issue
        assert "  " not in issue.sentence, issue
        assert "example.edu" not in issue.sentence
        assert "Last" not in issue.sentence


@quick
@given(nights())
def test_nobody_is_mailed_who_may_not_be(night):
    roster, today = night
    for notice in a_night(roster, today=today).notices:
        if notice.person_id in DESKS:
            continue
        person = roster.people[notice.person_id]
        assert person.may_be_mailed(today)
        assert person.email is not None
