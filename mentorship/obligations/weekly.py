"""The weekly digest: whoever prefers one mail a week is told on the weekday of their choice.

By person, never by address. What cannot wait does not: a pairing is news, and a reminder that
would be of no use any more by the next digest goes out at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from mentorship.academic_calendar import working_day_from
from mentorship.intervals import DAY, Interval
from mentorship.obligations.due_items import NoticeKind, NoticeOwed
from mentorship.people import MailPreference, Person, Weekday


WAITS_FOR_NO_DAY: frozenset[NoticeKind] = frozenset(
    {
        NoticeKind.PAIRING,
        NoticeKind.PAIRING_CORRECTED,
        NoticeKind.HUB_SUMMARY,
        NoticeKind.EVALUATION,
    }
)
"""Letters of their own day rather than reminders: both partners hear of a pairing together, and
the summary comes on the first working day of the review month."""


def waits_for_digest(
    notice: NoticeOwed, person: Person, today: date, quiet: Iterable[Interval] = ()
) -> bool:
    """Tell whether *notice* keeps for a later day, on which *person* gets the week's mail."""
    if person.mail_preference is not MailPreference.WEEKLY_DIGEST:
        return False
    if notice.kind in WAITS_FOR_NO_DAY:
        return False
    day = next_digest_on(person.mail_day, today, quiet)
    if day is None or day <= today:
        return False
    if notice.kind is NoticeKind.PREPARE:  # on its last day the two meet: nobody prepares then
        return day < notice.expires_on
    return day <= notice.expires_on


def next_digest_on(weekday: Weekday, today: date, quiet: Iterable[Interval] = ()) -> date | None:
    """Return the next day of the digest, *today* if it is one; None if quiet dates never end.

    That is the weekday, or the first working day after it.

    >>> next_digest_on(Weekday.MONDAY, date(2026, 10, 14))
    datetime.date(2026, 10, 19)
    """
    rests = tuple(quiet)
    this = next(day for day in (today - DAY * back for back in range(7)) if weekday.is_on(day))
    found = working_day_from(this, rests)
    return found if found is None or found >= today else working_day_from(this + DAY * 7, rests)
