"""Invitations that are not worth a mail of their own go with one that leaves anyway.

What rides adds no mail to anybody's week and cannot hold one up: it is owed on a night only if
what it goes with is. A mail of its own comes last, by the item's own stage (`SCHEDULE`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import product

from mentorship.obligations.due_items import (
    DueItem,
    DueItemKind,
    NoticeKind,
    NoticeOwed,
    SentNotices,
)
from mentorship.obligations.schedule import is_silent, stages_of
from mentorship.obligations.told import key_of


RIDES: frozenset[DueItemKind] = frozenset({DueItemKind.FEEDBACK})
"""Items that are told with another mail where one goes in time."""
WITH_ANY_MAIL = timedelta(days=61)
"""So long before its end an item no longer waits for the mail that prepares its pair's meeting
(N15), but goes with whatever its reader gets: a month after it opened, as a rule."""
KEPT_APART: frozenset[NoticeKind] = frozenset(
    {NoticeKind.PULSE, NoticeKind.PAIRING, NoticeKind.PAIRING_CORRECTED}
)
"""Nothing rides on a night with one of these: the pulse is read by the office's leads and an
invitation beside it would be taken for the same, and a new or corrected pairing is news by
itself."""


def riders(
    items: Iterable[DueItem], owed: Sequence[NoticeOwed], told: SentNotices, today: date
) -> Iterator[NoticeOwed]:
    """Yield what goes with the notices *owed* tonight, to the same readers."""
    theirs: defaultdict[str, list[NoticeOwed]] = defaultdict(list)
    for notice in owed:
        theirs[notice.person_id].append(notice)
    for item in items:
        if item.kind not in RIDES or not item.state.is_open or is_silent(item, today):
            continue
        for stage, person_id in product(stages_of(item), item.owed_by):
            key = key_of(item.key, stage.notice, stage.number, person_id)
            if key not in told.told and _can_ride(key, item, theirs[person_id], today):
                yield NoticeOwed(
                    key=key,
                    kind=stage.notice,
                    stage=stage.number,
                    person_id=person_id,
                    item=item,
                    expires_on=item.due_on,
                )


def _can_ride(key: str, item: DueItem, mail: Sequence[NoticeOwed], today: date) -> bool:
    """Tell whether the item goes with what its reader gets tonight, and is not in it already."""
    if any(each.kind in KEPT_APART or each.key == key for each in mail):
        return False
    is_prepared = any(
        each.item.kind is DueItemKind.DATE_AHEAD and each.item.about == item.about for each in mail
    )
    return is_prepared or (bool(mail) and today >= item.due_on - WITH_ANY_MAIL)
