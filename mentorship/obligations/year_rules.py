"""What follows from an academic year: a statement to every mentor, an evaluation of each half."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from mentorship.academic_calendar import AcademicYear, add_months, working_day_from
from mentorship.cadences import Period, Span, periods_between
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
        stored = tonight.roster.stored(mentor_id, key)
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
                is_done=stored is not None and stored.is_done,
                is_over=not mentor.takes_part,
                is_optional=True,
            ),
            tonight.clock_of((mentor,)),
        )
        if item is not None:
            yield item


def evaluation_due(tonight: Tonight) -> Iterator[DueItem]:
    """The vice chair gets an evaluation of each half of the academic year. Source: S1.5, N27.

    The office gets it too, without an item of its own: there is no record that it could be on.
    """
    leader = tonight.roster.people.get(tonight.roster.settings.vice_chair_id or "")
    half = half_to_evaluate(tonight)
    if leader is None or half is None:
        return
    period, opened_on = half
    key = f"{DueItemKind.EVALUATION.prefix}-{leader.record_id}-{period.name}"
    stored = tonight.roster.stored(leader.record_id, key)
    item = tonight.settle(
        Draft(
            kind=DueItemKind.EVALUATION,
            key=key,
            record_id=leader.record_id,
            about=leader.record_id,
            period=period.name,
            opened_on=opened_on,
            due_on=opened_on + timedelta(days=tonight.policy.review_within),
            owed_by=(leader.record_id,),
            is_done=stored is not None and stored.is_done,
            is_optional=True,
        ),
        tonight.clock_of((leader,)),
    )
    if item is not None:
        yield item


def half_to_evaluate(tonight: Tonight) -> tuple[Period, date] | None:
    """Return the half that is evaluated now, and since when; None most of the year.

    It is counted on the first working day after its last reports were due, which is after the
    six-month summaries of January and July, and told within a month of that. None if no pair was
    there in it.
    """
    today, policy = tonight.today, tonight.policy
    year_ago = today - timedelta(days=366)
    for period in periods_between(tonight.calendar, Span.HALF, year_ago, today):
        counted_on = period.last + timedelta(days=policy.quarterly_grace + 1)
        opened_on = working_day_from(counted_on, tonight.roster.settings.quiet)
        is_now = opened_on is not None and opened_on <= today <= opened_on + timedelta(
            days=policy.review_within
        )
        if opened_on is not None and is_now and _has_pairs(tonight, period):
            return period, opened_on
    return None


def _has_pairs(tonight: Tonight, period: Period) -> bool:
    return any(was_there(each, period.first, period.last) for each in tonight.roster.pairings)


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
