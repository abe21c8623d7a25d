"""The night as a whole: what is left alone, what is said once, what a second run changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from mentorship.issues import Issue, IssueCode, Severity
from mentorship.obligations.due_items import DueItemKind, DueState, NoticeKind, SentNotices
from mentorship.people import Role
from mentorship.policy import Policy
from mentorship.program_settings import MailMode
from mentorship.relationships import Decision, Override, OverrideAction, PairingState, Programme
from mentorship.roster import Assembly
from mentorship.statuses import Phase
from tests.support.nights import a_night, written
from tests.support.rosters import (
    GROUP,
    HUB,
    MENTEE,
    MENTOR,
    OTHER_HUB,
    OTHER_MENTEE,
    OTHER_MENTOR,
    TODAY,
    a_commitment,
    a_department,
    a_group,
    a_hub,
    a_pairing,
    a_person,
    a_preference,
    people,
    settings,
)


NEW_PAIR = a_pairing(start_on=TODAY, announced_on=None)


def fresh(**changes):
    """A department whose pair was made final today."""
    return a_department(
        **{"pairings": (NEW_PAIR,), "agreements": (), "contacts": (), "reports": ()} | changes
    )


def told_by(plan, on: date = TODAY) -> dict[str, date]:
    return {each.key: on for each in plan.notices}


def read_error(record_id: str, instrument: str = "person_profile") -> Issue:
    return Issue(
        IssueCode.UNKNOWN_CODE, Severity.ERROR, record_id, instrument, "p_rank", "Rank 77.", "Look."
    )


def records_in(plan) -> set[str]:
    """Every record that the plan writes to, mails, or mails about."""
    found = {each.item.record_id for each in plan.ledger}
    found |= {each.record_id for each in (*plan.openings, *plan.people, *plan.hubs, *plan.groups)}
    found |= {each.pairing_id.mentee_id for each in plan.pairings}
    found |= {each.person_id for each in plan.notices}
    found |= {each.item.record_id for each in plan.notices}
    found |= {each.mentee_id for each in plan.proposals.proposals} if plan.proposals else set()
    return found


def test_a_final_pairing_is_announced_to_both_on_the_first_night():
    plan = a_night(fresh())

    announced = [each for each in plan.notices if each.kind is NoticeKind.PAIRING]
    assert {each.person_id for each in announced} == {MENTEE, MENTOR}
    assert plan.pairings[0].announced_on is None
    assert plan.pairings[0].phase is Phase.INITIATION


def test_the_announcement_is_recorded_once_both_were_told():
    first = a_night(fresh())
    second = a_night(fresh(), told=told_by(first))

    assert second.pairings[0].announced_on == TODAY
    notice = next(e for e in second.ledger if e.item.kind is DueItemKind.PAIRING_NOTICE)
    assert notice.item.state is DueState.DONE_ON_TIME
    assert not [each for each in second.notices if each.kind is NoticeKind.PAIRING]


def test_a_rehearsal_leaves_no_trace_of_what_was_told():
    told = told_by(a_night(fresh(), mirror=False))
    plan = a_night(fresh(), told=told, mirror=False)

    assert plan.pairings[0].announced_on is None
    assert {each.notices_sent for each in plan.ledger} == {0}
    assert not [each for each in plan.notices if each.kind is NoticeKind.PAIRING]


@pytest.mark.parametrize("record_id", [MENTEE, OTHER_MENTEE, "1014", "2003"])
def test_a_record_with_an_error_appears_in_no_part_of_the_plan(record_id):
    roster = fresh(settings=settings(match_on=TODAY))
    assert record_id in records_in(a_night(roster)), "the record would be there without the error"

    plan = a_night(roster, read_error(record_id))

    assert plan.left_alone == {record_id}
    assert record_id not in records_in(plan)


def test_a_mentor_left_alone_gets_no_mail_and_no_row_while_the_mentee_goes_on():
    plan = a_night(fresh(), read_error(MENTOR))

    assert MENTOR not in records_in(plan)
    assert MENTEE in {each.record_id for each in plan.people}
    assert [each.pairing_id.mentee_id for each in plan.pairings] == [MENTEE]


def test_a_pairing_is_not_announced_to_one_partner_while_the_other_is_left_alone():
    plan = a_night(fresh(), read_error(MENTOR))

    assert not [each for each in plan.notices if each.kind is NoticeKind.PAIRING]


def test_nothing_is_mailed_to_the_mentor_about_a_mentee_left_alone():
    plan = a_night(fresh(), read_error(MENTEE))

    assert plan.notices == ()
    assert plan.pairings == ()
    assert plan.openings == ()


def test_warnings_stop_nothing_and_reach_the_persons_page():
    plan = a_night(a_department(pairings=(a_pairing(hub_code=OTHER_HUB),)))
    (page,) = [each for each in plan.people if each.record_id == MENTEE]

    assert plan.left_alone == frozenset()
    assert page.problems.startswith("Mentor 421 has no commitment in H15 Hub 15.")
    assert plan.pairings[0].problem == page.problems


def test_validation_joins_what_reading_found_errors_first():
    warning = replace(read_error(MENTEE), severity=Severity.WARNING)
    plan = a_night(a_department(groups={GROUP: a_group(senior_mentor_id="9")}), warning)

    assert [(each.code.value, each.severity.value) for each in plan.issues] == [
        ("V11", "error"),
        ("V14", "warning"),
    ]


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        (Severity.ERROR, [("read", Severity.ERROR)]),
        (Severity.WARNING, [("found", Severity.ERROR), ("read", Severity.WARNING)]),
    ],
)
def test_one_place_is_reported_once_unless_validation_finds_it_worse(read, expected):
    issue = Issue(
        IssueCode.FINAL_WITHOUT_DATE, read, MENTEE, "pairing", "pr_start_on", "read", "Do.", 2
    )
    plan = a_night(a_department(pairings=(a_pairing(start_on=None),)), issue)
    what = {"read": "read", "the pairing is FINAL without an assignment date.": "found"}

    assert [(what[each.what], each.severity) for each in plan.issues] == expected


def test_what_cannot_be_read_is_not_reported_again_as_missing():
    """An unreadable closing day looks blank to validation, which would ask for it once more."""
    issue = Issue(
        IssueCode.DATE_ORDER, Severity.ERROR, MENTEE, "pairing", "pr_end_on", "x.", "y.", 2
    )
    closed = a_pairing(state=PairingState.CLOSED)

    assert len(a_night(a_department(pairings=(closed,))).issues) == 1
    assert a_night(a_department(pairings=(closed,)), issue).issues == (issue,)


def test_overrides_are_checked_against_items_of_tonight_and_of_the_ledger():
    def override(key: str, number: int) -> Override:
        return Override(
            record_id=MENTEE, repeat_instance=number, key=key, action=OverrideAction.WAIVE
        )

    overrides = (override("AGREE-88.2", 1), override("AGREE-88.9", 2))
    plan = a_night(a_department(overrides=overrides))

    assert [(each.code, each.repeat_instance) for each in plan.issues] == [
        (IssueCode.OVERRIDE_KEY, 2)
    ]


def test_the_offices_own_numbers_override_the_departments():
    plan = a_night(fresh(settings=settings(first_meeting_days=10)))
    meeting = next(e.item for e in plan.ledger if e.item.kind is DueItemKind.FIRST_MEETING)

    assert meeting.due_on == TODAY + timedelta(days=10)


def test_proposals_are_made_on_the_night_the_office_named_only():
    asked = a_department(settings=settings(match_on=TODAY))

    assert a_night(a_department()).proposals is None
    plan = a_night(asked)
    assert plan.proposals is not None
    (proposal,) = plan.proposals.proposals
    assert proposal.mentee_id == OTHER_MENTEE
    page = next(each for each in plan.people if each.record_id == OTHER_MENTEE)
    assert page.proposal == proposal.why
    assert next(each.gain for each in plan.hubs if each.hub_code == HUB) is not None


def test_decisions_that_contradict_each_other_are_named_on_a_page_and_the_rest_is_paired():
    """Both are promised the mentor's only place; the third mentee gets a proposal all the same."""
    third = "90"
    draft = {"decision": Decision.IN_DISCUSSION, "announced_on": None, "number": 1}
    roster = a_department(
        settings=settings(match_on=TODAY),
        people=people(a_person(third)),
        commitments=(a_commitment(capacity=1), a_commitment(OTHER_MENTOR, OTHER_HUB)),
        pairings=(a_pairing(MENTEE, **draft), a_pairing(OTHER_MENTEE, **draft)),
        preferences=(a_preference(third, HUB, OTHER_HUB, None),),
    )
    plan = a_night(roster)

    what = "Mentor 421 can hold 1 mentee in H14, but together the pairs of 88, 89 need 2."
    (issue,) = [each for each in plan.issues if each.what == what]
    assert (issue.code, issue.severity) == (IssueCode.OVER_CAPACITY, Severity.WARNING)
    assert what in next(e.problems for e in plan.people if e.record_id == MENTEE)
    assert plan.proposals is not None
    assert [(e.mentee_id, str(e.place)) for e in plan.proposals.proposals] == [(third, "H15-430")]


