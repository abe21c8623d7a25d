"""When which notice about which item is sent: the programme's table of messages, as data.

Source: programme 5.3. Offsets are calendar days from the day the item opened or is due; since
leave moves those, it moves the notices with them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum, auto

from mentorship.obligations.due_items import NEWS, DueItem, DueItemKind, NoticeKind
from mentorship.relationships import Programme


class Anchor(Enum):
    """Which of an item's days an offset counts from."""

    OPENED = auto()
    DUE = auto()


class Audience(Enum):
    """Who hears of a stage. Only people who can act are asked. Source: G7, S2.17."""

    MENTEE = auto()
    """The mentee, as long as the mentee can still act."""
    FIRST_ASKED = auto()
    """The one whom the programme asks first: the mentee of a faculty pair, a resident's mentor."""
    WHO_CAN_ACT = auto()
    """Everybody who can still close the item."""
    BOTH = auto()
    """Mentee and mentor, whoever has acted already: this one is news, not a reminder."""
    FORMER = auto()
    """The mentor whom the pairing was with until it was corrected, once another is told of."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of a notice: number, day, audience, and for how long it still makes sense."""

    notice: NoticeKind
    number: int
    anchor: Anchor
    offset: int
    audience: Audience
    valid_days: int = 14
    """A stage reached longer ago is not sent: a first run over old data stays quiet."""
    only_until_due: bool = False
    """The text speaks of a deadline ahead, so it is pointless after it."""
    only_in: Programme | None = None
    """The one programme whose pairs hear of it; None: all."""

    def reached_on(self, item: DueItem) -> date | None:
        """Return the day from which the stage is owed; None if the item is too short for it."""
        if self.anchor is Anchor.OPENED:
            return item.opened_on + timedelta(days=self.offset)
        on = item.due_on + timedelta(days=self.offset)
        return None if on < item.opened_on else on

    def expires_on(self, item: DueItem, reached_on: date) -> date:
        """Return the last day on which it still makes sense to send it."""
        last = reached_on + timedelta(days=self.valid_days)
        return min(last, item.due_on) if self.only_until_due else last


