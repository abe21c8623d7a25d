"""Why people would move in a what-if: facts read off the two answers, nothing guessed.

Each clause is true of the answers as they stand: room that the change makes, a mentor whom it
closes, a place that somebody leaves or takes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mentorship.hubs import hub_label
from mentorship.pairing.problem import Problem
from mentorship.pairing.proposal import Place
from mentorship.pairing.what_if import ANOTHER_MENTOR, Move
from mentorship.roster import Roster


@dataclass(frozen=True)
class MoveReasons:
    """Says why the *moves* between the answers to two problems happen."""

    roster: Roster
    before: Problem
    after: Problem
    moves: tuple[Move, ...]

    def of(self, move: Move) -> str:
        """Return why *move* happens, as sentences that follow the move's own; may be empty."""
        parts = [*self._left(move), *self._came(move)]
        return "".join(f" {each}." for each in parts)

    def _left(self, move: Move) -> Iterator[str]:
        """Say what became of the place that was left: only where the mentee is worse off."""
        place = move.before
        if place is None or move.is_better:
            return
        if move.mentee_id not in self.after.wish_by_mentee:
            yield "The change takes the wishes back"
            return
        if _room(self.after, place) < _room(self.before, place):
            yield f"Through the change {self._mentor(place)} takes fewer"
        takers = [each.mentee_id for each in self.moves if each.after == place]
        if takers:
            yield f"The place goes to {self._people(takers)}"

    def _came(self, move: Move) -> Iterator[str]:
        """Say how there is room at the place that is taken."""
        place = move.after
        if place is None:
            return
        if _room(self.after, place) > _room(self.before, place):
            yield f"The change makes room with {self._mentor(place)}"
        if _hub_room(self.after, place) > _hub_room(self.before, place):
            yield f"The change lets {hub_label(place.hub_code)} hold more"
        leavers = [each.mentee_id for each in self.moves if each.before == place]
        if leavers:
            yield f"{self._people(leavers)} would leave that place"

    def _mentor(self, place: Place) -> str:
        if place.mentor_id == ANOTHER_MENTOR:
            return f"another mentor in {hub_label(place.hub_code)}"
        return who(self.roster, place.mentor_id)

    def _people(self, records: Iterable[str]) -> str:
        return ", ".join(who(self.roster, each) for each in records)


def who(roster: Roster, record_id: str) -> str:
    """Return a person with their record number: `Ada Amber (1042)`."""
    person = roster.people.get(record_id)
    return f"record {record_id}" if person is None else f"{person.name} ({record_id})"


def _room(problem: Problem, place: Place) -> int:
    offer = problem.offer_by_place.get(place)
    return 0 if offer is None else problem.room_at(offer)


def _hub_room(problem: Problem, place: Place) -> int:
    """The hub's own room; a hub without a cap never gains any."""
    return problem.room_in_hub(place.hub_code) or 0
