"""The office puts right what it heard of, and mentors change their minds."""

from __future__ import annotations

from datetime import date, timedelta

from mentorship.pairing.proposal import Place
from mentorship.people import Participation
from mentorship.relationships import Decision, PairingState
from sandbox.living.deciding import take_back
from sandbox.living.desk import Desk, current_commitments, open_desk
from sandbox.living.pairs import held, pairs
from sandbox.living.world import World
from sandbox.making.plans import DecisionKind
from sandbox.making.rows import Row


DAYS_TO_CORRECT = {
    DecisionKind.TYPO: timedelta(days=6),
    DecisionKind.EVALUATOR: timedelta(days=7),
    DecisionKind.REVERSE_AFTER: timedelta(days=10),
}
DAYS_TO_CLOSE = timedelta(days=14)
"""How long after a departure the office closes the pair."""
OVER_CAPACITY = 0.03
"""Commitments that a mentor lowers below what they hold. Source: programme.md 6.1."""
DAYS_INTO_SECOND_QUARTER = timedelta(days=10)


def correct(world: World, to: date) -> int:
    """Correct decisions whose day has come, close pairs of people who left; before *to*."""
    desk = open_desk(world, to - timedelta(days=1))
    for mentee, plan in world.department.plans.decisions.items():
        after = DAYS_TO_CORRECT.get(plan.kind)
        number = _final_of_cycle(desk, mentee)
        if after is None or number is None:
            continue
        row = desk.visit.instances("pairing", mentee)[number]
        if date.fromisoformat(row["pr_start_on"]) + after < to:
            _correct_one(desk, mentee, number, plan.kind)
    _close_left(desk, to)
    return desk.visit.leave()


def _final_of_cycle(desk: Desk, mentee: str) -> int | None:
    return desk.visit.find("pairing", mentee, pr_cycle=desk.cycle, pr_decision=Decision.FINAL)


def _correct_one(desk: Desk, mentee: str, number: int, kind: DecisionKind) -> None:
    row = desk.visit.instances("pairing", mentee)[number]
    if kind is DecisionKind.TYPO:
        mentor = _meant(desk, row)
        if mentor is not None and mentor != row["pr_mentor"]:
            desk.visit.save("pairing", mentee, number, pr_mentor=mentor)
    elif kind is DecisionKind.REVERSE_AFTER:
        take_back(desk.visit, mentee, number)
    elif row["pr_mentor"] == desk.world.department.plans.decisions[mentee].mentor:
        take_back(desk.visit, mentee, number)
        desk.decide_by_hand(mentee)


def _meant(desk: Desk, row: Row) -> str | None:
    """Return the hub's mentor whose record number has the digits that were typed."""
    typed = row["pr_mentor"]
    for place in current_commitments(desk.visit, desk.cycle):
        same = sorted(place.mentor_id) == sorted(typed) or typed == _doubled(place.mentor_id)
        if str(place.hub_code) == row["pr_hub"] and same:
            return place.mentor_id
    return None


def _doubled(record: str) -> str:
    return f"{record}{record[-1]}"


def _close_left(desk: Desk, to: date) -> None:
    """Close the pairs of people who left the department two weeks ago."""
    for pair in pairs(desk.visit):
        for record in (pair.mentee, pair.place.mentor_id):
            person = desk.visit.base(record)
            left_on = desk.world.departures.get(record, date.max)
            gone = person["p_participation"] == Participation.DEPARTED
            if gone and pair.is_current and left_on < to - DAYS_TO_CLOSE:
                desk.visit.save(
                    "pairing",
                    pair.mentee,
                    pair.number,
                    pr_state=PairingState.CLOSED,
                    pr_end_on=left_on,
                    pr_end_why="4",
                )


def lower_capacities(world: World, first: date, to: date) -> int:
    """Ten days into the second quarter, some mentors offer less than they hold."""
    quarter = world.timetable.quarter(world.timetable.start)
    on = quarter.last + DAYS_INTO_SECOND_QUARTER
    if not first <= on < to:
        return 0
    desk = open_desk(world, on)
    commitments = current_commitments(desk.visit, desk.cycle)
    taken = held(pairs(desk.visit))
    able = sorted(place for place in commitments if taken[place] > 1)
    count = min(len(able), max(1, round(OVER_CAPACITY * len(commitments))))
    for place in world.chance("over capacity").sample(able, count):
        number = _number_of(desk, place)
        capacity = taken[place] - 1
        desk.visit.save("hub_commitment", place.mentor_id, number, hc_capacity=capacity)
    return desk.visit.leave()


def _number_of(desk: Desk, place: Place) -> int:
    row = current_commitments(desk.visit, desk.cycle)[place]
    return int(row["redcap_repeat_instance"])
