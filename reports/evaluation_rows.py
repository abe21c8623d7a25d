"""The rows that every figure of the evaluation counts: one for each person, pair, place or item.

A row is a programme with a value: yes or no for a share, whole days for a median, a fraction for a
mean. Who and what counts is said in `reports.evaluation`, beside each figure's name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from mentorship.cadences import Period
from mentorship.obligations.due_items import NEWS, DueItem, DueItemKind, DueState, LedgerEntry
from mentorship.obligations.pair_tonight import PairTonight, pairs_tonight
from mentorship.obligations.tonight import Tonight
from mentorship.obligations.year_rules import was_there
from mentorship.people import Role
from mentorship.relationships import PairingState, Programme
from mentorship.status_rules.pairings import days_to_meet


MENTEES = {
    Programme.FACULTY_HUB: Role.MENTEE,
    Programme.RESIDENT: Role.RESIDENT_MENTEE,
    Programme.SENIOR_COACHING: Role.HUB_MENTOR,
}
"""Who is mentored in each programme that is evaluated; registered relationships owe nothing."""
LONG_OVERDUE = timedelta(days=30)
COUNTED = frozenset({DueState.DONE_ON_TIME, DueState.DONE_LATE, DueState.OVERDUE})
"""Items waived, void or not due yet are in no denominator."""

Row = tuple[Programme, bool | int | float]


@dataclass(frozen=True)
class HalfYearFacts:
    """What all figures of one half-year are made from."""

    tonight: Tonight
    ledger: tuple[LedgerEntry, ...]
    period: Period

    @cached_property
    def pairs(self) -> list[PairTonight]:
        """Final pairs of the programmes that are evaluated."""
        return [each for each in pairs_tonight(self.tonight) if each.pairing.programme in MENTEES]

    @cached_property
    def entries(self) -> list[tuple[Programme, LedgerEntry]]:
        """What pairs of these programmes owe, announcements and other news left out.

        Nothing of pairs that ended: the ledger keeps what they fulfilled and drops what they
        missed, so that their successes alone would count.
        """
        left_out = NEWS | {DueItemKind.PAIRING_NOTICE}
        ended = {each.pairing.id for each in self.pairs if each.is_over}
        return [
            (entry.item.programme, entry)
            for entry in self.ledger
            if entry.item.programme in MENTEES
            and entry.item.kind not in left_out
            and entry.item.pairing_id not in ended
        ]

    def is_within(self, day: date | None) -> bool:
        """Tell whether *day* lies in the half-year."""
        return day is not None and self.period.first <= day <= self.period.last

    def due_within(self, *kinds: DueItemKind) -> Iterator[tuple[Programme, DueItem]]:
        """Yield items of *kinds* that fell due in the half-year and count."""
        for programme, entry in self.entries:
            item = entry.item
            if item.kind in kinds and item.state in COUNTED and self.is_within(item.due_on):
                yield programme, item

    def done_within(self) -> Iterator[tuple[Programme, LedgerEntry]]:
        """Yield what was finished in the half-year."""
        for programme, entry in self.entries:
            if self.is_within(entry.item.done_on):
                yield programme, entry


def coverage(facts: HalfYearFacts) -> Iterator[Row]:
    """Yield everybody who takes part, and whether they are paired."""
    paired = {(p.programme, p.mentee_id) for p in facts.tonight.roster.pairings if p.is_current}
    for programme, role in MENTEES.items():
        for person in facts.tonight.people:
            if person.takes_part and person.has_role(role):
                yield programme, (programme, person.record_id) in paired


def meeting_days(facts: HalfYearFacts) -> Iterator[Row]:
    """Yield the days from assignment to the first meeting, leave not counted."""
    for pair in facts.pairs:
        days = days_to_meet(pair)
        if facts.is_within(pair.start) and days is not None:
            yield pair.pairing.programme, days


def met_in_time(facts: HalfYearFacts) -> Iterator[Row]:
    """Yield first meetings, and whether they were in time."""
    yield from _in_time(facts.due_within(DueItemKind.FIRST_MEETING, DueItemKind.JULY_MEETING))


def first_choice(facts: HalfYearFacts) -> Iterator[Row]:
    """Yield mentees who had named hubs, and whether they got the first."""
    yield from _choice_met(facts, most=1)


def any_choice(facts: HalfYearFacts) -> Iterator[Row]:
    """Yield mentees who had named hubs, and whether they got one of them."""
    yield from _choice_met(facts, most=3)


def _choice_met(facts: HalfYearFacts, *, most: int) -> Iterator[Row]:
    wishes = {
        (each.mentee_id, each.cycle): each.choices
        for each in facts.tonight.roster.preferences
        if each.is_answered and each.hub_codes
    }
    for pair in facts.pairs:
        choices = wishes.get((pair.pairing.mentee_id, pair.pairing.cycle))
        is_hub = pair.pairing.programme is Programme.FACULTY_HUB
        if is_hub and choices is not None and facts.is_within(pair.start):
            yield pair.pairing.programme, pair.pairing.hub_code in choices[:most]


def places(facts: HalfYearFacts) -> Iterator[Row]:
    """Yield every place that is offered, and whether it is held."""
    roster = facts.tonight.roster
    held = dict.fromkeys(roster.current_commitments, 0)
    for pairing in roster.pairings:
        place = (pairing.mentor_id or "", pairing.hub_code or 0)
        if pairing.is_current and place in held:
            held[place] += 1
    for place, offer in roster.current_commitments.items():
        for number in range(max(offer.capacity, held[place])):
            yield Programme.FACULTY_HUB, number < held[place]


def agreed_in_45(facts: HalfYearFacts) -> Iterator[Row]:
    """Yield pairs whose 45th day came, and whether they had signed by then."""
    yield from _agreed_within(facts, days=45)


def agreed_in_90(facts: HalfYearFacts) -> Iterator[Row]:
    """Yield pairs whose 90th day came, and whether they had signed by then."""
    yield from _agreed_within(facts, days=90)


def _agreed_within(facts: HalfYearFacts, *, days: int) -> Iterator[Row]:
    for pair in facts.pairs:
        term = pair.terms.agreement
        by = pair.clock.due_after(pair.start, days)
        if term is None or term.is_optional or not facts.is_within(by) or pair.is_over:
            continue
        signed_on = pair.signed_on(1)
        yield pair.pairing.programme, signed_on is not None and signed_on <= by


def in_person(facts: HalfYearFacts) -> Iterator[Row]:
    """Yield pairs' periods, and whether they met in person as often as asked."""
    yield from _in_time(facts.due_within(DueItemKind.QUARTERLY_IN_PERSON))


