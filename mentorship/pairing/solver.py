"""The exact solver, and the proof that its answer is optimal: the one home of OR-Tools.

Levels are packed into one integer cost as long as that is provably exact and cannot overflow; the
rest follows in further solves on the optimal face of the earlier ones. After each solve node prices
are computed that show that no cycle of the residual network would improve the flow. If they do not
exist the answer is refused: the solver is not taken at its word.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from ortools.graph.python import min_cost_flow
from ortools.linear_solver import pywraplp

from mentorship.pairing.certificate import CertificateFailed, proved
from mentorship.pairing.levels import LOTTERY, RANK, UNPLACED, Flags, Ints, Level
from mentorship.pairing.merging import Arcs, Merged, merged
from mentorship.pairing.network import Network


MERGE_FROM = 500
"""Below that one solve of all levels at once is quicker than looking for people who are alike."""
_LARGEST = 2**62
"""OR-Tools multiplies costs by the number of nodes; four times that must stay below this."""


_HALF = 0.5
"""Levels count in whole numbers: a bound closer than this is met."""


@dataclass(frozen=True, slots=True)
class Proof:
    """That one solve was optimal: the levels it settled and how the check went."""

    levels: tuple[str, ...]
    largest_cost: int
    rounds: int


@dataclass(frozen=True)
class Flow:
    """An optimal flow: units on each arc, the value of each decided level in order, the proofs."""

    units: Ints
    values: tuple[tuple[str, int], ...]
    proofs: tuple[Proof, ...]


def optimal_flow(
    network: Network, last_level: str | None = None, *, merge_from: int = MERGE_FROM
) -> Flow | None:
    """Return the lexicographically least flow, None if no flow places all who must be placed.

    Args:
        network: What to solve.
        last_level: Stop after the level of this name; what follows stays undecided.
        merge_from: From so many people on, levels that do not tell people apart are solved first.

    Raises:
        CertificateFailed: if the solver's answer is not provably optimal.
    """
    decided = _up_to(network.levels, last_level)
    levels, is_large = decided, len(network.wishes) >= merge_from
    free = network.capacities > 0
    fixed = np.zeros_like(network.capacities)
    proofs = []
    while levels:
        cost, taken = _packed(network, levels, is_large=is_large)
        free, fixed = _settled(network, free, fixed)
        alike = LOTTERY not in {each.name for each in levels[:taken]}
        small = merged(network, free, _left_over(network, fixed), cost, alike=alike and is_large)
        moving = cheapest_flow(small.arcs, small.supplies)
        if moving is None:
            return None
        reduced, rounds = proved(small, moving)
        names = tuple(each.name for each in levels[:taken])
        proofs.append(Proof(names, int(np.abs(cost).max(initial=0)), rounds))
        levels = levels[taken:]
        settled, units = small.dealt(moving, network.capacities)
        if not levels:
            fixed[settled] = units
            break
        free, fixed = _on_the_face(small, reduced, free, fixed, network.capacities)
    units = _completed(network, fixed)
    values = ((each.name, int(units[each.arcs] @ each.values)) for each in decided)
    return Flow(units, tuple(values), tuple(proofs))


def _on_the_face(
    small: Merged, reduced: Ints, free: Flags, fixed: Ints, capacities: Ints
) -> tuple[Flags, Ints]:
    """Return what every optimum so far leaves open, and what it holds.

    An arc that costs more than the prices it joins carries nothing in any optimum, one that costs
    less is full in all of them.
    """
    arcs, by_arc = small.spread(reduced)
    fixed, free = fixed.copy(), free.copy()
    full = arcs[by_arc < 0]
    fixed[full] = capacities[full]
    free[arcs[by_arc != 0]] = False
    return free, fixed


def _settled(network: Network, free: Flags, fixed: Ints) -> tuple[Flags, Ints]:
    """Hold the place of people who have only one left."""
    people, first = len(network.wishes), network.first_inner_arc
    owner = network.tails[:first]
    has_place = np.bincount(owner, fixed[:first], minlength=people) > 0
    left = np.bincount(owner, free[:first], minlength=people)
    only = np.flatnonzero(free[:first] & ((left == 1) & ~has_place)[owner])
    free, fixed = free.copy(), fixed.copy()
    fixed[only] = 1
    free[only] = False
    return free, fixed


def _completed(network: Network, units: Ints) -> Ints:
    """Return *units* with those on the arcs inside a spot, which follow from the others.

    Raises:
        CertificateFailed: if the whole flow breaks a capacity or loses a unit.
    """
    units, left = units.copy(), _left_over(network, units)
    joins = network.joins
    tails, heads = network.tails[joins], network.heads[joins]
    units[joins] = np.where(heads == network.node_count - 1, left[tails], -left[heads])
    within = bool(((units >= 0) & (units <= network.capacities)).all())
    if not within or _left_over(network, units).any():
        raise CertificateFailed("the flow breaks a capacity or loses a unit")
    return units


def _up_to(levels: tuple[Level, ...], last_level: str | None) -> tuple[Level, ...]:
    names = [each.name for each in levels]
    return levels if last_level is None else levels[: names.index(last_level) + 1]


def _packed(network: Network, levels: tuple[Level, ...], *, is_large: bool) -> tuple[Ints, int]:
    """Return one cost an arc for as many of the *levels* as fit, and how many did.

    Each level weighs more than all that follow can change together along a simple cycle, so the
    sign of the packed cost of a cycle is the sign of its first differing level. The lottery is for
    itself in a large network: it is the level that tells everybody apart.
    """
    taken = len(levels)
    while taken > 1 and is_large and not _go_together(levels[:taken]):
        taken -= 1
    while taken > 1 and _largest(levels[:taken]) * (network.node_count + 1) * 4 >= _LARGEST:
        taken -= 1
    cost = np.zeros(len(network.tails), dtype=np.int64)
    for level, weight in zip(levels[:taken], _weights(levels[:taken]), strict=True):
        cost[level.arcs] += weight * level.values
    return cost, taken


def _go_together(levels: tuple[Level, ...]) -> bool:
    """Tell whether *levels* may be solved at once: choices alone, lottery alone, or the rest."""
    return len({_part(each.name) for each in levels}) == 1


def _part(level: str) -> str:
    if level == UNPLACED or level.startswith(RANK):
        return UNPLACED
    return level if level == LOTTERY else ""


def _weights(levels: tuple[Level, ...]) -> list[int]:
    weights: list[int] = []
    below = 0
    for level in reversed(levels):
        weights.append(below + 1)
        below += weights[-1] * level.reach
    return weights[::-1]


def _largest(levels: tuple[Level, ...]) -> int:
    """Bound the packed cost of any arc, in exact integers."""
    most = [int(each.values.max(initial=0)) for each in levels]
    return sum(w * m for w, m in zip(_weights(levels), most, strict=True))


def cheapest_flow(arcs: Arcs, supplies: Ints) -> Ints | None:
    """Return the units on each arc of a cheapest flow, None if there is no flow. Not yet proved.

    Raises:
        CertificateFailed: if the solver says anything else.
    """
    if supplies.sum():
        return None
    solver = min_cost_flow.SimpleMinCostFlow()
    solver.add_arcs_with_capacity_and_unit_cost(arcs.tails, arcs.heads, arcs.capacities, arcs.costs)
    solver.set_nodes_supplies(np.arange(len(supplies)), supplies)
    status = solver.solve()
    if status == solver.INFEASIBLE:
        return None
    if status != solver.OPTIMAL:
        raise CertificateFailed(f"the flow solver answered {status!r} instead of an optimum")
    units: Ints = np.asarray(solver.flows(np.arange(len(arcs.tails))), dtype=np.int64)
    return units


def _left_over(network: Network, units: Ints) -> Ints:
    """Return what each node still has to send after *units*; all zero for a whole flow."""
    left = network.supplies
    np.subtract.at(left, network.tails, units)
    np.add.at(left, network.heads, units)
    return left


def optimal_program(network: Network, last_level: str | None = None) -> Flow | None:
    """Return the lexicographically least flow that also keeps the network's hard limits.

    An integer program, level by level: the value of each becomes a row of the next. The solver's
    bound must meet its value, and the final flow is checked in exact integers.

    Raises:
        CertificateFailed: if a bound is not met, or the flow breaks a limit.
    """
    decided = _up_to(network.levels, last_level)
    program = _Program(network)
    values = []
    for level in decided:
        value = program.least(level)
        if value is None:
            return None
        values.append((level.name, value))
    _check_program(network, program.found, tuple(values), decided)
    proof = Proof(tuple(each.name for each in decided), 1, 0)
    return Flow(program.found, tuple(values), (proof,))


class _Program:
    """The network's flow as an integer program, with the hard limits as rows of their own."""

    def __init__(self, network: Network) -> None:
        self._program = pywraplp.Solver.CreateSolver("SCIP")
        self._units = [self._program.IntVar(0, int(each), "") for each in network.capacities]
        self.found = np.zeros_like(network.capacities)
        balance: list[list[tuple[int, int]]] = [[] for _ in range(network.node_count)]
        ends = zip(network.tails.tolist(), network.heads.tolist(), strict=True)
        for arc, (tail, head) in enumerate(ends):
            balance[tail].append((arc, 1))
            balance[head].append((arc, -1))
        for node, supply in enumerate(network.supplies.tolist()):
            self._hold(balance[node], supply, supply)
        for limit in network.sites.hard_limits:
            self._hold([(arc, 1) for arc in network.arcs_within(limit).tolist()], 0, limit.total)

    def least(self, level: Level) -> int | None:
        """Minimise one level, keep the answer, and hold its value from now on; None if none is."""
        costs = list(zip(level.arcs.tolist(), level.values.tolist(), strict=True))
        objective = self._program.Objective()
        objective.Clear()
        for arc, value in costs:
            objective.SetCoefficient(self._units[arc], value)
        objective.SetMinimization()
        status = self._program.Solve()
        if status == pywraplp.Solver.INFEASIBLE:
            return None
        gap = objective.Value() - objective.BestBound()
        if status != pywraplp.Solver.OPTIMAL or gap > _HALF:
            raise CertificateFailed(f"the integer program did not prove its optimum: {level.name}")
        least = round(float(objective.Value()))
        self.found = np.array(
            [round(each.solution_value()) for each in self._units], dtype=np.int64
        )
        self._hold(costs, -self._program.infinity(), least)
        return least

    def _hold(self, terms: list[tuple[int, int]], least: float, most: float) -> None:
        row = self._program.Constraint(least, most)
        for arc, factor in terms:
            row.SetCoefficient(self._units[arc], factor)


def _check_program(
    network: Network, units: Ints, values: tuple[tuple[str, int], ...], levels: tuple[Level, ...]
) -> None:
    kept = all(
        int(units[network.arcs_within(each)].sum()) <= each.total
        for each in network.sites.hard_limits
    )
    reached = tuple((each.name, int(units[each.arcs] @ each.values)) for each in levels)
    within = bool(((units >= 0) & (units <= network.capacities)).all())
    if not (kept and within and reached == values) or _left_over(network, units).any():
        raise CertificateFailed("the integer program's answer breaks a limit in exact integers")
