"""What the ledger says of every member of the cast, written down by hand.

Sources: the seeds and programme.md 1, 4.6 and 5.3, applied to what the department's rows and
`tests.cast.story` say that people did. `told` counts the steps of an item's notices.
"""

from __future__ import annotations

from datetime import date

import pytest

from sandbox.cast import CAST
from tests.cast.reading import expected, ledger_of


# ── Programme 1: preferences ────────────────────────────────────────────────────────────────────
# Open from 6 July (N01) to 24 July; reminders on 17 and 22 July (N02) for who has not answered.

PREFERENCES = {
    "mentee_with_one_choice": """
    night      | item               | due        | state        | done       | told
    -----------|--------------------|------------|--------------|------------|-----
    2026-07-30 | PREF-mentee-AY2026 | 2026-07-24 | done on time | 2026-07-15 | 1
    """,
    "three_equal_choices": """
    night      | item                  | due        | state        | done       | told
    -----------|-----------------------|------------|--------------|------------|-----
    2026-07-30 | PREF-mentee-AY2026    | 2026-07-24 | done on time | 2026-07-07 | 1
    2026-07-30 | FIX-mentee-AY2026-H12 | 2026-07-15 | overdue      |            | 2
    """,
    "hub_retired_after_submission": """
    night      | item                  | due        | state        | done       | told
    -----------|-----------------------|------------|--------------|------------|-----
    2026-07-30 | PREF-mentee-AY2026    | 2026-07-24 | done on time | 2026-07-07 | 1
    2026-07-30 | FIX-mentee-AY2026-H18 | 2026-08-01 | due          |            | 1
    """,
    "mentor_who_is_mentee": """
    night      | item               | due        | state        | done       | told
    -----------|--------------------|------------|--------------|------------|-----
    2026-07-17 | PREF-mentee-AY2026 | 2026-07-24 | due          |            | 2
    2026-07-18 | PREF-mentee-AY2026 | 2026-07-24 | done on time | 2026-07-17 | 2
    """,
    "odd_characters": """
    night      | item                  | due        | state        | done       | told
    -----------|-----------------------|------------|--------------|------------|-----
    2026-07-30 | PREF-mentee-AY2026    | 2026-07-24 | done on time | 2026-07-07 | 1
    2026-07-30 | FIX-mentee-AY2026-H18 | 2026-08-01 | due          |            | 1
    """,
    "same_person_twice": """
    night      | item               | due        | state        | done       | told
    -----------|--------------------|------------|--------------|------------|-----
    2026-07-30 | PREF-one-AY2026    | 2026-07-24 | done on time | 2026-07-06 | 1
    2026-07-30 | PREF-two-AY2026    | 2026-07-24 | overdue      |            | 3
    """,
    "report_for_closed_pair": """
    night      | item               | due        | state        | done       | told
    -----------|--------------------|------------|--------------|------------|-----
    2026-07-05 | nothing            |            |              |            |
    2026-07-10 | PREF-mentee-AY2026 | 2026-07-24 | done on time | 2026-07-06 | 1
    """,
    "shared_mailbox": """
    night      | item               | due        | state        | done       | told
    -----------|--------------------|------------|--------------|------------|-----
    2026-07-30 | nothing            |            |              |            |
    """,
    "hub_without_mentor": """
    night      | item               | due        | state        | done       | told
    -----------|--------------------|------------|--------------|------------|-----
    2026-07-09 | OPP-H14-AY2026     | 2026-07-24 | upcoming     |            | 0
    2026-07-16 | OPP-H14-AY2026     | 2026-07-24 | due          |            | 0
    2026-07-17 | OPP-H14-AY2026     | 2026-07-24 | done on time | 2026-07-16 | 0
    2027-06-30 | OPP-H14-AY2026     | 2026-07-24 | done on time | 2026-07-16 | 0
    """,
    "senior_who_is_hub_mentor": """
    night      | item                 | due        | state      | done       | told
    -----------|----------------------|------------|------------|------------|-----
    2026-07-01 | COMMIT-senior-AY2026 | 2026-07-06 | due        |            | 1
    2026-07-07 | COMMIT-senior-AY2026 | 2026-07-06 | overdue    |            | 1
    """,
}

# ── Programme 1: the office decides ─────────────────────────────────────────────────────────────

