"""What a pairing owes again and again: contact, a meeting in person, the joint report.

How often is the programme's block of the policy (`mentorship.terms`), never a number here.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from mentorship.academic_calendar import days_counted, due_after
from mentorship.cadences import InPersonTerm, Period, Span, day_in_year, periods_between
from mentorship.intervals import DAY
from mentorship.obligations.due_items import DueItem, DueItemKind
from mentorship.obligations.pair_tonight import PairTonight
from mentorship.relationships import Agreement, ContactEvery, InPersonEvery, QuarterlyReport


def monthly_contact_due(pair: PairTonight) -> Iterator[DueItem]:
    """The two keep in touch; every gap between contacts is an item of its own.

    The first gap begins with the pairing, each later one with a contact, and the next contact
    closes it. The first one is reminded of as the first meeting (N08), not twice. It has one key
    from whatever day it counts, which moves every night while a correction waits. Source: S1.32,
    "at least on a monthly basis"; S0.30, "monthly for the first quarter of the academic year, then
    at minimum quarterly". Stricter terms of the pair's own agreement win in gaps that begin while
    it is in force. A gap that was open and over long before anybody watched counts from the night
    that first saw it.
    """
    term = pair.terms.contact
    if term is None or pair.start > pair.tonight.today:
        return
    asked = pair.asked(pair.terms.asks)[:1]
    contacts = pair.contacts_after(pair.start)
    ends: list[date | None] = [*contacts, None]
    kind, calendar = DueItemKind.MONTHLY_CONTACT, pair.tonight.calendar
    for anchor, touched_on in zip([pair.start, *contacts], ends, strict=True):
        own = _own_gap(pair, anchor)
        due_on = was_due = term.due_on(anchor, calendar, pair.clock.due_after, own=own)
        if pair.clock.rests:
            was_due = term.due_on(anchor, calendar, due_after, own=own)
        began_on = pair.pairing.start_on if anchor == pair.start else anchor
        period = str(began_on)
        key = pair.key(kind, period)
        if touched_on is not None and pair.is_history(key, was_due):
            continue
        seen_on = pair.seen_late(key, was_due)
        if seen_on is not None:
            own = _own_gap(pair, seen_on)
            due_on = term.due_on(seen_on, calendar, pair.clock.due_after, own=own)
        yield from pair.owes(
            kind,
            key,
            period,
            (seen_on or anchor, due_on),
            owed_by=asked,
            done_on=touched_on,
            is_told_elsewhere=anchor == pair.start and seen_on is None,
            next_known_on=pair.next_known_on,
        )


def _own_gap(pair: PairTonight, anchor: date) -> int | None:
    """Return the days a gap from *anchor* may last by the agreement then in force, if it says."""
    policy, agreement = pair.tonight.policy, pair.agreement_on(anchor)
    if agreement is None:
        return None
    if agreement.contact_every is ContactEvery.WEEK:
        return policy.contact_gap_week
    if agreement.contact_every is ContactEvery.TWO_WEEKS:
        return policy.contact_gap_two_weeks
    return None


_OWN_MONTHS: Mapping[InPersonEvery | None, int] = {
    InPersonEvery.MONTH: 1,
    InPersonEvery.TWO_MONTHS: 2,
}


@dataclass(frozen=True, slots=True)
class PairPeriod:
    """A pair's part of a quarter, half or whole academic year."""

    period: Period
    first: date
    """The period's first day, or the assignment date if that is later."""
    together: int
    """Days the two have in it, leave not counted."""

    @property
    def days(self) -> int:
        """Days from the first to the last day of the pair's part."""
        return (self.period.last - self.first).days


def _parts(pair: PairTonight, span: Span) -> Iterator[PairPeriod]:
    """Yield the periods so far in which the pair owes anything.

    A pair that has fewer days together by the period's end than the policy asks, leave not
    counted, owes nothing for it. Source: S1.x2.
    """
    needed = pair.tonight.policy.quarter_needs_pair_days
    for period in periods_between(pair.tonight.calendar, span, pair.start, pair.until):
        first = max(period.first, pair.start)
        together = days_counted(first, period.last, pair.clock.rests)
        if together >= needed:
            yield PairPeriod(period, first, together)


def _due_on(pair: PairTonight, part: PairPeriod, grace: int = 0) -> date:
    """Return the period's last day and *grace* days more, leave not counted.

    The first day is one of the pair's days too, so leave on it is given back like any other.
    """
    return pair.clock.due_after(part.first - DAY, part.days + 1 + grace)


