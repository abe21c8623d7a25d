"""N06b: the office types another hub or mentor into a pairing that was announced. Source: S1.25d.

Pairing 42.1 is with mentor 71 in hub 7 and is announced in the night of Wednesday 8 July. Every
night is lived twice, and the second time writes and tells nothing.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from mentorship.issues import IssueCode
from mentorship.obligations.due_items import NoticeKind
from mentorship.policy import Policy
from notifications.compose import compose
from tests.support.mail import a_context
from tests.support.redcap_rows import group, hub, instance, person, settings
from tests.support.row_nights import RowNights
from tests.support.tables import cases


ABOUT = {NoticeKind.PAIRING, NoticeKind.PAIRING_CORRECTED}
WEDNESDAY = date(2026, 7, 8)


def decision(**cells):
    decided = {
        "pr_cycle": "AY2026",
        "pr_program": "1",
        "pr_take": "4",
        "pr_hub": "7",
        "pr_mentor": "71",
        "pr_decision": "3",
        "pr_start_on": "2026-07-07",
        "pr_mentee_said": "1",
        "pr_mentor_said": "1",
        "pr_state": "1",
    }
    return instance("42", "pairing", 1, **decided | cells)


class Department(RowNights):
    """The department, and a diary of whom each night told what about the pairing."""

    def __init__(self) -> None:
        mentors = [person(each, p_roles___1="0", p_roles___2="1") for each in ("71", "72", "81")]
        super().__init__(
            settings(),
            group("30", "1", ag_senior="90"),
            hub("107", "7"),
            hub("108", "8"),
            person("90", p_roles___1="0", p_roles___3="1"),
            person("42"),
            *mentors,
            decision(),
        )
        self.day = WEDNESDAY
        self.diary: list[str] = []
        self.plan = None

    def until(self, last: str) -> list[str]:
        """Live every night up to *last*; return what was told since."""
        before = len(self.diary)
        while self.day <= date.fromisoformat(f"2026-{last}"):
            self.plan = self.night(self.day)
            self.diary += [
                f"{self.day:%m-%d} {each.kind.value}.{each.stage} {each.person_id}"
                for each in self.plan.notices
                if each.kind in ABOUT
            ]
            self.day += timedelta(days=1)
        return self.diary[before:]

    @property
    def row(self):
        """What the pairing's status row says: hub, mentor, corrected on, told before."""
        (row,) = self.written("pairing_status_auto", "42")
        names = ("pz_hub", "pz_mentor", "pz_corrected_on", "pz_before")
        return tuple(row[each][:3] if each == "pz_hub" else row[each] for each in names)

    @property
    def announced_on(self):
        """When both had been told, as the status row says."""
        (row,) = self.written("pairing_status_auto", "42")
        return row["pz_announced_on"]

    def mails_until(self, last: str) -> dict[str, str]:
        """Live every night up to *last*; return what each person read, as one line."""
        read = {}
        while self.day <= date.fromisoformat(f"2026-{last}"):
            roster = self._roster
            self.until(f"{self.day:%m-%d}")
            context = a_context(
                openings=self.plan.openings,
                items={each.item.key: each.item for each in self.plan.ledger},
                policy=Policy(),
            )
            about = [each for each in self.plan.notices if each.kind in ABOUT]
            composed = compose(about, roster, context=context, today=self.plan.today)
            read |= {each.person_id: " ".join(each.text.split()) for each in composed.mails}
        return read

    def due(self, key):
        (row,) = (r for r in self.written("due_item_auto", "42") if r["di_key"] == key)
        return row["di_due"], row["di_state"]

    def issues(self):
        return [each.code for each in self.plan.issues if each.record_id == "42"]


@pytest.fixture
def announced():
    department = Department()
    assert department.until("07-08") == ["07-08 N06.1 42", "07-08 N06.1 71"]
    assert department.row == ("H07", "71", "", "")
    return department


def test_mentee_and_new_mentor_are_told_once_and_the_former_the_day_after(announced):
    announced.type(decision(pr_mentor="72"))

    assert announced.until("07-14") == ["07-09 N06b.1 42", "07-09 N06b.1 72", "07-10 N06b.2 71"]
    assert announced.row == ("H07", "72", "2026-07-09", "H07-71")
    assert announced.due("CORRECT-42.1-1") == ("2026-07-10", "4")
    assert IssueCode.PROPOSAL_REFERENCE not in announced.issues()


