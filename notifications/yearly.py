"""Letters that look back: a mentor's own year, and the programme's half-year in figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from mentorship.evaluation import FEWEST, Cell, Evaluation, FigureLine
from mentorship.hub_summary import Share
from mentorship.mentoring_year import MentoringYear
from mentorship.obligations.due_items import NoticeKind
from notifications.notice import C1, C2, Audience, Notice


_FEWEST_FOR_PERCENT = 10


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
    is_undated: ClassVar = True
    usefulness: ClassVar = 55

    year: Annotated[MentoringYear, C1]
    outcomes: Annotated[tuple[str, ...], C2]
    """What was achieved, in the pairs' words, where report and agreement both allow it."""
    mentees_say: Annotated[str, C2] = ""
    """Averages of five mentees or more, a line each; "" where there are none. One text, so that a
    rehearsal does not show the office whether there are any. Source: S4.23."""

    def derived(self) -> dict[str, Any]:
        """Add up the year's contacts and meetings."""
        lines = self.year.lines
        return {
            "said": self.mentees_say.splitlines(),
            "fewest": FEWEST,
            "contacts": sum(each.contacts for each in lines),
            "in_person": sum(each.in_person for each in lines),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeEvaluation(Notice):
    """N27: the half-year in figures of five or more, with their definitions. Source: S1.5, 6.4."""

    kind: ClassVar = NoticeKind.EVALUATION
    template: ClassVar = "evaluation"
    noun: ClassVar = "evaluation"
    audience: ClassVar = Audience.LEADER
    why: ClassVar = "You get this as vice chair for the programme, or as its office."
    stops_when: ClassVar = "It comes twice a year, after the six-month summaries."
    usefulness: ClassVar = 58

    evaluation: Annotated[Evaluation, C1]

    def derived(self) -> dict[str, Any]:
        """Lay the figures out: what each cell says, and what each line is called."""
        columns = (*self.evaluation.programmes, "Together")
        lines = [each for each in self.evaluation.lines if each.together is not None]
        return {
            "columns": columns,
            "figures": [(each, _row(columns, each)) for each in lines],
            "missing": [line for line in self.evaluation.lines if line.missing],
        }


def _row(columns: tuple[str, ...], line: FigureLine) -> list[tuple[str, str]]:
    cells = (*line.by_programme, line.together)
    return [(name, cell_text(cell)) for name, cell in zip(columns, cells, strict=True)]


def cell_text(cell: Cell | None) -> str:
    """Return a figure as people read it; a percentage only where ten or more stand behind it."""
    if isinstance(cell, Share) and cell.of >= _FEWEST_FOR_PERCENT:
        return f"{cell} ({round(100 * cell.count / cell.of)} %)"
    return "-" if cell is None else str(cell)
