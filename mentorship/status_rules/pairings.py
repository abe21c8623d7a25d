"""How each pairing stands: its phase, its health, and the numbers the office asks for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from mentorship.academic_calendar import days_counted
from mentorship.issues import Issue
from mentorship.named import Named
from mentorship.obligations.due_items import DueState, LedgerEntry
from mentorship.obligations.notices import announced_on, correction_key, correction_told_on
from mentorship.obligations.pair_tonight import PairTonight
from mentorship.pairing.proposal import NO_HUB
from mentorship.record_order import record_order
from mentorship.relationships import Pairing, PairingState
from mentorship.status_rules.facts import NightFacts, problem_lines, worst_state
from mentorship.statuses import PairingHealth, PairingStatus, Phase
from mentorship.wording import plain_day


_RECENT = timedelta(days=90)
_KINDS_OF_A_STALL = 2
"""Overdue on this many kinds of item at once. Source: programme 4.6."""


def pairing_statuses(facts: NightFacts) -> list[PairingStatus]:
    """Return the status of every pairing that is final or was listed before, in record order."""
    found = [_status(facts, pair) for pair in facts.pairs.values()]
    found += [_undone(each) for each in facts.undone]
    return sorted(
        (each for each in found if each.pairing_id.mentee_id not in facts.left_alone),
        key=lambda each: (record_order(each.pairing_id.mentee_id), each.pairing_id.number),
    )


def _status(facts: NightFacts, pair: PairTonight) -> PairingStatus:
    pairing = pair.pairing
    told = _told_now(facts, pair)
    hub = facts.roster.hubs.get(told.named.hub_code or NO_HUB)
    mentor = facts.roster.people.get(told.named.mentor_id)
    year = facts.tonight.calendar.year_of(facts.today)
    return PairingStatus(
        pairing_id=pairing.id,
        hub=hub.label if hub else "",
        mentor_id=told.named.mentor_id,
        mentor_name=mentor.name if mentor else "",
        announced_on=_announced_on(facts, pair),
        corrected_on=told.corrected_on,
        told_before=told.before,
        first_met_on=pair.met_individually_on,
        days_to_meet=days_to_meet(pair),
        contacts_90=sum(day > facts.today - _RECENT for day in pair.in_touch_on),
        in_person_year=sum(day in year for day in pair.in_person_on),
        phase=phase(pair),
        health=health(facts, pair),
        problem=_problem(facts, pair),
    )


class _Told(NamedTuple):
    """What both know of a pairing after tonight's mail."""

    named: Named
    corrected_on: date | None
    before: tuple[Named, ...]


def _told_now(facts: NightFacts, pair: PairTonight) -> _Told:
    """Return what the row remembers: a correction counts once anybody has been told of it."""
    pairing = pair.pairing
    stands = Named(pairing.hub_code, pair.mentor.record_id)
    if pairing.corrects is None:
        return _Told(stands, pairing.corrected_on, pairing.told_before)
    corrected_on = _correction_told_on(facts, pair)
    if corrected_on is None:
        return _Told(pairing.corrects, pairing.corrected_on, pairing.told_before)
    return _Told(stands, corrected_on, (*pairing.told_before, pairing.corrects))


def _announced_on(facts: NightFacts, pair: PairTonight) -> date | None:
    """Return when both were told, or when a correction told what one alone had read until then."""
    pairing = pair.pairing
    if pairing.announced_on is None and pairing.corrects is not None:
        return _correction_told_on(facts, pair)
    return announced_on(facts.roster, pairing, facts.told) if facts.mirror else pairing.announced_on


def _correction_told_on(facts: NightFacts, pair: PairTonight) -> date | None:
    """Return when the first of the two was told, or the office said that nobody need be."""
    if not facts.mirror:
        return None
    told_on = correction_told_on(pair.pairing, facts.told)
    is_settled = correction_key(pair.pairing) in facts.ledger.settled_corrections
    return told_on or (facts.today if is_settled else None)


def _undone(pairing: Pairing) -> PairingStatus:
    """A decision that was taken back before anybody was told, its place cleared."""
    return PairingStatus(
        pairing_id=pairing.id,
        hub="",
        mentor_id=None,
        mentor_name="",
        announced_on=pairing.announced_on,
        corrected_on=pairing.corrected_on,
        told_before=pairing.told_before,
        first_met_on=None,
        days_to_meet=None,
        contacts_90=0,
        in_person_year=0,
        phase=Phase.CLOSURE,
        health=PairingHealth.CLOSED,
        problem="",
    )


