"""What must hold for every department on every night."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from mentorship.intervals import Interval
from mentorship.obligations.due_items import DueItemKind, DueState, SentNotices
from mentorship.obligations.due_rules import due_items
from mentorship.obligations.ledger import ledger
from mentorship.obligations.notices import notices_owed
from mentorship.obligations.openings import openings
from mentorship.people import Participation, Person
from mentorship.relationships import PairingState
from mentorship.roster import Roster
from tests.property.departments import departments, leaves, tonights
from tests.support.builders import stored_from
from tests.support.laws import tried
from tests.support.rule_nights import POLICY, Memory


quick = tried(40)


@quick
@given(departments(), tonights)
def test_no_item_is_both_done_and_overdue_and_keys_are_unique(roster, today):
    items = due_items(roster, POLICY, today)

    for item in items:
        assert (item.done_on is not None) == item.state.is_done
        assert item.state is not DueState.OVERDUE or today > item.due_on
        assert item.state is not DueState.DONE_LATE or item.done_on > item.due_on
        assert not item.owed_by or item.state.is_open
        # A clock set back may find an announcement ahead of it; it is still not made twice.
        is_told = item.kind is DueItemKind.PAIRING_NOTICE
        assert item.done_on is None or item.done_on <= today or is_told
    assert len({item.key for item in items}) == len(items)


@quick
@given(departments(), tonights, st.sampled_from(["1001", "1002", "2001", "2002"]), leaves())
def test_leave_never_makes_anything_overdue(roster, today, who, leave):
    person = roster.people[who]
    if person.participation is Participation.ON_LEAVE:
        person = replace(person, participation=Participation.TAKING_PART)
    present = _with_person(roster, replace(person, leave=None))
    away = _with_person(roster, replace(person, leave=leave))

    missed_anyway = _overdue(present, today)

    assert _overdue(away, today) <= missed_anyway


def _with_person(roster: Roster, person: Person) -> Roster:
    return replace(roster, people={**roster.people, person.record_id: person})


def _overdue(roster: Roster, today: date) -> set[str]:
    items = due_items(roster, POLICY, today)
    return {item.key for item in items if item.state is DueState.OVERDUE}


@quick
@given(departments(), tonights, st.integers(0, 60))
def test_a_pause_never_makes_anything_overdue(roster, today, days):
    active = replace(
        roster,
        pairings=tuple(
            replace(each, paused_until=None, state=PairingState.ACTIVE) for each in roster.pairings
        ),
    )
    paused = replace(
        roster,
        pairings=tuple(
            replace(each, paused_until=today + timedelta(days=days), state=PairingState.PAUSED)
            for each in roster.pairings
        ),
    )

    assert _overdue(paused, today) <= _overdue(active, today)


@quick
@given(departments(), tonights, st.booleans())
def test_writing_the_ledger_and_running_again_changes_nothing(roster, today, is_mirrored):
    memory = Memory(roster)
    if is_mirrored:
        memory.night(today)
    before = _entries(memory, today, mirror=is_mirrored)
    memory.roster = replace(memory.roster, ledger=stored_from(before, memory.roster.ledger))

    again = _entries(memory, today, mirror=is_mirrored)

    assert again == before
    assert not is_mirrored or memory.night(today) == []


def _entries(memory: Memory, today: date, *, mirror: bool):
    items = due_items(memory.roster, POLICY, today)
    told = SentNotices(memory.told)
    return list(ledger(memory.roster, items, told=told, mirror=mirror, today=today))


@quick
@given(departments(), tonights, st.randoms(use_true_random=False))
def test_equal_data_in_any_order_give_equal_decisions(roster, today, chance):
    shuffled = _shuffled(roster, chance)
    items = due_items(roster, POLICY, today)

    assert due_items(shuffled, POLICY, today) == items
    assert openings(shuffled, items, today) == openings(roster, items, today)
    told = SentNotices()
    assert notices_owed(shuffled, items, told, today) == notices_owed(roster, items, told, today)


def _shuffled(roster: Roster, chance: random.Random) -> Roster:
    names = ["pairings", "agreements", "contacts", "reports", "preferences", "commitments"]
    names += ["reviews", "change_requests", "overrides"]
    changed: dict[str, object] = {}
    for name in names:
        values = list(getattr(roster, name))
        chance.shuffle(values)
        changed[name] = tuple(values)
    people = list(roster.people.items())
    chance.shuffle(people)
    return replace(roster, people=dict(people), **changed)


@quick
@given(departments(), tonights, st.integers(0, 40))
def test_after_an_outage_each_person_hears_of_an_item_at_most_once(roster, today, nights):
    memory = Memory(roster)
    memory.night(today)
    later = today + timedelta(days=nights)

    owed = memory.night(later)

    assert len({(each.item.key, each.person_id) for each in owed}) == len(owed)
    assert all(each.expires_on >= later for each in owed)
    assert memory.night(later) == []


@quick
@given(departments(), tonights)
def test_only_people_who_may_be_mailed_hear_and_only_about_what_is_open(roster, today):
    items = due_items(roster, POLICY, today)

    for each in notices_owed(roster, items, SentNotices(), today):
        assert roster.people[each.person_id].may_be_mailed(today)
        assert each.item.state.is_open
        assert each.item.muted_until is None or each.item.muted_until < today
        assert Interval(today, each.expires_on)


@quick
@given(departments(), tonights)
def test_openings_are_opened_once(roster, today):
    items = due_items(roster, POLICY, today)

    found = openings(roster, items, today)

    places = [(each.instrument, each.record_id, each.repeat_instance) for each in found]
    assert len(set(places)) == len(places)
