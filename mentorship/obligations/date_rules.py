"""What follows from a date that a pair has set: the two hear of it in time to prepare."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from mentorship.obligations.due_items import DueItem, DueItemKind
from mentorship.obligations.pair_tonight import PairTonight


def date_ahead_due(pair: PairTonight) -> Iterator[DueItem]:
    """Whoever wants to is told in time to prepare for a date the pair has set. Source: S2.15.

    "Comes prepared" is the mentee's part, so a mentee is told unless the profile says no, a mentor
    only if it says yes (`p_prepare`). One item a date; a date that passes untold lapses. The
    date is the pair's: the end of a pause and an extension leave it where it is.
    """
    meets_on, tonight = pair.next_known_on, pair.tonight
    asked = _who_prepares(pair)
    before = timedelta(days=tonight.policy.prepare_before)
    if meets_on is None or meets_on - before > tonight.today or not asked:
        return
    key = pair.key(DueItemKind.DATE_AHEAD, str(meets_on))
    stored = pair.stored(key)
    yield from pair.owes(
        DueItemKind.DATE_AHEAD,
        key,
        meets_on.isoformat(),
        (meets_on - before, meets_on),
        owed_by=asked,
        is_done=stored is not None and stored.is_done,
        office_after=None,
        is_optional=True,
        is_fixed=True,
    )


def _who_prepares(pair: PairTonight) -> tuple[str, ...]:
    wants = ((pair.mentee, pair.mentee.prepares is not False), (pair.mentor, pair.mentor.prepares))
    return tuple(person.record_id for person, says in wants if says)
