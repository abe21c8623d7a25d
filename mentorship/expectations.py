"""What a programme expects of a new pair, in sentences with dates: the list in N06.

Written from the programme's own terms, so that a department that changes a cadence changes what
its people are told.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from mentorship.cadences import MONTHS, ContactTerm, InPersonTerm, ReportTerm
from mentorship.terms import Terms
from mentorship.wording import plain_day


_GAPS = {7: "once a week", 14: "every two weeks"}
_MONTHLY, _QUARTERLY = range(28, 32), range(88, 94)
_TIMES = {1: "A meeting", 2: "Two meetings", 3: "Three meetings", 4: "Four meetings"}


def expectations(terms: Terms, meet_by: date | None, agree_by: date | None) -> tuple[str, ...]:
    """Return what the two of a pair can expect, one sentence each, the next thing first.

    Dates are those of the pair's own due items; None: the sentence goes without one. Source:
    S1.29 to S1.34, S0.26 to S0.31, S1.35.
    """
    return tuple(_sentences(terms, meet_by, agree_by))


def _sentences(terms: Terms, meet_by: date | None, agree_by: date | None) -> Iterator[str]:
    if terms.first_meeting is not None:
        how = ", in person" if terms.first_meeting.in_person else ""
        yield f"A first meeting, just the two of you{how}{_by(meet_by)}."
    if terms.agreement is not None:
        yield f"A first report and agreement, filled in together{_by(agree_by)}."
    if terms.contact is not None:
        yield f"A word with each other at least {_contact(terms.contact)}."
    if terms.in_person is not None:
        yield f"{_in_person(terms.in_person)}{_with_report(terms.in_person, terms.report)}."


def _by(day: date | None) -> str:
    return f", by {plain_day(day)}" if day is not None else ""


def _contact(term: ContactTerm) -> str:
    if term.season_days is None:
        return _gap(term.days)
    season = "in the first quarter of the academic year"
    if term.season is not None:
        first, last = (MONTHS[each - 1].title() for each in term.season)
        season = f"from {first} to {last}"
    return f"{_gap(term.season_days)} {season}, then {_gap(term.days)}"


def _gap(days: int) -> str:
    if days in _MONTHLY:
        return "once a month"
    if days in _QUARTERLY:
        return "once a quarter"
    return _GAPS.get(days, f"every {days} days")


def _in_person(term: InPersonTerm) -> str:
    times = _TIMES.get(term.count, f"{term.count} meetings")
    span = "academic year" if term.per == "year" else term.per.value
    return f"{times} in person {'once a' if term.count == 1 else 'each'} {span}"


def _with_report(term: InPersonTerm, report: ReportTerm | None) -> str:
    if report is None or report.is_optional:
        return ""
    if report.per is term.per:
        return ", with a short joint report"
    return f", and a short joint report each {report.per}"
