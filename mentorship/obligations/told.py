"""What was told about each item, read back from the keys of the outbox's memory."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from mentorship.obligations.due_items import NoticeKind, SentNotices


def key_of(item_key: str, kind: NoticeKind, stage: int, person_id: str) -> str:
    """Return the key of one stage of one notice for one person, unique for ever."""
    return f"{item_key}|{kind.value}|{stage}|{person_id}"


@dataclass(frozen=True, slots=True)
class Told:
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
        parts = key.rsplit("|", 3)
        if len(parts) == 4 and parts[2].isdigit():  # noqa: PLR2004  # the key's four parts
            item_key, notice, stage, person_id = parts
            found[item_key].append(Told(item_key, notice, int(stage), person_id, on))
    for lines in found.values():
        lines.sort(key=lambda each: (each.on, each.stage, each.person_id))
    return dict(found)
