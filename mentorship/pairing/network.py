"""The pairing problem as a flow network whose arcs carry costs on several levels.

One unit flows per mentee::

    mentee --rank--> hub --> offer ==one arc a place==> hub's cap --> end
    mentee --rank--> offer     where the mentors of a hub are not the same to this mentee
    mentee --without--> end

A mentor with a limit over several hubs leaves through a node of their own instead of the hub's,
where no cap of those hubs can bind. Where one can, the limit is left out here and enforced by
`mentorship.pairing.search`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mentorship.pairing.levels import LOTTERY, Columns, Ints, Level, Objective, Units
from mentorship.pairing.lottery import tickets
from mentorship.pairing.problem import Problem, Wish
from mentorship.pairing.sites import SharedLimit, Sites
from mentorship.pairing.wish_rows import ANY_OFFER, wish_rows


Arcs = tuple[Ints, Ints, Ints]
"""Tails, heads and capacities."""


@dataclass(frozen=True)
class Network:
    """Arcs as columns, levels in order, and what each mentee's arc means.

    The first arcs are "without", one a mentee in order; then come the wish arcs, as described by
    `columns`, by mentee. Every other arc begins at a node that is not a mentee. `spots` numbers
    these other nodes by position after the mentees; two have one number if they are as good as
    each other, because the arc between them costs nothing, is never full, and is the only one into
    the one or out of the other.
    """

    sites: Sites
    wishes: tuple[Wish, ...]
    columns: Columns
    tails: Ints
    heads: Ints
    capacities: Ints
    levels: tuple[Level, ...]
    node_count: int
    spots: Ints

    @property
    def spot_count(self) -> int:
        """How many different spots there are."""
        return int(self.spots.max()) + 1

    @property
    def joins(self) -> Ints:
        """The arcs between nodes that are one spot."""
        first, people = self.first_inner_arc, len(self.wishes)
        tails, heads = (self.spots[each[first:] - people] for each in (self.tails, self.heads))
        return first + np.flatnonzero(tails == heads)

    @property
    def first_inner_arc(self) -> int:
        """Number of the first arc that begins at no mentee."""
        return len(self.wishes) + len(self.columns.mentee)

    @property
    def supplies(self) -> Ints:
        """One unit at each mentee, all of them wanted at the end node."""
        found = np.zeros(self.node_count, dtype=np.int64)
        found[: len(self.wishes)] = 1
        found[-1] = -len(self.wishes)
        return found

    def arcs_within(self, limit: SharedLimit) -> Ints:
        """The arcs of the places that count against a mentor's limit over several hubs."""
        first_offer = len(self.wishes) + len(self.sites.hubs)
        nodes = first_offer + np.array(limit.offers, dtype=np.int64)
        return np.flatnonzero(np.isin(self.tails, nodes))


def build(problem: Problem, last_level: str | None = None) -> Network:
    """Return the network of *problem*, with the levels up to *last_level*.

    Mentees come in the order of their lottery tickets (of their ids where no lottery is held),
    everything else by number: the network does not depend on the order in which the problem lists
    them.
    """
    wishes = _in_order(problem, last_level)
    return _Assembly(Sites(problem), wishes, last_level).network()


def _in_order(problem: Problem, last_level: str | None) -> tuple[Wish, ...]:
    by_id = sorted(problem.wish_by_mentee.items())
    if last_level not in {None, LOTTERY}:
        return tuple(wish for _, wish in by_id)
    drawn = tickets(problem.salt, "mentee", (mentee_id for mentee_id, _ in by_id))
    return tuple(by_id[each][1] for each in np.argsort(drawn, kind="stable").tolist())


