"""The evaluation of a half-year as a page with a chart, for the office's own folder.

Made from the same value as the mail: what is hidden there is not here either.
"""

from __future__ import annotations

from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined

from mentorship.evaluation import Cell, Evaluation, FigureLine
from mentorship.hub_summary import Share
from reports import charts


FEWEST_FOR_PERCENT = 10


def render_evaluation(evaluation: Evaluation, department: str) -> str:
    """Return the page: one self-contained HTML document without script or network."""
    columns = (*evaluation.programmes, "Together")
    shares = {
        line.label: [_percent(each) for each in _cells(line)]
        for line in evaluation.lines
        if any(_percent(each) is not None for each in _cells(line))
    }
    return (
        _environment()
        .get_template("evaluation.html.j2")
        .render(
            department=department,
            evaluation=evaluation,
            columns=columns,
            rows=[(each, _cells(each)) for each in evaluation.lines if each.together is not None],
            missing=[each for each in evaluation.lines if each.missing],
            chart=charts.shares_by_programme(shares, columns) if shares else "",
        )
    )


def _cells(line: FigureLine) -> list[Cell]:
    return [*line.by_programme, line.together] if line.together is not None else []


def _percent(cell: Cell) -> float | None:
    """Return a share in percent where ten or more stand behind it."""
    if isinstance(cell, Share) and cell.of >= FEWEST_FOR_PERCENT:
        return 100 * cell.count / cell.of
    return None


def _said(cell: Cell) -> str:
    percent = _percent(cell)
    return str(cell) if percent is None else f"{cell} ({percent:.0f} %)"


def _environment() -> Environment:
    def load(name: str) -> str:
        return files("reports").joinpath("templates", name).read_text(encoding="utf-8")

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, loader=FunctionLoader(load), trim_blocks=True
    )
    environment.filters |= {"day": lambda on: f"{on.day} {on:%B %Y}", "said": _said}
    return environment
