"""Counts of hubs and affinity groups."""

from __future__ import annotations

from datetime import date

import pytest

from mentorship.hubs import CommitmentRole, HubStatus, ReviewMonths
from mentorship.intervals import Interval
from mentorship.obligations.due_items import DueItemKind, DueState, StoredItem
from mentorship.pairing.proposal import HubDemand, PairingPlan
from mentorship.people import Participation, Role
from mentorship.relationships import TakesPart
from mentorship.status_rules.groups import group_states
from mentorship.status_rules.hubs import hub_states
from mentorship.statuses import GroupState, HubState
from tests.support.nights import an_entry, facts
from tests.support.rosters import (
    GROUP,
    HUB,
    MENTEE,
    OTHER_HUB,
    OTHER_MENTEE,
    OTHER_MENTOR,
    TODAY,
    a_commitment,
    a_department,
    a_group,
    a_hub,
    a_pairing,
    a_person,
    a_preference,
    people,
    settings,
)


def hub(roster=None, *entries, code: int = HUB, **changes) -> HubState:
    found = hub_states(facts(roster or a_department(), *entries, **changes))
    return next(each for each in found if each.hub_code == code)


def group(roster=None, *entries, **changes) -> GroupState:
    (found,) = group_states(facts(roster or a_department(), *entries, **changes))
    return found


def report(period: str, state: DueState, number: int = 2):
    return an_entry(DueItemKind.QUARTERLY_REPORT, state, period=period, about=f"88.{number}")


def test_a_hub_counts_mentors_places_and_mentees():
    gone = a_person("431", Role.HUB_MENTOR, participation=Participation.DEPARTED)
    roster = a_department(
        people=people(gone),
        commitments=(
            a_commitment(capacity=2),
            a_commitment(OTHER_MENTOR, capacity=3),
            a_commitment("431", capacity=4),
            a_commitment("500", capacity=4, role=CommitmentRole.ADVISER),
        ),
    )
    found = hub(roster)

    assert (found.mentors, found.capacity, found.mentees) == (2, 5, 1)


@pytest.mark.parametrize(("cap", "capacity"), [(None, 2), (1, 1), (9, 2)])
def test_the_hubs_own_cap_limits_its_places(cap, capacity):
    hubs = a_department().hubs | {HUB: a_hub(HUB, cap=cap)}

    assert hub(a_department(hubs=hubs)).capacity == capacity


def test_wishes_of_this_cycle_are_counted_once_a_mentee():
    wishes = (
        a_preference(OTHER_MENTEE, HUB, HUB, OTHER_HUB),
        a_preference(MENTEE, OTHER_HUB, HUB, None),
        a_preference("90", HUB, None, None, takes_part=TakesPart.NOT_THIS_YEAR),
        a_preference("91", HUB, None, None, cycle="AY2025"),
    )
    found = hub(a_department(preferences=wishes))

    assert (found.first_choices, found.named) == (1, 2)


def test_the_gain_is_known_only_on_a_night_with_proposals():
    demand = (HubDemand(hub_code=HUB, first_choices=1, named=1, gain=2),)
    plan = PairingPlan(cycle="AY2026", run="r", proposals=(), demand=demand)

    assert hub().gain is None
    assert hub(proposals=plan).gain == 2
    assert hub(proposals=plan, code=OTHER_HUB).gain is None


@pytest.mark.parametrize(
    ("entries", "percent"),
    [
        ((), None),
        ((report("AY2026-Q1", DueState.DONE_ON_TIME),), None),
        (
            (
                report("AY2025-Q4", DueState.DONE_ON_TIME),
                report("AY2026-Q1", DueState.DONE_ON_TIME),
            ),
            100,
        ),
        (
            (
                report("AY2025-Q4", DueState.DONE_LATE),
                report("AY2026-Q1", DueState.DONE_ON_TIME),
                report("AY2026-Q1", DueState.OVERDUE, 3),
            ),
            33,
        ),
        (
            (
                report("AY2025-Q4", DueState.OVERDUE),
                report("AY2026-Q1", DueState.WAIVED),
                report("AY2026-Q2", DueState.DONE_ON_TIME),
            ),
            None,
        ),
    ],
)
def test_on_time_is_the_share_over_the_last_two_quarters_that_were_due(entries, percent):
    roster = a_department(pairings=(a_pairing(), a_pairing(number=3)))

    assert hub(roster, *entries).on_time_percent == percent
    assert hub(roster, *entries, code=OTHER_HUB).on_time_percent is None


