"""Who mentors in which hub, and how many mentees each can hold."""

from __future__ import annotations

from datetime import timedelta

from mentorship.hubs import Accepting, CommitmentRole
from mentorship.people import Rank, Role
from sandbox.making.chance import deck
from sandbox.making.draft import Draft, DraftHub, DraftPerson, Offer


CONFIRMED_SHARE = 0.65
"""Mentors who confirmed for this year before the rehearsal begins; the others do so in July."""
MOST_MENTORS_A_HUB = 4
MOST_MENTORS_A_GROUP = 8


def make_commitments(draft: Draft) -> None:
    """Choose the hub mentors and add all commitments."""
    mentors = _choose_mentors(draft)
    _cover_hubs(draft, mentors)
    _add_second_hubs(draft, mentors)
    _set_capacities(draft)
    _set_confirmed(draft, mentors)


def _choose_mentors(draft: Draft) -> list[DraftPerson]:
    """Professors first, then associates; one of them, at least, is a mentee this year."""
    rng = draft.chance("mentors")
    people = list(draft.people.values())
    rng.shuffle(people)
    quiet_senior = draft.groups[draft.quiet_group].senior
    seniors = [p for p in people if Role.SENIOR_MENTOR in p.roles]
    seniors.sort(key=lambda p: (p.record == quiet_senior, p.record))
    professors = [p for p in people if p.rank is Rank.PROFESSOR and p not in seniors]
    associates = [p for p in people if p.rank is Rank.ASSOCIATE_PROFESSOR]
    settled = [p for p in associates if not p.is_eligible]
    rising = [p for p in associates if p.is_eligible]
    chosen = seniors[: draft.size.seniors_mentoring] + professors + rising[:1] + settled
    chosen = (chosen + rising[1:])[: draft.size.mentors]
    for person in chosen:
        person.roles.add(Role.HUB_MENTOR)
    return chosen


def _cover_hubs(draft: Draft, mentors: list[DraftPerson]) -> None:
    """Give every mentor a hub: one each until all hubs are covered, then by popularity."""
    rng = draft.chance("covering")
    bare = [hub for hub in draft.hubs.values() if hub.has_mentors]
    rng.shuffle(bare)
    for person in _seniors_first(mentors):
        hub = _own_hub(draft, person, bare) if Role.SENIOR_MENTOR in person.roles else None
        if hub is None:
            hub = bare[0] if bare else _popular(draft, person, list(draft.hubs.values()))
        if hub in bare:
            bare.remove(hub)
        _offer(draft, person, hub)


def _seniors_first(mentors: list[DraftPerson]) -> list[DraftPerson]:
    return sorted(mentors, key=lambda person: Role.SENIOR_MENTOR not in person.roles)


def _own_hub(draft: Draft, senior: DraftPerson, bare: list[DraftHub]) -> DraftHub | None:
    """The first senior mentor who mentors does so in the own group (who coaches?)."""
    part = "senior_who_is_hub_mentor"
    if part in draft.cast:
        return None
    group = next(g for g in draft.groups.values() if g.senior == senior.record)
    hub = next(h for h in bare if h.group == group.code)
    draft.appear(part, senior.record, group.record, hub.record)
    return hub


def _add_second_hubs(draft: Draft, mentors: list[DraftPerson]) -> None:
    """Twelve mentors serve two hubs and one three; one of them in two affinity groups."""
    free = [p for p in mentors if Role.SENIOR_MENTOR not in p.roles and not _is_quiet(draft, p)]
    rng = draft.chance("second hubs")
    count = draft.size.serving_two + draft.size.serving_three
    for number, person in enumerate(rng.sample(free, count)):
        home = draft.hubs[draft.offers_by_mentor[person.record][0].hub].group
        extras = 2 if number < draft.size.serving_three else 1
        elsewhere = number == count - 1
        for _ in range(extras):
            hubs = [h for h in draft.hubs.values() if (h.group != home) is elsewhere]
            _offer(draft, person, _popular(draft, person, hubs))
        if elsewhere:
            draft.appear("mentor_in_two_groups", person.record)


def _is_quiet(draft: Draft, person: DraftPerson) -> bool:
    return person.record in draft.mentors_by_group[draft.quiet_group]


def _popular(draft: Draft, person: DraftPerson, hubs: list[DraftHub]) -> DraftHub:
    """Draw a further hub for the mentor by popularity, where there is room for a mentor."""
    able = [hub for hub in hubs if _has_room(draft, hub, person)]
    able = able or [hub for hub in draft.hubs.values() if _has_room(draft, hub, person)]
    rng = draft.chance("further hub", person.record, len(draft.offers))
    return rng.choices(able, [hub.weight for hub in able])[0]


def _has_room(draft: Draft, hub: DraftHub, person: DraftPerson) -> bool:
    here = {offer.mentor for offer in draft.offers_by_hub[hub.code]}
    group = draft.mentors_by_group[hub.group]
    return (
        hub.has_mentors
        and hub.group != draft.quiet_group
        and person.record not in here
        and len(here) < MOST_MENTORS_A_HUB
        and len(group | {person.record}) <= MOST_MENTORS_A_GROUP
    )


def _offer(draft: Draft, person: DraftPerson, hub: DraftHub) -> None:
    lead = not draft.offers_by_hub[hub.code]
    draft.add_offer(
        Offer(
            mentor=person.record,
            hub=hub.code,
            role=CommitmentRole.LEAD if lead else CommitmentRole.MENTOR,
            instance=1 + len(draft.offers_by_mentor[person.record]),
        )
    )


def _set_capacities(draft: Draft) -> None:
    """Deal the capacities; the quiet group holds one mentee, and only one mentor there is open."""
    cards = deck(dict(enumerate(draft.size.capacities, 1)), draft.chance("capacities"))
    quiet = [offer for offer in draft.offers if draft.group_of(offer) == draft.quiet_group]
    for offer in quiet:
        cards.remove(offer.capacity)  # capacity is 1 until dealt
    for offer in draft.offers:
        if offer not in quiet:
            offer.capacity = cards.pop()
    for offer in quiet[1:]:
        offer.accepting = Accepting.NO


def _set_confirmed(draft: Draft, mentors: list[DraftPerson]) -> None:
    """Most have said so for this year; of the others, last year's word stands until July."""
    rng = draft.chance("confirmed")
    confirmed = {p.record for p in rng.sample(mentors, round(len(mentors) * CONFIRMED_SHARE))}
    for offer in draft.offers:
        offer.is_confirmed = offer.mentor in confirmed
        last_day = draft.timetable.start if offer.is_confirmed else draft.timetable.last_start
        offer.confirmed_on = last_day - timedelta(days=rng.randint(1, 14))
