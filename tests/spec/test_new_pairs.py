"""N07 to senior mentors on Mondays, N05 to the office once a run. Source: programme 5.3."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from mentorship.intervals import days_between
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
    return told_by_person(occasions(roster, day, told, **parts))


def told_by_person(owed) -> str:
    people = dict.fromkeys(each.person_id for each in owed)
    about = {who: [e.item.about for e in owed if e.person_id == who] for who in people}
    return "; ".join(f"{who}: {' '.join(pairs)}" for who, pairs in about.items())


def weeks(first: str, last: str, roster_on, **parts_on) -> list[str]:
    """What was told of new pairs, the roster of each night being *roster_on* that day."""
    told: dict[str, date] = {}
    lines = []
    for day in days_between(today(first), today(last)):
        parts = {name: value(day) for name, value in parts_on.items()}
        owed = occasions(roster_on(day), day.isoformat(), told, **parts)
        told |= {each.key: day for each in owed}
        assert occasions(roster_on(day), day.isoformat(), told, **parts) == []
        lines += [f"{day:%m-%d} {told_by_person(owed)}"] if owed else []
    return lines


@cases(
    """
    night      | told
    -----------|----------------------------
    2026-09-11 |
    2026-09-13 |
    2026-09-14 | 3001: 1001.1 1002.1
    2026-09-15 | 3001: 1001.1 1002.1
    2026-09-19 |
    2026-09-21 | 3001: 1001.1 1002.1 1003.1
    2026-10-12 | 3001: 1003.1
    2026-10-19 |
    """
)
def test_a_week_with_new_pairs_is_told_on_monday_or_the_next_working_day(case):
    """1001 and 1002 were announced on 8 and 11 September, 1003 on Monday the 14th itself.

    Nobody was told before; what is older than four weeks is not told any more.
    """
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


def test_the_mail_of_a_group_tells_all_its_pairs_and_covers_each():
    pairs = (announced("1001", "2026-09-08"), announced("1002", "2026-09-09"))

    assert mail_of(a_department(*pairs)).covers == (
        "NEWPAIR-AG03-1001.1|N07|1|3001",
        "NEWPAIR-AG03-1002.1|N07|1|3001",
    )


def test_pairs_are_kept_while_nobody_is_there_to_be_told():
    gone = a_senior_mentor(leave=away("2026-09-10", "2026-09-22"))
    roster = a_department(announced("1001", "2026-09-08"), people=[*PEOPLE[:4], gone])

    assert weeks("2026-09-08", "2026-10-30", lambda _: roster) == ["09-23 3001: 1001.1"]


def test_a_pair_whose_record_had_an_error_on_the_monday_is_told_on_a_later_one():
    roster = a_department(announced("1001", "2026-09-08"), announced("1002", "2026-09-09"))

    found = weeks(
        "2026-09-08",
        "2026-10-30",
        lambda _: roster,
        left_alone=lambda day: {"1001"} if day <= date(2026, 9, 15) else set(),
    )

    assert found == ["09-14 3001: 1002.1", "09-21 3001: 1001.1"]


def test_a_pair_whose_announcement_was_recorded_late_is_told_on_a_later_monday():
    """Both were told on Friday the 11th; REDCap says so from Tuesday on."""

    def roster_on(day):
        recorded = "2026-09-11" if day >= date(2026, 9, 15) else None
        late = a_pairing("2026-09-11", announced_on=on(recorded) if recorded else None)
        return a_department(late, announced("1002", "2026-09-08"))

    found = weeks("2026-09-08", "2026-10-30", roster_on)

    assert found == ["09-14 3001: 1002.1", "09-21 3001: 1001.1"]


def test_a_quiet_monday_moves_it_and_three_missed_weeks_lose_nobody():
    quiet = settings(quiet=(away("2026-09-14", "2026-09-14"),))
    roster = a_department(announced("1001", "2026-09-08"), settings=quiet)

    assert pairs_told(roster, "2026-09-14") == ""
    assert pairs_told(roster, "2026-09-15") == "3001: 1001.1"
    assert pairs_told(roster, "2026-10-01") == "3001: 1001.1"


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
    [owed] = occasions(roster, "2026-08-22", pairing_plans=[PLAN])
    context = a_context(pairing_plans=[PLAN], redcap="https://redcap.example.edu/")
    [mail] = compose([owed], roster, context=context, today=today("2026-08-22")).mails

    words = " ".join(mail.text.split())
    assert (owed.key, mail.person_id) == ("PROPOSALS-AY2026-2026-08-22|N05|1|office", OFFICE)
    assert "3 of 4 placed, 1 not placed. First choice 2, second 0, third 1." in words
    assert "H14 Neurocritical care: one more place would help two people; five named it" in words
    assert "H15" not in words
    assert "secret" not in words
    assert (
        occasions(roster, "2026-08-22", {owed.key: date(2026, 8, 22)}, pairing_plans=[PLAN]) == []
    )


def stored(mentee_id="1001", *, run=PLAN.run, met=ChoiceMet.FIRST, cycle="AY2026", instance=1):
    return StoredProposal(
        mentee_id=mentee_id, repeat_instance=instance, cycle=cycle, run=run, place=None,
        choice_met=met,
    )  # fmt: skip


@cases(
    """
    run                         | night      | told
    ----------------------------|------------|-----
    AY2026-2026-08-22           | 2026-08-23 | yes
    AY2026-2026-08-22           | 2026-09-05 | yes
    AY2026-2026-08-22           | 2026-09-06 |
    AY2026-2026-08-22           | 2026-08-21 |
    AY2025-2026-08-22           | 2026-08-23 |
    AY2026-2026-08-22-residents | 2026-09-05 | yes
    AY2026-2026-08-22-residents | 2026-09-06 |
    AY2025-2026-08-22-residents | 2026-08-23 |
    AY2026-again                | 2026-08-23 |
    AY2026-residents            | 2026-08-23 |
    """
)
def test_proposals_whose_mail_did_not_go_are_told_of_for_two_weeks(case):
    """The night stored them and died, or mail was off; the cycle now is AY2026."""
    row = stored(run=case["run"], cycle=case["run"][:6])
    roster = a_department(proposals=(row,), settings=settings(cycle="AY2026"))

    found = [each.key for each in occasions(roster, case["night"])]

    assert found == ([f"PROPOSALS-{case['run']}|N05|1|office"] if case["told"] else [])
    assert occasions(roster, case["night"], dict.fromkeys(found, today(case["night"]))) == []


def proposals_mail(roster, day, *plans):
    owed = occasions(roster, day, pairing_plans=plans)
    context = a_context(pairing_plans=plans, redcap="https://redcap.example.edu/")
    [mail] = compose(owed, roster, context=context, today=today(day)).mails
    return " ".join(mail.text.split()), mail.covers


def test_what_is_told_late_is_counted_from_what_was_stored():
    rows = [stored(str(1000 + n), met=each.choice_met) for n, each in enumerate(PLAN.proposals)]
    roster = a_department(proposals=(*rows, stored("1009", met=None)))

    words, covers = proposals_mail(roster, "2026-08-24")

    assert "3 of 5 placed, 2 not placed. First choice 2, second 0, third 1." in words
    assert covers == ("PROPOSALS-AY2026-2026-08-22|N05|1|office",)


def test_a_late_run_and_tonights_are_one_mail_and_each_mentee_counts_once():
    """1003 had no place in the run of the 22nd and has one tonight."""
    rows = [stored(str(1000 + n), met=each.choice_met) for n, each in enumerate(PLAN.proposals)]
    again = replace(PLAN.proposals[3], choice_met=ChoiceMet.SECOND)
    tonight = PairingPlan(cycle="AY2026", run="AY2026-2026-08-24", proposals=(again,))

    words, covers = proposals_mail(a_department(proposals=tuple(rows)), "2026-08-24", tonight)

    assert "4 of 4 placed, 0 not placed. First choice 2, second 1, third 1." in words
    assert covers == (
        "PROPOSALS-AY2026-2026-08-22|N05|1|office",
        "PROPOSALS-AY2026-2026-08-24|N05|1|office",
    )


RESIDENTS = PairingPlan(
    cycle="AY2026",
    run="AY2026-2026-08-22-residents",
    programme=Programme.RESIDENT,
    proposals=tuple(
        Proposal(mentee_id=str(1005 + n), place=None, choice_met=met, why="secret reasons")
        for n, met in enumerate((ChoiceMet.SECOND, ChoiceMet.ASSIGNED, ChoiceMet.NONE))
    ),
)


def test_residents_with_a_mentor_they_did_not_name_are_placed_and_counted_apart():
    words, covers = proposals_mail(a_department(), "2026-08-22", RESIDENTS)

    assert "The residents' pairing proposals of AY2026 are ready" in words
    assert "2 of 3 placed, 1 not placed. Residents: first choice 0, second 1, third 0, " in words
    assert "a mentor they did not name 1." in words
    assert covers == ("PROPOSALS-AY2026-2026-08-22-residents|N05|1|office",)


def test_two_programmes_runs_of_one_night_are_one_mail_that_counts_them_apart():
    words, covers = proposals_mail(a_department(), "2026-08-22", PLAN, RESIDENTS)

    assert "5 of 7 placed, 2 not placed. First choice 2, second 0, third 1. Residents: " in words
    assert covers == (
        "PROPOSALS-AY2026-2026-08-22-residents|N05|1|office",
        "PROPOSALS-AY2026-2026-08-22|N05|1|office",
    )


def test_after_a_lost_outbox_neither_is_said_again():
    rows = (stored(), stored("1005", run=RESIDENTS.run, instance=2))
    roster = a_department(announced("1001", "2026-09-08"), proposals=rows)
    day = today("2026-09-14")
    told = dict.fromkeys(after_a_loss(roster), day)

    assert occasions(roster, "2026-09-14", told, pairing_plans=[PLAN, RESIDENTS]) == []
