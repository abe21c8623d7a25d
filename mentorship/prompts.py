"""Questions that get a conversation going: which of them, for whom, and where each comes from.

Nobody reports on them and no answer is kept. `PROMPTS` is the whole list; a department that wants
others edits it. Source: S0.32 to S0.67, S2.21 to S2.41, S4.40 to S4.65.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto

from mentorship.relationships import PairingId
from mentorship.statuses import Phase


QUESTIONS_A_MAIL = 3
_MONTHS = 12


class Side(Enum):
    """Who reads the question, to think about it or to ask the other."""

    MENTEE = auto()
    MENTOR = auto()


@dataclass(frozen=True, slots=True)
class Prompt:
    """One question, the side that reads it, and the phases of a pairing in which it helps."""

    text: str
    side: Side
    phases: frozenset[Phase]
    source: str
    comes_first: bool = False
    """Belongs into every mail of its phases."""


_START = frozenset({Phase.INITIATION, Phase.NEGOTIATION})
_TERMS = frozenset({Phase.NEGOTIATION})
_WORK = frozenset({Phase.ENABLING})
_LATER = frozenset({Phase.ENABLING, Phase.CLOSURE})
_END = frozenset({Phase.CLOSURE})

_FROM_THE_MENTOR = (
    ("How can I best support you?", _START, "S0.51", True),
    ("Tell me about yourself.", _START, "S0.33"),
    ("What are your interests within medicine?", _START, "S0.34"),
    ("What are your interests outside of medicine?", _START, "S0.35"),
    ("How are you involved in the community?", _START, "S0.36"),
    ("What personal supports do you have in place?", _START, "S0.37"),
    ("What are your goals this year?", _START, "S0.42"),
    ("What do you hope to gain from my mentorship?", _START, "S0.46"),
    ("What do you expect of me as a mentor, and how can this work well?", _START, "S0.47"),
    ("How do you take in feedback best?", _TERMS, "S2.32"),
    ("When and where will we meet, and who sets the date?", _TERMS, "S2.36, S2.37"),
    ("What are some of the challenges you are facing right now?", _WORK, "S0.38"),
    ("What are some of the successes you have achieved lately?", _LATER, "S0.39"),
    ("What are your strengths?", _WORK, "S0.40"),
    ("What are your opportunities for growth?", _LATER, "S0.41"),
    ("What are your career goals?", _LATER, "S0.44"),
    ("What do you see yourself doing in five to ten years?", _LATER, "S0.45"),
    ("What are you excited about right now?", _WORK, "S0.48"),
    ("What are you finding challenging right now?", _WORK, "S0.49"),
    ("Outside of the program, what is going on in your life right now?", _WORK, "S0.50"),
    ("What shall we celebrate?", _END, "S2.24"),
)
_FROM_THE_MENTEE = (
    ("What do I want out of this relationship?", _START, "S4.40", True),
    ("Why did you want to serve as a mentor?", _START, "S0.54"),
    ("What do you expect of me as a mentee, and how can this work well?", _START, "S0.55"),
    ("Why did you choose your career path?", _START, "S0.57"),
    ("What are your interests outside of medicine?", _START, "S0.58"),
    ("What are my short, intermediate and long term goals?", _START, "S4.42"),
    ("What infrastructure do I have, and what do I need?", _START, "S4.43"),
    ("What is my anticipated career timeline?", _START, "S4.44"),
    ("How will we exchange feedback?", _TERMS, "S2.40"),
    ("How will we measure success?", _TERMS, "S2.41"),
    ("What advice would you give to somebody at my stage?", _WORK, "S0.56"),
    ("What is your biggest reward on a daily basis at work?", _WORK, "S0.59"),
    ("What is your biggest frustration or challenge at work?", _WORK, "S0.60"),
    ("What is life like in your specialty, at work and beside it?", _WORK, "S0.61"),
    ("What do you like about your field?", _WORK, "S0.62"),
    ("If you could change anything about your career, what would it be?", _WORK, "S0.63"),
    ("What advice do you wish you had been given at my point?", _LATER, "S0.64"),
    ("How can I network within the career I want?", _LATER, "S0.65"),
    ("How do you maintain work-life balance?", _WORK, "S0.66"),
    ("How do you avoid burnout?", _WORK, "S0.67"),
    ("Have we looked at the promotion requirements together?", _WORK, "S4.45"),
    ("What has been accomplished since our last meeting?", _WORK, "S4.48"),
    ("What additional skills do I need for my goals?", _LATER, "S4.49"),
    ("What do I need you to speak up for?", _WORK, "S4.52"),
    ("Who in my field could be a role model for me?", _LATER, "S4.53"),
    ("What can I delegate?", _WORK, "S4.56"),
    ("Which tasks should I take on, or drop, to further my goals?", _WORK, "S4.60"),
    ("Have my accomplishments been recognised?", _END, "S4.65"),
)


def _prompts(side: Side, rows: tuple[tuple[object, ...], ...]) -> tuple[Prompt, ...]:
    return tuple(
        Prompt(str(text), side, phases, str(source), comes_first=bool(first))
        for text, phases, source, *first in rows
        if isinstance(phases, frozenset)
    )


PROMPTS: tuple[Prompt, ...] = (
    *_prompts(Side.MENTOR, _FROM_THE_MENTOR),
    *_prompts(Side.MENTEE, _FROM_THE_MENTEE),
)


ABOUT_US = "What helps me in the way we work together, and what would help me more?"
"""Not one of the list: it stands in the invitation to tell the mentor. Source: S4.23."""


def pool_of(side: Side, phase: Phase) -> list[Prompt]:
    """Return the questions for one side in one phase, as listed."""
    return [each for each in PROMPTS if each.side is side and phase in each.phases]


def questions(pairing_id: PairingId, on: date, phase: Phase, side: Side) -> tuple[str, ...]:
    """Return the questions of a pair for a conversation on a day; none in no phase.

    Each pair has the list in an order of its own and goes on with it month by month: to a pair
    that meets monthly nothing comes twice running, the short list of a closing pair aside, and all
    come in time whatever their rhythm.
    Pure: a mail that is composed again asks the same.
    """
    pool = pool_of(side, phase)
    first = [each.text for each in pool if each.comes_first]
    rest = sorted(
        (each.text for each in pool if not each.comes_first),
        key=lambda text: hashlib.sha256(f"{pairing_id}|{text}".encode()).digest(),
    )
    wanted = min(QUESTIONS_A_MAIL - len(first), len(rest))
    month = on.year * _MONTHS + on.month
    begin = month * wanted + (month // len(rest) if rest else 0)  # one further each time round
    return (*first, *(rest[(begin + n) % len(rest)] for n in range(wanted)))
