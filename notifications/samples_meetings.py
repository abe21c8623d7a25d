"""Plausible examples of the mails about a meeting that is coming."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from notifications.diary import DiaryDate
from notifications.meetings import CoachingAhead, PrepareMeeting
from notifications.notice import Link, Notice


MEETING = DiaryDate(about="1042.1", on=date(2026, 11, 3), partner_name="Ines Bianchi")
_PREPARE = PrepareMeeting(
    partner_name="Ines Bianchi",
    meeting=replace(
        MEETING, starts_at=datetime(2026, 11, 3, 14, 30, tzinfo=ZoneInfo("America/Chicago"))
    ),
    goals=("Submit the sepsis cohort paper", "Read the promotion requirements together"),
    plan="Finish the analysis; send a first draft of the paper to all authors before Christmas.",
    asks=("the senior mentor",),
    questions=(
        "What are you excited about right now?",
        "What are you finding challenging right now?",
        "How can I best support you?",
    ),
    link=Link("https://redcap.example.edu/surveys/?s=SAMPLE"),
)
_COACHING = CoachingAhead(
    partner_name="Adaeze Nwosu",
    partner_email="adaeze.nwosu@example.edu",
    due_on=date(2026, 12, 31),
    last_on=date(2026, 3, 12),
)

MEETING_SAMPLES: dict[str, Notice] = {
    "N15": _PREPARE,
    "N15-first": replace(_PREPARE, meeting=MEETING, goals=(), plan="", asks=(), link=None),
    "N18": _COACHING,
    "N18-first": replace(_COACHING, partner_email=None, last_on=None),
}
