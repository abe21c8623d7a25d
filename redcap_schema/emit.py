"""From tonight's plan to the rows REDCap should hold: all of the `*_auto` instruments, openings.

Rows say what must be there, not what has changed: the gateway compares them with what is stored
and sends the difference. Every cell is named, a blank clears. Nothing here depends on the hour,
so the same night emits the same rows again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from mentorship.named import Named
from mentorship.night import NightPlan
from mentorship.obligations.due_items import LedgerEntry, Opening
from mentorship.pairing.proposal import NO_HUB, Place
from mentorship.record_order import record_order
from mentorship.roster import Roster
from mentorship.run_summary import RunSummary
from mentorship.statuses import GroupState, HubState, PairingStatus, PersonStatus
from redcap_schema.instruments.due_item_auto import DueItemAuto
from redcap_schema.instruments.group_status_auto import GroupStatusAuto
from redcap_schema.instruments.hub_status_auto import HubStatusAuto
from redcap_schema.instruments.pairing_status_auto import PairingStatusAuto
from redcap_schema.instruments.person_status_auto import PersonStatusAuto
from redcap_schema.instruments.run_log_auto import RunLogAuto
from redcap_schema.marks import mark_cell
from redcap_schema.proposal_rows import proposal_rows
from redcap_schema.registry import INSTRUMENTS
from redcap_schema.target import TargetRow as TargetRow
from redcap_schema.wire import format_value, lines


_LEDGER = DueItemAuto.instrument
INCOMPLETE = "0"
"""REDCap's instrument status of an instance that was opened and not answered."""


def emit(plan: NightPlan, roster: Roster, run: str) -> list[TargetRow]:
    """Return the rows for *plan*, in dictionary order, then by record and instance.

    *run* names this run in `px_run`; it alone never causes a write.
    """
    rows = [
        *(_person(each, run) for each in plan.people),
        *(_hub(each) for each in plan.hubs),
        *(_group(each) for each in plan.groups),
        *(_pairing(each) for each in plan.pairings),
        *_ledger(plan.ledger, roster),
        *(_opening(each) for each in plan.openings),
    ]
    for proposals in plan.pairing_plans:
        rows += proposal_rows(proposals, roster, plan.left_alone)
    order = {each.instrument: number for number, each in enumerate(INSTRUMENTS)}
    return sorted(
        rows,
        key=lambda r: (order[r.instrument], record_order(r.record_id), r.repeat_instance or 0),
    )


def _person(status: PersonStatus, run: str) -> TargetRow:
    row = PersonStatusAuto(
        record_id=status.record_id,
        px_cycle=status.cycle,
        px_hub=status.hub,
        px_mentor_name=status.mentor_name,
        px_goals_text=status.goals,
        px_plan_text=status.plan,
        px_proposal_text=status.proposal,
        px_phase=status.phase,
        px_health=status.health,
        px_overdue_n=status.overdue_count,
        px_next_what=status.next_what,
        px_next_on=status.next_on,
        px_last_contact=status.last_contact_on,
        px_last_inperson=status.last_in_person_on,
        px_load=status.load,
        px_room=status.room,
        px_problems=status.problems,
        px_run=run,
    )
    return TargetRow.of(row, stamps=("px_run",))


def _hub(state: HubState) -> TargetRow:
    """Return a hub's row; without a pairing run tonight, the last run's `hx_gain` stands."""
    row = HubStatusAuto(
        record_id=state.record_id,
        hx_mentors=state.mentors,
        hx_capacity=state.capacity,
        hx_mentees=state.mentees,
        hx_first=state.first_choices,
        hx_any=state.named,
        hx_gain=state.gain,
        hx_ontime=state.on_time_percent,
        hx_opp_since=state.list_since,
        hx_opp_todo=state.list_todo,
        hx_opp_mark=mark_cell(state.list_mark),
        hx_problems=state.problems,
    )
    target = TargetRow.of(row)
    if state.gain is None:
        del target.values["hx_gain"]
    return target


def _group(state: GroupState) -> TargetRow:
    return TargetRow.of(
        GroupStatusAuto(
            record_id=state.record_id,
            gx_hubs=state.hubs,
            gx_mentors=state.mentors,
            gx_mentees=state.mentees,
            gx_next_summary=state.next_summary_on,
            gx_last_summary=state.last_summary_on,
        )
    )


