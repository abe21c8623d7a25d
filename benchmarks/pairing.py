"""The pairing engine beside its peers on the same instances.

    python -m benchmarks.pairing                      sizes 200, 2,000 and 20,000
    python -m benchmarks.pairing --sizes 1000000 --limit 600 --peers "our choices, arrays"
    python -m benchmarks.pairing --json out.json

Instances: popularity of hubs falls as rank^-0.9 (Zipf), a mentor holds one to four mentees in one
hub, and the places come to 0.95 (tight) or 1.3 (roomy) for each mentee. All exact peers minimise
the same: people without a choice, then third, then second choices. Each runs in a process of its
own, so that its peak memory is its own. Seconds are processor seconds with the libraries loaded,
building the model and reading off the answer included, making the input left out: for "our engine"
that is a value with wishes and offers, as the nightly run has it; for "our choices" and the peers
it is arrays. The profiles of all exact peers must agree, otherwise the exit code is 1. Peers that
are not installed or not done in time are shown as such. Last comes the whole run of a night for a
department of 160 people, with every reason.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from benchmarks.pairing_night import NIGHT_HUBS, NIGHT_MENTEES, a_night
from mentorship.pairing.choices_only import meet_choices
from mentorship.pairing.levels import rank_level
from mentorship.pairing.problem import Choice, Offer, Problem, Wish
from mentorship.pairing.proposal import Place
from mentorship.pairing.search import solve


SLACK = {"tight": 0.95, "roomy": 1.3}
DENSE_LIMIT = 5_000
"""Peers that need a matrix of mentees by places are not asked beyond this many mentees."""


@dataclass(frozen=True)
class Instance:
    """One instance as plain arrays, as every peer gets it.

    `choices` is mentees by three hubs, best first; `hub` and `size` describe the offers.
    """

    choices: np.ndarray
    hub: np.ndarray
    size: np.ndarray
    hubs: int

    @property
    def slots(self):
        """The hub of every single place."""
        return np.repeat(self.hub, self.size)


def an_instance(mentees: int, hubs: int, slack: str, seed: int) -> Instance:
    """Return the instance of that size and seed."""
    rng = np.random.default_rng(seed)
    popularity = 1 / np.arange(1, hubs + 1) ** 0.9
    names = rng.permutation(hubs)
    choices = _three_different(rng, mentees, popularity / popularity.sum())
    weight = popularity**0.6 / (popularity**0.6).sum()
    wanted = int(SLACK[slack] * mentees)
    size = rng.choice([1, 2, 3, 4], size=wanted, p=[0.30, 0.42, 0.20, 0.08])
    size = size[: int(np.searchsorted(np.cumsum(size), wanted)) + 1]
    hub = rng.choice(hubs, size=len(size), p=weight)
    return Instance(names[choices], names[hub], size, hubs)


def _three_different(rng, mentees, probability):
    """Draw three different hubs for each mentee: again until they differ."""
    found = rng.choice(len(probability), size=(mentees, 3), p=probability)
    while True:
        ordered = np.sort(found, axis=1)
        same = np.flatnonzero((ordered[:, 1:] == ordered[:, :-1]).any(axis=1))
        if not len(same):
            return found
        found[same] = rng.choice(len(probability), size=(len(same), 3), p=probability)


def profile_of(ranks, mentees):
    """First, second and third choices and people without, from the ranks (1 to 3) of the placed."""
    count = Counter(int(each) for each in ranks)
    met = [count[1], count[2], count[3]]
    return [*met, mentees - sum(met)]


def as_problem(instance: Instance) -> Problem:
    """Return the instance in the words of our engine."""
    return Problem(
        wishes=tuple(
            Wish(mentee_id=str(i), choices=tuple(Choice(h, r) for r, h in enumerate(row, 1)))
            for i, row in enumerate(instance.choices.tolist())
        ),
        offers=tuple(
            Offer(place=Place(hub, f"m{index}"), capacity=size)
            for index, (hub, size) in enumerate(
                zip(instance.hub.tolist(), instance.size.tolist(), strict=True)
            )
        ),
        salt="benchmark",
    )


def engine(problem: Problem, last_level: str | None = None):
    """Our engine, from wishes and offers to who goes where, with its certificate."""
    return profile_of(solve(problem, last_level).ranks.values(), len(problem.wishes))


def engine_choices(problem: Problem):
    """Our engine, stopped after the levels that the peers minimise too."""
    return engine(problem, rank_level(2))


def engine_arrays(instance):
    """Our choices-only path from the arrays that the peers get, with its proof."""
    rooms = np.bincount(instance.hub, weights=instance.size, minlength=instance.hubs)
    return list(meet_choices(instance.choices, rooms.astype(np.int64)).profile(3))


def ortools_flow(instance):
    """OR-Tools' min-cost flow on arrays, with one weight for each choice."""
    from ortools.graph.python import min_cost_flow  # noqa: PLC0415 - each peer loads only its own

    count, hubs = len(instance.choices), instance.hubs
    end = count + hubs
    base = hubs + 3
    solver = min_cost_flow.SimpleMinCostFlow()
    mentees = np.arange(count)
    rooms = np.bincount(instance.hub, weights=instance.size, minlength=hubs).astype(np.int64)
    for rank, weight in enumerate((0, 1, base)):
        solver.add_arcs_with_capacity_and_unit_cost(
            mentees, count + instance.choices[:, rank], np.ones(count), np.full(count, weight)
        )
    solver.add_arcs_with_capacity_and_unit_cost(
        mentees, np.full(count, end), np.ones(count), np.full(count, base**2)
    )
    solver.add_arcs_with_capacity_and_unit_cost(
        count + np.arange(hubs), np.full(hubs, end), rooms, np.zeros(hubs, dtype=np.int64)
    )
    supplies = np.concatenate([np.ones(count), np.zeros(hubs), [-count]]).astype(np.int64)
    solver.set_nodes_supplies(np.arange(end + 1), supplies)
    if solver.solve() != solver.OPTIMAL:
        raise SystemExit("no optimum")
    flows = np.asarray(solver.flows(np.arange(3 * count)))
    return profile_of(np.repeat([1, 2, 3], count)[flows > 0], count)


