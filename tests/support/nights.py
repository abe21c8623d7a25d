"""A night decided on a roster, and the roster after the night's ledger was written."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from mentorship.decide import decide
from mentorship.hubs import Hub
from mentorship.issues import Issue
from mentorship.ledger_tonight import look_through
from mentorship.night import NightPlan
from mentorship.obligations.due_items import (
    DueItem,
    DueItemKind,
    DueState,
    LedgerEntry,
    SentNotices,
    StoredItem,
)
from mentorship.policy import Policy
from mentorship.relationships import Pairing
from mentorship.roster import Assembly, Roster
from mentorship.status_rules.facts import NightFacts
from mentorship.statuses import HubState, PairingStatus
from tests.support.rosters import TODAY


def a_night(
    roster: Roster,
    *issues: Issue,
    today: date = TODAY,
    told: dict[str, date] | None = None,
    mirror: bool = True,
    policy: Policy | None = None,
) -> NightPlan:
    """Decide one night."""
    memory = SentNotices(told or {})
    assembly = Assembly(roster, issues)
    return decide(assembly, policy or Policy(), told=memory, mirror=mirror, today=today)


def written(roster: Roster, plan: NightPlan) -> Roster:
    """The roster as it is read back once the plan's ledger, lists and announcements are stored."""
    instances = {each.key: each.repeat_instance for each in roster.ledger}
    last: dict[str, int] = {}
    for each in roster.ledger:
        last[each.record_id] = max(last.get(each.record_id, 0), each.repeat_instance)
    rows = {each.key: each for each in roster.ledger}
    for entry in plan.ledger:
        key, record = entry.item.key, entry.item.record_id
        if key not in instances:
            instances[key] = last[record] = last.get(record, 0) + 1
        rows[key] = _stored(entry, instances[key])
    statuses = {each.pairing_id: each for each in plan.pairings}
    pairings = tuple(
        _remembered(each, statuses[each.id]) if each.id in statuses else each
        for each in roster.pairings
    )
    hubs = roster.hubs | {each.hub_code: _seen(roster, each) for each in plan.hubs}
    return replace(roster, ledger=tuple(rows.values()), pairings=pairings, hubs=hubs)


def _seen(roster: Roster, state: HubState) -> Hub:
    hub = roster.hubs[state.hub_code]
    seen = replace(hub.opportunities, seen_mark=state.list_mark, seen_since=state.list_since)
    return replace(hub, opportunities=seen)


def _remembered(pairing: Pairing, status: PairingStatus) -> Pairing:
    is_told = len(status.told_before) > len(pairing.told_before)
    return replace(
        pairing,
        announced_on=status.announced_on,
        corrected_on=status.corrected_on,
        told_before=status.told_before,
        corrects=None if is_told else pairing.corrects,
    )


def _stored(entry: LedgerEntry, instance: int) -> StoredItem:
    item = entry.item
    return StoredItem(
        record_id=item.record_id,
        repeat_instance=instance,
        key=item.key,
        kind=item.kind,
        period=item.period,
        due_on=item.due_on,
        state=item.state,
        done_on=item.done_on,
        notices_sent=entry.notices_sent,
        last_notice_on=entry.last_notice_on,
        claim=entry.claim,
        next_notice_on=entry.next_notice_on,
        seen_on=entry.seen_on,
    )


def an_entry(kind: DueItemKind, state: DueState, days_late: int = 0, **changes) -> LedgerEntry:
    """A ledger entry about pairing 2 of record 88, due so many days before today."""
    due_on = TODAY - timedelta(days=days_late)
    period = changes.pop("period", "AY2026")
    about = changes.pop("about", "88.2")
    values = {
        "key": f"{kind.prefix}-{about}-{period}",
        "record_id": "88",
        "opened_on": due_on,
        "due_on": due_on,
        "owed_by": ("88", "421"),
        "pairing_number": 2,
    }
    item = DueItem(kind=kind, state=state, about=about, period=period, **values | changes)
    return LedgerEntry(item=item)


def facts(roster: Roster, *entries: LedgerEntry, **changes) -> NightFacts:
    """What the status rules see on a night with exactly these entries."""
    ledger = look_through(roster, entries)
    values = {"policy": Policy(), "today": TODAY, "ledger": ledger}
    return NightFacts(roster=roster, **values | changes)
