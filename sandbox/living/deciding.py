"""The office reads the proposals and decides: mostly as proposed, sometimes not.

Source: S1.25, the Office finalises, in discussion with both.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum

from mentorship.pairing.proposal import RESIDENT_RUN, Place
from mentorship.people import Role
from mentorship.relationships import Decision, Programme, Said, Take, TakesPart
from sandbox.living.desk import Desk, open_desk
from sandbox.living.pairs import current_proposal, offered
from sandbox.living.visit import Visit
from sandbox.living.world import World
from sandbox.making.chance import apportion, happens
from sandbox.making.plans import DecisionKind
from sandbox.making.rows import Value


class Way(StrEnum):
    """How the office decides about somebody who has a proposal."""

    TAKE = "take the proposal"
    ALTERNATIVE = "take alternative A"
    OWN_CHOICE = "choose by hand"
    DISCUSS = "keep it in discussion"
    DECLINED = "the mentor declines"
    NOBODY = "no mentor this cycle"


WAY_SHARES = {
    Way.TAKE: 0.84,
    Way.ALTERNATIVE: 0.05,
    Way.OWN_CHOICE: 0.03,
    Way.DISCUSS: 0.05,
    Way.DECLINED: 0.02,
    Way.NOBODY: 0.01,
}
SETTLING_SHARE = 0.8
"""Discussions that end well by the next sitting."""
RESIDENTS_DECIDED = 3
LONG_GONE = timedelta(days=120)
TO_COME = timedelta(days=40)


def decide_pairings(world: World, on: date) -> int:
    """Decide about everybody who has a proposal or a list and no decision yet.

    A second sitting settles what was in discussion or declined. Pairings start *on*.
    """
    desk = open_desk(world, on)
    _settle(desk)
    waiting = _waiting(desk)
    _keep_proposals(desk, waiting)
    plans = world.department.plans.decisions
    ordinary = [mentee for mentee in waiting if mentee not in plans]
    ways = _deal_ways(world, [m for m in ordinary if current_proposal(desk.visit, m, desk.cycle)])
    for mentee in waiting:
        if mentee in plans:
            _decide_as_planned(desk, mentee)
        elif mentee in ways:
            _decide_in(desk, mentee, ways[mentee])
        elif not desk.decide_by_hand(mentee):
            _decide_nobody(desk, mentee)
    _decide_residents(desk)
    count = desk.visit.leave()
    _reverse_before(desk)
    return count + desk.visit.leave()


def _settle(desk: Desk) -> None:
    """Finish what an earlier sitting left open: most discussions end well, refusals try again."""
    for mentee in desk.visit.records("pairing"):
        rows = desk.visit.instances("pairing", mentee).items()
        this_cycle = [(number, row) for number, row in rows if row["pr_cycle"] == desk.cycle]
        if len(this_cycle) != 1:
            continue
        number, row = this_cycle[0]
        if row["pr_decision"] == Decision.IN_DISCUSSION:
            if happens(desk.world.chance("settles", mentee), SETTLING_SHARE):
                desk.finalize(mentee, number)
        elif row["pr_mentor_said"] == Said.DECLINES:
            desk.decide_by_hand(mentee)


def _waiting(desk: Desk) -> list[str]:
    """Mentees who want a decision: a proposal or a list (or a mentor to register), none yet."""
    has_proposals = any(
        row["mp_cycle"] == desk.cycle and not row["mp_run"].endswith(RESIDENT_RUN)
        for _, _, row in desk.visit.rows("pairing_proposal_auto")
    )
    if not has_proposals:
        return []
    found = []
    for mentee in desk.visit.records("preferences"):
        row = desk.preference(mentee)
        wants = row is not None and row["pf_participate"] != TakesPart.NOT_THIS_YEAR
        decided = desk.visit.find("pairing", mentee, pr_cycle=desk.cycle)
        if wants and decided is None:
            found.append(mentee)
    return found


def _keep_proposals(desk: Desk, mentees: Iterable[str]) -> None:
    """Keep every proposed place free until its mentee's turn."""
    for mentee in mentees:
        proposal = current_proposal(desk.visit, mentee, desk.cycle)
        place = offered(proposal).get(Take.PROPOSAL) if proposal else None
        if place is not None:
            desk.room[place] -= 1


def _deal_ways(world: World, mentees: list[str]) -> dict[str, Way]:
    """Share out the ways of deciding, in exact proportion, in an order that only the seed knows."""
    order = sorted(mentees, key=lambda record: world.chance("decision", record).random())
    counts = apportion(len(order), tuple(WAY_SHARES.values()))
    ways = [way for way, n in zip(WAY_SHARES, counts, strict=True) for _ in range(n)]
    return dict(zip(order, ways, strict=True))


def _decide_in(desk: Desk, mentee: str, way: Way) -> None:
    proposal = current_proposal(desk.visit, mentee, desk.cycle)
    places = offered(proposal) if proposal else {}
    best = Take.PROPOSAL if Take.PROPOSAL in places else None
    if way is Way.NOBODY or (not places and not desk.decide_by_hand(mentee)):
        _decide_nobody(desk, mentee)
    elif not places:
        return
    elif way is Way.DISCUSS and best:
        desk.decide(
            mentee, pr_take=best, pr_decision=Decision.IN_DISCUSSION, pr_mentor_said=Said.NOT_ASKED
        )
    elif way is Way.DECLINED and best:
        desk.decide(
            mentee,
            pr_take=best,
            pr_decision=Decision.NOT_GOING_AHEAD,
            pr_mentor_said=Said.DECLINES,
        )
    elif way is Way.OWN_CHOICE and desk.decide_by_hand(mentee):
        _give_back(desk, places)
    else:
        _take(desk, mentee, places, prefer_alternative=way is Way.ALTERNATIVE)


