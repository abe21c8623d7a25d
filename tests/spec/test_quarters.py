"""Every academic quarter: a meeting in person (S1.33) and a joint report (S1.34)."""

from __future__ import annotations

from dataclasses import replace

from mentorship.obligations.due_items import DueItemKind
from mentorship.policy import Policy
from mentorship.relationships import Meeting
from tests.support.builders import (
    a_contact,
    a_mentee,
    a_mentor,
    a_pairing,
    a_report,
    a_roster,
    a_senior_mentor,
    an_agreement,
    away,
)
from tests.support.rule_nights import Memory, items_on, said
from tests.support.tables import cases


IN_PERSON, REPORT = DueItemKind.QUARTERLY_IN_PERSON, DueItemKind.QUARTERLY_REPORT


@cases(
    """
    started    | tonight    | in person                                          | report
    -----------|------------|----------------------------------------------------|--------------------
    2026-07-01 | 2026-06-30 |                                                    |
    2026-07-01 | 2026-07-01 | AY2026-Q1 09-30 upcoming                           |
    2026-07-01 | 2026-09-08 | AY2026-Q1 09-30 upcoming                           |
    2026-07-01 | 2026-09-09 | AY2026-Q1 09-30 upcoming                           | AY2026-Q1 10-14 upcoming
    2026-07-01 | 2026-09-16 | AY2026-Q1 09-30 due                                | AY2026-Q1 10-14 upcoming
    2026-07-01 | 2026-09-30 | AY2026-Q1 09-30 due                                | AY2026-Q1 10-14 due
    2026-07-01 | 2026-10-01 | AY2026-Q1 09-30 overdue, AY2026-Q2 12-31 upcoming  | AY2026-Q1 10-14 due
    2026-07-01 | 2026-10-14 | AY2026-Q1 09-30 overdue, AY2026-Q2 12-31 upcoming  | AY2026-Q1 10-14 due
    2026-07-01 | 2026-10-15 | AY2026-Q1 09-30 overdue, AY2026-Q2 12-31 upcoming  | AY2026-Q1 10-14 overdue
    2026-08-16 | 2026-09-30 | AY2026-Q1 09-30 due                                | AY2026-Q1 10-14 due
    2026-08-17 | 2026-09-30 |                                                    |
    2026-08-17 | 2026-10-01 | AY2026-Q2 12-31 upcoming                           |
    """
)
def test_a_pair_owes_each_quarter_in_which_it_had_45_days(case):
    roster = a_roster(a_pairing(case["started"]))

    assert listed(items_on(case["tonight"], roster, IN_PERSON)) == case["in person"]
    assert listed(items_on(case["tonight"], roster, REPORT)) == case["report"]


def listed(items) -> str:
    return ", ".join(f"{each.period} {each.due_on:%m-%d} {said(each)}" for each in items)


@cases(
    """
    met        | how       | written in       | first quarter
    -----------|-----------|------------------|--------------
    2026-07-01 | IN_PERSON | contact log      | done on time
    2026-09-30 | IN_PERSON | contact log      | done on time
    2026-10-01 | IN_PERSON | contact log      | done late
    2026-06-30 | IN_PERSON | contact log      | overdue
    2026-09-30 | VIDEO     | contact log      | overdue
    2026-09-30 | GROUP     | contact log      | overdue
    2026-10-21 | IN_PERSON | contact log      | overdue
    2026-08-10 | IN_PERSON | first report     | done on time
    2026-08-10 | VIDEO     | first report     | overdue
    2026-09-12 |           | quarterly report | done on time
    2026-10-05 |           | quarterly report | done late
    """
)
def test_the_next_meeting_in_person_closes_the_quarter(case):
    pairing = a_pairing("2026-07-01")
    how = Meeting[case["how"]] if case["how"] else None
    parts = {
        "contact log": {"contacts": (a_contact(pairing, case["met"], how),)},
        "first report": {"agreements": (an_agreement(pairing, met=case["met"], how=how),)},
        "quarterly report": {"reports": (a_report(pairing, "AY2026-Q1", met=case["met"]),)},
    }

    first, *_ = items_on("2026-10-20", a_roster(pairing, **parts[case["written in"]]), IN_PERSON)

    assert said(first) == case["first quarter"]


@cases(
    """
    mentee | mentor | tonight    | state        | owed by
    -------|--------|------------|--------------|-----------
    none   | none   | 2026-10-15 | overdue      | 1001, 2001
    yes    | none   | 2026-10-15 | overdue      | 2001
    none   | yes    | 2026-10-15 | overdue      | 1001
    yes    | yes    | 2026-10-15 | done on time |
    yes    | yes    | 2026-08-01 | done on time |
    """
)
def test_a_report_is_done_when_both_attest_it(case):
    says = {"none": None, "yes": True}
    pairing = a_pairing("2026-07-01")
    report = a_report(
        pairing, "AY2026-Q1", mentee_ok=says[case["mentee"]], mentor_ok=says[case["mentor"]]
    )

    (item,) = items_on(case["tonight"], a_roster(pairing, reports=(report,)), REPORT)

    assert (said(item), ", ".join(item.owed_by)) == (case["state"], case["owed by"])