SCHEDULE: Mapping[DueItemKind, tuple[Stage, ...]] = {
    DueItemKind.PREFERENCES: (
        Stage(
            NoticeKind.PREFERENCES_OPEN,
            1,
            Anchor.OPENED,
            0,
            Audience.WHO_CAN_ACT,
            60,
            only_until_due=True,
        ),
        Stage(
            NoticeKind.PREFERENCES_REMINDER,
            1,
            Anchor.DUE,
            -7,
            Audience.WHO_CAN_ACT,
            only_until_due=True,
        ),
        Stage(
            NoticeKind.PREFERENCES_REMINDER,
            2,
            Anchor.DUE,
            -2,
            Audience.WHO_CAN_ACT,
            only_until_due=True,
        ),
    ),
    DueItemKind.CHOICES: (
        Stage(NoticeKind.CHOICES, 1, Anchor.OPENED, 0, Audience.WHO_CAN_ACT),
        Stage(NoticeKind.CHOICES, 2, Anchor.DUE, 0, Audience.WHO_CAN_ACT),
    ),
    DueItemKind.COMMITMENT: tuple(
        Stage(
            NoticeKind.COMMITMENT,
            number,
            Anchor.OPENED,
            offset,
            Audience.WHO_CAN_ACT,
            only_until_due=True,
        )
        for number, offset in ((1, 0), (2, 7), (3, 14))
    ),
    DueItemKind.PAIRING_NOTICE: (
        Stage(NoticeKind.PAIRING, 1, Anchor.OPENED, 0, Audience.BOTH, 45),
    ),
    DueItemKind.CORRECTION: (
        Stage(NoticeKind.PAIRING_CORRECTED, 1, Anchor.OPENED, 0, Audience.BOTH, 45),
        Stage(NoticeKind.PAIRING_CORRECTED, 2, Anchor.OPENED, 1, Audience.FORMER, 45),
    ),
    DueItemKind.FIRST_MEETING: (
        Stage(NoticeKind.FIRST_MEETING, 1, Anchor.DUE, -16, Audience.MENTEE),
        Stage(NoticeKind.FIRST_MEETING, 2, Anchor.DUE, -5, Audience.WHO_CAN_ACT),
        Stage(NoticeKind.FIRST_MEETING, 3, Anchor.DUE, 1, Audience.WHO_CAN_ACT),
    ),
    DueItemKind.AGREEMENT: (
        Stage(NoticeKind.AGREEMENT, 1, Anchor.DUE, -15, Audience.MENTEE),
        Stage(NoticeKind.AGREEMENT, 2, Anchor.DUE, 0, Audience.WHO_CAN_ACT),
        Stage(NoticeKind.AGREEMENT, 3, Anchor.DUE, 7, Audience.WHO_CAN_ACT),
        Stage(NoticeKind.AGREEMENT, 4, Anchor.DUE, 14, Audience.WHO_CAN_ACT),
    ),
    DueItemKind.QUARTERLY_REPORT: (
        Stage(
            NoticeKind.QUARTER_AHEAD, 1, Anchor.OPENED, 0, Audience.BOTH, 21, only_until_due=True
        ),
        Stage(NoticeKind.QUARTERLY_REPORT, 1, Anchor.DUE, -3, Audience.WHO_CAN_ACT),
        Stage(NoticeKind.QUARTERLY_REPORT, 2, Anchor.DUE, 3, Audience.WHO_CAN_ACT),
        Stage(NoticeKind.QUARTERLY_REPORT, 3, Anchor.DUE, 10, Audience.WHO_CAN_ACT),
    ),
    DueItemKind.MONTHLY_CONTACT: (
        Stage(NoticeKind.KEEP_IN_TOUCH, 1, Anchor.DUE, 0, Audience.WHO_CAN_ACT),
        Stage(NoticeKind.KEEP_IN_TOUCH, 2, Anchor.DUE, 31, Audience.WHO_CAN_ACT),
    ),
    DueItemKind.QUARTERLY_IN_PERSON: (
        Stage(
            NoticeKind.COACHING,
            1,
            Anchor.OPENED,
            21,
            Audience.MENTEE,
            31,
            only_until_due=True,
            only_in=Programme.SENIOR_COACHING,
        ),
        Stage(
            NoticeKind.IN_PERSON, 1, Anchor.DUE, -7, Audience.FIRST_ASKED, 7, only_until_due=True
        ),
    ),
    DueItemKind.JULY_MEETING: (
        Stage(NoticeKind.JULY_MEETING, 1, Anchor.OPENED, 0, Audience.WHO_CAN_ACT),
        Stage(NoticeKind.JULY_MEETING, 2, Anchor.DUE, -11, Audience.FIRST_ASKED),
        Stage(NoticeKind.JULY_MEETING, 3, Anchor.DUE, 1, Audience.FIRST_ASKED),
    ),
    DueItemKind.RENEWAL: (
        Stage(NoticeKind.RENEWAL, 1, Anchor.OPENED, 0, Audience.WHO_CAN_ACT),
        Stage(NoticeKind.RENEWAL, 2, Anchor.DUE, 0, Audience.WHO_CAN_ACT),
    ),
    DueItemKind.CLOSING_REFLECTION: (
        Stage(NoticeKind.RENEWAL, 1, Anchor.OPENED, 0, Audience.WHO_CAN_ACT, only_until_due=True),
    ),
    DueItemKind.PULSE: (Stage(NoticeKind.PULSE, 1, Anchor.OPENED, 0, Audience.WHO_CAN_ACT),),
    DueItemKind.FEEDBACK: (
        Stage(NoticeKind.PREPARE, 2, Anchor.DUE, -14, Audience.WHO_CAN_ACT, only_until_due=True),
    ),
    DueItemKind.WELCOME_BACK: (
        Stage(NoticeKind.WELCOME_BACK, 1, Anchor.OPENED, 0, Audience.WHO_CAN_ACT),
    ),
    DueItemKind.SECOND_MENTOR: (
        Stage(NoticeKind.PAIRING, 2, Anchor.OPENED, 0, Audience.WHO_CAN_ACT),
    ),
    DueItemKind.RESIDENT_COUNTS: (
        Stage(NoticeKind.JULY_MEETING, 4, Anchor.OPENED, 0, Audience.WHO_CAN_ACT),
    ),
    DueItemKind.DATE_AHEAD: (
        Stage(NoticeKind.PREPARE, 1, Anchor.OPENED, 0, Audience.WHO_CAN_ACT, only_until_due=True),
    ),
    DueItemKind.MENTORING_YEAR: (
        Stage(NoticeKind.MENTORING_YEAR, 1, Anchor.OPENED, 0, Audience.WHO_CAN_ACT, 31),
    ),
    DueItemKind.EVALUATION: (
        Stage(NoticeKind.EVALUATION, 1, Anchor.OPENED, 0, Audience.WHO_CAN_ACT, 31),
    ),
    DueItemKind.SIX_MONTH_SUMMARY: (
        Stage(NoticeKind.HUB_SUMMARY, 1, Anchor.DUE, 0, Audience.WHO_CAN_ACT, 31),
    ),
    DueItemKind.SENIOR_REVIEW: (
        Stage(NoticeKind.REVIEW, 1, Anchor.OPENED, 21, Audience.WHO_CAN_ACT),
        Stage(NoticeKind.REVIEW, 2, Anchor.OPENED, 35, Audience.WHO_CAN_ACT),
    ),
}
"""In the order in which stages are reached."""