def test_another_hub_with_the_same_mentor_is_told_to_the_two(announced):
    announced.type(decision(pr_hub="8"))

    assert announced.until("07-14") == ["07-09 N06b.1 42", "07-09 N06b.1 71"]
    assert announced.row == ("H08", "71", "2026-07-09", "H07-71")


def test_what_is_typed_back_before_the_night_is_told_to_nobody(announced):
    announced.type(decision(pr_mentor="72"))
    announced.type(decision(pr_mentor="71"))

    assert announced.until("07-13") == []
    assert announced.row == ("H07", "71", "", "")


def test_what_is_typed_back_before_a_working_day_is_told_to_nobody(announced):
    """Seen in the night of Saturday, when nobody is told; typed back on Sunday, and again later."""
    announced.until("07-10")
    announced.type(decision(pr_mentor="72"))
    assert announced.until("07-12") == []
    assert announced.row == ("H07", "71", "", "")
    announced.type(decision(pr_mentor="71"))
    assert announced.until("07-19") == []
    assert announced.due("CORRECT-42.1-1")[1] == "7"

    announced.type(decision(pr_mentor="72"))
    assert announced.until("07-24") == ["07-20 N06b.1 42", "07-20 N06b.1 72", "07-21 N06b.2 71"]
    assert announced.due("CORRECT-42.1-1") == ("2026-07-21", "4")


def test_a_correction_of_a_correction_is_another_and_so_is_the_way_back(announced):
    announced.type(decision(pr_mentor="72"))
    announced.until("07-14")
    announced.type(decision(pr_mentor="71"))
    assert announced.until("07-20") == ["07-15 N06b.1 42", "07-15 N06b.1 71", "07-16 N06b.2 72"]
    announced.type(decision(pr_mentor="72"))
    assert announced.until("07-23") == ["07-21 N06b.1 42", "07-21 N06b.1 72", "07-22 N06b.2 71"]
    assert announced.row == ("H07", "72", "2026-07-21", "H07-71, H07-72, H07-71")


def test_a_mentor_who_is_back_the_next_day_never_reads_that_it_is_over(announced):
    announced.type(decision(pr_mentor="72"))
    announced.until("07-09")
    announced.type(decision(pr_mentor="71"))

    assert announced.until("07-14") == ["07-10 N06b.1 42", "07-10 N06b.1 71", "07-13 N06b.2 72"]


def test_the_dates_of_another_mentor_count_from_the_day_both_were_told(announced):
    announced.until("07-22")
    assert announced.due("MEET-42.1") == ("2026-08-06", "1")
    announced.type(decision(pr_mentor="72"))
    announced.until("07-27")

    assert announced.due("MEET-42.1")[0] == "2026-08-22"
    assert announced.due("AGREE-42.1")[0] == "2026-09-06"


def test_the_dates_of_another_hub_stay(announced):
    announced.type(decision(pr_hub="8"))
    announced.until("07-10")

    assert announced.due("MEET-42.1")[0] == "2026-08-06"


@cases(
    """
    form             | cells                              | obeyed
    -----------------|------------------------------------|-------
    first_report     | fr_pair=1 fr_due=2026-08-21        | yes
    first_report     | fr_pair=1 fr_share___1=0           | yes
    first_report     | fr_pair=1 first_report_complete=0  | yes
    first_report     | fr_pair=1 fr_goal1=x               |
    first_report     | fr_pair=1 fr_mentor_ok=1           |
    first_report     | fr_pair=1 fr_share___1=1           |
    first_report     | fr_met_on=2026-07-08               |
    first_report     | fr_pair=2 fr_goal1=x               | yes
    contact_log      | cl_pair=1 cl_on=2026-07-08         |
    quarterly_report | qr_pair=1 qr_plan=x                |
    """
)
def test_once_anything_has_come_of_a_pair_another_mentor_is_another_pairing(announced, case):
    """What the two wrote is theirs: a mentor who is typed over it would read it."""
    cells = dict(each.split("=") for each in case["cells"].split())
    announced.type(instance("42", case["form"], 9, **cells), decision(pr_mentor="72"))

    told = announced.until("07-10")

    assert bool(told) == bool(case["obeyed"])
    assert announced.row[1] == ("72" if case["obeyed"] else "71")
    assert (IssueCode.PROPOSAL_REFERENCE in announced.issues()) != bool(case["obeyed"])


