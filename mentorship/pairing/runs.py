"""The difference between any two pairing runs that REDCap remembers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mentorship.errors import ConfigurationError
from mentorship.pairing.proposal import (
    ChoiceMet,
    PairingPlan,
    RunProfile,
    StoredProposal,
    profile_of,
    programme_of,
)
from mentorship.pairing.questions import moved
from mentorship.pairing.what_if import Move
from mentorship.record_order import record_order
from mentorship.relationships import Programme
from mentorship.roster import Roster


def run_names(roster: Roster) -> tuple[str, ...]:
    """Return the names of all stored runs, by name: within a cycle that is by date."""
    return tuple(sorted({each.run for each in roster.proposals}))


def moves_between(roster: Roster, earlier: str, later: str) -> tuple[Move, ...]:
    """Return who was proposed another place in run *later* than in run *earlier*.

    People whom only one of the runs proposed something are left out: they were not in the other.
    """
    before, after = _of_run(roster, earlier), _of_run(roster, later)
    return tuple(
        Move(
            mentee,
            before[mentee].place,
            after[mentee].place,
            _rank(before[mentee].choice_met),
            _rank(after[mentee].choice_met),
        )
        for mentee in sorted(before.keys() & after.keys(), key=record_order)
        if before[mentee].place != after[mentee].place
    )


def moves_from_stored(roster: Roster, earlier: str, plan: PairingPlan) -> tuple[Move, ...]:
    """Return who is proposed another place in *plan* than in the stored run *earlier*."""
    before = _of_run(roster, earlier)
    return tuple(
        Move(
            each.mentee_id,
            before[each.mentee_id].place,
            each.place,
            _rank(before[each.mentee_id].choice_met),
            _rank(each.choice_met),
        )
        for each in plan.proposals
        if each.mentee_id in before and before[each.mentee_id].place != each.place
    )


def with_plan(roster: Roster, plan: PairingPlan) -> Roster:
    """Return the roster as if *plan* were stored, so that it compares like any other run."""
    instance = 1 + max((each.repeat_instance for each in roster.proposals), default=0)
    others = (each for each in roster.proposals if each.run != plan.run)
    added = (
        StoredProposal(
            mentee_id=each.mentee_id,
            repeat_instance=instance,
            cycle=plan.cycle,
            run=plan.run,
            place=each.place,
            choice_met=each.choice_met,
            alternatives=each.alternatives,
            why=each.why,
        )
        for each in plan.proposals
    )
    return replace(roster, proposals=(*others, *added))


def comparison(roster: Roster, earlier: str, later: str) -> tuple[str, ...]:
    """Return how run *later* differs from run *earlier*, in sentences, with the later reasons.

    Raises:
        ConfigurationError: if REDCap holds no proposals of a run of that name.
    """
    known = run_names(roster)
    for name in (earlier, later):
        if name not in known:
            raise ConfigurationError(
                f"no run {name} is stored; there is: {', '.join(known) or 'none'}"
            )
    return tuple(_compared(roster, earlier, later))


def _compared(roster: Roster, earlier: str, later: str) -> Iterator[str]:
    before, after = _of_run(roster, earlier), _of_run(roster, later)
    programme = max(map(programme_of, (earlier, later)))  # one is tonight's and is not named so
    for name, run in ((earlier, before), (later, after)):
        profile = profile_of((each.choice_met for each in run.values()), programme)
        yield f"{name}: {counted(profile)}."
    yield from _only_in(earlier, before.keys() - after.keys())
    yield from _only_in(later, after.keys() - before.keys())
    moves = moves_between(roster, earlier, later)
    if not moves:
        yield "Nobody who is in both has another place."
    for each in moves:
        yield moved(roster, each)
        yield from (f"    {line}" for line in after[each.mentee_id].why.splitlines()[1:])


def counted(profile: RunProfile) -> str:
    """Return how many got which of their choices, as a line on the screen says it."""
    others = f"{profile.none} with no choice met"
    if profile.programme is Programme.RESIDENT:
        others = f"{profile.assigned} assigned, {profile.none} without a mentor"
    choices = f"{profile.first} first, {profile.second} second, {profile.third} third choices"
    return f"{choices}, {others}"


def _only_in(run: str, mentees: set[str]) -> Iterator[str]:
    if mentees:
        listed = ", ".join(sorted(mentees, key=record_order))
        yield f"Only in {run}: {listed}."


def _of_run(roster: Roster, run: str) -> dict[str, StoredProposal]:
    mine = sorted((p for p in roster.proposals if p.run == run), key=lambda p: p.repeat_instance)
    return {each.mentee_id: each for each in mine}


def _rank(met: ChoiceMet | None) -> int | None:
    return None if met in {None, ChoiceMet.NONE} else int(met.value)
