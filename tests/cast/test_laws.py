"""What must hold on every night of the cast's year, and after an outage in it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest

from mentorship.intervals import DAY, Interval
from mentorship.obligations.due_items import DueItemKind, DueState
from mentorship.obligations.due_rules import due_items
from mentorship.roster import Roster
from tests.support.cast_year import FIRST, LAST, POLICY, CastYear
from tests.support.rule_nights import is_anew, may_have_rested


SEASONS = [date(2026, 7, 20), date(2026, 9, 7), date(2026, 10, 21), date(2027, 1, 11)]
SEASONS += [date(2027, 2, 16), date(2027, 6, 30)]
DATED = {
    DueItemKind.FIRST_MEETING,
    DueItemKind.JULY_MEETING,
    DueItemKind.MONTHLY_CONTACT,
    DueItemKind.QUARTERLY_IN_PERSON,
    DueItemKind.COMMITMENT,
}
"""Fulfilled on a day that REDCap holds; of the others only the ledger knows when."""


def test_every_night_of_the_year_was_lived(year):
    assert list(year.nights) == [FIRST + DAY * n for n in range((LAST - FIRST).days + 1)]


def test_redcap_holds_what_the_nights_decided_and_a_second_run_writes_and_sends_nothing(year):
    plan, changes = year.second_run()

    assert plan.ledger == year.nights[LAST].plan.ledger
    assert changes.rows == []
    assert plan.notices == ()


def test_no_item_is_both_done_and_overdue(year):
    for night, lived in year.nights.items():
        for each in lived.left.roster.ledger:
            assert each.state is not None
            assert (each.done_on is not None) == each.state.is_done, (night, each.key)
            assert each.state is not DueState.OVERDUE or night > each.due_on, (night, each.key)


def test_what_is_done_stays_done_on_the_day_it_was_done(year):
    for before, after in pairwise(year.nights.values()):
        for each in before.left.roster.ledger:
            if each.state.is_done:
                same = after.left.roster.stored(each.record_id, each.key)
                assert (same.state, same.done_on) == (each.state, each.done_on), each.key


@pytest.mark.parametrize("night", SEASONS, ids=str)
def test_the_same_state_gives_the_same_night(year, night):
    """A night lived again, or by somebody who restored REDCap and outbox, decides the same."""
    lived = year.nights[night]

    before = year.decided(lived.seen, lived.told_before, night)
    told = lived.told_before | {each.key: night for each in before.notices}

    assert before.notices == lived.mailed
    assert year.decided(lived.seen, told, night) == lived.plan
    again = year.decided(lived.left, told, night)
    assert (again.ledger, again.notices) == (lived.plan.ledger, ())


@pytest.mark.parametrize("night", SEASONS, ids=str)
def test_what_people_wrote_alone_gives_the_same_open_items_and_dates(year, night):
    """Nights 1 to n leave what night n alone would find, but for days that nobody wrote down.

    And but for what only memory knows: that somebody watched. A night without a ledger sees the
    pairs for the first time, so what was due before its reach is history to it, or asked anew.
    """
    roster = year.nights[night].seen.roster
    of_all = due_items(roster, POLICY.overridden_by(roster.settings), night)
    forgotten = replace(roster, ledger=())
    of_one = due_items(forgotten, POLICY.overridden_by(roster.settings), night)

    known = {each.key: each for each in of_all if each.kind in DATED}
    reach = night - timedelta(days=POLICY.history)
    for item in of_one:
        if item.kind in DATED:
            same = known.pop(item.key)
            assert (same.state.is_done, same.done_on) == (item.state.is_done, item.done_on)
            if is_anew(item):
                assert same.due_on < reach <= night < item.due_on
            else:
                assert item.state.is_done or (same.state, same.due_on) == (item.state, item.due_on)
    later = [each for each in known.values() if each.due_on >= reach]
    assert all(may_have_rested(roster, each) for each in later)


@pytest.mark.parametrize("nights", [1, 30])
@pytest.mark.parametrize("night", SEASONS[1:], ids=str)
def test_after_an_outage_the_next_night_finds_the_same_and_says_it_once(year, night, nights):
    slept = _after_sleeping(year, night, nights)
    told = year.nights[night - DAY * nights].told_before

    plan = year.decided(replace(year.nights[night].seen, roster=slept), told, night)

    awake = {each.item.key: each.item for each in year.nights[night].plan.ledger}
    for entry in plan.ledger:
        same = awake.get(entry.item.key)
        if entry.item.kind in DATED and same is not None and not same.state.is_done:
            assert (entry.item.state, entry.item.due_on) == (same.state, same.due_on)
    once = Counter((each.item.key, each.person_id) for each in plan.notices)
    assert max(once.values(), default=1) == 1
    assert all(each.expires_on >= night for each in plan.notices)
    collapsed = {each.key for each in year.nights[night].mailed}
    missed = _said_between(year, night - DAY * nights, night)
    assert {each.key for each in plan.notices} <= collapsed | missed


def _after_sleeping(year: CastYear, night: date, nights: int) -> Roster:
    """What REDCap holds on *night* if no night ran since *nights* before it."""
    old = year.nights[night - DAY * nights].seen.roster
    told = {each.id: each.announced_on for each in old.pairings}
    people_wrote = year.nights[night].seen.roster
    pairings = tuple(replace(p, announced_on=told.get(p.id)) for p in people_wrote.pairings)
    return replace(people_wrote, ledger=old.ledger, pairings=pairings)


def _said_between(year: CastYear, first: date, last: date) -> set[str]:
    found: set[str] = set()
    while first < last:
        found |= {each.key for each in year.nights[first].mailed}
        first += DAY
    return found


@pytest.mark.parametrize("night", SEASONS, ids=str)
def test_leave_never_makes_anything_overdue(year, night):
    roster = year.nights[night].seen.roster
    policy = POLICY.overridden_by(roster.settings)
    missed = _overdue(roster, night)
    for days in (3, 40):
        leave = Interval(night - timedelta(days=days), night + timedelta(days=10))
        away = {
            record_id: person if person.leave else replace(person, leave=leave)
            for record_id, person in roster.people.items()
        }
        found = due_items(replace(roster, people=away), policy, night)
        assert {each.key for each in found if each.state is DueState.OVERDUE} <= missed


def _overdue(roster: Roster, night: date) -> set[str]:
    found = due_items(roster, POLICY.overridden_by(roster.settings), night)
    return {each.key for each in found if each.state is DueState.OVERDUE}