def reports_on_time(facts: HalfYearFacts) -> Iterator[Row]:
    """Yield joint reports, and whether they were signed by the due date."""
    yield from _in_time(_reports(facts))


def reports_ever(facts: HalfYearFacts) -> Iterator[Row]:
    """Yield joint reports, and whether they were signed at all."""
    for programme, item in _reports(facts):
        yield programme, item.state.is_done


def _reports(facts: HalfYearFacts) -> Iterator[tuple[Programme, DueItem]]:
    """They fall due after the half-year whose quarters they are about."""
    calendar, period = facts.tonight.calendar, facts.period
    names = {each.name for each in calendar.quarters_between(period.first, period.last)}
    for programme, entry in facts.entries:
        item = entry.item
        is_report = item.kind is DueItemKind.QUARTERLY_REPORT and item.period in names
        if is_report and item.state in COUNTED:
            yield programme, item


def contact_gaps(facts: HalfYearFacts) -> Iterator[Row]:
    """Yield the days between contacts, by the later contact."""
    for programme, entry in facts.done_within():
        item = entry.item
        if item.kind is DueItemKind.MONTHLY_CONTACT and item.done_on is not None:
            yield programme, (item.done_on - item.opened_on).days


def reviews(facts: HalfYearFacts) -> Iterator[Row]:
    """Yield hub reviews, and whether they were done."""
    for entry in facts.ledger:
        item = entry.item
        is_due = item.kind is DueItemKind.SENIOR_REVIEW and facts.is_within(item.due_on)
        if is_due and item.state in COUNTED:
            yield Programme.FACULTY_HUB, item.state.is_done


def endings(facts: HalfYearFacts) -> Iterator[Row]:
    """Yield pairings that were there, and whether they ended."""
    for pair in facts.pairs:
        if was_there(pair.pairing, facts.period.first, facts.period.last):
            is_closed = pair.pairing.state is PairingState.CLOSED
            yield pair.pairing.programme, is_closed and facts.is_within(pair.pairing.end_on)


def notices(facts: HalfYearFacts) -> Iterator[Row]:
    """Yield how many notices each finished item took."""
    for programme, entry in facts.done_within():
        yield programme, float(entry.notices_sent)


def unasked(facts: HalfYearFacts) -> Iterator[Row]:
    """Yield finished items, and whether nobody had to be reminded."""
    for programme, entry in facts.done_within():
        yield programme, entry.notices_sent == 0


def long_overdue(facts: HalfYearFacts) -> Iterator[Row]:
    """Yield open items, and whether they are overdue for long."""
    for programme, entry in facts.entries:
        item = entry.item
        if item.state.is_open:
            late = facts.tonight.today - item.due_on
            yield programme, item.state is DueState.OVERDUE and late > LONG_OVERDUE


def _in_time(items: Iterable[tuple[Programme, DueItem]]) -> Iterator[Row]:
    for programme, item in items:
        yield programme, item.state is DueState.DONE_ON_TIME
