"""N10: one partner has agreed, and the other hears that it is their turn. Source: programme 5.3."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from mentorship.intervals import days_between
from mentorship.obligations.due_items import DueItemKind
from mentorship.relationships import Programme
from mentorship.roster import Roster
from notifications.memory_guard import recovered
from tests.support.builders import (
    MENTEE,
    MENTOR,
    a_change_request,
    a_contact,
    a_pairing,
    a_resident,
    a_resident_mentor,
    a_roster,
    an_agreement,
    on,
)
from tests.support.rule_nights import Memory, item_on, today
from tests.support.tables import cases


PAIRING = a_pairing("2026-07-01", announced_on=on("2026-07-01"))
MET = (a_contact(PAIRING, "2026-07-06"), a_contact(PAIRING, "2026-08-03"))
ROLES = {MENTEE: "mentee", MENTOR: "mentor"}


def signed(by: str, pairing=PAIRING):
    return (
        an_agreement(pairing, mentee_ok="mentee" in by or None, mentor_ok="mentor" in by or None),
    )


def lived(memory: Memory, first: str, last: str, *, about: str = "AGREE-") -> list[str]:
    """What was said of the agreement in the nights *first* to *last*."""
    return [
        f"{day:%m-%d} {each.kind.value}.{each.stage} {ROLES[each.person_id]}"
        for day in days_between(today(first), today(last))
        for each in memory.night(day)
        if each.item.key.startswith(about)
    ]


def memory_of(by: str, **parts) -> Memory:
    return Memory(a_roster(PAIRING, agreements=signed(by), contacts=MET, **parts))


@cases(
    """
    signed | who waits
    -------|----------
    mentee | mentor
    mentor | mentee
    """
)
def test_the_other_alone_hears_three_times_and_then_of_the_item_as_everybody_does(case):
    who = case["who waits"]

    assert lived(memory_of(case["signed"]), "2026-07-20", "2026-09-30") == [
        f"07-20 N10.1 {who}",
        f"07-27 N10.2 {who}",  # five days later is a Saturday
        f"07-30 N10.3 {who}",
        f"08-17 N09.2 {who}",  # due on the 15th, a Saturday
        f"08-24 N09.3 {who}",
        f"08-31 N09.4 {who}",
    ]


def test_an_instance_that_nobody_has_signed_is_nobodys_turn():
    assert [
        each for each in lived(memory_of(""), "2026-07-20", "2026-09-30") if "N10" in each
    ] == []


def test_it_ends_when_the_other_agrees():
    memory = memory_of("mentee")
    first = lived(memory, "2026-07-20", "2026-07-22")
    memory.roster = replace(memory.roster, agreements=signed("mentee mentor"))

    assert first == ["07-20 N10.1 mentor"]
    assert lived(memory, "2026-07-23", "2026-09-30") == []


def test_a_night_that_is_run_again_says_nothing_more():
    memory = memory_of("mentee")

    assert len(memory.night("2026-07-20")) == 1
    assert memory.night("2026-07-20") == []


@cases(
    """
    nights run             | said
    -----------------------|----------------------------------------------------
    2026-07-20, 2026-07-29 | 07-20 N10.1, 07-29 N10.2
    2026-07-20, 2026-08-04 | 07-20 N10.1, 08-04 N10.3
    2026-07-20, 2026-08-18 | 07-20 N10.1, 08-18 N09.2
    2026-08-28             | 08-28 N10.1
    2026-08-31             | 08-31 N09.4
    """
)
def test_after_an_outage_the_latest_is_said_and_nothing_stale(case):
    memory = memory_of("mentee")

    found = [line for day in case["nights run"].split(", ") for line in lived(memory, day, day)]

    assert found == [f"{each} mentor" for each in case["said"].split(", ")]


def test_old_data_is_the_offices_and_brings_no_flood_of_turns():
    """The office looks first; thirty days on, the one who has not agreed is asked."""
    memory = memory_of("mentee")

    assert lived(memory, "2026-12-01", "2026-12-30") == []
    assert lived(memory, "2026-12-31", "2026-12-31") == ["12-31 N10.1 mentor"]


def test_a_pair_with_an_open_request_hears_nothing():
    memory = memory_of("mentee", change_requests=(a_change_request(),))

    assert lived(memory, "2026-07-20", "2026-07-24") == []


def test_what_is_optional_is_said_once():
    pairing = a_pairing("2026-07-01", programme=Programme.CODIFIED, announced_on=on("2026-07-01"))
    memory = Memory(a_roster(pairing, agreements=signed("mentee", pairing)))

    assert lived(memory, "2026-07-20", "2026-08-10") == ["07-20 N10.1 mentor"]


def test_a_residents_pair_hears_it_too():
    pairing = replace(PAIRING, programme=Programme.RESIDENT, hub_code=None)
    people = [a_resident(), a_resident_mentor()]
    roster = a_roster(pairing, people=people, agreements=signed("mentor", pairing))

    assert "N10.1 mentee" in " ".join(lived(Memory(roster), "2026-07-20", "2026-07-20"))


@pytest.mark.parametrize(("night", "next_on"), [
    ("2026-07-18", "2026-07-31"),  # a Saturday: before the first, the item's own reminder is next
    ("2026-07-20", "2026-07-27"),
    ("2026-07-27", "2026-07-30"),
    ("2026-07-30", "2026-08-17"),
])  # fmt: skip
def test_the_ledger_shows_when_the_next_one_comes(night, next_on):
    memory = memory_of("mentee")
    lived(memory, "2026-07-17" if night == "2026-07-18" else "2026-07-20", night)

    if night == "2026-07-18":
        memory = memory_of("mentee")
        memory.night(night)
    [row] = [each for each in memory.roster.ledger if each.key == "AGREE-1001.1"]

    assert row.next_notice_on == date.fromisoformat(next_on)


def test_after_a_lost_outbox_nobody_is_told_again():
    memory = memory_of("mentee")
    memory.night("2026-07-20")
    roster: Roster = memory.roster
    item = item_on("2026-07-21", roster, DueItemKind.AGREEMENT)
    assert item is not None

    memory.told = recovered(roster, [item], today=today("2026-07-21"))

    assert lived(memory, "2026-07-21", "2026-08-10") == []
