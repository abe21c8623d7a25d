"""Other places a mentee could have while everyone else keeps theirs.

Source: programme, "Matching, in words": two alternatives that are feasible given everyone else
stays. Taking one therefore costs nobody anything.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from mentorship.pairing.lottery import ticket
from mentorship.pairing.problem import Offer, Problem, Wish
from mentorship.pairing.proposal import Place
from mentorship.pairing.search import Solution


HOW_MANY = 2


@dataclass(frozen=True, slots=True)
class Alternative:
    """A free place; rank None marks a hub that the mentee did not name."""

    place: Place
    rank: int | None


class Vacancies:
    """The places left when every proposal of an answer is taken."""

    def __init__(
        self, problem: Problem, solution: Solution, neighbours: Mapping[int, tuple[int, ...]]
    ) -> None:
        """Look at *solution*; *neighbours* are the open hubs of each hub's affinity group."""
        self._problem = problem
        self._solution = solution
        self._neighbours = neighbours
        self._at = Counter(solution.places.values())
        self._in_hub = Counter(each.hub_code for each in solution.places.values())
        self._of_mentor = Counter(each.mentor_id for each in solution.places.values())

    def for_mentee(self, wish: Wish) -> tuple[Alternative, ...]:
        """Return up to two alternatives: hubs named come first, then the nearest others.

        Nearest means: of the affinity group of the first choice, then of the second, then of the
        third. Within that the better fit, then the mentor with more room, then the lottery.
        """
        own = self._solution.places.get(wish.mentee_id)
        found = sorted(
            (order, *self._preference(wish, offer), offer.place, rank)
            for order, hub_code, rank in self._hubs(wish)
            for offer in self._problem.offers_by_hub.get(hub_code, ())
            if offer.place != own and self._is_free(wish, offer, own)
        )
        return tuple(Alternative(each[-2], each[-1]) for each in found[:HOW_MANY])

    def is_free(self, wish: Wish, hub_code: int) -> bool:
        """Tell whether the hub has a place that nobody takes, whoever may have it."""
        own = self._solution.places.get(wish.mentee_id)
        anybody = replace(wish, barred=frozenset())
        offers = self._problem.offers_by_hub.get(hub_code, ())
        return any(self._is_free(anybody, each, own) for each in offers)

    def _hubs(self, wish: Wish) -> Iterator[tuple[int, int, int | None]]:
        """Yield the order in which to look, the hub, and its rank; equal ranks share an order."""
        ordered = sorted(wish.choices, key=lambda each: (each.rank, each.hub_code))
        named = [each.hub_code for each in ordered]
        yield from ((each.rank, each.hub_code, each.rank) for each in ordered)
        last = max((each.rank for each in ordered), default=0)
        near = (code for hub in named for code in self._neighbours.get(hub, ()))
        unnamed = (code for code in dict.fromkeys(near) if code not in named)
        yield from ((last + far, code, None) for far, code in enumerate(unnamed, start=1))

    def _is_free(self, wish: Wish, offer: Offer, own: Place | None) -> bool:
        place, problem = offer.place, self._problem
        in_hub = self._in_hub[place.hub_code] - (own is not None and own.hub_code == place.hub_code)
        mine = self._of_mentor[place.mentor_id]
        mine -= own is not None and own.mentor_id == place.mentor_id
        hub_room = problem.room_in_hub(place.hub_code)
        mentor_room = problem.room_of_mentor(place.mentor_id)
        return (
            problem.may_have(wish, place.mentor_id)
            and self._at[place] < problem.room_at(offer)
            and (hub_room is None or in_hub < hub_room)
            and (mentor_room is None or mine < mentor_room)
        )

    def _preference(self, wish: Wish, offer: Offer) -> tuple[int, float, int]:
        used = self._problem.held_by_place[offer.place] + self._at[offer.place]
        lot = ticket(self._problem.salt, "alternative", wish.mentee_id, str(offer.place))
        return wish.misfits.get(offer.place, 0), used / offer.capacity, lot
