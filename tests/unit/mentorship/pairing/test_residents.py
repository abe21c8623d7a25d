"""Residents and their mentors: the same engine, its own policy. Source: S0.5, S3.7, S3.14."""

import random
import re
from dataclasses import replace
from datetime import date

import pytest

from mentorship.intervals import Interval
from mentorship.pairing.proposal import ChoiceMet, Place
from mentorship.pairing.resident_runs import propose_residents, rematch_residents
from mentorship.pairing.residents import resident_pool
from mentorship.pairing.runs import comparison, with_plan
from mentorship.pairing.search import solve
from mentorship.pairing.wording import TIE
from mentorship.people import Participation, Rank, Role
from mentorship.policy import Policy
from mentorship.relationships import (
    Constraint,
    ConstraintKind,
    Decision,
    PairingState,
    Programme,
    Said,
    Take,
    TakesPart,
)
from mentorship.validation.finals import refusals
from mentorship.validation.rule import Scope
from tests.support.pairing import TODAY, a_pairing, a_person, a_preference, a_roster, settings


LATER = date(2026, 9, 1)
BOTH = frozenset({Role.RESIDENT_MENTEE, Role.RESIDENT_MENTOR})


def a_resident(record_id, year=1, **changes):
    return a_person(
        record_id, Role.RESIDENT_MENTEE, rank=Rank.RESIDENT, training_year=year, **changes
    )


def a_guide(record_id, room=1, **changes):
    return a_person(record_id, Role.RESIDENT_MENTOR, resident_room=room, **changes)


def a_wish(resident_id, *mentors, takes_part=TakesPart.MATCH_ME):
    answer = a_preference(resident_id, takes_part=takes_part)
    return replace(answer, mentors=(*mentors, None, None, None)[:3])


def a_programme(*people, **changes):
    own = settings(match_on=None)
    return a_roster(people, settings=replace(own, resident_match_on=TODAY), **changes)


def a_pair(resident_id, mentor_id, **changes):
    return a_pairing(resident_id, None, mentor_id, programme=Programme.RESIDENT, **changes)


def proposals(roster, today=TODAY, policy=None):
    answer = propose_residents(roster, policy or Policy(), today, frozenset())
    return {each.mentee_id: each for each in answer[0].proposals} if answer else {}


def mentors(roster):
    return {who: p.place and p.place.mentor_id for who, p in proposals(roster).items()}


def test_a_resident_who_names_nobody_is_assigned_a_mentor_and_reads_why():
    (found,) = proposals(a_programme(a_resident("1"), a_guide("7"))).values()
    assert (found.place, found.choice_met) == (Place(0, "7"), ChoiceMet.ASSIGNED)
    assert found.why.splitlines() == [
        "Mentee No7 (7): assigned, because no choice of a mentor is on file.",
        "No alternative is free while everyone else stays.",
    ]


def test_named_mentors_come_first_and_the_others_are_alternatives():
    roster = a_programme(
        a_resident("1"),
        a_guide("7"),
        a_guide("8"),
        a_guide("9"),
        preferences=[a_wish("1", "9", "8")],
    )
    (found,) = proposals(roster).values()
    assert (found.place, found.choice_met) == (Place(0, "9"), ChoiceMet.FIRST)
    assert [str(each) for each in found.alternatives] == ["M-8", "M-7"]
    assert "Alternative B: Mentee No7 (7): not among the choices; nobody else moves." in found.why


def test_who_is_not_met_reads_who_holds_the_place_and_what_would_help():
    roster = a_programme(
        a_resident("1"),
        a_resident("2"),
        a_guide("7"),
        a_guide("8", room=2),
        preferences=[a_wish("1", "7"), a_wish("2", "7")],
    )
    first, last = sorted(proposals(roster).values(), key=lambda each: each.choice_met.value)
    assert (first.choice_met, last.choice_met) == (ChoiceMet.FIRST, ChoiceMet.ASSIGNED)
    assert last.why.splitlines() == [
        "Mentee No8 (8): assigned, because no choice could be met.",
        f"First choice Mentee No7 (7) is full: 1 of 1 (1 proposed tonight). {TIE}",
        "The first choice would be met if Mentee No7 (7) could hold 2 residents instead of 1.",
        "No alternative is free while everyone else stays.",
    ]


