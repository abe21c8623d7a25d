"""After the run that the office asked for, late and returning mentees are proposed, nobody else."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from mentorship.hubs import HubStatus
from mentorship.intervals import Interval
from mentorship.pairing.engine import propose
from mentorship.pairing.proposal import Place
from mentorship.pairing.runs import with_plan
from mentorship.people import Role
from mentorship.policy import Policy
from mentorship.relationships import (
    ChangeRequest,
    Constraint,
    ConstraintKind,
    Decision,
    PairingState,
    Said,
    Take,
)
from redcap_schema.proposal_rows import proposal_rows
from tests.support.pairing import (
    TODAY,
    a_commitment,
    a_department,
    a_hub,
    a_pairing,
    a_person,
    a_preference,
    a_roster,
)


MORROW = TODAY + timedelta(days=1)
ON_LEAVE = Interval(TODAY, TODAY + timedelta(days=60))


def stored(**changes):
    """Three mentees with a proposal each, stored on the night of the run; then *changes*."""
    people = [a_person(each) for each in "1234"] + [a_person(m, Role.HUB_MENTOR) for m in "789"]
    roster = a_roster(
        people=people,
        hubs=[a_hub(1), a_hub(2)],
        commitments=[a_commitment("7", 1, 1), a_commitment("8", 2, 1), a_commitment("9", 2, 3)],
        preferences=[a_preference("1", 1, 2), a_preference("2", 2), a_preference("3", 2)],
    )
    plan, _ = propose(roster, Policy(), TODAY, frozenset())
    assert {each.mentee_id: each.place.hub_code for each in plan.proposals} == {
        "1": 1,
        "2": 2,
        "3": 2,
    }
    return replace(with_plan(roster, plan), **changes)


def proposed(roster, tonight=MORROW):
    """Who is proposed which place; empty if no proposals are owed."""
    answer = propose(roster, Policy(), tonight, frozenset())
    return {each.mentee_id: each.place for each in answer[0].proposals} if answer else {}


def nights_from(roster, tonight, count=4):
    """What is proposed on each of the nights, each stored before the next; every night runs twice."""
    found = []
    for each in range(count):
        night = tonight + timedelta(days=each)
        answer = propose(roster, Policy(), night, frozenset())
        found.append(sorted(p.mentee_id for p in answer[0].proposals) if answer else [])
        if answer:
            roster = with_plan(roster, answer[0])
            assert propose(roster, Policy(), night, frozenset()) == answer, (
                "the second run says so too"
            )
    return found


def two_hubs(mentee):
    return a_preference(mentee, 1, 2)


def place_of(roster, mentee):
    return next(each.place for each in roster.proposals if each.mentee_id == mentee)


def decided(roster, mentee, **changes):
    """A decision about what was proposed, as the reader resolves it."""
    place = place_of(roster, mentee)
    return a_pairing(mentee, place.hub_code, place.mentor_id, **{"take": Take.PROPOSAL, **changes})


def test_nobody_is_proposed_again_while_the_proposals_stand():
    assert proposed(stored()) == {}


def test_a_late_list_gets_a_proposal_of_its_own_and_then_peace():
    roster = stored()
    late = replace(roster, preferences=(*roster.preferences, a_preference("4", 1, 2)))
    assert proposed(late) == {"4": Place(2, "8")}, "hub 1 is taken: nobody makes room"
    assert nights_from(late, MORROW) == [["4"], [], [], []]


def test_a_late_list_reads_that_the_place_is_proposed_to_somebody_not_being_decided():
    roster = stored()
    late = replace(roster, preferences=(*roster.preferences, a_preference("4", 1)))
    plan, _ = propose(late, Policy(), MORROW, frozenset())
    assert plan.proposals[0].why.splitlines()[:2] == [
        "No choice could be met.",
        "First choice H01 Hub 1 has no free place. Mentor No7 (7) holds 1 of 1 (1 proposed).",
    ]


@pytest.mark.parametrize(
    "how",
    [
        {"decision": Decision.NOT_GOING_AHEAD},
        {"decision": Decision.IN_DISCUSSION, "mentor_said": Said.DECLINES},
        {"decision": Decision.NOT_GOING_AHEAD, "announced_on": TODAY},
        {"decision": Decision.FINAL, "state": PairingState.CLOSED, "announced_on": TODAY},
        {"decision": Decision.NOT_GOING_AHEAD, "take": Take.OWN_CHOICE},
    ],
    ids=["taken back", "declined", "taken back after it was told", "ended", "own choice declined"],
)
def test_who_comes_back_is_proposed_somebody_else_once(how):
    roster = stored()
    back = replace(roster, pairings=(decided(roster, "1", **how),))
    assert proposed(back) == {"1": Place(2, "8")}
    assert nights_from(back, MORROW) == [["1"], [], [], []]


def test_a_second_refusal_brings_a_third_proposal_while_there_is_somebody():
    roster = stored()
    first = decided(roster, "1", decision=Decision.NOT_GOING_AHEAD)
    roster = replace(roster, pairings=(first,))
    roster = with_plan(roster, propose(roster, Policy(), MORROW, frozenset())[0])
    second = replace(first, id=first.id._replace(number=2), mentor_id="8", hub_code=2)
    roster = replace(roster, pairings=(replace(first, mentor_id="8", hub_code=2), second))
    assert nights_from(roster, MORROW + timedelta(days=1)) == [["1"], [], [], []]


def test_a_proposed_mentor_who_goes_on_leave_is_replaced_for_those_mentees_only():
    roster = stored()
    people = {**roster.people, "7": replace(roster.people["7"], leave=ON_LEAVE)}
    away = replace(roster, people=people)
    assert proposed(away) == {"1": Place(2, "8")}
    assert nights_from(away, MORROW) == [["1"], [], [], []]


RULE = Constraint(person_id="7", other_id="1", kind=ConstraintKind.EVALUATES)
ELSEWHERE = {"take": Take.OWN_CHOICE, "decision": Decision.FINAL}


@pytest.mark.parametrize(
    "changes",
    [
        {"constraints": (RULE,)},
        {"pairings": (a_pairing("4", 1, "7", **ELSEWHERE),)},
        {"pairings": (a_pairing("4", 1, "7", take=Take.OWN_CHOICE, decision=Decision.DRAFT),)},
        {"hubs": {1: a_hub(1, cap=0), 2: a_hub(2)}},
    ],
    ids=["a rule", "a pair of somebody else", "a decision begun", "the hub holds fewer"],
)
def test_a_proposal_that_the_office_could_not_decide_for_any_more_is_replaced_once(changes):
    roster = replace(stored(), **changes)
    assert proposed(roster) == {"1": Place(2, "8")}
    assert nights_from(roster, MORROW) == [["1"], [], [], []]


def test_a_mentor_who_is_full_over_all_hubs_is_not_proposed_any_more():
    policy = Policy(mentor_may_hold=1)
    offers = (*stored().commitments, a_commitment("7", 2, 3, 2))
    taken = replace(stored(), commitments=offers, pairings=(a_pairing("4", 2, "7", **ELSEWHERE),))
    plan, _ = propose(taken, policy, MORROW, frozenset())
    assert "1" in {each.mentee_id for each in plan.proposals}


def test_who_hands_in_a_list_without_the_hub_proposed_is_proposed_one_that_is_on_it():
    roster = stored()
    changed = replace(roster, preferences=(a_preference("1", 2), *roster.preferences[1:]))
    assert proposed(changed) == {"1": Place(2, "8")}
    assert nights_from(changed, MORROW) == [["1"], [], [], []]
    again = replace(roster, preferences=(a_preference("1", 2, 1), *roster.preferences[1:]))
    assert proposed(again) == {}, "it is on the list still"


def test_proposals_leave_each_other_s_places_standing():
    """Three want hub 1, which holds two: one of the places is decided for somebody else."""
    roster = stored(proposals=())
    offers = (a_commitment("7", 1, 2), *roster.commitments[1:])
    roster = replace(roster, commitments=offers, preferences=tuple(map(two_hubs, "123")))
    roster = with_plan(roster, propose(roster, Policy(), TODAY, frozenset())[0])
    taken = replace(roster, pairings=(a_pairing("4", 1, "7", **ELSEWHERE),))
    assert nights_from(taken, MORROW) == [[], [], [], []]


def test_who_could_not_be_placed_is_proposed_as_soon_as_there_is_a_place():
    """Four want hub 1, which holds one; then the mentor can hold another."""
    roster = stored()
    lists = tuple(a_preference(each, 1) for each in "1234")
    full = replace(roster, preferences=lists, proposals=())
    full = with_plan(full, propose(full, Policy(), TODAY, frozenset())[0])
    assert sum(each.place is None for each in full.proposals) == 3
    assert proposed(full) == {}
    offers = (a_commitment("7", 1, 2), *roster.commitments[1:])
    found = proposed(replace(full, commitments=offers))
    assert list(found.values()) == [Place(1, "7")]
    assert len(nights_from(replace(full, commitments=offers), MORROW)[0]) == 1


def test_somebody_who_named_no_open_hub_reads_why_and_is_helped_once_the_list_is_right():
    roster = stored()
    closed = replace(roster.hubs[1], status=HubStatus.RETIRED)
    hubs = {**roster.hubs, 1: closed}
    lists = (*roster.preferences[1:], a_preference("1", 1, 77))
    wrong = replace(roster, hubs=hubs, preferences=lists, proposals=())
    plan, _ = propose(wrong, Policy(), TODAY, frozenset())
    (found,) = (each for each in plan.proposals if each.mentee_id == "1")
    assert found.why.splitlines() == [
        "No choice could be met.",
        "First choice H01 Hub 1 is not open and was left out.",
        "Second choice H77 is not open and was left out.",
        "No alternative is free while everyone else stays.",
    ]
    wrong = with_plan(wrong, plan)
    right = replace(wrong, preferences=(*roster.preferences[1:], a_preference("1", 2)))
    assert proposed(right) == {"1": Place(2, "8")}


def test_a_decision_begun_and_a_request_to_change_wait_for_the_office():
    roster = stored()
    begun = decided(roster, "1", decision=Decision.IN_DISCUSSION)
    final = decided(roster, "2")
    request = ChangeRequest(person_id="2", repeat_instance=1, pairing_number=1)
    assert proposed(replace(roster, pairings=(begun, final), change_requests=(request,))) == {}


def test_without_a_run_of_this_cycle_nobody_is_early():
    roster = replace(stored(), proposals=())
    assert proposed(roster, TODAY + timedelta(days=30)) == {}
    last_year = replace(stored().settings, cycle="AY2025", match_on=date(2025, 8, 1))
    assert proposed(replace(stored(), settings=last_year)) == {}


@pytest.mark.parametrize("seed", range(6))
def test_the_rows_of_a_partial_run_touch_nobody_else(seed):
    roster = a_department(seed)
    roster = with_plan(roster, propose(roster, Policy(), TODAY, frozenset())[0])
    one = next(each for each in roster.proposals if each.place)
    refusal = decided(roster, one.mentee_id, decision=Decision.NOT_GOING_AHEAD)
    roster = replace(roster, pairings=(refusal,))
    plan, _ = propose(roster, Policy(), MORROW, frozenset())
    rows = proposal_rows(plan, roster, frozenset())
    again, _ = propose(with_plan(roster, plan), Policy(), MORROW, frozenset())
    assert again == plan, "the same night again tells the same"
    without = {each.mentee_id for each in roster.proposals if each.place is None}
    touched = {row.record_id for row in rows}
    assert {one.mentee_id} <= touched <= {one.mentee_id, *without}
    assert sorted({row.values["mp_state"] for row in rows}) == ["0", "1"]
    held = [each.place for each in roster.proposals if each.mentee_id not in touched]
    places = [*held, *(each.place for each in plan.proposals)]
    offers = roster.current_commitments
    assert all(
        places.count(each) <= offers[each.mentor_id, each.hub_code].capacity
        for each in places
        if each is not None
    )
