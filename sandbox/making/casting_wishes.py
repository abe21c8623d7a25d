"""The parts of the cast that mentees and the office play around preferences and decisions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from mentorship.hubs import HubStatus
from mentorship.people import Rank, Role
from mentorship.relationships import ConstraintKind, TakesPart
from sandbox.making.draft import Draft, DraftPerson
from sandbox.making.history import roomy_offer
from sandbox.making.plans import DecisionKind, DecisionPlan, Wish
from sandbox.making.rows import repeat_row
from sandbox.making.texts import ODD_GOAL
from sandbox.making.wishes import Answering, padded


PLAIN_DECISIONS = {
    "final_then_reversed_before": DecisionKind.REVERSE_BEFORE,
    "final_then_reversed_after": DecisionKind.REVERSE_AFTER,
    "pairing_in_the_past": DecisionKind.IN_THE_PAST,
    "pairing_in_the_future": DecisionKind.IN_THE_FUTURE,
}


def cast_wishes(draft: Draft, answering: Answering) -> None:
    """Give the parts to mentees who answer in time and without a slip, where the part allows."""
    plain = {person.record for person in answering.plain}

    def pick(part: str, fits: Callable[[DraftPerson, Wish], bool]) -> DraftPerson:
        return draft.pick(part, lambda p: p.record in plain and fits(p, draft.wishes[p.record]))

    draft.appear("three_equal_choices", answering.slipping[0].record)
    _mentor_who_is_mentee(draft, pick("mentor_who_is_mentee", lambda p, _: _mentors(p)))
    one = pick("mentee_with_one_choice", lambda _, wish: wish.choices[1:] == (None, None))
    draft.appear("mentee_with_one_choice", one.record)
    _retired_hub(draft, pick("hub_retired_after_submission", _names_three))
    _evaluator(draft, pick("evaluator_proposed", _names_three))
    _odd_characters(draft, pick("odd_characters", _names_three))
    for part, kind in PLAIN_DECISIONS.items():
        person = pick(part, _names_three)
        draft.decisions[person.record] = DecisionPlan(kind=kind)
        draft.appear(part, person.record)
    _codified(draft, answering)


def _mentors(person: DraftPerson) -> bool:
    return Role.HUB_MENTOR in person.roles


def _names_three(person: DraftPerson, wish: Wish) -> bool:
    return not _mentors(person) and None not in wish.choices


def _put_first(draft: Draft, person: DraftPerson, hub: int) -> None:
    """Make *hub* the first choice of a list of the same length, all distinct."""
    wish = draft.wishes[person.record]
    named = [code for code in wish.choices if code is not None]
    others = [code for code in named if code != hub]
    choices = padded([hub, *others][: len(named)])
    draft.wishes[person.record] = replace(wish, choices=choices)


def _mentor_who_is_mentee(draft: Draft, person: DraftPerson) -> None:
    """Wants a hub where a peer, another associate professor, is a mentor."""
    peers = [
        offer
        for offer in draft.offers
        if draft.people[offer.mentor].rank is Rank.ASSOCIATE_PROFESSOR
        and offer.mentor != person.record
        and draft.hubs[offer.hub].status is HubStatus.OPEN
        and draft.group_of(offer) != draft.quiet_group
    ]
    offer = draft.chance("peer").choice(peers)
    _put_first(draft, person, offer.hub)
    draft.appear("mentor_who_is_mentee", person.record, offer.mentor)


def _retired_hub(draft: Draft, person: DraftPerson) -> None:
    """The first choice is retired on the last day of preferences, days after the answer."""
    part = "hub_retired_after_submission"
    (record,) = draft.cast[part].record_ids
    hub = next(hub for hub in draft.hubs.values() if hub.record == record)
    _put_first(draft, person, hub.code)
    answered_on = draft.timetable.preferences_open_on + timedelta(days=1)
    draft.wishes[person.record] = replace(draft.wishes[person.record], on=answered_on)
    draft.act(
        draft.timetable.preferences_close_on,
        part,
        {"record_id": record, "hub_status": HubStatus.RETIRED.value},
    )
    draft.appear(part, record, person.record)


def _evaluator(draft: Draft, person: DraftPerson) -> None:
    """A mentor of the first choice evaluates the mentee; the office chooses that mentor anyway."""
    part = "evaluator_proposed"
    able = [
        offer
        for offer in draft.offers
        if draft.hubs[offer.hub].status is HubStatus.OPEN
        and draft.group_of(offer) != draft.quiet_group
        and offer.mentor not in draft.picked
    ]
    lone = [offer for offer in able if len(draft.offers_by_hub[offer.hub]) == 1]
    offer = draft.chance(part).choice(lone or able)
    _put_first(draft, person, offer.hub)
    draft.rows.append(
        repeat_row(
            person.record,
            "pairing_constraint",
            1,
            pc_other=offer.mentor,
            pc_kind=ConstraintKind.EVALUATES,
        )
    )
    plan = DecisionPlan(kind=DecisionKind.EVALUATOR, hub=offer.hub, mentor=offer.mentor)
    draft.decisions[person.record] = plan
    where = [(person.record, "pairing_constraint", 1)]
    draft.appear(part, person.record, offer.mentor, instances=where)


def _odd_characters(draft: Draft, person: DraftPerson) -> None:
    part = "odd_characters"
    person.first, person.last = "Zoë-Ann", "O'Feldspar Ågård-Peña"
    person.division = "Pain & Regional <North>"
    wish = draft.wishes[person.record]
    named = 'Dr. "Bo" D\'Aster & partners'
    draft.wishes[person.record] = replace(wish, goal=ODD_GOAL, named_mentor=named)
    draft.appear(part, person.record, *draft.cast[part].record_ids)


def _codified(draft: Draft, answering: Answering) -> None:
    """Has a mentor already and asks to have the pair registered."""
    part = "existing_mentor_codified"
    declining = {person.record for person in answering.declining}
    person = draft.pick(part, lambda p: p.record in declining and not _mentors(p))
    offer = roomy_offer(draft, part, person.record)
    mentor = draft.people[offer.mentor]
    person.existing_mentor = f"{mentor.first} {mentor.last}"
    wish = draft.wishes[person.record]
    draft.wishes[person.record] = replace(
        wish, takes_part=TakesPart.REGISTER_EXISTING, existing_name=person.existing_mentor
    )
    plan = DecisionPlan(kind=DecisionKind.CODIFY, hub=offer.hub, mentor=offer.mentor)
    draft.decisions[person.record] = plan
    draft.appear(part, person.record, offer.mentor)
