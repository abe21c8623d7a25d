"""Asked alone and in confidence, twice in a pairing. Source: S2.8, S3.15, S4.125, N19."""

from __future__ import annotations

import pytest

from mentorship.explain import explain
from mentorship.obligations.due_items import DueItemKind, NoticeKind
from mentorship.obligations.due_rules import due_items
from mentorship.obligations.openings import openings
from mentorship.people import MailPreference
from mentorship.policy import Policy
from mentorship.pulse_term import PulseTerm, pulse_instance
from mentorship.relationships import Programme, Take
from notifications.build import Facts, build
from redcap_schema.registry import openable_instruments, pull_requests
from tests.support.builders import (
    a_change_request,
    a_mentee,
    a_mentor,
    a_pairing,
    a_roster,
    a_senior_mentor,
    away,
    on,
)
from tests.support.nights import a_night
from tests.support.rule_nights import POLICY, Memory, items_on, said, today
from tests.support.tables import cases


PULSE = DueItemKind.PULSE
PAIRING = a_pairing("2026-07-08", number=2, take=Take.OWN_CHOICE, announced_on=on("2026-07-08"))


@cases(
    """
    tonight    | pulses
    -----------|--------------------------------------------------
    2026-11-07 |
    2026-11-08 | PULSE-1001.2-1 2026-11-08 2026-11-22
    2026-11-22 | PULSE-1001.2-1 2026-11-08 2026-11-22
    2026-11-23 |
    2027-05-08 | PULSE-1001.2-2 2027-05-08 2027-05-22
    2027-05-23 |
    """
)
def test_each_is_asked_after_four_and_ten_months_and_the_question_lapses(case):
    found = items_on(case["tonight"], a_roster(PAIRING), PULSE)

    shown = [f"{each.key} {each.opened_on} {each.due_on}" for each in found]
    assert " ".join(shown) == case["pulses"]
    assert all(each.owed_by == ("1001", "2001") for each in found)


@cases(
    """
    programme       | asked
    ----------------|------
    FACULTY_HUB     | 1
    RESIDENT        | 1
    SENIOR_COACHING | 0
    CODIFIED        | 0
    """
)
def test_a_programme_says_whether_its_pairs_are_asked(case):
    pairing = a_pairing("2026-07-08", programme=Programme[case["programme"]])

    assert len(items_on("2026-11-10", a_roster(pairing), PULSE)) == int(case["asked"])


def test_leave_does_not_count_and_a_closed_pair_is_not_asked():
    resting = [a_mentee(leave=away("2026-08-01", "2026-08-10")), a_mentor()]

    (later,) = items_on("2026-11-18", a_roster(PAIRING, people=resting), PULSE)

    assert str(later.opened_on) == "2026-11-18"
    assert (
        items_on("2026-11-18", a_roster(a_pairing("2026-07-08", closed="2026-10-01")), PULSE) == []
    )


def lived(roster, first, last):
    memory, told = Memory(roster), []
    for number in range(today(first).toordinal(), today(last).toordinal() + 1):
        told += memory.night(type(today(first)).fromordinal(number))
    return memory, [each for each in told if each.kind is NoticeKind.PULSE]


def test_both_are_asked_once_and_never_reminded():
    memory, told = lived(a_roster(PAIRING), "2026-11-01", "2026-12-31")

    assert [each.key for each in told] == [
        "PULSE-1001.2-1|N19|1|1001",
        "PULSE-1001.2-1|N19|1|2001",
    ]
    row = memory.roster.stored("1001", "PULSE-1001.2-1")
    assert (row.state.name, str(row.done_on), row.notices_sent) == ("DONE_ON_TIME", "2026-11-09", 1)


def test_who_asked_for_a_change_is_left_in_peace():
    roster = a_roster(PAIRING, change_requests=(a_change_request(pairing_number=2),))

    memory, told = lived(roster, "2026-11-01", "2026-12-31")

    assert told == []
    assert memory.roster.stored("1001", "PULSE-1001.2-1").state.name == "VOID"


def test_nobody_waits_for_a_partner_whom_the_office_calls_instead():
    called = a_mentor(mail_preference=MailPreference.OFFICE_CONTACTS)
    roster = a_roster(PAIRING, people=[a_mentee(), called, a_senior_mentor()])

    memory, told = lived(roster, "2026-11-01", "2026-11-30")

    assert [each.person_id for each in told] == ["1001"]
    assert memory.roster.stored("1001", "PULSE-1001.2-1").state.is_done


def test_each_gets_a_link_of_their_own_and_nothing_is_opened_or_read():
    roster = a_roster(PAIRING)
    plan = a_night(roster, today=today("2026-11-09"))
    asked = [each for each in plan.notices if each.kind is NoticeKind.PULSE]
    facts = Facts(
        roster=roster,
        today=today("2026-11-09"),
        link_for=lambda record, name, instance: f"https://x.example.edu/{record}/{name}/{instance}",
    )

    links = [str(build(each, facts).link) for each in asked]

    assert links == [
        "https://x.example.edu/1001/pulse/211",
        "https://x.example.edu/1001/pulse/212",
    ]
    assert "pulse" not in {each.instrument for each in plan.openings}
    assert "pulse" not in openable_instruments()
    assert "pulse" not in {each.repeating for each in pull_requests()}


def test_what_staff_read_about_it_does_not_say_whether_anybody_answered():
    roster = a_roster(PAIRING)
    plan = a_night(roster, today=today("2026-11-09"))

    found = next(e for e in explain(roster, plan, "1001") if e.key.startswith("PULSE"))

    assert found.closes == (
        "Closed by asking both; whether anybody answers is not known to the automation."
    )
    assert "nobody can be late" in found.then


def test_no_two_questions_share_a_place():
    places = [
        pulse_instance(n, k, who) for n in range(1, 40) for k in range(1, 10) for who in (1, 2)
    ]

    assert len(set(places)) == len(places)
    assert max(places) < 32767


@pytest.mark.parametrize(
    "text", ["after 4 and 10 months", "after 6 months", "after 1, 2 and 3 months"]
)
def test_the_phrase_is_written_again_as_it_was_read(text):
    assert str(PulseTerm.parse(text)) == text


@pytest.mark.parametrize(
    "text",
    ["after 10 and 4 months", "after 0 months", "after 121 months", "twice", "after 4 and 4 months",
     "after 1, 2, 3, 4, 5, 6, 7, 8, 9 and 10 months"],
)  # fmt: skip
def test_a_phrase_that_cannot_be_meant_is_refused(text):
    with pytest.raises(ValueError, match="write it like after 4 and 10 months"):
        PulseTerm.parse(text)


def test_a_department_may_ask_nobody():
    policy = Policy(faculty=(("pulse", None),))

    assert items_on("2026-11-10", a_roster(PAIRING), PULSE, policy) == []
    assert items_on("2026-11-10", a_roster(PAIRING), PULSE, POLICY) != []
    assert [said(each) for each in items_on("2026-11-10", a_roster(PAIRING), PULSE)] == ["due"]


def test_the_ledger_opens_nothing_for_it():
    roster = a_roster(PAIRING)
    items = due_items(roster, POLICY, today("2026-11-10"))

    assert "pulse" not in {each.instrument for each in openings(roster, items, today("2026-11-10"))}