@cases(
    """
    typed                    | said
    -------------------------|-----
    pr_mentor=               | V22
    pr_hub=                  | V22
    pr_mentor=72 pr_state=4  | V22
    pr_mentor=99             | V3
    pr_mentor=42             | V3
    pr_mentor=43             | V3
    pr_hub=99                | V2
    """
)
def test_what_cannot_be_told_is_reported_and_told_to_nobody(announced, case):
    """Record 43 is a person without a mentor's role; 99 is nothing at all."""
    announced.type(person("43"))
    announced.type(decision(**dict(each.split("=") for each in case["typed"].split())))

    assert announced.until("07-10") == []
    assert announced.row[1] == "71"
    assert IssueCode(case["said"]) in announced.issues()


def test_whoever_is_away_is_told_on_return_and_the_office_sees_that_it_waits(announced):
    leave = {"p_leave_from": "2026-07-09", "p_leave_until": "2026-07-19", "p_participation": "3"}
    announced.type(person("72", p_roles___1="0", p_roles___2="1", **leave))
    announced.type(decision(pr_mentor="72"))

    assert announced.until("07-13") == ["07-09 N06b.1 42", "07-10 N06b.2 71"]
    assert announced.due("CORRECT-42.1-1") == ("2026-07-10", "3")
    assert announced.until("07-21") == ["07-20 N06b.1 72"]
    assert announced.due("CORRECT-42.1-1") == ("2026-07-10", "5")


def test_a_mentor_who_was_replaced_before_they_came_back_never_hears_of_it(announced):
    """Mentor 72 is away when the mentee is told of them, and the office finds another: 81."""
    leave = {"p_leave_from": "2026-07-09", "p_leave_until": "2026-07-19", "p_participation": "3"}
    announced.type(person("72", p_roles___1="0", p_roles___2="1", **leave))
    announced.type(decision(pr_mentor="72"))
    announced.until("07-09")
    announced.type(decision(pr_mentor="81"))

    assert announced.until("07-31") == ["07-10 N06b.1 42", "07-10 N06b.1 81"]
    assert announced.due("CORRECT-42.1-2") == ("2026-07-13", "4")


@cases(
    """
    participation | is told
    --------------|--------
    1             | yes
    5             | yes
                  | yes
    2             |
    4             |
    """
)
def test_a_former_mentor_who_has_left_or_opted_out_is_left_alone(announced, case):
    """Who was never asked whether they take part was told of the pairing like anybody."""
    says = {"p_roles___1": "0", "p_roles___2": "1", "p_participation": case["participation"]}
    announced.type(person("71", **says), decision(pr_mentor="72"))

    assert ("07-10 N06b.2 71" in announced.until("07-14")) == bool(case["is told"])
    assert announced.due("CORRECT-42.1-1")[1] == "4"


def test_a_mentor_who_becomes_the_second_reads_nothing_of_an_end(announced):
    announced.type(decision(pr_mentor="72", pr_mentor2="71"))

    assert announced.until("07-14") == [
        *("07-09 N06b.1 42", "07-09 N06b.1 72"),
        *("07-09 N06.2 42", "07-09 N06.2 72", "07-09 N06.2 71"),
    ]
    assert announced.due("CORRECT-42.1-1")[1] == "4"


@cases(
    """
    typed                    | typed back
    -------------------------|-----------
    pr_program=2 pr_hub=     | yes
    pr_program=2 pr_hub=7    | yes
    pr_program=4 pr_hub=     | yes
    """
)
def test_another_programme_is_no_correction_nor_is_the_way_back(announced, case):
    """Nobody is told of a programme, so nobody was told of a pair without a hub."""
    announced.type(decision(**dict(each.split("=") for each in case["typed"].split())))
    announced.until("07-10")
    announced.type(decision())

    assert announced.until("07-16") == []
    assert announced.row == ("H07", "71", "", "")


def test_an_open_request_holds_it_and_a_former_mentor_is_never_taken_for_its_sender(announced):
    """The mentor is typed over before the sender was answered: nobody is, and the leads know."""
    request = instance("42", "change_request", 1, cr_pair="1", cr_kind="1", cr_who="2")
    announced.type(request, decision(pr_mentor="72"))

    assert announced.until("07-14") == []
    assert not [each for each in announced.told if "|N20b|" in each]
    assert [each for each in announced.told if "CHANGE-42.1|N20a|" in each]

    done = {"ov_key": "CHANGE-42.1", "ov_action": "4", "ov_date": "2026-07-14"}
    announced.type(instance("42", "item_override", 1, **done))
    assert announced.until("07-17") == ["07-15 N06b.1 42", "07-15 N06b.1 72", "07-16 N06b.2 71"]