def test_who_named_nobody_who_mentors_residents_reads_that_no_choice_could_be_met():
    people = (a_resident("1"), a_guide("7"), a_person("5", Role.HUB_MENTOR))
    (found,) = proposals(a_programme(*people, preferences=[a_wish("1", "5")])).values()
    assert found.why.splitlines()[:2] == [
        "Mentee No7 (7): assigned, because no choice could be met.",
        "First choice Mentor No5 (5) is no mentor of residents and was left out.",
    ]


def test_a_choice_whose_only_cost_is_that_somebody_else_changes_places_says_so():
    roster = a_programme(
        a_resident("1"),
        a_resident("2"),
        a_guide("7", 0),
        a_guide("8", 1),
        preferences=[a_wish("1", "7", "8"), a_wish("2", "8")],
    )
    found = proposals(roster)
    assert found["2"].choice_met is ChoiceMet.FIRST
    assert found["1"].why.splitlines()[2] == (
        "Second choice Mentee No8 (8) is full: 1 of 1 (1 proposed tonight). Meeting it would leave "
        "another resident, instead of this one, without a mentor."
    )


def test_a_place_that_was_only_proposed_to_somebody_is_not_called_decided():
    people = (a_resident("1"), a_resident("2"), a_guide("7"), a_guide("8"))
    roster = a_programme(*people, preferences=[a_wish("1", "7")])
    plan, _ = propose_residents(roster, Policy(), TODAY, frozenset())
    late = replace(with_plan(roster, plan), preferences=(a_wish("1", "7"), a_wish("2", "7")))
    (found,) = rematch_residents(late, Policy(), TODAY, ["2"], run="again").proposals
    assert "First choice Mentee No7 (7) has no free place: 1 of 1 (1 proposed)." in found.why


def test_a_resident_without_a_place_reads_whom_to_ask():
    roster = a_programme(a_resident("1"), a_guide("7", room=0))
    (found,) = proposals(roster).values()
    assert (found.place, found.choice_met) == (None, ChoiceMet.NONE)
    assert found.why.splitlines() == [
        "No mentor of residents has a place for this resident.",
        "A place would be free if Mentee No7 (7) could hold 1 resident instead of 0.",
        "No alternative is free while everyone else stays.",
    ]


_CLAIM = re.compile(r"(A place|The first choice) would be .* \((\d+)\) could hold (\d+) ")


@pytest.mark.parametrize("seed", range(4))
def test_what_would_give_a_place_or_the_first_choice_does_so(seed):
    """Twelve residents, four mentors with too few places: each claim is made true in REDCap."""
    rng = random.Random(seed)
    guides = {each: rng.randint(0, 3) for each in ("70", "71", "72", "73")}
    residents = [a_resident(str(i)) for i in range(1, 13)]
    lists = [a_wish(str(i), *rng.sample(sorted(guides), 2)) for i in range(1, 10)]

    def asked(rooms):
        people = [a_guide(each, room) for each, room in rooms.items()]
        return proposals(a_programme(*residents, *people, preferences=lists))

    claims = [
        (who, *found.groups())
        for who, each in asked(guides).items()
        for line in each.why.splitlines()
        if (found := _CLAIM.match(line))
    ]
    assert claims
    for who, what, mentor, room in claims:
        after = asked({**guides, mentor: int(room)})[who]
        first = after.choice_met is ChoiceMet.FIRST
        assert first if what == "The first choice" else after.place is not None


RULE = [Constraint(person_id="7", other_id="1", kind=ConstraintKind.EVALUATES)]
PARTED = [a_pair("1", "7", state=PairingState.CLOSED, cycle="AY2025")]


