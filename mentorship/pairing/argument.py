"""Why a proposal is what it is, as facts that were established by solving again.

Nothing here is a score or a guess: what a better choice would cost the others, and what would grant
the first choice, is read off the optimum of the problem with exactly that change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import cached_property

from mentorship.pairing.alternatives import Alternative, Vacancies
from mentorship.pairing.levels import UNPLACED, rank_level
from mentorship.pairing.problem import Choice, Offer, Problem, Wish
from mentorship.pairing.proposal import Place
from mentorship.pairing.search import Solution, solve
from mentorship.pairing.what_if import (
    Change,
    HigherCap,
    MoreInHub,
    MorePlaces,
    OfferOpens,
    keeping,
)


GrantingChange = MorePlaces | HigherCap | MoreInHub | OfferOpens

_LAST_RANK = rank_level(2)
_MOST_MORE = 3
"""More places than this are not a change to suggest."""


class Obstacle(Enum):
    """Why a choice is not met."""

    NO_MENTOR = auto()
    NOT_ACCEPTING = auto()
    KEPT_APART = auto()
    HELD = auto()
    """All places are held by pairs that continue or are being decided, or by other proposals."""
    OTHERS = auto()
    """Meeting it would cost others more; `Refusal.cost` says what."""
    TIE = auto()
    """Others had an equal claim, and the published order settled it."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One choice better than the proposal, and why it is not met.

    `cost` is the first level that would get worse if it were met, and by how much. `instead` is the
    level at which the mentee is now, where somebody else would be left there in their stead: then
    `cost` may be no more than the choice itself.
    """

    choice: Choice
    obstacle: Obstacle
    cost: tuple[str, int] | None = None
    instead: str | None = None
    has_room_for_others: bool = False


@dataclass(frozen=True, slots=True)
class Grant:
    """What was tried to meet the first choice: the smallest change that does, or the largest tried.

    Not `is_enough`: even that change would not do, others come first.
    """

    choice: Choice
    change: GrantingChange
    is_enough: bool


@dataclass(frozen=True, slots=True)
class Argument:
    """A proposal with its reasons. `place` None: no choice could be met."""

    mentee_id: str
    place: Place | None
    rank: int | None
    refusals: tuple[Refusal, ...]
    alternatives: tuple[Alternative, ...]
    grants: tuple[Grant, ...]


class Advocate:
    """Argues the proposals of one answer, mentee by mentee."""

    def __init__(
        self, problem: Problem, solution: Solution, neighbours: Mapping[int, tuple[int, ...]]
    ) -> None:
        """Argue *solution*; *neighbours* are the open hubs of each hub's affinity group."""
        self._problem = problem
        self._solution = solution
        self._vacancies = Vacancies(problem, solution, neighbours)
        self._answers: dict[Change, tuple[Solution | None, Solution | None]] = {}

    @cached_property
    def _kept(self) -> Problem:
        """The problem of a run that remembers tonight's proposals."""
        return keeping(self._problem, self._solution)

    @cached_property
    def _forgotten(self) -> Problem:
        """The problem of a run that remembers nothing, so that arguing twice says the same."""
        wishes = tuple(replace(each, shown=None) for each in self._problem.wishes)
        return replace(self._problem, wishes=wishes)

    def argue(self, wish: Wish) -> Argument:
        """Return the reasons for what *wish* gets."""
        rank = self._solution.ranks.get(wish.mentee_id)
        ordered = sorted(wish.choices, key=lambda each: (each.rank, each.hub_code))
        better = [each for each in ordered if rank is None or each.rank < rank]
        return Argument(
            wish.mentee_id,
            self._solution.places.get(wish.mentee_id),
            rank,
            tuple(self._refusal(wish, each) for each in better),
            self._vacancies.for_mentee(wish),
            tuple(self._grants(wish, better, is_placed=rank is not None)),
        )

    def alternatives(self, wish: Wish) -> tuple[Alternative, ...]:
        """Return the free places that *wish* could have while everybody else stays."""
        return self._vacancies.for_mentee(wish)

    def first_grant(self, wish: Wish) -> tuple[Grant, ...]:
        """Return the first change that would give *wish* any of its choices; none if none does."""
        ordered = sorted(wish.choices, key=lambda each: (each.rank, each.hub_code))
        grants = (self._grant(wish, each) for each in ordered)
        found = next((each for each in grants if each is not None and each.is_enough), None)
        return () if found is None else (found,)

    def _refusal(self, wish: Wish, choice: Choice) -> Refusal:
        offers = self._problem.offers_by_hub.get(choice.hub_code, ())
        if not offers:
            return Refusal(choice, Obstacle.NO_MENTOR)
        if not any(each.is_open for each in offers):
            return Refusal(choice, Obstacle.NOT_ACCEPTING)
        if not any(self._suits(wish, each) for each in offers):
            return Refusal(choice, Obstacle.KEPT_APART)
        cost = self._cost_of(wish, choice)
        if cost is None:
            return Refusal(choice, Obstacle.HELD)
        has_room = self._vacancies.is_free(wish, choice.hub_code)
        obstacle = Obstacle.OTHERS if cost[1] else Obstacle.TIE
        return Refusal(choice, obstacle, cost, self._instead(wish, cost[0]), has_room)

    def _instead(self, wish: Wish, cost: str) -> str | None:
        """Return the level at which *wish* is now, if all down to it stays as good in sum.

        The mentee leaves that level, so somebody else comes to it.
        """
        rank = self._solution.ranks.get(wish.mentee_id)
        level = UNPLACED if rank is None else rank_level(rank)
        order = [name for name, _ in self._solution.values]
        return level if cost in order and order.index(level) < order.index(cost) else None

    def _suits(self, wish: Wish, offer: Offer) -> bool:
        return offer.is_open and self._problem.may_have(wish, offer.place.mentor_id)

    def _cost_of(self, wish: Wish, choice: Choice) -> tuple[str, int] | None:
        """Return the first level that gets worse if the choice is forced; None if it cannot be."""
        forced = replace(wish, choices=(choice,), must=True)
        others = (each for each in self._problem.wishes if each.mentee_id != wish.mentee_id)
        found = solve(replace(self._problem, wishes=(*others, forced)), _LAST_RANK)
        if found is None:
            return None
        before = dict(self._solution.values)
        worse = ((name, value - before[name]) for name, value in found.values)
        return next((each for each in worse if each[1]), ("", 0))

    def _grants(self, wish: Wish, better: Sequence[Choice], *, is_placed: bool) -> Iterator[Grant]:
        """Yield what would meet the first choice; for people without a place, each choice.

        Of the later choices only what would do is worth a sentence.
        """
        for choice in better[:1] if is_placed else better:
            found = self._grant(wish, choice)
            if found is not None and (choice is better[0] or found.is_enough):
                yield found

    def _grant(self, wish: Wish, choice: Choice) -> Grant | None:
        """Return what would meet the choice, or the largest change that would not.

        None if that would depend on who is asked first: then nothing is claimed.
        """
        found = None
        for change in self._changes(wish, choice):
            met = self._meets(change, wish, choice)
            found = Grant(choice, change, all(met)) if all(met) or not any(met) else None
            if found is not None and found.is_enough:
                break
        return found

    def _changes(self, wish: Wish, choice: Choice) -> Iterator[GrantingChange]:
        """Yield what to try, the smallest first.

        More in the hub where only its own cap stands in the way; more with a mentor who takes
        mentees; else one who would take them again; else a new one.
        """
        code = choice.hub_code
        offers = self._problem.offers_by_hub.get(code, ())
        allowed = [o for o in offers if self._problem.may_have(wish, o.place.mentor_id)]
        ready = sorted((o.capacity, o.place) for o in allowed if o.is_open)
        more = range(1, _MOST_MORE + 1)
        if ready and code in self._problem.hub_caps:
            yield from (HigherCap(code, each) for each in more)
        if ready:
            yield from (MorePlaces(ready[0][1], each) for each in more)
            return
        away = (o for o in allowed if o.capacity > self._problem.held_by_place[o.place])
        yield from (OfferOpens(each.place) for each in away)
        yield from (MoreInHub(code, each) for each in more)

    def _meets(self, change: Change, wish: Wish, choice: Choice) -> tuple[bool, ...]:
        """Tell whether the choice would be met were the run repeated, without and with memory."""
        if change not in self._answers:
            plain = solve(change.applied(self._forgotten))
            self._answers[change] = plain, solve(change.applied(self._kept))
        return tuple(
            answer is not None and answer.ranks.get(wish.mentee_id) == choice.rank
            for answer in self._answers[change]
        )
