"""What `mentorship explain` says about the cast: why, since when, what closes it, what comes next."""

from __future__ import annotations

import re
from datetime import date

import pytest

from mentorship.explain import explain
from mentorship.obligations.due_items import DueState
from sandbox.cast import CAST
from tests.cast.test_ledgers import LEDGERS
from tests.support.tables import rows


SAID = """
part                             | night      | item                            | what is said
---------------------------------|------------|---------------------------------|-------------
agreement_signed_by_one          | 2026-08-10 | AGREE-1044.1                    | Source: S1.30.
agreement_signed_by_one          | 2026-08-10 | AGREE-1044.1                    | Waits for record 1041.
agreement_signed_by_one          | 2026-08-10 | AGREE-1044.1                    | No reminder is left. The office's list has it since 18 July 2026.
agreement_signed_by_one          | 2026-08-10 | TOUCH-1044.1-2026-06-09         | 1 reminder will be sent tonight.
mutual_mentoring                 | 2027-01-11 | TOUCH-1002.1-2026-07-02         | No reminder is left.
change_request_open              | 2026-10-21 | REPORT-1027.1-AY2026-Q1         | Reminders rest until the office or the people end the rest.
mentee_on_leave_over_quarter_end | 2026-10-05 | REPORT-1052.1-AY2026-Q1         | Reminders rest up to 20 October 2026. The next reminder is for 16 November 2026.
mentor_leaves_mid_quarter        | 2026-11-11 | INPERSON-1055.1-AY2026-Q2       | It was due on 31 December 2026.
mentor_leaves_mid_quarter        | 2026-11-11 | INPERSON-1055.1-AY2026-Q2       | Nobody owes it any more.
mentor_leaves_mid_quarter        | 2026-12-01 | PREF-1055-AY2026                | Open since 20 November 2026, due on 8 December 2026.
pairing_in_the_future            | 2026-08-10 | MEET-1026.1                     | Opens on 24 August 2026, due on 23 September 2026.
report_signed_late               | 2026-08-04 | REPORT-1027.1-AY2025-Q4         | Done on 3 August 2026, late.
senior_on_leave_without_deputy   | 2027-01-25 | REVIEW-AG03-H13-2026H2          | Opens on 16 February 2027, due on 15 March 2027.
group_with_one_pair              | 2026-07-02 | REVIEW-AG06-H27-2026H1          | Source: S1.36a.
resident_video_in_july           | 2026-08-05 | JULY-1063.1                     | a video leaves it owed
resident_video_in_july           | 2026-08-05 | JULY-1063.1                     | Source: S0.26, S0.27.
mentor_in_two_groups             | 2026-09-30 | TOUCH-1007.1-2026-09-10         | senior mentor coaching. Source: S1.35.
existing_mentor_codified         | 2026-09-10 | AGREE-1059.1                    | It lapses after 17 September 2026; nobody can be late with it.
hub_without_mentor               | 2026-07-10 | OPP-H14-AY2026                  | Open since 8 June 2026, due on 24 July 2026. No scholarship opportunities are listed.
hub_without_mentor               | 2026-07-10 | OPP-H14-AY2026                  | Waits for the office.
mentor_who_is_mentee             | 2026-07-17 | PREF-1050-AY2026                | 1 reminder will be sent tonight.
"""


def explained(year, part, night):
    """Every obligation of everybody in *part*, by key."""
    lived = year.nights[night]
    records = year.department.cast[part].record_ids
    found = [
        each for record in records for each in explain(lived.seen.roster, lived.before_mail, record)
    ]
    return {each.key: each for each in found}


@pytest.mark.parametrize("case", rows(SAID), ids=lambda case: f"{case['part']} {case['item']}")
def test_an_item_is_explained_as_staff_would_read_it_out(year, case):
    found = explained(year, case["part"], date.fromisoformat(case["night"]))[case["item"]]

    said = f"{found.why}\n{found.since}\n{found.closes}\n{found.then}"
    assert case["what is said"] in said


@pytest.mark.parametrize("part", CAST)
def test_every_obligation_of_the_cast_is_explained_in_whole_sentences(year, part):
    for night in {date.fromisoformat(row["night"]) for row in rows(LEDGERS[part])}:
        for key, each in explained(year, part, night).items():
            for line in (each.why, each.since, each.closes, each.then):
                assert re.fullmatch(r"[A-Z\d][^\n]*\.", line), (key, line)
                assert "  " not in line, (key, line)
            assert re.search(r"Source: S\d\.", each.why), (key, each.why)
            assert ("Nothing more happens." in each.then) != each.state.is_open, key
            is_told_when = "reminder" in each.then.lower() or "lapses" in each.then
            assert is_told_when or not each.state.is_open or "set a date" in each.then, key
            assert each.state is not DueState.VOID or "Open since" not in each.since, key
