"""V24: a proposal made FINAL is read again against the room there is. Source: S1.25."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mentorship.hubs import Accepting, CommitmentRole
from mentorship.obligations.due_items import DueItemKind, DueState, NoticeKind, StoredItem
from mentorship.policy import Policy
from mentorship.relationships import Decision, PairingState, Programme, Take
from mentorship.statuses import PairingHealth
from tests.support.nights import a_night, written
from tests.support.rosters import (
    HUB,
    MENTEE,
    MENTOR,
    OTHER_MENTEE,
    OTHER_MENTOR,
    TODAY,
    a_commitment,
    a_department,
    a_hub,
    a_pairing,
    changed,
)
from tests.support.validation import sentences


FINAL = {"start_on": TODAY, "announced_on": None, "take": Take.PROPOSAL}
SETTLED = a_pairing(OTHER_MENTEE, 1)
"""Somebody the mentor holds already, announced months ago."""


def held(*pairings, capacity=1, **changes):
    """A department with these pairs and a mentor who holds so many."""
    offer = replace(a_commitment(capacity=capacity), **changes.pop("offer", {}))
    silent = {
        "agreements": (),
        "contacts": (),
        "reports": (),
        "preferences": (),
        "hubs": {HUB: a_hub()},
    }
    return a_department(**silent | {"pairings": pairings, "commitments": (offer,)} | changes)


def announced(plan):
    return {each.item.about for each in plan.notices if each.kind is NoticeKind.PAIRING}


def page_of(plan, record_id=MENTEE):
    return next(each for each in plan.people if each.record_id == record_id)


def test_a_final_that_fits_is_announced():
    plan = a_night(held(SETTLED, a_pairing(**FINAL), capacity=2))

    assert announced(plan) == {"88.2"}
    assert page_of(plan).problems == ""


@pytest.mark.parametrize("take", [Take.PROPOSAL, Take.ALTERNATIVE_A, Take.ALTERNATIVE_B])
def test_a_final_that_no_longer_fits_waits_and_its_page_says_why(take):
    plan = a_night(held(SETTLED, a_pairing(**FINAL | {"take": take})))

    assert page_of(plan).problems == (
        "In H14 Hub 14 mentor 421 can hold 1, and 1 is held by others. It is not announced. "
        "Take an alternative; or agree more room with the mentor; or, if you know and want it so, "
        'tick "Choose myself" and enter this hub and mentor. Fix in Pairing decision, instance 2.'
    )
    assert announced(plan) == set()
    assert not [each for each in plan.ledger if each.item.about == "88.2"]
    assert not [each for each in plan.openings if each.record_id == MENTEE]
    assert not [each for each in plan.pairings if each.pairing_id.mentee_id == MENTEE]
    assert page_of(plan).mentor_name == ""
    assert page_of(plan, MENTOR).load == 1


def test_a_waiting_final_does_not_make_its_mentor_look_overbooked():
    assert sentences("V5", held(SETTLED, a_pairing(**FINAL))) == []


@pytest.mark.parametrize("take", [Take.OWN_CHOICE, Take.EXISTING])
def test_hub_and_mentor_typed_by_hand_mean_that_the_office_knows(take):
    plan = a_night(held(SETTLED, a_pairing(**FINAL | {"take": take})))

    assert announced(plan) == {"88.2"}
    assert [each.code for each in plan.issues] == ["V5"]


def test_raising_the_room_lets_the_pairing_go_on():
    waiting = held(SETTLED, a_pairing(**FINAL))
    stored = written(waiting, a_night(waiting))

    plan = a_night(changed(stored, commitments=(a_commitment(capacity=2),)))

    assert announced(plan) == {"88.2"}


def test_a_pairing_that_an_earlier_night_let_pass_is_not_held_up_later():
    """Mail may be off or late; the ledger remembers that the pairing had room."""
    roster = held(SETTLED, a_pairing(**FINAL), capacity=2)
    stored = written(roster, a_night(roster))

    plan = a_night(changed(stored, commitments=(a_commitment(capacity=1),)))

    assert announced(plan) == {"88.2"}
    assert [each.code for each in plan.issues] == ["V5"]


@pytest.mark.parametrize(("sent", "goes_on"), [(1, True), (0, False)])
def test_what_one_of_the_two_has_read_goes_on_when_it_is_put_back(sent, goes_on):
    """It was put right by typing, which made its announcement void, and put back untold."""
    row = StoredItem(
        record_id=MENTEE,
        repeat_instance=1,
        key="PAIR-88.2",
        kind=DueItemKind.PAIRING_NOTICE,
        period="AY2026",
        due_on=TODAY,
        state=DueState.VOID,
        notices_sent=sent,
    )
    roster = held(SETTLED, a_pairing(**FINAL), ledger=(row,))
    plan = a_night(roster, mirror=False)

    assert (announced(plan) == {"88.2"}) is goes_on
    assert bool(sentences("V24", roster)) is not goes_on


def test_a_second_run_of_a_night_says_the_same():
    roster = held(SETTLED, a_pairing(**FINAL))
    first = a_night(roster)
    second = a_night(written(roster, first))

    assert (second.issues, second.people, second.ledger) == (
        first.issues,
        first.people,
        first.ledger,
    )


def test_of_new_ones_that_compete_none_is_announced_by_accident_of_its_number():
    """One would fit; which one is the office's decision."""
    rival = a_pairing(OTHER_MENTEE, 1, **FINAL)
    plan = a_night(held(a_pairing(**FINAL), rival))

    assert announced(plan) == set()
    assert [each.record_id for each in plan.issues] == [MENTEE, OTHER_MENTEE]
    assert page_of(plan).problems.startswith(
        "In H14 Hub 14 mentor 421 can hold 1, and the new pairs of 88 and 89 together need 2."
    )


