"""The row of a person: what they owe, with whom they are, and what they could still take."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from mentorship.hubs import Accepting, HubStatus
from mentorship.issues import Issue, IssueCode, Severity
from mentorship.obligations.due_items import DueItemKind, DueState
from mentorship.pairing.proposal import ChoiceMet, PairingPlan, Place, Proposal, StoredProposal
from mentorship.people import Role
from mentorship.policy import Policy
from mentorship.relationships import PairingState, Programme
from mentorship.status_rules.people import person_statuses
from mentorship.statuses import PersonHealth, PersonStatus, Phase
from tests.support.builders import watched
from tests.support.nights import an_entry, facts
from tests.support.rosters import (
    HUB,
    MENTEE,
    MENTOR,
    OTHER_MENTEE,
    OTHER_MENTOR,
    SENIOR,
    TODAY,
    a_commitment,
    a_contact,
    a_department,
    a_hub,
    a_pairing,
    a_person,
    a_report,
    an_agreement,
    on_leave,
    people,
)


def status(record_id: str, roster=None, *entries, **changes) -> PersonStatus:
    found = person_statuses(facts(roster or a_department(), *entries, **changes))
    return next(each for each in found if each.record_id == record_id)


def test_everybody_has_a_row_in_order_of_record_numbers():
    roster = a_department(people=people(a_person("9"), a_person("1000", is_active=False)))

    assert [each.record_id for each in person_statuses(facts(roster))] == [
        "9",
        MENTEE,
        OTHER_MENTEE,
        MENTOR,
        OTHER_MENTOR,
        SENIOR,
        "1000",
    ]


def test_a_mentee_sees_hub_mentor_phase_and_goals_of_the_current_pair():
    agreement = an_agreement(goals=("Write the grant", "", "Lead a session "))
    found = status(MENTEE, a_department(agreements=(agreement,)))

    assert (found.hub, found.mentor_name) == ("H14 Hub 14", "First421 Last421")
    assert found.goals == "1. Write the grant\n2. Lead a session"
    assert found.phase is Phase.ENABLING
    assert found.cycle == "AY2026"


@pytest.mark.parametrize(
    ("mentor_ok", "plan"), [(True, "Send the abstract"), (None, "Start the chart review")]
)
def test_the_next_report_begins_with_the_plan_that_both_agreed_last(mentor_ok, plan):
    reports = (
        a_report("AY2026-Q1", plan="Start the chart review"),
        a_report("AY2026-Q2", plan="Send the abstract ", mentor_ok=mentor_ok, repeat_instance=2),
    )

    assert status(MENTEE, a_department(reports=reports)).plan == plan


def test_a_closed_pair_is_not_the_current_one():
    closed = a_pairing(state=PairingState.CLOSED, end_on=date(2026, 11, 1))
    found = status(MENTEE, a_department(pairings=(closed,)))

    assert (found.hub, found.mentor_name, found.goals) == ("", "", "")
    assert found.phase is Phase.NONE


def test_the_hub_pair_comes_before_other_programmes():
    codified = a_pairing(
        number=3,
        programme=Programme.CODIFIED,
        mentor_id=OTHER_MENTOR,
        hub_code=None,
        start_on=TODAY,
    )
    found = status(MENTEE, a_department(pairings=(a_pairing(), codified)))

    assert found.mentor_name == "First421 Last421"
    assert status(OTHER_MENTOR, a_department(pairings=(codified,))).load == 1


@pytest.mark.parametrize(
    ("states", "health"),
    [
        ((), PersonHealth.NOTHING_DUE),
        ((DueState.DONE_LATE, DueState.WAIVED, DueState.VOID), PersonHealth.NOTHING_DUE),
        ((DueState.UPCOMING,), PersonHealth.ON_COURSE),
        ((DueState.UPCOMING, DueState.DUE), PersonHealth.DUE_SOON),
        ((DueState.OVERDUE, DueState.DUE), PersonHealth.OVERDUE),
    ],
)
def test_health_is_the_most_pressing_thing_owed(states, health):
    entries = [an_entry(DueItemKind.AGREEMENT, state, period=state.name) for state in states]

    assert status(MENTEE, None, *entries).health is health
    assert status(OTHER_MENTEE, None, *entries).health is PersonHealth.NOTHING_DUE


def test_a_partner_who_has_acted_owes_nothing_any_more():
    entry = an_entry(DueItemKind.AGREEMENT, DueState.OVERDUE, 3, owed_by=(MENTOR,))

    assert status(MENTEE, None, entry).overdue_count == 0
    assert status(MENTOR, None, entry).overdue_count == 1


def test_the_next_item_is_the_one_due_first():
    entries = (
        an_entry(DueItemKind.QUARTERLY_REPORT, DueState.DUE, -5, period="AY2026-Q2"),
        an_entry(DueItemKind.FIRST_MEETING, DueState.OVERDUE, 3),
        an_entry(DueItemKind.AGREEMENT, DueState.DONE_LATE, 30),
    )
    found = status(MENTEE, None, *entries)

    assert (found.next_what, found.next_on) == ("First meeting", TODAY - timedelta(days=3))
    assert found.overdue_count == 1
    assert status(OTHER_MENTEE, None, *entries).next_on is None


def test_a_stalled_pair_makes_its_mentee_stalled_but_not_its_mentor():
    roster = a_department(
        pairings=(a_pairing(start_on=date(2026, 7, 1)),), agreements=(), contacts=(), reports=()
    )
    roster = watched(roster, "2026-07-01")

    assert status(MENTEE, roster).health is PersonHealth.STALLED
    assert status(MENTOR, roster).health is PersonHealth.NOTHING_DUE


def test_last_contact_is_the_newest_over_all_pairs_of_the_person():
    roster = a_department(
        pairings=(a_pairing(), a_pairing(OTHER_MENTEE, 1)),
        contacts=(
            a_contact("2026-11-01"),
            a_contact("2026-11-10", pairing_id=a_pairing(OTHER_MENTEE, 1).id),
        ),
    )

    assert status(MENTEE, roster).last_contact_on == date(2026, 11, 1)
    assert status(MENTOR, roster).last_contact_on == date(2026, 11, 10)
    assert status(MENTOR, roster).last_in_person_on == date(2026, 11, 10)
    assert status(SENIOR, roster).last_contact_on is None


def test_coaching_a_hub_mentor_is_not_a_mentee_held():
    coaching = a_pairing(
        MENTOR, 1, mentor_id=SENIOR, hub_code=None, programme=Programme.SENIOR_COACHING
    )
    roster = a_department(pairings=(a_pairing(), coaching))

    assert (status(MENTOR, roster).load, status(SENIOR, roster).load) == (1, 0)


@pytest.mark.parametrize(
    ("offer", "room"),
    [
        ({"capacity": 3}, 2),
        ({"capacity": 1}, 0),
        ({"capacity": 0}, 0),
        ({"capacity": 3, "accepting": Accepting.NO}, 0),
        ({"capacity": 3, "accepting": Accepting.PAUSED, "paused_until": TODAY}, 0),
    ],
)
def test_room_is_what_the_commitment_leaves(offer, room):
    roster = a_department(commitments=(a_commitment(**offer),))

    assert status(MENTOR, roster).room == room


def test_room_adds_up_over_hubs_and_keeps_the_departments_limit():
    assert status(OTHER_MENTOR).room == 4
    assert status(OTHER_MENTOR, policy=Policy(mentor_may_hold=3)).room == 3
    assert status(MENTOR, policy=Policy(mentor_may_hold=1)).room == 0


def test_nobody_on_leave_or_in_a_closed_hub_has_room():
    away = on_leave(MENTOR, "2026-11-01", "2026-12-01", Role.HUB_MENTOR)
    paused = a_department().hubs | {HUB: a_hub(HUB, status=HubStatus.PAUSED)}

    assert status(MENTOR, a_department(people=people(away))).room == 0
    assert status(MENTOR, a_department(hubs=paused)).room == 0


def stored(why: str, **changes) -> StoredProposal:
    values = {"cycle": "AY2026", "run": "r1", "repeat_instance": 1, "is_current": True}
    return StoredProposal(
        mentee_id=OTHER_MENTEE,
        place=Place(HUB, MENTOR),
        choice_met=ChoiceMet.FIRST,
        why=why,
        **values | changes,
    )


def test_the_proposal_stays_on_the_page_after_its_night():
    roster = a_department(
        proposals=(
            stored("of last year", cycle="AY2025", repeat_instance=9),
            stored("superseded", is_current=False, repeat_instance=2),
            stored("current", repeat_instance=1),
        )
    )
    tonight = PairingPlan(
        cycle="AY2026",
        run="r2",
        proposals=(
            Proposal(
                mentee_id=OTHER_MENTEE,
                place=Place(HUB, MENTOR),
                choice_met=ChoiceMet.FIRST,
                why="of tonight",
            ),
        ),
    )

    assert status(OTHER_MENTEE, roster).proposal == "current"
    assert status(OTHER_MENTEE, roster, proposals=tonight).proposal == "of tonight"
    assert status(MENTEE, roster, proposals=tonight).proposal == ""


def test_problems_are_sentences_without_the_record_number():
    issue = Issue(
        IssueCode.LEAVE_RANGE,
        Severity.WARNING,
        MENTEE,
        "person_profile",
        "p_leave_until",
        "on leave without dates.",
        "Enter both days.",
    )
    error = Issue(IssueCode.EMAIL, Severity.ERROR, MENTEE, "person_profile", "p_email", "x.", "y.")

    assert status(MENTEE, issues=(issue, issue, error)).problems == (
        "On leave without dates. Enter both days."
    )


def test_a_person_left_alone_has_no_row():
    found = person_statuses(facts(a_department(), left_alone=frozenset({MENTEE})))

    assert MENTEE not in {each.record_id for each in found}
