"""Leave, pauses, change requests, departures and endings. Source: S1.x1, S4.117, G10."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from mentorship.obligations.due_items import DueItemKind, DueState
from mentorship.obligations.due_rules import due_items
from mentorship.people import Participation
from mentorship.relationships import Meeting, OverrideAction, PairingState
from tests.support.builders import (
    a_change_request,
    a_contact,
    a_mentee,
    a_mentor,
    a_pairing,
    a_report,
    a_roster,
    a_stored_item,
    an_agreement,
    an_override,
    away,
    on,
    watched,
)
from tests.support.rule_nights import POLICY, item_on, items_on, said, today
from tests.support.tables import cases


MEET, AGREE = DueItemKind.FIRST_MEETING, DueItemKind.AGREEMENT


@cases(
    """
    leave                  | tonight    | due        | state    | muted until
    -----------------------|------------|------------|----------|------------
                           | 2026-08-05 | 2026-07-31 | overdue  | None
    2026-07-10..2026-07-19 | 2026-07-15 | 2026-08-10 | upcoming | 2026-07-19
    2026-07-10..2026-07-19 | 2026-07-20 | 2026-08-10 | upcoming | None
    2026-07-10..2026-07-19 | 2026-08-11 | 2026-08-10 | overdue  | None
    2026-07-31..2026-08-31 | 2026-08-05 | 2026-09-01 | upcoming | 2026-08-31
    2026-08-01..2026-08-31 | 2026-08-05 | 2026-07-31 | overdue  | 2026-08-31
    2026-06-01..2026-07-10 | 2026-08-05 | 2026-08-09 | due      | None
    2026-07-10..           | 2026-12-01 | 2026-07-31 | upcoming | 9999-12-31
    2026-08-01..           | 2026-12-01 | 2026-07-31 | overdue  | 9999-12-31
    """
)
def test_leave_of_either_partner_stops_the_clock(case):
    first, _, last = case["leave"].partition("..")
    leave = away(first, last or None) if first else None
    for people in ([a_mentee(leave=leave), a_mentor()], [a_mentee(), a_mentor(leave=leave)]):
        roster = watched(a_roster(a_pairing(), people=people), "2026-07-01")
        item = item_on(case["tonight"], roster, MEET)

        assert item is not None
        assert (str(item.due_on), said(item)) == (case["due"], case["state"])
        assert str(item.muted_until) == case["muted until"]


def test_leave_without_dates_holds_everything_until_the_office_says_otherwise():
    people = [a_mentee(), a_mentor(participation=Participation.ON_LEAVE)]

    roster = watched(a_roster(a_pairing(), people=people), "2026-07-01")
    item = item_on("2027-03-01", roster, MEET)

    assert item is not None
    assert (said(item), item.muted_until) == ("upcoming", date.max)


def test_leave_of_both_is_counted_once():
    people = [
        a_mentee(leave=away("2026-07-05", "2026-07-14")),
        a_mentor(leave=away("2026-07-10", "2026-07-19")),
    ]

    item = item_on("2026-07-20", a_roster(a_pairing(), people=people), MEET)

    assert item is not None
    assert str(item.due_on) == "2026-08-15"


def test_a_later_leave_does_not_rewrite_what_was_done_in_time():
    stored = a_stored_item("MEET-1001.1", MEET, DueState.DONE_LATE, "2026-07-31", done="2026-08-05")
    pairing = a_pairing()
    roster = a_roster(
        pairing,
        people=[a_mentee(leave=away("2026-07-01", "2026-07-20")), a_mentor()],
        contacts=(a_contact(pairing, "2026-08-05"),),
        ledger=(stored,),
    )

    item = item_on("2026-09-01", roster, MEET)

    assert item is not None
    assert (str(item.due_on), said(item)) == ("2026-07-31", "done late")


@cases(
    """
    state  | paused until | met        | tonight    | due        | item         | muted until
    -------|--------------|------------|------------|------------|--------------|------------
    PAUSED | 2026-08-31   |            | 2026-08-05 | 2026-09-14 | upcoming     | 2026-08-31
    PAUSED | 2026-08-31   |            | 2026-09-14 | 2026-09-14 | due          | 2026-08-31
    PAUSED | 2026-08-31   |            | 2026-09-15 | 2026-09-14 | overdue      | 2026-08-31
    ACTIVE | 2026-08-31   |            | 2026-09-05 | 2026-09-14 | due          | None
    PAUSED | 2026-07-30   |            | 2026-08-05 | 2026-07-31 | overdue      | 2026-07-30
    PAUSED | 2026-08-31   | 2026-07-20 | 2026-08-05 | 2026-07-31 | done on time | 2026-08-31
    PAUSED | 2026-08-31   | 2026-09-10 | 2026-09-20 | 2026-09-14 | done on time | 2026-08-31
    PAUSED |              |            | 2026-12-01 | 2026-07-31 | upcoming     | 9999-12-31
    """
)
def test_what_fell_due_in_a_pause_gets_two_weeks_after_it(case):
    pairing = replace(
        a_pairing(),
        state=PairingState[case["state"]],
        paused_until=on(case["paused until"] or None),
    )
    log = (a_contact(pairing, case["met"], Meeting.VIDEO),) if case["met"] else ()

    item = item_on(case["tonight"], watched(a_roster(pairing, contacts=log), "2026-07-01"), MEET)

    assert item is not None
    assert (str(item.due_on), said(item)) == (case["due"], case["item"])
    assert str(item.muted_until) == case["muted until"]


@cases(
    """
    asked by | pairing | answered         | muted
    ---------|---------|------------------|------
    1001     | 1       |                  | yes
    2001     | 1       |                  | yes
    1001     |         |                  | yes
    1001     | 2       |                  |
    1009     | 1       |                  |
    1001     | 1       | MARK_DONE 1001.1 |
    1001     | 1       | WAIVE 1001.1     |
    1001     | 1       | MUTE 1001.1      | yes
    1001     | 1       | WAIVE 1001.2     | yes
    2001     | 1       | WAIVE 2001.1     |
    """
)
def test_an_open_change_request_mutes_everything_about_the_pair(case):
    request = a_change_request(case["asked by"], int(case["pairing"]) if case["pairing"] else None)
    action, _, number = case["answered"].partition(" ")
    word = (an_override(f"CHANGE-{number}", OverrideAction[action]),) if action else ()
    roster = a_roster(a_pairing(), change_requests=(request,), overrides=word)

    items = due_items(roster, POLICY, today("2026-10-05"))

    assert {each.muted_until for each in items} == {date.max if case["muted"] else None}


def test_a_change_request_does_not_stop_the_clock():
    roster = a_roster(a_pairing(), change_requests=(a_change_request(),))

    assert said(item_on("2026-08-01", roster, MEET)) == "overdue"


@cases(
    """
    closed     | tonight    | open items
    -----------|------------|-----------------------------------------
               | 2026-10-20 | AGREE INPERSON INPERSON MEET REPORT TOUCH
    2026-10-21 | 2026-10-20 | AGREE INPERSON INPERSON MEET REPORT TOUCH
    2026-10-20 | 2026-10-20 |
    2026-08-10 | 2026-10-20 |
    """
)
def test_a_closed_pair_owes_nothing_from_the_day_it_ended(case):
    roster = a_roster(a_pairing(closed=case["closed"] or None, announced_on=on("2026-07-01")))

    items = due_items(roster, POLICY, today(case["tonight"]))

    owed = [each.kind.prefix for each in items if each.state.is_open and not each.is_optional]
    assert " ".join(owed) == case["open items"]


def test_what_a_closed_pair_did_stays_done_and_later_evidence_does_not_count():
    pairing = a_pairing(closed="2026-10-20", announced_on=on("2026-07-01"))
    roster = a_roster(
        pairing,
        agreements=(an_agreement(pairing, mentee_ok=True, mentor_ok=True),),
        contacts=(a_contact(pairing, "2026-07-20"), a_contact(pairing, "2026-10-25")),
        reports=(a_report(pairing, "AY2026-Q1"),),
    )

    items = due_items(watched(roster, "2026-07-01"), POLICY, today("2026-12-01"))

    assert [each.key for each in items if not each.state.is_done] == []
    assert [each.key for each in items] == [
        "AGREE-1001.1",
        "INPERSON-1001.1-AY2026-Q1",
        "MEET-1001.1",
        "PAIR-1001.1",
        "REPORT-1001.1-AY2026-Q1",
        "TOUCH-1001.1-2026-07-01",
    ]


@cases(
    """
    who    | participation | active
    -------|---------------|-------
    mentee | OPTED_OUT     | yes
    mentee | DEPARTED      | yes
    mentee | TAKING_PART   |
    mentor | OPTED_OUT     | yes
    mentor | DEPARTED      | yes
    mentor | TAKING_PART   |
    """
)
def test_a_pair_that_lost_a_partner_owes_nothing(case):
    change = {
        "participation": Participation[case["participation"]],
        "is_active": bool(case["active"]),
    }
    mentee = a_mentee(**(change if case["who"] == "mentee" else {}))
    mentor = a_mentor(**(change if case["who"] == "mentor" else {}))
    roster = a_roster(a_pairing(), people=[mentee, mentor])

    assert due_items(roster, POLICY, today("2026-08-10")) == []


def test_a_closing_pair_still_owes_its_report():
    roster = a_roster(a_pairing(state=PairingState.CLOSING))

    (report,) = items_on("2026-10-20", roster, DueItemKind.QUARTERLY_REPORT)

    assert said(report) == "overdue"
