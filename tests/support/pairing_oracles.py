"""Two independent ways to the optimum: trying everything, and a general integer program.

Neither shares a line with the engine: not the network, not the packing of levels, not the solver.
"""

import itertools
import math
from collections import Counter

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix


def options(problem, wish):
    """Every (rank, place) this mentee may have, rooms apart."""
    return [
        (choice.rank, offer.place)
        for choice in wish.choices
        for offer in problem.offers
        if offer.place.hub_code == choice.hub_code
        and offer.place.mentor_id not in wish.barred
        and offer.place.mentor_id != wish.mentee_id
    ]


def rooms(problem):
    """The room left at each place, in each hub and of each mentor, held places taken off."""
    held = Counter(each.place for each in problem.held)
    places = {
        each.place: max(0, each.capacity - held[each.place]) if each.is_open else 0
        for each in problem.offers
    }
    hubs = {
        code: max(0, cap - sum(each.place.hub_code == code for each in problem.held))
        for code, cap in problem.hub_caps.items()
    }
    mentors = {
        mentor: max(0, cap - sum(each.place.mentor_id == mentor for each in problem.held))
        for mentor, cap in problem.mentor_caps.items()
    }
    return places, hubs, mentors


def is_feasible(problem, placed):
    """Tell whether so many new mentees at each place respect every limit."""
    places, hubs, mentors = rooms(problem)
    in_hub, of_mentor = Counter(), Counter()
    for place, count in placed.items():
        in_hub[place.hub_code] += count
        of_mentor[place.mentor_id] += count
    return (
        all(count <= places[place] for place, count in placed.items())
        and all(count <= hubs.get(code, count) for code, count in in_hub.items())
        and all(count <= mentors.get(mentor, count) for mentor, count in of_mentor.items())
    )


def evaluate(problem, answer):
    """The objective vector of an answer (mentee to (rank, place) or None), the lottery left out."""
    got = [(wish, answer.get(wish.mentee_id)) for wish in problem.wishes]
    count = Counter(each[0] for _, each in got if each)
    moved = [(wish.shown, each[1] if each else None) for wish, each in got if wish.shown]
    return (
        sum(each is None for _, each in got),
        *(count[rank] for rank in range(max([3, *count]), 1, -1)),
        sum(place is None or place.hub_code != shown.hub_code for shown, place in moved),
        sum(
            place is not None and place != shown and place.hub_code == shown.hub_code
            for shown, place in moved
        ),
        _unevenness(problem, Counter(each[1] for _, each in got if each)),
        sum(wish.misfits.get(each[1], 0) for wish, each in got if each),
    )


def _unevenness(problem, placed):
    shares = {each.place: max(1, min(each.capacity, 12)) for each in problem.offers}
    whole = math.lcm(*shares.values())
    held = Counter(each.place for each in problem.held)
    return sum(
        ((held[place] + count) ** 2 - held[place] ** 2) * (whole // shares[place])
        for place, count in placed.items()
    )


def best_of_all(problem):
    """Try every assignment: the least objective vector."""
    everyone = [[None, *options(problem, wish)] for wish in problem.wishes]
    return min(
        evaluate(
            problem, {w.mentee_id: each for w, each in zip(problem.wishes, combo, strict=True)}
        )
        for combo in itertools.product(*everyone)
        if is_feasible(problem, Counter(each[1] for each in combo if each))
    )


def best_by_integer_program(problem):
    """HiGHS, one variable for each (mentee, place), level by level: unplaced, third, second."""
    columns = [
        (index, rank, place)
        for index, wish in enumerate(problem.wishes)
        for rank, place in options(problem, wish)
    ]
    places, hubs, mentors = rooms(problem)
    rows = [
        *_rows(columns, lambda each: each[0], dict.fromkeys(range(len(problem.wishes)), 1)),
        *_rows(columns, lambda each: each[2], places),
        *_rows(columns, lambda each: each[2].hub_code, hubs),
        *_rows(columns, lambda each: each[2].mentor_id, mentors),
    ]
    found = [len(problem.wishes)]
    for level in range(3):
        cost = np.array([-1.0 if level == 0 else float(each[1] == 4 - level) for each in columns])
        value = _least(cost, rows)
        found = [found[0] + value] if level == 0 else [*found, value]
        rows.append((list(np.flatnonzero(cost)), cost[cost != 0], value))
    return tuple(found)


def _rows(columns, key, limits):
    members = {}
    for position, each in enumerate(columns):
        members.setdefault(key(each), []).append(position)
    return [(who, np.ones(len(who)), limits[k]) for k, who in members.items() if k in limits]


def _least(cost, rows):
    data = np.concatenate([values for _, values, _ in rows])
    inner = np.concatenate([who for who, _, _ in rows]).astype(int)
    outer = np.concatenate([[index] * len(who) for index, (who, _, _) in enumerate(rows)])
    matrix = csr_matrix((data, (outer.astype(int), inner)), shape=(len(rows), len(cost)))
    answer = milp(
        cost,
        constraints=LinearConstraint(matrix, -np.inf, np.array([float(r[2]) for r in rows])),
        bounds=Bounds(0, 1),
        integrality=np.ones(len(cost)),
        options={"mip_rel_gap": 0.0},
    )
    assert answer.status == 0, answer.message
    return round(answer.fun)