def days_to_meet(pair: PairTonight) -> int | None:
    """Return the days from assignment to the first meeting, leave not counted; None before it."""
    met_on = pair.met_individually_on
    return None if met_on is None else days_counted(pair.start, met_on, pair.clock.rests)


def phase(pair: PairTonight) -> Phase:
    """Return the phase of a pair: computed, never typed.

    Initiation until the first meeting, negotiation until both have attested the agreement, then
    enabling; closure from the day the office sets it to closing. A programme that asks for no
    agreement, or no first meeting, has no phase of that. Source: S2.21 to S2.24.
    """
    is_closing = pair.pairing.state in {PairingState.CLOSING, PairingState.CLOSED}
    if is_closing or not pair.pairing.is_final:
        return Phase.CLOSURE
    terms = pair.terms
    if pair.signed or (terms.first_meeting is None and pair.agreement is None):
        return Phase.ENABLING
    if pair.met_individually_on is None and terms.first_meeting is not None:
        return Phase.INITIATION
    has_more = terms.agreement is not None and not terms.agreement.is_optional
    return Phase.NEGOTIATION if has_more else Phase.ENABLING


def health(facts: NightFacts, pair: PairTonight) -> PairingHealth:
    """Return how the pair stands. Closed and paused come before stalled, stalled before overdue."""
    if not pair.pairing.is_current:
        return PairingHealth.CLOSED
    if pair.pairing.is_paused(facts.today):
        return PairingHealth.PAUSED
    if stall_question(facts, pair):
        return PairingHealth.STALLED
    worst = worst_state(facts.open_by_pairing.get(pair.pairing.id, ()))
    if worst is DueState.OVERDUE:
        return PairingHealth.OVERDUE
    return PairingHealth.DUE_SOON if worst is DueState.DUE else PairingHealth.ON_COURSE


def stall_question(facts: NightFacts, pair: PairTonight) -> str:
    """Return the question a stalled pair raises, "" for a pair that goes on.

    Stalled is: a partner has left, no contact for longer than the policy's days (leave not
    counted), or overdue on two kinds for longer; both counted from the night that first saw the
    pair at the earliest. A question to the office, never mailed to the pair. Source: programme 4.6.
    """
    if not pair.pairing.is_current or pair.pairing.is_paused(facts.today):
        return ""
    if pair.is_over:
        return "A partner has left the programme. Is a new mentor needed?"
    if _is_silent(facts, pair):
        return f"No contact since {plain_day(_silent_since(pair))}. Would a call help?"
    if _is_behind(facts, pair, facts.open_by_pairing.get(pair.pairing.id, ())):
        days = facts.policy.stalled_overdue
        return f"Two kinds of items are overdue for more than {days} days. Would a call help?"
    return ""


def _is_silent(facts: NightFacts, pair: PairTonight) -> bool:
    longest = pair.terms.silence
    if longest is None or pair.clock.is_standing:
        return False
    since = max([pair.start, *pair.in_touch_on[-1:]])
    if days_counted(since, facts.today, pair.clock.rests) <= longest:
        return False
    return days_counted(_silent_since(pair), facts.today, pair.clock.rests) > longest


def _silent_since(pair: PairTonight) -> date:
    """Return from when the silence of a pair counts: its last contact, or when we began to look."""
    return max([pair.watched_on, pair.start, *pair.in_touch_on[-1:]])


def _is_behind(facts: NightFacts, pair: PairTonight, entries: Iterable[LedgerEntry]) -> bool:
    limit = facts.today - timedelta(days=facts.policy.stalled_overdue)
    if pair.watched_on >= limit:
        return False
    kinds = {
        each.item.kind
        for each in entries
        if each.item.state is DueState.OVERDUE and each.item.due_on < limit
    }
    return len(kinds) >= _KINDS_OF_A_STALL


def _problem(facts: NightFacts, pair: PairTonight) -> str:
    issues = facts.warnings.get(pair.mentee.record_id, ())
    own = problem_lines(each for each in issues if _is_about(each, pair))
    return "\n".join(filter(None, (own, stall_question(facts, pair))))


def _is_about(issue: Issue, pair: PairTonight) -> bool:
    return issue.instrument == "pairing" and issue.repeat_instance == pair.pairing.id.number
