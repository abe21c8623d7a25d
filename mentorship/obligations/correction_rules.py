"""Whoever was told of a pairing hears once when the office has put it right. Source: N06b."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from mentorship.academic_calendar import working_day_from
from mentorship.corrections import correction_number, former_to_tell
from mentorship.intervals import DAY
from mentorship.obligations.due_items import DueItem, DueItemKind, DueState, StoredItem
from mentorship.obligations.pair_tonight import PairTonight, can_take_part
from mentorship.people import MailPreference, Person


def pairing_correction_due(pair: PairTonight) -> Iterator[DueItem]:
    """A pairing put right after one or both had been told is told again. Source: S1.25d, N06b.

    To mentee and mentor on the next working day, and to a mentor who is no more in it on the one
    after. What is typed back before anybody was told is told to nobody. Whoever cannot be told
    within the days of an announcement is the office's to call.
    """
    number = correction_number(pair.pairing)
    if number == 0 or not pair.terms.is_announced:
        return
    tonight, pairing, kind = pair.tonight, pair.pairing, DueItemKind.CORRECTION
    key = pair.key(kind, str(number))
    is_pending = pairing.corrects is not None
    opened_on = tonight.today if is_pending else pairing.corrected_on or tonight.today
    stored = pair.stored(key)
    next_day = working_day_from(tonight.today + DAY, tonight.roster.settings.quiet)
    due_on = _due_on(pair, stored, next_day or tonight.today + DAY)
    too_late = opened_on + timedelta(days=tonight.policy.announce_within) < tonight.today
    yield from pair.owes(
        kind,
        key,
        pairing.cycle,
        (opened_on, due_on),
        pair.announcement_clock,
        owed_by=tuple(each.record_id for each in _concerned(pair)),
        done_on=stored.fulfilled_on if stored else None,
        is_over=pair.is_over or too_late,
        office_after=None,
    )


def _due_on(pair: PairTonight, stored: StoredItem | None, next_day: date) -> date:
    """Return when it is due: *next_day* if it is new, or again what it was; else as was stored.

    What was typed back and is wrong again counts anew, in the row it had, so the ledger's own date
    is the memory here. It may hold time after a pause, but no extension that was taken back since.
    """
    if stored is None or stored.state is DueState.VOID or stored.due_on is None:
        return next_day
    pause_ends_on = pair.announcement_clock.pause_ends_on or date.min
    latest = max(next_day, pause_ends_on + timedelta(days=pair.tonight.policy.after_pause))
    return min(stored.due_on, latest)


def _concerned(pair: PairTonight) -> Iterator[Person]:
    """Yield mentee, mentor and former mentor, but those whom the office calls or who have left."""
    former = pair.tonight.roster.people.get(former_to_tell(pair.pairing) or "")
    is_here = former is not None and can_take_part(former)
    for each in (pair.mentee, pair.mentor, former if is_here else None):
        if each is not None and each.mail_preference is not MailPreference.OFFICE_CONTACTS:
            yield each
