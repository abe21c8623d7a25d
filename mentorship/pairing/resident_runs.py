"""A residents' pairing run: proposals that argue their case, for residents and their mentors.

Source: S3.7, S0.5. Owed on the night that the office sets for it (`ps_res_match_on`).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from mentorship.errors import ConfigurationError
from mentorship.issues import Issue
from mentorship.pairing.argument import Advocate, Argument
from mentorship.pairing.contradictions import contradictions
from mentorship.pairing.problem import Wish
from mentorship.pairing.proposal import ChoiceMet, PairingPlan, Proposal
from mentorship.pairing.request import requested_run
from mentorship.pairing.resident_wording import ResidentWording
from mentorship.pairing.residents import ASSIGNED, ResidentPool, outside, resident_pool
from mentorship.pairing.search import solve
from mentorship.pairing.what_if import only_for
from mentorship.policy import Policy
from mentorship.record_order import record_order
from mentorship.relationships import PairingState, Programme
from mentorship.roster import Roster


def propose_residents(
    roster: Roster, policy: Policy, today: date, left_alone: frozenset[str]
) -> tuple[PairingPlan, tuple[Issue, ...]] | None:
    """Return tonight's proposals for residents with the problems found, None if none are owed.

    Raises:
        CertificateFailed: if the optimum could not be proved.
    """
    run = requested_run(roster, policy, today, Programme.RESIDENT)
    if run is None:
        return None
    pool = resident_pool(roster, policy, today, run, left_alone)
    return resident_plan(roster, pool, run), contradictions(pool.without_hubs, roster)


def resident_plan(roster: Roster, pool: ResidentPool, run: str) -> PairingPlan:
    """Return the optimal plan for *pool*, residents in record order."""
    solution = solve(pool.problem)
    if solution is None:
        raise AssertionError("nobody must be placed in a run of the night")
    advocate = Advocate(pool.problem, solution, {})
    wording = ResidentWording(roster, pool, solution.places)
    wishes = sorted(pool.problem.wishes, key=lambda each: record_order(each.mentee_id))
    return PairingPlan(
        cycle=roster.settings.cycle,
        run=run,
        proposals=tuple(_proposal(_argued(advocate, each), wording) for each in wishes),
        programme=Programme.RESIDENT,
    )


def rematch_residents(
    roster: Roster,
    policy: Policy,
    today: date,
    residents: Collection[str],
    *,
    run: str,
    left_alone: frozenset[str] = frozenset(),
) -> PairingPlan:
    """Return proposals for *residents* alone; all others keep their pairs and their proposals.

    Raises:
        ConfigurationError: if one of them cannot be paired as a resident.
    """
    parted = tuple(
        replace(each, state=PairingState.CLOSED)
        if each.mentee_id in residents and each.is_current and each.programme is Programme.RESIDENT
        else each
        for each in roster.pairings
    )
    imagined = replace(roster, pairings=parted)
    pool = resident_pool(imagined, policy, today, run, left_alone)
    for resident_id in residents:
        if resident_id not in pool.problem.wish_by_mentee:
            raise ConfigurationError(f"resident {resident_id} is not in this pairing")
    alone = replace(pool, problem=only_for(pool.problem, residents))
    return replace(resident_plan(imagined, alone, run), is_partial=True)


def _argued(advocate: Advocate, wish: Wish) -> Argument:
    """Argue about the mentors a resident named; about all of them only where there is no place."""
    named = replace(wish, choices=tuple(each for each in wish.choices if each.rank < ASSIGNED))
    argument = advocate.argue(named)
    everywhere = advocate.alternatives(wish)
    if argument.rank is None and not any(each.is_enough for each in argument.grants):
        argument = replace(argument, grants=(*argument.grants, *advocate.first_grant(wish)))
    return replace(argument, alternatives=everywhere)


def _proposal(argument: Argument, wording: ResidentWording) -> Proposal:
    place = argument.place
    return Proposal(
        mentee_id=argument.mentee_id,
        place=outside(place) if place else None,
        choice_met=ChoiceMet.NONE if argument.rank is None else ChoiceMet(str(argument.rank)),
        why=wording.why(argument),
        alternatives=tuple(outside(each.place) for each in argument.alternatives),
    )
