"""The morning digest: news against the stored ledger, and nothing confidential."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from mentorship.digest_rules import confidential_items, morning_digest
from mentorship.issues import Issue, IssueCode, Severity
from mentorship.ledger_tonight import look_through
from mentorship.obligations.due_items import DueItemKind, DueState, StoredItem
from mentorship.relationships import (
    ChangeRequest,
    Constraint,
    ConstraintKind,
    Override,
    OverrideAction,
)
from tests.support.nights import a_night, an_entry, written
from tests.support.rosters import MENTEE, MENTOR, TODAY, a_department, a_pairing, settings


def stored(state: DueState, key: str = "AGREE-88.2-AY2026") -> StoredItem:
    return StoredItem(
        record_id=MENTEE,
        repeat_instance=1,
        key=key,
        kind=DueItemKind.AGREEMENT,
        period="AY2026",
        due_on=TODAY,
        state=state,
    )


def digest(roster, plan=None, **changes):
    values = {"mails_planned": 0, "mails_held": 0} | changes
    return morning_digest(plan or a_night(roster), roster, "Anesthesiology", **values)


QUIET = a_department(agreements=(), contacts=(), reports=())
"""A pair that began on 1 September and has done nothing: two items are overdue."""


@pytest.mark.parametrize(
    ("before", "now", "overdue", "found", "done"),
    [
        (None, DueState.OVERDUE, 0, 1, 0),
        (DueState.DUE, DueState.OVERDUE, 1, 0, 0),
        (DueState.OVERDUE, DueState.OVERDUE, 0, 0, 0),
        (DueState.OVERDUE, DueState.DONE_LATE, 0, 0, 1),
        (DueState.UPCOMING, DueState.DONE_ON_TIME, 0, 0, 1),
        (DueState.DONE_LATE, DueState.DONE_LATE, 0, 0, 0),
        (None, DueState.DONE_LATE, 0, 0, 0),
        (DueState.DUE, DueState.VOID, 0, 0, 0),
        (DueState.DUE, DueState.WAIVED, 0, 0, 0),
    ],
)
def test_news_is_what_the_stored_ledger_does_not_say_yet(before, now, overdue, found, done):
    ledger = () if before is None else (stored(before),)
    roster = a_department(ledger=ledger)
    news = look_through(roster, [an_entry(DueItemKind.AGREEMENT, now)]).news

    seen = len(news.overdue), len(news.found_overdue), len(news.done)
    assert seen == (overdue, found, done)


def watched_since_september(**told):
    """The quiet department as a night in September left it, its items told of as *told* says."""
    before = written(QUIET, a_night(QUIET, today=date(2026, 9, 20)))
    return replace(before, ledger=tuple(replace(each, **told) for each in before.ledger))


def test_what_became_overdue_is_said_with_its_day_and_pairing():
    found = digest(watched_since_september(notices_sent=2))

    assert found.new_overdue_count == len(found.new_overdue)
    assert [(each.record_id, each.sentence) for each in found.new_overdue][:2] == [
        (MENTEE, "First report and agreement of pairing 2 was due on 16 October 2026."),
        (MENTEE, "First meeting of pairing 2 was due on 1 October 2026."),
    ]


def test_a_second_run_has_no_news_but_still_says_who_acts_next():
    before = watched_since_september(notices_sent=2)
    after = written(before, a_night(before))
    again = digest(after, a_night(after))

    assert again.new_overdue == again.to_check == ()
    assert again.closed == 0
    assert [each.sentence for each in again.for_the_office] == [
        (
            "First report and agreement of pairing 2, due on 16 October 2026: "
            "the reminders are used up, the office acts next."
        ),
        (
            "First meeting of pairing 2, due on 1 October 2026: "
            "the reminders are used up, the office acts next."
        ),
    ]


def test_the_news_is_in_the_plan_so_that_the_roster_may_be_read_again_meanwhile():
    plan = a_night(QUIET)

    assert digest(QUIET, plan) == digest(written(QUIET, plan), plan)


def test_items_closed_since_last_night_are_counted():
    yesterday = a_night(QUIET)
    reported = replace(written(QUIET, yesterday), agreements=a_department().agreements)

    assert digest(reported).closed == 3  # the meeting, the agreement, and the first contact


def test_problems_are_sentences_errors_first_and_a_count():
    roster = a_department(
        pairings=(a_pairing(start_on=None),), settings=settings(office_email=None)
    )
    found = digest(roster)

    assert [each.partition(":")[0] for each in found.problems] == ["Record 88", "Record 3000"]
    assert found.problem_count == 2


def test_a_rule_between_two_people_is_named_by_its_place_only():
    rule = Constraint(person_id=MENTEE, other_id=MENTOR, kind=ConstraintKind.EVALUATES)
    nobody = Constraint(person_id=MENTEE, other_id="77", kind=ConstraintKind.NEVER)
    found = digest(a_department(constraints=(rule, nobody)))

    assert found.problems == (
        "Record 88: something needs a look in REDCap. Open the person's page.",
        "Record 88: something needs a look in REDCap. Open Pairing decision, instance 2.",
    )


@pytest.mark.parametrize(
    ("start", "today", "told", "lines"),
    [
        (TODAY, TODAY, {}, 0),  # a Friday: the mail goes out tonight
        (TODAY, TODAY + timedelta(days=1), {}, 0),  # a Saturday: it goes out on Monday
        (TODAY, TODAY + timedelta(days=8), {}, 1),  # the next Saturday: nobody was told
        (TODAY, TODAY, {MENTEE: TODAY}, 0),  # the mentor's mail goes out tonight
        (TODAY + timedelta(days=3), TODAY + timedelta(days=1), {}, 0),  # not yet
        (TODAY, TODAY + timedelta(days=3), {MENTEE: TODAY, MENTOR: TODAY}, 0),  # told
    ],
)
def test_final_pairings_whose_mail_does_not_go_out_are_listed(start, today, told, lines):
    roster = a_department(
        pairings=(a_pairing(start_on=start, announced_on=None),),
        agreements=(),
        contacts=(),
        reports=(),
    )
    memory = {f"PAIR-88.2|N06|1|{who}": on for who, on in told.items()}
    found = digest(roster, a_night(roster, today=today, told=memory))

    expected = ["Pairing 2 is FINAL and not announced to both yet."] * lines
    assert [each.sentence for each in found.final_not_announced] == expected


@pytest.mark.parametrize(
    ("action", "waiting"),
    [(None, 1), (OverrideAction.MUTE, 1), (OverrideAction.WAIVE, 0), (OverrideAction.MARK_DONE, 0)],
)
def test_open_change_requests_are_a_number_and_nothing_else(action, waiting):
    request = ChangeRequest(person_id=MENTEE, repeat_instance=1, pairing_number=2)
    override = action and Override(
        record_id=MENTEE, repeat_instance=1, key="CHANGE-88.1", action=action, on=TODAY
    )
    roster = a_department(change_requests=(request,), overrides=(override,) if override else ())

    assert confidential_items(roster) == waiting
    assert digest(roster).confidential_items == waiting
    assert "CHANGE" not in str(digest(roster))


def test_the_profile_of_a_pairing_run_is_shown_on_its_night_only():
    asked = a_department(settings=settings(match_on=TODAY))

    [found] = digest(asked).proposals
    assert (found.first, found.placed, found.of) == (1, 1, 1)
    assert digest(a_department()).proposals == ()


def test_a_quiet_morning_has_no_news():
    after = written(a_department(), a_night(a_department()))

    assert not digest(after).has_news
    assert digest(after, mails_held=1).has_news


def test_no_line_carries_a_name_or_an_address():
    issue = Issue(
        IssueCode.EMAIL, Severity.WARNING, MENTEE, "person_profile", "p_email", "x.", "y."
    )
    plan = a_night(QUIET, issue)
    text = str(digest(QUIET, plan))

    assert "Last" not in text
    assert "@" not in text


def test_digest_dates_are_those_of_the_night():
    assert digest(QUIET).today == TODAY
    assert digest(QUIET).department == "Anesthesiology"
    assert digest(QUIET, a_night(QUIET, today=date(2026, 12, 1))).today == date(2026, 12, 1)
