"""An academic year in each programme, night by night, against ledgers written down by hand.

What a pair does stands in the first table; the second is what REDCap's ledger says on 30 June.
"""

from __future__ import annotations

from mentorship.relationships import Programme
from tests.support.builders import (
    SENIOR,
    a_mentee,
    a_mentor,
    a_pairing,
    a_resident,
    a_resident_mentor,
    a_roster,
    a_senior_mentor,
    away,
)
from tests.support.living import expected, ledger_of, lived
from tests.support.rule_nights import today


FIRST, LAST = today("2026-07-01"), today("2027-06-30")


def test_a_faculty_pair_whose_mentee_is_away_over_the_end_of_a_quarter():
    roster = a_roster(
        a_pairing("2026-07-01"),
        people=[
            a_mentee(leave=away("2026-09-20", "2026-10-10")),
            a_mentor(),
            a_senior_mentor(),
        ],
    )

    memory = lived(
        roster,
        """
        day        | pair   | what
        -----------|--------|-----------------------
        2026-07-20 | 1001.1 | met IN_PERSON
        2026-08-10 | 1001.1 | both sign
        2026-08-18 | 1001.1 | met PHONE
        2026-09-16 | 1001.1 | met PHONE
        2026-10-20 | 1001.1 | met PHONE
        2026-10-20 | 1001.1 | both report AY2026-Q1
        2026-11-17 | 1001.1 | met WRITING
        2026-12-15 | 1001.1 | met IN_PERSON
        2027-01-10 | 1001.1 | mentee reports AY2026-Q2
        2027-01-12 | 1001.1 | met PHONE
        2027-01-20 | 1001.1 | mentor reports AY2026-Q2
        2027-01-25 | 1001.1 | reviewed 2026H2
        2027-02-09 | 1001.1 | met IN_PERSON
        2027-03-09 | 1001.1 | met PHONE
        2027-04-06 | 1001.1 | met VIDEO
        2027-04-10 | 1001.1 | both report AY2026-Q3
        2027-05-04 | 1001.1 | met IN_PERSON
        2027-06-01 | 1001.1 | met PHONE
        2027-06-29 | 1001.1 | met PHONE
        """,
        first=FIRST,
        last=LAST,
    )

    assert ledger_of(memory) == expected(
        """
        key                       | due        | state        | done       | notices
        --------------------------|------------|--------------|------------|--------
        PAIR-1001.1               | 2026-07-02 | done on time | 2026-07-01 | 1
        MEET-1001.1               | 2026-07-31 | done on time | 2026-07-20 | 1
        AGREE-1001.1              | 2026-08-15 | done on time | 2026-08-10 | 1
        TOUCH-1001.1-2026-07-01   | 2026-08-01 | done on time | 2026-07-20 | 0
        TOUCH-1001.1-2026-07-20   | 2026-08-20 | done on time | 2026-08-18 | 0
        TOUCH-1001.1-2026-08-18   | 2026-09-18 | done on time | 2026-09-16 | 0
        TOUCH-1001.1-2026-09-16   | 2026-11-07 | done on time | 2026-10-20 | 0
        TOUCH-1001.1-2026-10-20   | 2026-11-20 | done on time | 2026-11-17 | 0
        TOUCH-1001.1-2026-11-17   | 2026-12-18 | done on time | 2026-12-15 | 0
        TOUCH-1001.1-2026-12-15   | 2027-01-15 | done on time | 2027-01-12 | 0
        TOUCH-1001.1-2027-01-12   | 2027-02-12 | done on time | 2027-02-09 | 0
        TOUCH-1001.1-2027-02-09   | 2027-03-12 | done on time | 2027-03-09 | 0
        TOUCH-1001.1-2027-03-09   | 2027-04-09 | done on time | 2027-04-06 | 0
        TOUCH-1001.1-2027-04-06   | 2027-05-07 | done on time | 2027-05-04 | 0
        TOUCH-1001.1-2027-05-04   | 2027-06-04 | done on time | 2027-06-01 | 0
        TOUCH-1001.1-2027-06-01   | 2027-07-02 | done on time | 2027-06-29 | 0
        TOUCH-1001.1-2027-06-29   | 2027-07-30 | upcoming     |            | 0
        INPERSON-1001.1-AY2026-Q1 | 2026-10-21 | done on time | 2026-07-20 | 0
        INPERSON-1001.1-AY2026-Q2 | 2027-01-10 | done on time | 2026-12-15 | 0
        INPERSON-1001.1-AY2026-Q3 | 2027-03-31 | done on time | 2027-02-09 | 0
        INPERSON-1001.1-AY2026-Q4 | 2027-06-30 | done on time | 2027-05-04 | 0
        REPORT-1001.1-AY2026-Q1   | 2026-11-04 | done on time | 2026-10-20 | 1
        REPORT-1001.1-AY2026-Q2   | 2027-01-24 | done on time | 2027-01-20 | 3
        REPORT-1001.1-AY2026-Q3   | 2027-04-14 | done on time | 2027-04-10 | 1
        REPORT-1001.1-AY2026-Q4   | 2027-07-14 | due          |            | 1
        PULSE-1001.1-1            | 2026-12-06 | done on time | 2026-11-23 | 1
        PULSE-1001.1-2            | 2027-06-05 | done on time | 2027-05-24 | 1
        FEEDBACK-1001.1-AY2026    | 2027-04-24 | done on time | 2027-03-10 | 1
        BACK-1001-2026-10-10      | 2026-10-25 | done on time | 2026-10-12 | 1
        SUM-AG03-2026H2           | 2027-01-01 | done on time | 2027-01-01 | 1
        REVIEW-AG03-H14-2026H2    | 2027-01-31 | done on time | 2027-01-25 | 1
        YEAR-2001-AY2026          | 2027-06-03 | done on time | 2027-05-03 | 1
        """
    )


