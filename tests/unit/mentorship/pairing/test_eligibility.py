from dataclasses import replace
from datetime import date

import pytest

from mentorship.hubs import Accepting, CommitmentRole, HubStatus
from mentorship.intervals import Interval
from mentorship.pairing.eligibility import pool_of
from mentorship.pairing.problem import Choice, Held
from mentorship.pairing.proposal import ChoiceMet, Place, StoredProposal
from mentorship.people import MentorKind, Participation, Role, Track
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
from tests.support.pairing import (
    CYCLE,
    TODAY,
    a_commitment,
    a_hub,
    a_pairing,
    a_person,
    a_preference,
    a_roster,
)


MENTEE, MENTOR, OTHER = "1001", "401", "402"
RUN = "AY2026-2026-08-01"


def a_simple_roster(**changes):
    """One mentee who names hub 1, then hub 2; two mentors in hub 1."""
    fields = {
        "people": [
            a_person(MENTEE),
            a_person(MENTOR, Role.HUB_MENTOR),
            a_person(OTHER, Role.HUB_MENTOR),
        ],
        "hubs": [a_hub(1), a_hub(2), a_hub(3)],
        "commitments": [a_commitment(MENTOR, 1, 2), a_commitment(OTHER, 1, 1)],
        "preferences": [a_preference(MENTEE, 1, 2)],
    }
    return a_roster(**{**fields, **changes})


def pool(roster, *, left_alone=frozenset(), policy=None):
    return pool_of(roster, policy or Policy(), TODAY, RUN, left_alone)


def the_wish(roster, **options):
    return pool(roster, **options).problem.wish_by_mentee.get(MENTEE)


def with_mentee(**changes):
    return a_simple_roster(
        people=[a_person(MENTEE, **changes), a_person(MENTOR, Role.HUB_MENTOR)],
    )


def test_a_mentee_with_valid_choices_is_in():
    assert the_wish(a_simple_roster()).choices == (Choice(1, 1), Choice(2, 2))


@pytest.mark.parametrize(
    ("choices", "valid"),
    [
        ((1, None, None), [(1, 1)]),
        ((1, 1, 1), [(1, 1)]),
        ((1, 1, 2), [(1, 1), (2, 3)]),
        ((None, 2, 1), [(2, 2), (1, 3)]),  # the position on the form is the rank
        ((99, 2, None), [(2, 2)]),  # no such hub
        ((3, 2, 1), [(2, 2), (1, 3)]),  # hub 3 was retired after the form was sent in
    ],
)
def test_invalid_choices_are_dropped_and_repeats_folded(choices, valid):
    roster = a_simple_roster(
        hubs=[a_hub(1), a_hub(2), a_hub(3, status=HubStatus.RETIRED)],
        preferences=[a_preference(MENTEE, *choices)],
    )
    assert [tuple(each) for each in the_wish(roster).choices] == valid


@pytest.mark.parametrize(
    "roster",
    [
        a_simple_roster(preferences=[]),
        a_simple_roster(preferences=[a_preference(MENTEE)]),
        a_simple_roster(preferences=[a_preference(MENTEE, 1, cycle="AY2025")]),
        a_simple_roster(preferences=[a_preference(MENTEE, 1, takes_part=TakesPart.NOT_THIS_YEAR)]),
        a_simple_roster(
            preferences=[a_preference(MENTEE, 1, takes_part=TakesPart.REGISTER_EXISTING)]
        ),
        with_mentee(participation=Participation.OPTED_OUT),
        with_mentee(participation=Participation.DEPARTED),
        with_mentee(is_active=False),
        a_simple_roster(people=[a_person(MENTEE, Role.RESIDENT_MENTEE)]),
        a_simple_roster(pairings=(a_pairing(MENTEE, 1, MENTOR),)),
        a_simple_roster(pairings=(a_pairing(MENTEE, 1, MENTOR, cycle="AY2025"),)),
        a_simple_roster(
            pairings=(a_pairing(MENTEE, None, None, Decision.NOT_GOING_AHEAD, take=Take.NONE),)
        ),
        a_simple_roster(pairings=(a_pairing(MENTEE, 1, MENTOR, Decision.IN_DISCUSSION),)),
        a_simple_roster(
            pairings=(a_pairing(MENTEE, 1, MENTOR, Decision.DRAFT, take=Take.PROPOSAL),)
        ),
    ],
    ids=[
        "never answered",
        "no choice",
        "last year's answer",
        "not this year",
        "has a mentor",
        "opted out",
        "departed",
        "inactive",
        "resident",
        "paired",
        "paired last year",
        "no mentor this cycle",
        "in discussion",
        "draft with a place",
    ],
)
def test_who_is_not_paired(roster):
    assert the_wish(roster) is None


