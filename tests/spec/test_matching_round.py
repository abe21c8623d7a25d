"""A matching round asks mentors for commitments (S1.25b), then mentees for preferences (S1.24b)."""

from __future__ import annotations

from datetime import date

from mentorship.obligations.due_items import DueItemKind, DueState
from mentorship.people import Participation
from mentorship.relationships import TakesPart
from tests.support.builders import (
    MENTEE,
    a_commitment,
    a_mentee,
    a_mentor,
    a_pairing,
    a_preference,
    a_roster,
    a_stored_item,
    away,
    on,
    settings,
)
from tests.support.rule_nights import item_on, said
from tests.support.tables import cases


PREFERENCES, COMMITMENT = DueItemKind.PREFERENCES, DueItemKind.COMMITMENT
ROUND = settings(preferences_open_on=date(2026, 5, 1), preferences_close_on=date(2026, 5, 31))


def a_round(*pairings, **parts):
    return a_roster(*pairings, **{"settings": ROUND, **parts})


@cases(
    """
    tonight    | answered | state
    -----------|----------|-------------
    2026-04-30 |          |
    2026-05-01 |          | upcoming
    2026-05-16 |          | upcoming
    2026-05-17 |          | due
    2026-05-31 |          | due
    2026-06-01 |          | overdue
    2026-06-01 | yes      | done on time
    2026-06-02 | yes      | done late
    """
)
def test_preferences_are_due_when_they_close(case):
    answers = (a_preference(),) if case["answered"] else ()

    assert (
        said(item_on(case["tonight"], a_round(preferences=answers), PREFERENCES)) == case["state"]
    )


@cases(
    """
    participation | active | asked
    --------------|--------|------
    TAKING_PART   | yes    | yes
    NOT_YET_ASKED | yes    | yes
    OPTED_OUT     | yes    |
    DEPARTED      | yes    |
    TAKING_PART   |        |
    """
)
def test_who_takes_part_or_was_never_asked_is_asked(case):
    person = {
        "participation": Participation[case["participation"]],
        "is_active": bool(case["active"]),
    }
    roster = a_round(people=[a_mentee(**person), a_mentor(**person)])

    assert bool(item_on("2026-05-10", roster, PREFERENCES)) == bool(case["asked"])
    assert bool(item_on("2026-05-10", roster, COMMITMENT)) == bool(case["asked"])


def test_who_is_paired_is_not_asked_but_an_answer_stays_done():
    paired = a_pairing("2025-07-01")

    assert item_on("2026-05-10", a_round(paired), PREFERENCES) is None
    assert said(item_on("2026-05-10", a_round(paired, preferences=(a_preference(),)), PREFERENCES))


@cases(
    """
    ended      | opens      | due
    -----------|------------|-----------
    2026-04-30 | 2026-05-01 | 2026-05-31
    2026-05-20 | 2026-05-20 | 2026-06-19
    2026-11-20 | 2026-11-20 | 2026-12-20
    """
)
def test_who_lost_a_mentor_is_asked_again_and_has_as_many_days(case):
    closed = a_pairing("2025-07-01", closed=case["ended"])

    item = item_on("2026-11-21", a_round(closed), PREFERENCES)

    assert item is not None
    assert (str(item.opened_on), str(item.due_on)) == (case["opens"], case["due"])


def test_every_answer_counts_even_not_this_year():
    answer = a_preference(takes_part=TakesPart.NOT_THIS_YEAR, choices=(None, None, None))

    assert (
        said(item_on("2026-05-20", a_round(preferences=(answer,)), PREFERENCES)) == "done on time"
    )


@cases(
    """
    takes part | cycle  | state
    -----------|--------|--------
               | AY2026 | overdue
    MATCH_ME   | AY2025 | overdue
    """
)
def test_an_opened_list_or_last_years_is_no_answer(case):
    answer = a_preference(
        takes_part=TakesPart[case["takes part"]] if case["takes part"] else None,
        cycle=case["cycle"],
    )

    assert said(item_on("2026-06-01", a_round(preferences=(answer,)), PREFERENCES)) == case["state"]


@cases(
    """
    hired      | leave                  | opens      | due
    -----------|------------------------|------------|-----------
               |                        | 2026-05-01 | 2026-05-31
    2020-01-01 |                        | 2026-05-01 | 2026-05-31
    2026-05-20 |                        | 2026-05-20 | 2026-06-19
    2026-09-01 |                        | 2026-09-01 | 2026-10-01
               | 2026-05-11..2026-05-20 | 2026-05-01 | 2026-06-10
               | 2026-04-01..2026-05-20 | 2026-05-21 | 2026-06-20
    """
)
def test_late_joiners_and_people_back_from_leave_have_as_many_days(case):
    leave = away(*case["leave"].split("..")) if case["leave"] else None
    mentee = a_mentee(hired_on=on(case["hired"] or None), leave=leave)

    item = item_on("2026-09-01", a_round(people=[mentee]), PREFERENCES)

    assert item is not None
    assert (str(item.opened_on), str(item.due_on)) == (case["opens"], case["due"])


def test_nobody_is_asked_while_the_office_has_set_no_dates():
    roster = a_roster(settings=settings())

    assert item_on("2026-05-10", roster, PREFERENCES) is None
    assert item_on("2026-05-10", roster, COMMITMENT) is None


@cases(
    """
    tonight    | offers                | state        | done on
    -----------|-----------------------|--------------|-----------
    2026-04-09 |                       |              |
    2026-04-10 |                       | upcoming     | None
    2026-04-17 |                       | due          | None
    2026-05-01 |                       | due          | None
    2026-05-02 |                       | overdue      | None
    2026-05-02 | 2026-04-20            | done on time | 2026-04-20
    2026-05-10 | 2026-05-02            | done late    | 2026-05-02
    2026-05-10 | 2026-05-06 2026-04-30 | done on time | 2026-04-30
    2026-05-02 | undated               | done on time | 2026-05-01
    2026-05-02 | 2026-05-03            | done on time | 2026-05-01
    """
)
def test_a_commitment_is_due_on_the_day_preferences_open(case):
    days = [None if day == "undated" else day for day in case["offers"].split()]
    offers = tuple(
        a_commitment(confirmed=day, repeat_instance=number, hub_code=number)
        for number, day in enumerate(days, start=1)
    )

    item = item_on(case["tonight"], a_round(commitments=offers), COMMITMENT)

    assert said(item) == case["state"]
    assert item is None or str(item.done_on) == case["done on"]


def test_last_years_commitment_is_shown_but_not_confirmed():
    roster = a_round(commitments=(a_commitment(cycle="AY2025", confirmed="2025-04-20"),))

    assert said(item_on("2026-05-02", roster, COMMITMENT)) == "overdue"


def test_the_night_that_first_saw_an_answer_is_remembered():
    stored = a_stored_item(
        f"PREF-{MENTEE}-AY2026", PREFERENCES, DueState.DONE_ON_TIME, "2026-05-31", done="2026-05-09"
    )

    item = item_on(
        "2026-06-20", a_round(preferences=(a_preference(),), ledger=(stored,)), PREFERENCES
    )

    assert item is not None
    assert (said(item), str(item.done_on)) == ("done on time", "2026-05-09")
    assert item.key == "PREF-1001-AY2026"
