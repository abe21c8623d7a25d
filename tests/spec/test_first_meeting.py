"""The first meeting: one to one, in person or by video, within thirty days. Source: S1.29a."""

from __future__ import annotations

from dataclasses import replace

from mentorship.obligations.due_items import DueItemKind
from mentorship.policy import Policy
from mentorship.relationships import Decision, Meeting, Programme
from tests.support.builders import a_contact, a_mentee, a_pairing, a_roster, an_agreement
from tests.support.rule_nights import item_on, said
from tests.support.tables import cases


KIND = DueItemKind.FIRST_MEETING


@cases(
    """
    started    | met        | tonight    | due        | state
    -----------|------------|------------|------------|-------------
    2026-07-01 |            | 2026-07-01 | 2026-07-31 | upcoming
    2026-07-01 |            | 2026-07-16 | 2026-07-31 | upcoming
    2026-07-01 |            | 2026-07-17 | 2026-07-31 | due
    2026-07-01 |            | 2026-07-31 | 2026-07-31 | due
    2026-07-01 |            | 2026-08-01 | 2026-07-31 | overdue
    2026-07-01 | 2026-07-31 | 2026-08-01 | 2026-07-31 | done on time
    2026-07-01 | 2026-08-01 | 2026-08-01 | 2026-07-31 | done late
    2026-07-01 | 2026-08-02 | 2026-08-01 | 2026-07-31 | overdue
    2026-07-01 | 2026-06-20 | 2026-07-01 | 2026-07-31 | done on time
    2028-01-31 |            | 2028-02-01 | 2028-03-01 | upcoming
    2026-09-01 |            | 2026-07-01 | 2026-10-01 | upcoming
    """
)
def test_a_pair_meets_within_thirty_days_of_its_assignment(case):
    pairing = a_pairing(case["started"])
    log = (a_contact(pairing, case["met"], Meeting.VIDEO),) if case["met"] else ()

    item = item_on(case["tonight"], a_roster(pairing, contacts=log), KIND)

    assert item is not None
    assert (str(item.due_on), said(item)) == (case["due"], case["state"])


@cases(
    """
    written in   | how       | state
    -------------|-----------|-------------
    contact log  | IN_PERSON | done on time
    contact log  | VIDEO     | done on time
    contact log  | PHONE     | overdue
    contact log  | WRITING   | overdue
    contact log  | GROUP     | overdue
    contact log  |           | overdue
    first report | IN_PERSON | done on time
    first report | VIDEO     | done on time
    first report | PHONE     | overdue
    first report | GROUP     | overdue
    """
)
def test_only_a_meeting_of_the_two_alone_counts(case):
    pairing = a_pairing("2026-07-01")
    how = Meeting[case["how"]] if case["how"] else None
    logged = case["written in"] == "contact log"
    roster = a_roster(
        pairing,
        contacts=(a_contact(pairing, "2026-07-20", how),) if logged else (),
        agreements=() if logged else (an_agreement(pairing, met="2026-07-20", how=how),),
    )

    assert said(item_on("2026-08-15", roster, KIND)) == case["state"]


def test_the_earliest_meeting_counts_and_is_the_day_it_was_done():
    pairing = a_pairing("2026-07-01")
    log = tuple(a_contact(pairing, day) for day in ("2026-08-20", "2026-07-09", "2026-07-30"))
    roster = a_roster(pairing, contacts=log, agreements=(an_agreement(pairing, met="2026-07-08"),))

    item = item_on("2026-09-01", roster, KIND)

    assert item is not None
    assert (str(item.done_on), item.owed_by) == ("2026-07-08", ())


def test_the_meeting_of_another_pairing_of_the_same_mentee_does_not_count():
    earlier = a_pairing("2025-07-01", number=1, closed="2026-06-30")
    now = a_pairing("2026-07-01", number=2)
    roster = a_roster(earlier, now, contacts=(a_contact(earlier, "2026-06-15"),))

    item = item_on("2026-08-15", replace(roster, pairings=(now,)), KIND)

    assert said(item) == "overdue"


def test_both_owe_it_and_the_mentee_is_the_first():
    item = item_on("2026-07-05", a_roster(a_pairing()), KIND)

    assert item is not None
    assert (item.key, item.owed_by) == ("MEET-1001.1", ("1001", "2001"))
    assert (item.record_id, item.about, item.pairing_number) == ("1001", "1001.1", 1)


def test_the_days_are_the_departments_and_the_offices():
    item = item_on("2026-07-05", a_roster(a_pairing()), KIND, Policy(first_meeting_after=60))

    assert item is not None
    assert str(item.due_on) == "2026-08-30"


def test_nothing_is_owed_before_the_office_is_final_or_while_something_is_missing():
    pairing = a_pairing()
    unready = (
        replace(pairing, decision=Decision.IN_DISCUSSION),
        replace(pairing, decision=Decision.NOT_GOING_AHEAD),
        replace(pairing, programme=Programme.CODIFIED),
        replace(pairing, start_on=None),
        replace(pairing, mentor_id=None),
        replace(pairing, mentor_id="4711"),
    )

    assert [item_on("2026-08-15", a_roster(each), KIND) for each in unready] == [None] * 6
    assert item_on("2026-08-15", a_roster(pairing, people=[a_mentee()]), KIND) is None
