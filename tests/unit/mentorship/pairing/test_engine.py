import os
import random
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from mentorship.issues import Severity
from mentorship.pairing.eligibility import pool_of
from mentorship.pairing.engine import propose
from mentorship.pairing.proposal import ChoiceMet, Place, StoredProposal
from mentorship.people import Role
from mentorship.policy import Policy
from mentorship.relationships import Decision, PairingId, Take
from tests.support.pairing import (
    TODAY,
    a_commitment,
    a_department,
    a_hub,
    a_pairing,
    a_person,
    a_preference,
    a_roster,
    settings,
)


NOBODY = frozenset()


def plan_of(roster, today=TODAY, policy=None):
    found = propose(roster, policy or Policy(), today, NOBODY)
    assert found is not None
    return found[0]


def remembering(roster, plan):
    """The roster as it is after the plan was written to REDCap."""
    stored = tuple(
        StoredProposal(
            mentee_id=each.mentee_id,
            repeat_instance=1,
            cycle=plan.cycle,
            run=plan.run,
            place=each.place,
            choice_met=each.choice_met,
            alternatives=each.alternatives,
            why=each.why,
        )
        for each in plan.proposals
    )
    return replace(roster, proposals=stored)


def shuffled(roster, seed):
    rng = random.Random(seed)

    def mixed(values):
        return tuple(rng.sample(values, len(values)))

    def mixed_map(values):
        return dict(rng.sample(list(values.items()), len(values)))

    return replace(
        roster,
        people=mixed_map(roster.people),
        hubs=mixed_map(roster.hubs),
        commitments=mixed(roster.commitments),
        preferences=mixed(roster.preferences),
        constraints=mixed(roster.constraints),
        pairings=mixed(roster.pairings),
        proposals=mixed(roster.proposals),
    )


def test_without_a_request_there_is_no_plan():
    roster = a_department()
    assert propose(replace(roster, settings=settings(None)), Policy(), TODAY, NOBODY) is None


def test_mentees_come_in_record_order_and_the_run_is_named_after_cycle_and_date():
    plan = plan_of(a_department())
    numbers = [int(each.mentee_id) for each in plan.proposals]
    assert numbers == sorted(numbers)
    assert plan.run == "AY2026-2026-08-01"


@pytest.mark.parametrize("seed", range(4))
def test_shuffled_rows_give_the_same_plan_to_the_last_letter(seed):
    roster = a_department(seed)
    assert repr(plan_of(shuffled(roster, seed))) == repr(plan_of(roster))


_PRINT_PLAN = """
from tests.support.pairing import TODAY, a_department
from mentorship.pairing.engine import propose
from mentorship.policy import Policy
print(propose(a_department(3), Policy(), TODAY, frozenset()))
"""


