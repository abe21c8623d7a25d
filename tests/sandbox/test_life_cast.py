"""What each part of programme.md 6.3 does in a year, between the nights."""

from datetime import timedelta

import pytest

from sandbox.living.desk import current_commitments
from tests.sandbox.living_year import DECIDED, cast, decision


def preference(visit, mentee):
    (row,) = visit.instances("preferences", mentee).values()
    return [row[f"pf_hub{rank}"] for rank in (1, 2, 3)]


def test_one_mentee_names_one_hub_only(year):
    first, second, third = preference(year.closed, cast(year, "mentee_with_one_choice"))
    assert first
    assert (second, third) == ("", "")


def test_one_mentee_names_the_same_hub_three_times_and_is_put_right_later(year):
    mentee = cast(year, "three_equal_choices")
    assert len(set(preference(year.closed, mentee))) == 1
    assert len(set(preference(year.due, mentee))) == 3


def test_a_hub_is_retired_after_somebody_chose_it(year):
    hub, mentee = (cast(year, "hub_retired_after_submission", at) for at in (0, 1))
    assert year.open.base(hub)["hub_status"] == "1"
    assert year.closed.base(hub)["hub_status"] == "3"
    assert preference(year.closed, mentee)[0] == year.closed.base(hub)["hub_code"]


def test_odd_characters_come_through_redcap_unharmed(year):
    mentee = cast(year, "odd_characters")
    (row,) = year.closed.instances("preferences", mentee).values()
    assert row["pf_goal"] == year.department.plans.wishes[mentee].goal
    assert "\n" in row["pf_goal"]


def test_the_evaluator_is_chosen_by_hand_and_taken_back(year):
    mentee, evaluator = (cast(year, "evaluator_proposed", at) for at in (0, 1))
    row = decision(year.decided, mentee)
    assert (row["pr_decision"], row["pr_mentor"]) == ("3", evaluator)
    assert year.winter.instances("pairing", mentee)[1]["pr_decision"] == "4"
    assert decision(year.winter, mentee)["pr_mentor"] != evaluator


def test_an_existing_mentor_is_registered(year):
    mentee, mentor = (cast(year, "existing_mentor_codified", at) for at in (0, 1))
    (answer,) = year.closed.instances("preferences", mentee).values()
    row = decision(year.decided, mentee)
    assert answer["pf_participate"] == "2"
    assert answer["pf_existing_name"]
    assert (row["pr_take"], row["pr_program"], row["pr_mentor"]) == ("5", "4", mentor)


def test_one_final_is_taken_back_the_same_day(year):
    row = decision(year.decided, cast(year, "final_then_reversed_before"))
    assert (row["pr_decision"], row["pr_start_on"]) == ("4", DECIDED.isoformat())


def test_one_final_is_taken_back_after_the_announcement(year):
    mentee = cast(year, "final_then_reversed_after")
    assert decision(year.decided, mentee)["pr_decision"] == "3"
    assert year.ahead.instances("pairing", mentee)[1]["pr_decision"] == "4"


@pytest.mark.parametrize(
    ("part", "days"), [("pairing_in_the_past", -120), ("pairing_in_the_future", 40)]
)
def test_one_pairing_is_dated_in_the_past_and_one_in_the_future(year, part, days):
    row = decision(year.decided, cast(year, part))
    start_on = (DECIDED + timedelta(days=days)).isoformat()
    assert (row["pr_decision"], row["pr_start_on"]) == ("3", start_on)


def test_mentor_numbers_are_mistyped_and_corrected(year):
    plans = year.department.plans.decisions
    mentees = [mentee for mentee, plan in plans.items() if plan.kind.name == "TYPO"]
    mentors = {place.mentor_id for place in current_commitments(year.decided, "AY2026")}
    typed = [decision(year.decided, mentee) for mentee in mentees]
    wrong = [row for row in typed if row["pr_take"] == "4"]
    assert len(wrong) == len(mentees) == 2
    assert mentors.isdisjoint(row["pr_mentor"] for row in wrong)
    for row in wrong:
        assert decision(year.winter, row["record_id"])["pr_mentor"] in mentors


def report(visit, mentee, period):
    number = visit.find("quarterly_report", mentee, qr_pair=1, qr_period=period)
    return visit.page("quarterly_report", mentee, number or 0)


def test_one_report_is_signed_by_both_but_late(year):
    mentee = cast(year, "report_signed_late")
    assert report(year.decided, mentee, "AY2025-Q4")["qr_mentor_ok"] == ""
    late = report(year.ahead, mentee, "AY2025-Q4")
    assert (late["qr_mentee_ok"], late["qr_mentor_ok"]) == ("1", "1")


def test_a_change_request_is_open_when_reports_are_due(year):
    mentee = cast(year, "change_request_open")
    assert len(year.due.instances("change_request", mentee)) == 1
    assert year.winter.instances("item_override", mentee) == {}
    assert report(year.due, mentee, "AY2026-Q1")["qr_mentee_ok"] == ""


def test_one_agreement_stays_signed_by_one(year):
    mentee = cast(year, "agreement_signed_by_one")
    (row,) = year.winter.instances("first_report", mentee).values()
    assert (row["fr_mentee_ok"], row["fr_mentor_ok"]) == ("1", "")


def test_one_mentee_is_on_leave_when_the_quarter_ends(year):
    mentee = cast(year, "mentee_on_leave_over_quarter_end")
    person = year.due.base(mentee)
    assert person["p_participation"] == "3"
    assert person["p_leave_from"] < "2026-09-30" < person["p_leave_until"]
    assert year.winter.base(mentee)["p_participation"] == "1"


def test_one_mentor_leaves_in_the_middle_of_a_quarter_and_the_pair_is_closed(year):
    mentee, mentor = (cast(year, "mentor_leaves_mid_quarter", at) for at in (0, 1))
    assert year.due.base(mentor)["p_participation"] == "1"
    assert year.winter.base(mentor)["p_participation"] == "4"
    row = year.winter.instances("pairing", mentee)[1]
    assert (row["pr_state"], row["pr_end_why"]) == ("4", "4")
    assert row["pr_end_on"] == "2026-11-10"


def test_a_resident_pair_meets_by_video_in_july(year):
    mentee = cast(year, "resident_video_in_july")
    (row,) = year.closed.instances("first_report", mentee).values()
    assert (row["fr_met_on"], row["fr_met_how"]) == ("2026-07-21", "2")
