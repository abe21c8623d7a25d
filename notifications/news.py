"""What the programme owes people: a question in confidence, a welcome, counts from above."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, ClassVar

from mentorship.coverage import ProgrammeCounts
from mentorship.evaluation import FEWEST
from mentorship.obligations.due_items import NoticeKind
from notifications.notice import C0, C1, Audience, Link, Notice
from notifications.reminders import MENTEE, PAIR


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfidentialPulse(Notice):
    """N19: how it goes, asked of each alone; no reminder, because nobody looks who answered.

    Source: S2.8, S3.15, S4.125.
    """

    kind: ClassVar = NoticeKind.PULSE
    template: ClassVar = "pulse"
    noun: ClassVar = "question"
    audience: ClassVar = Audience.PAIR
    why: ClassVar = PAIR
    stops_when: ClassVar = "It comes once or twice a year and is never followed by a reminder."
    is_undated: ClassVar = True
    usefulness: ClassVar = 42

    partner_name: Annotated[str, C1]
    link: Annotated[Link, C1]


@dataclass(frozen=True, slots=True, kw_only=True)
class TellYourMentor(Notice):
    """N15 once a year: say to your mentor how it goes, then five ticks to average. Source: S4.23.

    It goes with a mail that leaves anyway, best with the one that prepares a meeting.
    """

    kind: ClassVar = NoticeKind.PREPARE
    template: ClassVar = "tell_your_mentor"
    noun: ClassVar = "invitation"
    audience: ClassVar = Audience.MENTEE
    why: ClassVar = MENTEE
    stops_when: ClassVar = "It comes once a year and is never followed by a reminder."
    is_undated: ClassVar = True
    usefulness: ClassVar = 57

    mentor_name: Annotated[str, C1]
    question: Annotated[str, C0]
    link: Annotated[Link, C1]

    def derived(self) -> dict[str, Any]:
        """Say how many it takes."""
        return {"fewest": FEWEST}


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedDate:
    """One thing that is still owed after a leave, with its new date."""

    what: Annotated[str, C1]
    partner: Annotated[str, C1]
    """Whom it is with; "" for what a person owes alone."""
    due_on: Annotated[date, C1]


@dataclass(frozen=True, slots=True, kw_only=True)
class WelcomeBack(Notice):
    """N26: the leave is over and did not count; these are the dates now. Source: S1.x1."""

    kind: ClassVar = NoticeKind.WELCOME_BACK
    template: ClassVar = "welcome_back"
    noun: ClassVar = "welcome"
    audience: ClassVar = Audience.PERSON
    why: ClassVar = "You get this because your leave has ended and you are in the programme."
    stops_when: ClassVar = "It comes once."
    usefulness: ClassVar = 5

    dates: Annotated[tuple[MovedDate, ...], C1]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResidentCounts(Notice):
    """N23 above the pairs: how the residents fare, in counts and never by name. Source: S0.8."""

    kind: ClassVar = NoticeKind.JULY_MEETING
    template: ClassVar = "resident_counts"
    noun: ClassVar = "count"
    audience: ClassVar = Audience.DIRECTOR
    why: ClassVar = "You get this once a quarter as programme director of the residents."
    stops_when: ClassVar = "It stops when Programme settings name somebody else."
    usefulness: ClassVar = 48

    counts: Annotated[ProgrammeCounts, C1]


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondMentorJoins(Notice):
    """N06 to all three when the office adds a second mentor or committee member. Source: S4.111."""

    kind: ClassVar = NoticeKind.PAIRING
    template: ClassVar = "second_mentor"
    noun: ClassVar = "second mentor"
    audience: ClassVar = Audience.THREE
    why: ClassVar = "You get this because you are one of the three in this mentorship."
    stops_when: ClassVar = "The office sends it once, when a second mentor joins."
    usefulness: ClassVar = 11

    joining: Annotated[str | None, C1]
    """Who joins; None: the reader."""
    others: Annotated[tuple[str, ...], C1]
    """The two others of the three, as the reader knows them, the mentee first."""
    emails: Annotated[tuple[str, ...], C1]