def test_a_faculty_pair_whose_mentor_leaves_in_the_second_quarter():
    roster = a_roster(
        a_pairing("2026-07-01"), people=[a_mentee(), a_mentor(), a_senior_mentor()], groups=[]
    )

    memory = lived(
        roster,
        """
        day        | pair   | what
        -----------|--------|--------------
        2026-07-10 | 1001.1 | met VIDEO
        2026-11-10 | 1001.1 | mentor departs
        """,
        first=FIRST,
        last=LAST,
    )

    assert ledger_of(memory) == expected(
        """
        key                       | due        | state        | done       | notices
        --------------------------|------------|--------------|------------|--------
        PAIR-1001.1               | 2026-07-02 | done on time | 2026-07-01 | 1
        MEET-1001.1               | 2026-07-31 | done on time | 2026-07-10 | 0
        AGREE-1001.1              | 2026-08-15 | void         |            | 4
        TOUCH-1001.1-2026-07-01   | 2026-08-01 | done on time | 2026-07-10 | 0
        TOUCH-1001.1-2026-07-10   | 2026-08-10 | void         |            | 2
        INPERSON-1001.1-AY2026-Q1 | 2026-09-30 | void         |            | 1
        INPERSON-1001.1-AY2026-Q2 | 2026-12-31 | void         |            | 0
        REPORT-1001.1-AY2026-Q1   | 2026-10-14 | void         |            | 4
        PULSE-1001.1-1            | 2026-11-15 | done on time | 2026-11-02 | 1
        """
    )


