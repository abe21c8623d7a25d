"""Twice a year: the group's summary and a review of each hub. Source: S1.36."""

from __future__ import annotations

from mentorship.hubs import HubStatus, ReviewMonths
from mentorship.obligations.due_items import DueItemKind, DueState
from tests.support.builders import (
    DEPUTY,
    SENIOR,
    a_group,
    a_hub,
    a_mentee,
    a_mentor,
    a_pairing,
    a_review,
    a_roster,
    a_senior_mentor,
    a_stored_item,
    away,
    settings,
)
from tests.support.rule_nights import item_on, items_on, said
from tests.support.tables import cases


SUMMARY, REVIEW = DueItemKind.SIX_MONTH_SUMMARY, DueItemKind.SENIOR_REVIEW
QUIET_NEW_YEAR = settings(quiet=(away("2026-12-24", "2027-01-01"),))


@cases(
    """
    started    | tonight    | summary                     | review
    -----------|------------|-----------------------------|-----------------------------
    2026-09-01 | 2027-01-03 |                             |
    2026-09-01 | 2027-01-04 | 2026H2 2027-01-04 due       | 2026H2 2027-01-31 upcoming
    2026-09-01 | 2027-01-05 | 2026H2 2027-01-04 overdue   | 2026H2 2027-01-31 upcoming
    2026-09-01 | 2027-01-17 | 2026H2 2027-01-04 overdue   | 2026H2 2027-01-31 due
    2026-09-01 | 2027-01-31 | 2026H2 2027-01-04 overdue   | 2026H2 2027-01-31 due
    2026-09-01 | 2027-02-01 | 2026H2 2027-01-04 overdue   | 2026H2 2027-01-31 overdue
    2026-12-31 | 2027-01-04 | 2026H2 2027-01-04 due       | 2026H2 2027-01-31 upcoming
    2027-01-01 | 2027-01-04 |                             |
    """
)
def test_a_review_opens_on_the_first_working_day_and_is_due_at_the_months_end(case):
    roster = a_roster(a_pairing(case["started"]), settings=QUIET_NEW_YEAR)

    assert listed(items_on(case["tonight"], roster, SUMMARY)) == case["summary"]
    assert listed(items_on(case["tonight"], roster, REVIEW)) == case["review"]


def listed(items) -> str:
    return ", ".join(f"{each.period} {each.due_on} {said(each)}" for each in items)


@cases(
    """
    months           | tonight    | period
    -----------------|------------|-------
    JANUARY_JULY     | 2027-07-01 | 2027H1
    FEBRUARY_AUGUST  | 2027-02-01 | 2026H2
    FEBRUARY_AUGUST  | 2027-08-02 | 2027H1
    JUNE_DECEMBER    | 2027-06-01 | 2026H2
    JUNE_DECEMBER    | 2027-12-01 | 2027H1
    """
)
def test_each_group_has_its_own_months(case):
    group = a_group(review_months=ReviewMonths[case["months"]])
    roster = a_roster(a_pairing("2026-07-01"), groups=[group])

    assert [each.period for each in items_on(case["tonight"], roster, SUMMARY)] == [case["period"]]


@cases(
    """
    stored | tonight    | listed
    -------|------------|-------
           | 2027-02-01 | yes
           | 2027-02-02 |
    yes    | 2027-02-02 | yes
    yes    | 2027-07-01 |
    """
)
def test_a_first_run_does_not_revive_a_summary_that_nobody_saw(case):
    key = "SUM-AG03-2026H2"
    stored = a_stored_item(key, SUMMARY, DueState.OVERDUE, "2027-01-01", record_id="7001")
    roster = a_roster(a_pairing("2026-07-01"), ledger=(stored,) if case["stored"] else ())

    keys = [each.key for each in items_on(case["tonight"], roster, SUMMARY)]

    assert (key in keys) == bool(case["listed"])


def test_a_summary_that_was_sent_stays_done():
    stored = a_stored_item(
        "SUM-AG03-2026H2",
        SUMMARY,
        DueState.DONE_ON_TIME,
        "2027-01-01",
        done="2027-01-01",
        record_id="7001",
    )

    item = item_on("2027-03-01", a_roster(a_pairing("2026-07-01"), ledger=(stored,)), SUMMARY)

    assert item is not None
    assert (said(item), str(item.done_on)) == ("done on time", "2027-01-01")


