"""What-if questions as the office types them, and their answers in sentences.

Nothing is written and nobody is told: `hub H14 +1`, `mentor 412 paused`, `mentee 1042 withdraws`,
`place H14-412 +1`, `place H14-412 open`, `cap H14 +1`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from mentorship.errors import ConfigurationError
from mentorship.hubs import hub_label
from mentorship.pairing.eligibility import pool_of
from mentorship.pairing.move_reasons import MoveReasons, who
from mentorship.pairing.problem import Problem
from mentorship.pairing.proposal import Place
from mentorship.pairing.what_if import (
    ANOTHER_MENTOR,
    Change,
    Difference,
    HigherCap,
    MenteeWithdraws,
    MentorPaused,
    MoreInHub,
    MorePlaces,
    Move,
    OfferOpens,
    Together,
    what_if,
)
from mentorship.pairing.wording import ordinal
from mentorship.policy import Policy
from mentorship.roster import Roster


_READERS: tuple[tuple[str, Callable[[re.Match[str]], Change]], ...] = (
    (r"hub H?(\d+) \+(\d+)", lambda m: MoreInHub(int(m[1]), int(m[2]))),
    (r"cap H?(\d+) \+(\d+)", lambda m: HigherCap(int(m[1]), int(m[2]))),
    (r"place H?(\d+)-(\S+) \+(\d+)", lambda m: MorePlaces(Place(int(m[1]), m[2]), int(m[3]))),
    (r"place H?(\d+)-(\S+) open", lambda m: OfferOpens(Place(int(m[1]), m[2]))),
    (r"mentor (\S+) paused", lambda m: MentorPaused(m[1])),
    (r"mentee (\S+) withdraws", lambda m: MenteeWithdraws(m[1])),
)
FORMS = (
    "hub H14 +1",
    "cap H14 +1",
    "place H14-412 +1",
    "place H14-412 open",
    "mentor 412 paused",
    "mentee 1042 withdraws",
)


@dataclass(frozen=True)
class Answer:
    """The answer to a what-if: who would move, and in sentences what it would be worth."""

    difference: Difference
    lines: tuple[str, ...]


def read_change(text: str) -> Change:
    """Read a what-if as the office types it.

    Raises:
        ConfigurationError: if the text is none of `FORMS`.
    """
    words = " ".join(text.split())
    for pattern, change in _READERS:
        if found := re.fullmatch(pattern, words, flags=re.IGNORECASE):
            return change(found)
    raise ConfigurationError(f"what-if not understood; write one of: {'; '.join(FORMS)}")


def ask(
    roster: Roster,
    policy: Policy,
    today: date,
    *changes: Change,
    left_alone: frozenset[str] = frozenset(),
) -> Answer:
    """Return what *changes*, all together, would do to the pairing the roster would get today.

    It starts from the proposals last shown, as a run of tonight would, and nobody moves who need
    not. Records *left_alone* are not in it, as in the run.

    Raises:
        ConfigurationError: if a change names a hub, mentor or mentee that is not in the pairing.
    """
    problem = pool_of(roster, policy, today, run="", left_alone=left_alone).problem
    for each in changes:
        _check_known(problem, roster, each)
    together = Together(changes)
    difference = what_if(problem, together)
    reasons = MoveReasons(roster, problem, together.applied(problem), difference.moves)
    return Answer(difference, tuple(_lines(difference, reasons)))


def _check_known(problem: Problem, roster: Roster, change: Change) -> None:
    match change:
        case Together(changes):
            for each in changes:
                _check_known(problem, roster, each)
            return
        case MoreInHub(hub_code) | HigherCap(hub_code):
            known, what = hub_code in roster.hubs, hub_label(hub_code)
        case MorePlaces(place) | OfferOpens(place):
            known, what = place in problem.offer_by_place, f"place {place}"
        case MentorPaused(mentor_id):
            known = any(each.place.mentor_id == mentor_id for each in problem.offers)
            what = f"mentor {mentor_id}"
        case MenteeWithdraws(mentee_id):
            known, what = mentee_id in problem.wish_by_mentee, f"mentee {mentee_id}"
    if not known:
        raise ConfigurationError(f"{what} is not in this pairing; check the number in REDCap")


def _lines(difference: Difference, reasons: MoveReasons) -> Iterator[str]:
    if not difference.moves:
        yield "Nobody would move."
        return
    yield _worth(difference)
    for each in difference.moves:
        yield f"{moved(reasons.roster, each)}{reasons.of(each)}"


def _worth(difference: Difference) -> str:
    """Say how the counts of choices met change, the most important first."""
    parts = []
    for name, by in difference.levels.items():
        what = "no choice met" if name == "unplaced" else f"a {ordinal(int(name.split()[1]))}"
        people = "person" if abs(by) == 1 else "people"
        parts.append(f"{abs(by)} {people} {'fewer' if by < 0 else 'more'} with {what}")
    return f"{'; '.join(parts).capitalize()}." if parts else "The choices met stay as many."


def moved(roster: Roster, move: Move) -> str:
    """Return a move as a sentence: who, from where to where."""
    before, after = _where(move.before, move.rank_before), _where(move.after, move.rank_after)
    return f"{who(roster, move.mentee_id)}: from {before} to {after}."


def _where(place: Place | None, rank: int | None) -> str:
    if place is None:
        return "no choice met"
    met = "not among the choices" if rank is None else f"the {ordinal(rank)}"
    is_new = place.mentor_id == ANOTHER_MENTOR
    where = f"another mentor in {hub_label(place.hub_code)}" if is_new else str(place)
    return f"{where} ({met})"
