"""Programme 3, senior coaching, and programme 4, relationships that were there before.

Source: S1.23 and S1.35; S1.13.
"""

from __future__ import annotations

from dataclasses import replace

from mentorship.intervals import days_between
from mentorship.obligations.due_items import DueItemKind, NoticeKind, SentNotices
from mentorship.obligations.due_rules import due_items
from mentorship.obligations.notices import for_the_office, notices_owed
from mentorship.obligations.openings import openings
from mentorship.relationships import Programme
from tests.support.builders import (
    SENIOR,
    a_contact,
    a_mentor,
    a_pairing,
    a_report,
    a_roster,
    a_senior_mentor,
    an_agreement,
    watched,
)
from tests.support.rule_nights import POLICY, Memory, item_on, items_on, said, today
from tests.support.tables import cases


def coaching(*met, started="2026-07-01"):
    """A hub mentor, 1001, coached by the senior mentor of the group."""
    pairing = a_pairing(started, mentor_id=SENIOR, programme=Programme.SENIOR_COACHING)
    log = tuple(a_contact(pairing, day, instance=n) for n, day in enumerate(met, start=1))
    return a_roster(pairing, people=[a_mentor("1001"), a_senior_mentor()], contacts=log)


@cases(
    """
    met        | tonight    | item  | due        | state
    -----------|------------|-------|------------|-------------
               | 2026-08-30 | MEET  | 2026-08-30 | due
               | 2026-08-31 | MEET  | 2026-08-30 | overdue
    2026-08-30 | 2026-08-31 | MEET  | 2026-08-30 | done on time
               | 2026-10-01 | TOUCH | 2026-10-01 | due
               | 2026-10-02 | TOUCH | 2026-10-01 | overdue
               | 2026-12-31 | INPERSON | 2026-12-31 | due
    2026-12-31 | 2027-01-01 | INPERSON | 2026-12-31 | done on time
               | 2027-01-01 | INPERSON | 2026-12-31 | overdue
    """
)
def test_coaching_asks_for_a_meeting_contact_and_one_meeting_in_person_a_half_year(case):
    roster = coaching(*([case["met"]] if case["met"] else []))
    items = due_items(roster, POLICY, today(case["tonight"]))

    item = next(each for each in items if each.kind.prefix == case["item"])

    assert (str(item.due_on), said(item)) == (case["due"], case["state"])
    assert not item.state.is_open or item.owed_by[0] == SENIOR


def test_coaching_has_no_agreement_no_report_and_half_years_of_its_own():
    items = due_items(watched(coaching(), "2026-07-01"), POLICY, today("2027-03-01"))

    assert {item.kind.prefix for item in items} == {"MEET", "TOUCH", "INPERSON"}
    halves = [item.period for item in items if item.kind is DueItemKind.QUARTERLY_IN_PERSON]
    assert halves == ["AY2026-H1", "AY2026-H2"]


@cases(
    """
    tonight    | waiting
    -----------|--------
    2026-10-13 | 0
    2026-10-14 | 1
    """
)
def test_faculty_affairs_acts_forty_five_days_late(case):
    items = due_items(coaching(), POLICY, today(case["tonight"]))

    assert len(for_the_office(items, today(case["tonight"]))) == int(case["waiting"])


@cases(
    """
    started    | met        | next       | mails
    -----------|------------|------------|----------------------
    2026-07-01 |            |            | 07-22, 01-22
    2026-07-04 |            |            | 07-27, 01-22
    2026-07-01 | 2026-12-30 | 2027-02-02 | 07-22, 02-03
    2026-07-01 | 2027-01-21 |            | 07-22
    2026-12-01 |            |            | 01-22
    """
)
def test_a_coached_hub_mentor_hears_once_a_half_year_unless_they_have_met_or_set_a_date(case):
    roster = coaching(started=case["started"])
    if case["met"]:
        contact = a_contact(roster.pairings[0], case["met"], then=case["next"] or None)
        roster = replace(roster, contacts=(contact,))
    memory = Memory(roster)

    mails = [
        (f"{day:%m-%d}", each.person_id)
        for day in days_between(today(case["started"]), today("2027-02-28"))
        for each in memory.night(day)
        if each.kind is NoticeKind.COACHING
    ]

    assert ", ".join(day for day, _ in mails) == case["mails"]
    assert {person for _, person in mails} == {"1001"}


def codified(**parts):
    """A mentor from before, registered."""
    return a_roster(a_pairing("2026-07-01", programme=Programme.CODIFIED), **parts)


@cases(
    """
    tonight    | agreement | report
    -----------|-----------|---------
    2026-07-01 | upcoming  |
    2026-08-15 | due       |
    2026-08-16 |           |
    2027-06-08 |           |
    2027-06-09 |           | upcoming
    2027-06-30 |           | due
    2027-07-14 |           | due
    2027-07-15 |           |
    """
)
def test_what_a_codified_pair_is_invited_to_lapses_and_is_never_late(case):
    agreement = item_on(case["tonight"], codified(), DueItemKind.AGREEMENT)
    reports = items_on(case["tonight"], codified(), DueItemKind.QUARTERLY_REPORT)

    assert said(agreement) == case["agreement"]
    assert [said(each) for each in reports] == [case["report"]] * bool(case["report"])


def test_a_codified_pair_that_answers_has_done_it():
    pairing = a_pairing("2026-07-01", programme=Programme.CODIFIED)
    roster = codified(
        agreements=(an_agreement(pairing, mentee_ok=True, mentor_ok=True),),
        reports=(a_report(pairing, "AY2026"),),
    )

    items = due_items(roster, POLICY, today("2027-06-20"))

    assert sorted((each.key, each.state.is_done) for each in items) == [
        ("AGREE-1001.1", True),
        ("REPORT-1001.1-AY2026", True),
    ]


def test_a_codified_pair_is_invited_once_and_the_office_never_hears_of_it():
    memory = Memory(codified())
    told = []
    for number in range(120):
        day = today("2026-07-01").toordinal() + number
        told += memory.night(type(today("2026-07-01")).fromordinal(day))

    assert [(each.kind.value, each.person_id) for each in told] == [("N09", "1001")]
    entries = [each.state.name for each in memory.roster.ledger]
    assert entries == ["VOID"]


def test_an_invitation_opens_the_short_agreement_once():
    items = due_items(codified(), POLICY, today("2026-07-01"))

    (opened,) = openings(codified(), items, today("2026-07-01"))

    assert (opened.instrument, opened.fields["fr_pair"]) == ("first_report", 1)
    assert for_the_office(items, today("2027-07-01")) == []
    assert notices_owed(codified(), [], SentNotices(), today("2026-07-01")) == []
