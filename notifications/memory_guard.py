"""Amnesia guard: an outbox that forgot what REDCap remembers must not send.

REDCap's ledger is the mirror of the outbox, written after every live night. When the mirror
shows more than the original, the outbox file was lost, replaced or restored from an old copy,
and sending now would tell people twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from mentorship.obligations.due_items import NoticeOwed
from mentorship.roster import Roster


def item_key(notice_key: str) -> str:
    """Return the due item that a notice key is about."""
    return notice_key.rsplit("|", 3)[0]


def forgotten(roster: Roster, last_told: Mapping[str, date]) -> list[str]:
    """Return keys of due items that REDCap has mailed about and the outbox does not know of.

    *last_told* maps item key to the last day on which the outbox attempted anything about it.
    """
    mirrored = {
        each.key: each.last_notice_on for each in roster.ledger if each.notices_sent > 0
    } | {f"PAIR-{each.id}": each.announced_on for each in roster.pairings if each.announced_on}
    return sorted(
        key
        for key, day in mirrored.items()
        if key not in last_told or (day is not None and day > last_told[key])
    )


def recovered(roster: Roster, owed_from_nothing: Iterable[NoticeOwed]) -> dict[str, date]:
    """Return what to remember after a loss: notice key -> day it counts as told.

    *owed_from_nothing* are the notices that the decision owes tonight with an empty memory. The
    stage that an item has reached counts as told if REDCap says that anything was told about
    it: at worst one reminder is missed, none is doubled, and later stages go on as usual.
    """
    told_on = {
        each.key: each.last_notice_on
        for each in roster.ledger
        if each.notices_sent > 0 and each.last_notice_on
    }
    announced = {
        f"PAIR-{each.id}": each.announced_on for each in roster.pairings if each.announced_on
    }
    known = told_on | announced
    return {each.key: known[each.item.key] for each in owed_from_nothing if each.item.key in known}