DECISIONS = {
    "evaluator_proposed": """
    night      | item               | due        | state        | done       | told
    -----------|--------------------|------------|--------------|------------|-----
    2026-08-06 | PREF-mentee-AY2026 | 2026-07-24 | done on time | 2026-07-07 | 1
    2026-08-12 | PREF-mentee-AY2026 | 2026-07-24 | done on time | 2026-07-07 | 1
    """,
    "final_then_reversed_before": """
    night      | item               | due        | state        | done       | told
    -----------|--------------------|------------|--------------|------------|-----
    2026-08-10 | PREF-mentee-AY2026 | 2026-07-24 | done on time | 2026-07-07 | 1
    """,
    "final_then_reversed_after": """
    night      | item                        | due        | state        | done       | told
    -----------|-----------------------------|------------|--------------|------------|-----
    2026-08-04 | PREF-mentee-AY2026          | 2026-07-24 | done on time | 2026-07-08 | 1
    2026-08-04 | PAIR-mentee.1               | 2026-08-04 | done on time | 2026-08-04 | 1
    2026-08-04 | MEET-mentee.1               | 2026-09-02 | upcoming     |            | 0
    2026-08-04 | AGREE-mentee.1              | 2026-09-17 | upcoming     |            | 0
    2026-08-04 | TOUCH-mentee.1-2026-08-03   | 2026-09-03 | upcoming     |            | 0
    2026-08-04 | INPERSON-mentee.1-AY2026-Q1 | 2026-09-30 | upcoming     |            | 0
    2026-08-04 | FIX-mentee-AY2026-H18       | 2026-08-01 | void         |            | 2
    2026-08-07 | PREF-mentee-AY2026          | 2026-07-24 | done on time | 2026-07-08 | 1
    2026-08-07 | PAIR-mentee.1               | 2026-08-04 | done on time | 2026-08-04 | 1
    2026-08-07 | MEET-mentee.1               | 2026-09-02 | void         |            | 0
    2026-08-07 | AGREE-mentee.1              | 2026-09-17 | void         |            | 0
    2026-08-07 | TOUCH-mentee.1-2026-08-03   | 2026-09-03 | void         |            | 0
    2026-08-07 | INPERSON-mentee.1-AY2026-Q1 | 2026-09-30 | void         |            | 0
    2026-08-07 | FIX-mentee-AY2026-H18       | 2026-08-01 | void         |            | 2
    """,
    "pairing_in_the_past": """
    night      | item                        | due        | state        | done       | told
    -----------|-----------------------------|------------|--------------|------------|-----
    2026-08-04 | PREF-mentee-AY2026          | 2026-07-24 | done on time | 2026-07-22 | 3
    2026-08-04 | MEET-mentee.1               | 2026-06-04 | overdue      |            | 0
    2026-08-04 | AGREE-mentee.1              | 2026-06-19 | overdue      |            | 0
    2026-08-04 | TOUCH-mentee.1-2026-05-05   | 2026-06-05 | overdue      |            | 0
    2026-08-04 | INPERSON-mentee.1-AY2025-Q4 | 2026-06-30 | overdue      |            | 0
    2026-08-04 | INPERSON-mentee.1-AY2026-Q1 | 2026-09-30 | upcoming     |            | 0
    2026-08-04 | REPORT-mentee.1-AY2025-Q4   | 2026-07-14 | overdue      |            | 1
    2026-08-04 | FIX-mentee-AY2026-H18       | 2026-08-01 | void         |            | 2
    2026-08-17 | PREF-mentee-AY2026          | 2026-07-24 | done on time | 2026-07-22 | 3
    2026-08-17 | MEET-mentee.1               | 2026-06-04 | done late    | 2026-08-12 | 0
    2026-08-17 | AGREE-mentee.1              | 2026-06-19 | done late    | 2026-08-14 | 0
    2026-08-17 | TOUCH-mentee.1-2026-05-05   | 2026-06-05 | done late    | 2026-08-12 | 0
    2026-08-17 | TOUCH-mentee.1-2026-08-12   | 2026-09-12 | upcoming     |            | 0
    2026-08-17 | INPERSON-mentee.1-AY2025-Q4 | 2026-06-30 | done late    | 2026-08-12 | 0
    2026-08-17 | INPERSON-mentee.1-AY2026-Q1 | 2026-09-30 | done on time | 2026-08-12 | 0
    2026-08-17 | REPORT-mentee.1-AY2025-Q4   | 2026-07-14 | overdue      |            | 1
    2026-08-17 | FIX-mentee-AY2026-H18       | 2026-08-01 | void         |            | 2
    """,
    "pairing_in_the_future": """
    night      | item                        | due        | state        | done       | told
    -----------|-----------------------------|------------|--------------|------------|-----
    2026-08-10 | PREF-mentee-AY2026          | 2026-07-24 | done on time | 2026-07-07 | 1
    2026-08-10 | PAIR-mentee.1               | 2026-08-25 | done on time | 2026-08-04 | 1
    2026-08-10 | MEET-mentee.1               | 2026-09-23 | upcoming     |            | 0
    2026-08-10 | AGREE-mentee.1              | 2026-10-08 | upcoming     |            | 0
    2026-08-10 | FIX-mentee-AY2026-H18       | 2026-08-01 | void         |            | 2
    2026-09-07 | PREF-mentee-AY2026          | 2026-07-24 | done on time | 2026-07-07 | 1
    2026-09-07 | PAIR-mentee.1               | 2026-08-25 | done on time | 2026-08-04 | 1
    2026-09-07 | MEET-mentee.1               | 2026-09-23 | upcoming     |            | 1
    2026-09-07 | AGREE-mentee.1              | 2026-10-08 | upcoming     |            | 0
    2026-09-07 | TOUCH-mentee.1-2026-08-24   | 2026-09-24 | upcoming     |            | 0
    2026-09-07 | FIX-mentee-AY2026-H18       | 2026-08-01 | void         |            | 2
    """,
}

