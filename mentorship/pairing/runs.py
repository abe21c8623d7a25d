"""The difference between any two pairing runs that REDCap remembers."""

from __future__ import annotations

from mentorship.pairing.proposal import ChoiceMet, PairingPlan, StoredProposal
from mentorship.pairing.what_if import Move
from mentorship.record_order import record_order
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


def _of_run(roster: Roster, run: str) -> dict[str, StoredProposal]:
    mine = sorted((p for p in roster.proposals if p.run == run), key=lambda p: p.repeat_instance)
    return {each.mentee_id: each for each in mine}


def _rank(met: ChoiceMet | None) -> int | None:
    return None if met in {None, ChoiceMet.NONE} else int(met.value)
