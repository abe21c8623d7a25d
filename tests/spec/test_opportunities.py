"""Once a year, before mentees choose, the office looks at old lists of opportunities. S1.14.

The rounds here open on 3 August 2026 and close on 21 August; the office is asked from 6 July.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from mentorship.explain import explain
from mentorship.hubs import HubStatus
from mentorship.obligations.due_items import DueItem, DueItemKind
from mentorship.policy import Policy
from mentorship.relationships import OverrideAction
from tests.support.builders import CYCLE, a_hub, a_list, a_roster, an_override, on, settings
from tests.support.nights import a_night, written
from tests.support.rule_nights import POLICY, item_on, said, today
from tests.support.tables import cases, rows


OPP = DueItemKind.OPPORTUNITIES
KEY = f"OPP-H14-{CYCLE}"
NOTHING_LISTED = a_list("2026-01-05", mark="")


def a_department(*hubs, opens="2026-08-03", closes="2026-08-21", **parts):
    dates = settings(preferences_open_on=on(opens), preferences_close_on=on(closes))
    return a_roster(hubs=hubs, settings=dates, **parts)


def asked(roster, night: str, policy: Policy = POLICY) -> DueItem | None:
    return item_on(night, roster, OPP, policy)


# ── when the office is asked ──────────────────────────────────────────────────────────────────


@cases(
    """
    unchanged since | closes     | asked
    ----------------|------------|------
    2025-08-22      | 2026-08-21 |
    2025-08-21      | 2026-08-21 | yes
    2025-08-20      | 2026-08-21 | yes
    2019-02-28      | 2026-08-21 | yes
    2026-07-05      | 2026-08-21 |
    2026-07-06      | 2026-08-21 |
    2027-08-20      | 2028-08-18 |
    2027-08-19      | 2028-08-18 | yes
    """
)
def test_a_list_is_old_when_it_will_have_stood_for_365_days_on_the_day_the_choices_close(case):
    closes = today(case["closes"])
    opens = closes - timedelta(days=18)
    roster = a_department(
        a_hub(opportunities=a_list(case["unchanged since"])), opens=opens, closes=closes
    )

    assert bool(asked(roster, opens)) == bool(case["asked"])


@cases(
    """
    night      | says
    -----------|---------
    2026-07-05 |
    2026-07-06 | upcoming
    2026-08-06 | upcoming
    2026-08-07 | due
    2026-08-21 | due
    2026-08-22 |
    2027-03-01 |
    """
)
def test_the_question_stands_from_four_weeks_before_the_choices_open_until_they_close(case):
    for listed in (a_list("2024-05-02"), NOTHING_LISTED):
        item = asked(a_department(a_hub(opportunities=listed)), case["night"])

        assert said(item) == case["says"]
        assert item is None or (str(item.opened_on), str(item.due_on)) == (
            "2026-07-06",
            "2026-08-21",
        )


@cases(
    """
    opens      | closes     | by
    -----------|------------|-----------
               |            |
               | 2026-08-21 |
    2026-08-03 |            | 2026-08-03
    2026-08-03 | 2026-08-01 | 2026-08-03
    2026-08-03 | 2026-08-21 | 2026-08-21
    """
)
def test_without_the_day_on_which_the_choices_open_nobody_is_asked(case):
    roster = a_department(
        a_hub(opportunities=NOTHING_LISTED), opens=case["opens"], closes=case["closes"]
    )

    item = asked(roster, "2026-08-03")

    assert (str(item.due_on) if item else "") == case["by"]


@cases(
    """
    memory                     | listed | asked on 2026-07-20
    ---------------------------|--------|--------------------
    none: the first night      | a list |
    none: the first night      |        | yes
    another list, 2024-05-02   | a list |
    the same list, no date     | a list |
    the same list, 2024-05-02  | a list | yes
    the same list, 2026-07-21  | a list |
    nothing listed, 2024-05-02 | a list |
    typed over, 2024-05-02     | a list | yes
    typed over, 2026-07-19     | a list |
    typed over, no date        | a list |
    another list, 2026-07-19   |        | yes
    """
)
def test_what_no_night_has_seen_before_counts_from_tonight(case):
    seen, _, since = case["memory"].partition(", ")
    mark = "a list" if case["listed"] else ""
    known = {"the same list": mark, "another list": "other", "nothing listed": ""}.get(seen)
    listed = a_list(since if since[:1] == "2" else None, mark, seen_mark=known)

    roster = a_department(a_hub(opportunities=listed))

    assert bool(asked(roster, "2026-07-20")) == bool(case["asked on 2026-07-20"])


@cases(
    """
    hub                  | asked
    ---------------------|------
    open                 | yes
    paused               |
    retired              |
    open, record retired |
    open, holds nobody   |
    open, holds one      | yes
    """
)
def test_only_hubs_that_take_mentees_are_asked_about(case):
    status, _, more = case["hub"].partition(", ")
    changes = {"record retired": {"is_active": False}, "holds nobody": {"cap": 0}}
    changes["holds one"] = {"cap": 1}
    hub = a_hub(
        status=HubStatus[status.upper()], opportunities=NOTHING_LISTED, **changes.get(more, {})
    )

    assert bool(asked(a_department(hub), "2026-07-20")) == bool(case["asked"])


@pytest.mark.parametrize(
    ("numbers", "asked_on"),
    [
        ({}, ["2026-07-06", "2026-08-21"]),
        ({"opportunities_before": 0}, ["2026-08-03", "2026-08-21"]),
        ({"opportunities_before": 60}, ["2026-06-04", "2026-08-21"]),
        ({"opportunities_stale": 3660}, []),
    ],
)
def test_both_numbers_are_the_departments(numbers, asked_on):
    roster = a_department(a_hub(opportunities=a_list("2024-05-02")))
    days = [today("2026-06-01") + timedelta(days=n) for n in range(100)]

    found = [str(day) for day in days if asked(roster, day, Policy(**numbers))]

    assert found[:1] + found[-1:] == asked_on


# ── what closes the question, and who hears of it ─────────────────────────────────────────────

LIVED = """
night      | what the office does      | question
-----------|---------------------------|----------------------
2026-07-05 |                           |
2026-07-06 |                           | upcoming
2026-07-20 | lists another             | done on time 07-19
2026-07-21 | lists the old one again   | done on time 07-19
2026-07-22 | lists nothing             | upcoming
2026-07-23 | pauses the hub            | void
2026-07-24 | opens the hub             | upcoming
2026-07-25 | lists another             | done on time 07-24
2026-08-22 |                           | done on time 07-24
2027-06-30 |                           | done on time 07-24
"""
SAID = """
night      | what the office does      | question
-----------|---------------------------|----------------------
2026-07-06 |                           | upcoming
2026-07-20 | marks done 2026-07-19     | done on time 07-19
2026-07-21 | lists another             | done on time 07-19
2026-08-30 |                           | done on time 07-19
"""
TAKEN_BACK = """
night      | what the office does      | question
-----------|---------------------------|----------------------
2026-07-06 |                           | upcoming
2026-07-20 | marks done 2026-07-19     | done on time 07-19
2026-07-21 | takes its word back       | upcoming
2026-07-22 | waives                    | waived
2026-07-23 | takes its word back       | upcoming
2026-08-22 |                           | void
"""
WAIVED = """
night      | what the office does      | question
-----------|---------------------------|----------------------
2026-07-06 |                           | upcoming
2026-07-20 | waives                    | waived
2026-08-30 |                           | waived
"""
EXTENDED = """
night      | what the office does      | question
-----------|---------------------------|----------------------
2026-08-21 |                           | due
2026-08-21 | extends 2026-09-04        | due
2026-09-04 |                           | due
2026-09-05 |                           | void
2026-09-06 | lists another             | void
"""
LAPSED = """
night      | what the office does      | question
-----------|---------------------------|----------------------
2026-08-21 |                           | due
2026-08-22 |                           | void
2026-12-01 | lists another             | void
"""
OUTAGE = """
night      | what the office does      | question
-----------|---------------------------|----------------------
2026-07-10 |                           | upcoming
2026-08-09 | lists another             | done on time 08-08
"""
MOVED = """
night      | what the office does      | question
-----------|---------------------------|----------------------
2026-07-10 |                           | upcoming
2026-07-11 | opens in 2026-10-05       | void
2026-09-07 |                           | upcoming
2026-09-08 | lists another             | done on time 09-07
"""


@pytest.mark.parametrize(
    "table", [LIVED, SAID, TAKEN_BACK, WAIVED, EXTENDED, LAPSED, OUTAGE, MOVED]
)
def test_a_list_that_changed_or_the_offices_word_closes_the_question(table):
    roster = a_department(a_hub(opportunities=a_list("2024-05-02")))
    for row in rows(table):
        roster = done_by_the_office(roster, row["what the office does"])
        plan = a_night(roster, today=today(row["night"]))
        roster = written(roster, plan)
        again = a_night(roster, today=today(row["night"]))

        assert (again.ledger, again.hubs) == (plan.ledger, plan.hubs)
        stored = roster.stored("8014", KEY)
        done = f" {stored.done_on:%m-%d}" if stored and stored.done_on else ""
        question = said_of(stored) + done
        assert question == row["question"], row
        [hub] = plan.hubs
        assert (KEY in hub.list_todo) == (question in {"upcoming", "due"})


def said_of(stored):
    return stored.state.name.lower().replace("_", " ") if stored else ""


MARKS = {"lists another": "another", "lists the old one again": "c0ffee", "lists nothing": ""}
STATUSES = {"pauses the hub": HubStatus.PAUSED, "opens the hub": HubStatus.OPEN}


def done_by_the_office(roster, what: str):
    [hub] = roster.hubs.values()
    if what in MARKS:
        hub = replace(hub, opportunities=replace(hub.opportunities, mark=MARKS[what]))
        return replace(roster, hubs={hub.code: hub})
    if what in STATUSES:
        return replace(roster, hubs={hub.code: replace(hub, status=STATUSES[what])})
    if what == "takes its word back":
        return replace(roster, overrides=())
    words, _, day = what.partition(" 2026")
    if words == "opens in":
        opens = today(f"2026{day}")
        dates = {
            "preferences_open_on": opens,
            "preferences_close_on": opens + timedelta(days=18),
        }
        return replace(roster, settings=replace(roster.settings, **dates))
    return overridden(roster, ACTIONS[words], day and f"2026{day}") if what else roster


ACTIONS = {
    "marks done": OverrideAction.MARK_DONE,
    "extends": OverrideAction.EXTEND,
    "waives": OverrideAction.WAIVE,
}


def overridden(roster, action, day):
    override = replace(an_override(KEY, action, day), record_id="8014")
    return replace(roster, overrides=(*roster.overrides, override))


def test_the_next_year_asks_again_about_a_list_that_was_only_looked_at():
    done = an_override(KEY, OverrideAction.MARK_DONE, "2026-07-19")
    first = a_department(a_hub(opportunities=a_list("2024-05-02")), overrides=(done,))
    first = written(first, a_night(first, today=today("2026-07-20")))
    year_on = settings(
        cycle="AY2027", preferences_open_on=on("2027-08-02"), preferences_close_on=on("2027-08-20")
    )

    item = asked(replace(first, settings=year_on), "2027-07-05")

    assert item is not None
    assert (item.key, said(item)) == ("OPP-H14-AY2027", "upcoming")


def test_nobody_owes_it_nobody_is_mailed_and_nobody_is_late():
    roster = a_department(a_hub(opportunities=NOTHING_LISTED))
    without = a_department(a_hub())

    for night in ("2026-07-20", "2026-08-21", "2026-08-22"):
        plan, other = (a_night(each, today=today(night)) for each in (roster, without))
        assert plan.notices == other.notices
        assert plan.people == other.people
        assert plan.overdue_count == other.overdue_count
        assert not any(entry.item.owed_by for entry in plan.ledger if entry.item.kind is OPP)


def test_the_hubs_record_says_why_since_when_and_what_to_do():
    roster = a_department(a_hub(opportunities=a_list("2024-05-02")))
    plan = a_night(roster, today=today("2026-07-20"))

    [found] = explain(roster, plan, "8014")

    assert found.what == "Scholarship opportunities AY2026, H14"
    assert found.why == (
        "The office looks at a hub's scholarship opportunities: none are listed, or old ones. "
        "Source: S1.14."
    )
    assert found.since == (
        "Open since 6 July 2026, due on 21 August 2026. The scholarship opportunities have stood "
        "unchanged at least since 2 May 2024."
    )
    assert found.closes == (
        "Closed by a list that has changed in the Hub directory, or the office's word that it is "
        "right as it is, marked done in Office override. Waits for the office."
    )
    assert found.then == "It lapses after 21 August 2026; nobody can be late with it."
    assert plan.hubs[0].list_todo == (
        "The scholarship opportunities have stood unchanged at least since 2 May 2024. Bring the "
        "list up to date by 21 August 2026, or mark OPP-H14-AY2026 done in Office override if it "
        "is right as it is."
    )