# ── Programme 1: pairs that continue from last year ─────────────────────────────────────────────
# Their agreements were signed before anybody watched: on the day of the first meeting they report,
# from which the time frame counts. What was due before 17 March, a quarter and 14 days before the
# first night, is history. "Every two months" holds from the agreement on, so spring asks for two.
# Whose sixth month is after March is invited to give feedback from July on: in the first month with
# N15, then with the next mail that is no pulse and no pairing, at the latest two weeks before the end.

PAIRS = {
    "agreement_signed_by_one": """
    night      | item                        | due        | state        | done       | told
    -----------|-----------------------------|------------|--------------|------------|-----
    2026-08-10 | PAIR-mentee.1               | 2026-05-21 | done late    | 2026-07-01 | 1
    2026-08-10 | AGREE-mentee.1              | 2026-07-04 | overdue      |            | 4
    2026-08-10 | DATE-mentee.1-2026-07-08    | 2026-07-08 | done on time | 2026-07-06 | 1
    2026-08-10 | TOUCH-mentee.1-2026-06-09   | 2026-07-10 | overdue      |            | 2
    2026-08-10 | INPERSON-mentee.1-AY2026-Q1 | 2026-09-30 | upcoming     |            | 0
    """,
    "report_signed_late": """
    night      | item                        | due        | state        | done       | told
    -----------|-----------------------------|------------|--------------|------------|-----
    2026-08-03 | TOUCH-mentee.1-2026-06-15   | 2026-07-16 | done on time | 2026-07-13 | 0
    2026-08-03 | TOUCH-mentee.1-2026-07-13   | 2026-08-13 | due          |            | 0
    2026-08-03 | INPERSON-mentee.1-AY2026-Q1 | 2026-09-30 | upcoming     |            | 0
    2026-08-03 | REPORT-mentee.1-AY2025-Q4   | 2026-07-14 | overdue      |            | 4
    2026-08-03 | FEEDBACK-mentee.1-AY2026    | 2026-10-01 | upcoming     |            | 0
    2026-08-04 | TOUCH-mentee.1-2026-06-15   | 2026-07-16 | done on time | 2026-07-13 | 0
    2026-08-04 | TOUCH-mentee.1-2026-07-13   | 2026-08-13 | due          |            | 0
    2026-08-04 | INPERSON-mentee.1-AY2026-Q1 | 2026-09-30 | upcoming     |            | 0
    2026-08-04 | REPORT-mentee.1-AY2025-Q4   | 2026-07-14 | done late    | 2026-08-03 | 4
    2026-08-04 | FEEDBACK-mentee.1-AY2026    | 2026-10-01 | upcoming     |            | 0
    """,
    "change_request_open": """
    night      | item                        | due        | state        | done       | told
    -----------|-----------------------------|------------|--------------|------------|-----
    2026-10-21 | TOUCH-mentee.1-2026-06-15   | 2026-07-16 | done on time | 2026-07-13 | 0
    2026-10-21 | TOUCH-mentee.1-2026-07-13   | 2026-08-13 | done on time | 2026-08-10 | 0
    2026-10-21 | TOUCH-mentee.1-2026-08-10   | 2026-09-10 | done on time | 2026-09-08 | 0
    2026-10-21 | TOUCH-mentee.1-2026-09-08   | 2026-10-09 | overdue      |            | 0
    2026-10-21 | INPERSON-mentee.1-AY2026-Q1 | 2026-09-30 | done on time | 2026-08-10 | 0
    2026-10-21 | INPERSON-mentee.1-AY2026-Q2 | 2026-12-31 | upcoming     |            | 0
    2026-10-21 | REPORT-mentee.1-AY2025-Q4   | 2026-07-14 | done late    | 2026-08-03 | 4
    2026-10-21 | REPORT-mentee.1-AY2026-Q1   | 2026-10-14 | overdue      |            | 1
    2026-10-21 | PULSE-mentee.1-2            | 2026-09-03 | done on time | 2026-08-20 | 1
    2026-10-21 | RENEW-mentee.1-1            | 2026-11-05 | upcoming     |            | 0
    2026-10-21 | FEEDBACK-mentee.1-AY2026    | 2026-10-01 | done on time | 2026-09-09 | 1
    """,
    "contact_tomorrow": """
    night      | item                        | due        | state        | done       | told
    -----------|-----------------------------|------------|--------------|------------|-----
    2026-07-06 | TOUCH-mentee.1-2026-06-02   | 2026-07-03 | overdue      |            | 1
    2026-07-06 | INPERSON-mentee.1-AY2026-Q1 | 2026-09-30 | upcoming     |            | 0
    2026-07-06 | REPORT-mentee.1-AY2025-Q4   | 2026-07-14 | due          |            | 0
    2026-07-06 | FEEDBACK-mentee.1-AY2026    | 2026-10-01 | upcoming     |            | 0
    2026-07-07 | TOUCH-mentee.1-2026-06-02   | 2026-07-03 | done late    | 2026-07-07 | 1
    2026-07-07 | TOUCH-mentee.1-2026-07-07   | 2026-08-07 | upcoming     |            | 0
    2026-07-07 | INPERSON-mentee.1-AY2026-Q1 | 2026-09-30 | upcoming     |            | 0
    2026-07-07 | REPORT-mentee.1-AY2025-Q4   | 2026-07-14 | due          |            | 0
    2026-07-07 | FEEDBACK-mentee.1-AY2026    | 2026-10-01 | upcoming     |            | 0
    """,
    "two_reports_one_quarter": """
    night      | item                        | due        | state        | done       | told
    -----------|-----------------------------|------------|--------------|------------|-----
    2026-07-20 | TOUCH-mentee.1-2026-06-17   | 2026-07-18 | done on time | 2026-07-08 | 0
    2026-07-20 | TOUCH-mentee.1-2026-07-08   | 2026-08-08 | done on time | 2026-07-15 | 0
    2026-07-20 | TOUCH-mentee.1-2026-07-15   | 2026-08-15 | upcoming     |            | 0
    2026-07-20 | INPERSON-mentee.1-AY2026-Q1 | 2026-09-30 | done on time | 2026-07-15 | 0
    2026-07-20 | REPORT-mentee.1-AY2025-Q4   | 2026-07-14 | done on time | 2026-07-08 | 0
    2026-07-20 | PULSE-mentee.1-2            | 2026-07-22 | done on time | 2026-07-08 | 1
    """,
    "mentor_leaves_mid_quarter": """
    night      | item                        | due        | state        | done       | told
    -----------|-----------------------------|------------|--------------|------------|-----
    2026-11-11 | TOUCH-mentee.1-2026-06-17   | 2026-07-18 | done on time | 2026-07-08 | 0
    2026-11-11 | TOUCH-mentee.1-2026-07-08   | 2026-08-08 | done on time | 2026-07-15 | 0
    2026-11-11 | TOUCH-mentee.1-2026-07-15   | 2026-08-15 | done on time | 2026-08-12 | 0
    2026-11-11 | TOUCH-mentee.1-2026-08-12   | 2026-09-12 | done on time | 2026-09-09 | 0
    2026-11-11 | TOUCH-mentee.1-2026-09-09   | 2026-10-10 | done on time | 2026-10-07 | 0
    2026-11-11 | TOUCH-mentee.1-2026-10-07   | 2026-11-07 | void         |            | 1
    2026-11-11 | INPERSON-mentee.1-AY2026-Q1 | 2026-09-30 | done on time | 2026-07-15 | 0
    2026-11-11 | INPERSON-mentee.1-AY2026-Q2 | 2026-12-31 | void         |            | 0
    2026-11-11 | REPORT-mentee.1-AY2025-Q4   | 2026-07-14 | done on time | 2026-07-08 | 0
    2026-11-11 | REPORT-mentee.1-AY2026-Q1   | 2026-10-14 | done on time | 2026-09-30 | 1
    2026-11-11 | PULSE-mentee.1-2            | 2026-07-22 | done on time | 2026-07-08 | 1
    2026-11-11 | RENEW-mentee.1-1            | 2026-09-24 | void         |            | 2
    2026-12-01 | TOUCH-mentee.1-2026-06-17   | 2026-07-18 | done on time | 2026-07-08 | 0
    2026-12-01 | TOUCH-mentee.1-2026-07-08   | 2026-08-08 | done on time | 2026-07-15 | 0
    2026-12-01 | TOUCH-mentee.1-2026-07-15   | 2026-08-15 | done on time | 2026-08-12 | 0
    2026-12-01 | TOUCH-mentee.1-2026-08-12   | 2026-09-12 | done on time | 2026-09-09 | 0
    2026-12-01 | TOUCH-mentee.1-2026-09-09   | 2026-10-10 | done on time | 2026-10-07 | 0
    2026-12-01 | TOUCH-mentee.1-2026-10-07   | 2026-11-07 | void         |            | 1
    2026-12-01 | INPERSON-mentee.1-AY2026-Q1 | 2026-09-30 | done on time | 2026-07-15 | 0
    2026-12-01 | INPERSON-mentee.1-AY2026-Q2 | 2026-12-31 | void         |            | 0
    2026-12-01 | REPORT-mentee.1-AY2025-Q4   | 2026-07-14 | done on time | 2026-07-08 | 0
    2026-12-01 | REPORT-mentee.1-AY2026-Q1   | 2026-10-14 | done on time | 2026-09-30 | 1
    2026-12-01 | PREF-mentee-AY2026          | 2026-12-08 | due          |            | 2
    2026-12-01 | PULSE-mentee.1-2            | 2026-07-22 | done on time | 2026-07-08 | 1
    2026-12-01 | RENEW-mentee.1-1            | 2026-09-24 | void         |            | 2
    """,
    "mentee_on_leave_over_quarter_end": """
    night      | item                        | due        | state        | done       | told
    -----------|-----------------------------|------------|--------------|------------|-----
    2026-10-05 | COMMIT-mentee-AY2026        | 2026-07-06 | overdue      |            | 1
    2026-10-05 | TOUCH-mentee.1-2026-06-16   | 2026-07-17 | done on time | 2026-07-10 | 0
    2026-10-05 | TOUCH-mentee.1-2026-07-10   | 2026-08-10 | done on time | 2026-08-07 | 0
    2026-10-05 | TOUCH-mentee.1-2026-08-07   | 2026-09-07 | done on time | 2026-09-04 | 0
    2026-10-05 | TOUCH-mentee.1-2026-09-04   | 2026-11-10 | upcoming     |            | 0
    2026-10-05 | INPERSON-mentee.1-AY2026-Q1 | 2026-09-30 | done on time | 2026-07-10 | 0
    2026-10-05 | INPERSON-mentee.1-AY2026-Q2 | 2027-01-20 | upcoming     |            | 0
    2026-10-05 | REPORT-mentee.1-AY2025-Q4   | 2026-07-14 | done on time | 2026-07-10 | 0
    2026-10-05 | REPORT-mentee.1-AY2026-Q1   | 2026-11-19 | upcoming     |            | 1
    2026-10-05 | PULSE-mentee.1-2            | 2026-09-17 | done on time | 2026-09-03 | 1
    2026-10-05 | FEEDBACK-mentee.1-AY2026    | 2026-10-01 | done on time | 2026-09-09 | 1
    2026-11-04 | COMMIT-mentee-AY2026        | 2026-07-06 | overdue      |            | 1
    2026-11-04 | TOUCH-mentee.1-2026-06-16   | 2026-07-17 | done on time | 2026-07-10 | 0
    2026-11-04 | TOUCH-mentee.1-2026-07-10   | 2026-08-10 | done on time | 2026-08-07 | 0
    2026-11-04 | TOUCH-mentee.1-2026-08-07   | 2026-09-07 | done on time | 2026-09-04 | 0
    2026-11-04 | TOUCH-mentee.1-2026-09-04   | 2026-11-10 | done on time | 2026-10-28 | 0
    2026-11-04 | TOUCH-mentee.1-2026-10-28   | 2026-11-28 | upcoming     |            | 0
    2026-11-04 | INPERSON-mentee.1-AY2026-Q1 | 2026-09-30 | done on time | 2026-07-10 | 0
    2026-11-04 | INPERSON-mentee.1-AY2026-Q2 | 2027-01-20 | upcoming     |            | 0
    2026-11-04 | REPORT-mentee.1-AY2025-Q4   | 2026-07-14 | done on time | 2026-07-10 | 0
    2026-11-04 | REPORT-mentee.1-AY2026-Q1   | 2026-11-19 | done on time | 2026-10-28 | 1
    2026-11-04 | PULSE-mentee.1-2            | 2026-09-17 | done on time | 2026-09-03 | 1
    2026-11-04 | RENEW-mentee.1-1            | 2026-11-19 | upcoming     |            | 1
    2026-11-04 | FEEDBACK-mentee.1-AY2026    | 2026-10-01 | done on time | 2026-09-09 | 1
    2026-11-04 | BACK-mentee-2026-10-20      | 2026-11-04 | done on time | 2026-10-21 | 1
    """,
    "mutual_mentoring": """
    night      | item                        | due        | state        | done       | told
    -----------|-----------------------------|------------|--------------|------------|-----
    2026-07-20 | TOUCH-one.1-2026-06-02      | 2026-07-03 | done on time | 2026-07-02 | 0
    2026-07-20 | TOUCH-one.1-2026-07-02      | 2026-08-02 | due          |            | 0
    2026-07-20 | INPERSON-one.1-AY2026-Q1    | 2026-09-30 | upcoming     |            | 0
    2026-07-20 | REPORT-one.1-AY2025-Q4      | 2026-07-14 | overdue      |            | 2
    2026-07-20 | RENEW-one.1-1               | 2026-04-01 | overdue      |            | 0
    2026-07-20 | COMMIT-two-AY2026           | 2026-07-06 | overdue      |            | 1
    2026-07-20 | TOUCH-two.1-2026-06-07      | 2026-07-08 | overdue      |            | 1
    2026-07-20 | INPERSON-two.1-AY2025-Q4    | 2026-06-30 | overdue      |            | 0
    2026-07-20 | INPERSON-two.1-AY2026-Q1    | 2026-09-30 | upcoming     |            | 0
    2026-07-20 | REPORT-two.1-AY2025-Q4      | 2026-07-14 | done on time | 2026-07-09 | 0
    2026-07-20 | PULSE-one.1-2               | 2026-07-29 | done on time | 2026-07-15 | 1
    2026-07-20 | FEEDBACK-two.1-AY2026       | 2026-10-01 | upcoming     |            | 0
    2027-01-11 | TOUCH-one.1-2026-06-02      | 2026-07-03 | done on time | 2026-07-02 | 0
    2027-01-11 | TOUCH-one.1-2026-07-02      | 2026-08-02 | overdue      |            | 2
    2027-01-11 | INPERSON-one.1-AY2026-Q1    | 2026-09-30 | overdue      |            | 1
    2027-01-11 | INPERSON-one.1-AY2026-Q2    | 2026-12-31 | overdue      |            | 0
    2027-01-11 | INPERSON-one.1-AY2026-Q3    | 2027-03-31 | upcoming     |            | 0
    2027-01-11 | REPORT-one.1-AY2025-Q4      | 2026-07-14 | overdue      |            | 3
    2027-01-11 | REPORT-one.1-AY2026-Q1      | 2026-10-14 | overdue      |            | 4
    2027-01-11 | REPORT-one.1-AY2026-Q2      | 2027-01-14 | due          |            | 2
    2027-01-11 | RENEW-one.1-1               | 2026-04-01 | overdue      |            | 0
    2027-01-11 | COMMIT-two-AY2026           | 2026-07-06 | overdue      |            | 1
    2027-01-11 | TOUCH-two.1-2026-06-07      | 2026-07-08 | overdue      |            | 2
    2027-01-11 | INPERSON-two.1-AY2025-Q4    | 2026-06-30 | overdue      |            | 0
    2027-01-11 | RENEW-two.1-1               | 2026-10-17 | overdue      |            | 2
    2027-01-11 | INPERSON-two.1-AY2026-Q1    | 2026-09-30 | overdue      |            | 1
    2027-01-11 | INPERSON-two.1-AY2026-Q2    | 2026-12-31 | overdue      |            | 0
    2027-01-11 | INPERSON-two.1-AY2026-Q3    | 2027-03-31 | upcoming     |            | 0
    2027-01-11 | REPORT-two.1-AY2025-Q4      | 2026-07-14 | done on time | 2026-07-09 | 0
    2027-01-11 | REPORT-two.1-AY2026-Q1      | 2026-10-14 | overdue      |            | 4
    2027-01-11 | REPORT-two.1-AY2026-Q2      | 2027-01-14 | due          |            | 2
    2027-01-11 | PULSE-one.1-2               | 2026-07-29 | done on time | 2026-07-15 | 1
    2027-01-11 | PULSE-two.1-2               | 2026-08-15 | done on time | 2026-08-03 | 1
    2027-01-11 | FEEDBACK-two.1-AY2026       | 2026-10-01 | done on time | 2026-08-10 | 1
    """,
}

