"""Hubs, offers and mentors in canonical order, and which limits may bind."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

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

    def _room(self, offer: Offer) -> int:
        room = min(self.problem.room_at(offer), len(self.problem.wishes))
        most = self.problem.room_of_mentor(offer.place.mentor_id)
        return room if most is None else min(room, most)

    @cached_property
    def shared(self) -> tuple[SharedLimit, ...]:
        """Mentors whose limit over all hubs may bind, by mentor."""
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
    def capped_hubs(self) -> frozenset[int]:
        """Hubs whose own cap could bind: it is below both their offers and the wishes for them."""
        caps = {code: self.problem.room_in_hub(code) for code in self.hubs}
        if all(cap is None for cap in caps.values()):
            return frozenset()
        wanted = dict.fromkeys(self.hubs, 0)
        for wish in self.problem.wishes:
            for code in {choice.hub_code for choice in wish.choices} & wanted.keys():
                wanted[code] += 1
        offered = dict.fromkeys(self.hubs, 0)
        for offer, room in zip(self.offers, self.rooms, strict=True):
            offered[offer.place.hub_code] += room
        return frozenset(
            code
            for code, cap in caps.items()
            if cap is not None and cap < min(wanted[code], offered[code])
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
