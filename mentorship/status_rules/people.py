"""One row a person: the page Faculty Affairs lives in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from mentorship.hubs import Commitment
from mentorship.obligations.due_items import DueState, LedgerEntry
from mentorship.obligations.pair_tonight import PairTonight
from mentorship.people import Person
from mentorship.record_order import record_order
from mentorship.relationships import Programme
from mentorship.status_rules.facts import NightFacts, worst_state
from mentorship.status_rules.pairings import phase, stall_question
from mentorship.statuses import PersonHealth, PersonStatus, Phase
from mentorship.wording import item_name


_HEALTH = {
    None: PersonHealth.NOTHING_DUE,
    DueState.UPCOMING: PersonHealth.ON_COURSE,
    DueState.DUE: PersonHealth.DUE_SOON,
    DueState.OVERDUE: PersonHealth.OVERDUE,
}


def person_statuses(facts: NightFacts) -> list[PersonStatus]:
    """Return the status of everybody, in record order.

    People who left are listed too, so that what their page said last does not stand for ever.
    """
    people = sorted(facts.roster.people.values(), key=lambda each: record_order(each.record_id))
    return [_status(facts, each) for each in people if each.record_id not in facts.left_alone]


def _status(facts: NightFacts, person: Person) -> PersonStatus:
    record_id = person.record_id
    pairs = facts.pairs_by_person.get(record_id, [])
    own = own_pair(pairs, record_id)
    owed = facts.open_by_person.get(record_id, [])
    held = _held(pairs, record_id)
    return PersonStatus(
        record_id=record_id,
        cycle=facts.roster.settings.cycle,
        hub=_hub(facts, own),
        mentor_name=own.mentor.name if own else "",
        goals=_goals(own),
        plan=_plan(own),
        proposal=facts.proposal_texts.get(record_id, ""),
        phase=phase(own) if own else Phase.NONE,
        health=_health(facts, own, owed),
        overdue_count=sum(each.item.state is DueState.OVERDUE for each in owed),
        next_what=item_name(owed[0].item) if owed else "",
        next_on=owed[0].item.due_on if owed else None,
        last_contact_on=_last(each.in_touch_on for each in pairs),
        last_in_person_on=_last(each.in_person_on for each in pairs),
        load=len(held),
        room=room(facts, person, len(held)),
        problems=facts.problems(record_id),
    )


def own_pair(pairs: Iterable[PairTonight], mentee_id: str) -> PairTonight | None:
    """Return the pair in which the person is mentee now: programme 1 first, the newest of them."""
    own = [each for each in pairs if each.mentee.record_id == mentee_id]
    is_hub = [each for each in own if each.pairing.programme is Programme.FACULTY_HUB]
    return next(reversed(is_hub or own), None)


def room(facts: NightFacts, mentor: Person, load: int) -> int:
    """Return how many more mentees the mentor could take now, over all hubs."""
    offers = facts.roster.commitments_by_mentor.get(mentor.record_id, [])
    codes = {each.hub_code for each in offers}
    current = facts.roster.current_commitments
    free = sum(_free(facts, mentor, current[mentor.record_id, code]) for code in codes)
    limit = facts.policy.mentor_may_hold
    return free if limit is None else max(0, min(free, limit - load))


def _free(facts: NightFacts, mentor: Person, offer: Commitment) -> int:
    hub = facts.roster.hubs.get(offer.hub_code)
    is_away = not mentor.is_active or mentor.is_on_leave(facts.today)
    if hub is None or not hub.is_open or is_away or not offer.is_accepting(facts.today):
        return 0
    return max(0, offer.capacity - facts.held_by_place[mentor.record_id, offer.hub_code])


def _held(pairs: Iterable[PairTonight], mentor_id: str) -> list[PairTonight]:
    """Mentees held; coaching hub mentors is a senior mentor's other task and counts apart."""
    return [
        each
        for each in pairs
        if each.mentor.record_id == mentor_id
        and each.pairing.programme is not Programme.SENIOR_COACHING
    ]


def _hub(facts: NightFacts, own: PairTonight | None) -> str:
    code = own.pairing.hub_code if own else None
    hub = facts.roster.hubs.get(code) if code is not None else None
    return hub.label if hub else ""


def _goals(own: PairTonight | None) -> str:
    goals = own.agreement.goals if own and own.agreement else ()
    written = [goal.strip() for goal in goals if goal and goal.strip()]
    return "\n".join(f"{number}. {goal}" for number, goal in enumerate(written, start=1))


def _plan(own: PairTonight | None) -> str:
    """Return the plan of the newest report that both attested: a draft is not a plan yet."""
    attested = (
        [each for each in own.reports.values() if each.is_signed and each.plan] if own else []
    )
    newest = max(attested, key=lambda each: each.period, default=None)
    return newest.plan.strip() if newest else ""


def _health(
    facts: NightFacts, own: PairTonight | None, owed: Iterable[LedgerEntry]
) -> PersonHealth:
    """A mentee in a stalled pair is stalled; everybody else is as far as what they owe."""
    if own is not None and stall_question(facts, own):
        return PersonHealth.STALLED
    return _HEALTH[worst_state(owed)]


def _last(days: Iterable[list[date]]) -> date | None:
    return max((each[-1] for each in days if each), default=None)
