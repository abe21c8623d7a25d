"""V1, V2, V4, V5 and V21 as tables: choices, hubs and commitments; and the registry itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from mentorship.hubs import Accepting, CommitmentRole, HubStatus
from mentorship.issues import IssueCode
from mentorship.people import Participation, Role
from mentorship.policy import Policy
from mentorship.relationships import (
    Decision,
    PairingState,
    Programme,
    Take,
    TakesPart,
)
from mentorship.validation.registry import RULES, validate
from tests.support.rosters import (
    HUB,
    MENTEE,
    MENTOR,
    OTHER_HUB,
    OTHER_MENTEE,
    TODAY,
    a_commitment,
    a_department,
    a_hub,
    a_pairing,
    a_person,
    a_preference,
    people,
)
from tests.support.validation import ERROR, WARNING, found, pairings, sentences, severities


def test_a_department_in_order_has_no_problem():
    assert validate(a_department(), Policy(), TODAY, known_keys=frozenset()) == []


def test_every_code_has_exactly_one_rule_in_the_order_of_the_codes():
    assert [rule.code for rule in RULES] == list(IssueCode)


def test_every_rule_says_what_must_hold_and_where_that_comes_from():
    for rule in RULES:
        assert rule.sentence.endswith("."), rule.code
        assert rule.source, rule.code
        assert rule.check.__doc__, rule.code


# V1 -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        ((HUB, OTHER_HUB, 16), []),
        (
            (HUB, OTHER_HUB, HUB),
            [
                (
                    "Record 89: the first and the third choice are the same hub (H14). "
                    "Ask for three different hubs. Fix in Hub preferences, instance 1."
                )
            ],
        ),
        (
            (HUB, HUB, HUB),
            [
                (
                    "Record 89: the first and the second choice are the same hub (H14). "
                    "Ask for three different hubs. Fix in Hub preferences, instance 1."
                ),
                (
                    "Record 89: the first and the third choice are the same hub (H14). "
                    "Ask for three different hubs. Fix in Hub preferences, instance 1."
                ),
            ],
        ),
        (
            (HUB, None, None),
            [
                (
                    "Record 89: 1 of three hub choices is filled in. Matching goes on with what is "
                    "there; ask whether more hubs would suit. Fix in Hub preferences, instance 1."
                )
            ],
        ),
        (
            (HUB, OTHER_HUB, None),
            [
                (
                    "Record 89: 2 of three hub choices are filled in. Matching goes on with what is "
                    "there; ask whether more hubs would suit. Fix in Hub preferences, instance 1."
                )
            ],
        ),
    ],
)
def test_v1_a_list_names_three_distinct_hubs(choices, expected):
    roster = a_department(preferences=(a_preference(OTHER_MENTEE, *choices),))

    assert sentences("V1", roster) == expected
    assert set(severities("V1", roster)) <= {WARNING}


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"status": HubStatus.RETIRED}, "retired"),
        ({"status": HubStatus.PAUSED}, "paused"),
        ({"is_active": False}, "retired"),
    ],
)
def test_v1_a_hub_that_closed_after_the_answer_is_named(change, word):
    hubs = a_department().hubs | {OTHER_HUB: a_hub(OTHER_HUB, **change)}

    assert sentences("V1", a_department(hubs=hubs)) == [
        (
            f"Record 89: the second choice, H15 Hub 15, is {word}. Ask for another hub, or open this "
            "one in its Hub directory record. Fix in Hub preferences, instance 1."
        )
    ]


def test_v1_a_retired_hub_named_twice_is_reported_as_retired_once():
    hubs = a_department().hubs | {OTHER_HUB: a_hub(OTHER_HUB, status=HubStatus.RETIRED)}
    wishes = (a_preference(OTHER_MENTEE, OTHER_HUB, OTHER_HUB, HUB),)

    assert [each.what for each in found("V1", a_department(hubs=hubs, preferences=wishes))] == [
        "the first choice, H15 Hub 15, is retired.",
        "the first and the second choice are the same hub (H15).",
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"takes_part": TakesPart.NOT_THIS_YEAR},
        {"takes_part": TakesPart.REGISTER_EXISTING},
        {"takes_part": None},
        {"cycle": "AY2025"},
    ],
)
def test_v1_looks_only_at_this_cycles_wish_to_be_matched(change):
    roster = a_department(preferences=(a_preference(OTHER_MENTEE, HUB, HUB, HUB, **change),))

    assert sentences("V1", roster) == []


def test_v1_is_quiet_once_the_mentee_has_a_pairing_of_this_cycle():
    wishes = (a_preference(MENTEE, HUB, HUB, HUB),)

    assert sentences("V1", a_department(preferences=wishes)) == []


# V2 -----------------------------------------------------------------------------------------------


def test_v2_a_choice_without_a_hub_record_gets_the_nearest_number():
    roster = a_department(preferences=(a_preference(OTHER_MENTEE, HUB, 51, 16),))

    assert sentences("V2", roster) == [
        (
            "Record 89: the second choice, H51, has no record. Did you mean H15? Correct the hub, or "
            "add a hub record with number 51. Fix in Hub preferences, instance 1."
        )
    ]


def test_v2_a_commitment_to_a_hub_without_record_is_a_warning():
    roster = a_department(commitments=(*a_department().commitments, a_commitment(MENTOR, 700)))

    assert sentences("V2", roster) == [
        (
            "Record 421: the commitment is to H700, which has no record. Correct the hub, or add a "
            "hub record with number 700. Fix in Hub commitment, instance 1."
        )
    ]


@pytest.mark.parametrize(
    ("change", "severity"),
    [
        ({"hub_code": 700}, [ERROR]),
        ({"hub_code": 700, "decision": Decision.IN_DISCUSSION}, [WARNING]),
        ({"hub_code": 700, "state": PairingState.CLOSED, "end_on": TODAY}, []),
        ({"hub_code": None}, [ERROR]),
        ({"hub_code": None, "decision": Decision.DRAFT}, []),
        ({"hub_code": None, "take": Take.EXISTING}, []),
        ({"hub_code": HUB}, []),
    ],
)
def test_v2_a_final_pairing_in_no_known_hub_is_left_alone(change, severity):
    assert severities("V2", pairings(**change)) == severity


def test_v2_a_hub_in_no_known_group_is_reported_on_the_hub():
    hubs = a_department().hubs | {16: a_hub(16, group_code=9)}

    assert sentences("V2", a_department(hubs=hubs)) == [
        (
            "Record 1016: hub H16 Hub 16 belongs to no affinity group that has a record. "
            "Choose the group, or add its record. Fix in Hub directory."
        )
    ]


# V4, V5 -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "count"),
    [
        ({"hub_code": OTHER_HUB}, 1),
        ({"hub_code": OTHER_HUB, "decision": Decision.IN_DISCUSSION}, 1),
        ({"hub_code": OTHER_HUB, "take": Take.EXISTING}, 0),
        ({"hub_code": OTHER_HUB, "programme": Programme.SENIOR_COACHING}, 0),
        ({}, 0),
    ],
)
def test_v4_the_mentor_of_a_hub_pairing_is_committed_to_the_hub(change, count):
    assert severities("V4", pairings(**change)) == [WARNING] * count


def test_v4_says_which_mentor_and_which_hub():
    assert sentences("V4", pairings(hub_code=OTHER_HUB)) == [
        (
            "Record 88: mentor 421 has no commitment in H15 Hub 15. Ask the mentor for one, or choose "
            "another hub or mentor. Fix in Pairing decision, instance 2."
        )
    ]


def test_v4_last_years_commitment_still_stands():
    roster = a_department(
        commitments=(a_commitment(cycle="AY2025"), *a_department().commitments[1:])
    )

    assert found("V4", roster) == []


@pytest.mark.parametrize(
    ("capacity", "mentees", "expected"), [(2, 2, 0), (2, 3, 1), (0, 1, 1), (1, 1, 0)]
)
def test_v5_a_mentor_holds_no_more_than_committed(capacity, mentees, expected):
    held = tuple(a_pairing(str(600 + number)) for number in range(mentees))
    roster = a_department(
        commitments=(a_commitment(capacity=capacity), *a_department().commitments[1:]),
        people=people(*(a_person(each.mentee_id) for each in held)),
        pairings=held,
    )

    assert len(found("V5", roster)) == expected


def test_v5_names_mentor_hub_and_both_numbers():
    roster = a_department(
        commitments=(a_commitment(capacity=0), *a_department().commitments[1:]),
    )

    assert sentences("V5", roster) == [
        (
            "Record 421: mentor 421 holds 1 in H14 Hub 14 and committed to 0. Agree a higher capacity "
            "with the mentor, or move a mentee. Fix in Hub commitment, instance 1."
        )
    ]


def test_v5_an_adviser_holds_no_mentees():
    offer = a_commitment(role=CommitmentRole.ADVISER, capacity=5)

    assert len(found("V5", a_department(commitments=(offer,)))) == 1


@pytest.mark.parametrize(("cap", "expected"), [(None, 0), (1, 0), (0, 1)])
def test_v5_a_hub_keeps_its_own_cap(cap, expected):
    hubs = a_department().hubs | {HUB: a_hub(HUB, cap=cap)}

    assert len(found("V5", a_department(hubs=hubs))) == expected


@pytest.mark.parametrize(("limit", "expected"), [(None, 0), (1, 0), (0, 1)])
def test_v5_a_department_may_limit_a_mentor_over_all_hubs(limit, expected):
    assert len(found("V5", a_department(), Policy(mentor_may_hold=limit))) == expected


# V21 ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, 0),
        ({"capacity": 0}, 1),
        ({"accepting": Accepting.NO}, 1),
        ({"accepting": Accepting.PAUSED}, 1),
        ({"accepting": Accepting.PAUSED, "paused_until": TODAY - timedelta(days=1)}, 0),
        ({"accepting": Accepting.PAUSED, "paused_until": TODAY}, 1),
        ({"role": CommitmentRole.ADVISER}, 1),
        ({"hub_code": OTHER_HUB}, 1),
    ],
)
def test_v21_every_open_hub_has_a_mentor_who_takes_mentees(change, expected):
    offers = (replace(a_commitment(), **change), *a_department().commitments[1:])

    assert len(found("V21", a_department(commitments=offers))) == expected


def test_v21_says_which_hub_and_forgets_mentors_who_left():
    gone = a_person(MENTOR, Role.HUB_MENTOR, participation=Participation.DEPARTED)
    roster = a_department(people=people(gone))

    assert sentences("V21", roster) == [
        (
            "Record 1014: hub H14 Hub 14 is open but no mentor in it takes new mentees. "
            "Ask a mentor for a commitment, or pause the hub. Fix in Hub directory."
        )
    ]
    paused = a_department().hubs | {HUB: a_hub(HUB, status=HubStatus.PAUSED)}
    assert found("V21", replace(roster, hubs=paused)) == []
