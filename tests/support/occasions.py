"""Nights of what nobody owes: requests received, new pairs, proposals."""

from __future__ import annotations

from datetime import date
from typing import Any

from mentorship.intervals import days_between
from mentorship.obligations.due_items import NoticeOwed, SentNotices
from mentorship.obligations.occasions import Occasions
from mentorship.obligations.tonight import Tonight
from mentorship.roster import Roster
from tests.support.rule_nights import POLICY, today


SINCE_LAST_YEAR = {"MEET-9001.1|N08|1|9001": date(2025, 9, 1)}
"""What an outbox remembers that is not new."""


def occasions(
    roster: Roster, day: str, told: dict[str, date] | None = None, **parts: Any
) -> list[NoticeOwed]:
    """What one night owes, of an automation that is not new unless *told* says so."""
    tonight = Tonight(roster, POLICY, today(day))
    memory = SentNotices(SINCE_LAST_YEAR if told is None else told)
    return Occasions(tonight=tonight, told=memory, **parts).notices()


def lived(
    roster: Roster,
    first: str,
    last: str,
    *,
    kind: str = "N20",
    before: dict[str, date] | None = None,
) -> list[str]:
    """What was told in the nights *first* to *last*, after what was told *before*."""
    told = dict(SINCE_LAST_YEAR if before is None else before)
    lines = []
    for day in days_between(today(first), today(last)):
        owed = occasions(roster, day.isoformat(), told)
        told |= {each.key: day for each in owed}
        lines += [
            f"{day:%m-%d} {each.kind.value}.{each.stage} {each.person_id}"
            for each in owed
            if each.kind.value.startswith(kind)
        ]
        assert occasions(roster, day.isoformat(), told) == []
    return lines
