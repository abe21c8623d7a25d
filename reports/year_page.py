"""One page about a year (or a few nights) that a newcomer understands.

For the office and for rehearsals: it names people (class C1), so it is written beside the outbox
and never sent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files

import pandas as pd
from jinja2 import Environment, FunctionLoader, StrictUndefined

from reports import charts


MOST_WANTED_SHOWN = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class NightLine:
    """One night as the page tells it."""

    on: date
    title: str
    story: str
    rows_written: int
    redcap_calls: int
    overdue: int
    mails_by_kind: Mapping[str, int]
    items_by_state: Mapping[str, int]
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalLine:
    """One mentee's proposal with its reasons."""

    mentee: str
    proposed: str
    choice_met: str
    why: Sequence[str]
    alternatives: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class OverdueLine:
    """One overdue item: who, what, since when."""

    who: str
    what: str
    about: str
    due_on: date
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemLine:
    """One data problem with what to do about it."""

    code: str
    severity: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class YearReport:
    """Everything the page shows."""

    title: str
    subtitle: str
    facts: Sequence[tuple[str, str]]
    nights: Sequence[NightLine]
    profile: Sequence[int]
    demand: Mapping[str, int]
    places: Mapping[str, int]
    proposals: Sequence[ProposalLine]
    overdue: Sequence[OverdueLine]
    problems: Sequence[ProblemLine]
    outbox_href: str


def render_year(report: YearReport) -> str:
    """Return the page: one self-contained HTML document without script or network."""
    most_wanted = sorted(report.demand, key=lambda each: -report.demand[each])[:MOST_WANTED_SHOWN]
    return (
        _environment()
        .get_template("year.html.j2")
        .render(
            report=report,
            choices_chart=charts.choices_met(report.profile),
            mails_chart=charts.stacked_nights(_by_night(report.nights, "mails_by_kind")),
            items_chart=charts.stacked_states(_by_night(report.nights, "items_by_state")),
            demand_chart=charts.demand_and_places(
                {each: report.demand[each] for each in most_wanted}, report.places
            ),
            mails=sum(sum(each.mails_by_kind.values()) for each in report.nights),
        )
    )


def _by_night(nights: Sequence[NightLine], attribute: str) -> pd.DataFrame:
    """One row a night, one column a kind, in order of first appearance; empty columns left out."""
    frame = pd.DataFrame(
        [dict(getattr(each, attribute)) for each in nights],
        index=_labels(nights),
    )
    frame = frame.fillna(0)
    return frame.loc[:, frame.sum() > 0]


def _labels(nights: Sequence[NightLine]) -> list[str]:
    """Return a day for each night; a night that was run again says so."""
    days = [f"{each.on.day} {each.on:%b}" for each in nights]
    return [f"{day}\nagain" if day in days[:at] else day for at, day in enumerate(days)]


def _environment() -> Environment:
    def load(name: str) -> str:
        return files("reports").joinpath("templates", name).read_text(encoding="utf-8")

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, loader=FunctionLoader(load), trim_blocks=True
    )
    environment.filters["day"] = lambda on: f"{on.day} {on:%B %Y}"
    return environment
