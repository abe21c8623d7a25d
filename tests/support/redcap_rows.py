"""Rows as REDCap exports them, canonical names, everything a string; visibly synthetic."""

from __future__ import annotations

from redcap_schema.reading import Row
from redcap_schema.registry import ONCE


Pulled = dict[str, list[dict[str, str]]]


def base(record_id: str, kind: str, **cells: str) -> dict[str, str]:
    """Return a base row of a record of type *kind*."""
    return {
        "record_id": record_id,
        "redcap_repeat_instrument": "",
        "redcap_repeat_instance": "",
        "record_type": kind,
        "rec_active": "1",
        **cells,
    }


def settings(record_id: str = "1", **cells: str) -> dict[str, str]:
    """Return the settings record of a department whose academic year began on 1 July 2026."""
    values = {
        "ps_mail_mode": "2",
        "ps_office_email": "office@example.edu",
        "ps_ay_start": "2026-07-01",
        "ps_cycle": "AY2026",
        **cells,
    }
    return base(record_id, "9", **values)


def person(record_id: str, **cells: str) -> dict[str, str]:
    """Return a mentee who takes part."""
    values = {
        "p_first": "Ada",
        "p_last": f"Amber{record_id}",
        "p_email": f"ada{record_id}@example.edu",
        "p_roles___1": "1",
        "p_participation": "1",
        "p_mail_pref": "1",
        **cells,
    }
    return base(record_id, "1", **values)


def hub(record_id: str, code: str, **cells: str) -> dict[str, str]:
    """Return an open hub of affinity group 1 that lists an opportunity."""
    values = {"hub_code": code, "hub_name": f"Hub {code}", "hub_ag": "1", "hub_status": "1"}
    values["hub_opportunities"] = "A registry looks for a fellow."
    return base(record_id, "2", **{**values, **cells})


def group(record_id: str, code: str, **cells: str) -> dict[str, str]:
    """Return an affinity group."""
    values = {"ag_code": code, "ag_name": f"AG{code}", "ag_anchor_month": "1", "ag_names_ok": "1"}
    return base(record_id, "3", **{**values, **cells})


def instance(record_id: str, instrument: str, number: int = 1, **cells: str) -> dict[str, str]:
    """Return one row of a repeating instrument."""
    return {
        "record_id": record_id,
        "redcap_repeat_instrument": instrument,
        "redcap_repeat_instance": str(number),
        **cells,
    }


def pulled(*rows: Row) -> Pulled:
    """Sort *rows* under the keys that `assemble` expects."""
    found: Pulled = {ONCE: []}
    for row in rows:
        key = row["redcap_repeat_instrument"] or ONCE
        found.setdefault(key, []).append(dict(row))
    return found


def decision(number: int = 1, **cells: str) -> dict[str, str]:
    """Return a pairing decision, a draft of this cycle, on record 7."""
    values = {"pr_cycle": "AY2026", "pr_program": "1", "pr_decision": "1", **cells}
    return instance("7", "pairing", number, **values)


PROPOSALS = (
    instance(
        "7",
        "pairing_proposal_auto",
        1,
        mp_cycle="AY2026",
        mp_run="AY2026-2026-06-01",
        mp_hub="H03 Old",
        mp_mentor="1003",
        mp_rank="1",
        mp_state="0",
    ),
    instance(
        "7",
        "pairing_proposal_auto",
        2,
        mp_cycle="AY2026",
        mp_run="AY2026-2026-06-08",
        mp_hub="H07 Delirium and brain health",
        mp_mentor="1001",
        mp_rank="2",
        mp_alt_a="H32-1013",
        mp_alt_b="H07-1002",
        mp_state="1",
    ),
    instance(
        "7",
        "pairing_proposal_auto",
        3,
        mp_cycle="AY2025",
        mp_hub="H09 Elsewhere",
        mp_mentor="1009",
        mp_state="1",
    ),
)
"""Three proposals for record 7: superseded, current, and one of the cycle before."""

ANNOUNCED = instance(
    "7",
    "pairing_status_auto",
    1,
    pz_pair="1",
    pz_hub="H05 Registries",
    pz_mentor="1005",
    pz_announced_on="2026-07-02",
)
"""Both partners of pairing 7.1 were told of mentor 1005 in hub 5."""