@pytest.mark.parametrize("told_first", [False, True])
def test_a_second_run_of_a_night_finds_its_own_ledger_and_changes_nothing(told_first):
    roster = fresh()
    told = told_by(a_night(roster)) if told_first else {}
    first = a_night(roster, told=told)
    second = a_night(written(roster, first), told=told)

    assert second.ledger == first.ledger
    assert (second.people, second.pairings) == (first.people, first.pairings)
    assert (second.hubs, second.groups) == (first.hubs, first.groups)
    assert second.news.overdue == second.news.done == ()


def test_the_night_stands_whatever_else_is_wrong_with_the_roster():
    roster = fresh(
        people=people(a_person(MENTOR, Role.HUB_MENTOR, email=None)),
        hubs={HUB: a_hub(HUB, group_code=77)},
        pairings=(
            NEW_PAIR,
            a_pairing(number=3, start_on=None),
            a_pairing("nobody", mentor_id="nobody either", hub_code=999),
            a_pairing(OTHER_MENTEE, mentor_id=OTHER_MENTEE, programme=Programme.RESIDENT),
        ),
        settings=settings(mail_mode=MailMode.OFF, office_email=None, match_on=TODAY),
    )
    plan = a_night(roster)

    assert {MENTEE, MENTOR, OTHER_MENTEE, "nobody"} <= plan.left_alone
    assert plan.left_alone.isdisjoint(records_in(plan))


def test_deciding_needs_nothing_but_its_arguments():
    assembly = Assembly(a_department(), ())
    plans = [a_night(assembly.roster, policy=Policy(), told=SentNotices().told) for _ in range(2)]

    assert plans[0] == plans[1]