def quarterly_in_person_due(pair: PairTonight) -> Iterator[DueItem]:
    """The two meet in person as often as the programme asks: once a quarter, three times a year.

    Due on the last day of the period. The meeting that makes the number full closes it: late, if
    it comes after the end. Where the policy names a pace, a pair that falls behind it is told from
    that day on. The pair's own agreement holds where it asks for more. Source: S1.33, "once a
    quarter"; S0.31, "at least three meetings each year".
    """
    term = pair.terms.in_person
    if term is None:
        return
    kind = DueItemKind.QUARTERLY_IN_PERSON
    for part in _parts(pair, term.per):
        key = pair.key(kind, part.period.name)
        due_on = _due_on(pair, part)
        if pair.is_history(key, part.period.last):
            continue
        met = pair.in_person_from(part.first)
        wanted = max(term.wanted(part.period, part.together), _own_count(pair, term, part))
        met_on = met[wanted - 1] if len(met) >= wanted else None
        yield from pair.owes(
            kind,
            key,
            part.period.name,
            (part.first, due_on),
            owed_by=pair.asked(pair.terms.asks),
            done_on=met_on,
            next_known_on=pair.next_known_on,
            is_behind=met_on is None and _is_behind(pair, term, part, met, wanted),
        )


def _own_count(pair: PairTonight, term: InPersonTerm, part: PairPeriod) -> int:
    """Return how many meetings the pair's own agreement asks of the period; 0: no more than usual.

    Once a quarter stands on the form already and is nobody's stricter word. A quarter under way
    when an agreement is signed keeps its number; in a year under way each agreement counts in
    proportion to the days it is in force. Signing again changes nothing that is past.
    """
    if part.days == 0:
        return 0
    if term.per is not Span.YEAR:
        agreement = pair.agreement_on(part.first)
        spells = [] if agreement is None else [(part.first, part.period.last, agreement)]
    else:
        spells = _spells(pair, part)
    owed = 0
    for first, last, agreement in spells:
        months = _OWN_MONTHS.get(agreement.in_person_every)
        if months is not None:
            days = days_counted(first, last, pair.clock.rests)
            owed += term.own_count(part.period, months) * days
    return owed // (part.period.days - 1)


def _spells(pair: PairTonight, part: PairPeriod) -> list[tuple[date, date, Agreement]]:
    """Return from when to when each signed agreement is in force in the pair's part."""
    end = part.period.last
    starts = [max(part.first, on) for on, _ in pair.agreed]
    ends = [min(each, end) for each in [*starts[1:], end]]
    agreements = [each for _, each in pair.agreed]
    return list(zip(starts, ends, agreements, strict=True)) if starts else []


def _is_behind(
    pair: PairTonight, term: InPersonTerm, part: PairPeriod, met: list[date], wanted: int
) -> bool:
    """Tell whether fewer meetings were held than the part of the year that has passed asks."""
    today = pair.tonight.today
    if term.pace_from is None or part.days == 0:
        return False
    year = pair.tonight.calendar.year_of(part.period.first).year
    if today < day_in_year(pair.tonight.calendar, year, term.pace_from):
        return False
    passed = min((today - part.first).days, part.days)
    return bisect_right(met, today) * part.days < wanted * passed


def quarterly_report_due(pair: PairTonight) -> Iterator[DueItem]:
    """Both attest the period's joint report. Source: S1.34; due in the policy's days after it.

    One that was signed before anybody watched carries no day of signing: it counts from the end of
    its period, or from the meeting it reports if that was later.
    """
    term, policy = pair.terms.report, pair.tonight.policy
    if term is None:
        return
    kind = DueItemKind.QUARTERLY_REPORT
    for part in _parts(pair, term.per):
        opens_on = part.period.last - timedelta(days=policy.quarter_opens_before_end)
        report = pair.reports.get(part.period.name)
        if max(opens_on, part.first) > pair.tonight.today and report is None:
            continue
        key = pair.key(kind, part.period.name)
        due_on = _due_on(pair, part, term.days)
        if pair.is_history(key, part.period.last + timedelta(days=term.days)):
            continue
        yield from pair.owes(
            kind,
            key,
            part.period.name,
            (max(opens_on, part.first), due_on),
            owed_by=pair.still_to_attest(report),
            is_done=report is not None and report.is_signed,
            done_on=_signed_unseen(pair, key, due_on, part.period, report),
            is_optional=term.is_optional,
        )


def _signed_unseen(
    pair: PairTonight, key: str, due_on: date, period: Period, report: QuarterlyReport | None
) -> date | None:
    """Return when a report was signed that was due before anybody saw it; None for any other."""
    today = pair.tonight.today
    is_unseen = due_on < today and pair.stored(key) is None
    if report is None or not report.is_signed or not is_unseen:
        return None
    met_on = report.met_on
    return met_on if met_on is not None and period.last < met_on < today else period.last
