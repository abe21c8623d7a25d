"""What a pairing owes once: its announcement, the first meeting, the agreement.

One small pure function per obligation; each quotes its source.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from mentorship.academic_calendar import working_day_from
from mentorship.intervals import DAY
from mentorship.obligations.due_items import DueItem, DueItemKind
from mentorship.obligations.pair_tonight import PairTonight
from mentorship.obligations.tonight import Draft


def pairing_notice_due(pair: PairTonight) -> Iterator[DueItem]:
    """A final pairing is announced to both. Source: S1.25d, "notified by the Office".

    The night after a decision announces it, so it is due on the first working day after the
    assignment date; done when both were told. A pairing first seen long after its assignment
    date is history that was loaded, and is not announced.
    """
    key = f"{DueItemKind.PAIRING_NOTICE.prefix}-{pair.number}"
    tonight, announced_on = pair.tonight, pair.pairing.announced_on
    news = timedelta(days=tonight.policy.announce_within)
    is_history = pair.start + news < tonight.today and not tonight.was_stored(key)
    if announced_on is None and is_history:
        return
    night_after = pair.start + DAY
    item = tonight.settle(
        Draft(
            kind=DueItemKind.PAIRING_NOTICE,
            key=key,
            record_id=pair.mentee.record_id,
            about=pair.number,
            period=pair.pairing.cycle,
            opened_on=min(pair.start, tonight.today),
            due_on=working_day_from(night_after, tonight.roster.settings.quiet) or night_after,
            done_on=announced_on,
            is_done=announced_on is not None,
            is_over=pair.is_over,
            pairing_number=pair.pairing.id.number,
        ),
        pair.announcement_clock,
    )
    if item is not None:
        yield item


def first_meeting_due(pair: PairTonight) -> Iterator[DueItem]:
    """The two meet, one to one, in person or by video. Source: S1.29a, "within a month".

    Listed as soon as the pairing is final, so that its announcement can name the date.
    """
    met_on = pair.met_individually_on
    item = pair.tonight.settle(
        Draft(
            kind=DueItemKind.FIRST_MEETING,
            key=f"{DueItemKind.FIRST_MEETING.prefix}-{pair.number}",
            record_id=pair.mentee.record_id,
            about=pair.number,
            period=pair.pairing.cycle,
            opened_on=pair.start,
            due_on=pair.clock.due_after(pair.start, pair.tonight.policy.first_meeting_after),
            owed_by=pair.partners,
            done_on=met_on,
            is_done=met_on is not None,
            is_over=pair.is_over,
            pairing_number=pair.pairing.id.number,
            next_known_on=pair.next_known_on,
        ),
        pair.clock,
    )
    if item is not None:
        yield item


def agreement_due(pair: PairTonight) -> Iterator[DueItem]:
    """Both attest the first report and agreement. Source: S1.30; the deadline is the policy's."""
    agreement = pair.agreement
    item = pair.tonight.settle(
        Draft(
            kind=DueItemKind.AGREEMENT,
            key=f"{DueItemKind.AGREEMENT.prefix}-{pair.number}",
            record_id=pair.mentee.record_id,
            about=pair.number,
            period=pair.pairing.cycle,
            opened_on=pair.start,
            due_on=pair.clock.due_after(pair.start, pair.tonight.policy.agreement_after),
            owed_by=pair.still_to_attest(agreement),
            is_done=agreement is not None and agreement.is_signed,
            is_over=pair.is_over,
            pairing_number=pair.pairing.id.number,
        ),
        pair.clock,
    )
    if item is not None:
        yield item
