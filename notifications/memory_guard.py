"""Amnesia guard: an outbox that forgot what REDCap remembers must not send.

REDCap's ledger is the mirror of the outbox, written after every live night. When the mirror
shows more than the original, the outbox file was lost, replaced or restored from an old copy,
and sending now would tell people twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from mentorship.obligations.due_items import DueItem, DueItemKind, NoticeKind
from mentorship.obligations.notice_keys import NoticeKey
from mentorship.obligations.notices import notice_key
from mentorship.obligations.occasions import after_a_loss
from mentorship.obligations.schedule import SCHEDULE, stages_of
from mentorship.obligations.told import key_of
from mentorship.obligations.tonight import pairing_about
from mentorship.obligations.your_turn import DAYS_AFTER_THE_FIRST, JOINT
from mentorship.relationships import Pairing
from mentorship.roster import Roster
from notifications.mail import OFFICE


REMEMBERED = "REMEMBERED"
"""Stands where a notice's number would in the key of a rebuilt memory."""


def item_key(notice_key: str) -> str:
    """Return the due item that a notice key is about."""
    return NoticeKey.read(notice_key).item


def forgotten(roster: Roster, last_told: Mapping[str, date]) -> list[str]:
    """Return keys of due items that REDCap has mailed about and the outbox does not know of.

    *last_told* maps item key to the last day on which the outbox attempted anything about it.
    """
    return sorted(
        key
        for key, day in _mirrored(roster).items()
        if key not in last_told or (day is not None and day > last_told[key])
    )


def recovered(roster: Roster, items: Iterable[DueItem], *, today: date) -> dict[str, date]:
    """Return what to remember after a loss: notice key -> day it counts as told.

    REDCap keeps the day of the last notice about an item, not who got which stage. So every
    stage that tonight's *items* had reached by that day counts as told to everybody concerned:
    at worst one reminder is missed, none is doubled, and later stages go on as usual. Items
    without a schedule get a mark of their own, which `forgotten` accepts.
    """
    mirrored = {key: day or today for key, day in _mirrored(roster).items()}
    told = {str(NoticeKey(key, REMEMBERED, 0, OFFICE)): day for key, day in mirrored.items()}
    for item in items:
        if item.key in mirrored:
            told |= dict.fromkeys(_keys_until(item, mirrored[item.key], roster), mirrored[item.key])
    for pairing in roster.pairings:
        if pairing.announced_on:
            told |= dict.fromkeys(_announcements(pairing), pairing.announced_on)
    return told | dict.fromkeys(after_a_loss(roster), today)


def _mirrored(roster: Roster) -> dict[str, date | None]:
    """Return the last day of a notice, as REDCap knows it, by item key."""
    told = {each.key: each.last_notice_on for each in roster.ledger if each.notices_sent > 0}
    return told | {
        f"{DueItemKind.PAIRING_NOTICE.prefix}-{each.id}": each.announced_on
        for each in roster.pairings
        if each.announced_on
    }


def _keys_until(item: DueItem, last_notice_on: date, roster: Roster) -> Iterator[str]:
    pairing_id = pairing_about(item.about)
    pairing = roster.pairings_by_id.get(pairing_id) if pairing_id else None
    partners = (pairing.mentee_id, pairing.mentor_id) if pairing else (item.record_id,)
    concerned = {each for each in (*partners, *item.owed_by) if each}
    for stage in stages_of(item):
        reached_on = stage.reached_on(item)
        if reached_on is not None and reached_on <= last_notice_on:
            yield from (notice_key(item.key, stage, each) for each in concerned)
    if item.kind in JOINT and len(item.owed_by) == 1:
        for number, _days in enumerate(DAYS_AFTER_THE_FIRST, start=1):
            yield from (key_of(item.key, NoticeKind.YOUR_TURN, number, each) for each in concerned)


def _announcements(pairing: Pairing) -> list[str]:
    [stage] = SCHEDULE[DueItemKind.PAIRING_NOTICE]
    key = f"{DueItemKind.PAIRING_NOTICE.prefix}-{pairing.id}"
    partners = (pairing.mentee_id, pairing.mentor_id)
    return [notice_key(key, stage, each) for each in partners if each]