@pytest.mark.parametrize(
    ("today", "percent"),
    [(date(2026, 10, 14), 50), (date(2026, 10, 15), 0)],
)
def test_a_quarter_counts_from_the_day_after_its_reports_were_due(today, percent):
    entries = (
        report("AY2025-Q3", DueState.DONE_ON_TIME),
        report("AY2025-Q4", DueState.OVERDUE),
        report("AY2026-Q1", DueState.OVERDUE),
    )

    assert hub(a_department(), *entries, today=today).on_time_percent == percent


def test_a_hub_left_alone_has_no_row():
    found = hub_states(facts(a_department(), left_alone=frozenset({"1014"})))

    assert [each.hub_code for each in found] == [OTHER_HUB, 16]


def test_a_group_counts_open_hubs_and_each_mentor_once():
    assert (group().hubs, group().mentors, group().mentees) == (3, 2, 1)
    hubs = a_department().hubs | {HUB: a_hub(HUB, status=HubStatus.PAUSED)}
    found = group(a_department(hubs=hubs))
    assert (found.hubs, found.mentors, found.mentees) == (2, 1, 1)


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        ("2026-11-20", "2027-01-01"),
        ("2027-01-01", "2027-07-01"),
        ("2026-06-30", "2026-07-01"),
        ("2027-12-31", "2028-01-03"),  # the first is a Saturday
        ("2028-01-02", "2028-01-03"),
    ],
)
def test_the_next_summary_is_on_the_first_working_day_of_a_review_month(today, expected):
    found = group(today=date.fromisoformat(today))

    assert found.next_summary_on == date.fromisoformat(expected)


def test_a_group_may_be_reviewed_in_other_months_and_quiet_days_shift_it():
    groups = {GROUP: a_group(review_months=ReviewMonths.JUNE_DECEMBER)}
    quiet = (Interval(date(2026, 12, 1), date(2026, 12, 2)),)
    roster = a_department(groups=groups, settings=settings(quiet=quiet))

    assert group(roster).next_summary_on == date(2026, 12, 3)


def summary(state: DueState, done_on: date | None = None):
    return an_entry(
        DueItemKind.SIX_MONTH_SUMMARY,
        state,
        19,
        about="AG03",
        record_id="2003",
        pairing_number=None,
        done_on=done_on,
        period="2026H1",
    )


def test_a_summary_that_waits_is_the_next_one():
    found = group(None, summary(DueState.OVERDUE))

    assert found.next_summary_on == date(2026, 11, 1)
    assert found.last_summary_on is None


def test_the_last_summary_is_remembered_by_the_ledger():
    stored = StoredItem(
        record_id="2003",
        repeat_instance=1,
        key="SUM-AG03-2025H2",
        kind=DueItemKind.SIX_MONTH_SUMMARY,
        period="2025H2",
        due_on=date(2026, 1, 1),
        state=DueState.DONE_ON_TIME,
        done_on=date(2026, 1, 2),
    )
    roster = a_department(ledger=(stored,))

    assert group(roster).last_summary_on == date(2026, 1, 2)
    told = group(roster, summary(DueState.DONE_ON_TIME, TODAY))
    assert (told.last_summary_on, told.next_summary_on) == (TODAY, date(2027, 1, 1))


def test_a_group_left_alone_has_no_row():
    assert group_states(facts(a_department(), left_alone=frozenset({"2003"}))) == []
