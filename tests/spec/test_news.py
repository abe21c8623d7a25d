"""Welcome back after a leave (N26), and the residents' counts for their director (N23, S0.8)."""

from __future__ import annotations

from dataclasses import replace

from mentorship.issues import IssueCode
from mentorship.obligations.due_items import DueItemKind, NoticeKind
from mentorship.people import Participation
from mentorship.relationships import Programme, Take
from mentorship.validation.registry import validate
from notifications.build import Facts, build
from tests.support.builders import (
    a_contact,
    a_mentee,
    a_mentor,
    a_pairing,
    a_resident,
    a_resident_mentor,
    a_roster,
    a_senior_mentor,
    away,
    on,
    settings,
)
from tests.support.nights import a_night
from tests.support.rule_nights import POLICY, Memory, items_on, said, today
from tests.support.tables import cases


BACK, COUNTS = DueItemKind.WELCOME_BACK, DueItemKind.RESIDENT_COUNTS
PAIRING = a_pairing("2026-07-01", take=Take.OWN_CHOICE, announced_on=on("2026-07-01"))


def returning(leave="2026-09-20 2026-10-10", **changes):
    mentee = a_mentee(leave=away(*leave.split()), **changes)
    return a_roster(PAIRING, people=[mentee, a_mentor(), a_senior_mentor()])


@cases(
    """
    tonight    | state
    -----------|------
    2026-10-10 |
    2026-10-11 | due
    2026-10-25 | due
    2026-10-26 |
    """
)
def test_who_returns_is_welcomed_within_two_weeks(case):
    found = items_on(case["tonight"], returning(), BACK)

    assert [said(each) for each in found] == ([case["state"]] if case["state"] else [])


@cases(
    """
    who                     | welcomed
    ------------------------|---------
    on leave until then     | yes
    taking part             | yes
    opted out               |
    departed                |
    away until further word |
    without a pairing       |
    """
)
def test_nobody_is_welcomed_back_to_what_they_are_not_in(case):
    kind = case["who"]
    changes = {
        "on leave until then": {"participation": Participation.ON_LEAVE},
        "opted out": {"participation": Participation.OPTED_OUT},
        "departed": {"participation": Participation.DEPARTED},
        "away until further word": {"leave": away("2026-09-20")},
    }.get(kind, {})
    mentee = a_mentee(**({"leave": away("2026-09-20", "2026-10-10")} | changes))
    pairs = [] if kind == "without a pairing" else [PAIRING]
    roster = a_roster(*pairs, people=[mentee, a_mentor(), a_senior_mentor()])

    assert bool(items_on("2026-10-12", roster, BACK)) == bool(case["welcomed"])


def test_it_comes_once_on_the_first_working_night_and_names_the_new_dates():
    memory = Memory(returning())
    assert [n for n in memory.night("2026-10-11") if n.kind is NoticeKind.WELCOME_BACK] == []
    plan = a_night(memory.roster, today=today("2026-10-12"))
    owed = next(each for each in plan.notices if each.kind is NoticeKind.WELCOME_BACK)
    facts = Facts(
        roster=memory.roster,
        today=today("2026-10-12"),
        link_for=lambda *_: "https://x.example.edu/",
        items={each.item.key: each.item for each in plan.ledger},
    )

    message = build(owed, facts)

    assert [(each.what, each.partner, str(each.due_on)) for each in message.dates] == [
        ("First meeting", "First2001 Last2001", "2026-07-31"),
        ("Monthly contact", "First2001 Last2001", "2026-08-01"),
        ("First report and agreement", "First2001 Last2001", "2026-08-15"),
        ("Meeting in person AY2026-Q1", "First2001 Last2001", "2026-10-21"),
        ("Quarterly report AY2026-Q1", "First2001 Last2001", "2026-11-04"),
        ("Meeting in person AY2026-Q2", "First2001 Last2001", "2027-01-10"),
    ]
    told = memory.night("2026-10-12")
    assert [n.person_id for n in told if n.kind is NoticeKind.WELCOME_BACK] == ["1001"]
    later = [n for day in range(13, 26) for n in memory.night(f"2026-10-{day}")]
    assert [n for n in later if n.kind is NoticeKind.WELCOME_BACK] == []


RESIDENTS = a_pairing("2026-07-01", programme=Programme.RESIDENT, hub_code=None)


def a_residency(director="3001", **parts):
    people = [a_resident(), a_resident("1002"), a_resident_mentor(), a_senior_mentor()]
    return a_roster(RESIDENTS, people=people, settings=settings(director_id=director), **parts)


@cases(
    """
    tonight    | counts
    -----------|------------------------
    2026-08-04 |
    2026-08-05 | COUNTS-3001-AY2026-Q1
    2026-08-19 | COUNTS-3001-AY2026-Q1
    2026-08-20 |
    2026-11-05 | COUNTS-3001-AY2026-Q2
    2027-02-05 | COUNTS-3001-AY2026-Q3
    2027-05-06 | COUNTS-3001-AY2026-Q4
    """
)
def test_the_director_gets_counts_on_the_fifth_of_august_and_then_each_quarter(case):
    assert (
        " ".join(i.key for i in items_on(case["tonight"], a_residency(), COUNTS)) == case["counts"]
    )


def test_no_director_or_no_residents_no_counts():
    without = a_roster(PAIRING, settings=settings(director_id="3001"))

    assert items_on("2026-08-05", a_residency(director=None), COUNTS) == []
    assert items_on("2026-08-05", a_residency(director="999"), COUNTS) == []
    assert items_on("2026-08-05", without, COUNTS) == []


def test_the_mail_to_the_director_holds_numbers_only():
    roster = a_residency(contacts=(a_contact(RESIDENTS, "2026-07-20"),))
    plan = a_night(roster, today=today("2026-08-05"))
    (owed,) = [each for each in plan.notices if each.item.kind is COUNTS]
    facts = Facts(roster=roster, today=plan.today, link_for=lambda *_: "", counts=plan.counts)

    message = build(owed, facts)

    assert owed.person_id == "3001"
    assert (message.counts.taking_part, message.counts.with_mentor) == (2, 1)
    assert (message.counts.without_mentor_long, message.counts.first_meetings_held) == (1, 1)
    assert a_night(roster, today=today("2026-08-04")).counts is None


def test_a_director_who_is_not_a_person_is_a_question_to_the_office():
    roster = replace(a_residency(director="999"), groups={}, hubs={})

    found = [i for i in validate(roster, POLICY, today("2026-07-10"))
             if i.code is IssueCode.MENTOR_REFERENCE]  # fmt: skip

    assert [each.sentence for each in found] == [
        (
            "Record 9001: the residents' programme director 999 is not a person. "
            "Enter the person's record number. Fix in Programme settings."
        )
    ]
