"""Mails about a meeting that is coming, with the date for the diary."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, ClassVar

from mentorship.obligations.due_items import NoticeKind
from notifications.diary import DiaryDate
from notifications.notice import C0, C1, C2, Audience, Link, Notice
from notifications.reminders import PAIR


_LONGEST_PLAN = 600
"""Characters of a plan that a mail repeats; the rest is in REDCap."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrepareMeeting(Notice):
    """N15: goals, last plan, open asks and three questions. Source: S2.15, S4.72."""

    kind: ClassVar = NoticeKind.PREPARE
    template: ClassVar = "prepare"
    noun: ClassVar = "meeting"
    confidentiality: ClassVar = C2
    audience: ClassVar = Audience.WHO_PREPARES
    why: ClassVar = PAIR
    stops_when: ClassVar = (
        "It comes once for each date you have set; reply if you would rather not get it."
    )
    usefulness: ClassVar = 22

    partner_name: Annotated[str, C1]
    meeting: Annotated[DiaryDate, C1]
    goals: Annotated[tuple[str, ...], C2]
    plan: Annotated[str, C2]
    """What the two planned in their last report; "" before the first."""
    asks: Annotated[tuple[str, ...], C2]
    """From whom the two asked for help in it."""
    questions: Annotated[tuple[str, ...], C0]
    link: Annotated[Link | None, C1]

    def derived(self) -> dict[str, Any]:
        """Repeat a long plan only in part."""
        words = " ".join(self.plan.split())
        is_long = len(words) > _LONGEST_PLAN
        return {"plan_said": f"{words[:_LONGEST_PLAN].rstrip()} ..." if is_long else words}

    def diary(self) -> tuple[DiaryDate, ...]:
        """The date it is about."""
        return (self.meeting,)


@dataclass(frozen=True, slots=True, kw_only=True)
class CoachingAhead(Notice):
    """N18 to a hub mentor: the half-year's talk with the coaching senior mentor. Source: S1.35.

    The senior mentor reads in the six-month summary (N16) who of the hub mentors is not seen yet.
    """

    kind: ClassVar = NoticeKind.COACHING
    template: ClassVar = "coaching"
    noun: ClassVar = "meeting"
    audience: ClassVar = Audience.COACHED
    why: ClassVar = "You get this because you are a hub mentor, and a senior mentor coaches you."
    stops_when: ClassVar = "It comes once a half-year, and not when a meeting or a date is logged."
    usefulness: ClassVar = 42

    partner_name: Annotated[str, C1]
    partner_email: Annotated[str | None, C1]
    due_on: Annotated[date, C1]
    last_on: Annotated[date | None, C1]
    """When the two last met, by the contact log."""
