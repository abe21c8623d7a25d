"""The choices-only levels on arrays: most people placed, then fewest third, then second choices.

For whole faculties at once, hubs and their rooms only: no mentors, rules, memory or lottery, so it
proposes to nobody; it says how many choices can be met. Three steps, all exact:

1. *Settled*: a hub with room for everybody who still names it turns nobody away. Whoever names it
   first gets it, and nobody needs a choice after it; repeated until nothing changes.
2. What is left is one minimum-cost flow, people with the same list together.
3. *Proved*: the whole answer, settled people included, is checked to have no improving exchange:
   prices of the hubs under which nobody would gain by moving exist only for an optimum.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mentorship.pairing.certificate import CertificateFailed, shortest
from mentorship.pairing.levels import Ints
from mentorship.pairing.merging import Arcs
from mentorship.pairing.solver import cheapest_flow


NONE = -1
"""A choice that is blank; also the hub of a person without a place."""


@dataclass(frozen=True)
class Met:
    """Who gets which choice: position in the list from 0, `NONE` without; and rounds of proof."""

    position: Ints
    rounds: int

    def profile(self, choices: int) -> tuple[int, ...]:
        """How many got each choice, best first, and how many none."""
        count = np.bincount(self.position + 1, minlength=choices + 1)
        return (*(int(each) for each in count[1:]), int(count[0]))


def meet_choices(choices: Ints, rooms: Ints) -> Met:
    """Return the optimum for *choices*, a row a person, best first, `NONE` for blanks.

    *choices* are positions in *rooms*, each hub once a row.

    Raises:
        CertificateFailed: if the answer could not be proved optimal.
    """
    open_choices = _settled(choices, rooms)
    first = open_choices[:, 0] if choices.shape[1] else np.empty(0, dtype=np.int64)
    is_settled = (open_choices != NONE).sum(axis=1) == 1
    is_settled &= (first != NONE) & _has_room(open_choices, rooms)[first]
    position = np.full(len(choices), NONE, dtype=np.int64)
    position[is_settled] = 0
    left = np.flatnonzero(~is_settled)
    used = np.bincount(first[is_settled], minlength=len(rooms))
    position[left] = _flow(open_choices[left], rooms - used)
    return Met(position, _prove(choices, rooms, position))


def _settled(choices: Ints, rooms: Ints) -> Ints:
    """Return *choices* without those that nobody can need: after a hub with room for everybody."""
    left = choices.copy()
    while True:
        sure = (left != NONE) & _has_room(left, rooms)[left]
        after = np.cumsum(sure, axis=1) - sure > 0
        needless = after & (left != NONE)
        if not needless.any():
            return left
        left[needless] = NONE


def _has_room(choices: Ints, rooms: Ints) -> npt.NDArray[np.bool_]:
    """Tell for each hub, and for `NONE` as the last, whether all who name it fit."""
    wanted = np.bincount(choices[choices != NONE], minlength=len(rooms))
    return np.append(wanted <= rooms, False)


def _flow(choices: Ints, rooms: Ints) -> Ints:
    """Return the optimal positions of these people, found as a flow with equal lists together."""
    if not len(choices):
        return np.empty(0, dtype=np.int64)
    lists, of_list, count = _merged(choices, len(rooms))
    row, column = np.nonzero(lists != NONE)
    kinds, hubs = len(lists), len(rooms)
    end = kinds + hubs
    every, each_hub = np.arange(kinds), np.arange(hubs)
    weights = _weights(choices.shape[1], hubs)
    arcs = Arcs(
        tails=np.concatenate([row, every, kinds + each_hub]),
        heads=np.concatenate([kinds + lists[row, column], np.full(kinds, end), np.full(hubs, end)]),
        capacities=np.concatenate([count[row], count, rooms]),
        costs=np.concatenate([weights[column], np.full(kinds, weights[NONE]), np.zeros(hubs, int)]),
    )
    supplies = np.concatenate([count, np.zeros(hubs, dtype=np.int64), [-count.sum()]])
    units = cheapest_flow(arcs, supplies)
    if units is None:
        raise CertificateFailed("everybody may stay without a place, and yet no flow was found")
    return _dealt(of_list, (row, column), units[: len(row)])


def _merged(choices: Ints, hubs: int) -> tuple[Ints, Ints, Ints]:
    """Return the different lists, the list of each person, and how many have each."""
    base = hubs + 1
    if base ** choices.shape[1] >= 2**62:
        return choices, np.arange(len(choices)), np.ones(len(choices), dtype=np.int64)
    key = np.zeros(len(choices), dtype=np.int64)
    for column in choices.T:
        key = key * base + (column + 1)
    _, first, of_list, count = np.unique(
        key, return_index=True, return_inverse=True, return_counts=True
    )
    return choices[first], of_list, count


def _weights(choices: int, hubs: int) -> Ints:
    """Return the cost of each position, and last of no place.

    One person more at a worse level outweighs all that the better ones can change along a simple
    cycle of the residual network, which meets each hub once: see `docs/pairing.md`.
    """
    base = hubs + 3
    return np.array([0, *(base**each for each in range(choices))], dtype=np.int64)


def _dealt(of_list: Ints, arcs: tuple[Ints, Ints], units: Ints) -> Ints:
    """Return each person's position: people with one list take its units in order."""
    row, column = arcs
    placed = np.repeat(column, units)
    owner = np.repeat(row, units)
    order = np.argsort(of_list, kind="stable")
    starts = np.searchsorted(of_list[order], owner, side="left")
    first = np.searchsorted(owner, owner, side="left")
    found = np.full(len(of_list), NONE, dtype=np.int64)
    found[order[starts + np.arange(len(owner)) - first]] = placed
    return found


def _prove(choices: Ints, rooms: Ints, position: Ints) -> int:
    """Check room and optimality in exact integers; return the rounds it took.

    One person's change from one place to another is an arc between hubs (or the end, for none) that
    costs the difference. No cycle of changes improves exactly if Bellman and Ford's prices settle.
    """
    people, hubs = np.arange(len(choices)), len(rooms)
    weights = _weights(choices.shape[1], hubs)
    is_placed = position != NONE
    at = np.where(is_placed, choices[people, position], hubs)
    used = np.bincount(at[is_placed], minlength=hubs)
    if (used > rooms).any() or (at == NONE).any():
        raise CertificateFailed("the answer puts more people into a hub than it can hold")
    row, column = np.nonzero((choices != NONE) & (np.arange(choices.shape[1]) != position[:, None]))
    now = weights[position]
    roomy, busy = np.flatnonzero(used < rooms), np.flatnonzero(used > 0)
    zeros = np.zeros(len(roomy) + len(busy), dtype=np.int64)
    out = np.flatnonzero(is_placed)
    tails = np.concatenate([at[row], at[out], roomy, np.full(len(busy), hubs)])
    heads = np.concatenate([choices[row, column], np.full(len(out) + len(roomy), hubs), busy])
    steps = np.concatenate([weights[column] - now[row], weights[NONE] - now[out], zeros])
    return shortest(tails, heads, steps, hubs + 1)[1]
