"""From when the dates of a corrected pairing count, and who was told of it before."""

from __future__ import annotations

from mentorship.corrections import counts_from, former_mentors, former_to_tell
from mentorship.named import Named
from reports.frames import pairings_frame
from tests.support.builders import a_pairing, a_roster, on
from tests.support.tables import cases


TONIGHT = on("2026-10-01")


@cases(
    """
    told before | corrected  | now told | assigned   | counts from | former    | to tell
    ------------|------------|----------|------------|-------------|-----------|--------
                |            |          | 2026-07-01 | 2026-07-01  |           |
                |            | 9        | 2026-07-01 | 2026-10-01  | 9         | 9
                |            | 9        | 2026-11-01 | 2026-11-01  | 9         | 9
                |            | 2001     | 2026-07-01 | 2026-07-01  |           |
    9           | 2026-08-01 |          | 2026-07-01 | 2026-08-01  | 9         | 9
    9           | 2026-08-01 |          |            |             | 9         | 9
    2001        | 2026-08-01 |          | 2026-07-01 | 2026-07-01  |           |
    9 2001      | 2026-08-01 |          | 2026-07-01 | 2026-08-01  | 9         |
    2001 9      | 2026-08-01 |          | 2026-07-01 | 2026-08-01  | 9         | 9
    8           | 2026-08-01 | 9        | 2026-07-01 | 2026-10-01  | 8 9       | 9
    """
)
def test_another_mentor_s_dates_count_from_the_telling_and_another_hub_s_do_not(case):
    """The mentor is 2001; *now told* is whom both know of while another is typed."""
    pairing = a_pairing(
        case["assigned"] or None,
        told_before=tuple(Named(14, each) for each in case["told before"].split()),
        corrected_on=on(case["corrected"] or None),
        corrects=Named(14, case["now told"]) if case["now told"] else None,
    )

    start = counts_from(pairing, TONIGHT)

    assert str(start or "") == case["counts from"]
    assert sorted(former_mentors(pairing)) == case["former"].split()
    assert (former_to_tell(pairing) or "") == case["to tell"]
    frame = pairings_frame(a_roster(pairing), TONIGHT)
    assert [each.date() for each in frame["start_on"]] == [each for each in [start] if each]