# ── Programme 1: the groups' half-years ─────────────────────────────────────────────────────────
# All groups review in January and July. A review that was never held is void from the next one on.

GROUPS = {
    "group_counts_only": """
    night      | item                   | due        | state        | done       | told
    -----------|------------------------|------------|--------------|------------|-----
    2026-07-02 | SUM-AG06-2026H1        | 2026-07-01 | done on time | 2026-07-01 | 1
    2026-07-02 | REVIEW-AG06-H27-2026H1 | 2026-07-31 | upcoming     |            | 0
    """,
    "group_with_one_pair": """
    night      | item                   | due        | state        | done       | told
    -----------|------------------------|------------|--------------|------------|-----
    2026-08-10 | SUM-AG06-2026H1        | 2026-07-01 | done on time | 2026-07-01 | 1
    2026-08-10 | REVIEW-AG06-H27-2026H1 | 2026-07-31 | overdue      |            | 2
    2027-01-25 | SUM-AG06-2026H1        | 2026-07-01 | done on time | 2026-07-01 | 1
    2027-01-25 | REVIEW-AG06-H27-2026H1 | 2026-07-31 | void         |            | 2
    2027-01-25 | SUM-AG06-2026H2        | 2027-01-04 | done on time | 2027-01-04 | 1
    2027-01-25 | REVIEW-AG06-H27-2026H2 | 2027-01-31 | done on time | 2027-01-20 | 0
    """,
    "senior_on_leave_with_deputy": """
    night      | item                   | due        | state        | done       | told
    -----------|------------------------|------------|--------------|------------|-----
    2026-07-27 | SUM-AG04-2026H1        | 2026-07-01 | done on time | 2026-07-01 | 1
    2026-07-27 | REVIEW-AG04-H16-2026H1 | 2026-07-31 | due          |            | 1
    2026-07-27 | REVIEW-AG04-H17-2026H1 | 2026-07-31 | due          |            | 1
    2026-07-27 | REVIEW-AG04-H18-2026H1 | 2026-07-31 | void         |            | 1
    2027-01-25 | SUM-AG04-2026H1        | 2026-07-01 | done on time | 2026-07-01 | 1
    2027-01-25 | REVIEW-AG04-H16-2026H1 | 2026-07-31 | void         |            | 2
    2027-01-25 | REVIEW-AG04-H17-2026H1 | 2026-07-31 | void         |            | 2
    2027-01-25 | REVIEW-AG04-H18-2026H1 | 2026-07-31 | void         |            | 1
    2027-01-25 | SUM-AG04-2026H2        | 2027-01-04 | done on time | 2027-01-04 | 1
    2027-01-25 | REVIEW-AG04-H17-2026H2 | 2027-01-31 | done on time | 2027-01-18 | 0
    """,
    "senior_on_leave_without_deputy": """
    night      | item                   | due        | state        | done       | told
    -----------|------------------------|------------|--------------|------------|-----
    2026-08-10 | SUM-AG03-2026H1        | 2026-07-01 | done on time | 2026-07-01 | 1
    2026-08-10 | REVIEW-AG03-H13-2026H1 | 2026-07-31 | overdue      |            | 2
    2027-01-25 | SUM-AG03-2026H1        | 2026-07-01 | done on time | 2026-07-01 | 1
    2027-01-25 | REVIEW-AG03-H13-2026H1 | 2026-07-31 | void         |            | 2
    2027-01-25 | SUM-AG03-2026H2        | 2027-02-16 | upcoming     |            | 0
    2027-01-25 | REVIEW-AG03-H13-2026H2 | 2027-03-15 | upcoming     |            | 0
    2027-02-16 | SUM-AG03-2026H1        | 2026-07-01 | done on time | 2026-07-01 | 1
    2027-02-16 | REVIEW-AG03-H13-2026H1 | 2026-07-31 | void         |            | 2
    2027-02-16 | SUM-AG03-2026H2        | 2027-02-16 | done on time | 2027-02-16 | 1
    2027-02-16 | REVIEW-AG03-H13-2026H2 | 2027-03-15 | upcoming     |            | 0
    2027-03-09 | SUM-AG03-2026H1        | 2026-07-01 | done on time | 2026-07-01 | 1
    2027-03-09 | REVIEW-AG03-H13-2026H1 | 2026-07-31 | void         |            | 2
    2027-03-09 | SUM-AG03-2026H2        | 2027-02-16 | done on time | 2027-02-16 | 1
    2027-03-09 | REVIEW-AG03-H13-2026H2 | 2027-03-15 | due          |            | 1
    """,
}