@pytest.mark.parametrize(
    ("guide", "changes", "sentence"),
    [
        ({"rank": Rank.RESIDENT, "training_year": 1}, {}, "must be in a later training year"),
        ({"rank": Rank.RESIDENT}, {}, "must be in a later training year"),
        ({}, {"constraints": RULE}, "a rule the office entered keeps the two apart"),
        ({}, {"pairings": PARTED}, "an earlier pairing of the two ended or was declined"),
        ({"leave": Interval(TODAY, LATER)}, {}, "takes no new residents now"),
        ({"participation": Participation.OPTED_OUT}, {}, "takes no new residents now"),
    ],
)
def test_who_may_not_be_the_mentor_is_named_with_the_reason(guide, changes, sentence):
    people = (a_resident("1"), a_guide("7", **guide), a_guide("8"))
    roster = a_programme(*people, preferences=[a_wish("1", "7")], **changes)
    (found,) = proposals(roster).values()
    assert found.place == Place(0, "8")
    assert sentence in found.why


def test_a_resident_of_a_later_year_may_guide():
    guide = a_guide("7", rank=Rank.RESIDENT, training_year=4)
    assert mentors(a_programme(a_resident("1", year=1), guide)) == {"1": "7"}


@pytest.mark.parametrize(("year", "mentor"), [(1, None), (4, None), (None, None), (5, "7")])
def test_a_resident_who_mentors_is_a_resident_even_if_the_rank_is_blank(year, mentor):
    both = replace(a_guide("7"), roles=BOTH, training_year=year)
    assert mentors(a_programme(a_resident("1", year=4), both))["1"] == mentor


def test_of_two_residents_who_both_mentor_only_the_senior_one_guides():
    both = [replace(a_guide(str(year)), roles=BOTH, training_year=year) for year in (1, 2)]
    assert mentors(a_programme(*both)) == {"1": "2", "2": None}


def test_somebody_who_is_no_mentor_of_residents_is_left_out_and_said_so():
    roster = a_programme(a_resident("1"), a_guide("7"), preferences=[a_wish("1", "404", "7")])
    (found,) = proposals(roster).values()
    assert found.choice_met is ChoiceMet.SECOND
    assert "First choice record 404 is no mentor of residents and was left out." in found.why


@pytest.mark.parametrize(
    "pairing",
    [
        a_pair("1", "7"),
        a_pair("1", "7", decision=Decision.IN_DISCUSSION),
        a_pair("1", None, take=Take.NONE, decision=Decision.NOT_GOING_AHEAD),
    ],
    ids=["paired", "in discussion", "no mentor this cycle"],
)
def test_no_run_touches_what_the_office_has_decided_and_places_stay_held(pairing):
    people = (a_resident("1"), a_resident("2"), a_guide("7"), a_guide("8"))
    found = mentors(a_programme(*people, pairings=(pairing,)))
    assert list(found) == ["2"]
    if pairing.mentor_id:
        assert found == {"2": "8"}


def test_a_declined_mentor_does_not_come_again_and_who_wants_none_is_left_in_peace():
    declined = a_pair("1", "7", decision=Decision.IN_DISCUSSION, mentor_said=Said.DECLINES)
    no = a_wish("2", takes_part=TakesPart.NOT_THIS_YEAR)
    people = (a_resident("1"), a_resident("2"), a_guide("7"), a_guide("8"))
    assert mentors(a_programme(*people, pairings=(declined,), preferences=[no])) == {"1": "8"}


def test_mentors_hold_the_department_s_number_where_their_page_is_blank():
    people = [a_resident(str(i)) for i in range(1, 6)]
    roster = a_programme(*people, a_guide("7", room=None))
    assert list(mentors(roster).values()).count("7") == Policy().resident_mentor_holds


@pytest.mark.parametrize("tonight", [date(2026, 7, 31), date(2026, 8, 2)])
def test_the_run_is_owed_on_its_own_night_and_caught_up_once(tonight):
    roster = a_programme(a_resident("1"), a_guide("7"))
    found = proposals(roster, tonight)
    assert bool(found) == (tonight > TODAY)
    if found:
        plan, _ = propose_residents(roster, Policy(), tonight, frozenset())
        assert plan.run == "AY2026-2026-08-01-residents"
        assert proposals(with_plan(roster, plan), tonight) == {}


