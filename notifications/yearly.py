"""What is told once a year: a mentor's own year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from mentorship.mentoring_year import MentoringYear
from mentorship.obligations.due_items import NoticeKind
from notifications.notice import C1, C2, Audience, Notice


@dataclass(frozen=True, slots=True, kw_only=True)
class MentoringYearStatement(Notice):
    """N22: a mentor's year, for the mentor's own files. Source: S4.3."""

    kind: ClassVar = NoticeKind.MENTORING_YEAR
    template: ClassVar = "mentoring_year"
    noun: ClassVar = "statement"
    confidentiality: ClassVar = C2
    audience: ClassVar = Audience.MENTOR
    why: ClassVar = "You get this because you mentored somebody this academic year."
    stops_when: ClassVar = "It comes once a year, in May."
    usefulness: ClassVar = 55

    year: Annotated[MentoringYear, C1]
    outcomes: Annotated[tuple[str, ...], C2]
    """What was achieved, in the pairs' words, where report and agreement both allow it."""

    def derived(self) -> dict[str, Any]:
        """Add up the year's contacts and meetings."""
        lines = self.year.lines
        return {
            "contacts": sum(each.contacts for each in lines),
            "in_person": sum(each.in_person for each in lines),
        }
