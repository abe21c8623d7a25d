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

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mentorship.pairing.levels import Columns, Ints, Level, Objective, Units
from mentorship.pairing.lottery import ticket
from mentorship.pairing.problem import Problem, Wish
from mentorship.pairing.proposal import Place
from mentorship.pairing.sites import SharedLimit, Sites


Arcs = tuple[Ints, Ints, Ints]
"""Tails, heads and capacities."""


@dataclass(frozen=True)
class Network:
    """Arcs as columns, levels in order, and what each mentee's arc means.

    The first arcs are "without", one a mentee in order; then come the wish arcs, as described by
    `columns`. Every other arc begins at a node that is not a mentee.
    """

    sites: Sites
    wishes: tuple[Wish, ...]
    columns: Columns
    tails: Ints
    heads: Ints
    capacities: Ints
    levels: tuple[Level, ...]
    node_count: int

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


def build(problem: Problem) -> Network:
    """Return the network of *problem*.

    Mentees come in the order of their lottery tickets, everything else by number: the network
    does not depend on the order in which the problem lists them.
    """
    sites = Sites(problem)
    keyed = sorted(
        ((ticket(problem.salt, "mentee", each.mentee_id), each.mentee_id), each.mentee_id)
        for each in problem.wishes
    )
    wishes = tuple(problem.wish_by_mentee[mentee_id] for _, mentee_id in keyed)
    rows = _WishRows(sites)
    for mentee, wish in enumerate(wishes):
        rows.add_wish(mentee, wish)
    return _Assembly(sites, wishes, rows.columns()).network()


class _WishRows:
    """Collects the wish arcs, one row each."""

    def __init__(self, sites: Sites) -> None:
        self._sites = sites
        self._rows = array("q")

    def add_wish(self, mentee: int, wish: Wish) -> None:
        """Add the arcs of one mentee; hubs without any mentor get none."""
        plain = not wish.barred and not wish.misfits and wish.shown is None
        for hub_code, rank in wish.choices:
            hub = self._sites.hub_index.get(hub_code)
            if hub is None:
                continue
            if plain and wish.mentee_id not in self._sites.mentors_of_hub[hub]:
                self._rows.extend((mentee, hub, -1, rank, 0, 0, 0))
            else:
                self._add_detailed((mentee, hub), rank, wish, self._sites.offers_of_hub[hub])

    def _add_detailed(
        self, key: tuple[int, int], rank: int, wish: Wish, offers: Sequence[tuple[int, Place]]
    ) -> None:
        """One arc to the hub if its mentors are all the same to this mentee, else one to each."""
        never = wish.barred | {wish.mentee_id}
        allowed = [each for each in offers if each[1].mentor_id not in never]
        costs = [_costs(wish, place) for _, place in allowed]
        if len(costs) == len(offers) and all(each == costs[0] for each in costs):
            self._rows.extend((*key, -1, rank, *costs[0]))
            return
        for (offer, _), cost in zip(allowed, costs, strict=True):
            self._rows.extend((*key, offer, rank, *cost))

    def columns(self) -> Columns:
        """Return all rows as columns."""
        table = np.array(self._rows, dtype=np.int64).reshape(-1, 7).T
        return Columns(*(np.ascontiguousarray(each) for each in table))


def _costs(wish: Wish, place: Place) -> tuple[int, int, int]:
    """Return what the place costs on the levels hub changed, mentor changed and misfit."""
    misfit = wish.misfits.get(place, 0) if wish.misfits else 0
    shown = wish.shown
    if shown is None:
        return 0, 0, misfit
    if shown.hub_code != place.hub_code:
        return 1, 0, misfit
    return 0, int(shown.mentor_id != place.mentor_id), misfit


class _Assembly:
    """Joins the parts of a network; node numbers are decided here and nowhere else."""

    def __init__(self, sites: Sites, wishes: tuple[Wish, ...], columns: Columns) -> None:
        self.sites = sites
        self.wishes = wishes
        self.columns = columns
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
        objective = Objective(
            self.sites,
            self.wishes,
            self.columns,
            self.units,
            first_unit=sum(len(part[0]) for part in parts[:3]),
            inner_nodes=self.end + 1 - len(self.wishes),
        )
        return Network(
            sites=self.sites,
            wishes=self.wishes,
            columns=self.columns,
            tails=tails,
            heads=heads,
            capacities=capacities,
            levels=objective.levels(),
            node_count=self.end + 1,
        )

    def _without(self) -> Arcs:
        count = len(self.wishes)
        may = np.array([not each.must for each in self.wishes], dtype=np.int64)
        return np.arange(count, dtype=np.int64), np.full(count, self.end, dtype=np.int64), may

    def _wished(self) -> Arcs:
        hub, offer = self.columns.hub, self.columns.offer
        heads = np.where(offer < 0, self.hub_in + hub, self.offer_at + offer)
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
