"""The half-year's evaluation: the published figures with their definitions. Source: programme 6.4.

`reports.evaluation_rows` says what is counted; numerator, denominator and what has to stay hidden
(`reports.disclosure`) follow from the rows in one place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pandas as pd

from mentorship.cadences import Period
from mentorship.evaluation import Evaluation, FigureLine, Mean, Spread
from mentorship.hub_summary import Share
from mentorship.obligations.due_items import LedgerEntry
from mentorship.obligations.tonight import Tonight
from mentorship.relationships import Programme
from reports import evaluation_rows as rows
from reports.disclosure import Counted, guarded
from reports.evaluation_rows import HalfYearFacts, Row


COLUMNS = {
    Programme.FACULTY_HUB: "Faculty hubs",
    Programme.RESIDENT: "Residents",
    Programme.SENIOR_COACHING: "Senior coaching",
}
"""Programmes that are evaluated; relationships that were only registered owe nothing."""

Rows = Callable[[HalfYearFacts], Iterable[Row]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One published figure: what it is called, what it counts, and its rows."""

    label: str
    definition: str
    rows: Rows
    is_delicate: bool = False


def evaluation(tonight: Tonight, ledger: Iterable[LedgerEntry], period: Period) -> Evaluation:
    """Return the evaluation of *period*, half an academic year that has ended."""
    facts = HalfYearFacts(tonight, tuple(ledger), period)
    return Evaluation(
        period=period.name,
        first=period.first,
        last=period.last,
        counted_on=tonight.today,
        programmes=tuple(COLUMNS.values()),
        lines=(*(_line(each, facts) for each in FIGURES), *MISSING),
    )


def _line(figure: Figure, facts: HalfYearFacts) -> FigureLine:
    found = list(figure.rows(facts))
    own = [
        _counted([value for programme, value in found if programme is column]) for column in COLUMNS
    ]
    together = _counted([value for _, value in found])
    cells, total = guarded(own, together, is_delicate=figure.is_delicate)
    return FigureLine(
        label=figure.label, definition=figure.definition, by_programme=cells, together=total
    )


def _counted(values: list[bool | int | float]) -> Counted:
    """Yes or no becomes a share, whole days a median with quartiles, fractions a mean."""
    of = len(values)
    if all(isinstance(each, bool) for each in values):
        return Counted(Share(sum(map(bool, values)), of), of, sum(map(bool, values)))
    numbers = pd.Series(values, dtype=float)
    if all(isinstance(each, float) for each in values):
        return Counted(Mean(float(numbers.mean()), of), of)
    lower, median, upper = (float(each) for each in numbers.quantile([0.25, 0.5, 0.75]))
    return Counted(Spread(median, lower, upper, of), of)


FIGURES: tuple[Figure, ...] = (
    Figure(
        label="Coverage",
        definition="People with an active pairing, of those taking part, on the day of counting.",
        rows=rows.coverage,
    ),
    Figure(
        label="Days to the first meeting",
        definition="Median (quartiles) over pairs assigned in the half-year that have met one to"
        " one; leave not counted.",
        rows=rows.meeting_days,
    ),
    Figure(
        label="First meeting in time",
        definition="Of first meetings that fell due in the half-year; pairs that ended left out.",
        rows=rows.met_in_time,
    ),
    Figure(
        label="First choice met",
        definition="Of mentees paired in the half-year who had named hubs.",
        rows=rows.first_choice,
    ),
    Figure(
        label="Any choice met",
        definition="One of the three hubs named, of the same mentees.",
        rows=rows.any_choice,
    ),
    Figure(
        label="Places held",
        definition="Of places that mentors offer, on the day of counting.",
        rows=rows.places,
    ),
    Figure(
        label="Agreement within 45 days",
        definition="Signed by both, of pairs whose 45th day came in the half-year; leave not"
        " counted, pairs that ended left out.",
        rows=rows.agreed_in_45,
    ),
    Figure(
        label="Agreement within 90 days",
        definition="The same for the 90th day.",
        rows=rows.agreed_in_90,
    ),
    Figure(
        label="Met in person",
        definition="Periods in which a pair met in person as often as its programme asks, of"
        " periods that ended in the half-year; pairs that ended left out.",
        rows=rows.in_person,
    ),
    Figure(
        label="Reports on time",
        definition="Signed by both by the due date, of the reports of the half-year's quarters;"
        " pairs that ended left out.",
        rows=rows.reports_on_time,
    ),
    Figure(
        label="Reports ever",
        definition="Signed by both by the day of counting, of the same reports.",
        rows=rows.reports_ever,
    ),
    Figure(
        label="Days between contacts",
        definition="Median (quartiles) over gaps that a contact in the half-year closed; pairs"
        " that ended left out.",
        rows=rows.contact_gaps,
    ),
    Figure(
        label="Six-month reviews done",
        definition="Of hub reviews that fell due in the half-year.",
        rows=rows.reviews,
    ),
    Figure(
        label="Pairings that ended",
        definition="Closed in the half-year, of pairings that were there in it; never why.",
        rows=rows.endings,
        is_delicate=True,
    ),
    Figure(
        label="Reminders a finished item",
        definition="Mean over items finished in the half-year; announcements and pairs that ended"
        " left out.",
        rows=rows.notices,
    ),
    Figure(
        label="Finished without any reminder",
        definition="Of the same items: the number to raise.",
        rows=rows.unasked,
    ),
    Figure(
        label="Overdue for more than 30 days",
        definition="Of items open on the day of counting: the number to lower.",
        rows=rows.long_overdue,
    ),
)

MISSING: tuple[FigureLine, ...] = (
    FigureLine(
        label="Changes asked for, per 100 pair-years",
        definition="Requests for another mentor or hub, over years that pairs had together.",
        missing="REDCap's requests carry no date, and what they ask is for the office alone.",
    ),
    FigureLine(
        label="Endings by kind",
        definition="Pairings that ended, by the kind the office gave.",
        missing="The automation does not read why a pairing ended; the office counts in REDCap.",
    ),
    FigureLine(
        label="Usefulness",
        definition="Answers to the confidential pulse, from five on.",
        missing="The automation may not read the pulse; the office averages it in REDCap.",
    ),
)
"""Figures of the published table that cannot be had, and why: shown, not left out."""