@pytest.mark.parametrize(
    "roster",
    [
        with_mentee(participation=Participation.ON_LEAVE),
        with_mentee(participation=Participation.NOT_YET_ASKED),
        a_simple_roster(pairings=(a_pairing(MENTEE, 1, MENTOR, state=PairingState.CLOSED),)),
        a_simple_roster(
            pairings=(a_pairing(MENTEE, 1, MENTOR, programme=Programme.SENIOR_COACHING),)
        ),
        a_simple_roster(pairings=(a_pairing(MENTEE, None, None, Decision.DRAFT, take=None),)),
        a_simple_roster(
            pairings=(
                a_pairing(MENTEE, 1, MENTOR, Decision.NOT_GOING_AHEAD, mentor_said=Said.DECLINES),
            )
        ),
        a_simple_roster(pairings=(a_pairing(MENTEE, 1, MENTOR, Decision.NOT_GOING_AHEAD),)),
    ],
    ids=[
        "on leave",
        "not yet asked",
        "pairing ended",
        "coached",
        "empty draft",
        "declined",
        "taken back",
    ],
)
def test_who_is_paired_all_the_same(roster):
    assert the_wish(roster) is not None


def test_a_record_with_an_error_is_left_alone_as_mentee_but_keeps_its_places_as_mentor():
    found = pool(a_simple_roster(), left_alone=frozenset({MENTEE, MENTOR})).problem
    assert not found.wishes
    assert found.offer_by_place[Place(1, MENTOR)].is_open


@pytest.mark.parametrize("kind", list(ConstraintKind))
@pytest.mark.parametrize("entered_by", [MENTEE, MENTOR])
def test_a_rule_holds_both_ways_and_only_three_kinds_forbid(kind, entered_by):
    other = MENTOR if entered_by == MENTEE else MENTEE
    rule = Constraint(person_id=entered_by, other_id=other, kind=kind)
    assert (MENTOR in the_wish(a_simple_roster(constraints=(rule,))).barred) == kind.forbids


def test_a_rule_that_ended_yesterday_forbids_nothing():
    rule = Constraint(
        person_id=MENTEE, other_id=MENTOR, kind=ConstraintKind.NEVER, until=date(2026, 7, 31)
    )
    assert the_wish(a_simple_roster(constraints=(rule,))).barred == frozenset()


def test_a_pair_that_ended_is_not_proposed_again():
    ended = a_pairing(MENTEE, 1, MENTOR, cycle="AY2024", state=PairingState.CLOSED)
    assert the_wish(a_simple_roster(pairings=(ended,))).barred == {MENTOR}


@pytest.mark.parametrize("who", ["mentee_said", "mentor_said"])
def test_a_pair_that_either_declined_is_not_proposed_again(who):
    declined = a_pairing(MENTEE, 1, MENTOR, Decision.IN_DISCUSSION, **{who: Said.DECLINES})
    assert the_wish(a_simple_roster(pairings=(declined,))).barred == {MENTOR}


@pytest.mark.parametrize("told_on", [None, TODAY])
def test_a_pair_that_the_office_took_back_is_not_proposed_again(told_on):
    taken_back = a_pairing(
        MENTEE, 1, MENTOR, Decision.NOT_GOING_AHEAD, take=Take.PROPOSAL, announced_on=told_on
    )
    earlier = StoredProposal(
        mentee_id=MENTEE,
        repeat_instance=1,
        cycle=CYCLE,
        run="earlier",
        place=Place(1, MENTOR if told_on is None else "430"),
        choice_met=ChoiceMet.FIRST,
    )
    roster = a_simple_roster(pairings=(taken_back,), proposals=(earlier,))
    assert the_wish(roster).barred == {MENTOR}


def test_no_mentor_this_cycle_stands_even_when_it_is_marked_final():
    nobody = a_pairing(MENTEE, None, None, Decision.FINAL, take=Take.NONE)
    assert the_wish(a_simple_roster(pairings=(nobody,))) is None


def test_declining_a_proposal_means_the_one_before_this_run_however_often_the_night_runs():
    def stored(run, mentor, number, *, current):
        return StoredProposal(
            mentee_id=MENTEE,
            repeat_instance=number,
            cycle=CYCLE,
            run=run,
            place=Place(1, mentor),
            choice_met=ChoiceMet.FIRST,
            is_current=current,
        )

    def declined(mentor):  # the assembly resolves it against the current proposal
        return a_pairing(
            MENTEE, 1, mentor, Decision.IN_DISCUSSION, take=Take.PROPOSAL, mentee_said=Said.DECLINES
        )

    earlier = stored("AY2026-2026-07-01", MENTOR, 1, current=True)
    first = a_simple_roster(proposals=(earlier,), pairings=(declined(MENTOR),))
    assert the_wish(first).barred == {MENTOR}
    second = a_simple_roster(
        proposals=(replace(earlier, is_current=False), stored(RUN, OTHER, 2, current=True)),
        pairings=(declined(OTHER),),
    )
    assert the_wish(second).barred == {MENTOR}