def scipy_assignment(instance):
    """Assign by scipy's linear_sum_assignment: a dense matrix of mentees by places."""
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415 - each peer loads only its own

    count, slots = len(instance.choices), instance.slots
    base = float(instance.hubs + 3)
    cost = np.full((count, len(slots) + count), base**2)
    for rank, weight in ((2, base), (1, 1.0), (0, 0.0)):
        cost[:, : len(slots)][instance.choices[:, rank][:, None] == slots[None, :]] = weight
    rows, columns = linear_sum_assignment(cost)
    got = cost[rows, columns]
    ranks = np.select([got == 0, got == 1, got == base], [1, 2, 3], 4)
    return profile_of(ranks[ranks < 4], count)


def highs_program(instance):
    """HiGHS through scipy.optimize.milp: one variable for each mentee and choice."""
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415 - its own only
    from scipy.sparse import csr_matrix, vstack  # noqa: PLC0415 - each peer loads only its own

    count, base = len(instance.choices), float(instance.hubs + 3)
    variables = np.arange(3 * count)
    one_each = csr_matrix((np.ones(3 * count), (variables // 3, variables)))
    hub = csr_matrix(
        (np.ones(3 * count), (instance.choices.ravel(), variables)),
        shape=(instance.hubs, 3 * count),
    )
    rooms = np.bincount(instance.hub, weights=instance.size, minlength=instance.hubs)
    cost = np.tile([0.0, 1.0, base], count) - base**2
    answer = milp(
        cost,
        constraints=LinearConstraint(
            vstack([one_each, hub]), -np.inf, np.concatenate([np.ones(count), rooms])
        ),
        bounds=Bounds(0, 1),
        integrality=np.ones(3 * count),
        options={"mip_rel_gap": 0.0},
    )
    return profile_of(np.flatnonzero(answer.x > 0.5) % 3 + 1, count)


def matching_package(instance):
    """The `matching` package's hospital-resident game: stable, with hubs that rank by number."""
    from matching.games import HospitalResident  # noqa: PLC0415 - each peer loads only its own

    rooms = np.bincount(instance.hub, weights=instance.size, minlength=instance.hubs).astype(int)
    wishes = {
        str(i): [f"h{h}" for h in row if rooms[h]]
        for i, row in enumerate(instance.choices.tolist())
    }
    wishes = {mentee: hubs for mentee, hubs in wishes.items() if hubs}
    wanted: dict[str, list[str]] = {}
    for mentee, hubs in wishes.items():
        for hub in hubs:
            wanted.setdefault(hub, []).append(mentee)
    game = HospitalResident.create_from_dictionaries(
        wishes, wanted, {hub: int(rooms[int(hub[1:])]) for hub in wanted}
    )
    ranks = [
        instance.choices[int(str(resident))].tolist().index(int(str(hub)[1:])) + 1
        for hub, residents in game.solve(optimal="resident").items()
        for resident in residents
    ]
    return profile_of(ranks, len(instance.choices))


@dataclass(frozen=True)
class Peer:
    """Who competes: how to run it, on what input, whether it is exact, and what it needs."""

    run: object
    prepare: object = lambda instance: instance
    is_exact: bool = True
    needs: str = "numpy"
    loads: str = "numpy"
    most: int = 10**9


PEERS = {
    "our choices, arrays": Peer(engine_arrays),
    "our engine, choices": Peer(engine_choices, as_problem),
    "our engine, all levels": Peer(engine, as_problem),
    "OR-Tools flow": Peer(
        ortools_flow, needs="ortools", loads="ortools.graph.python.min_cost_flow"
    ),
    "HiGHS (scipy milp)": Peer(highs_program, needs="scipy", loads="scipy.optimize", most=20_000),
    "scipy assignment": Peer(
        scipy_assignment, needs="scipy", loads="scipy.optimize", most=DENSE_LIMIT
    ),
    "matching (stable)": Peer(
        matching_package, is_exact=False, needs="matching", loads="matching.games", most=DENSE_LIMIT
    ),
}


def run_one(name, mentees, hubs, slack, seed):
    """Run one peer in this process and print what it took as JSON."""
    instance = an_instance(mentees, hubs, slack, seed)
    peer = PEERS[name]
    import_module(peer.loads)
    given = peer.prepare(instance)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()
    profile = peer.run(given)
    seconds = time.process_time() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"seconds": seconds, "mib": (peak - before) / 1024, "profile": profile}))