# ── Programme 2: residents ──────────────────────────────────────────────────────────────────────

RESIDENTS = {
    "resident_video_in_july": """
    night      | item                      | due        | state        | done       | told
    -----------|---------------------------|------------|--------------|------------|-----
    2026-08-05 | JULY-mentee.1             | 2026-07-31 | overdue      |            | 3
    2026-08-05 | AGREE-mentee.1            | 2026-08-15 | done on time | 2026-07-21 | 0
    2026-08-05 | TOUCH-mentee.1-2026-07-01 | 2026-08-01 | done on time | 2026-07-21 | 0
    2026-08-05 | DATE-mentee.1-2026-08-04  | 2026-08-04 | done on time | 2026-08-03 | 1
    2026-08-05 | TOUCH-mentee.1-2026-07-21 | 2026-08-21 | upcoming     |            | 0
    2026-08-05 | INPERSON-mentee.1-AY2026  | 2027-06-30 | upcoming     |            | 0
    2026-08-05 | PAIR-mentee.1             | 2026-07-02 | done on time | 2026-07-01 | 1
    2027-01-04 | JULY-mentee.1             | 2026-07-31 | done late    | 2026-08-06 | 3
    2027-01-04 | AGREE-mentee.1            | 2026-08-15 | done on time | 2026-07-21 | 0
    2027-01-04 | TOUCH-mentee.1-2026-07-01 | 2026-08-01 | done on time | 2026-07-21 | 0
    2027-01-04 | DATE-mentee.1-2026-08-04  | 2026-08-04 | done on time | 2026-08-03 | 1
    2027-01-04 | TOUCH-mentee.1-2026-07-21 | 2026-08-21 | done on time | 2026-08-06 | 0
    2027-01-04 | TOUCH-mentee.1-2026-08-06 | 2026-09-06 | done late    | 2026-09-10 | 1
    2027-01-04 | TOUCH-mentee.1-2026-09-10 | 2026-12-11 | done on time | 2026-12-01 | 0
    2027-01-04 | TOUCH-mentee.1-2026-12-01 | 2027-03-03 | upcoming     |            | 0
    2027-01-04 | INPERSON-mentee.1-AY2026  | 2027-06-30 | due          |            | 0
    2027-01-04 | PAIR-mentee.1             | 2026-07-02 | done on time | 2026-07-01 | 1
    2027-01-04 | PULSE-mentee.1-1          | 2026-11-15 | done on time | 2026-11-02 | 1
    """,
    "pgy4_mentors_pgy1": """
    night      | item                      | due        | state        | done       | told
    -----------|---------------------------|------------|--------------|------------|-----
    2026-09-30 | JULY-mentee.1             | 2026-07-31 | done on time | 2026-07-15 | 1
    2026-09-30 | AGREE-mentee.1            | 2026-08-15 | done late    | 2026-08-20 | 4
    2026-09-30 | TOUCH-mentee.1-2026-07-01 | 2026-08-01 | done on time | 2026-07-15 | 0
    2026-09-30 | TOUCH-mentee.1-2026-07-15 | 2026-08-15 | done late    | 2026-09-20 | 2
    2026-09-30 | TOUCH-mentee.1-2026-09-20 | 2026-12-21 | upcoming     |            | 0
    2026-09-30 | INPERSON-mentee.1-AY2026  | 2027-06-30 | upcoming     |            | 0
    2026-09-30 | PAIR-mentee.1             | 2026-07-02 | done on time | 2026-07-01 | 1
    """,
    "unknown_code": """
    night      | item                      | due        | state        | done       | told
    -----------|---------------------------|------------|--------------|------------|-----
    2026-09-30 | nothing                   |            |              |            |
    """,
}

