"""What people ask Faculty Affairs for is tracked to an answer. Source: S4.32, S1.34, S1.36a."""

from __future__ import annotations

from dataclasses import replace

from mentorship.digest_rules import morning_digest
from mentorship.obligations.due_items import DueItemKind, DueState
from mentorship.obligations.due_rules import due_items
from mentorship.obligations.notices import for_the_office
from mentorship.relationships import OverrideAction, PairingState, Take
from mentorship.statuses import PairingHealth
from tests.support.builders import (
    a_contact,
    a_pairing,
    a_report,
    a_review,
    a_roster,
    an_agreement,
    an_override,
    on,
)
from tests.support.nights import a_night
from tests.support.rule_nights import POLICY, Memory, items_on, said, today
from tests.support.tables import cases


ASK = DueItemKind.ASK
PAIRING = a_pairing("2026-07-01", take=Take.OWN_CHOICE, announced_on=on("2026-07-01"))


def asking(*codes, mentor_ok=True, **changes):
    report = a_report(
        PAIRING, "AY2026-Q1", mentor_ok=mentor_ok, asks=frozenset(codes), due_on=on("2026-10-14")
    )
    return a_roster(PAIRING, reports=(report,), **changes)


@cases(
    """
    ticked  | mentor signed | asks
    --------|---------------|-----
    3       | yes           | 1
    1 2 3   | yes           | 1
    1 2     | yes           | 0
    0       | yes           | 0
    3       |               | 0
    """
)
def test_a_pair_asks_when_both_signed_that_they_would_welcome_help(case):
    roster = asking(*case["ticked"].split(), mentor_ok=bool(case["mentor signed"]) or None)

    found = items_on("2026-10-12", roster, ASK)

    assert [each.key for each in found] == ["ASK-1001.1-AY2026-Q1"] * int(case["asks"])
    assert all(each.owed_by == () for each in found)


def test_an_ask_is_on_the_offices_list_at_once_and_stays_until_it_is_answered():
    memory = Memory(asking("3"))
    memory.night("2026-10-12")

    assert str(memory.roster.stored("1001", "ASK-1001.1-AY2026-Q1").due_on) == "2026-10-26"
    for day, state in (("2026-10-13", "due"), ("2026-10-26", "due"), ("2026-11-20", "overdue")):
        items = due_items(memory.roster, POLICY, today(day))
        (listed,) = [each for each in for_the_office(items, today(day)) if each.kind is ASK]
        assert said(listed) == state
    done = an_override("ASK-1001.1-AY2026-Q1", OverrideAction.MARK_DONE, "2026-10-20")
    answered = replace(memory.roster, overrides=(done,))

    items = due_items(answered, POLICY, today("2026-11-20"))

    assert [said(each) for each in items if each.kind is ASK] == ["done on time"]
    assert ASK not in {each.kind for each in for_the_office(items, today("2026-11-20"))}


def test_the_office_reads_what_to_do_and_the_pair_is_not_late_with_it():
    roster = asking(
        "3",
        agreements=(an_agreement(PAIRING, mentee_ok=True, mentor_ok=True, met="2026-07-10"),),
        contacts=(a_contact(PAIRING, "2026-10-01"), a_contact(PAIRING, "2026-09-01", instance=2)),
    )
    plan = a_night(roster, today=today("2026-10-12"))

    digest = morning_digest(plan, roster, "Anesthesiology", mails_planned=0, mails_held=0)

    lines = [each.sentence for each in digest.for_the_office]
    assert lines == [
        (
            "Ask of Faculty Affairs AY2026-Q1 of pairing 1: please answer by 26 October 2026, then "
            "mark ASK-1001.1-AY2026-Q1 done in Office override."
        )
    ]
    assert plan.pairings[0].health is not PairingHealth.OVERDUE
    assert not any(each.item.kind is ASK for each in plan.notices)


@cases(
    """
    ticked | seen first | asks
    -------|------------|----------------------
    1 5    | 2027-02-02 | ASK-AG03-H14-2026H2
           | 2027-02-02 |
    1      | 2027-07-01 |
    """
)
def test_a_senior_mentors_ask_is_tracked_too_unless_it_is_long_past(case):
    review = a_review("2026H2", asks=frozenset(case["ticked"].split()), due_on=on("2027-01-31"))
    roster = a_roster(PAIRING, reviews=(review,))

    found = items_on(case["seen first"], roster, ASK)

    assert " ".join(each.key for each in found) == case["asks"]
    assert all(each.state is DueState.DUE and each.record_id == "7001" for each in found)


@cases(
    """
    period    | seen first | asks
    ----------|------------|-----
    AY2026-Q1 | 2026-10-12 | 1
    AY2026-Q1 | 2027-01-30 | 1
    AY2026-Q1 | 2027-01-31 | 0
    AY2021-Q4 | 2026-10-12 | 0
    AY0000-Q1 | 2026-10-12 | 0
    AY2026-Q5 | 2026-10-12 | 0
    first     | 2026-10-12 | 0
    """
)
def test_a_report_without_a_date_is_as_old_as_the_quarter_it_names(case):
    report = a_report(PAIRING, case["period"], asks=frozenset("3"))
    assert report.due_on is None

    found = items_on(case["seen first"], a_roster(PAIRING, reports=(report,)), ASK)

    assert len(found) == int(case["asks"])


@cases(
    """
    period | seen first | asks
    -------|------------|-----
    2026H2 | 2027-01-12 | 1
    2026H2 | 2027-05-02 | 1
    2026H2 | 2027-05-03 | 0
    2021H1 | 2027-01-12 | 0
    2026   | 2027-01-12 | 0
    """
)
def test_a_review_without_a_date_is_as_old_as_the_half_year_it_names(case):
    review = a_review(case["period"], asks=frozenset("1"))
    assert review.due_on is None

    found = items_on(case["seen first"], a_roster(PAIRING, reviews=(review,)), ASK)

    assert len(found) == int(case["asks"])


def test_an_ask_that_the_ledger_has_is_never_history():
    memory = Memory(asking("3"))
    memory.night("2026-10-12")
    report = replace(memory.roster.reports[0], due_on=None)
    memory.roster = replace(memory.roster, reports=(report,))

    assert [said(each) for each in items_on("2027-10-12", memory.roster, ASK)] == ["overdue"]


def test_the_ask_of_a_pair_that_has_closed_is_still_to_be_answered():
    memory = Memory(asking("3"))
    memory.night("2026-10-12")
    closed = replace(PAIRING, state=PairingState.CLOSED, end_on=on("2026-10-13"))
    memory.roster = replace(memory.roster, pairings=(closed,))
    memory.night("2026-10-14")

    assert memory.roster.stored("1001", "ASK-1001.1-AY2026-Q1").state is DueState.DUE


def test_an_extension_of_an_ask_can_be_taken_back():
    memory = Memory(asking("3"))
    memory.night("2026-10-12")
    longer = an_override("ASK-1001.1-AY2026-Q1", OverrideAction.EXTEND, "2026-12-01")
    dates = []
    for day, overrides in (
        ("2026-10-13", (longer,)),
        ("2026-10-14", (longer,)),
        ("2026-10-15", ()),
        ("2026-10-15", ()),
        ("2026-10-16", ()),
    ):
        memory.roster = replace(memory.roster, overrides=overrides)
        memory.night(day)
        [row] = [each for each in memory.roster.ledger if each.kind is ASK]
        dates.append(str(row.due_on))

    assert dates == ["2026-12-01", "2026-12-01", "2026-10-26", "2026-10-26", "2026-10-26"]
