"""Nights that did not run, a clock set back, days that lie ahead, and years that begin elsewhere.

Every obligation is computed from what REDCap holds, so a missed night has nothing to catch up but
mail; and of mail only the stage that is reached now. Source: programme 4.6.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorship.obligations.due_items import DueItemKind
from mentorship.obligations.due_rules import due_items
from mentorship.policy import Policy
from mentorship.relationships import ContactEvery, Programme
from tests.property.departments import departments, tonights
from tests.support.builders import (
    a_contact,
    a_pairing,
    a_roster,
    an_agreement,
    on,
    watched,
)
from tests.support.laws import tried
from tests.support.rule_nights import (
    POLICY,
    Memory,
    is_anew,
    item_on,
    items_on,
    may_have_rested,
    said,
    today,
)
from tests.support.tables import cases


PAIRING = a_pairing("2026-07-01", announced_on=on("2026-07-01"))
DATED = {
    DueItemKind.FIRST_MEETING,
    DueItemKind.JULY_MEETING,
    DueItemKind.MONTHLY_CONTACT,
    DueItemKind.QUARTERLY_IN_PERSON,
}
"""Kinds whose fulfilment has a date in REDCap; an attestation is dated by who sees it first."""
BOUND = {ContactEvery.WEEK, ContactEvery.TWO_WEEKS}


@cases(
    """
    last night | next night | told that night
    -----------|------------|------------------------------
    2026-07-14 | 2026-07-15 | N08.1 1001
    2026-07-14 | 2026-07-16 | N08.1 1001
    2026-07-14 | 2026-08-14 | N08.3 1001, N08.3 2001, N09.1 1001
    2026-07-14 | 2026-08-20 | N09.2 1001, N09.2 2001
    """
)
def test_after_an_outage_only_the_stage_reached_now_is_told(case):
    memory = Memory(a_roster(PAIRING))
    memory.night(case["last night"])

    told = memory.night(case["next night"])

    lines = sorted(f"{each.kind.value}.{each.stage} {each.person_id}" for each in told)
    assert ", ".join(lines) == case["told that night"]
    assert memory.night(case["next night"]) == []


@pytest.mark.parametrize("nights", [1, 30])
def test_after_nights_that_did_not_run_the_ledger_is_what_it_would_have_been(nights):
    roster = a_roster(PAIRING, contacts=(a_contact(PAIRING, "2026-08-03"),))
    every, gap = Memory(roster), Memory(roster)
    last = today("2026-07-20") + timedelta(days=nights + 1)
    day = today("2026-07-20")
    gap.night(day)
    while day <= last:
        every.night(day)
        day += timedelta(days=1)

    gap.night(last)

    def facts(memory):
        return {(each.key, each.due_on, each.state, each.done_on) for each in memory.roster.ledger}

    assert facts(gap) == facts(every)


@tried(40)
@given(departments(), tonights, st.lists(st.integers(1, 90), max_size=3))
def test_nights_before_change_nothing_that_tonight_finds_but_history(roster, tonight, before):
    """The one thing that nights before leave: what tonight alone would take for history.

    Due more than a quarter and its report's days ago, and in the ledger because somebody watched.
    """
    if any(each.contact_every in BOUND for each in roster.agreements):
        return
    written = {each.pairing_id for each in (*roster.agreements, *roster.contacts, *roster.reports)}
    if any(each.corrects is not None and each.id in written for each in roster.pairings):
        return  # no reader finds a correction of a pair of which something has come
    memory = Memory(roster)
    for days in sorted(before, reverse=True):
        memory.night(tonight - timedelta(days=days), delivers=False)

    def found(which):
        items = due_items(which, POLICY, tonight)
        return {each.key: each for each in items if each.kind in DATED}

    reach = tonight - timedelta(days=POLICY.history)
    of_all, of_one = found(memory.roster), found(roster)
    for key, item in of_one.items():
        same = of_all.pop(key)
        if is_anew(item):
            assert same.state.is_open
        else:
            assert (same.due_on, same.state, same.done_on) == (
                item.due_on,
                item.state,
                item.done_on,
            )
    extended = {each.key for each in roster.overrides}
    for item in of_all.values():  # what only memory knows: that somebody watched
        is_moved = may_have_rested(roster, item) or item.key in extended
        assert item.due_on < reach or is_moved


def test_a_clock_set_back_undoes_what_lies_ahead_and_tells_nobody_twice():
    memory = Memory(a_roster(PAIRING, contacts=(a_contact(PAIRING, "2026-08-05"),)))
    memory.night("2026-08-10")
    told = dict(memory.told)

    memory.night("2026-08-03")

    assert said(item_on("2026-08-03", memory.roster, DueItemKind.FIRST_MEETING)) == "overdue"
    memory.night("2026-08-10")
    assert memory.roster.stored("1001", "MEET-1001.1").done_on == on("2026-08-05")
    assert told.items() <= memory.told.items()


@cases(
    """
    what lies ahead | tonight    | state
    ----------------|------------|---------
    contact         | 2026-08-02 | overdue
    first meeting   | 2026-08-02 | overdue
    assignment      | 2026-08-02 | upcoming
    """
)
def test_a_date_in_the_future_fulfils_nothing_yet(case):
    roster = {
        "contact": a_roster(PAIRING, contacts=(a_contact(PAIRING, "2026-08-03"),)),
        "first meeting": a_roster(PAIRING, agreements=(an_agreement(PAIRING, met="2026-08-03"),)),
        "assignment": a_roster(a_pairing("2026-08-20")),
    }[case["what lies ahead"]]

    assert said(item_on(case["tonight"], roster, DueItemKind.FIRST_MEETING)) == case["state"]


@cases(
    """
    year starts | assigned   | quarters by 2027-03-01
    ------------|------------|------------------------------------------
    07-01       | 2026-07-01 | 2026-09-30 2026-12-31 2027-03-31
    08-01       | 2026-07-01 | 2026-10-31 2027-01-31 2027-04-30
    01-01       | 2026-07-01 | 2026-09-30 2026-12-31 2027-03-31
    09-15       | 2026-09-15 | 2026-12-14 2027-03-14
    """
)
def test_quarters_follow_the_departments_own_year(case):
    policy = Policy(academic_year_starts=case["year starts"])
    roster = watched(a_roster(a_pairing(case["assigned"])), "2026-07-01")

    items = items_on("2027-03-01", roster, DueItemKind.QUARTERLY_IN_PERSON, policy)

    assert " ".join(str(each.due_on) for each in items) == case["quarters by 2027-03-01"]


@cases(
    """
    assigned   | programme | first meeting due
    -----------|-----------|------------------
    2028-01-30 | 1         | 2028-02-29
    2028-02-29 | 1         | 2028-03-30
    2027-01-30 | 1         | 2027-03-01
    2028-01-30 | 2         | 2028-02-29
    """
)
def test_leap_days_are_days(case):
    roster = a_roster(a_pairing(case["assigned"], programme=Programme(case["programme"])))
    items = due_items(roster, POLICY, today(case["assigned"]))

    first = next(each for each in items if each.key.startswith(("MEET", "JULY")))

    assert str(first.due_on) == case["first meeting due"]
