"""What follows from an academic year that comes to its end: a statement to every mentor of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from mentorship.academic_calendar import AcademicYear, add_months, working_day_from
from mentorship.obligations.due_items import DueItem, DueItemKind
from mentorship.obligations.tonight import Draft, Tonight
from mentorship.record_order import record_order
from mentorship.relationships import Pairing, PairingState, Take


def mentoring_year_due(tonight: Tonight) -> Iterator[DueItem]:
    """Whoever mentored this academic year gets a statement of it, in May. Source: S4.3, N22.

    Done once it is mailed; nobody owes anything. Whoever is away gets it on coming back, within a
    month; a first run later in the year sends none.
    """
    year = tonight.calendar.year_of(tonight.today)
    month = add_months(year.first, tonight.policy.statement_after_months)
    opened_on = working_day_from(month, tonight.roster.settings.quiet)
    if opened_on is None or opened_on > tonight.today:
        return
    for mentor_id in mentors_of(tonight, year):
        mentor = tonight.roster.people[mentor_id]
        key = f"{DueItemKind.MENTORING_YEAR.prefix}-{mentor_id}-{year.name}"
        stored = tonight.roster.ledger_by_key.get(key)
        item = tonight.settle(
            Draft(
                kind=DueItemKind.MENTORING_YEAR,
                key=key,
                record_id=mentor_id,
                about=mentor_id,
                period=year.name,
                opened_on=opened_on,
                due_on=opened_on + timedelta(days=tonight.policy.review_within),
                owed_by=(mentor_id,),
                is_done=stored is not None and stored.state is not None and stored.state.is_done,
                is_over=not mentor.takes_part,
                is_optional=True,
            ),
            tonight.clock_of((mentor,)),
        )
        if item is not None:
            yield item


def mentors_of(tonight: Tonight, year: AcademicYear) -> list[str]:
    """Return who mentored somebody in *year* up to tonight, in record order."""
    last = min(year.last, tonight.today)
    found = {
        each.mentor_id
        for each in tonight.roster.pairings
        if each.mentor_id in tonight.roster.people and was_there(each, year.first, last)
    }
    return sorted((each for each in found if each), key=record_order)


def was_there(pairing: Pairing, first: date, last: date) -> bool:
    """Tell whether a final pairing had a day in common with *first*..*last*."""
    if not pairing.is_final or pairing.take is Take.NONE or pairing.start_on is None:
        return False
    is_closed = pairing.state is PairingState.CLOSED
    ended_before = is_closed and (pairing.end_on is None or pairing.end_on < first)
    return pairing.start_on <= last and not ended_before