SILENCED_BY_A_DATE: frozenset[DueItemKind] = frozenset(
    {
        DueItemKind.FIRST_MEETING,
        DueItemKind.JULY_MEETING,
        DueItemKind.MONTHLY_CONTACT,
        DueItemKind.QUARTERLY_IN_PERSON,
    }
)
"""A date the pair has set answers these; a report or an agreement still has to be written."""

OFFICE_AFTER: Mapping[DueItemKind, int] = {
    DueItemKind.CHOICES: 3,
    DueItemKind.FIRST_MEETING: 15,
    DueItemKind.RENEWAL: 14,
    DueItemKind.AGREEMENT: 14,
    DueItemKind.QUARTERLY_IN_PERSON: 21,
    DueItemKind.QUARTERLY_REPORT: 21,
    DueItemKind.SENIOR_REVIEW: 14,
    DueItemKind.ASK: 0,
}
"""Days late from which the office acts next, reminders being used up. Source: programme 4.6, 5.3.

Contact gaps are not here: silence for long shows as a stalled pairing, a question to the office.
"""


_STAGES: Mapping[tuple[DueItemKind, Programme | None], tuple[Stage, ...]] = {
    (kind, programme): tuple(each for each in stages if each.only_in in {None, programme})
    for kind, stages in SCHEDULE.items()
    for programme in (None, *Programme)
}

_INVITED = NEWS | {DueItemKind.AGREEMENT, DueItemKind.CLOSING_REFLECTION}
"""Optional items that are told of once."""


def stages_of(item: DueItem) -> tuple[Stage, ...]:
    """Return the stages of an item's notices.

    What is optional is never chased: an agreement and a date are told of once, the rest only
    opens. Source: S1.13, programme 4.6.
    """
    if item.is_told_elsewhere:
        return ()
    if item.is_optional and item.kind not in _INVITED:
        return ()
    stages = _STAGES.get((item.kind, item.programme), ())
    return stages[:1] if item.is_optional else stages


def asked_from(item: DueItem) -> date | None:
    """Return the day from which people are asked for an item; None if they never are."""
    return next((each.reached_on(item) for each in stages_of(item)), None)


def is_looked_at(item: DueItem, today: date) -> bool:
    """Tell whether the office still has time to look before the pair is asked."""
    if not item.office_looks_first:
        return False
    asked_on = asked_from(item)
    return asked_on is None or today < asked_on


def is_silent(item: DueItem, today: date) -> bool:
    """Tell whether nobody may be reminded of the item today."""
    if is_looked_at(item, today):
        return True
    if item.muted_until is not None and today <= item.muted_until:
        return True
    known = item.next_known_on
    return item.kind in SILENCED_BY_A_DATE and known is not None and today <= known