# ── Programmes 3 and 4: coaching, codified ──────────────────────────────────────────────────────
# The coach is away from 11 December to 15 February: 67 days that do not count.

OTHERS = {
    "mentor_in_two_groups": """
    night      | item                        | due        | state        | done       | told
    -----------|-----------------------------|------------|--------------|------------|-----
    2026-07-20 | nothing                     |            |              |            |
    2026-09-30 | MEET-mentor.1               | 2026-09-18 | done on time | 2026-09-10 | 1
    2026-09-30 | TOUCH-mentor.1-2026-07-20   | 2026-10-20 | done on time | 2026-09-10 | 0
    2026-09-30 | TOUCH-mentor.1-2026-09-10   | 2027-02-16 | upcoming     |            | 0
    2026-09-30 | INPERSON-mentor.1-AY2026-H1 | 2027-03-08 | done on time | 2026-09-10 | 1
    2026-09-30 | PAIR-mentor.1               | 2026-07-21 | done on time | 2026-07-21 | 1
    2027-02-25 | MEET-mentor.1               | 2026-09-18 | done on time | 2026-09-10 | 1
    2027-02-25 | TOUCH-mentor.1-2026-07-20   | 2026-10-20 | done on time | 2026-09-10 | 0
    2027-02-25 | TOUCH-mentor.1-2026-09-10   | 2027-02-16 | done late    | 2027-02-20 | 1
    2027-02-25 | TOUCH-mentor.1-2027-02-20   | 2027-05-23 | upcoming     |            | 0
    2027-02-25 | INPERSON-mentor.1-AY2026-H1 | 2027-03-08 | done on time | 2026-09-10 | 1
    2027-02-25 | INPERSON-mentor.1-AY2026-H2 | 2027-08-15 | upcoming     |            | 1
    2027-02-25 | PAIR-mentor.1               | 2026-07-21 | done on time | 2026-07-21 | 1
    """,
    "existing_mentor_codified": """
    night      | item                     | due        | state        | done       | told
    -----------|--------------------------|------------|--------------|------------|-----
    2026-09-10 | PREF-mentee-AY2026       | 2026-07-24 | done on time | 2026-07-09 | 1
    2026-09-10 | AGREE-mentee.1           | 2026-09-17 | due          |            | 1
    2027-06-30 | PREF-mentee-AY2026       | 2026-07-24 | done on time | 2026-07-09 | 1
    2027-06-30 | AGREE-mentee.1           | 2026-09-17 | void         |            | 1
    2027-06-30 | REPORT-mentee.1-AY2026   | 2027-07-14 | done on time | 2027-06-20 | 0
    2027-06-30 | FEEDBACK-mentee.1-AY2026 | 2027-04-30 | done on time | 2027-04-16 | 1
    """,
}

LEDGERS = {**PREFERENCES, **DECISIONS, **PAIRS, **GROUPS, **RESIDENTS, **OTHERS}


@pytest.mark.parametrize("part", LEDGERS)
def test_the_ledger_says_what_was_written_down_by_hand(year, part):
    for night, lines in expected(LEDGERS[part]).items():
        assert ledger_of(year, part, night) == lines, f"{part}, {night}"


def test_nobody_of_the_cast_is_forgotten():
    assert LEDGERS.keys() == CAST.keys()


def test_two_reports_of_one_quarter_are_one_item(year):
    mentee = year.record("two_reports_one_quarter")
    keys = [each.key for each in year.ledger(date(2026, 7, 20), mentee)]

    assert keys.count(f"REPORT-{mentee}.1-AY2025-Q3") == 1
