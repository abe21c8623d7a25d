"""The levels of the objective, in their strict order, as costs on the network's arcs.

Source: S1.24b, S1.25b and the programme's "Matching, in words"; the reason for each level stands in
`docs/pairing.md`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import chain
from operator import itemgetter

import numpy as np
import numpy.typing as npt

from mentorship.pairing.lottery import draw, tickets
from mentorship.pairing.problem import Wish
from mentorship.pairing.sites import Sites


Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

UNPLACED = "unplaced"
RANK = "rank "
HUB_CHANGED = "hub changed"
MENTOR_CHANGED = "mentor changed"
UNEVEN = "uneven load"
MISFIT = "misfit"
LOTTERY = "lottery"

_WISH_BITS, _PAIR_BITS, _PLACE_BITS = 20, 12, 16
_MOST_SHARES = 12
"""Load is shared out in twelfths at the finest: larger commitments count as twelve places."""
_ON_THE_FORM = (2, 3)
"""A mentee names up to three hubs; ties and tests may use more ranks."""


def rank_level(rank: int) -> str:
    """Return the name of the level that counts people at that rank."""
    return f"{RANK}{rank}"


@dataclass(frozen=True, slots=True)
class Level:
    """What a unit of flow costs on some arcs, nothing on the others.

    `reach` bounds how much the level can change along one simple cycle of the residual network.
    """

    name: str
    arcs: Ints
    values: Ints
    reach: int


@dataclass(frozen=True)
class Columns:
    """The wish arcs, a row each: positions of mentee, hub and offer (-1: any), and their costs."""

    mentee: Ints
    hub: Ints
    offer: Ints
    rank: Ints
    hub_changed: Ints
    mentor_changed: Ints
    misfit: Ints

    def only(self, kept: Flags) -> Columns:
        """Return the rows that are *kept*."""
        return Columns(*(getattr(self, each.name)[kept] for each in fields(self)))


@dataclass(frozen=True)
class Units:
    """The free places: position of the offer, and number of the place, held ones counted first."""

    offer: Ints
    number: Ints


class Objective:
    """Builds the levels of one network.

    Mentee arcs come first: one "without" arc a mentee, then the wish arcs; the arcs of the free
    places begin at *first_unit*. *inner_nodes* counts the nodes that are not mentees.
    """

    def __init__(
        self,
        sites: Sites,
        wishes: Sequence[Wish],
        columns: Columns,
        units: Units,
        *,
        first_unit: int,
        inner_nodes: int,
    ) -> None:
        self.sites = sites
        self.wishes = wishes
        self.columns = columns
        self.units = units
        self.first_unit = first_unit
        self.inner_nodes = inner_nodes

    def levels(self, last_level: str | None = None) -> tuple[Level, ...]:
        """Return the levels up to *last_level*, all without it, the most important first."""
        found = []
        for each in self._each_level():
            found.append(each)
            if each.name == last_level:
                return tuple(found)
        if last_level is not None:
            raise ValueError(f"there is no level {last_level}")
        return tuple(found)

    def _each_level(self) -> Iterator[Level]:
        everybody = np.arange(len(self.wishes), dtype=np.int64)
        yield Level(UNPLACED, everybody, np.ones_like(everybody), 2)
        for rank in sorted(self._ranks(), reverse=True):
            yield self._on_wishes(rank_level(rank), self.columns.rank == rank)
        yield self._hub_changed()
        yield self._on_wishes(MENTOR_CHANGED, self.columns.mentor_changed)
        yield self._uneven()
        yield self._on_wishes(MISFIT, self.columns.misfit)
        yield self._lottery()

    def _ranks(self) -> set[int]:
        """The ranks below the first that are counted: those on the form, and any that occur."""
        named = chain.from_iterable(each.choices for each in self.wishes)
        return {rank for rank in {*map(itemgetter(1), named), *_ON_THE_FORM} if rank > 1}

    def _people_reach(self, most: int) -> int:
        """A simple cycle meets each inner node once, so at most that many mentees."""
        return max(1, min(len(self.wishes), self.inner_nodes) * most)

    def _on_wishes(self, name: str, cost: Ints | Flags) -> Level:
        rows = np.flatnonzero(cost)
        values = cost[rows].astype(np.int64)
        most = int(values.max(initial=0))
        return Level(name, rows + len(self.wishes), values, self._people_reach(most))

    def _hub_changed(self) -> Level:
        """Being left without a place also counts as a change to people who were shown one."""
        shown = [index for index, each in enumerate(self.wishes) if each.shown is not None]
        changed = np.flatnonzero(self.columns.hub_changed) + len(self.wishes)
        arcs = np.concatenate([np.array(shown, dtype=np.int64), changed])
        return Level(HUB_CHANGED, arcs, np.ones_like(arcs), self._people_reach(1))

    def _uneven(self) -> Level:
        """Sum of load squared over commitment, as the cost of each further place: convex."""
        shares = [max(1, min(each.capacity, _MOST_SHARES)) for each in self.sites.offers]
        whole = math.lcm(*shares) if shares else 1
        weight = whole // np.array(shares, dtype=np.int64)
        values = (2 * self.units.number - 1) * weight[self.units.offer]
        arcs = self.first_unit + np.arange(len(values), dtype=np.int64)
        return Level(UNEVEN, arcs, values, self.inner_nodes * max(1, int(values.max(initial=0))))

    def _lottery(self) -> Level:
        salt, sites, columns, units = self.sites.problem.salt, self.sites, self.columns, self.units
        people = tickets(salt, "mentee", (each.mentee_id for each in self.wishes))
        hubs = tickets(salt, "hub", (str(code) for code in sites.hubs))
        offers = tickets(salt, "offer", (str(each.place) for each in sites.offers))
        wished = draw(people[columns.mentee], hubs[columns.hub], _WISH_BITS)
        direct = np.flatnonzero(columns.offer >= 0)
        wished[direct] += draw(
            people[columns.mentee[direct]], offers[columns.offer[direct]], _PAIR_BITS
        )
        placed = draw(offers[units.offer], units.number.astype(np.uint64), _PLACE_BITS)
        arcs = np.concatenate(
            [
                len(self.wishes) + np.arange(len(wished), dtype=np.int64),
                self.first_unit + np.arange(len(placed), dtype=np.int64),
            ]
        )
        reach = (
            self._people_reach(2**_WISH_BITS + 2**_PAIR_BITS) + self.inner_nodes * 2**_PLACE_BITS
        )
        return Level(LOTTERY, arcs, np.concatenate([wished, placed]), reach)
