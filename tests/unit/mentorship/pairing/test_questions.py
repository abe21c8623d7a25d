from dataclasses import replace

import pytest

from mentorship.errors import ConfigurationError
from mentorship.pairing.engine import propose
from mentorship.pairing.proposal import ChoiceMet, Place, StoredProposal
from mentorship.pairing.questions import FORMS, ask, read_change
from mentorship.pairing.runs import moves_between, moves_from_stored, run_names
from mentorship.pairing.what_if import (
    HigherCap,
    MenteeWithdraws,
    MentorPaused,
    MoreInHub,
    MorePlaces,
    Move,
    OfferOpens,
)
from mentorship.people import Role
from mentorship.policy import Policy
from tests.support.pairing import (
    CYCLE,
    TODAY,
    a_commitment,
    a_department,
    a_hub,
    a_person,
    a_preference,
    a_roster,
)


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("hub H14 +1", MoreInHub(14, 1)),
        ("hub 14 +2", MoreInHub(14, 2)),
        ("  Hub   h14 +1 ", MoreInHub(14, 1)),
        ("cap H14 +1", HigherCap(14, 1)),
        ("place H14-412 +1", MorePlaces(Place(14, "412"), 1)),
        ("place H14-412 open", OfferOpens(Place(14, "412"))),
        ("mentor 412 paused", MentorPaused("412")),
        ("mentee 1042 withdraws", MenteeWithdraws("1042")),
    ],
)
def test_a_question_is_read_as_typed(text, change):
    assert read_change(text) == change


@pytest.mark.parametrize(
    "text", ["", "hub H14", "hub H14 -1", "mentor paused", "hub H14 +1; mentor 4 paused"]
)
def test_a_question_that_is_not_understood_shows_how_to_write_one(text):
    with pytest.raises(ConfigurationError) as error:
        read_change(text)
    assert all(form in str(error.value) for form in FORMS)


def test_every_form_shown_can_be_read():
    assert all(read_change(form) for form in FORMS)


def two_for_one_place():
    people = [
        a_person("1"),
        a_person("2"),
        a_person("8", Role.HUB_MENTOR),
        a_person("9", Role.HUB_MENTOR),
    ]
    return a_roster(
        people=people,
        hubs=[a_hub(1), a_hub(2)],
        commitments=[a_commitment("8", 1, 1), a_commitment("9", 2, 1)],
        preferences=[a_preference("1", 1), a_preference("2", 1, 2)],
    )


def asked(*texts, roster=None):
    changes = [read_change(each) for each in texts]
    return ask(roster or two_for_one_place(), Policy(), TODAY, *changes)


def test_the_answer_says_what_it_is_worth_and_who_would_move():
    assert asked("place H1-8 +1").lines == (
        "1 person fewer with a second choice.",
        (
            "Mentee No2 (2): from H02-9 (the second choice) to H01-8 (the first choice)."
            " The change makes room with Mentor No8 (8)."
        ),
    )
    assert asked("mentor 9 paused").lines == (
        "1 person more with no choice met; 1 person fewer with a second choice.",
        (
            "Mentee No2 (2): from H02-9 (the second choice) to no choice met."
            " Through the change Mentor No9 (9) takes fewer."
        ),
    )
    assert asked("hub H2 +1").lines == ("Nobody would move.",)


def test_a_chain_is_told_link_by_link():
    people = [
        *(a_person(each) for each in "123"),
        *(a_person(each, Role.HUB_MENTOR) for each in "789"),
    ]
    roster = a_roster(
        people=people,
        hubs=[a_hub(1), a_hub(2), a_hub(3)],
        commitments=[a_commitment("7", 1, 1), a_commitment("8", 2, 1), a_commitment("9", 3, 1)],
        preferences=[a_preference("1", 1), a_preference("2", 1, 2), a_preference("3", 2, 3)],
    )
    assert asked("place H1-7 +1", roster=roster).lines == (
        "2 people fewer with a second choice.",
        (
            "Mentee No2 (2): from H02-8 (the second choice) to H01-7 (the first choice)."
            " The change makes room with Mentor No7 (7)."
        ),
        (
            "Mentee No3 (3): from H03-9 (the second choice) to H02-8 (the first choice)."
            " Mentee No2 (2) would leave that place."
        ),
    )


def test_changes_asked_together_can_outweigh_each_other():
    assert asked("mentor 9 paused").lines[0].startswith("1 person more with no choice met")
    assert asked("mentor 9 paused", "place H1-8 +1").lines[0] == (
        "1 person fewer with a second choice."
    )


def test_one_who_withdraws_leaves_the_place_to_another():
    assert asked("mentee 1 withdraws").lines[1:] == (
        (
            "Mentee No1 (1): from H01-8 (the first choice) to no choice met."
            " The change takes the wishes back."
        ),
        (
            "Mentee No2 (2): from H02-9 (the second choice) to H01-8 (the first choice)."
            " Mentee No1 (1) would leave that place."
        ),
    )


def test_a_mentor_who_is_not_there_yet_is_called_that():
    line = asked("hub H2 +1", "mentor 9 paused").lines[1]
    assert "to another mentor in H02 (the second choice)." in line


@pytest.mark.parametrize(
    "text", ["hub H9 +1", "place H1-9 +1", "mentor 7 paused", "mentee 3 withdraws"]
)
def test_asking_about_what_does_not_exist_is_refused(text):
    with pytest.raises(ConfigurationError, match="is not in this pairing"):
        asked(text)


def test_asking_changes_nothing():
    roster = a_department(2)
    before = repr(roster)
    asked("hub H1 +1", roster=roster)
    assert repr(roster) == before


def stored(run, mentee_id, place, met):
    return StoredProposal(
        mentee_id=mentee_id, repeat_instance=1, cycle=CYCLE, run=run, place=place, choice_met=met
    )


def test_two_stored_runs_are_compared_person_by_person():
    roster = a_roster(
        proposals=(
            stored("r1", "1", Place(1, "8"), ChoiceMet.FIRST),
            stored("r1", "2", None, ChoiceMet.NONE),
            stored("r1", "3", Place(1, "8"), ChoiceMet.FIRST),
            stored("r2", "1", Place(1, "8"), ChoiceMet.FIRST),
            stored("r2", "2", Place(2, "9"), ChoiceMet.SECOND),
            stored("r2", "4", Place(1, "8"), ChoiceMet.FIRST),
        )
    )
    assert run_names(roster) == ("r1", "r2")
    assert moves_between(roster, "r1", "r2") == (Move("2", None, Place(2, "9"), None, 2),)


def test_tonights_plan_is_compared_with_a_stored_run():
    roster = two_for_one_place()
    shown = stored("r1", "2", None, ChoiceMet.NONE)
    plan, _ = propose(replace(roster, proposals=(shown,)), Policy(), TODAY, frozenset())
    moves = moves_from_stored(replace(roster, proposals=(shown,)), "r1", plan)
    assert moves == (Move("2", None, Place(2, "9"), None, 2),)
