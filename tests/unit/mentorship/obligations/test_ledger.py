"""Tonight's items against the stored ledger."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from mentorship.obligations.due_items import DueItemKind, DueState, LedgerEntry, SentNotices
from mentorship.obligations.due_rules import due_items
from mentorship.obligations.ledger import ledger
from mentorship.relationships import OverrideAction
from mentorship.roster import Roster
from tests.support.builders import (
    a_contact,
    a_hub,
    a_pairing,
    a_roster,
    a_stored_item,
    an_override,
    away,
    on,
    settings,
)
from tests.support.rule_nights import POLICY, Memory, today
from tests.support.tables import cases


ANNOUNCED = a_pairing("2026-07-01", announced_on=on("2026-07-01"))


def entries_on(
    day: str, roster: Roster, told: dict[str, str] | None = None, *, mirror: bool = True, **parts
) -> dict[str, LedgerEntry]:
    memory = SentNotices({key: date.fromisoformat(value) for key, value in (told or {}).items()})
    items = due_items(roster, POLICY, today(day))
    found = ledger(roster, items, told=memory, mirror=mirror, today=today(day), **parts)
    return {each.item.key: each for each in found}


@cases(
    """
    stored as    | tonight
    -------------|--------
    UPCOMING     | void
    DUE          | void
    OVERDUE      | void
    VOID         | void
    DONE_ON_TIME |
    DONE_LATE    |
    WAIVED       |
    """
)
def test_what_nobody_owes_any_more_is_void_and_what_is_finished_is_left_as_it_is(case):
    stored = a_stored_item(
        "MEET-1001.1",
        DueItemKind.FIRST_MEETING,
        DueState[case["stored as"]],
        "2026-07-31",
        notices_sent=2,
        last_notice_on=date(2026, 7, 27),
        claim="night 7",
    )

    entry = entries_on("2026-08-10", a_roster(ledger=(stored,))).get("MEET-1001.1")

    assert (entry.item.state.name.lower() if entry else "") == case["tonight"]
    if entry is not None:
        assert (entry.item.about, entry.item.pairing_number) == ("1001.1", 1)
        assert (entry.item.due_on, entry.item.period) == (date(2026, 7, 31), "AY2026")
        assert (entry.notices_sent, entry.last_notice_on) == (2, date(2026, 7, 27))
        assert (entry.claim, entry.next_notice_on) == ("night 7", None)


@pytest.mark.parametrize(
    ("key", "kind", "about"),
    [
        ("PREF-1001-AY2026", DueItemKind.PREFERENCES, "1001"),
        ("TOUCH-1001.12-2026-07-01", DueItemKind.MONTHLY_CONTACT, "1001.12"),
        ("MEET-A-7.2", DueItemKind.FIRST_MEETING, "A-7.2"),
        ("PREF-A-7-AY-2026", DueItemKind.PREFERENCES, "A-7"),
        ("SUM-AG03-2026H2", DueItemKind.SIX_MONTH_SUMMARY, "AG03"),
        ("REVIEW-AG03-H14-2026H2", DueItemKind.SENIOR_REVIEW, "H14"),
        ("SOMETHING", DueItemKind.PULSE, "SOMETHING"),
    ],
)
def test_a_void_item_is_about_what_its_key_says(key, kind, about):
    record_id = "A-7" if "A-7" in key else "1001"
    stored = a_stored_item(key, kind, DueState.DUE, "2026-07-31", record_id=record_id)

    assert entries_on("2026-08-10", a_roster(ledger=(stored,)))[key].item.about == about


@pytest.mark.parametrize("missing", ["kind", "due_on", "state"])
def test_a_damaged_row_that_nobody_computes_is_not_touched(missing):
    stored = a_stored_item("MEET-1001.1", DueItemKind.FIRST_MEETING, DueState.DUE, "2026-07-31")
    roster = a_roster(ledger=(replace(stored, **{missing: None}),))

    assert entries_on("2026-08-10", roster) == {}


def test_a_pairing_taken_back_and_made_final_again_is_not_announced_twice():
    memory = Memory(a_roster(a_pairing("2026-07-01")))
    first = memory.night("2026-07-01")
    announced = memory.roster.pairings
    memory.roster = replace(memory.roster, pairings=())
    memory.night("2026-07-02")
    taken_back = {each.key: each.state for each in memory.roster.ledger}
    memory.roster = replace(memory.roster, pairings=announced)

    again = memory.night("2026-07-03")

    assert [each.kind.value for each in first] == ["N06", "N06"]
    assert taken_back["MEET-1001.1"] is DueState.VOID
    assert taken_back["PAIR-1001.1"] is DueState.DONE_ON_TIME
    assert again == []
    assert {each.key: each.state for each in memory.roster.ledger}["MEET-1001.1"].is_open


@cases(
    """
    stored sent | told                                          | sent | last
    ------------|-----------------------------------------------|------|-----------
    0           |                                               | 0    | None
    0           | N08.1.1001=2026-07-15                         | 1    | 2026-07-15
    0           | N08.2.1001=2026-07-27 N08.2.2001=2026-07-28   | 1    | 2026-07-28
    0           | N08.1.1001=2026-07-15 N08.2.1001=2026-07-27   | 2    | 2026-07-27
    3           | N08.1.1001=2026-07-15                         | 3    | 2026-07-15
    """
)
def test_notices_are_counted_by_stage_and_never_forgotten(case):
    stored = a_stored_item(
        "MEET-1001.1",
        DueItemKind.FIRST_MEETING,
        DueState.DUE,
        "2026-07-31",
        notices_sent=int(case["stored sent"]),
    )
    told = {}
    for each in case["told"].split():
        name, _, day = each.partition("=")
        told["MEET-1001.1|" + name.replace(".", "|")] = day

    entry = entries_on("2026-07-29", a_roster(ANNOUNCED, ledger=(stored,)), told)["MEET-1001.1"]

    assert (entry.notices_sent, str(entry.last_notice_on)) == (int(case["sent"]), case["last"])


@cases(
    """
    tonight    | last told  | next
    -----------|------------|-----------
    2026-07-01 |            | 2026-07-15
    2026-07-14 |            | 2026-07-15
    2026-07-15 |            | 2026-07-15
    2026-07-15 | 2026-07-15 | 2026-07-27
    2026-07-26 | 2026-07-15 | 2026-07-27
    2026-07-28 | 2026-07-15 | 2026-07-27
    2026-07-28 | 2026-07-27 | 2026-08-03
    2026-08-03 | 2026-08-03 | None
    2026-08-20 | 2026-07-27 | None
    """
)
def test_the_next_notice_is_the_next_stage_on_a_working_day(case):
    stored = a_stored_item(
        "MEET-1001.1",
        DueItemKind.FIRST_MEETING,
        DueState.DUE,
        "2026-07-31",
        last_notice_on=on(case["last told"] or None),
    )

    entry = entries_on(case["tonight"], a_roster(ANNOUNCED, ledger=(stored,)))["MEET-1001.1"]

    assert str(entry.next_notice_on) == case["next"]


@cases(
    """
    mute       | next date  | quiet                  | next
    -----------|------------|------------------------|-----------
    2026-07-20 |            |                        | 2026-07-21
    forever    |            |                        | None
               | 2026-07-17 |                        | 2026-07-20
               |            | 2026-07-15..2026-07-16 | 2026-07-17
               |            | 2026-07-15..           | None
    """
)
def test_the_next_notice_waits_for_mutes_dates_set_and_quiet_dates(case):
    word = an_override(
        "MEET-1001.1",
        OverrideAction.MUTE,
        None if case["mute"] == "forever" else case["mute"] or None,
    )
    contact = a_contact(ANNOUNCED, "2026-07-05", how=None, then=case["next date"] or None)
    first, _, last = case["quiet"].partition("..")
    roster = a_roster(
        ANNOUNCED,
        overrides=(word,) if case["mute"] else (),
        contacts=(contact,),
        settings=settings(quiet=(away(first, last or None),) if first else ()),
    )

    entry = entries_on("2026-07-10", roster)["MEET-1001.1"]

    assert str(entry.next_notice_on) == case["next"]


def test_in_a_rehearsal_redcap_does_not_show_what_was_told():
    stored = a_stored_item(
        "MEET-1001.1",
        DueItemKind.FIRST_MEETING,
        DueState.UPCOMING,
        "2026-07-31",
        notices_sent=1,
        last_notice_on=date(2026, 7, 15),
        next_notice_on=date(2026, 7, 26),
        claim="night 3",
    )
    told = {"MEET-1001.1|N08|2|1001": "2026-07-27", "PAIR-1001.1|N06|1|1001": "2026-07-27"}
    roster = a_roster(a_pairing("2026-07-01"), ledger=(stored,))

    entries = entries_on("2026-07-28", roster, told, mirror=False)

    entry = entries["MEET-1001.1"]
    assert (entry.notices_sent, entry.last_notice_on) == (1, date(2026, 7, 15))
    assert (entry.next_notice_on, entry.claim) == (date(2026, 7, 26), "night 3")
    assert entry.item.state is DueState.DUE
    new = entries["PAIR-1001.1"]
    assert (new.notices_sent, new.last_notice_on, new.next_notice_on) == (0, None, None)
    assert new.item.state is DueState.OVERDUE


def test_an_announcement_is_done_when_both_were_told():
    one = {"PAIR-1001.1|N06|1|1001": "2026-07-01"}
    both = {**one, "PAIR-1001.1|N06|1|2001": "2026-07-02"}
    roster = a_roster(a_pairing("2026-07-01"))

    waiting = entries_on("2026-07-02", roster, one)["PAIR-1001.1"].item
    done = entries_on("2026-07-02", roster, both)["PAIR-1001.1"].item

    assert (waiting.state, waiting.done_on) == (DueState.DUE, None)
    assert (done.state, done.done_on) == (DueState.DONE_ON_TIME, date(2026, 7, 2))


def test_a_summary_is_done_when_it_was_sent():
    told = {"SUM-AG03-2026H2|N16|1|3001": "2027-01-01"}
    roster = a_roster(replace(ANNOUNCED, start_on=date(2026, 9, 1)), hubs=[a_hub()])

    item = entries_on("2027-01-01", roster, told)["SUM-AG03-2026H2"].item

    assert (item.state, item.done_on) == (DueState.DONE_ON_TIME, date(2027, 1, 1))


def test_keys_that_are_not_ours_are_not_counted():
    entry = entries_on("2026-07-29", a_roster(ANNOUNCED), {"digest-2026-07-28": "2026-07-28"})

    assert entry["MEET-1001.1"].notices_sent == 0


def test_records_left_alone_have_no_entries():
    stored = a_stored_item("MEET-1001.9", DueItemKind.FIRST_MEETING, DueState.DUE, "2026-07-31")
    roster = a_roster(ANNOUNCED, ledger=(stored,))

    assert entries_on("2026-07-29", roster, left_alone={"1001"}) == {}
