"""How big a synthetic department is. Source: programme.md 6.1 (M is counted, S and L follow it)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


SizeName = Literal["S", "M", "L"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """Exact head counts of one size."""

    ranks: tuple[int, int, int, int]
    """Instructors, assistant, associate and full professors."""
    tracks: tuple[int, int, int, int]
    """Clinician educators, clinical practice, investigators, research."""
    residents: int
    hubs: int
    groups: int
    eligible: int
    """Mentees without a mentor: all instructors and assistants, the rest associates."""
    lists: int
    """Mentees who hand in a list in the end; the other eligible ones do not."""
    to_fix: int
    """Lists, among `lists`, that somebody has to put right first."""
    late: int
    """Lists, among `lists`, that come after preferences closed."""
    commitments: int
    capacities: tuple[int, int, int, int]
    """Commitments that hold one, two, three and four mentees; M: 30, 42, 20 and 8 %."""
    mentors: int
    """Distinct hub mentors behind the commitments."""
    serving_three: int
    """Mentors who serve three hubs; the rest of the surplus serve two."""
    seniors_mentoring: int
    """Senior mentors who are hub mentors too."""
    resident_mentors: int
    most_mail: int
    """The office's run cap (`ps_max_mail_run`), above the busiest honest night."""

    @property
    def faculty(self) -> int:
        """All faculty."""
        return sum(self.ranks)

    @property
    def serving_two(self) -> int:
        """Mentors who serve two hubs."""
        return self.commitments - self.mentors - 2 * self.serving_three


SIZES: dict[SizeName, Size] = {
    "S": Size(
        ranks=(4, 30, 15, 11), tracks=(30, 23, 4, 3), residents=24, hubs=12, groups=3,
        eligible=42, lists=36, to_fix=3, late=2, commitments=16, capacities=(3, 2, 4, 7),
        mentors=14, serving_three=0, seniors_mentoring=1, resident_mentors=4, most_mail=120,
    ),
    "M": Size(
        ranks=(9, 82, 40, 29), tracks=(79, 62, 11, 8), residents=72, hubs=50, groups=10,
        eligible=118, lists=104, to_fix=8, late=6, commitments=68, capacities=(20, 29, 14, 5),
        mentors=54, serving_three=1, seniors_mentoring=3, resident_mentors=12, most_mail=300,
    ),
    "L": Size(
        ranks=(90, 820, 400, 290), tracks=(790, 620, 110, 80), residents=600, hubs=400, groups=60,
        eligible=1150, lists=1000, to_fix=77, late=58, commitments=560,
        capacities=(168, 235, 112, 45),
        mentors=450, serving_three=5, seniors_mentoring=18, resident_mentors=100,
        most_mail=2000,
    ),
}  # fmt: skip
