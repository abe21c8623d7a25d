"""Figures of the six-month summary: denominators, consent, and what must never appear."""

from dataclasses import replace
from datetime import date

import pytest

from mentorship.hub_summary import Share
from mentorship.obligations.due_items import SentNotices
from mentorship.obligations.due_rules import due_items
from mentorship.obligations.ledger import ledger
from mentorship.policy import Policy
from mentorship.relationships import PairingId
from reports.hub_summary import Figures, HalfYearWindow, summarise
from tests.support.builders import (
    GROUP,
    HUB_CODE,
    SENIOR,
    a_commitment,
    a_contact,
    a_group,
    a_hub,
    a_mentee,
    a_mentor,
    a_pairing,
    a_report,
    a_review,
    a_roster,
    a_senior_mentor,
    an_agreement,
)


TODAY = date(2027, 1, 4)
WINDOW = HalfYearWindow(
    name="2026H2",
    first=date(2026, 7, 1),
    last=date(2026, 12, 31),
    quarters=("AY2026-Q1", "AY2026-Q2"),
    review_due_on=date(2027, 1, 31),
)
MENTEES = ("1001", "1002", "1003", "1004")


def pairs(count):
    return [a_pairing("2026-07-06", mentee_id=each) for each in MENTEES[:count]]


def a_programme(count=1, **parts):
    """Some pairs of one hub, which began on 6 July 2026."""
    people = [a_mentor(), a_senior_mentor(), *(a_mentee(each) for each in MENTEES)]
    known = {
        "people": people,
        "hubs": [a_hub()],
        "groups": [a_group()],
        "pairings": pairs(count),
        "commitments": [a_commitment(capacity=5)],
    }
    return a_roster(**(known | parts))


def summary_of(roster, group=None, today=TODAY):
    items = due_items(roster, Policy(), today)
    entries = ledger(roster, items, told=SentNotices(), mirror=True, today=today)
    figures = Figures.of(roster, entries, today)
    return summarise(figures, group or a_group(), WINDOW, SENIOR)


def signed(pairing, **more):
    return an_agreement(pairing, mentee_ok=True, mentor_ok=True, met="2026-07-20", **more)


def test_a_hub_without_pairs_shows_its_room_and_no_rates():
    (line,) = summary_of(a_programme(count=0)).hubs

    assert (line.mentees, line.mentors, line.room) == (0, 1, 5)
    assert line.met_in_time == Share(0, 0)
    assert line.oldest_contact_days is None


def test_first_meetings_in_time_are_counted_with_their_denominator():
    first, second = pairs(2)
    roster = a_programme(
        2,
        agreements=[
            signed(first),
            an_agreement(second, met="2026-09-01"),
        ],
    )

    (line,) = summary_of(roster).hubs

    assert line.met_in_time == Share(1, 2)
    assert line.agreed == Share(1, 2)


def test_the_hubs_own_cap_limits_its_room():
    roster = a_programme(1, hubs=[a_hub(cap=2)])

    assert summary_of(roster).hubs[0].room == 1


def test_reports_not_yet_due_are_in_no_denominator():
    (pair,) = pairs(1)
    roster = a_programme(reports=[a_report(pair, "AY2026-Q1")])

    (line,) = summary_of(roster).hubs

    assert line.on_time[1] == Share(0, 0)


def test_a_silent_pair_without_a_date_ahead_leads_the_needs_and_one_with_a_date_is_left_out():
    silent, dated = pairs(2)
    roster = a_programme(
        2,
        contacts=[
            a_contact(silent, "2026-08-01"),
            a_contact(dated, "2026-08-01", then="2027-01-20"),
        ],
    )

    needs = [each for each in summary_of(roster).needs if "no contact" in each]

    (need,) = needs
    assert need.startswith("H14: First2001 Last2001 and First1001 Last1001 have no contact logged")
    assert need.endswith("since 1 August 2026 and no date ahead.")


def test_a_group_that_wants_counts_only_is_told_no_name():
    group = a_group(may_name_pairs=False)
    roster = a_programme(2, groups=[group])

    summary = summary_of(roster, group)

    assert summary.needs
    assert not [each for each in summary.needs if "First" in each or "Last" in each]


@pytest.mark.parametrize(
    ("report_consents", "agreement_shares", "quoted"),
    [
        (True, {"2"}, ("H14: Abstract accepted.",)),
        (False, {"2"}, ()),
        (True, {"1", "3", "4"}, ()),
        (True, set(), ()),
    ],
)
def test_achievements_are_quoted_only_with_both_consents(report_consents, agreement_shares, quoted):
    (pair,) = pairs(1)
    roster = a_programme(
        agreements=[signed(pair, shares=frozenset(agreement_shares))],
        reports=[
            a_report(
                pair,
                "AY2026-Q1",
                achieved="Abstract\n accepted.",
                shares_achieved=report_consents,
            )
        ],
    )

    assert summary_of(roster).achieved == quoted


def test_an_unsigned_report_says_nothing_to_the_senior_mentor():
    (pair,) = pairs(1)
    roster = a_programme(
        agreements=[signed(pair, shares=frozenset("24"))],
        reports=[
            a_report(
                pair,
                "AY2026-Q1",
                mentor_ok=None,
                achieved="Unfinished",
                shares_achieved=True,
                asks=frozenset("2"),
            )
        ],
    )

    summary = summary_of(roster)

    assert (summary.achieved, summary.asks, summary.reports_counted) == ((), (), 0)


@pytest.mark.parametrize(("reporting", "shown"), [(2, ()), (3, (("statistics", 3),))])
def test_barriers_appear_from_three_reports_of_three_pairs_on(reporting, shown):
    roster = a_programme(
        reporting,
        reports=[
            a_report(pair, "AY2026-Q1", barriers=frozenset({"4"})) for pair in pairs(reporting)
        ],
    )

    assert summary_of(roster).barriers == shown


def test_three_reports_of_one_pair_reveal_nothing():
    (pair,) = pairs(1)
    roster = a_programme(
        reports=[
            a_report(pair, "AY2026-Q1", barriers=frozenset({"4"}), instance=number)
            for number in (1, 2, 3)
        ]
    )

    assert summary_of(roster).barriers == ()


def test_help_asked_of_the_senior_mentor_is_named_by_its_barriers_where_the_pair_shares_asks():
    (pair,) = pairs(1)
    roster = a_programme(
        agreements=[signed(pair, shares=frozenset("4"))],
        reports=[a_report(pair, "AY2026-Q2", asks=frozenset("2"), barriers=frozenset({"2", "4"}))],
    )

    assert summary_of(roster).asks == ("H14: help with protected time, statistics (AY2026-Q2)",)


def test_mentors_of_a_hub_that_was_met_count_as_seen():
    other = a_hub(15)
    roster = a_programme(
        hubs=[a_hub(), other],
        commitments=[a_commitment(), a_commitment("2002", hub_code=15)],
        reviews=[replace(a_review("2026H1", HUB_CODE), met_on=date(2026, 10, 1))],
    )

    assert summary_of(roster).mentors_seen == Share(1, 2)


def test_the_summary_is_addressed_to_the_group_and_its_half_year():
    summary = summary_of(a_programme())

    assert (summary.recipient_id, summary.group_label, summary.half_year) == (
        SENIOR,
        "AG03 Brain and nerve",
        "2026H2",
    )
    assert GROUP != SENIOR
    assert PairingId("1001", 1) in a_programme().pairings_by_id
