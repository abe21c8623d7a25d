"""The proof that a flow is the cheapest: prices of the nodes, in exact integers.

They exist exactly if no cycle of the residual network would improve the flow. People are looked
through: somebody's change from one place to another is an arc between the two places, so the search
for prices is about hubs and offers only, however many people there are.
"""

from __future__ import annotations

import numpy as np

from mentorship.errors import MentorshipError
from mentorship.pairing.levels import Ints
from mentorship.pairing.merging import Arcs, Merged


_DENSE = 1_500
"""Up to so many nodes, the cheapest of parallel arcs is found in a table of all pairs."""


class CertificateFailed(MentorshipError):
    """The solver's answer could not be proved optimal; nothing may be proposed from it."""


def proved(small: Merged, units: Ints) -> tuple[Ints, int]:
    """Return each arc's cost against the prices of its ends, and the rounds that finding them took.

    Raises:
        CertificateFailed: if *units* is no flow, or can be improved.
    """
    kinds = len(small.kinds.count)
    exchange = _exchanges(small, units)
    inside = _between_places(small, units, kinds)
    tails, heads, costs = (np.concatenate(both) for both in zip(exchange, inside, strict=True))
    price, rounds = shortest(tails, heads, costs, len(small.supplies) - kinds)
    price = np.concatenate([_prices_of_kinds(small, units, price), price])
    arcs = small.arcs
    reduced = arcs.costs + price[arcs.tails] - price[arcs.heads]
    check(arcs, small.supplies, units, reduced)
    return reduced, rounds


def _exchanges(small: Merged, units: Ints) -> tuple[Ints, Ints, Ints]:
    """Return the arcs from a place that somebody has to each other place they could have instead.

    Node numbers begin with the first node that is no kind.
    """
    people, row = small.people_arcs, small.kinds.row
    now = np.flatnonzero(units[:people] > 0)
    kind = small.arcs.tails[now]
    length = np.diff(row)[kind]
    first = np.cumsum(length) - length
    other = np.repeat(row[kind] - first, length) + np.arange(int(length.sum()))
    now = np.repeat(now, length)
    real = (other != now) & (units[other] < small.arcs.capacities[other])
    now, other = now[real], other[real]
    offset = len(small.kinds.count)
    heads, costs = small.arcs.heads, small.arcs.costs
    return heads[now] - offset, heads[other] - offset, costs[other] - costs[now]


def _between_places(small: Merged, units: Ints, kinds: int) -> tuple[Ints, Ints, Ints]:
    """Return the residual arcs that have nothing to do with people."""
    people = small.people_arcs
    tails, heads = small.arcs.tails[people:] - kinds, small.arcs.heads[people:] - kinds
    costs, used = small.arcs.costs[people:], units[people:]
    onward, back = used < small.arcs.capacities[people:], used > 0
    return (
        np.concatenate([tails[onward], heads[back]]),
        np.concatenate([heads[onward], tails[back]]),
        np.concatenate([costs[onward], -costs[back]]),
    )


def shortest(tails: Ints, heads: Ints, costs: Ints, nodes: int) -> tuple[Ints, int]:
    """Return shortest distances between nodes, from anywhere, and the rounds they took.

    Raises:
        CertificateFailed: if there are none, because a cycle of *costs* is negative.
    """
    tails, heads, costs = _cheapest_of_parallel(tails, heads, costs, nodes)
    price = np.zeros(nodes, dtype=np.int64)
    for each in range(nodes + 1):
        nearer = price.copy()
        np.minimum.at(nearer, heads, price[tails] + costs)
        if np.array_equal(nearer, price):
            return price, each
        price = nearer
    raise CertificateFailed("the solver's flow can be improved, so it is not the optimum")


def _cheapest_of_parallel(
    tails: Ints, heads: Ints, costs: Ints, nodes: int
) -> tuple[Ints, Ints, Ints]:
    ends = tails * nodes + heads
    if nodes <= _DENSE and len(ends) > nodes:
        nothing = np.iinfo(np.int64).max
        table = np.full(nodes * nodes, nothing, dtype=np.int64)
        np.minimum.at(table, ends, costs)
        ends = np.flatnonzero(table != nothing)
        return ends // nodes, ends % nodes, table[ends]
    order = np.lexsort((costs, ends))
    one = order[np.flatnonzero(np.diff(ends[order], prepend=-1))]
    return tails[one], heads[one], costs[one]


def _prices_of_kinds(small: Merged, units: Ints, price: Ints) -> Ints:
    """Return the price of each kind: as high as the places that it could still take demand.

    Where all its arcs are full, as high as those allow.
    """
    people, starts = small.people_arcs, small.kinds.row[:-1]
    if not len(starts):
        return np.empty(0, dtype=np.int64)
    kinds = len(starts)
    at = price[small.arcs.heads[:people] - kinds] - small.arcs.costs[:people]
    is_full = units[:people] >= small.arcs.capacities[:people]
    extreme = np.iinfo(np.int64)
    demanded = np.maximum.reduceat(np.where(is_full, extreme.min, at), starts)
    allowed = np.minimum.reduceat(np.where(is_full, at, extreme.max), starts)
    return np.where(demanded == extreme.min, allowed, demanded)


def check(arcs: Arcs, supplies: Ints, units: Ints, reduced: Ints) -> None:
    """Check conservation, capacities and complementary slackness, in exact integers.

    Raises:
        CertificateFailed: if one of them does not hold.
    """
    left = supplies.copy()
    np.subtract.at(left, arcs.tails, units)
    np.add.at(left, arcs.heads, units)
    full, empty = units >= arcs.capacities, units <= 0
    sound = (
        not left.any()
        and bool(((units >= 0) & (units <= arcs.capacities)).all())
        and bool(((reduced >= 0) | full).all())
        and bool(((reduced <= 0) | empty).all())
    )
    if not sound:
        raise CertificateFailed("the solver's flow breaks a capacity or complementary slackness")
