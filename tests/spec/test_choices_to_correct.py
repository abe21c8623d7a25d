"""N03: a list of hubs that cannot be met is corrected by its mentee. Source: S1.24b, V1, V2."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from mentorship.choices import said_to_mentee
from mentorship.hubs import HubStatus
from mentorship.intervals import days_between
from mentorship.obligations.due_items import DueItemKind, DueState
from mentorship.obligations.due_rules import due_items
from mentorship.obligations.notices import for_the_office
from mentorship.pairing.proposal import Place, StoredProposal
from mentorship.people import Participation
from mentorship.relationships import Decision, OverrideAction, Said, Take, TakesPart
from notifications.compose import compose
from tests.support.builders import (
    MENTEE,
    a_hub,
    a_mentee,
    a_pairing,
    a_preference,
    a_roster,
    an_override,
    settings,
)
from tests.support.mail import a_context
from tests.support.rule_nights import POLICY, Memory, items_on, today
from tests.support.tables import cases


HUBS = [
    a_hub(11, name="ICU outcomes"),
    a_hub(12, name="ECMO", status=HubStatus.PAUSED),
    a_hub(13, name="Sepsis", status=HubStatus.RETIRED),
    a_hub(14),
    a_hub(20, name="Education", group_code=4),
]


NO_MENTOR = a_pairing(None, take=Take.NONE, mentor_id=None, hub_code=None)


def a_wish(*choices: int | None, **changes):
    listed = (*choices, None, None, None)[:3]
    return a_preference(choices=listed, **changes)


def roster_with(wish, **parts):
    people = parts.pop("people", [a_mentee()])
    return a_roster(people=people, hubs=HUBS, preferences=(wish,), **parts)


def said(memory: Memory, first: str, last: str) -> list[str]:
    return [
        f"{day:%m-%d} {each.item.key} {each.kind.value}.{each.stage}"
        for day in days_between(today(first), today(last))
        for each in memory.night(day)
    ]


@cases(
    """
    choices    | item
    -----------|--------------------
    14, 11, 20 |
    14         |
    14, 14     | FIX-1001-AY2026-H14
    14, 14, 14 | FIX-1001-AY2026-H14
    12, 14     | FIX-1001-AY2026-H12
    14, 13, 12 | FIX-1001-AY2026-H12-H13
    14, 77     | FIX-1001-AY2026-H77
    77, 77     | FIX-1001-AY2026-H77
               | FIX-1001-AY2026-NONE
    """
)
def test_what_is_wrong_is_in_the_key(case):
    wish = a_wish(*(int(each) for each in case["choices"].split(", ") if each))

    items = items_on("2026-05-04", roster_with(wish), DueItemKind.CHOICES)

    assert [each.key for each in items] == [each for each in [case["item"]] if each]


def test_the_mentee_is_told_twice_and_then_the_office_acts():
    memory = Memory(roster_with(a_wish(14, 14)))

    assert said(memory, "2026-05-04", "2026-06-30") == [
        "05-04 FIX-1001-AY2026-H14 N03.1",
        "05-11 FIX-1001-AY2026-H14 N03.2",
    ]
    on_the_list = [
        day
        for day in days_between(date(2026, 5, 4), date(2026, 5, 20))
        if for_the_office(due_items(memory.roster, POLICY, day), day)
    ]
    assert on_the_list[0] == date(2026, 5, 14)


def test_it_is_due_when_the_choices_close_if_that_is_sooner():
    closing = settings(preferences_open_on=date(2026, 5, 1), preferences_close_on=date(2026, 5, 6))
    memory = Memory(roster_with(a_wish(14, 14), settings=closing))

    assert said(memory, "2026-05-04", "2026-05-10") == [
        "05-04 FIX-1001-AY2026-H14 N03.1",
        "05-06 FIX-1001-AY2026-H14 N03.2",
    ]


def test_a_corrected_list_is_done_and_another_fault_is_another_item():
    memory = Memory(roster_with(a_wish(14, 14, 12)))
    first = said(memory, "2026-05-04", "2026-05-05")
    memory.roster = replace(memory.roster, preferences=(a_wish(14, 11, 12),))
    second = said(memory, "2026-05-06", "2026-05-07")
    memory.roster = replace(memory.roster, preferences=(a_wish(14, 11),))
    third = said(memory, "2026-05-08", "2026-06-30")

    assert (first, second, third) == (
        ["05-04 FIX-1001-AY2026-H12-H14 N03.1"],
        ["05-06 FIX-1001-AY2026-H12 N03.1"],
        [],
    )
    assert {(each.key, each.state.name, each.done_on) for each in memory.roster.ledger} == {
        ("FIX-1001-AY2026-H12-H14", "DONE_ON_TIME", date(2026, 5, 5)),
        ("FIX-1001-AY2026-H12", "DONE_ON_TIME", date(2026, 5, 7)),
    }


def test_a_second_run_of_a_night_changes_nothing():
    memory = Memory(roster_with(a_wish(14, 14)))
    memory.night("2026-05-04")
    before = memory.roster

    assert memory.night("2026-05-04") == []
    assert memory.roster == before


@cases(
    """
    decision                    | asked
    ----------------------------|------
    proposed, in discussion     |
    no mentor this cycle        |
    no mentor, last cycle       | FIX-1001-AY2026-H14
    declined                    | FIX-1001-AY2026-H14
    """
)
def test_nobody_about_whom_a_decision_has_begun_is_asked(case):
    pairing = {
        "proposed, in discussion": a_pairing(
            None, decision=Decision.IN_DISCUSSION, take=Take.PROPOSAL
        ),
        "no mentor this cycle": NO_MENTOR,
        "no mentor, last cycle": replace(NO_MENTOR, cycle="AY2025"),
        "declined": a_pairing(
            None, decision=Decision.IN_DISCUSSION, take=Take.PROPOSAL, mentor_said=Said.DECLINES
        ),
    }[case["decision"]]
    memory = Memory(roster_with(a_wish(14, 14), pairings=(pairing,)))

    told = [each.item.key for each in memory.night("2026-05-20")]

    assert [key for key in told if key.startswith("FIX")] == [k for k in [case["asked"]] if k]


def test_what_was_asked_is_void_once_a_decision_has_begun():
    memory = Memory(roster_with(a_wish(14, 14)))
    memory.night("2026-05-04")
    memory.roster = replace(memory.roster, pairings=(NO_MENTOR,))
    memory.night("2026-05-05")

    assert [each.state for each in memory.roster.ledger] == [DueState.VOID]


@cases(
    """
    run               | place | asked before | tonight    | asked
    ------------------|-------|--------------|------------|------
    AY2026-2026-05-04 | yes   |              | 2026-05-04 |
    AY2026-2026-05-04 | yes   | yes          | 2026-05-04 | yes
    AY2026-2026-05-04 | yes   |              | 2026-05-05 |
    AY2026-2026-05-04 | yes   | yes          | 2026-05-18 | yes
    AY2026-2026-05-04 | yes   | yes          | 2026-05-19 |
    AY2026-2026-05-04 |       |              | 2026-05-19 | yes
    AY2026-2026-05-12 | yes   | yes          | 2026-05-12 | yes
    AY2026-2026-05-12 | yes   | yes          | 2026-05-13 |
    AY2025-2025-05-04 | yes   |              | 2026-05-19 | yes
    """
)
def test_whom_the_run_found_a_place_is_not_asked(case):
    proposal = StoredProposal(
        mentee_id=MENTEE,
        repeat_instance=1,
        cycle=case["run"][:6],
        run=case["run"],
        place=Place(14, "2001") if case["place"] else None,
        choice_met=None,
    )
    memory = Memory(roster_with(a_wish(14, 14), settings=settings(match_on=date(2026, 5, 4))))
    if case["asked before"]:
        memory.night("2026-05-03")
    roster = replace(memory.roster, proposals=(proposal,))

    assert bool(items_on(case["tonight"], roster, DueItemKind.CHOICES)) == bool(case["asked"])


def test_a_list_that_got_worse_is_another_item_and_the_older_one_is_void():
    memory = Memory(roster_with(a_wish(14, 14, 12)))
    memory.roster = replace(memory.roster, preferences=(a_wish(14, 14),))
    memory.night("2026-05-04")
    memory.roster = replace(memory.roster, preferences=(a_wish(14, 14, 12),))
    memory.night("2026-05-05")
    worse = {each.key: each.state.name for each in memory.roster.ledger}
    memory.roster = replace(memory.roster, preferences=(a_wish(14, 11),))
    memory.night("2026-05-06")

    assert worse == {"FIX-1001-AY2026-H14": "VOID", "FIX-1001-AY2026-H12-H14": "DUE"}
    assert {each.key: each.state.name for each in memory.roster.ledger} == {
        "FIX-1001-AY2026-H14": "VOID",
        "FIX-1001-AY2026-H12-H14": "DONE_ON_TIME",
    }


def test_the_ledger_keeps_the_day_on_which_it_was_first_seen():
    memory = Memory(roster_with(a_wish(14, 14)))
    for days in range(5):
        memory.night(date(2026, 5, 4) + timedelta(days=days))

    [row] = memory.roster.ledger
    assert row.due_on == date(2026, 5, 11)


@pytest.mark.parametrize(
    "parts",
    [
        {"people": [a_mentee(participation=Participation.OPTED_OUT)]},
        {"people": [a_mentee(is_active=False)]},
        {"people": []},
        {"pairings": (a_pairing("2026-05-01"),)},
        {"overrides": (an_override("FIX-1001-AY2026-H14", OverrideAction.WAIVE),)},
    ],
    ids=["opted out", "retired", "no record", "paired", "waived"],
)
def test_who_need_not_correct_anything_is_not_asked(parts):
    memory = Memory(roster_with(a_wish(14, 14), **parts))

    assert [each for each in said(memory, "2026-05-04", "2026-05-12") if "N03" in each] == []


@pytest.mark.parametrize(
    "wish",
    [
        a_wish(14, 14, takes_part=TakesPart.NOT_THIS_YEAR),
        a_wish(14, 14, cycle="AY2025"),
        a_wish(14, 14, takes_part=None),
    ],
    ids=["not this year", "another cycle", "not answered"],
)
def test_only_a_list_that_is_to_be_matched_is_looked_at(wish):
    assert said(Memory(roster_with(wish)), "2026-05-04", "2026-05-12") == []


@cases(
    """
    choices    | the mentee reads
    -----------|-----------------
    14, 14     | Your first and your second choice are the same hub, H14 Neurocritical care.
    14, 12     | Your second choice, H12 ECMO, takes no new mentees at present (paused). Please name another. Open in the same group: H11 ICU outcomes.
    13         | Your first choice, H13 Sepsis, takes no new mentees at present (retired). Please name another. Open in the same group: H11 ICU outcomes, H14 Neurocritical care.
    77         | Your first choice, H77, is not in the hub directory.
               | No hub is named in it yet.
    """
)
def test_each_fault_comes_with_its_way_out(case):
    wish = a_wish(*(int(each) for each in case["choices"].split(", ") if each))

    [sentence] = said_to_mentee(wish, {each.code: each for each in HUBS})

    assert sentence.startswith(case["the mentee reads"])


def test_the_mail_opens_the_answer_that_is_to_be_changed():
    roster = roster_with(a_wish(12, 14, repeat_instance=3))
    [owed] = Memory(roster).night("2026-05-04")

    [mail] = compose([owed], roster, context=a_context(), today=date(2026, 5, 4)).mails

    assert mail.person_id == MENTEE
    assert "preferences-1001-3" in mail.text
    assert "by Monday 11 May 2026" in mail.text
    assert "H12" not in mail.subject
