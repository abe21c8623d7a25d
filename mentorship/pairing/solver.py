"""The exact solver, and the proof that its answer is optimal: the one home of OR-Tools.

Levels are packed into one integer cost as long as that is provably exact and cannot overflow; the
rest follows in further solves on the optimal face of the earlier ones. After each solve node prices
are computed that show that no cycle of the residual network would improve the flow. If they do not
exist the answer is refused: the solver is not taken at its word.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from ortools.graph.python import min_cost_flow
from ortools.linear_solver import pywraplp

from mentorship.errors import MentorshipError
from mentorship.pairing.levels import Ints, Level
from mentorship.pairing.network import Network


Flags = npt.NDArray[np.bool_]

_LARGEST = 2**62
"""OR-Tools multiplies costs by the number of nodes; four times that must stay below this."""


_HALF = 0.5
"""Levels count in whole numbers: a bound closer than this is met."""


class CertificateFailed(MentorshipError):
    """The solver's answer could not be proved optimal; nothing may be proposed from it."""


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


def optimal_flow(network: Network, last_level: str | None = None) -> Flow | None:
    """Return the lexicographically least flow, None if no flow places all who must be placed.

    Args:
        network: What to solve.
        last_level: Stop after the level of this name; what follows stays undecided.

    Raises:
        CertificateFailed: if the solver's answer is not provably optimal.
    """
    levels = _up_to(network.levels, last_level)
    free = network.capacities > 0
    fixed = np.zeros_like(network.capacities)
    proofs = []
    while levels:
        cost, taken = _packed(network, levels)
        moving = _cheapest(network, free, fixed, cost)
        if moving is None:
            return None
        units = fixed + moving
        price, rounds = _prices(network, free, units, cost)
        reduced = cost + price[network.tails] - price[network.heads]
        _check(network, free, units, reduced)
        names = tuple(each.name for each in levels[:taken])
        proofs.append(Proof(names, int(np.abs(cost).max(initial=0)), rounds))
        fixed = np.where(free & (reduced != 0), units, fixed)
        free &= reduced == 0
        levels = levels[taken:]
    decided = _up_to(network.levels, last_level)
    values = ((each.name, int(units[each.arcs] @ each.values)) for each in decided)
    return Flow(units, tuple(values), tuple(proofs))


def _up_to(levels: tuple[Level, ...], last_level: str | None) -> tuple[Level, ...]:
    names = [each.name for each in levels]
    return levels if last_level is None else levels[: names.index(last_level) + 1]


def _packed(network: Network, levels: tuple[Level, ...]) -> tuple[Ints, int]:
    """Return one cost an arc for as many of the *levels* as fit, and how many did.

    Each level weighs more than all that follow can change together along a simple cycle, so the
    sign of the packed cost of a cycle is the sign of its first differing level.
    """
    taken = len(levels)
    while taken > 1 and _largest(levels[:taken]) * (network.node_count + 1) * 4 >= _LARGEST:
        taken -= 1
    cost = np.zeros(len(network.tails), dtype=np.int64)
    for level, weight in zip(levels[:taken], _weights(levels[:taken]), strict=True):
        cost[level.arcs] += weight * level.values
    return cost, taken


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


def _cheapest(network: Network, free: Flags, fixed: Ints, cost: Ints) -> Ints | None:
    """Solve for the *free* arcs, with the flow on the others as it is *fixed*."""
    arcs = np.flatnonzero(free)
    chosen = Arcs(network.tails[arcs], network.heads[arcs], network.capacities[arcs], cost[arcs])
    moving = cheapest_flow(chosen, _left_over(network, fixed))
    if moving is None:
        return None
    found = np.zeros(len(network.tails), dtype=np.int64)
    found[arcs] = moving
    return found


@dataclass(frozen=True, slots=True)
class Arcs:
    """Arcs as columns: where from, where to, how many units, what one costs."""

    tails: Ints
    heads: Ints
    capacities: Ints
    costs: Ints


def cheapest_flow(arcs: Arcs, supplies: Ints) -> Ints | None:
    """Return the units on each arc of a cheapest flow, None if there is no flow. Not yet proved.

    Raises:
        CertificateFailed: if the solver says anything else.
    """
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


def _prices(network: Network, free: Flags, units: Ints, cost: Ints) -> tuple[Ints, int]:
    """Return node prices: shortest distances in the residual network, and the rounds they took.

    They exist exactly if the residual network has no negative cycle, that is, if *units* is
    optimal (Bellman and Ford).
    """
    onward = np.flatnonzero(free & (units < network.capacities))
    back = np.flatnonzero(free & (units > 0))
    tails = np.concatenate([network.tails[onward], network.heads[back]])
    heads = np.concatenate([network.heads[onward], network.tails[back]])
    steps = np.concatenate([cost[onward], -cost[back]])
    price = np.zeros(network.node_count, dtype=np.int64)
    for each in range(network.node_count + 1):
        nearer = price.copy()
        np.minimum.at(nearer, heads, price[tails] + steps)
        if np.array_equal(nearer, price):
            return price, each
        price = nearer
    raise CertificateFailed("the solver's flow can be improved, so it is not the optimum")


def _check(
    network: Network,
    free: Flags,
    units: Ints,
    reduced: Ints,
) -> None:
    """Check flow conservation, capacities and complementary slackness, in exact integers."""
    full, empty = units >= network.capacities, units <= 0
    sound = (
        not _left_over(network, units).any()
        and bool(((units >= 0) & (units <= network.capacities)).all())
        and bool((~free | (reduced >= 0) | full).all())
        and bool((~free | (reduced <= 0) | empty).all())
    )
    if not sound:
        raise CertificateFailed("the solver's flow breaks a capacity or complementary slackness")


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
