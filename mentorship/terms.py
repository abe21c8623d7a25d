"""What each of the four programmes asks of a pair: one block a programme, each entry sourced.

Source of the table: programme 4.6; of each entry, the sentence of the seed it names. A department
changes an entry in its YAML under the programme's block, in the same words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from mentorship.cadences import ContactTerm, InPersonTerm, MeetingTerm, ReportTerm, SigningTerm
from mentorship.feedback_term import FeedbackTerm
from mentorship.pulse_term import PulseTerm


class First(StrEnum):
    """Who is asked first."""

    MENTEE = "mentee"
    MENTOR = "mentor"


class Above(StrEnum):
    """What anybody above the pair may learn, the office apart."""

    NAMES = "names"
    COUNTS = "counts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """One programme's block. None: nothing of the kind is owed."""

    first_meeting: MeetingTerm | None = None
    agreement: SigningTerm | None = None
    contact: ContactTerm | None = None
    in_person: InPersonTerm | None = None
    report: ReportTerm | None = None
    pulse: PulseTerm | None = None
    """When each of the two is asked in confidence."""
    feedback: FeedbackTerm | None = None
    """When the mentee is invited to tell the mentor how the mentoring goes."""
    is_announced: bool = False
    """Both are told of the pairing by mail."""
    is_july_meeting: bool = False
    """The first meeting is the residents' July meeting."""
    silence: int | None = None
    """Days without contact after which the office is asked whether a call would help."""
    office_after: int | None = None
    """Days late after which the office acts next; None: never."""
    unpaired_after: int | None = None
    """Days after starting work when somebody without a pairing is shown to the office."""
    meeting_asks: First = First.MENTEE
    """Who is asked first for the first meeting."""
    asks: First = First.MENTEE
    """Who is asked first for everything else."""
    above: Above = Above.COUNTS
    """What is shown above the pair."""


RESIDENTS = Terms(
    first_meeting=MeetingTerm.parse("by 31 July in person, late starters 30 days"),
    agreement=SigningTerm.parse("45 days"),
    contact=ContactTerm.parse("31 days in the first quarter, then 92 days"),
    in_person=InPersonTerm.parse("3 a year with pace warning from 1 January"),
    pulse=PulseTerm.parse("after 4 and 10 months"),
    is_announced=True,
    is_july_meeting=True,
    silence=95,
    office_after=21,
    unpaired_after=30,
    meeting_asks=First.MENTOR,
)
"""Programme 2. Source: first meeting S0.26, S0.27; agreement S0.28; contact S0.30; in person S0.31,
S3.13b; no report S3.14; silence S0.8; unpaired S3.7a; counts only above the pair S0.24, S3.14."""

COACHING = Terms(
    first_meeting=MeetingTerm.parse("60 days"),
    contact=ContactTerm.parse("92 days"),
    in_person=InPersonTerm.parse("1 a half-year"),
    is_announced=True,
    silence=None,
    office_after=45,
    meeting_asks=First.MENTOR,
    asks=First.MENTOR,
)
"""Programme 3. Source: S1.23, S1.35; the numbers are the programme's (4.6). Silence is what the
contact item says; a senior mentor's pairs are not asked about twice."""

CODIFIED = Terms(
    agreement=SigningTerm.parse("45 days, optional"),
    report=ReportTerm.parse("each year, 14 days after its end, optional"),
    feedback=FeedbackTerm.parse("after 6 months, then yearly"),
)
"""Programme 4. Source: S1.13, "does not replace existing mentor relations, could codify them":
invited once, nothing can be late, the office is never told. Feedback: S4.23."""

SOURCES: dict[str, dict[str, str]] = {
    "faculty": {
        "first_meeting": "S1.29a",
        "agreement": "S1.30",
        "contact": "S1.32",
        "in_person": "S1.33",
        "report": "S1.34",
        "pulse": "S2.8, S3.15, S4.125",
        "feedback": "S4.23",
    },
    "residents": {
        "first_meeting": "S0.26, S0.27",
        "agreement": "S0.28",
        "contact": "S0.30",
        "in_person": "S0.31, S3.13b",
        "pulse": "S0.22, S2.8, S3.15",
    },
    "coaching": {"first_meeting": "S1.35", "contact": "S1.35", "in_person": "S1.35"},
    "codified": {"agreement": "S1.13", "report": "S1.13", "feedback": "S4.23"},
}
"""By block and entry, the sentence of the seed that an obligation comes from."""

PHRASES: Mapping[str, Callable[[str], object]] = {
    "first_meeting": MeetingTerm.parse,
    "agreement": SigningTerm.parse,
    "contact": ContactTerm.parse,
    "in_person": InPersonTerm.parse,
    "report": ReportTerm.parse,
    "pulse": PulseTerm.parse,
    "feedback": FeedbackTerm.parse,
}
"""Entries that are written as phrases, and what reads them."""

_DAYS = re.compile(r"(\d{1,6})(?:d| days)?", re.ASCII)
_LONGEST = 3660

DAY_ENTRIES = frozenset({"silence", "office_after", "unpaired_after"})
"""Entries that are a number of days."""


def read_entry(name: str, text: str) -> object:
    """Return the value of one entry written in a block; `none` takes the obligation away.

    Raises:
        KeyError: there is no such entry.
        ValueError: the phrase cannot be read; the message shows how to write it.
    """
    if name in PHRASES:
        return None if text == "none" else PHRASES[name](text)
    if name not in DAY_ENTRIES:
        raise KeyError(name)
    if text == "none":
        return None
    found = _DAYS.fullmatch(text)
    if found is None or int(found[1]) > _LONGEST:
        raise ValueError(
            f"must be a whole number of days up to {_LONGEST}, such as 45 or 45d, or none"
        )
    return int(found[1])


ENTRIES = frozenset({*PHRASES, *DAY_ENTRIES})
"""Everything a department may write in a block."""
