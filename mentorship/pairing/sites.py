"""Hubs, offers and mentors in canonical order, and which limits may bind."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from operator import itemgetter

import numpy as np
import numpy.typing as npt

from mentorship.pairing.problem import Offer, Problem
from mentorship.pairing.proposal import Place


@dataclass(frozen=True, slots=True)
class SharedLimit:
    """A mentor whose total is below the sum of their offers; `offers` are positions."""

    mentor_id: str
    offers: tuple[int, ...]
    total: int


class Sites:
    """Where people can be placed, and how many."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.offers: tuple[Offer, ...] = tuple(problem.offer_by_place.values())
        self.hubs: tuple[int, ...] = tuple(problem.offers_by_hub)
        self.hub_index = {code: each for each, code in enumerate(self.hubs)}
        self.hub_of_offer = [self.hub_index[each.place.hub_code] for each in self.offers]
        self.offers_of_hub: list[list[tuple[int, Place]]] = [[] for _ in self.hubs]
        for each, offer in enumerate(self.offers):
            self.offers_of_hub[self.hub_of_offer[each]].append((each, offer.place))
        self.mentors_of_hub = [
            frozenset(place.mentor_id for _, place in offers) for offers in self.offers_of_hub
        ]
        self.rooms = [self._room(offer) for offer in self.offers]

    @cached_property
    def wanted(self) -> Counter[int]:
        """How often each hub is named, by its code."""
        choices = chain.from_iterable(each.choices for each in self.problem.wishes)
        return Counter(map(itemgetter(0), choices))

    def _room(self, offer: Offer) -> int:
        """Places for new mentees: never more than people who could want them."""
        room = min(self.problem.room_at(offer), self.wanted.get(offer.place.hub_code, 0))
        if not room or not self.problem.mentor_caps:
            return room
        most = self.problem.room_of_mentor(offer.place.mentor_id)
        return room if most is None else min(room, most)

    @cached_property
    def shared(self) -> tuple[SharedLimit, ...]:
        """Mentors whose limit over all hubs may bind, by mentor."""
        if not self.problem.mentor_caps:
            return ()
        by_mentor: dict[str, list[int]] = {}
        for index, offer in enumerate(self.offers):
            if self.rooms[index]:
                by_mentor.setdefault(offer.place.mentor_id, []).append(index)
        found = []
        for mentor_id, indexes in sorted(by_mentor.items()):
            total = self.problem.room_of_mentor(mentor_id)
            if total is not None and total < sum(self.rooms[each] for each in indexes):
                found.append(SharedLimit(mentor_id, tuple(indexes), total))
        return tuple(found)

    @cached_property
    def offered(self) -> npt.NDArray[np.int64]:
        """Places for new mentees in each hub, its own cap apart."""
        found = np.zeros(len(self.hubs), dtype=np.int64)
        np.add.at(found, np.array(self.hub_of_offer, dtype=np.int64), self.rooms)
        return found

    @cached_property
    def free_rooms(self) -> npt.NDArray[np.int64]:
        """Places that each hub can give whatever happens elsewhere.

        None where a mentor's limit over several hubs may be used up in another hub.
        """
        found = self.offered.copy()
        for limit in self.shared:
            for offer in limit.offers:
                found[self.hub_of_offer[offer]] = -1
        for code, index in self.hub_index.items():
            cap = self.problem.room_in_hub(code)
            if cap is not None:
                found[index] = min(found[index], cap)
        return found

    @cached_property
    def capped_hubs(self) -> frozenset[int]:
        """Hubs whose own cap could bind: it is below both their offers and the wishes for them."""
        caps = ((code, self.problem.room_in_hub(code)) for code in self.hubs)
        return frozenset(
            code
            for code, cap in caps
            if cap is not None
            and cap < min(self.wanted[code], int(self.offered[self.hub_index[code]]))
        )

    @cached_property
    def hard_limits(self) -> tuple[SharedLimit, ...]:
        """Shared limits that meet a hub cap which may bind: no single network can hold both."""
        return tuple(each for each in self.shared if self._meets_cap(each))

    @cached_property
    def own_exits(self) -> tuple[SharedLimit, ...]:
        """Shared limits that the network holds, in a node of the mentor's own."""
        return tuple(each for each in self.shared if not self._meets_cap(each))

    @cached_property
    def own_exit_of_offer(self) -> dict[int, int]:
        """Position in `own_exits` by position of the offer."""
        return {offer: i for i, each in enumerate(self.own_exits) for offer in each.offers}

    def _meets_cap(self, limit: SharedLimit) -> bool:
        return any(self.offers[each].place.hub_code in self.capped_hubs for each in limit.offers)
