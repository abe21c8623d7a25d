"""Which empty survey instances are opened, once."""

from __future__ import annotations

from datetime import date

import pytest

from mentorship.obligations.due_items import Opening
from mentorship.obligations.due_rules import due_items
from mentorship.obligations.openings import openings
from mentorship.relationships import OverrideAction, PairingState
from mentorship.roster import Roster
from tests.support.builders import (
    a_change_request,
    a_commitment,
    a_mentee,
    a_pairing,
    a_preference,
    a_report,
    a_review,
    a_roster,
    an_agreement,
    an_override,
    settings,
)
from tests.support.rule_nights import POLICY, today


PAIR = a_pairing("2026-07-01")
ROUND = settings(preferences_open_on=date(2026, 5, 1), preferences_close_on=date(2026, 5, 31))


def opened(day: str, roster: Roster, instrument: str, **parts) -> list[Opening]:
    items = due_items(roster, POLICY, today(day))
    found = openings(roster, items, today(day), **parts)
    return [each for each in found if each.instrument == instrument]


def numbers(found: list[Opening]) -> list[int]:
    return [each.repeat_instance for each in found]


def test_each_instrument_is_opened_with_its_key_fields_alone():
    roster = a_roster(PAIR)
    asked = a_roster(settings=ROUND)

    (agreement,) = opened("2026-07-01", roster, "first_report")
    (report,) = opened("2026-09-09", roster, "quarterly_report")
    (review,) = opened("2027-01-01", roster, "senior_review")
    (preferences,) = opened("2026-05-01", asked, "preferences")
    (commitment,) = opened("2026-04-10", asked, "hub_commitment")

    assert agreement.fields == {"fr_pair": 1, "fr_due": date(2026, 8, 15)}
    assert report.fields == {
        "qr_pair": 1,
        "qr_period": "AY2026-Q1",
        "qr_due": date(2026, 10, 14),
    }
    assert review.fields == {
        "sr_period": "2026H2",
        "sr_hub": "H14 Neurocritical care",
        "sr_due": date(2027, 1, 31),
    }
    assert preferences.fields == {"pf_cycle": "AY2026"}
    assert commitment.fields == {"hc_cycle": "AY2026"}
    assert [each.record_id for each in (agreement, report, review, preferences, commitment)] == [
        "1001",
        "1001",
        "7001",
        "1001",
        "2001",
    ]


@pytest.mark.parametrize(
    ("day", "instrument", "roster"),
    [
        ("2026-07-01", "first_report", a_roster(PAIR, agreements=(an_agreement(PAIR),))),
        (
            "2026-10-10",
            "quarterly_report",
            a_roster(PAIR, reports=(a_report(PAIR, "AY2026-Q1", mentee_ok=None, mentor_ok=None),)),
        ),
        (
            "2027-01-01",
            "senior_review",
            a_roster(PAIR, reviews=(a_review("2026H2", progress=None),)),
        ),
        (
            "2026-05-01",
            "preferences",
            a_roster(settings=ROUND, preferences=(a_preference(takes_part=None),)),
        ),
        (
            "2026-04-10",
            "hub_commitment",
            a_roster(settings=ROUND, commitments_opened=frozenset({("2001", "AY2026")})),
        ),
        (
            "2026-04-10",
            "hub_commitment",
            a_roster(settings=ROUND, commitments=(a_commitment(),)),
        ),
    ],
)
def test_an_instance_that_is_there_is_not_opened_again(day, instrument, roster):
    assert opened(day, roster, instrument) == []


def test_last_years_instances_are_no_reason_not_to_open():
    roster = a_roster(
        settings=ROUND,
        preferences=(a_preference(cycle="AY2025", repeat_instance=3),),
        commitments=(a_commitment(cycle="AY2025", repeat_instance=2),),
    )

    assert numbers(opened("2026-05-01", roster, "preferences")) == [4]
    assert numbers(opened("2026-05-01", roster, "hub_commitment")) == [3]


def test_a_new_instance_comes_after_all_that_redcap_holds_readable_or_not():
    roster = a_roster(PAIR, last_instances={("first_report", "1001"): 4})

    assert numbers(opened("2026-07-01", roster, "first_report")) == [5]


def test_two_instances_on_one_record_get_numbers_of_their_own():
    pairs = (PAIR, a_pairing("2026-07-01", number=2))
    roster = a_roster(*pairs, people=[a_mentee(), *a_roster().people.values()])

    found = opened("2026-07-01", roster, "first_report")

    assert numbers(found) == [1, 2]
    assert [each.fields["fr_pair"] for each in found] == [1, 2]


def test_nothing_is_opened_for_those_who_are_left_in_peace():
    waived = an_override("AGREE-1001.1", OverrideAction.WAIVE)
    paused = a_pairing("2026-07-01", state=PairingState.PAUSED)
    rosters = (
        a_roster(paused),
        a_roster(PAIR, change_requests=(a_change_request(),)),
        a_roster(PAIR, overrides=(waived,)),
    )

    assert [opened("2026-07-01", each, "first_report") for each in rosters] == [[], [], []]
    assert opened("2026-07-01", a_roster(PAIR), "first_report", left_alone={"1001"}) == []


def test_a_first_run_over_old_data_does_not_open_what_is_long_overdue():
    old = a_roster(a_pairing("2025-07-01"))

    periods = [each.fields["qr_period"] for each in opened("2026-10-10", old, "quarterly_report")]

    assert periods == ["AY2025-Q4", "AY2026-Q1"]
    assert opened("2026-10-10", old, "first_report") == []
