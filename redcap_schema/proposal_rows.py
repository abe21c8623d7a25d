"""Rows of `pairing_proposal_auto`: this run's proposals, and the end of the older ones."""

from __future__ import annotations

from collections.abc import Collection

from mentorship.hubs import hub_label
from mentorship.pairing.proposal import NO_HUB, PairingPlan, Proposal
from mentorship.record_order import record_order
from mentorship.roster import Roster
from redcap_schema.instruments.pairing_proposal_auto import PairingProposalAuto
from redcap_schema.target import TargetRow
from redcap_schema.wire import format_value


_NAME = PairingProposalAuto.instrument


def proposal_rows(
    plan: PairingPlan, roster: Roster, left_alone: Collection[str]
) -> list[TargetRow]:
    """Return the rows of *plan*'s proposals, then those of the current ones they supersede.

    The same run and mentee keep their instance; a new run takes the next one. Records in
    *left_alone* keep what they have, and so does everybody whom a partial run is not about.
    """
    touched = {each.mentee_id for each in plan.proposals}
    instances = {(p.mentee_id, p.run): p.repeat_instance for p in reversed(roster.proposals)}
    last = _last_instances(roster)
    rows: dict[tuple[str, int], TargetRow] = {}
    for proposal in sorted(plan.proposals, key=lambda p: record_order(p.mentee_id)):
        mentee = proposal.mentee_id
        instance = instances.get((mentee, plan.run)) or last.get(mentee, 0) + 1
        rows[mentee, instance] = TargetRow.of(_row(proposal, plan, roster, instance))
    for stored in roster.proposals:
        key = stored.mentee_id, stored.repeat_instance
        is_meant = stored.mentee_id in touched or not plan.is_partial
        is_kept = stored.mentee_id in left_alone or key in rows
        is_same = stored.programme is plan.programme
        if stored.is_current and is_same and is_meant and not is_kept:
            rows[key] = _superseded(*key)
    return list(rows.values())


def _last_instances(roster: Roster) -> dict[str, int]:
    last = {record: n for (name, record), n in roster.last_instances.items() if name == _NAME}
    for stored in roster.proposals:
        last[stored.mentee_id] = max(last.get(stored.mentee_id, 0), stored.repeat_instance)
    return last


def _row(
    proposal: Proposal, plan: PairingPlan, roster: Roster, instance: int
) -> PairingProposalAuto:
    place = proposal.place
    hub = roster.hubs.get(place.hub_code) if place else None
    has_hub = place is not None and place.hub_code != NO_HUB
    label = hub.label if hub else hub_label(place.hub_code) if place and has_hub else ""
    first, second = (*(str(each) for each in proposal.alternatives), "", "")[:2]
    return PairingProposalAuto(
        record_id=proposal.mentee_id,
        repeat_instance=instance,
        mp_cycle=plan.cycle,
        mp_run=plan.run,
        mp_hub=label,
        mp_mentor=place.mentor_id if place else None,
        mp_rank=proposal.choice_met,
        mp_alt_a=first,
        mp_alt_b=second,
        mp_why=proposal.why,
        mp_state=True,
    )


def _superseded(mentee_id: str, instance: int) -> TargetRow:
    """Return that a stored proposal is no longer current; what it said stays."""
    return TargetRow(
        record_id=mentee_id,
        instrument=_NAME,
        repeat_instance=instance,
        values={"mp_state": format_value(False)},
    )
