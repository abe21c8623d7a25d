"""What the mentees of one mentor say together about a year: averages, and never anybody's answer.

An answer (class C3) becomes part of an average while REDCap's rows are read
(`redcap_schema.readers.feedback`), before there is a roster. Nothing in the core can hold one
rater's answer, nor who answered, nor how many if they are fewer than five. Source: S4.23.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from mentorship.evaluation import Mean


class Asked(Enum):
    """What mentees rate from 1 (never) to 5 (always), and the words in which a mentor reads it."""

    LISTENS = "listens"
    """Source: S4.25."""
    SAFE = "makes it safe to speak, and encourages"
    """Source: S4.26, S4.30."""
    CONSTRUCTIVE = "gives constructive feedback"
    """Source: S4.31."""
    SPEAKS_UP = "speaks up for them when needed"
    """Source: S4.32."""
    FOCUS = "helps to focus goals"
    """Source: S4.34."""


@dataclass(frozen=True, slots=True)
class MentorFeedback:
    """The averages of one mentor and academic year, each of five mentees or more."""

    averages: tuple[tuple[Asked, Mean], ...]
    """In the order of the questions; what would tell single answers is not among them."""


FeedbackByYear: TypeAlias = Mapping[tuple[str, str], MentorFeedback]
"""By mentor's record and academic year (`AY2026`)."""