def test_the_same_night_again_changes_nothing():
    people = [a_resident(str(i)) for i in range(1, 20)]
    guides = [a_guide(str(100 + i), room=3) for i in range(6)]
    roster = a_programme(*people, *guides, preferences=[a_wish("1", "103"), a_wish("2", "103")])
    plan, _ = propose_residents(roster, Policy(), TODAY, frozenset())
    again, _ = propose_residents(with_plan(roster, plan), Policy(), TODAY, frozenset())
    assert again == plan


def test_a_resident_with_a_mentor_nobody_named_has_one_when_two_runs_are_compared():
    roster = a_programme(a_resident("1"), a_guide("7"))
    plan, _ = propose_residents(roster, Policy(), TODAY, frozenset())
    tonight = with_plan(with_plan(roster, plan), replace(plan, run="tonight"))
    assert comparison(tonight, plan.run, "tonight")[1] == (
        "tonight: 0 first, 0 second, 0 third choices, 1 assigned, 0 without a mentor."
    )


def test_a_new_mentor_changes_nobody_s_number_in_the_lottery():
    people = [a_resident(str(i)) for i in range(1, 4)]
    few = resident_pool(
        a_programme(*people, a_guide("70"), a_guide("0x")), Policy(), TODAY, "r", frozenset()
    )
    more = resident_pool(
        a_programme(*people, a_guide("7"), a_guide("70")), Policy(), TODAY, "r", frozenset()
    )
    assert few.codes["70"] == more.codes["70"] == 70
    assert solve(few.problem).places


def test_a_rematch_touches_one_resident_only():
    people = (a_resident("1"), a_resident("2"), a_guide("7"), a_guide("8"), a_guide("9"))
    roster = a_programme(*people, pairings=(a_pair("1", "7"), a_pair("2", "8")))
    plan = rematch_residents(roster, Policy(), TODAY, ["1"], run="again")
    assert [(each.mentee_id, each.place) for each in plan.proposals] == [("1", Place(0, "9"))]
    assert plan.is_partial


def test_drafts_that_do_not_fit_together_are_named():
    drafts = tuple(
        a_pair(each, "7", decision=Decision.IN_DISCUSSION, number=1) for each in ("1", "2")
    )
    roster = a_programme(a_resident("1"), a_resident("2"), a_guide("7"), pairings=drafts)
    _, (issue,) = propose_residents(roster, Policy(), TODAY, frozenset())
    assert issue.what.startswith("Mentor 7 can hold 1 mentee, but together the pairs of 1, 2")


def finals(roster):
    """What V24 says about each pairing, by resident."""
    return {each.mentee_id: what for each, what in refusals(Scope(roster, Policy(), TODAY)).items()}


def test_a_final_that_takes_more_residents_than_the_mentor_holds_waits_with_a_reason():
    people = (a_resident("1"), a_resident("2"), a_guide("7", room=1), a_guide("8"))
    taken = a_pair("2", "7", take=Take.PROPOSAL)
    held = a_pair("1", "7", take=Take.OWN_CHOICE)
    roster = a_programme(*people, pairings=(held, taken))
    assert finals(roster) == {
        "2": "of residents, mentor 7 can hold 1, and 1 is held by others",
    }
    assert finals(a_programme(*people, pairings=(taken,))) == {}


def test_a_final_with_a_mentor_who_went_on_leave_waits_too():
    away = a_guide("7", leave=Interval(TODAY, LATER))
    taken = a_pair("1", "7", take=Take.PROPOSAL)
    roster = a_programme(a_resident("1"), away, pairings=(taken,))
    assert finals(roster) == {"1": "mentor 7 takes no new residents now"}


@pytest.mark.parametrize(("text", "place"), [("M-1013", Place(0, "1013")), ("M-", None)])
def test_a_mentor_alone_is_written_and_read(text, place):
    assert Place.parse(text) == place
    assert place is None or str(place) == text