def _pairing(status: PairingStatus) -> TargetRow:
    return TargetRow.of(
        PairingStatusAuto(
            record_id=status.pairing_id.mentee_id,
            repeat_instance=status.pairing_id.number,
            pz_pair=status.pairing_id.number,
            pz_hub=status.hub,
            pz_mentor=status.mentor_id,
            pz_mentor_name=status.mentor_name,
            pz_announced_on=status.announced_on,
            pz_corrected_on=status.corrected_on,
            pz_before=", ".join(map(_place, status.told_before)),
            pz_first_met=status.first_met_on,
            pz_days_to_meet=status.days_to_meet,
            pz_contacts_90=status.contacts_90,
            pz_inperson_year=status.in_person_year,
            pz_phase=status.phase,
            pz_health=status.health,
            pz_problem=status.problem,
        )
    )


def _place(named: Named) -> str:
    return str(Place(named.hub_code or NO_HUB, named.mentor_id))


def _ledger(entries: Iterable[LedgerEntry], roster: Roster) -> list[TargetRow]:
    """Return the ledger rows: known keys where they are, new ones after them in order of key.

    A key is known by the record that owes it: a stray copy on another record (a group entered
    anew, a row typed by hand) must not make a new row every night.
    """
    stored = {
        (each.record_id, each.key): each.repeat_instance
        for each in sorted(roster.ledger, key=lambda each: -each.repeat_instance)
    }
    last = {record: n for (name, record), n in roster.last_instances.items() if name == _LEDGER}
    for item in roster.ledger:
        last[item.record_id] = max(last.get(item.record_id, 0), item.repeat_instance)
    rows: list[TargetRow] = []
    for entry in sorted(entries, key=lambda each: (each.item.due_on, each.item.key)):
        record = entry.item.record_id
        instance = stored.get((record, entry.item.key))
        if instance is None:
            instance = last[record] = last.get(record, 0) + 1
        rows.append(TargetRow.of(_due_item(entry, instance)))
    return rows


def _due_item(entry: LedgerEntry, instance: int) -> DueItemAuto:
    return DueItemAuto(
        record_id=entry.item.record_id,
        repeat_instance=instance,
        di_key=entry.item.key,
        di_kind=entry.item.kind,
        di_period=entry.item.period,
        di_due=entry.item.due_on,
        di_state=entry.item.state,
        di_done_on=entry.item.done_on,
        di_step=entry.notices_sent,
        di_last_on=entry.last_notice_on,
        di_claim=entry.claim,
        di_next_on=entry.next_notice_on,
        di_seen_on=entry.seen_on,
    )


def _opening(opening: Opening) -> TargetRow:
    """Return an empty instance with its key fields, marked incomplete."""
    values = {name: format_value(value) for name, value in opening.fields.items()}
    return TargetRow(
        record_id=opening.record_id,
        instrument=opening.instrument,
        repeat_instance=opening.repeat_instance,
        values={**values, f"{opening.instrument}_complete": INCOMPLETE},
    )


def run_log_row(
    summary: RunSummary,
    *,
    record_id: str,
    last_instance: int,
    problems: Sequence[str],
    version: str,
    started_at: datetime,
) -> TargetRow:
    """Return the run's own log row, a new instance on the settings record *record_id*.

    *last_instance* is the highest number of `run_log_auto` the record holds, 0 for none;
    *problems* are plain sentences without names; *started_at* is in the department's time.
    """
    row = RunLogAuto(
        record_id=record_id,
        repeat_instance=last_instance + 1,
        rl_on=started_at.replace(tzinfo=None, second=0, microsecond=0),
        rl_result=summary.result,
        rl_counts=_counts(summary),
        rl_problems=lines(problems),
        rl_version=version,
    )
    return TargetRow.of(row)


def _counts(summary: RunSummary) -> str:
    read = f"Rows read {summary.rows_read}, changed {summary.rows_written}"
    due = f"Due items {summary.due_items}, overdue {summary.overdue}"
    mails = f"Mails accepted {summary.mails_accepted}, refused {summary.mails_refused}"
    return lines(
        (
            f"{read}, opened {summary.openings}",
            f"{due}, proposals {summary.proposals}",
            f"{mails}, held back {summary.mails_held}",
            f"Problems {summary.issues}, of which {summary.errors} keep a record out of the night",
        )
    )
