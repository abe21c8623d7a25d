"""Plausible examples of the mails about a meeting that is coming, and letters that look back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from mentorship.evaluation import Evaluation, FigureLine, Hidden, Mean, Spread
from mentorship.hub_summary import Share
from mentorship.mentoring_year import MentoredLine, MentoringYear
from mentorship.prompts import ABOUT_US
from notifications.diary import DiaryDate
from notifications.meetings import CoachingAhead, PrepareMeeting
from notifications.news import TellYourMentor
from notifications.notice import Link, Notice
from notifications.yearly import MentoringYearStatement, ProgrammeEvaluation


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
_TELL = TellYourMentor(
    mentor_name="Ines Bianchi",
    question=ABOUT_US,
    link=Link("https://redcap.example.edu/surveys/?s=SAMPLE"),
)
_COACHING = CoachingAhead(
    partner_name="Adaeze Nwosu",
    partner_email="adaeze.nwosu@example.edu",
    due_on=date(2026, 12, 31),
    last_on=date(2026, 3, 12),
)
_YEAR = MentoringYear(
    mentor_id="2001",
    first=date(2026, 7, 1),
    last=date(2027, 5, 3),
    lines=(
        MentoredLine(
            mentee="Ines Bianchi",
            programme="faculty hub",
            since=date(2026, 9, 14),
            until=None,
            contacts=9,
            in_person=3,
            reports=2,
        ),
        MentoredLine(
            mentee="Tomás Holm",
            programme="faculty hub",
            since=date(2025, 9, 1),
            until=date(2027, 1, 31),
            contacts=4,
            in_person=1,
            reports=1,
        ),
    ),
    kinds=(("manuscript accepted", 1), ("talk", 1)),
)
_LARGE_YEAR = replace(
    _YEAR,
    lines=(
        *_YEAR.lines,
        *(
            replace(_YEAR.lines[0], mentee=name, contacts=contacts)
            for name, contacts in (
                ("Noor Haddad", 7),
                ("Elif Kaya", 8),
                ("Jonas Lind", 6),
                ("Mei Tanaka", 9),
                ("Rosa Vidal", 5),
            )
        ),
    ),
    kinds=(),
    asks_mentees=True,
)
_EVALUATION = Evaluation(
    period="AY2026-H1",
    first=date(2026, 7, 1),
    last=date(2026, 12, 31),
    counted_on=date(2027, 1, 15),
    programmes=("Faculty hubs", "Residents", "Senior coaching"),
    lines=(
        FigureLine(
            label="Coverage",
            definition="People with an active pairing, of those taking part.",
            by_programme=(Share(83, 104), Share(66, 72), Share(5, 9)),
            together=Share(154, 185),
        ),
        FigureLine(
            label="Days to the first meeting",
            definition="Median (quartiles) over pairs that have met; leave not counted.",
            by_programme=(Spread(22.0, 14.0, 31.5, 78), Spread(12.0, 8.0, 19.0, 61), Hidden.FEW),
            together=Hidden.DERIVABLE,
        ),
        FigureLine(
            label="Reports on time",
            definition="Signed by both by the due date, of the reports of the half-year.",
            by_programme=(Share(101, 160), Share(0, 0), Share(0, 0)),
            together=Share(101, 160),
        ),
        FigureLine(
            label="Reminders a finished item",
            definition="Mean over items finished in the half-year.",
            by_programme=(Mean(0.84, 412), Mean(0.4, 130), Mean(1.25, 8)),
            together=Mean(0.74, 550),
        ),
        FigureLine(
            label="Usefulness",
            definition="Answers to the confidential pulse.",
            missing="The automation may not read the pulse; the office averages it in REDCap.",
        ),
    ),
)

MEETING_SAMPLES: dict[str, Notice] = {
    "N15": _PREPARE,
    "N15-first": replace(_PREPARE, meeting=MEETING, goals=(), plan="", asks=(), link=None),
    "N15-tell-your-mentor": _TELL,
    "N22": MentoringYearStatement(
        year=_YEAR, outcomes=("Sepsis cohort paper accepted; invited talk at the state society",)
    ),
    "N22-mentees-say": MentoringYearStatement(
        year=_LARGE_YEAR,
        outcomes=(),
        mentees_say="Listens: 4.6 (7 people)\nGives constructive feedback: 3.8 (6 people)",
    ),
    "N22-nothing-to-show": MentoringYearStatement(
        year=replace(_YEAR, kinds=(), asks_mentees=True), outcomes=()
    ),
    "N22-plain": MentoringYearStatement(
        year=replace(_YEAR, lines=_YEAR.lines[:1], kinds=()), outcomes=()
    ),
    "N27": ProgrammeEvaluation(evaluation=_EVALUATION),
    "N18": _COACHING,
    "N18-first": replace(_COACHING, partner_email=None, last_on=None),
}