class _Assembly:
    """Joins the parts of a network; node numbers are decided here and nowhere else."""

    def __init__(self, sites: Sites, wishes: tuple[Wish, ...], last_level: str | None) -> None:
        self.sites = sites
        self.wishes = wishes
        self.columns, self.is_sure = wish_rows(sites, wishes)
        self.last_level = last_level
        self.units = _units(sites)
        self.hub_in = len(wishes)
        self.offer_at = self.hub_in + len(sites.hubs)
        self.hub_out = self.offer_at + len(sites.offers)
        self.mentor_at = self.hub_out + len(sites.hubs)
        self.end = self.mentor_at + len(sites.own_exits)

    def network(self) -> Network:
        """Return the finished network."""
        parts = (self._without(), self._wished(), self._inside(), self._places(), self._exits())
        tails, heads, capacities = (np.concatenate([part[i] for part in parts]) for i in range(3))
        spots = self._spots(heads, capacities, first_exit=len(tails) - len(parts[-1][0]))
        objective = Objective(
            self.sites,
            self.wishes,
            self.columns,
            self.units,
            first_unit=sum(len(part[0]) for part in parts[:3]),
            inner_nodes=int(spots.max()) + 1,
        )
        return Network(
            sites=self.sites,
            wishes=self.wishes,
            columns=self.columns,
            tails=tails,
            heads=heads,
            capacities=capacities,
            levels=objective.levels(self.last_level),
            node_count=self.end + 1,
            spots=spots,
        )

    def _spots(self, heads: Ints, capacities: Ints, *, first_exit: int) -> Ints:
        """An offer that nobody asks for by itself is as its hub; an exit never full as the end."""
        twins = np.arange(self.end + 1, dtype=np.int64)
        is_asked = np.zeros(len(self.sites.offers), dtype=np.bool_)
        is_asked[self.columns.offer[self.columns.offer != ANY_OFFER]] = True
        by_hub = np.flatnonzero(~is_asked)
        hub = np.array(self.sites.hub_of_offer, dtype=np.int64)
        twins[self.offer_at + by_hub] = self.hub_in + hub[by_hub]
        most = np.bincount(heads[:first_exit], capacities[:first_exit], minlength=self.end)
        exits = np.arange(self.hub_out, self.end)
        twins[exits[capacities[first_exit:] >= most[exits]]] = self.end
        return np.unique(twins[self.hub_in :], return_inverse=True)[1].astype(np.int64)

    def _without(self) -> Arcs:
        count = len(self.wishes)
        may = np.array([not each.must for each in self.wishes], dtype=np.int64)
        may[self.is_sure] = 0
        return np.arange(count, dtype=np.int64), np.full(count, self.end, dtype=np.int64), may

    def _wished(self) -> Arcs:
        hub, offer = self.columns.hub, self.columns.offer
        heads = np.where(offer == ANY_OFFER, self.hub_in + hub, self.offer_at + offer)
        return self.columns.mentee, heads, np.ones(len(hub), dtype=np.int64)

    def _inside(self) -> Arcs:
        """From hub to offer: never a limit here, so that one more place is worth what it is."""
        hub = np.array(self.sites.hub_of_offer, dtype=np.int64)
        heads = self.offer_at + np.arange(len(hub), dtype=np.int64)
        return self.hub_in + hub, heads, np.full(len(hub), len(self.wishes), dtype=np.int64)

    def _places(self) -> Arcs:
        own = self.sites.own_exit_of_offer
        out = [
            self.mentor_at + own[index] if index in own else self.hub_out + hub
            for index, hub in enumerate(self.sites.hub_of_offer)
        ]
        offer = self.units.offer
        heads = np.array(out, dtype=np.int64)[offer]
        return self.offer_at + offer, heads, np.ones(len(offer), dtype=np.int64)

    def _exits(self) -> Arcs:
        everybody = len(self.wishes)
        caps = [self.sites.problem.room_in_hub(code) for code in self.sites.hubs]
        rooms = [everybody if cap is None else min(cap, everybody) for cap in caps]
        rooms += [each.total for each in self.sites.own_exits]
        tails = self.hub_out + np.arange(len(rooms), dtype=np.int64)
        heads = np.full(len(rooms), self.end, dtype=np.int64)
        return tails, heads, np.array(rooms, dtype=np.int64)


def _units(sites: Sites) -> Units:
    rooms = np.array(sites.rooms, dtype=np.int64)
    by_place = sites.problem.held_by_place
    held = [by_place.get(each.place, 0) if by_place else 0 for each in sites.offers]
    offer = np.repeat(np.arange(len(rooms), dtype=np.int64), rooms)
    first = np.repeat(np.cumsum(rooms) - rooms, rooms)
    number = np.arange(len(offer), dtype=np.int64) - first + 1
    return Units(offer, number + np.array(held, dtype=np.int64)[offer])
