"""The office takes proposals and alternatives and takes decisions back, and the nights follow.

Source: S1.25, S4.117. Every night is lived twice and the second time writes and tells nothing.
"""

from datetime import date

import pytest

from mentorship.obligations.due_items import DueItemKind
from tests.support.redcap_rows import group, hub, instance, person, settings
from tests.support.row_nights import RowNights


MATCH, TUESDAY, WEDNESDAY, THURSDAY = (date(2026, 7, day) for day in (6, 7, 8, 9))
LATER = date(2026, 7, 20)


def a_department():
    """Three mentees want hub 7 (two mentors with a place each), then hub 8 (three places)."""
    return RowNights(
        settings(ps_match_on="2026-07-06"),
        group("30", "1", ag_senior="90"),
        hub("107", "7"),
        hub("108", "8"),
        person("90", p_roles___1="0", p_roles___3="1"),
        *(person(each) for each in ("42", "43", "44")),
        *(person(each, p_roles___1="0", p_roles___2="1") for each in ("71", "72", "81")),
        *(_a_list(each) for each in ("42", "43", "44")),
        *(_an_offer(*each) for each in (("71", "7", "1"), ("72", "7", "1"), ("81", "8", "3"))),
    )


def _a_list(mentee):
    answer = {"pf_participate": "1", "pf_hub1": "7", "pf_hub2": "8"}
    return instance(mentee, "preferences", 1, pf_cycle="AY2026", **answer)


def _an_offer(mentor, code, places):
    offer = {"hc_hub": code, "hc_capacity": places, "hc_accepting": "1", "hc_role": "2"}
    return instance(mentor, "hub_commitment", 1, hc_cycle="AY2026", **offer)


def final(mentee, take, number=1, **cells):
    """A decision of Tuesday: it takes the proposal (1), alternative A (2) or B (3)."""
    decided = {
        "pr_cycle": "AY2026",
        "pr_program": "1",
        "pr_take": take,
        "pr_decision": "3",
        "pr_start_on": "2026-07-07",
        "pr_mentee_said": "1",
        "pr_mentor_said": "1",
        "pr_state": "1",
    }
    return instance(mentee, "pairing", number, **decided | cells)


@pytest.fixture
def proposed():
    """The department after the night of the run, and whom each mentee was proposed."""
    department = a_department()
    department.night(MATCH)
    return department


def offers(department, mentee):
    """What the mentee's current proposal offers: itself, A and B."""
    (row,) = (
        r for r in department.written("pairing_proposal_auto", mentee) if r["mp_state"] == "1"
    )
    return row["mp_hub"][:3], row["mp_mentor"], row["mp_alt_a"], row["mp_alt_b"]


def announced(plan, mentee):
    return {n.person_id for n in plan.notices if n.key.startswith(f"PAIR-{mentee}.")}


def placed_in(department, code):
    found = [each for each in ("42", "43", "44") if offers(department, each)[0] == code]
    return sorted(found)


def test_two_are_proposed_the_first_choice_and_one_the_second_with_places_to_spare(proposed):
    assert len(placed_in(proposed, "H07")) == 2
    assert len(placed_in(proposed, "H08")) == 1
    for mentee in placed_in(proposed, "H07"):
        assert offers(proposed, mentee)[2:] == ("H08-81", "")


def test_alternative_a_is_announced_and_nobody_else_is_moved(proposed):
    """Whoever takes A leaves a first choice free; the others keep what they were shown."""
    taker, other = placed_in(proposed, "H07")
    proposed.type(final(taker, "2"))
    before = offers(proposed, other)
    plan = proposed.night(WEDNESDAY)
    assert announced(plan, taker) == {taker, "81"}
    assert plan.proposals is None
    assert offers(proposed, other) == before
    assert proposed.page(taker)["px_mentor_name"] == "Ada Amber81"


def test_alternative_b_is_announced_where_there_is_one():
    department = a_department()
    department.type(person("82", p_roles___1="0", p_roles___2="1"), _an_offer("82", "8", "2"))
    department.night(MATCH)
    mentee = placed_in(department, "H07")[0]
    b = offers(department, mentee)[3]
    assert b.startswith("H08-")
    department.type(final(mentee, "3"))
    assert announced(department.night(WEDNESDAY), mentee) == {mentee, b.removeprefix("H08-")}


def test_taken_back_before_the_night_nobody_hears_of_it_and_another_mentor_is_proposed(proposed):
    mentee = placed_in(proposed, "H07")[0]
    first = offers(proposed, mentee)
    proposed.type(final(mentee, "1", pr_decision="4"))
    plan = proposed.night(WEDNESDAY)
    assert announced(plan, mentee) == set()
    assert [each.mentee_id for each in plan.proposals.proposals] == [mentee]
    assert offers(proposed, mentee)[1] not in {first[1], ""}
    assert proposed.written("pairing_status_auto", mentee) == []
    assert proposed.night(THURSDAY).proposals is None


def test_taken_back_after_both_were_told_its_items_are_void_and_the_day_is_kept(proposed):
    mentee = placed_in(proposed, "H07")[0]
    first = offers(proposed, mentee)[1]
    proposed.type(final(mentee, "1"))
    assert announced(proposed.night(WEDNESDAY), mentee) == {mentee, first}
    proposed.type(final(mentee, "1", pr_decision="4"))
    plan = proposed.night(THURSDAY)
    assert announced(plan, mentee) == set()
    (status,) = proposed.written("pairing_status_auto", mentee)
    assert (status["pz_announced_on"], status["pz_mentor"]) == (str(WEDNESDAY), first)
    owed = [each.item for each in plan.ledger if each.item.about == f"{mentee}.1"]
    assert {each.state.name for each in owed if each.kind is not DueItemKind.PAIRING_NOTICE} <= {
        "VOID"
    }
    assert offers(proposed, mentee)[1] not in {first, ""}
    assert proposed.night(LATER).proposals is None


def test_a_pair_that_ends_brings_another_mentor_and_nobody_else_is_touched(proposed):
    mentee, other = placed_in(proposed, "H07")
    proposed.type(final(mentee, "1"), final(other, "1"))
    proposed.night(WEDNESDAY)
    pages = proposed.written("pairing_proposal_auto", other)
    proposed.type(final(mentee, "1", pr_state="4", pr_end_on="2026-07-08", pr_end_why="2"))
    plan = proposed.night(THURSDAY)
    assert [each.mentee_id for each in plan.proposals.proposals] == [mentee]
    assert offers(proposed, mentee)[:2] == ("H08", "81")
    assert proposed.written("pairing_proposal_auto", other) == pages


def test_a_request_to_change_shows_nothing_until_the_office_acts(proposed):
    mentee = placed_in(proposed, "H07")[0]
    proposed.type(final(mentee, "1"))
    proposed.night(WEDNESDAY)
    proposed.type(instance(mentee, "change_request", 1, cr_pair="1", cr_kind="1"))
    assert proposed.night(THURSDAY).proposals is None


def test_decisions_that_cannot_all_stand_are_named_with_the_smallest_set_and_the_rest_is_paired():
    department = a_department()
    draft = {
        "pr_take": "4",
        "pr_decision": "2",
        "pr_hub": "7",
        "pr_mentor": "71",
        "pr_start_on": "",
    }
    department.type(final("42", "4", **draft), final("43", "4", **draft))
    plan = department.night(MATCH)
    (issue,) = (each for each in plan.issues if "together the pairs of" in each.what)
    assert "together the pairs of 42, 43 need 2" in issue.what
    assert [(p.mentee_id, str(p.place)) for p in plan.proposals.proposals] == [("44", "H07-72")]
