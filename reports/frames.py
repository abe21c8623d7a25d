"""The roster and the ledger as data frames: the only place where values become columns.

Frames hold record numbers, codes and dates, never names or what people wrote.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pandas as pd

from mentorship.corrections import counts_from
from mentorship.obligations.due_items import LedgerEntry
from mentorship.relationships import Pairing, Programme
from mentorship.roster import Roster


ITEM_COLUMNS = ["key", "kind", "pairing", "hub", "period", "due_on", "done_on", "state"]
PAIRING_COLUMNS = [
    "pairing", "hub", "group", "mentor", "mentee", "start_on", "end_on", "current", "signed",
    "last_contact_on",
]  # fmt: skip


def items_frame(roster: Roster, ledger: Iterable[LedgerEntry]) -> pd.DataFrame:
    """Return one row per due item of a pairing, with the hub the pairing belongs to."""
    rows = []
    for entry in ledger:
        item = entry.item
        if item.pairing_number is None:
            continue
        pairing = roster.pairings_by_id.get((item.record_id, item.pairing_number))  # type: ignore[call-overload]  # a PairingId is such a tuple
        rows.append(
            {
                "key": item.key,
                "kind": item.kind.name,
                "pairing": f"{item.record_id}.{item.pairing_number}",
                "hub": pairing.hub_code if pairing else None,
                "period": item.period,
                "due_on": pd.Timestamp(item.due_on),
                "done_on": pd.Timestamp(item.done_on) if item.done_on else pd.NaT,
                "state": item.state.name,
            }
        )
    return pd.DataFrame(rows, columns=ITEM_COLUMNS)


def pairings_frame(roster: Roster, today: date) -> pd.DataFrame:
    """Return one row per final faculty pairing, with the day from which its dates count."""
    rows = [
        _pairing_row(roster, each, start)
        for each in roster.pairings
        if each.is_final and each.programme is Programme.FACULTY_HUB
        if (start := counts_from(each, today))
    ]
    return pd.DataFrame(rows, columns=PAIRING_COLUMNS)


def _pairing_row(roster: Roster, pairing: Pairing, start: date) -> dict[str, object]:
    hub = roster.hubs.get(pairing.hub_code) if pairing.hub_code is not None else None
    contacts = roster.contacts_by_pairing.get(pairing.id, [])
    agreements = roster.agreements_by_pairing.get(pairing.id, [])
    met = [each.on for each in contacts] + [a.met_on for a in agreements if a.met_on]
    return {
        "pairing": str(pairing.id),
        "hub": pairing.hub_code,
        "group": hub.group_code if hub else None,
        "mentor": pairing.mentor_id,
        "mentee": pairing.mentee_id,
        "start_on": pd.Timestamp(start),
        "end_on": pd.Timestamp(pairing.end_on) if pairing.end_on else pd.NaT,
        "current": pairing.is_current,
        "signed": any(each.is_signed for each in agreements),
        "last_contact_on": pd.Timestamp(max(met)) if met else pd.NaT,
    }