def _take(
    desk: Desk, mentee: str, places: dict[Take, Place], *, prefer_alternative: bool = False
) -> None:
    """Take the proposal, or an alternative where wanted or needed and there is room."""
    room = [take for take, place in places.items() if desk.room[place] > 0]
    spare = [take for take in room if take is not Take.PROPOSAL]
    if spare and (prefer_alternative or Take.PROPOSAL not in places):
        desk.room[places[spare[0]]] -= 1
        _give_back(desk, places)
        desk.decide(mentee, pr_take=spare[0])
    elif Take.PROPOSAL in places:
        desk.decide(mentee, pr_take=Take.PROPOSAL)
    else:
        _decide_nobody(desk, mentee)


def _decide_residents(desk: Desk) -> None:
    """Take the proposals of a few residents; of the others the office thinks for longer."""
    decided = {
        record
        for record, _, row in desk.visit.rows("pairing")
        if row["pr_program"] == Programme.RESIDENT and row["pr_take"] == Take.PROPOSAL
    }
    waiting = [
        record
        for record, _, row in desk.visit.rows("pairing_proposal_auto")
        if row["mp_run"].endswith(RESIDENT_RUN) and row["mp_state"] == "1" and row["mp_mentor"]
    ]
    for resident in waiting[:RESIDENTS_DECIDED]:
        if resident not in decided:
            desk.decide(resident, pr_program=Programme.RESIDENT, pr_take=Take.PROPOSAL)


def _give_back(desk: Desk, places: dict[Take, Place]) -> None:
    if Take.PROPOSAL in places:
        desk.room[places[Take.PROPOSAL]] += 1


def _decide_nobody(desk: Desk, mentee: str) -> None:
    desk.decide(
        mentee,
        pr_take=Take.NONE,
        pr_decision=Decision.NOT_GOING_AHEAD,
        pr_mentor_said=Said.NOT_ASKED,
    )


def _decide_as_planned(desk: Desk, mentee: str) -> None:
    """Play the cast: a FINAL with whatever is out of the ordinary about it."""
    plan = desk.world.department.plans.decisions[mentee]
    proposal = current_proposal(desk.visit, mentee, desk.cycle)
    places = offered(proposal) if proposal else {}
    by_hand = {DecisionKind.CODIFY, DecisionKind.EVALUATOR, DecisionKind.TYPO}
    if plan.kind not in by_hand and Take.PROPOSAL in places:
        desk.decide(mentee, pr_take=Take.PROPOSAL, **_oddity(desk, mentee, plan.kind))
        return
    _give_back(desk, places)
    typed: dict[str, Value] = {"pr_hub": plan.hub, "pr_mentor": plan.mentor}
    if plan.kind is DecisionKind.CODIFY:
        desk.decide(mentee, pr_take=Take.EXISTING, pr_program=Programme.CODIFIED, **typed)
    elif plan.kind is DecisionKind.EVALUATOR:
        desk.decide(mentee, pr_take=Take.OWN_CHOICE, **typed)
    elif not desk.decide_by_hand(mentee, **_oddity(desk, mentee, plan.kind)):
        _decide_nobody(desk, mentee)


def _oddity(desk: Desk, mentee: str, kind: DecisionKind) -> dict[str, Value]:
    if kind is DecisionKind.IN_THE_PAST:
        return {"pr_start_on": desk.on - LONG_GONE}
    if kind is DecisionKind.IN_THE_FUTURE:
        return {"pr_start_on": desk.on + TO_COME}
    if kind is DecisionKind.TYPO:
        place = desk.free_place(mentee)
        return {"pr_mentor": mistyped(desk.visit, place.mentor_id)} if place else {}
    return {}


def mistyped(visit: Visit, record: str) -> str:
    """Return a record number with two digits swapped that is no hub mentor."""
    column = f"p_roles___{Role.HUB_MENTOR.value}"
    for at in range(len(record) - 1, 0, -1):
        typed = record[: at - 1] + record[at] + record[at - 1] + record[at + 1 :]
        if typed != record and visit.base(typed)[column] != "1":
            return typed
    return f"{record}{record[-1]}"


def _reverse_before(desk: Desk) -> None:
    """Take back, the same day, what was made final too early."""
    for mentee, plan in desk.world.department.plans.decisions.items():
        if plan.kind is DecisionKind.REVERSE_BEFORE:
            number = desk.visit.find(
                "pairing",
                mentee,
                pr_cycle=desk.cycle,
                pr_decision=Decision.FINAL,
                pr_start_on=desk.on,
            )
            if number is not None:
                take_back(desk.visit, mentee, number)


def take_back(visit: Visit, mentee: str, number: int) -> None:
    """Turn a final decision into one that is not going ahead."""
    visit.save("pairing", mentee, number, pr_decision=Decision.NOT_GOING_AHEAD)
