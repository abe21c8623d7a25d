"""The announcement: a final pairing is told to both, once. Source: S1.25d."""

from __future__ import annotations

from dataclasses import replace

from mentorship.obligations.due_items import DueItemKind, DueState
from mentorship.relationships import Decision, Take
from tests.support.builders import a_pairing, a_roster, a_stored_item, on
from tests.support.rule_nights import item_on, said
from tests.support.tables import cases


KIND = DueItemKind.PAIRING_NOTICE


@cases(
    """
    started    | announced  | tonight    | due        | state
    -----------|------------|------------|------------|-------------
    2026-07-01 |            | 2026-06-10 | 2026-07-02 | upcoming
    2026-07-01 |            | 2026-06-18 | 2026-07-02 | due
    2026-07-01 |            | 2026-07-02 | 2026-07-02 | due
    2026-07-01 |            | 2026-07-03 | 2026-07-02 | overdue
    2026-07-03 |            | 2026-07-06 | 2026-07-06 | due
    2026-07-03 |            | 2026-07-07 | 2026-07-06 | overdue
    2026-07-01 |            | 2026-08-15 | 2026-07-02 | overdue
    2026-07-01 |            | 2026-08-16 |            |
    2026-07-01 | 2026-07-02 | 2026-08-16 | 2026-07-02 | done on time
    2026-07-01 | 2026-07-03 | 2026-08-16 | 2026-07-02 | done late
    """
)
def test_a_final_pairing_is_announced_unless_it_is_history(case):
    pairing = a_pairing(case["started"], announced_on=on(case["announced"] or None))

    item = item_on(case["tonight"], a_roster(pairing), KIND)

    assert said(item) == case["state"]
    assert item is None or str(item.due_on) == case["due"]


def test_an_announcement_that_was_listed_in_time_stays_listed():
    stored = a_stored_item("PAIR-1001.1", KIND, DueState.OVERDUE, "2026-07-01")

    item = item_on("2026-10-01", a_roster(a_pairing("2026-07-01"), ledger=(stored,)), KIND)

    assert said(item) == "overdue"


def test_a_decision_for_no_mentor_is_not_announced():
    roster = a_roster(a_pairing("2026-07-01", take=Take.NONE))

    assert item_on("2026-07-01", roster, KIND) is None


def test_nothing_is_announced_before_the_office_is_final():
    roster = a_roster(replace(a_pairing("2026-07-01"), decision=Decision.IN_DISCUSSION))

    assert item_on("2026-07-01", roster, KIND) is None


def test_the_office_owes_it_not_the_pair():
    item = item_on("2026-07-01", a_roster(a_pairing("2026-07-01")), KIND)

    assert item is not None
    assert (item.key, item.owed_by) == ("PAIR-1001.1", ())