@cases(
    """
    first seen | signed seen | met        | state        | done on
    -----------|-------------|------------|--------------|-----------
    2026-10-15 | 2026-10-15  |            | done on time | 2026-09-30
    2026-10-16 | 2026-10-16  |            | done on time | 2026-09-30
    2026-10-15 | 2026-10-16  |            | done late    | 2026-10-15
    2026-10-16 | 2026-10-16  | 2026-08-10 | done on time | 2026-09-30
    2026-10-16 | 2026-10-16  | 2026-10-05 | done on time | 2026-10-05
    2026-10-20 | 2026-10-20  | 2026-10-19 | done late    | 2026-10-19
    2027-01-28 | 2027-01-28  |            | done on time | 2026-09-30
    2027-01-29 | 2027-01-29  |            |              | None
    """
)
def test_a_report_signed_before_anybody_looked_counts_from_the_end_of_its_quarter(case):
    """Or from the meeting in it, if that was later. Due on 14 October, 106 days before 28 January."""
    pairing = a_pairing("2026-07-01")
    memory = Memory(a_roster(pairing))
    if case["first seen"] != case["signed seen"]:
        memory.night(case["first seen"])
    report = a_report(pairing, "AY2026-Q1", met=case["met"] or None)
    memory.roster = replace(memory.roster, reports=(report,))

    found = items_on(case["signed seen"], memory.roster, REPORT)

    item = next((each for each in found if each.period == "AY2026-Q1"), None)
    assert said(item) == case["state"]
    assert str(item.done_on if item else None) == case["done on"]


def test_of_two_reports_for_a_quarter_the_signed_one_counts():
    pairing = a_pairing("2026-07-01")
    signed = a_report(pairing, "AY2026-Q1", instance=1)
    again = a_report(pairing, "AY2026-Q1", mentor_ok=None, instance=2)

    (item,) = items_on("2026-10-10", a_roster(pairing, reports=(again, signed)), REPORT)

    assert said(item) == "done on time"


def test_a_report_for_another_quarter_does_not_count():
    pairing = a_pairing("2026-07-01")
    roster = a_roster(pairing, reports=(a_report(pairing, "AY2025-Q4"),))

    assert listed(items_on("2026-10-15", roster, REPORT)) == "AY2026-Q1 10-14 overdue"


@cases(
    """
    leave                  | in person           | report
    -----------------------|---------------------|--------------------
    2026-07-11..2026-07-20 | AY2026-Q1 2026-10-10 | AY2026-Q1 2026-10-24
    2026-07-01..2026-07-10 | AY2026-Q1 2026-10-10 | AY2026-Q1 2026-10-24
    2026-09-25..2026-10-14 | AY2026-Q1 2026-10-20 | AY2026-Q1 2026-11-03
    2026-08-16..2026-12-31 | AY2026-Q1 2027-02-15 | AY2026-Q1 2027-03-01
    2026-08-15..2026-12-31 |                      |
    2026-07-01..2026-12-31 |                      |
    """
)
def test_leave_of_either_partner_moves_the_quarter_or_lifts_it(case):
    leave = away(*case["leave"].split(".."))
    for people in ([a_mentee(leave=leave), a_mentor()], [a_mentee(), a_mentor(leave=leave)]):
        roster = a_roster(a_pairing("2026-07-01"), people=[*people, a_senior_mentor()])
        for kind, column in ((IN_PERSON, "in person"), (REPORT, "report")):
            first_quarter = [
                f"{each.period} {each.due_on}"
                for each in items_on("2026-09-30", roster, kind)
                if each.period == "AY2026-Q1"
            ]
            assert ", ".join(first_quarter) == case[column]


def test_a_year_that_begins_in_august_has_its_own_quarters():
    policy = Policy(academic_year_starts="08-01")
    roster = a_roster(a_pairing("2026-08-01"))

    items = items_on("2026-11-16", roster, REPORT, policy)

    assert listed(items) == "AY2026-Q1 11-14 overdue"


def test_keys_name_pairing_and_quarter():
    roster = a_roster(a_pairing("2026-07-01"))

    assert [each.key for each in items_on("2026-09-30", roster, IN_PERSON)] == [
        "INPERSON-1001.1-AY2026-Q1"
    ]
    assert [each.key for each in items_on("2026-09-30", roster, REPORT)] == [
        "REPORT-1001.1-AY2026-Q1"
    ]
