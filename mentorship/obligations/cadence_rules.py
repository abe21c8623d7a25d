"""What a pairing owes again and again: contact, a meeting in person, the quarterly report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from mentorship.academic_calendar import Quarter, days_counted
from mentorship.obligations.due_items import DueItem, DueItemKind
from mentorship.obligations.pair_tonight import PairTonight
from mentorship.obligations.tonight import Draft
from mentorship.relationships import ContactEvery


def monthly_contact_due(pair: PairTonight) -> Iterator[DueItem]:
    """The two keep in touch; every gap between contacts is an item of its own.

    The first gap begins with the pairing, each later one with a contact, and the next contact
    closes it. Source: S1.32, "at least on a monthly basis"; stricter terms of the pair's own
    agreement win from the day it was signed.
    """
    if pair.start > pair.tonight.today:
        return
    contacts = pair.contacts_after(pair.start)
    ends: list[date | None] = [*contacts, None]
    for anchor, touched_on in zip([pair.start, *contacts], ends, strict=True):
        item = pair.tonight.settle(
            Draft(
                kind=DueItemKind.MONTHLY_CONTACT,
                key=f"{DueItemKind.MONTHLY_CONTACT.prefix}-{pair.number}-{anchor}",
                record_id=pair.mentee.record_id,
                about=pair.number,
                period=anchor.isoformat(),
                opened_on=anchor,
                due_on=pair.clock.due_after(anchor, _contact_gap(pair, anchor)),
                owed_by=(pair.mentee.record_id,),
                done_on=touched_on,
                is_done=touched_on is not None,
                is_over=pair.is_over,
                pairing_number=pair.pairing.id.number,
                next_known_on=pair.next_known_on,
            ),
            pair.clock,
        )
        if item is not None:
            yield item


def _contact_gap(pair: PairTonight, anchor: date) -> int:
    """Days a gap that began on *anchor* may last: the policy's, or the pair's own if stricter."""
    policy, agreement = pair.tonight.policy, pair.agreement
    if pair.agreed_on is None or agreement is None or anchor < pair.agreed_on:
        return policy.contact_gap
    own = {
        ContactEvery.WEEK: policy.contact_gap_week,
        ContactEvery.TWO_WEEKS: policy.contact_gap_two_weeks,
    }.get(agreement.contact_every or ContactEvery.MONTH, policy.contact_gap)
    return min(own, policy.contact_gap)


@dataclass(frozen=True, slots=True)
class PairQuarter:
    """A pair's part of an academic quarter."""

    quarter: Quarter
    first: date
    """The quarter's first day, or the assignment date if that is later."""

    @property
    def days(self) -> int:
        """Days from the first to the last day of the pair's part."""
        return (self.quarter.last - self.first).days


def _quarters(pair: PairTonight) -> Iterator[PairQuarter]:
    """Yield the quarters so far in which the pair owes anything.

    A pair that has fewer days together by quarter end than the policy asks, leave not counted,
    owes nothing for that quarter. Source: S1.x2.
    """
    needed = pair.tonight.policy.quarter_needs_pair_days
    for quarter in pair.tonight.calendar.quarters_between(pair.start, pair.until):
        part = PairQuarter(quarter, max(quarter.first, pair.start))
        if days_counted(part.first, quarter.last, pair.clock.rests) >= needed:
            yield part


def quarterly_in_person_due(pair: PairTonight) -> Iterator[DueItem]:
    """The two meet in person in every academic quarter. Source: S1.33, "once a quarter".

    Due on the last day of the quarter. The first meeting in person from its beginning on closes
    it: late, if it comes after the end.
    """
    for part in _quarters(pair):
        met_on = pair.first_in_person_from(part.first)
        item = pair.tonight.settle(
            Draft(
                kind=DueItemKind.QUARTERLY_IN_PERSON,
                key=f"{DueItemKind.QUARTERLY_IN_PERSON.prefix}-{pair.number}-{part.quarter.name}",
                record_id=pair.mentee.record_id,
                about=pair.number,
                period=part.quarter.name,
                opened_on=part.first,
                due_on=pair.clock.due_after(part.first, part.days),
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


def quarterly_report_due(pair: PairTonight) -> Iterator[DueItem]:
    """Both attest the quarter's joint report. Source: S1.34; due in the policy's days after it."""
    policy = pair.tonight.policy
    for part in _quarters(pair):
        opens_on = part.quarter.last - timedelta(days=policy.quarter_opens_before_end)
        report = pair.reports.get(part.quarter.name)
        if max(opens_on, part.first) > pair.tonight.today and report is None:
            continue
        item = pair.tonight.settle(
            Draft(
                kind=DueItemKind.QUARTERLY_REPORT,
                key=f"{DueItemKind.QUARTERLY_REPORT.prefix}-{pair.number}-{part.quarter.name}",
                record_id=pair.mentee.record_id,
                about=pair.number,
                period=part.quarter.name,
                opened_on=max(opens_on, part.first),
                due_on=pair.clock.due_after(part.first, part.days + policy.quarterly_grace),
                owed_by=pair.still_to_attest(report),
                is_done=report is not None and report.is_signed,
                is_over=pair.is_over,
                pairing_number=pair.pairing.id.number,
            ),
            pair.clock,
        )
        if item is not None:
            yield item