@pytest.mark.parametrize(
    ("offer", "says"),
    [
        ({"accepting": Accepting.NO}, "mentor 421 takes no new mentees in H14 Hub 14 now."),
        ({"accepting": Accepting.PAUSED}, "mentor 421 takes no new mentees in H14 Hub 14 now."),
        ({"role": CommitmentRole.ADVISER}, "mentor 421 takes no new mentees in H14 Hub 14 now."),
        ({"hub_code": 15}, "mentor 421 has no commitment in H14 Hub 14 any more."),
        ({"capacity": 0}, "in H14 Hub 14 mentor 421 can hold 0."),
    ],
)
def test_a_mentor_who_changed_the_offer_since_the_proposal_is_respected(offer, says):
    (sentence,) = sentences("V24", held(a_pairing(**FINAL), capacity=3, offer=offer))

    assert sentence.startswith(f"Record 88: {says}")


def test_the_hubs_own_cap_is_a_limit_too():
    hubs = {HUB: a_hub(cap=1)}
    other = replace(SETTLED, mentor_id=OTHER_MENTOR)
    offers = (a_commitment(capacity=3), a_commitment(OTHER_MENTOR, capacity=3))
    roster = held(other, a_pairing(**FINAL), hubs=hubs, commitments=offers)

    assert sentences("V24", roster)[0].startswith(
        "Record 88: hub H14 Hub 14 can hold 1, and 1 is held by others."
    )


def test_the_departments_limit_over_all_hubs_is_one_too():
    elsewhere = replace(SETTLED, hub_code=15)
    offers = (a_commitment(capacity=3), a_commitment(MENTOR, 15, repeat_instance=2))
    roster = held(elsewhere, a_pairing(**FINAL), commitments=offers)

    assert sentences("V24", roster) == []
    assert sentences("V24", roster, Policy(mentor_may_hold=1))[0].startswith(
        "Record 88: over all hubs mentor 421 can hold 1, and 1 is held by others."
    )


@pytest.mark.parametrize(
    "other",
    [
        replace(SETTLED, state=PairingState.CLOSED, end_on=TODAY),
        replace(SETTLED, programme=Programme.RESIDENT),
        replace(SETTLED, decision=Decision.IN_DISCUSSION),
        replace(SETTLED, take=Take.NONE),
    ],
    ids=["closed", "another programme", "in discussion", "no mentor this cycle"],
)
def test_only_current_pairs_of_the_hubs_take_places(other):
    assert sentences("V24", held(other, a_pairing(**FINAL))) == []


# ── taken back ────────────────────────────────────────────────────────────────────────────────


def night_after(pairing, first, **changes):
    """The night after *pairing* was changed, with what the first night stored."""
    roster = written(held(pairing, capacity=2), first)
    rows = {each.pairing_id for each in first.pairings}
    pairings = tuple(
        replace(each, has_status=each.id in rows, **changes) for each in roster.pairings
    )
    return changed(roster, pairings=pairings)


@pytest.mark.parametrize("cleared", [{}, {"start_on": None}, {"mentor_id": None}])
def test_taken_back_before_the_announcement_nobody_hears_and_the_row_says_closed(cleared):
    """Final on a night without mail, and taken back the day after."""
    pairing = a_pairing(**FINAL)
    first = a_night(held(pairing, capacity=2), mirror=False)
    roster = night_after(pairing, first, decision=Decision.NOT_GOING_AHEAD, **cleared)

    plan = a_night(roster)

    assert announced(plan) == set()
    assert {each.item.state for each in plan.ledger if each.item.about == "88.2"} == {DueState.VOID}
    (row,) = plan.pairings
    assert (row.health, row.announced_on) == (PairingHealth.CLOSED, None)
    assert (page_of(plan).mentor_name, page_of(plan, MENTOR).load) == ("", 0)


def test_taken_back_after_the_announcement_the_dues_end_and_the_row_keeps_the_day():
    pairing = replace(a_pairing(**FINAL), announced_on=TODAY)
    first = a_night(held(pairing, capacity=2))
    roster = night_after(pairing, first, decision=Decision.NOT_GOING_AHEAD)

    plan = a_night(roster)

    states = {e.item.kind: e.item.state for e in plan.ledger if e.item.about == "88.2"}
    assert states.pop(DueItemKind.PAIRING_NOTICE, None) is None, "announced: history, left as it is"
    assert set(states.values()) == {DueState.VOID}
    assert [(row.health, row.announced_on) for row in plan.pairings] == [
        (PairingHealth.CLOSED, TODAY)
    ]
    assert plan.notices == ()
    assert a_night(written(roster, plan)).ledger == plan.ledger