@cases(
    """
    saved  | hub | progress | tonight    | state
    -------|-----|----------|------------|-------------
    2026H2 | 14  | 2        | 2027-02-01 | done on time
    2026H2 | 14  | 2        | 2027-02-02 | done on time
    2026H2 | 14  |          | 2027-02-01 | overdue
    2026H2 | 13  | 2        | 2027-02-01 | overdue
    2026H1 | 14  | 2        | 2027-02-01 | overdue
    """
)
def test_a_review_is_done_when_it_is_saved_for_that_hub_and_half_year(case):
    review = a_review(case["saved"], int(case["hub"]), progress=case["progress"] or None)

    item = item_on(case["tonight"], a_roster(a_pairing("2026-07-01"), reviews=(review,)), REVIEW)

    assert said(item) == case["state"]


@cases(
    """
    senior  | deputy  | reviewer
    --------|---------|---------
    here    | here    | 3001
    on leave| here    | 3002
    on leave| on leave| 3001
    on leave|         | 3001
    gone    | here    | 3002
    gone    |         |
            | here    | 3002
            |         |
    """
)
def test_the_deputy_steps_in_while_the_senior_mentor_is_away(case):
    is_like = {
        "here": {},
        "on leave": {"leave": away("2026-12-20", "2027-01-20")},
        "gone": {"is_active": False},
    }
    leaders = [
        a_senior_mentor(record_id, **is_like[case[column]])
        for record_id, column in ((SENIOR, "senior"), (DEPUTY, "deputy"))
        if case[column]
    ]
    group = a_group(
        senior_mentor_id=SENIOR if case["senior"] else None,
        deputy_id=DEPUTY if case["deputy"] else None,
    )
    people = [a_mentee(), a_mentor(), *leaders]

    item = item_on("2027-01-04", a_roster(a_pairing(), people=people, groups=[group]), SUMMARY)

    assert item is not None
    assert ", ".join(item.owed_by) == case["reviewer"]


def test_while_nobody_can_step_in_time_stands_still():
    senior = a_senior_mentor(leave=away("2026-12-20", "2027-01-20"))
    people = [a_mentee(), a_mentor(), senior]

    item = item_on("2027-01-10", a_roster(a_pairing(), people=people), SUMMARY)

    assert item is not None
    assert (str(item.due_on), str(item.muted_until), said(item)) == (
        "2027-01-21",
        "2027-01-20",
        "due",
    )


def test_a_review_that_waits_for_a_return_has_its_days_and_reminders_from_then():
    senior = a_senior_mentor(leave=away("2026-12-20", "2027-01-20"))
    people = [a_mentee(), a_mentor(), senior]
    roster = a_roster(a_pairing(), people=people, settings=QUIET_NEW_YEAR)

    item = item_on("2027-01-21", roster, REVIEW)

    assert item is not None
    assert (str(item.opened_on), str(item.due_on)) == ("2027-01-21", "2027-02-17")


def test_each_hub_with_pairs_is_reviewed_unless_it_is_retired():
    hubs = [
        a_hub(11),
        a_hub(12, status=HubStatus.PAUSED),
        a_hub(13, status=HubStatus.RETIRED),
        a_hub(14, group_code=4),
        a_hub(15),
    ]
    pairs = [a_pairing(number=code, hub_code=code) for code in (11, 12, 13, 14)]

    items = items_on("2027-01-04", a_roster(*pairs, hubs=hubs), REVIEW)

    assert [each.key for each in items] == ["REVIEW-AG03-H11-2026H2", "REVIEW-AG03-H12-2026H2"]
    assert {(each.record_id, each.about) for each in items} == {("7001", "H11"), ("7001", "H12")}


def test_a_group_without_pairs_or_out_of_use_has_no_summary():
    closed = a_pairing("2026-07-01", closed="2026-12-01")

    assert items_on("2027-01-04", a_roster(closed), SUMMARY) == []
    assert (
        items_on("2027-01-04", a_roster(a_pairing(), groups=[a_group(is_active=False)]), SUMMARY)
        == []
    )
