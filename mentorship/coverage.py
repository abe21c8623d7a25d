"""Who of a programme has a mentor, and the counts that may go above the pairs.

Of residents nothing identifiable goes to anybody but the two and the office: `counts_above` has
no field for a person. Source: S0.24, S3.14.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from mentorship.academic_calendar import AcademicCalendar, due_after
from mentorship.obligations.due_items import DueItem, DueItemKind
from mentorship.obligations.pair_tonight import PairTonight, pairs_tonight
from mentorship.obligations.tonight import Tonight
from mentorship.people import Participation, Person, Role
from mentorship.policy import Policy
from mentorship.relationships import Programme
from mentorship.roster import Roster


_ROLES = {Programme.FACULTY_HUB: Role.MENTEE, Programme.RESIDENT: Role.RESIDENT_MENTEE}
_GONE = frozenset({Participation.OPTED_OUT, Participation.DEPARTED})
_FIRST_MEETINGS = frozenset({DueItemKind.FIRST_MEETING, DueItemKind.JULY_MEETING})


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeCounts:
    """What may be seen of a programme from above. Source: N23, programme 4.6."""

    taking_part: int
    with_mentor: int
    without_mentor_long: int
    """Without one for longer than the programme allows. Source: S3.7a."""
    first_meetings_owed: int
    first_meetings_held: int
    silent_after: int
    """Days without contact that count as silence; 0: silence is not counted."""
    silent: int
    """Pairs without any contact for longer than the programme allows. Source: S0.8."""


def without_mentor(roster: Roster, policy: Policy, today: date) -> Iterator[tuple[Person, date]]:
    """Yield who has been without a mentor for longer than the programme allows, and since when.

    Counted from the first day at work, leave left out; from the first day of the academic year
    for somebody without one. Who opted out is nobody's fault and not listed. Source: S3.7a,
    "each new resident is assigned a mentor"; S3.12; S1.12.
    """
    year = AcademicCalendar.parse(policy.academic_year_starts).year_of(today)
    for programme, role in _ROLES.items():
        days = policy.terms(programme).unpaired_after
        paired = _paired(roster, programme)
        for person in roster.people.values():
            if days is None or person.record_id in paired or not _expects(person, role):
                continue
            since = person.hired_on or year.first
            rests = (person.leave,) if person.leave is not None else ()
            is_away = person.is_on_leave(today)
            if not is_away and today > due_after(since, days, rests):
                yield person, since


def counts_above(
    roster: Roster, policy: Policy, items: Iterable[DueItem], programme: Programme, today: date
) -> ProgrammeCounts:
    """Return a programme's counts; nobody can be named from them by their shape."""
    paired = _paired(roster, programme)
    role = _ROLES.get(programme)
    expected = [p for p in roster.people.values() if role is not None and _expects(p, role)]
    meetings = [
        each for each in items if each.kind in _FIRST_MEETINGS and each.programme is programme
    ]
    return ProgrammeCounts(
        taking_part=len(expected) if role is not None else len(paired),
        with_mentor=sum(each.record_id in paired for each in expected)
        if role is not None
        else len(paired),
        without_mentor_long=sum(
            role is not None and person.has_role(role)
            for person, _ in without_mentor(roster, policy, today)
        ),
        first_meetings_owed=sum(each.state.is_open for each in meetings),
        first_meetings_held=sum(each.state.is_done for each in meetings),
        silent_after=policy.terms(programme).silence or 0,
        silent=sum(1 for _ in _silent(Tonight(roster, policy, today), programme)),
    )


def _silent(tonight: Tonight, programme: Programme) -> Iterator[PairTonight]:
    """Yield the running pairs that nobody has seen in touch for long; leave is left out."""
    limit = tonight.policy.terms(programme).silence
    for pair in pairs_tonight(tonight):
        is_ours = pair.pairing.programme is programme and pair.pairing.is_current
        if limit is None or not is_ours or pair.is_over or pair.clock.muted_until is not None:
            continue
        last = max([pair.watched_on, pair.start, *pair.in_touch_on])
        if tonight.today > pair.clock.due_after(last, limit):
            yield pair


def _paired(roster: Roster, programme: Programme) -> frozenset[str]:
    return frozenset(
        each.mentee_id
        for each in roster.pairings
        if each.is_current and each.programme is programme
    )


def _expects(person: Person, role: Role) -> bool:
    return person.has_role(role) and person.is_active and person.participation not in _GONE
