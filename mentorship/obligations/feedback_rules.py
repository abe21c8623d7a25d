"""What a mentee is invited to do for the mentor: say how the mentoring goes, in person first.

Nobody can be late with it. The item is done when the mentee was told, and says no more: whether
anybody answered is not in the ledger, in a list of tasks or anywhere else.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from mentorship.academic_calendar import AcademicYear, add_months
from mentorship.intervals import DAY
from mentorship.obligations.due_items import DueItem, DueItemKind
from mentorship.obligations.pair_tonight import PairTonight
from mentorship.people import MailPreference


NOT_SO_SOON_AGAIN = timedelta(days=183)
"""A leave entered afterwards moves the date; nobody is invited twice within half a year."""


def mentor_feedback_due(pair: PairTonight) -> Iterator[DueItem]:
    """The mentee is invited to tell the mentor how it goes, once an academic year. Source: S4.23.

    From month 6 on it goes with the mail that prepares for a meeting (N15), later with any other
    (`mentorship.obligations.riders`), at the end alone. Told in time for the year's statement to
    the mentor (N22), which holds the averages; a date too late for it waits for the next year.
    """
    opened_on = _invited_on(pair)
    if opened_on is None or pair.mentee.mail_preference is MailPreference.OFFICE_CONTACTS:
        return
    year = pair.tonight.calendar.year_of(opened_on)
    key = pair.key(DueItemKind.FEEDBACK, year.name)
    told_on = _told_on(pair, year)
    before = _told_on(pair, pair.tonight.calendar.year_beginning_in(year.year - 1))
    if told_on is None and before is not None and opened_on - before < NOT_SO_SOON_AGAIN:
        return
    lasts_until = pair.clock.due_after(opened_on, pair.tonight.policy.feedback_lasts)
    yield from pair.owes(
        DueItemKind.FEEDBACK,
        key,
        year.name,
        (opened_on, min(lasts_until, _statements_on(pair, year) - DAY)),
        owed_by=(pair.mentee.record_id,),
        done_on=told_on,
        office_after=None,
        is_optional=True,
    )


def _invited_on(pair: PairTonight) -> date | None:
    """Return the last day that opened an invitation; None before the first."""
    term, today = pair.terms.feedback, pair.tonight.today
    if term is None:
        return None
    age = (today.year - pair.start.year) * 12 + today.month - pair.start.month
    for months in term.reached_by(age):
        days = (add_months(pair.start, months) - pair.start).days
        opened_on = _in_season(pair, pair.clock.due_after(pair.start, days))
        if opened_on <= today:
            return opened_on
    return None


def _in_season(pair: PairTonight, day: date) -> date:
    """Return *day*, or when the next academic year begins if the statements are too near."""
    calendar = pair.tonight.calendar
    year = calendar.year_of(day)
    last = _statements_on(pair, year) - timedelta(pair.tonight.policy.feedback_before_statement)
    return day if day <= last else calendar.year_beginning_in(year.year + 1).first


def _statements_on(pair: PairTonight, year: AcademicYear) -> date:
    return add_months(year.first, pair.tonight.policy.statement_after_months)


def _told_on(pair: PairTonight, year: AcademicYear) -> date | None:
    stored = pair.stored(pair.key(DueItemKind.FEEDBACK, year.name))
    return stored.fulfilled_on if stored else None
