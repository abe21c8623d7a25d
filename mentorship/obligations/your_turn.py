"""N10: one partner has agreed to a joint instrument, and the other is told that it is their turn.

Attestations carry no date, so the first of these mails is owed on the first night that sees one
alone, and the later ones count from the day the first was told. Source: programme 5.3, N10.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from mentorship.obligations.due_items import DueItem, DueItemKind, NoticeKind
from mentorship.obligations.told import Told


JOINT = frozenset({DueItemKind.AGREEMENT, DueItemKind.RENEWAL, DueItemKind.QUARTERLY_REPORT})
"""Items that both partners attest. Source: S1.30, S1.34, S2.45."""
DAYS_AFTER_THE_FIRST = (0, 5, 10)
REST_DAYS = 5
"""After the last of them, so that the item's own reminder does not follow on its heels."""
VALID_DAYS = 14
LATE_AT_MOST = 21
"""Days late until which the other is asked, where the office never acts on the item itself."""


@dataclass(frozen=True, slots=True)
class Turn:
    """The next of these mails to the one who has not agreed, and the day it is for."""

    person_id: str
    stage: int
    on: date

    @property
    def expires_on(self) -> date:
        """Return the last day on which it still makes sense to send it."""
        return self.on + timedelta(days=VALID_DAYS)


def next_turn(
    item: DueItem, lines: Sequence[Told], today: date, *, office_after: int | None
) -> Turn | None:
    """Return the mail that is next, due today or later; None where nobody's turn has come.

    Once the office acts on the item, these mails end with the other reminders. What is optional
    is said once: nobody is chased for it. After an outage the latest of them is next.
    """
    is_half_agreed = item.kind in JOINT and item.state.is_open and len(item.owed_by) == 1
    last_on = item.due_on + timedelta(days=LATE_AT_MOST if office_after is None else office_after)
    if not is_half_agreed or today > last_on:
        return None
    [person_id] = item.owed_by
    told = turns_told(lines, person_id)
    if not told:
        return Turn(person_id, 1, today)
    first_on, last = told[0].on, max(each.stage for each in told)
    days = DAYS_AFTER_THE_FIRST[: 1 if item.is_optional else None]
    ahead = [
        Turn(person_id, stage, first_on + timedelta(days=offset))
        for stage, offset in enumerate(days, start=1)
        if stage > last
    ]
    reached = [each for each in ahead if each.on <= today]
    return next((each for each in reached[-1:] or ahead if today <= each.expires_on), None)


def turns_told(lines: Sequence[Told], person_id: str) -> list[Told]:
    """Return what *person_id* was told of this kind, the earliest first."""
    kind = NoticeKind.YOUR_TURN.value
    return [each for each in lines if (each.notice, each.person_id) == (kind, person_id)]


def said_until(lines: Sequence[Told], item: DueItem, person_id: str) -> date | None:
    """Return until when these mails stand for the item's other reminders; None without any.

    From the first to some days after the last of them the person is reminded by these alone.
    """
    told = turns_told(lines, person_id)
    if not told:
        return None
    days = 0 if item.is_optional else DAYS_AFTER_THE_FIRST[-1] + REST_DAYS
    return told[0].on + timedelta(days=days)
