"""What was told about each item, read back from the keys of the outbox's memory."""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from datetime import date
from typing import NamedTuple

from mentorship.obligations.due_items import NoticeKind, SentNotices
from mentorship.obligations.notice_keys import NoticeKey


def key_of(item_key: str, kind: NoticeKind, stage: int, person_id: str) -> str:
    """Return the key of one stage of one notice for one person, unique for ever."""
    return str(NoticeKey(item_key, kind.value, stage, person_id))


class Told(NamedTuple):
    """One line of the outbox's memory, its key read."""

    item_key: str
    notice: str
    stage: int
    person_id: str
    on: date


def told_by_item(told: SentNotices, kind: NoticeKind | None = None) -> dict[str, list[Told]]:
    """Return what was told, by item key, by day; keys of another make are left out.

    With *kind*, only what was told of that kind.
    """
    found: defaultdict[str, list[Told]] = defaultdict(list)
    wanted = f"|{kind.value}|" if kind else "|"
    for key, on in told.told.items():
        if wanted not in key:
            continue
        with suppress(ValueError):
            read = NoticeKey.read(key)
            if kind is None or read.kind == kind.value:
                found[read.item].append(Told(read.item, read.kind, read.stage, read.person_id, on))
    for lines in found.values():
        lines.sort(key=lambda each: (each.on, each.stage, each.person_id))
    return dict(found)
