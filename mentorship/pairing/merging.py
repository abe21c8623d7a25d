"""A network for the solver: the same optimum with as few nodes and arcs as it takes.

People whose open arcs lead to the same nodes at the same costs become one node with as many units;
parallel arcs of one cost become one; nodes that are as good as another join it. What is found there
is brought back person by person, so nothing is lost.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mentorship.pairing.levels import Flags, Ints
from mentorship.pairing.network import Network


@dataclass(frozen=True, slots=True)
class Arcs:
    """Arcs as columns: where from, where to, how many units, what one costs."""

    tails: Ints
    heads: Ints
    capacities: Ints
    costs: Ints


@dataclass(frozen=True)
class Kinds:
    """People whose arcs are alike, and the arcs of each kind.

    `arcs` are arcs of the network by person, as many each as the person's kind has; `start` is
    where a person's begin; `kind` and `count` say which kind a person is and how many are of each.
    `row` is where the kind's own arcs begin among `model`, positions of the arcs that speak for
    their kind.
    """

    arcs: Ints
    start: Ints
    kind: Ints
    count: Ints
    model: Ints
    row: Ints

    @property
    def kind_of_row(self) -> Ints:
        """The kind of each row of `model`."""
        return np.repeat(np.arange(len(self.count)), np.diff(self.row))


@dataclass(frozen=True)
class Merged:
    """The smaller network: arcs of the kinds first, then those between the other nodes.

    `groups` gives the number of the merged arc for each of `inner`, arcs of the whole network.
    """

    arcs: Arcs
    supplies: Ints
    kinds: Kinds
    inner: Ints
    groups: Ints

    @property
    def people_arcs(self) -> int:
        """How many of the arcs begin at people."""
        return len(self.kinds.model)

    def spread(self, values: Ints) -> tuple[Ints, Ints]:
        """Return arcs of the whole network and, for each, the value of the arc that it became."""
        kinds = self.kinds
        degree = np.diff(kinds.row)[kinds.kind]
        first = np.repeat(kinds.row[kinds.kind], degree)
        within = np.arange(len(kinds.arcs)) - np.repeat(kinds.start, degree)
        return (
            np.concatenate([kinds.arcs, self.inner]),
            np.concatenate([values[first + within], values[self.people_arcs + self.groups]]),
        )

    def dealt(self, units: Ints, capacities: Ints) -> tuple[Ints, Ints]:
        """Return arcs of the whole network with the units they carry.

        People of one kind take its units in order; so do parallel arcs, up to their *capacities*.
        """
        kinds, people = self.kinds, self.people_arcs
        taken = np.repeat(np.arange(people), units[:people]) - np.repeat(
            kinds.row[kinds.kind_of_row], units[:people]
        )
        by_kind = np.argsort(kinds.kind, kind="stable")
        theirs = kinds.arcs[kinds.start[by_kind] + taken]
        left = units[people:][self.groups]
        before = np.cumsum(capacities[self.inner]) - capacities[self.inner]
        first = np.concatenate([[0], np.flatnonzero(np.diff(self.groups)) + 1])
        if len(self.inner):
            before = before - np.repeat(before[first], np.diff(np.append(first, len(self.groups))))
        inside = np.clip(left - before, 0, capacities[self.inner])
        return (
            np.concatenate([theirs, self.inner]),
            np.concatenate([np.ones_like(theirs), inside]),
        )


def merged(network: Network, free: Flags, left: Ints, cost: Ints, *, alike: bool) -> Merged:
    """Return the *free* part of *network*, merged; *left* is what each node still has to send.

    *alike* False: do not look for people who are alike, because their costs tell them apart.
    """
    people = len(network.wishes)
    first = network.first_inner_arc
    kinds = _kinds(network, free[:first], left[:people], cost, alike=alike)
    inner, keys, groups = _parallel(network, free, cost)
    offset = len(kinds.count)
    one = np.flatnonzero(np.diff(groups, prepend=-1))
    capacity = np.bincount(groups, network.capacities[inner], len(one)).astype(np.int64)
    supplies = np.zeros(network.spot_count, dtype=np.int64)
    np.add.at(supplies, network.spots, left[people:])
    model = kinds.arcs[kinds.model]
    arcs = Arcs(
        np.concatenate([kinds.kind_of_row, keys[0][one] + offset]),
        np.concatenate([network.spots[network.heads[model] - people], keys[1][one]]) + offset,
        np.concatenate([kinds.count[kinds.kind_of_row], capacity]),
        np.concatenate([cost[model], keys[2][one]]),
    )
    return Merged(arcs, np.concatenate([kinds.count, supplies]), kinds, inner, groups)


def _kinds(network: Network, free: Flags, left: Ints, cost: Ints, *, alike: bool) -> Kinds:
    """Sort the arcs of people who still have to be placed, and find who is alike."""
    arcs = np.flatnonzero(free & (left[network.tails[: len(free)]] > 0))
    people = len(network.wishes)
    owner, head = network.tails[arcs], network.spots[network.heads[arcs] - people]
    order = np.lexsort((head, cost[arcs], owner))
    arcs, owner, head = arcs[order], owner[order], head[order]
    start = np.flatnonzero(np.diff(owner, prepend=-1))
    degree = np.diff(np.append(start, len(owner)))
    speaker, kind, count = _alike(start, degree, head, cost[arcs]) if alike else _single(start)
    length = degree[speaker]
    row = np.concatenate([[0], np.cumsum(length)])
    model = np.repeat(start[speaker] - row[:-1], length) + np.arange(row[-1])
    return Kinds(arcs, start, kind, count, model, row)


def _single(start: Ints) -> tuple[Ints, Ints, Ints]:
    every = np.arange(len(start))
    return every, every, np.ones_like(every)


def _alike(start: Ints, degree: Ints, head: Ints, cost: Ints) -> tuple[Ints, Ints, Ints]:
    """Return who speaks for each kind, the kind of everybody, and how many each has.

    A hash of the arcs finds the kinds and the arcs themselves are compared afterwards: should two
    kinds ever share a hash, everybody stays a kind of their own.
    """
    if not len(start):
        return _single(start)
    code = _mixed(head.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + cost.astype(np.uint64))
    total = np.add.reduceat(code, start)
    _, speaker, kind, count = np.unique(
        total, return_index=True, return_inverse=True, return_counts=True
    )
    theirs = speaker[kind]
    if not np.array_equal(degree, degree[theirs]):
        return _single(start)
    shift = np.repeat(start[theirs] - start, degree)
    other = np.arange(len(head)) + shift
    if not (np.array_equal(head, head[other]) and np.array_equal(cost, cost[other])):
        return _single(start)
    order = np.lexsort((cost[start[speaker]], head[start[speaker]]))
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    return speaker[order], place[kind], count[order]


def _mixed(values: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Scatter the bits of *values* (SplitMix64's finisher)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def _parallel(network: Network, free: Flags, cost: Ints) -> tuple[Ints, tuple[Ints, ...], Ints]:
    """Return the arcs between other nodes, their ends and costs, and their groups of equals."""
    first, people = network.first_inner_arc, len(network.wishes)
    inner = first + np.flatnonzero(free[first:])
    ends = (network.tails, network.heads)
    tails, heads = (network.spots[each[inner] - people] for each in ends)
    real = tails != heads
    inner, tails, heads = inner[real], tails[real], heads[real]
    order = np.lexsort((inner, cost[inner], heads, tails))
    inner, keys = inner[order], (tails[order], heads[order], cost[inner][order])
    differs = np.zeros(len(inner), dtype=np.bool_)
    for each in keys:
        differs |= np.diff(each, prepend=each[:1] - 1) != 0
    return inner, keys, np.cumsum(differs) - 1
