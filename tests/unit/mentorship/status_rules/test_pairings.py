"""How a pairing stands: phase, health, and the office's numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from mentorship.issues import Issue, IssueCode, Severity
from mentorship.obligations.due_items import DueItemKind, DueState, SentNotices
from mentorship.people import Participation, Role
from mentorship.policy import Policy
from mentorship.relationships import Decision, Meeting, PairingState, Programme, Take
from mentorship.status_rules.pairings import pairing_statuses
from mentorship.statuses import PairingHealth, PairingStatus, Phase
from tests.support.builders import watched
from tests.support.nights import an_entry, facts
from tests.support.rosters import (
    MENTEE,
    MENTOR,
    TODAY,
    a_contact,
    a_department,
    a_pairing,
    a_person,
    a_report,
    an_agreement,
    day,
    on_leave,
    people,
)


OVERDUE, DUE, UPCOMING = DueState.OVERDUE, DueState.DUE, DueState.UPCOMING


def status(roster, *entries, **changes) -> PairingStatus:
    (found,) = pairing_statuses(facts(roster, *entries, **changes))
    return found


def silent(**changes):
    """A department whose pair has neither met, reported nor been in touch."""
    return a_department(**{"agreements": (), "contacts": (), "reports": ()} | changes)


@pytest.mark.parametrize(
    ("pairing", "agreement", "phase"),
    [
        ({}, {"met_on": None, "mentee_ok": None}, Phase.INITIATION),
        ({}, {"met_how": Meeting.PHONE, "mentee_ok": None}, Phase.INITIATION),
        ({}, {"met_on": TODAY + timedelta(days=1), "mentee_ok": None}, Phase.INITIATION),
        ({}, {"mentee_ok": None}, Phase.NEGOTIATION),
        ({}, {"mentor_ok": False}, Phase.NEGOTIATION),
        ({}, {}, Phase.ENABLING),
        ({}, {"met_on": None}, Phase.ENABLING),
        ({"state": PairingState.PAUSED}, {}, Phase.ENABLING),
        ({"state": PairingState.CLOSING}, {}, Phase.CLOSURE),
        ({"state": PairingState.CLOSED, "end_on": TODAY}, {}, Phase.CLOSURE),
    ],
)
def test_the_phase_follows_from_what_the_pair_has_done(pairing, agreement, phase):
    roster = silent(pairings=(a_pairing(**pairing),), agreements=(an_agreement(**agreement),))

    assert status(roster).phase is phase


@pytest.mark.parametrize(
    ("entries", "health"),
    [
        ((), PairingHealth.ON_COURSE),
        ((an_entry(DueItemKind.AGREEMENT, UPCOMING),), PairingHealth.ON_COURSE),
        ((an_entry(DueItemKind.AGREEMENT, DueState.WAIVED, 90),), PairingHealth.ON_COURSE),
        ((an_entry(DueItemKind.AGREEMENT, DUE),), PairingHealth.DUE_SOON),
        (
            (an_entry(DueItemKind.AGREEMENT, DUE), an_entry(DueItemKind.FIRST_MEETING, OVERDUE, 1)),
            PairingHealth.OVERDUE,
        ),
        ((an_entry(DueItemKind.PAIRING_NOTICE, OVERDUE, 40),), PairingHealth.ON_COURSE),
    ],
)
def test_health_is_the_most_pressing_item_of_the_pair(entries, health):
    assert status(a_department(), *entries).health is health


@pytest.mark.parametrize(
    ("first", "second", "is_stalled"),
    [
        ((DueItemKind.AGREEMENT, 31), (DueItemKind.FIRST_MEETING, 31), True),
        ((DueItemKind.AGREEMENT, 31), (DueItemKind.FIRST_MEETING, 30), False),
        ((DueItemKind.QUARTERLY_REPORT, 31), (DueItemKind.QUARTERLY_REPORT, 90), False),
    ],
)
def test_a_pair_overdue_on_two_kinds_for_over_thirty_days_is_stalled(first, second, is_stalled):
    entries = [an_entry(kind, OVERDUE, late) for kind, late in (first, second)]
    found = status(watched(a_department(), "2026-09-01"), *entries)

    assert (found.health is PairingHealth.STALLED) == is_stalled
    question = "Two kinds of items are overdue for more than 30 days. Would a call help?"
    assert found.problem == (question if is_stalled else "")


@pytest.mark.parametrize(
    ("last", "is_stalled"),
    [(TODAY - timedelta(days=92), False), (TODAY - timedelta(days=93), True)],
)
def test_a_pair_without_contact_for_over_ninety_two_days_is_stalled(last, is_stalled):
    started = a_pairing(start_on=date(2026, 1, 1))
    roster = silent(pairings=(started,), contacts=(a_contact(last.isoformat()),))
    roster = watched(roster, "2026-01-01")

    assert (status(roster).health is PairingHealth.STALLED) == is_stalled


def test_a_stalled_pair_is_a_question_with_a_date():
    roster = watched(silent(pairings=(a_pairing(start_on=date(2026, 7, 1)),)), "2026-07-01")

    assert status(roster).problem == "No contact since 1 July 2026. Would a call help?"


@pytest.mark.parametrize(
    ("since", "problem"),
    [
        (None, ""),
        ("2026-11-19", ""),
        ("2026-08-20", ""),
        ("2026-08-19", "No contact since 19 August 2026. Would a call help?"),
    ],
)
def test_a_pair_of_years_ago_is_silent_only_since_somebody_watches(since, problem):
    roster = silent(pairings=(a_pairing(start_on=date(2021, 7, 1)),))

    assert status(watched(roster, since) if since else roster).problem == problem


@pytest.mark.parametrize(("since", "is_stalled"), [("2026-10-20", True), ("2026-10-21", False)])
def test_what_was_overdue_before_anybody_watched_stalls_nobody(since, is_stalled):
    entries = [an_entry(DueItemKind.AGREEMENT, OVERDUE, 60)]
    entries += [an_entry(DueItemKind.QUARTERLY_REPORT, OVERDUE, 60)]

    found = status(watched(a_department(), since), *entries)

    assert (found.health is PairingHealth.STALLED) == is_stalled


@pytest.mark.parametrize(
    ("persons", "changes", "is_stalled"),
    [
        ((), {}, True),
        ((on_leave(MENTEE, "2026-07-10", "2026-10-01"),), {}, False),
        ((a_person(MENTEE, participation=Participation.ON_LEAVE),), {}, False),
        ((), {"programme": Programme.CODIFIED}, False),
        ((), {"state": PairingState.PAUSED}, False),
        ((), {"start_on": TODAY + timedelta(days=200)}, False),
    ],
)
def test_silence_counts_only_days_on_which_contact_was_possible(persons, changes, is_stalled):
    pairing = a_pairing(**{"start_on": date(2026, 7, 1)} | changes)
    roster = watched(silent(pairings=(pairing,), people=people(*persons)), "2026-07-01")

    assert (status(roster).health is PairingHealth.STALLED) == is_stalled


@pytest.mark.parametrize(
    ("changes", "health"),
    [
        ({"state": PairingState.PAUSED}, PairingHealth.PAUSED),
        ({"state": PairingState.PAUSED, "paused_until": TODAY}, PairingHealth.PAUSED),
        (
            {"state": PairingState.PAUSED, "paused_until": TODAY - timedelta(days=1)},
            PairingHealth.OVERDUE,
        ),
        ({"state": PairingState.CLOSED, "end_on": TODAY}, PairingHealth.CLOSED),
        ({"state": PairingState.CLOSING}, PairingHealth.OVERDUE),
        ({"decision": Decision.NOT_GOING_AHEAD}, PairingHealth.CLOSED),
    ],
)
def test_paused_and_closed_pairs_say_so_whatever_is_overdue(changes, health):
    roster = a_department(pairings=(a_pairing(**changes),))

    assert status(roster, an_entry(DueItemKind.AGREEMENT, OVERDUE, 1)).health is health


def test_a_pair_whose_mentor_left_asks_for_a_new_mentor():
    gone = a_person(MENTOR, Role.HUB_MENTOR, participation=Participation.DEPARTED)
    found = status(a_department(people=people(gone)))

    assert found.health is PairingHealth.STALLED
    assert found.problem == "A partner has left the programme. Is a new mentor needed?"


@pytest.mark.parametrize(
    "changes",
    [
        {"decision": Decision.DRAFT, "announced_on": None},
        {"decision": Decision.IN_DISCUSSION, "announced_on": None},
        {"decision": Decision.NOT_GOING_AHEAD, "announced_on": None},
        {"take": Take.NONE, "mentor_id": None, "announced_on": None},
        {"start_on": None},
        {"mentor_id": "999"},
    ],
)
def test_only_pairings_that_are_final_and_known_have_a_status(changes):
    assert pairing_statuses(facts(a_department(pairings=(a_pairing(**changes),)))) == []


def test_the_numbers_count_meetings_and_contacts_in_their_windows():
    contacts = (
        a_contact("2026-06-30", instance=1),  # last academic year
        a_contact("2026-07-01", instance=2),
        a_contact((TODAY - timedelta(days=90)).isoformat(), instance=3),  # just out of 90 days
        a_contact((TODAY - timedelta(days=89)).isoformat(), Meeting.PHONE, instance=4),
        a_contact(TODAY.isoformat(), Meeting.VIDEO, instance=5),
        a_contact((TODAY + timedelta(days=1)).isoformat(), instance=6),  # dated tomorrow
    )
    started = a_pairing(start_on=date(2026, 6, 1))
    found = status(silent(pairings=(started,), contacts=contacts))

    assert found.in_person_year == 2
    assert found.contacts_90 == 2
    assert found.first_met_on == date(2026, 6, 30)
    assert found.days_to_meet == 29


def test_the_academic_year_is_the_departments_own():
    contacts = (a_contact("2026-07-15"),)
    roster = silent(pairings=(a_pairing(start_on=date(2026, 6, 1)),), contacts=contacts)

    assert status(roster).in_person_year == 1
    assert status(roster, policy=Policy(academic_year_starts="08-01")).in_person_year == 0


def test_leave_does_not_count_as_time_to_the_first_meeting():
    away = on_leave(MENTEE, "2026-09-02", "2026-09-05")
    found = status(a_department(people=people(away)))

    assert found.days_to_meet == 5


def test_a_report_is_a_meeting_in_person():
    roster = silent(reports=(a_report(met_on=date(2026, 9, 20)),))

    assert status(roster).in_person_year == 1


@pytest.mark.parametrize(
    ("told", "mirror", "announced"),
    [
        ({}, True, None),
        ({MENTEE: "2026-11-19"}, True, None),
        ({MENTEE: "2026-11-19", MENTOR: "2026-11-20"}, True, "2026-11-20"),
        ({MENTEE: "2026-11-19", MENTOR: "2026-11-20"}, False, None),
    ],
)
def test_a_pairing_is_announced_when_both_were_told_and_live_mail_is_mirrored(
    told, mirror, announced
):
    roster = a_department(pairings=(a_pairing(announced_on=None),))
    memory = SentNotices({f"PAIR-88.2|N06|1|{who}": day(on) for who, on in told.items()})

    found = status(roster, told=memory, mirror=mirror)

    assert found.announced_on == day(announced)


def test_an_announcement_that_redcap_remembers_stays_in_a_rehearsal():
    assert status(a_department(), mirror=False).announced_on == date(2026, 9, 1)


def test_problems_of_the_decision_stand_with_the_pairing_and_other_problems_do_not():
    about = Issue(
        IssueCode.MENTOR_WITHOUT_COMMITMENT,
        Severity.WARNING,
        MENTEE,
        "pairing",
        "pr_mentor",
        "mentor 421 has no commitment in H14.",
        "Ask for one.",
        2,
    )
    others = (replace(about, repeat_instance=1), replace(about, instrument="preferences"))
    found = status(a_department(), issues=(about, *others))

    assert found.problem == "Mentor 421 has no commitment in H14. Ask for one."


def test_a_mentee_left_alone_has_no_row():
    assert pairing_statuses(facts(a_department(), left_alone=frozenset({MENTEE}))) == []
