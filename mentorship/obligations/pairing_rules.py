"""What a pairing owes once: announcement, first meeting, agreement; and each time it is renewed.

One small pure function per obligation; each quotes its source. By when is the programme's block
of the policy (`mentorship.terms`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from mentorship.academic_calendar import due_after, working_day_from
from mentorship.intervals import DAY
from mentorship.obligations.due_items import DueItem, DueItemKind, DueState
from mentorship.obligations.pair_tonight import PairTonight
from mentorship.obligations.watched import runs_out_on
from mentorship.relationships import PairingState


def pairing_notice_due(pair: PairTonight) -> Iterator[DueItem]:
    """A final pairing is announced to both. Source: S1.25d, "notified by the Office".

    The night after a decision announces it, so it is due on the first working day after the
    assignment date; done when both were told. A pairing first seen long after its assignment
    date is history that was loaded, and is not announced. One that is corrected while the other
    partner had still to be told is not announced any more: the correction tells both (N06b).
    """
    kind = DueItemKind.PAIRING_NOTICE
    key = pair.key(kind)
    if not pair.terms.is_announced or _is_overtaken(pair, key):
        return
    tonight, announced_on = pair.tonight, pair.pairing.announced_on
    news = timedelta(days=tonight.policy.announce_within)
    is_history = pair.start + news < tonight.today and pair.stored(key) is None
    if announced_on is None and is_history:
        return
    night_after = pair.start + DAY
    due_on = working_day_from(night_after, tonight.roster.settings.quiet) or night_after
    yield from pair.owes(
        kind,
        key,
        pair.pairing.cycle,
        (min(pair.start, tonight.today), due_on),
        pair.announcement_clock,
        done_on=announced_on,
        office_after=None,
    )


def _is_overtaken(pair: PairTonight, key: str) -> bool:
    """Tell whether a correction announces the pairing, or did: its own announcement stays void."""
    if pair.pairing.announced_on is None:
        return pair.pairing.corrects is not None
    stored = pair.stored(key)
    return stored is not None and stored.state is DueState.VOID


def first_meeting_due(pair: PairTonight) -> Iterator[DueItem]:
    """The two meet, one to one, in person or by video. Source: S1.29a, "within a month".

    Listed as soon as the pairing is final, so that its announcement can name the date.
    """
    if not pair.terms.is_july_meeting:
        yield from _first_meeting(pair, DueItemKind.FIRST_MEETING)


def july_meeting_due(pair: PairTonight) -> Iterator[DueItem]:
    """A resident and the mentor meet first in July, and in person. Source: S0.26, S0.27.

    The mentor is asked first. A meeting by video leaves it owed.
    """
    if pair.terms.is_july_meeting:
        yield from _first_meeting(pair, DueItemKind.JULY_MEETING)


def _first_meeting(pair: PairTonight, kind: DueItemKind) -> Iterator[DueItem]:
    term = pair.terms.first_meeting
    if term is None:
        return
    in_person = next(iter(pair.in_person_on), None)
    met_on = in_person if term.in_person else pair.met_individually_on
    calendar = pair.tonight.calendar
    due_on = term.due_on(pair.start, calendar, pair.clock.due_after)
    if pair.is_history(pair.key(kind), term.due_on(pair.start, calendar, due_after)):
        return
    yield from pair.owes(
        kind,
        pair.key(kind),
        pair.pairing.cycle,
        (term.opens_on(pair.start, calendar), due_on),
        owed_by=pair.asked(pair.terms.meeting_asks),
        done_on=met_on,
        next_known_on=pair.next_known_on,
    )


def agreement_due(pair: PairTonight) -> Iterator[DueItem]:
    """Both attest the first report and agreement. Source: S1.30; the deadline is the policy's.

    A pair of years ago with none on file has the usual days from the night that first saw it, and
    the office looks into its papers before the two are asked.
    """
    if pair.terms.agreement is not None:
        was_due = due_after(pair.start, pair.terms.agreement.days)
        yield from _agreement(pair, 1, (pair.start, pair.agreement_due_on), was_due)


def agreement_renewal_due(pair: PairTonight) -> Iterator[DueItem]:
    """When its time frame ends, both renew the agreement, change it, or close. Source: S4.116.

    Opened some weeks before the end that the pair itself set (`fr_months`; an open one is looked
    at yearly) and due then: another signed agreement, or the office's closing the pairing,
    fulfils it (S2.45 to S2.47). An amendment signed earlier counts and starts a new time frame. One
    that ran out long before anybody watched is one question, asked anew; the office looks first.
    """
    if pair.terms.agreement is None or pair.terms.agreement.is_optional:
        return
    for number, signed in enumerate(pair.signed, start=1):
        signed_on = pair.signed_on(number)
        if signed_on is None:
            return
        ends_on = runs_out_on(signed_on, signed)
        opens_on = ends_on - timedelta(days=pair.tonight.policy.renewal_opens_before)
        is_renewed = number < len(pair.signed)
        is_closing = pair.pairing.state is PairingState.CLOSING
        if is_renewed or (opens_on <= pair.tonight.today and not is_closing):
            yield from _agreement(pair, number + 1, (opens_on, ends_on), ends_on)


def _agreement(
    pair: PairTonight, number: int, dates: tuple[date, date], was_due: date
) -> Iterator[DueItem]:
    """Yield the agreement of that number; *was_due* is its date leave aside."""
    opened_on, due_on = dates
    term, key = pair.terms.agreement, pair.agreement_key(number)
    signed_on = pair.signed_on(number)
    is_optional = term is not None and term.is_optional
    period = pair.pairing.cycle if number == 1 else due_on.isoformat()
    seen_on = None
    if not is_optional:
        seen_on = pair.seen_late(key, was_due, signed_on)
    if seen_on is not None and term is not None:
        due_on = pair.clock.due_after(seen_on, term.days)
        opens_before = timedelta(days=pair.tonight.policy.renewal_opens_before)
        opened_on = seen_on if number == 1 else max(seen_on, due_on - opens_before)
    latest = max(pair.agreements, key=lambda each: each.repeat_instance, default=None)
    open_one = latest if latest is not None and not latest.is_signed else None
    yield from pair.owes(
        DueItemKind.AGREEMENT if number == 1 else DueItemKind.RENEWAL,
        key,
        period,
        (opened_on, due_on),
        owed_by=pair.still_to_attest(open_one),
        done_on=signed_on,
        is_optional=is_optional,
        office_looks_first=seen_on is not None,
    )


def closing_reflection_due(pair: PairTonight) -> Iterator[DueItem]:
    """A pair that comes to its end reflects on it together. Source: S2.24; nobody can be late.

    Open while the office has the pairing in closing, and for some weeks after it closed. The two
    are invited by mail only while it is closing (N21): to a pair that has parted it would be no
    kindness. REDCap does not say since when a pairing is closing, so that counts from the night
    that first saw it.
    """
    state = pair.pairing.state
    if state not in {PairingState.CLOSING, PairingState.CLOSED}:
        return
    kind = DueItemKind.CLOSING_REFLECTION
    key = pair.key(kind)
    tonight = pair.tonight
    seen_on = tonight.first_seen(pair.stored(key), tonight.policy.reflection_within)
    ended_on = pair.pairing.end_on if state is PairingState.CLOSED else None
    since = min(seen_on, ended_on or seen_on)
    due_on = since + timedelta(days=tonight.policy.reflection_within)
    is_history = pair.stored(key) is None and due_on < tonight.today
    is_undated = state is PairingState.CLOSED and ended_on is None
    if pair.is_gone or is_history or is_undated:
        return
    yield from pair.owes(
        kind,
        key,
        pair.pairing.cycle,
        (since, due_on),
        owed_by=pair.partners,
        is_done=pair.pairing.id in tonight.reflected,
        is_over=False,
        is_optional=True,
        is_told_elsewhere=state is PairingState.CLOSED,
    )
