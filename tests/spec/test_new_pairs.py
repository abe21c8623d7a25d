"""N07 to senior mentors on Mondays, N05 to the office once a run. Source: programme 5.3."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from mentorship.obligations.occasions import after_a_loss
from mentorship.pairing.proposal import ChoiceMet, HubDemand, PairingPlan, Proposal, StoredProposal
from mentorship.relationships import Programme
from notifications.compose import compose
from notifications.mail import OFFICE
from tests.support.builders import (
    DEPUTY,
    SENIOR,
    a_group,
    a_mentee,
    a_mentor,
    a_pairing,
    a_roster,
    a_senior_mentor,
    away,
    on,
    settings,
)
from tests.support.mail import a_context
from tests.support.occasions import lived, occasions
from tests.support.rule_nights import today
from tests.support.tables import cases


PEOPLE = [a_mentee(), a_mentee("1002"), a_mentee("1003"), a_mentor(), a_senior_mentor()]


def announced(mentee_id: str, day: str, **changes):
    return a_pairing(day, mentee_id=mentee_id, announced_on=on(day), **changes)


def a_department(*pairings, people=PEOPLE, **parts):
    return a_roster(*pairings, people=people, **parts)


def pairs_told(roster, day: str, told=None, **parts) -> str:
    found = occasions(roster, day, told, **parts)
    return "; ".join(f"{each.person_id}: {each.item.about}" for each in found)


@cases(
    """
    night      | told
    -----------|-----------------------
    2026-09-11 |
    2026-09-13 |
    2026-09-14 | 3001: 1001.1 1002.1
    2026-09-15 | 3001: 1001.1 1002.1
    2026-09-19 |
    2026-09-21 | 3001: 1003.1
    2026-09-28 |
    """
)
def test_a_week_with_new_pairs_is_told_on_monday_or_the_next_working_day(case):
    """1001 and 1002 were announced on 8 and 11 September, 1003 on Monday the 14th itself."""
    roster = a_department(
        announced("1001", "2026-09-08"),
        announced("1002", "2026-09-11"),
        announced("1003", "2026-09-14"),
    )

    assert pairs_told(roster, case["night"]) == case["told"]


def test_each_pair_is_told_once_however_the_nights_fall():
    roster = a_department(announced("1001", "2026-09-08"), announced("1003", "2026-09-14"))

    assert lived(roster, "2026-09-08", "2026-10-30", kind="N07") == [
        "09-14 N07.1 3001",
        "09-21 N07.1 3001",
    ]


def test_a_quiet_monday_moves_it_and_three_missed_weeks_lose_nobody():
    quiet = settings(quiet=(away("2026-09-14", "2026-09-14"),))
    roster = a_department(announced("1001", "2026-09-08"), settings=quiet)
    told = {"NEWPAIRS-AG03-2026-09-07|N07|1|3001": date(2026, 9, 7)}

    assert pairs_told(roster, "2026-09-14") == ""
    assert pairs_told(roster, "2026-09-15") == "3001: 1001.1"
    assert pairs_told(roster, "2026-10-01", told) == "3001: 1001.1"
    assert pairs_told(roster, "2026-10-01") == ""


def test_a_residents_pair_a_closed_one_and_another_groups_are_not_in_it():
    roster = a_department(
        announced("1001", "2026-09-08", programme=Programme.RESIDENT),
        announced("1002", "2026-09-08", hub_code=99),
        announced("1003", "2026-09-08"),
    )

    assert pairs_told(roster, "2026-09-14", left_alone={"1003"}) == ""
    assert pairs_told(roster, "2026-09-14", left_alone={a_group().record_id}) == ""
    assert pairs_told(roster, "2026-09-14") == "3001: 1003.1"


def test_the_deputy_hears_while_the_senior_mentor_is_away_and_it_is_not_said_twice():
    gone = a_senior_mentor(leave=away("2026-09-10", "2026-09-16"))
    roster = a_department(
        announced("1001", "2026-09-08"),
        people=[*PEOPLE[:4], gone, a_senior_mentor(DEPUTY)],
        groups=[a_group(deputy_id=DEPUTY)],
    )

    assert lived(roster, "2026-09-14", "2026-09-18", kind="N07") == [f"09-14 N07.1 {DEPUTY}"]


def mail_of(roster, day="2026-09-14"):
    owed = occasions(roster, day)
    [mail] = compose(owed, roster, context=a_context(), today=today(day)).mails
    return mail


def test_pairs_are_named_where_the_group_allows_it_and_counted_where_not():
    pairs = (announced("1001", "2026-09-08"), announced("1002", "2026-09-09"))
    named = mail_of(a_department(*pairs))
    counted = mail_of(a_department(*pairs, groups=[a_group(may_name_pairs=False)]))

    assert named.person_id == SENIOR
    assert "H14 Neurocritical care: First1001 Last1001 with First2001 Last2001" in named.text
    assert "- H14 Neurocritical care: two" in counted.text
    assert "First1001" not in counted.text + counted.html
    assert "First1001" not in named.subject


PLAN = PairingPlan(
    cycle="AY2026",
    run="AY2026-2026-08-22",
    proposals=tuple(
        Proposal(mentee_id=str(1000 + n), place=None, choice_met=met, why="secret reasons")
        for n, met in enumerate((ChoiceMet.FIRST, ChoiceMet.FIRST, ChoiceMet.THIRD, ChoiceMet.NONE))
    ),
    demand=(
        HubDemand(hub_code=14, first_choices=3, named=5, gain=2),
        HubDemand(hub_code=15, first_choices=0, named=0, gain=0),
    ),
)


def test_the_office_hears_of_proposals_once_a_run_with_counts_and_hubs_only():
    roster = a_department()
    [owed] = occasions(roster, "2026-08-22", proposals=PLAN)
    context = a_context(proposals=PLAN, redcap="https://redcap.example.edu/")
    [mail] = compose([owed], roster, context=context, today=today("2026-08-22")).mails

    words = " ".join(mail.text.split())
    assert (owed.key, mail.person_id) == ("PROPOSALS-AY2026-2026-08-22|N05|1|office", OFFICE)
    assert "3 of 4 placed, 1 not placed. First choice 2, second 0, third 1." in words
    assert "H14 Neurocritical care: one more place would help two people; five named it" in words
    assert "H15" not in words
    assert "secret" not in words
    assert occasions(roster, "2026-08-22", {owed.key: date(2026, 8, 22)}, proposals=PLAN) == []


def test_after_a_lost_outbox_neither_is_said_again():
    stored = StoredProposal(
        mentee_id="1001", repeat_instance=1, cycle="AY2026", run=PLAN.run, place=None,
        choice_met=None,
    )  # fmt: skip
    roster = replace(a_department(announced("1001", "2026-09-08")), proposals=(stored,))
    day = today("2026-09-14")
    told = dict.fromkeys(after_a_loss(roster, day), day)

    assert occasions(roster, "2026-09-14", told, proposals=PLAN) == []
