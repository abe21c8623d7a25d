"""Figures of the six-month summary: denominators, consent, and what must never appear."""

from dataclasses import replace
from datetime import date

import pytest

from mentorship.hub_summary import Share
from mentorship.hubs import HubStatus
from mentorship.obligations.due_items import SentNotices
from mentorship.obligations.due_rules import due_items
from mentorship.obligations.ledger import ledger
from mentorship.policy import Policy
from mentorship.relationships import Meeting, PairingId, Programme
from reports.half_year import Figures, HalfYearWindow
from reports.hub_summary import summarise
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
    a_preference,
    a_report,
    a_review,
    a_roster,
    a_senior_mentor,
    an_agreement,
    watched,
)


TODAY = date(2027, 1, 4)
WINDOW = HalfYearWindow(
    name="2026H2",
    first=date(2026, 7, 1),
    last=date(2026, 12, 31),
    quarters=("AY2026-Q1", "AY2026-Q2"),
    review_due_on=date(2027, 1, 31),
    before=(date(2026, 1, 1), date(2026, 6, 30)),
    quarters_before=("AY2025-Q3", "AY2025-Q4"),
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
    return watched(a_roster(**(known | parts)), "2026-01-01")


def summary_of(roster, group=None, today=TODAY):
    items = due_items(roster, Policy(), today)
    entries = list(ledger(roster, items, told=SentNotices(), mirror=True, today=today))
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
    assert need.endswith(
        "since 1 August 2026 and no date ahead. The office has not asked why."
        " 1 quarterly report is open."
    )


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


@pytest.mark.parametrize(("renewed", "quoted"), [("", ()), ("2", ("H14: Abstract accepted.",))])
def test_only_the_newest_signed_agreement_says_what_may_be_quoted(renewed, quoted):
    (pair,) = pairs(1)
    roster = a_programme(
        agreements=[
            signed(pair, shares=frozenset("2")),
            signed(pair, instance=2, shares=frozenset(renewed)),
        ],
        reports=[a_report(pair, "AY2026-Q1", achieved="Abstract accepted.", shares_achieved=True)],
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

    assert summary_of(roster).asks == (
        "H14: help with protected time, statistics (asked 3 January 2027)",
    )


COACHING = replace(
    a_pairing("2026-07-01", mentee_id="2002"),
    mentor_id=SENIOR,
    programme=Programme.SENIOR_COACHING,
    hub_code=None,
)


def two_mentors(**parts):
    """Hub mentors 2001 of hub 14 and 2002 of hub 15."""
    people = [a_mentor(), a_mentor("2002"), a_senior_mentor()]
    return a_programme(
        0,
        people=people,
        hubs=[a_hub(), a_hub(15)],
        commitments=[a_commitment(), a_commitment("2002", hub_code=15)],
        **parts,
    )


@pytest.mark.parametrize(
    ("parts", "seen", "missing"),
    [
        ({}, 0, ("First2001 Last2001", "First2002 Last2002")),
        ({"reviews": [a_review("2026H1", met_on=date(2026, 10, 1))]}, 1, ("First2002 Last2002",)),
        ({"reviews": [a_review("2026H1", met_on=date(2026, 6, 30))]}, 0, None),
        ({"pairings": [COACHING]}, 0, None),
        (
            {"pairings": [COACHING], "contacts": [a_contact(COACHING, "2026-09-01")]},
            1,
            ("First2001 Last2001",),
        ),
        (
            {
                "pairings": [COACHING],
                "contacts": [a_contact(COACHING, "2026-09-01", how=Meeting.WRITING)],
            },
            0,
            None,
        ),
    ],
)
def test_a_hub_mentor_is_seen_with_the_hub_or_in_the_coaching_pair_and_else_named(
    parts, seen, missing
):
    summary = summary_of(two_mentors(**parts))

    assert summary.mentors_seen == Share(seen, 2)
    assert missing is None or summary.mentors_not_seen == missing


def a_resident_pair():
    return replace(a_pairing(mentee_id="1004"), programme=Programme.RESIDENT)


@pytest.mark.parametrize(
    ("group", "pairings"),
    [(a_group(may_name_pairs=False), []), (a_group(), [a_resident_pair()])],
)
def test_where_counts_are_wanted_or_a_resident_is_in_the_hubs_nobody_is_named(group, pairings):
    roster = a_programme(2, pairings=[*pairs(2), *pairings], groups=[group])

    summary = summary_of(roster, group)

    assert summary.needs
    assert summary.mentors_not_seen == ()
    assert not [each for each in summary.needs if "First" in each]


def test_a_paused_hub_is_shown_while_it_holds_pairs_and_a_retired_one_is_not():
    paused, retired = a_hub(status=HubStatus.PAUSED), a_hub(15, status=HubStatus.RETIRED)

    with_pair = summary_of(a_programme(1, hubs=[paused, retired]))
    without = summary_of(a_programme(0, hubs=[paused, retired]))

    assert [each.hub_code for each in with_pair.hubs] == [HUB_CODE]
    assert without.hubs == ()


def test_the_half_year_before_stands_beside_this_one():
    first, second = pairs(2)
    earlier = replace(first, start_on=date(2026, 2, 2))
    roster = a_programme(
        pairings=[earlier, second],
        agreements=[signed(second), an_agreement(earlier, met="2026-02-20")],
    )

    (line,) = summary_of(roster).hubs

    assert (line.met_in_time, line.met_before) == (Share(1, 1), Share(1, 1))


@pytest.mark.parametrize(("groups", "is_there"), [(4, False), (5, True)])
def test_all_groups_stand_beside_one_only_where_there_are_five(groups, is_there):
    hubs = [a_hub(code, group_code=code) for code in range(14, 14 + groups)]
    all_groups = [replace(a_group(), code=hub.code, record_id=f"70{hub.code}") for hub in hubs]
    roster = a_programme(2, hubs=hubs, groups=all_groups)

    compared = summary_of(roster, all_groups[0]).all_groups

    assert (compared is not None) == is_there
    if compared is not None:
        assert (compared.met_in_time, compared.contact_days) == (Share(0, 2), 182)


@pytest.mark.parametrize(
    ("people", "capacity", "is_said"), [(3, 1, True), (2, 1, False), (3, 2, False)]
)
def test_a_full_hub_that_many_want_is_worth_a_word(people, capacity, is_said):
    roster = a_programme(
        1,
        commitments=[a_commitment(capacity=capacity)],
        preferences=[a_preference(each) for each in MENTEES[:people]],
    )

    said = "H14 has no room and was named by 3 people this year."
    assert (said in summary_of(roster).needs) == is_said


@pytest.mark.parametrize(
    ("met_on", "expected"),
    [
        (None, ["still open", ""]),
        (date(2026, 3, 1), [""]),
        (date(2026, 9, 1), [""]),
    ],
)
def test_what_was_asked_the_half_year_before_leads_until_the_hub_is_met(met_on, expected):
    (pair,) = pairs(1)
    started = replace(pair, start_on=date(2026, 1, 5))
    asks = {"asks": frozenset("2"), "barriers": frozenset({"4"})}
    roster = a_programme(
        pairings=[started],
        agreements=[signed(started, shares=frozenset("4"))],
        reports=[
            a_report(started, "AY2026-Q1", instance=2, **asks),
            a_report(started, "AY2025-Q4", **asks),
        ],
        reviews=[a_review("2026H1", met_on=met_on)] if met_on else [],
    )

    found = summary_of(roster).asks

    assert [each.partition("), ")[2] for each in found] == expected


def test_rare_barriers_are_mentioned_only_beside_frequent_ones():
    def reports(*rare):
        return [
            a_report(
                pair, "AY2026-Q1", barriers=frozenset({"4", *rare} if pair == first else {"4"})
            )
            for pair in pairs(3)
        ]

    first = pairs(1)[0]

    assert summary_of(a_programme(3, reports=reports("5"))).has_rare_barriers
    assert not summary_of(a_programme(3, reports=reports())).has_rare_barriers
    assert not summary_of(a_programme(2, reports=reports("5")[:2])).has_rare_barriers


def test_the_summary_is_addressed_to_the_group_and_its_half_year():
    summary = summary_of(a_programme())

    assert (summary.recipient_id, summary.group_label, summary.half_year) == (
        SENIOR,
        "AG03 Brain and nerve",
        "2026H2",
    )
    assert GROUP != SENIOR
    assert PairingId("1001", 1) in a_programme().pairings_by_id
