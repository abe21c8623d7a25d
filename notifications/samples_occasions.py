"""Plausible examples of what one person sets right or agrees to, and of what nobody owes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from mentorship.pairing.proposal import RunProfile
from mentorship.relationships import Programme
from notifications.notice import Link, Notice
from notifications.occasions import (
    ConfidentialItems,
    NewPairs,
    ProposalsReady,
    RequestReceived,
    RunTrouble,
)
from notifications.reminders import ChoicesToCorrect, YourTurn


_SURVEY = Link("https://redcap.example.edu/surveys/?s=SAMPLE")
_REDCAP = Link("https://redcap.example.edu/")

_TURN = YourTurn(
    partner_name="Ines Bianchi",
    form="first report and agreement",
    due_on=date(2026, 10, 29),
    is_late=False,
    link=_SURVEY,
)
_SAME_HUB = (
    "Your first and your second choice are the same hub, H14 Neurocritical care. Please name"
    " another as your second choice, or leave it blank."
)
_PAUSED_HUB = (
    "Your third choice, H12 ECMO, takes no new mentees at present (paused). Please name another."
    " Open in the same group: H11 ICU outcomes, H15 Tele-critical care."
)
_CHOICES = ChoicesToCorrect(
    faults=(_SAME_HUB, _PAUSED_HUB),
    due_on=date(2026, 8, 18),
    is_late=False,
    link=_SURVEY,
)

_NEW_PAIRS = NewPairs(
    group="AG03 Critical care",
    count=2,
    since=date(2026, 9, 7),
    pairs=(
        "H13 Sepsis and resuscitation: Tomás Holm with Ines Bianchi",
        "H14 Neurocritical care: Yuki Sato with Farid Amari",
    ),
)
_FACULTY = RunProfile(
    programme=Programme.FACULTY_HUB, first=61, second=21, third=11, assigned=0, none=11
)
_RESIDENTS = RunProfile(
    programme=Programme.RESIDENT, first=12, second=3, third=0, assigned=3, none=0
)
_PROPOSALS = ProposalsReady(
    cycle="AY2026",
    runs=(_FACULTY,),
    bottlenecks=(
        "H14 Neurocritical care: one more place would help three people; nine named it",
        "H02 Airway: one more place would help one person; eleven named it",
    ),
    redcap=_REDCAP,
)
_CONFIDENTIAL = ConfidentialItems(
    count=1, act_by=date(2026, 10, 22), is_reminder=False, redcap=_REDCAP
)

_TROUBLE = RunTrouble(
    department="anesthesiology",
    night=date(2026, 10, 20),
    what="REDCap did not answer within 120 seconds; it was asked three times.",
    exit_code=20,
    since=date(2026, 10, 20),
    nights=1,
)

OCCASION_SAMPLES: dict[str, Notice] = {
    "N03": _CHOICES,
    "N03-late": replace(_CHOICES, faults=(_PAUSED_HUB,), is_late=True),
    "N05": _PROPOSALS,
    "N05-long": replace(_PROPOSALS, bottlenecks=_PROPOSALS.bottlenecks * 10),
    "N05-residents": replace(_PROPOSALS, runs=(_RESIDENTS,), bottlenecks=()),
    "N05-both": replace(_PROPOSALS, runs=(_FACULTY, _RESIDENTS)),
    "N07": _NEW_PAIRS,
    "N07-counts": replace(_NEW_PAIRS, pairs=("H13 Sepsis and resuscitation: two",)),
    "N10": _TURN,
    "N10-late": replace(_TURN, form="quarterly report for July to September 2026", is_late=True),
    "N20a": _CONFIDENTIAL,
    "N20a-again": replace(_CONFIDENTIAL, count=2, is_reminder=True),
    "N20b": RequestReceived(callers="Dr. Ada Whitcombe or Lee Okafor", call_by=date(2026, 10, 22)),
    "N25": _TROUBLE,
    "N25-again": replace(_TROUBLE, since=date(2026, 10, 18), nights=3),
    "N25-mail": replace(_TROUBLE, what="162 mails in one run, the office allows 150", exit_code=0),
}
"""Sample name -> notice."""