def test_a_resident_who_meets_by_video_first():
    roster = a_roster(
        a_pairing("2026-06-22", programme=Programme.RESIDENT, hub_code=None),
        people=[a_resident(), a_resident_mentor(), a_senior_mentor()],
    )

    memory = lived(
        roster,
        """
        day        | pair   | what
        -----------|--------|--------------
        2026-07-14 | 1001.1 | met VIDEO
        2026-07-29 | 1001.1 | met IN_PERSON
        2026-08-03 | 1001.1 | mentee signs
        2026-08-20 | 1001.1 | mentor signs
        2026-08-27 | 1001.1 | met PHONE
        2026-09-22 | 1001.1 | met PHONE
        2026-12-10 | 1001.1 | met IN_PERSON
        2027-03-05 | 1001.1 | met PHONE
        2027-04-20 | 1001.1 | met IN_PERSON
        """,
        first=FIRST,
        last=LAST,
    )

    assert ledger_of(memory) == expected(
        """
        key                     | due        | state        | done       | notices
        ------------------------|------------|--------------|------------|--------
        PAIR-1001.1             | 2026-06-23 | done late    | 2026-07-01 | 1
        JULY-1001.1             | 2026-07-31 | done on time | 2026-07-29 | 2
        AGREE-1001.1            | 2026-08-06 | done late    | 2026-08-20 | 5
        TOUCH-1001.1-2026-06-22 | 2026-07-31 | done on time | 2026-07-14 | 0
        TOUCH-1001.1-2026-07-14 | 2026-08-14 | done on time | 2026-07-29 | 0
        TOUCH-1001.1-2026-07-29 | 2026-08-29 | done on time | 2026-08-27 | 0
        TOUCH-1001.1-2026-08-27 | 2026-09-27 | done on time | 2026-09-22 | 0
        TOUCH-1001.1-2026-09-22 | 2026-12-23 | done on time | 2026-12-10 | 0
        TOUCH-1001.1-2026-12-10 | 2027-03-12 | done on time | 2027-03-05 | 0
        TOUCH-1001.1-2027-03-05 | 2027-06-05 | done on time | 2027-04-20 | 0
        TOUCH-1001.1-2027-04-20 | 2027-07-21 | upcoming     |            | 0
        INPERSON-1001.1-AY2026  | 2027-06-30 | done on time | 2027-04-20 | 0
        PULSE-1001.1-1          | 2026-11-05 | done on time | 2026-10-22 | 1
        PULSE-1001.1-2          | 2027-05-06 | done on time | 2027-04-22 | 1
        YEAR-2001-AY2026        | 2027-06-03 | done on time | 2027-05-03 | 1
        """
    )


def test_a_hub_mentor_who_is_coached():
    roster = a_roster(
        a_pairing("2026-07-01", mentor_id=SENIOR, programme=Programme.SENIOR_COACHING),
        people=[a_mentor("1001"), a_senior_mentor()],
    )

    memory = lived(
        roster,
        """
        day        | pair   | what
        -----------|--------|--------------
        2026-08-20 | 1001.1 | met IN_PERSON
        2026-11-30 | 1001.1 | met PHONE
        2027-01-15 | 1001.1 | met IN_PERSON
        2027-04-20 | 1001.1 | met PHONE
        """,
        first=FIRST,
        last=LAST,
    )

    assert ledger_of(memory) == expected(
        """
        key                       | due        | state        | done       | notices
        --------------------------|------------|--------------|------------|--------
        PAIR-1001.1               | 2026-07-02 | done on time | 2026-07-01 | 1
        MEET-1001.1               | 2026-08-30 | done on time | 2026-08-20 | 1
        TOUCH-1001.1-2026-07-01   | 2026-10-01 | done on time | 2026-08-20 | 0
        TOUCH-1001.1-2026-08-20   | 2026-11-20 | done late    | 2026-11-30 | 1
        TOUCH-1001.1-2026-11-30   | 2027-03-02 | done on time | 2027-01-15 | 0
        TOUCH-1001.1-2027-01-15   | 2027-04-17 | done late    | 2027-04-20 | 1
        TOUCH-1001.1-2027-04-20   | 2027-07-21 | upcoming     |            | 0
        INPERSON-1001.1-AY2026-H1 | 2026-12-31 | done on time | 2026-08-20 | 1
        INPERSON-1001.1-AY2026-H2 | 2027-06-30 | done on time | 2027-01-15 | 0
        YEAR-3001-AY2026          | 2027-06-03 | done on time | 2027-05-03 | 1
        """
    )


def test_a_codified_pair_that_ignores_the_invitation_and_reports_once():
    roster = a_roster(a_pairing("2026-07-01", programme=Programme.CODIFIED))

    memory = lived(
        roster,
        """
        day        | pair   | what
        -----------|--------|-------------------
        2027-06-20 | 1001.1 | both report AY2026
        """,
        first=FIRST,
        last=LAST,
    )

    assert ledger_of(memory) == expected(
        """
        key                    | due        | state        | done       | notices
        -----------------------|------------|--------------|------------|--------
        AGREE-1001.1           | 2026-08-15 | void         |            | 1
        FEEDBACK-1001.1-AY2026 | 2027-04-03 | done on time | 2027-03-22 | 1
        REPORT-1001.1-AY2026   | 2027-07-14 | done on time | 2027-06-20 | 0
        YEAR-2001-AY2026       | 2027-06-03 | done on time | 2027-05-03 | 1
        """
    )
