"""A pairing run: from the roster to proposals that argue their case.

Source: S1.24, S1.25. The run proposes; only the office decides, and what it has begun to decide no
run touches. Pure: equal roster, policy and day give equal plans, whatever the order of rows.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from mentorship.issues import Issue
from mentorship.pairing.argument import Advocate, Argument
from mentorship.pairing.contradictions import contradictions
from mentorship.pairing.demand import demand
from mentorship.pairing.eligibility import Pool, pool_of
from mentorship.pairing.proposal import ChoiceMet, PairingPlan, Proposal
from mentorship.pairing.request import requested_run
from mentorship.pairing.returning import has_run, returning, returning_run, waiting
from mentorship.pairing.search import solve
from mentorship.pairing.what_if import only_for
from mentorship.pairing.wording import Wording
from mentorship.policy import Policy
from mentorship.record_order import record_order
from mentorship.roster import Roster


def propose(
    roster: Roster, policy: Policy, today: date, left_alone: frozenset[str]
) -> tuple[PairingPlan, tuple[Issue, ...]] | None:
    """Return tonight's proposals with the problems found, None if none are owed.

    All are owed on a night that the office set. On the nights after that, mentees who came late,
    or whose proposal does not stand any more, are proposed a place among what the others leave
    (`mentorship.pairing.returning`). Mentees about whom a decision has begun are not in the plan:
    their stored proposal stays what the office saw when it decided.

    Raises:
        CertificateFailed: if the optimum could not be proved.
    """
    run = requested_run(roster, policy, today)
    if run is None:
        plan = _for_returning(roster, policy, today, left_alone)
        return None if plan is None else (plan, ())
    pool = pool_of(roster, policy, today, run, left_alone)
    return plan_of(roster, pool, today, run), contradictions(pool.problem, roster)


def _for_returning(
    roster: Roster, policy: Policy, today: date, left_alone: frozenset[str]
) -> PairingPlan | None:
    if not has_run(roster, today):
        return None
    run = returning_run(roster, today)
    pool = pool_of(roster, policy, today, run, left_alone)
    mentees = returning(roster, pool, run, today)
    if hopeful := waiting(roster, pool) - mentees:
        found = solve(only_for(pool.problem, mentees | hopeful))
        mentees |= hopeful & (found.places.keys() if found else frozenset())
    return partial_plan(roster, pool, mentees, today, run) if mentees else None


def partial_plan(
    roster: Roster, pool: Pool, mentees: Collection[str], today: date, run: str
) -> PairingPlan:
    """Return the plan for *mentees* alone; everybody else keeps their pair and their proposal."""
    alone = replace(pool, problem=only_for(pool.problem, mentees))
    return plan_of(roster, alone, today, run, is_partial=True)


def plan_of(
    roster: Roster, pool: Pool, today: date, run: str, *, is_partial: bool = False
) -> PairingPlan:
    """Return the optimal plan for *pool*, mentees in record order.

    A partial run says nothing about the demand for hubs: it sees only a few of the wishes.
    """
    solution = solve(pool.problem)
    if solution is None:
        raise AssertionError("nobody must be placed in a run of the night")
    advocate = Advocate(pool.problem, solution, _neighbours(roster))
    wording = Wording(roster, pool.problem, solution.places, pool.parted, today)
    wishes = sorted(pool.problem.wishes, key=lambda each: record_order(each.mentee_id))
    open_hubs = [code for code, hub in roster.hubs.items() if hub.is_open and not is_partial]
    return PairingPlan(
        cycle=roster.settings.cycle,
        run=run,
        proposals=tuple(_proposal(advocate.argue(each), wording) for each in wishes),
        demand=demand(pool.problem, solution, pool.named, open_hubs),
        is_partial=is_partial,
    )


def _proposal(argument: Argument, wording: Wording) -> Proposal:
    """A place that no choice asked for is an alternative, never the proposal."""
    return Proposal(
        mentee_id=argument.mentee_id,
        place=argument.place,
        choice_met=ChoiceMet.NONE if argument.rank is None else ChoiceMet(str(argument.rank)),
        why=wording.why(argument),
        alternatives=tuple(each.place for each in argument.alternatives),
    )


def _neighbours(roster: Roster) -> dict[int, tuple[int, ...]]:
    """The other open hubs of each hub's affinity group, by number."""
    by_group: dict[int, list[int]] = {}
    for code, hub in sorted(roster.hubs.items()):
        if hub.group_code is not None and hub.is_open:
            by_group.setdefault(hub.group_code, []).append(code)
    return {
        code: tuple(each for each in by_group.get(hub.group_code, ()) if each != code)
        for code, hub in roster.hubs.items()
        if hub.group_code is not None
    }