def test_the_hash_seed_of_the_process_changes_nothing():
    printed = [
        subprocess.run(
            [sys.executable, "-c", _PRINT_PLAN],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert printed[0] == printed[1] != b""


@pytest.mark.parametrize("seed", range(4))
def test_the_same_night_again_gives_the_same_plan(seed):
    roster = a_department(seed)
    plan = plan_of(roster)
    assert plan_of(remembering(roster, plan)) == plan


@pytest.mark.parametrize("seed", range(4))
def test_a_night_later_than_asked_gives_the_same_plan_and_then_rests(seed):
    roster = a_department(seed)
    plan = plan_of(roster, TODAY + timedelta(days=3))
    assert plan == plan_of(roster)
    later = remembering(roster, plan)
    assert propose(later, Policy(), TODAY + timedelta(days=4), NOBODY) is None


@pytest.mark.parametrize("seed", range(4))
def test_the_profile_counts_the_choices_on_the_forms(seed):
    roster = a_department(seed)
    preferences = roster.preference_by_mentee
    for each in plan_of(roster).proposals:
        choices = preferences[each.mentee_id].choices
        rank = int(each.choice_met.value)
        assert (each.place is None) == (rank == 0)
        assert not rank or choices[rank - 1] == each.place.hub_code


@pytest.mark.parametrize("seed", range(6))
def test_any_one_alternative_can_be_taken_while_everyone_else_stays(seed):
    roster = a_department(seed)
    problem = pool_of(roster, Policy(), TODAY, "x", NOBODY).problem
    plan = plan_of(roster)
    places = {each.mentee_id: each.place for each in plan.proposals if each.place}
    assert any(each.alternatives for each in plan.proposals)
    for proposal in plan.proposals:
        assert proposal.place not in proposal.alternatives
        for alternative in proposal.alternatives:
            taken = Counter({**places, proposal.mentee_id: alternative}.values())
            offer = problem.offer_by_place[alternative]
            assert offer.is_open
            assert taken[alternative] <= offer.capacity
            in_hub = sum(n for p, n in taken.items() if p.hub_code == alternative.hub_code)
            assert in_hub <= problem.hub_caps.get(alternative.hub_code, in_hub)
            assert alternative.mentor_id not in problem.wish_by_mentee[proposal.mentee_id].barred


def a_full_hub(**changes):
    """Two want the one place in hub 1; hub 5 is in its affinity group and has room."""
    fields = {
        "people": [
            a_person("1"),
            a_person("2"),
            *(a_person(m, Role.HUB_MENTOR) for m in ("8", "9")),
        ],
        "hubs": [a_hub(1, group=1), a_hub(5, group=1), a_hub(6, group=2)],
        "commitments": [
            a_commitment("8", 1, 1),
            a_commitment("9", 5, 1),
            a_commitment("9", 6, 3, 2),
        ],
        "preferences": [a_preference("1", 1), a_preference("2", 1)],
    }
    return a_roster(**{**fields, **changes})


def test_who_gets_no_choice_gets_no_place_but_the_nearest_hub_as_alternative():
    unmet = [p for p in plan_of(a_full_hub()).proposals if p.choice_met is ChoiceMet.NONE]
    assert [(p.place, p.alternatives) for p in unmet] == [(None, (Place(5, "9"),))]
    assert "Alternative A: H05 Hub 5 with Mentor No9 (9): not among the choices" in unmet[0].why


def test_a_decided_mentee_is_left_out_and_the_place_is_taken():
    decided = a_pairing("1", 1, "8", Decision.IN_DISCUSSION)
    plan = plan_of(a_full_hub(pairings=(decided,)))
    assert [(p.mentee_id, p.place) for p in plan.proposals] == [("2", None)]


def test_a_pairing_of_last_year_keeps_its_place():
    held = a_pairing("2", 1, "8", cycle="AY2025")
    plan = plan_of(a_full_hub(pairings=(held,)))
    assert [(p.mentee_id, p.place) for p in plan.proposals] == [("1", None)]


def test_no_one_is_paired_against_a_rule_even_if_that_leaves_a_place_empty():
    roster = a_department(2)
    plan = plan_of(roster)
    forbidden = {frozenset((c.person_id, c.other_id)) for c in roster.constraints}
    assert forbidden
    for proposal in plan.proposals:
        for place in filter(None, (proposal.place, *proposal.alternatives)):
            assert frozenset((proposal.mentee_id, place.mentor_id)) not in forbidden


def test_demand_counts_everyone_of_the_cycle_and_what_one_more_place_is_worth():
    decided = a_pairing("1", 1, "8", Decision.IN_DISCUSSION)
    demand = {each.hub_code: each for each in plan_of(a_full_hub(pairings=(decided,))).demand}
    assert (demand[1].first_choices, demand[1].named, demand[1].gain) == (2, 2, 1)
    assert (demand[5].first_choices, demand[5].named, demand[5].gain) == (0, 0, 0)


def test_a_contradiction_among_decisions_is_reported_and_the_rest_is_paired():
    both = tuple(a_pairing(mentee, 1, "8", Decision.IN_DISCUSSION) for mentee in ("3", "4"))
    plan, issues = propose(a_full_hub(pairings=both), Policy(), TODAY, NOBODY)
    assert [p.mentee_id for p in plan.proposals] == ["1", "2"]
    (issue,) = issues
    assert (issue.record_id, issue.severity) == ("3", Severity.WARNING)
    assert issue.what == (
        "Mentor 8 can hold 1 mentee in H01, but together the pairs of 3, 4 need 2."
    )


def test_continuing_pairs_beyond_capacity_are_left_to_validation():
    both = tuple(a_pairing(mentee, 1, "8") for mentee in ("3", "4"))
    _, issues = propose(a_full_hub(pairings=both), Policy(), TODAY, NOBODY)
    assert issues == ()


def test_two_decisions_for_one_mentee_are_reported():
    first = a_pairing("1", 1, "8", Decision.IN_DISCUSSION)
    second = replace(first, id=PairingId("1", 2), hub_code=5, mentor_id="9", take=Take.OWN_CHOICE)
    _, issues = propose(a_full_hub(pairings=(first, second)), Policy(), TODAY, NOBODY)
    assert [each.what for each in issues] == ["Places are held at H01-8, H05-9 at the same time."]


def test_nobody_to_pair_is_an_empty_plan():
    assert plan_of(a_full_hub(preferences=[])).proposals == ()
