"""The first night over years of old data: few lines for the office, hardly any mail, then nothing.

Forty pairs that began up to six years ago, with the forms they happened to keep. The numbers here
are those of the how-to "Point it at a real REDCap", section 5.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from mentorship.digest_rules import morning_digest
from mentorship.intervals import DAY
from mentorship.issues import IssueCode
from mentorship.obligations.due_items import DueState
from mentorship.policy import Policy
from notifications.compose import compose
from tests.support.mail import a_context
from tests.support.nights import a_night, written
from tests.support.old_department import FIRST_NIGHT, PAIRS, an_old_department
from tests.support.tables import rows


HOW_TO = Path(__file__).parents[2] / "docs/how-to/point-at-a-real-redcap.md"
ROSTER = an_old_department()
REACH = FIRST_NIGHT - timedelta(days=Policy().history)
PLAN = a_night(ROSTER, today=FIRST_NIGHT)
TOLD = {each.key: FIRST_NIGHT for each in PLAN.notices}
AFTER_MAIL = a_night(ROSTER, today=FIRST_NIGHT, told=TOLD)
AFTER = written(ROSTER, AFTER_MAIL)


def told_in_the_how_to(pattern: str) -> str:
    found = re.search(pattern, HOW_TO.read_text())
    assert found is not None, pattern
    return found[1]


def mails_by_person(roster, plan) -> Counter[str]:
    context = a_context(
        openings=plan.openings, items={each.item.key: each.item for each in plan.ledger}
    )
    composed = compose(plan.notices, roster, context=context, today=plan.today)
    assert composed.left_out == ()
    return Counter(each.person_id for each in composed.mails)


def test_the_office_reads_a_handful_of_lines_and_agrees_with_each():
    digest = morning_digest(PLAN, ROSTER, "Anesthesiology", mails_planned=5, mails_held=0)
    said = [each.sentence.partition(":")[0].partition(" was due")[0] for each in digest.to_check]

    assert said == [
        "No agreement signed by both is on file for 17 pairs",
        "The agreement of 12 pairs ran out long ago",
        "Meeting in person AY2026-Q1",
        "Quarterly report AY2026-Q1",
        "Renewal of the agreement of pairing 1",
        "First report and agreement of pairing 1",
        "First report and agreement of pairing 1",
    ]
    assert digest.for_the_office == digest.final_not_announced == ()
    assert [each.sentence.partition(" of ")[0] for each in digest.new_overdue] == [
        "Announcement",
        "Monthly contact",
        "Monthly contact",
    ]
    assert digest.closed == 0


def test_the_ledger_of_forty_pairs_begins_with_a_few_rows_each():
    open_by_kind = Counter(each.item.kind for each in PLAN.ledger if each.item.state.is_open)

    assert len(PLAN.ledger) == int(told_in_the_how_to(r"make (\d+) ledger rows"))
    assert max(Counter(each.item.about for each in PLAN.ledger).values()) <= 12
    assert all(count <= 2 * PAIRS for count in open_by_kind.values())
    assert Counter(each.instrument for each in PLAN.openings) == {
        "quarterly_report": 27,
        "first_report": 2,
    }


def test_nothing_is_asked_of_anybody_that_is_older_than_a_quarter_and_grace():
    for each in (entry.item for entry in PLAN.ledger):
        assert not each.state.is_open or each.due_on >= REACH, each.key
    asked = [each for each in PLAN.issues if each.code is IssueCode.ATTESTED_INCOMPLETE]
    assert len(asked) == 6  # of last quarter's reports, of the years before none


def test_nothing_is_late_because_nobody_looked():
    """Of what was signed before tonight, with the day it carries or its due date."""
    late = [each.item.key for each in PLAN.ledger if each.item.state is DueState.DONE_LATE]
    yesterday = [each.item for each in PLAN.ledger if each.item.done_on == FIRST_NIGHT - DAY]

    assert late == yesterday == []


def test_no_old_pair_counts_as_stalled():
    assert not [each for each in PLAN.pairings if each.health.name == "STALLED"]


def test_the_first_night_mails_five_people_once():
    mails = mails_by_person(ROSTER, PLAN)

    assert Counter(each.kind.value for each in PLAN.notices) == {
        "N06": 2,  # to a pair of last week
        "N19": 2,  # to a pair in its fifth month
        "N15": 1,  # to a mentee whose yearly invitation ends soon
    }
    assert (len(mails), max(mails.values())) == (5, 1)
    assert told_in_the_how_to(r"\| 20 November, the first \|.*\| (\d+) \|") == "5"


def test_the_second_night_adds_nothing():
    again = a_night(AFTER, today=FIRST_NIGHT, told=TOLD)
    second = a_night(AFTER, today=FIRST_NIGHT + DAY, told=TOLD)

    assert (again.ledger, again.openings) == (AFTER_MAIL.ledger, PLAN.openings)
    assert {each.item.key for each in second.ledger} == {each.item.key for each in PLAN.ledger}
    assert again.notices == second.notices == ()
    assert second.news.overdue == second.news.found_overdue == second.news.done == ()


MAIL = """
night      | most of it                           | people | mails of one person
-----------|--------------------------------------|--------|--------------------
2026-11-23 | N07: the new pair, to its senior     | 1      | 1
2026-12-07 | N21: the agreement ran out           | 27     | 1
2026-12-21 | N12: the quarter's report, for all   | 49     | 1
"""


@pytest.mark.parametrize("case", rows(MAIL), ids=lambda case: case["night"])
def test_the_weeks_after_ask_one_mail_of_each(case):
    night = date.fromisoformat(case["night"])
    plan = a_night(AFTER, today=night, told=TOLD)

    mails = mails_by_person(AFTER, plan)

    assert (len(mails), max(mails.values(), default=0)) == (
        int(case["people"]),
        int(case["mails of one person"]),
    )
    assert [each for each in plan.notices if each.item.due_on < REACH] == []
    most = Counter(each.kind.value for each in plan.notices).most_common(1)
    assert [kind for kind, _ in most] == [case["most of it"][:3]]
    assert told_in_the_how_to(rf"\| {night.day} {night:%B}.*?\| (\d+)\b[^|]*\|\n") == case["people"]
