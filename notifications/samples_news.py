"""Plausible examples of what the programme tells people without asking for anything."""

from __future__ import annotations

from datetime import date

from mentorship.coverage import ProgrammeCounts
from notifications.news import (
    ConfidentialPulse,
    MovedDate,
    ResidentCounts,
    SecondMentorJoins,
    WelcomeBack,
)
from notifications.notice import Link, Notice


_SURVEY = Link("https://redcap.example.edu/surveys/?s=SAMPLE")

NEWS_SAMPLES: dict[str, Notice] = {
    "N06-second-mentor": SecondMentorJoins(
        joining=None,
        others=("Tomás Holm", "Ines Bianchi"),
        emails=("tomas.holm@example.edu", "ines.bianchi@example.edu"),
    ),
    "N06-second-mentor-joins": SecondMentorJoins(
        joining="Lena Marsh",
        others=("Ines Bianchi", "Lena Marsh"),
        emails=("lena.marsh@example.edu",),
    ),
    "N19": ConfidentialPulse(partner_name="Ines Bianchi", link=_SURVEY),
    "N23-counts": ResidentCounts(
        counts=ProgrammeCounts(
            taking_part=72,
            with_mentor=69,
            without_mentor_long=2,
            first_meetings_owed=9,
            first_meetings_held=60,
            silent_after=95,
            silent=1,
        )
    ),
    "N26": WelcomeBack(
        dates=(
            MovedDate(
                what="Quarterly report AY2026-Q1",
                partner="Ines Bianchi",
                due_on=date(2026, 12, 14),
            ),
            MovedDate(what="Hub preferences AY2026", partner="", due_on=date(2026, 12, 18)),
        )
    ),
    "N26-nothing": WelcomeBack(dates=()),
}
