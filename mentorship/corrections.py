"""Pairings that the office corrected in place after one or both had been told.

A correction is of a slip: nothing has come of the pair yet (`redcap_schema.readers.begun`). Once
two people have begun to work together, another mentor is another pairing. Source: S1.25d, N06b.
"""

from __future__ import annotations

from datetime import date

from mentorship.named import Named
from mentorship.relationships import Pairing


def correction_number(pairing: Pairing) -> int:
    """Return which correction the last one is, 1 for the first; 0 if there was none."""
    return len(pairing.told_before) + (pairing.corrects is not None)


def told_last(pairing: Pairing) -> Named | None:
    """Return what they were told before the last correction; None if there was none."""
    return pairing.corrects or next(reversed(pairing.told_before), None)


def told_on(pairing: Pairing) -> date | None:
    """Return when both were told of it as they last were; None before the announcement."""
    return pairing.corrected_on or pairing.announced_on


def former_mentors(pairing: Pairing) -> frozenset[str]:
    """Return the mentors who were told of the pairing and are not in it."""
    every = {each.mentor_id for each in pairing.told_before}
    if pairing.corrects is not None:
        every.add(pairing.corrects.mentor_id)
    return frozenset(every - {pairing.mentor_id})


def former_to_tell(pairing: Pairing) -> str | None:
    """Return the mentor for whom the last correction was the end of it.

    None for another hub, and where the two mentors changed places: that is no end of it.
    """
    last = told_last(pairing)
    still_in_it = {pairing.mentor_id, pairing.second_mentor_id}
    return last.mentor_id if last is not None and last.mentor_id not in still_in_it else None


def counts_from(pairing: Pairing, today: date) -> date | None:
    """Return the day from which the dates of a pair count; None without an assignment date.

    That is the assignment date, unless another mentor came by correction: nobody is late with what
    could not be asked. Then it is the day they were told, tonight if they will be.
    """
    if pairing.start_on is None or not former_mentors(pairing):
        return pairing.start_on
    told_on = today if pairing.corrects is not None else pairing.corrected_on
    return max(pairing.start_on, told_on or pairing.start_on)