def test_the_last_current_proposal_is_what_was_shown():
    shown = StoredProposal(
        mentee_id=MENTEE,
        repeat_instance=1,
        cycle=CYCLE,
        run="x",
        place=Place(1, OTHER),
        choice_met=ChoiceMet.FIRST,
    )
    assert the_wish(a_simple_roster(proposals=(shown,))).shown == Place(1, OTHER)
    superseded = replace(shown, is_current=False)
    assert the_wish(a_simple_roster(proposals=(superseded,))).shown is None


MENTOR_AWAY = [
    ("paused", {"accepting": Accepting.PAUSED}, {}),
    ("paused until today", {"accepting": Accepting.PAUSED, "paused_until": TODAY}, {}),
    ("not accepting", {"accepting": Accepting.NO}, {}),
    ("adviser only", {"role": CommitmentRole.ADVISER}, {}),
    ("on leave", {}, {"leave": Interval(TODAY, TODAY)}),
    ("departed", {}, {"participation": Participation.DEPARTED}),
    ("opted out", {}, {"participation": Participation.OPTED_OUT}),
    ("inactive", {}, {"is_active": False}),
    ("no mentor", {}, {"roles": frozenset({Role.MENTEE})}),
]


@pytest.mark.parametrize(
    ("name", "commitment", "person"), MENTOR_AWAY, ids=[m[0] for m in MENTOR_AWAY]
)
def test_a_mentor_who_is_away_gets_nobody_new(name, commitment, person):
    mentor = replace(a_person(MENTOR, Role.HUB_MENTOR), **person)
    roster = a_simple_roster(
        people=[a_person(MENTEE), mentor], commitments=[a_commitment(MENTOR, 1, 2, **commitment)]
    )
    assert not pool(roster).problem.offer_by_place[Place(1, MENTOR)].is_open


def test_current_pairs_and_open_decisions_hold_places():
    people = [a_person(str(n)) for n in range(1001, 1008)]
    roster = a_simple_roster(
        people=[*people, a_person(MENTOR, Role.HUB_MENTOR)],
        pairings=(
            a_pairing("1002", 1, MENTOR, cycle="AY2025"),
            a_pairing("1003", 1, MENTOR, programme=Programme.CODIFIED),
            a_pairing("1004", 1, MENTOR, Decision.IN_DISCUSSION),
            a_pairing("1005", 1, MENTOR, state=PairingState.CLOSED),
            a_pairing("1006", 1, MENTOR, Decision.IN_DISCUSSION, mentor_said=Said.DECLINES),
            a_pairing("1007", 1, MENTOR, programme=Programme.RESIDENT),
        ),
    )
    place = Place(1, MENTOR)
    assert pool(roster).problem.held == (
        Held(mentee_id="1002", place=place),
        Held(mentee_id="1003", place=place),
        Held(mentee_id="1004", place=place, is_continuing=False),
    )


def test_the_policy_may_limit_a_mentor_over_all_hubs():
    assert pool(a_simple_roster()).problem.mentor_caps == {}
    limited = pool(a_simple_roster(), policy=Policy(mentor_may_hold=3)).problem
    assert limited.mentor_caps == {MENTOR: 3, OTHER: 3}


def test_fit_counts_only_what_both_sides_filled_in():
    roster = a_simple_roster(
        people=[
            a_person(MENTEE, track=Track.RESEARCH),
            *(a_person(m, Role.HUB_MENTOR) for m in (MENTOR, OTHER)),
        ],
        commitments=[
            a_commitment(
                MENTOR,
                1,
                tracks=frozenset({Track.INVESTIGATOR}),
                offers=frozenset({MentorKind.COACH}),
            ),
            a_commitment(OTHER, 1),
        ],
        preferences=[a_preference(MENTEE, 1, seeks=frozenset({MentorKind.SPONSOR}))],
    )
    assert the_wish(roster).misfits == {Place(1, MENTOR): 2}


def test_being_mentored_by_the_mentee_is_a_poor_fit_but_not_forbidden():
    roster = a_simple_roster(pairings=(a_pairing(MENTOR, 2, MENTEE),))
    assert the_wish(roster).misfits == {Place(1, MENTOR): 1}
    assert MENTOR not in the_wish(roster).barred