def measure(name, mentees, hubs, slack, args):
    """Run one peer in a process of its own; None if it is not asked, not there, or not in time."""
    peer = PEERS[name]
    if mentees > peer.most or find_spec(peer.needs) is None:
        return None
    command = [sys.executable, "-m", "benchmarks.pairing", "--one", name]
    command += ["--sizes", str(mentees), "--hubs", str(hubs), "--slack", slack]
    command += ["--seed", str(args.seed)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=args.limit, check=True)
    except subprocess.TimeoutExpired:
        return None
    return json.loads(done.stdout)


def main() -> int:
    """Measure what the command line asks for; 1 if two exact peers disagree."""
    args = _arguments()
    if args.one:
        run_one(args.one, args.sizes[0], args.hubs, args.slack[0], args.seed)
        return 0
    rows = []
    for mentees in args.sizes:
        hubs = args.hubs or max(50, mentees // 40)
        for slack in args.slack:
            print(f"\n{mentees:,} mentees, {hubs:,} hubs, {slack}")
            for name in args.peers:
                found = measure(name, mentees, hubs, slack, args)
                rows.append({"mentees": mentees, "hubs": hubs, "slack": slack, "peer": name})
                rows[-1].update(found or {"profile": None})
                print(_line(name, found), flush=True)
    instance = an_instance(NIGHT_MENTEES, NIGHT_HUBS, "tight", 1)
    seconds, mentees = a_night(instance.choices, instance.hub, instance.size)
    print(f"\na night of {mentees} mentees, with every reason: {seconds:.2f} s")
    if args.json:
        args.json.write_text(json.dumps(rows, indent=1))
    return int(_disagree(rows))


def _arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[200, 2_000, 20_000])
    parser.add_argument(
        "--hubs", type=int, default=0, help="0: one for every 40 mentees, 50 at least"
    )
    parser.add_argument("--slack", nargs="+", choices=SLACK, default=list(SLACK))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limit", type=float, default=120, help="seconds for each peer")
    parser.add_argument("--peers", nargs="+", choices=PEERS, default=list(PEERS))
    parser.add_argument("--json", type=Path)
    parser.add_argument("--one", help=argparse.SUPPRESS)
    return parser.parse_args()


def _line(name, found):
    if found is None:
        return f"  {name:24} not asked, not installed, or not done in time"
    profile = "/".join(str(each) for each in found["profile"])
    return f"  {name:24} {found['seconds']:9.3f} s {found['mib']:8.0f} MiB   {profile}"


def _disagree(rows):
    exact: dict[tuple[int, int, str], set[tuple[int, ...]]] = {}
    for row in rows:
        if PEERS[row["peer"]].is_exact and row["profile"]:
            key = row["mentees"], row["hubs"], row["slack"]
            exact.setdefault(key, set()).add(tuple(row["profile"]))
    return any(len(profiles) > 1 for profiles in exact.values())


if __name__ == "__main__":
    sys.exit(main())