def test_each_reads_what_concerns_them_and_nobody_the_other_mentor_s_name(announced):
    announced.type(decision(pr_mentor="72"))
    mails = announced.mails_until("07-10")

    assert mails.keys() == {"42", "71", "72"}
    assert "A correction to our mail of Wednesday 8 July 2026: your mentor is" in mails["42"]
    assert "Amber72, in H07" in mails["42"]
    assert "by Saturday 8 August 2026" in mails["42"]
    assert "Amber42 is your mentee in H07" in mails["72"]
    assert "The pairing with Ada Amber42, of which we wrote on Wednesday 8 July 2026" in mails["71"]
    assert "Amber71" not in mails["42"] + mails["72"]
    assert "Amber72" not in mails["71"]


def test_a_correction_that_waits_adds_no_row_a_night(announced):
    """What is due of the two counts from each night anew; it is the same row that says so."""
    paused = decision(pr_mentor="72", pr_state="2", pr_pause_until="2026-09-01")
    announced.type(paused)
    announced.until("07-09")
    keys = [each["di_key"] for each in announced.written("due_item_auto", "42")]

    assert announced.until("08-08") == []
    assert [each["di_key"] for each in announced.written("due_item_auto", "42")] == keys

    assert "TOUCH-42.1-2026-07-07" in keys


AWAY = {"p_leave_from": "2026-07-01", "p_leave_until": "2026-07-19", "p_participation": "3"}
MENTOR = {"p_roles___1": "0", "p_roles___2": "1"}


def half_announced(away: str) -> Department:
    """Mentee or mentor has been told, the other one is on leave until 19 July."""
    department = Department()
    department.type(person(away, **(AWAY if away == "42" else AWAY | MENTOR)))
    told = {"42": "71", "71": "42"}[away]
    assert department.until("07-08") == [f"07-08 N06.1 {told}"]
    assert department.row == ("H07", "71", "", "")
    return department


def test_a_mentee_who_alone_was_told_hears_of_the_new_mentor_and_the_former_hears_nothing():
    department = half_announced(away="71")
    department.type(decision(pr_mentor="72"))

    assert department.until("07-31") == ["07-09 N06b.1 42", "07-09 N06b.1 72"]
    assert department.row == ("H07", "72", "2026-07-09", "H07-71")
    assert department.due("CORRECT-42.1-1") == ("2026-07-10", "4")
    assert department.due("PAIR-42.1")[1] == "7"
    assert department.announced_on == "2026-07-09"


def test_a_mentor_who_alone_was_told_hears_that_it_is_over_and_the_mentee_only_of_the_new_one():
    department = half_announced(away="42")
    department.type(decision(pr_mentor="72"))

    assert department.until("07-31") == ["07-09 N06b.1 72", "07-10 N06b.2 71", "07-20 N06b.1 42"]
    assert department.row == ("H07", "72", "2026-07-09", "H07-71")
    assert department.due("CORRECT-42.1-1")[1] == "5"


@pytest.mark.parametrize("away", ["42", "71"])
def test_what_is_typed_back_before_the_night_is_announced_to_the_other_on_return(away):
    department = half_announced(away)
    department.until("07-10")
    department.type(decision(pr_mentor="72"))
    assert department.until("07-12") == []  # a weekend
    department.type(decision(pr_mentor="71"))

    assert department.until("07-31") == [f"07-20 N06.1 {away}"]
    assert department.row == ("H07", "71", "", "")
    assert department.announced_on == "2026-07-20"


def test_another_hub_is_told_to_the_one_who_knows_and_to_the_other_on_return():
    department = half_announced(away="71")
    department.type(decision(pr_hub="8"))

    assert department.until("07-31") == ["07-09 N06b.1 42", "07-20 N06b.1 71"]
    assert department.row == ("H08", "71", "2026-07-09", "H07-71")


def test_what_nobody_was_told_of_yet_is_announced_as_it_is_typed_last():
    department = Department()
    department.type(person("42", **AWAY), person("71", **AWAY, **MENTOR))
    assert department.until("07-09") == []
    department.type(decision(pr_mentor="72"))

    assert department.until("07-31") == ["07-10 N06.1 72", "07-20 N06.1 42"]
    assert department.row == ("H07", "72", "", "")


def test_a_correction_of_what_one_alone_had_read_names_no_day_of_a_mail():
    """To the mentee it would be a mail they never had, to the former mentor another day's."""
    department = half_announced(away="42")
    department.type(decision(pr_mentor="72"))

    mails = department.mails_until("07-20")

    assert "A correction about your pairing: your mentor is" in mails["42"]
    assert "Amber42 is your mentee in H07" in mails["72"]
    assert "The pairing with Ada Amber42 is with another mentor" in mails["71"]
