"""What would happen if: a change to the problem, and who would move because of it.

Nothing is written; a what-if is the same problem solved again with everybody's proposal as the
place last shown, so that nobody moves without need.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from mentorship.pairing.problem import Held, Offer, Problem
from mentorship.pairing.proposal import Place
from mentorship.pairing.search import Solution, solve
from mentorship.record_order import record_order


ANOTHER_MENTOR = "another"
"""Stands for a mentor who is not there yet, in place of a record number."""


@dataclass(frozen=True, slots=True)
class MorePlaces:
    """A mentor holds so many more in one hub; the hub's cap and the mentor's rise along."""

    place: Place
    more: int = 1

    def applied(self, problem: Problem) -> Problem:
        """Return the problem with the change."""
        offer = problem.offer_by_place.get(self.place)
        now = 0 if offer is None else max(offer.capacity, problem.held_by_place[self.place])
        raised = Offer(place=self.place, capacity=now + self.more)
        others = tuple(each for each in problem.offers if each.place != self.place)
        mentor = self.place.mentor_id
        mentor_caps = dict(problem.mentor_caps)
        if mentor in mentor_caps:
            mentor_caps[mentor] = (
                max(mentor_caps[mentor], problem.held_by_mentor[mentor]) + self.more
            )
        changed = replace(problem, offers=(*others, raised), mentor_caps=mentor_caps)
        return HigherCap(self.place.hub_code, self.more).applied(changed)


@dataclass(frozen=True, slots=True)
class HigherCap:
    """A hub's own cap is so much higher; nothing changes for a hub without one."""

    hub_code: int
    more: int = 1

    def applied(self, problem: Problem) -> Problem:
        """Return the problem with the change."""
        cap = problem.hub_caps.get(self.hub_code)
        if cap is None:
            return problem
        raised = max(cap, problem.held_by_hub[self.hub_code]) + self.more
        return replace(problem, hub_caps={**problem.hub_caps, self.hub_code: raised})


@dataclass(frozen=True, slots=True)
class MoreInHub:
    """A hub has so many more places, from a mentor who is not there yet."""

    hub_code: int
    more: int = 1

    def applied(self, problem: Problem) -> Problem:
        """Return the problem with the change."""
        return MorePlaces(Place(self.hub_code, ANOTHER_MENTOR), self.more).applied(problem)


@dataclass(frozen=True, slots=True)
class MentorPaused:
    """A mentor takes no new mentees in any hub; who is there stays."""

    mentor_id: str

    def applied(self, problem: Problem) -> Problem:
        """Return the problem with the change."""
        offers = tuple(
            replace(each, is_open=False) if each.place.mentor_id == self.mentor_id else each
            for each in problem.offers
        )
        return replace(problem, offers=offers)


@dataclass(frozen=True, slots=True)
class OfferOpens:
    """A mentor takes new mentees again in one hub, within the commitment on file."""

    place: Place

    def applied(self, problem: Problem) -> Problem:
        """Return the problem with the change."""
        offers = tuple(
            replace(each, is_open=True) if each.place == self.place else each
            for each in problem.offers
        )
        return replace(problem, offers=offers)


@dataclass(frozen=True, slots=True)
class MenteeWithdraws:
    """A mentee takes the wishes back."""

    mentee_id: str

    def applied(self, problem: Problem) -> Problem:
        """Return the problem with the change."""
        left = tuple(each for each in problem.wishes if each.mentee_id != self.mentee_id)
        return replace(problem, wishes=left)


@dataclass(frozen=True, slots=True)
class Together:
    """Several changes at once, each on top of the ones before."""

    changes: tuple[Change, ...]

    def applied(self, problem: Problem) -> Problem:
        """Return the problem with all the changes."""
        for each in self.changes:
            problem = each.applied(problem)
        return problem


Change = MorePlaces | HigherCap | MoreInHub | MentorPaused | OfferOpens | MenteeWithdraws | Together


@dataclass(frozen=True, slots=True)
class Move:
    """One person whose proposal differs; rank None is "no choice met"."""

    mentee_id: str
    before: Place | None
    after: Place | None
    rank_before: int | None
    rank_after: int | None

    @property
    def is_better(self) -> bool:
        """Tell whether the person is better off: placed now, or at a better choice."""
        return (self.rank_after or _NO_RANK) < (self.rank_before or _NO_RANK)


_NO_RANK = 10**9


@dataclass(frozen=True, slots=True)
class Difference:
    """How one answer differs from another: who moves, and each level that changes, by how much."""

    moves: tuple[Move, ...]
    levels: Mapping[str, int]


def what_if(problem: Problem, change: Change, base: Solution | None = None) -> Difference:
    """Return who would move, and what it would be worth, if *change* came true.

    *base* is the answer to *problem* if the caller has it already.
    """
    before = base or _solved(problem)
    after = _solved(change.applied(keeping(problem, before)))
    return difference(before, after)


def keeping(problem: Problem, solution: Solution) -> Problem:
    """Return *problem* with the places of *solution* as those last shown."""
    wishes = tuple(
        replace(each, shown=solution.places.get(each.mentee_id)) for each in problem.wishes
    )
    return replace(problem, wishes=wishes)


def only_for(problem: Problem, mentees: Collection[str]) -> Problem:
    """Return the partial problem in which *mentees* are placed and nobody else moves.

    For a rematch, or people who come late: everybody else's place last shown counts as held.
    """
    held = tuple(
        Held(mentee_id=each.mentee_id, place=each.shown, is_continuing=False, is_proposed=True)
        for each in problem.wishes
        if each.mentee_id not in mentees and each.shown is not None
    )
    wishes = tuple(each for each in problem.wishes if each.mentee_id in mentees)
    return replace(problem, wishes=wishes, held=(*problem.held, *held))


def difference(before: Solution, after: Solution) -> Difference:
    """Compare two answers to problems about the same cycle, person by person."""
    people = sorted({*before.places, *after.places}, key=record_order)
    moves = tuple(
        Move(
            each,
            before.places.get(each),
            after.places.get(each),
            before.ranks.get(each),
            after.ranks.get(each),
        )
        for each in people
        if before.places.get(each) != after.places.get(each)
    )
    old, new = dict(before.values), dict(after.values)
    counted = (name for name in new if name == "unplaced" or name.startswith("rank "))
    levels = {name: new[name] - old.get(name, 0) for name in counted}
    return Difference(moves, {name: by for name, by in levels.items() if by})


def _solved(problem: Problem) -> Solution:
    found = solve(problem)
    if found is None:
        raise ValueError("someone who must be placed cannot be")
    return found
