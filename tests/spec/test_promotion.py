"""Promotion criteria read together: a line to the pair, a count to the senior mentor. Source: S4.45."""

from __future__ import annotations

from datetime import timedelta

from mentorship.academic_calendar import AcademicCalendar
from mentorship.obligations.due_items import DueItemKind, DueState
from mentorship.policy import Policy
from mentorship.promotion import count_unread, has_criteria_unread, is_asked
from mentorship.relationships import PromotionGoal
from tests.support.builders import a_pairing, a_roster, a_stored_item, an_agreement
from tests.support.tables import cases, day


PAIRING = a_pairing("2026-07-01")


def signed(pairing=PAIRING, goal="TWO_YEARS", read=None, **changes):
    return an_agreement(
        pairing,
        mentee_ok=True,
        mentor_ok=changes.pop("mentor_ok", True),
        promotion_goal=PromotionGoal[goal] if goal else None,
        has_read_criteria=read,
        **changes,
    )


@cases(
    """
    goal          | read | mentor signed | unread
    --------------|------|---------------|-------
    TWO_YEARS     |      | yes           | yes
    TWO_YEARS     | no   | yes           | yes
    TWO_YEARS     | yes  | yes           |
    FIVE_YEARS    |      | yes           | yes
    LATER         |      | yes           |
    NOT_NOW       |      | yes           |
    NOT_DISCUSSED |      | yes           |
                  |      | yes           |
    TWO_YEARS     |      |               |
    """
)
def test_criteria_are_unread_where_a_promotion_is_planned_and_nobody_says_so(case):
    read = {"yes": True, "no": False, "": None}[case["read"]]
    agreement = signed(goal=case["goal"], read=read, mentor_ok=bool(case["mentor signed"]))

    assert has_criteria_unread(agreement) == bool(case["unread"])


@cases(
    """
    signed     | asked before the end of
    -----------|---------------------------------
    2026-08-01 | AY2026-Q1 AY2027-Q1
    2026-09-09 | AY2026-Q1 AY2027-Q1
    2026-09-10 | AY2026-Q2 AY2027-Q2
    2027-01-15 | AY2026-Q3 AY2027-Q3
    """
)
def test_the_pair_is_asked_ahead_of_the_first_quarters_end_and_then_yearly(case):
    stored = a_stored_item(
        "AGREE-1001.1", DueItemKind.AGREEMENT, DueState.DONE_ON_TIME, "2026-08-15",
        done=case["signed"],
    )  # fmt: skip
    roster = a_roster(PAIRING, agreements=(signed(),), ledger=(stored,))
    first = day(case["signed"])
    assert first is not None
    quarters = AcademicCalendar().quarters_between(first, first + timedelta(days=460))

    asked = [each.name for each in quarters if is_asked(roster, Policy(), PAIRING.id, each)]

    assert " ".join(asked) == case["asked before the end of"]


def test_an_amendment_that_says_they_read_it_ends_the_question():
    roster = a_roster(PAIRING, agreements=(signed(), signed(read=True, instance=2)))
    quarter = AcademicCalendar().year_beginning_in(2026).quarters[1]

    assert not is_asked(roster, Policy(), PAIRING.id, quarter)


@cases(
    """
    within two years | within five years | counted
    -----------------|-------------------|--------
    0                | 5                 | 0
    2                | 5                 | 0
    3                | 0                 | 3
    4                | 1                 | 4
    """
)
def test_the_senior_mentor_gets_a_count_from_three_on(case):
    near, far = int(case["within two years"]), int(case["within five years"])
    goals = ["TWO_YEARS"] * near + ["FIVE_YEARS"] * far
    pairings = [a_pairing("2026-07-01", f"10{n:02d}") for n in range(len(goals))]
    agreements = tuple(signed(p, goal) for p, goal in zip(pairings, goals, strict=True))
    roster = a_roster(*pairings, agreements=agreements)

    assert count_unread(roster, [each.id for each in pairings]) == int(case["counted"])
