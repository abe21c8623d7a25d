"""What the office says about due items and what the ledger holds; requests for a change."""

from __future__ import annotations

from mentorship.issues import IssueCode, Severity
from mentorship.obligations.due_items import StoredItem
from mentorship.relationships import ChangeRequest, Override, OverrideAction
from redcap_schema.instruments.change_request import ChangeRequestRow
from redcap_schema.instruments.due_item_auto import DueItemAuto
from redcap_schema.instruments.item_override import ItemOverride
from redcap_schema.readers.pull import Pull


def read_overrides(pull: Pull) -> tuple[Override, ...]:
    """Return the overrides that say what to do about which item; others are reported (V18)."""
    found: list[Override] = []
    for row in pull.read(ItemOverride):
        missing = _missing(row)
        if row.ov_action is None or missing:
            _report(pull, row, missing)
            continue
        found.append(
            Override(
                record_id=row.record_id,
                repeat_instance=row.repeat_instance,
                key=row.ov_key,
                action=row.ov_action,
                on=row.ov_date,
            )
        )
    return tuple(found)


def _missing(row: ItemOverride) -> str:
    if not row.ov_key:
        return "ov_key"
    if row.ov_action is None:
        return "ov_action"
    if row.ov_date is None and row.ov_action is not OverrideAction.WAIVE:
        return "ov_date"
    return ""


def _report(pull: Pull, row: ItemOverride, missing: str) -> None:
    if not row.ov_key and row.ov_action is None:
        return
    pull.problems.add(
        row,
        missing,
        IssueCode.OVERRIDE_KEY,
        Severity.WARNING,
        what=f"{missing} is blank, so the override is not obeyed.",
        do="Fill it in.",
    )


def read_change_requests(pull: Pull) -> tuple[ChangeRequest, ...]:
    """Return that somebody asked for a change; an empty instance is no request."""
    return tuple(
        ChangeRequest(
            person_id=row.record_id,
            repeat_instance=row.repeat_instance,
            pairing_number=row.cr_pair,
            asker=row.cr_who,
        )
        for row in pull.read(ChangeRequestRow)
        if row.cr_kind
    )


def read_ledger(pull: Pull) -> tuple[StoredItem, ...]:
    """Return the ledger rows that carry a key; one without is ours to fill again."""
    return tuple(
        StoredItem(
            record_id=row.record_id,
            repeat_instance=row.repeat_instance,
            key=row.di_key,
            kind=row.di_kind,
            period=row.di_period,
            due_on=row.di_due,
            state=row.di_state,
            done_on=row.di_done_on,
            notices_sent=row.di_step or 0,
            last_notice_on=row.di_last_on,
            claim=row.di_claim,
            next_notice_on=row.di_next_on,
            seen_on=row.di_seen_on,
        )
        for row in pull.read(DueItemAuto)
        if row.di_key
    )
