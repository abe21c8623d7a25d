"""Nights that did not run, a clock set back, days that lie ahead, and years that begin elsewhere.

Every obligation is computed from what REDCap holds, so a missed night has nothing to catch up but
mail; and of mail only the stage that is reached now. Source: programme 4.6.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from mentorship.obligations.due_items import DueItemKind, DueState, SentNotices
from mentorship.obligations.due_rules import due_items
from mentorship.obligations.notices import notices_owed
from mentorship.policy import Policy
from mentorship.relationships import ContactEvery, Programme
from tests.property.departments import departments, tonights
from tests.support.builders import (
    a_contact,
    a_pairing,
    a_roster,
    a_stored_item,
    an_agreement,
    on,
)
from tests.support.rule_nights import POLICY, Memory, item_on, items_on, said, today
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


@hypothesis_settings(max_examples=40, deadline=None)
@given(departments(), tonights, st.lists(st.integers(1, 90), max_size=3))
def test_nights_before_do_not_change_what_tonight_finds(roster, tonight, before):
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
        return {
            (each.key, each.due_on, each.state, each.done_on)
            for each in items
            if each.kind in DATED
        }

    assert found(memory.roster) == found(roster)


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


def test_a_pairing_dated_last_year_owes_what_is_left_and_floods_nobody():
    roster = a_roster(a_pairing("2025-07-01"))
    items = due_items(roster, POLICY, today("2026-11-20"))

    told = notices_owed(roster, items, SentNotices(), today("2026-11-20"))

    assert told == []
    assert said(item_on("2026-11-20", roster, DueItemKind.FIRST_MEETING)) == "overdue"


@cases(
    """
    assigned   | last contact | stored     | rows
    -----------|--------------|------------|-------------------------------------------------
    2016-07-01 | 2016-08-20   |            | AGREE 1, INPERSON 9, MEET 1, REPORT 8, TOUCH 1
    2016-07-01 | 2016-08-20   | 2016-07-01 | AGREE 1, INPERSON 9, MEET 1, REPORT 8, TOUCH 2
    2025-07-01 | 2025-08-20   |            | AGREE 1, INPERSON 6, MEET 1, REPORT 5, TOUCH 2
    """
)
def test_years_that_nobody_saw_are_history_and_get_no_rows(case):
    pairing = a_pairing(case["assigned"])
    kind = DueItemKind.MONTHLY_CONTACT
    key = f"TOUCH-1001.1-{case['stored']}"
    stored = (a_stored_item(key, kind, DueState.DONE_LATE, case["stored"]),)
    roster = a_roster(
        pairing,
        contacts=(a_contact(pairing, case["last contact"]),),
        ledger=stored if case["stored"] else (),
    )

    rows = Counter(item.kind.prefix for item in due_items(roster, POLICY, today("2026-11-20")))

    assert ", ".join(f"{kind} {rows[kind]}" for kind in sorted(rows)) == case["rows"]


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
    roster = a_roster(a_pairing(case["assigned"]))

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
