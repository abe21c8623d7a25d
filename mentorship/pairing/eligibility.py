"""Who is paired tonight, with whom they may be, and what is already taken: roster to problem.

Everything a run may look at passes through here. Gender, age, race, names and the day a form was
sent in do not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain

from mentorship.hubs import Commitment
from mentorship.pairing.problem import Choice, Held, Offer, Problem, Wish
from mentorship.pairing.proposal import Place
from mentorship.people import Participation, Person, Role
from mentorship.policy import Policy
from mentorship.relationships import (
    Decision,
    Pairing,
    PairingState,
    Preference,
    Programme,
    Said,
    Take,
    TakesPart,
)
from mentorship.roster import Roster


_COUNTS_IN_HUBS = frozenset({Programme.FACULTY_HUB, Programme.CODIFIED})
"""Codified relationships take a place like any other. Source: S1.13."""
_MENTOR_ROLES = (Role.HUB_MENTOR, Role.SENIOR_MENTOR, Role.RESIDENT_MENTOR)
FROM_PROPOSAL = frozenset({Take.PROPOSAL, Take.ALTERNATIVE_A, Take.ALTERNATIVE_B})
"""Ways to decide that say whom they mean by what was proposed."""
_GONE = frozenset({Participation.OPTED_OUT, Participation.DEPARTED})


@dataclass(frozen=True)
class Pool:
    """The problem of a run, with what its explanation needs besides.

    `named` holds the valid choices of everyone who asked to be paired this cycle, decided people
    included; `parted` the mentors with whom a mentee's pairing ended or was declined.
    """

    problem: Problem
    named: Mapping[str, tuple[Choice, ...]]
    parted: Mapping[str, frozenset[str]]


def pool_of(
    roster: Roster, policy: Policy, today: date, run: str, left_alone: frozenset[str]
) -> Pool:
    """Return the pairing problem of *run* on *today*.

    In: people who answered "pair me" this cycle, take part, named a hub, have no current pairing
    and no decision begun, and are not *left_alone*. Who named no hub that is open gets no place,
    but reads why. Records left alone that are mentors keep their places: an error on their page is
    no reason to move others.
    """
    named = {
        mentee_id: _valid_choices(roster, preference)
        for mentee_id, preference in sorted(roster.preference_by_mentee.items())
        if _asks(roster, preference)
    }
    parted = {mentee_id: _parted(roster, mentee_id, run) for mentee_id in named}
    wishes = tuple(
        _wish(roster, today, mentee_id, choices, parted[mentee_id])
        for mentee_id, choices in named.items()
        if mentee_id not in left_alone and not is_decided(roster, mentee_id)
    )
    offers = tuple(
        Offer(
            place=Place(hub_code, mentor_id),
            capacity=each.capacity,
            is_open=_is_open(each, roster, today),
        )
        for (mentor_id, hub_code), each in roster.current_commitments.items()
        if mentor_id in roster.people and hub_code in roster.hubs
    )
    most = policy.mentor_may_hold
    problem = Problem(
        wishes=wishes,
        offers=offers,
        held=tuple(_held(roster)),
        hub_caps={code: hub.cap for code, hub in roster.hubs.items() if hub.cap is not None},
        mentor_caps={} if most is None else {each.place.mentor_id: most for each in offers},
        salt=policy.proposal_salt,
    )
    return Pool(problem, named, parted)


def _asks(roster: Roster, preference: Preference) -> bool:
    """Tell whether somebody who may be paired handed in a list."""
    person = roster.people.get(preference.mentee_id)
    is_in = person is not None and _is_in(person)
    return is_in and preference.takes_part is TakesPart.MATCH_ME and bool(preference.hub_codes)


def _valid_choices(roster: Roster, preference: Preference) -> tuple[Choice, ...]:
    """Open hubs named, each once at its best position; a position left blank stays empty.

    The rank is the position on the form, so that "second choice" means what the mentee wrote even
    if the first one was closed since. Source: S1.24b.
    """
    ranks: dict[int, int] = {}
    for rank, code in enumerate(preference.choices, start=1):
        hub = roster.hubs.get(code) if code is not None else None
        if hub is not None and hub.is_open:
            ranks.setdefault(hub.code, rank)
    return tuple(Choice(code, rank) for code, rank in ranks.items())


def _is_in(person: Person) -> bool:
    """Residents are paired by their own programme; leave does not end participation."""
    return is_here(person) and not person.is_only_resident


def is_here(person: Person) -> bool:
    """Tell whether the person is in the department and has not opted out."""
    return person.is_active and person.participation not in _GONE


def _is_open(commitment: Commitment, roster: Roster, today: date) -> bool:
    """Tell whether the mentor takes new mentees in this hub today."""
    mentor = roster.people[commitment.mentor_id]
    return (
        commitment.is_accepting(today)
        and roster.hubs[commitment.hub_code].is_open
        and mentor.is_active
        and mentor.participation not in _GONE
        and mentor.has_role(*_MENTOR_ROLES)
        and not mentor.is_on_leave(today)
    )


def _wish(
    roster: Roster,
    today: date,
    mentee_id: str,
    choices: tuple[Choice, ...],
    parted: frozenset[str],
) -> Wish:
    return Wish(
        mentee_id=mentee_id,
        choices=choices,
        barred=parted | ruled_out(roster, mentee_id, today),
        shown=_shown(roster, mentee_id),
        misfits=dict(_misfits(roster, mentee_id, {each.hub_code for each in choices})),
    )


def ruled_out(roster: Roster, mentee_id: str, today: date) -> frozenset[str]:
    """People whom an office rule keeps apart from the mentee, entered on either's page."""
    found = set()
    for each in roster.constraints_by_person.get(mentee_id, ()):
        if each.kind.forbids and each.holds(today):
            if each.person_id == mentee_id:
                found.add(each.other_id)
            elif each.other_id == mentee_id:
                found.add(each.person_id)
    return frozenset(found)


def _parted(roster: Roster, mentee_id: str, run: str) -> frozenset[str]:
    """Mentors of pairings that ended, or that were declined or taken back this cycle."""
    found: set[str] = set()
    for each in roster.pairings_by_mentee.get(mentee_id, ()):
        if each.is_final and each.state is PairingState.CLOSED and each.mentor_id:
            found.add(each.mentor_id)
        elif each.cycle == roster.settings.cycle and is_over(each):
            found.update(declined_mentors(roster, each, run))
    return frozenset(found)


def declined_mentors(roster: Roster, pairing: Pairing, run: str) -> Iterator[str]:
    """Yield the mentors whom a decision that is over may have meant.

    Once both were told, that is known. Else a decision that refers to a proposal is resolved
    against the latest one, which may be this very run's: so the proposals of earlier runs are asked
    instead. If there were several, none of them is proposed again.
    """
    earlier = [
        each
        for each in roster.proposals_by_mentee.get(pairing.mentee_id, ())
        if each.cycle == pairing.cycle and each.run != run
    ]
    if pairing.take not in FROM_PROPOSAL or not earlier or pairing.announced_on is not None:
        if pairing.mentor_id:
            yield pairing.mentor_id
        return
    for each in earlier:
        column = (each.place, *each.alternatives, None, None)[int(pairing.take.value) - 1]
        if column is not None:
            yield column.mentor_id


def is_over(pairing: Pairing) -> bool:
    """Tell whether either partner declined, or the office took the decision back."""
    if pairing.is_final or pairing.take is Take.NONE:
        return False
    has_declined = Said.DECLINES in {pairing.mentee_said, pairing.mentor_said}
    return has_declined or pairing.decision is Decision.NOT_GOING_AHEAD


def is_decided(roster: Roster, mentee_id: str) -> bool:
    """Tell whether people have begun to decide about this mentee: then no run interferes."""
    mine = roster.pairings_by_mentee.get(mentee_id, ())
    faculty = [each for each in mine if each.programme in _COUNTS_IN_HUBS]
    return any(
        each.is_current or (each.cycle == roster.settings.cycle and is_begun(each))
        for each in faculty
    )


def is_begun(pairing: Pairing, *, needs_hub: bool = True) -> bool:
    """Tell whether a decision stands or is on its way.

    One that was declined or taken back is over, and the mentee is back with the whole list; so is
    one that was closed. "No mentor this cycle" stands.
    """
    if pairing.take is Take.NONE:
        return True
    if pairing.is_final:
        return pairing.is_current
    if is_over(pairing):
        return False
    is_known = pairing.mentor_id is not None and (pairing.hub_code is not None or not needs_hub)
    return pairing.take is not None and is_known


def _held(roster: Roster) -> Iterator[Held]:
    """Yield the places taken before the run: current pairs, and decisions on their way."""
    for each in roster.pairings:
        place = _place_of(each)
        if each.programme not in _COUNTS_IN_HUBS or place is None:
            continue
        on_its_way = each.decision in {Decision.DRAFT, Decision.IN_DISCUSSION}
        if each.is_current:
            yield Held(mentee_id=each.mentee_id, place=place)
        elif on_its_way and each.cycle == roster.settings.cycle and is_begun(each):
            yield Held(mentee_id=each.mentee_id, place=place, is_continuing=False)


def _place_of(pairing: Pairing) -> Place | None:
    if pairing.hub_code is None or pairing.mentor_id is None:
        return None
    return Place(pairing.hub_code, pairing.mentor_id)


def _shown(roster: Roster, mentee_id: str) -> Place | None:
    """The place last proposed to the office for this mentee in this cycle."""
    mine = [
        each
        for each in roster.proposals_by_mentee.get(mentee_id, ())
        if each.is_current
        and each.cycle == roster.settings.cycle
        and each.programme is Programme.FACULTY_HUB
    ]
    return max(mine, key=lambda each: each.repeat_instance).place if mine else None


def _misfits(roster: Roster, mentee_id: str, hubs: set[int]) -> Iterator[tuple[Place, int]]:
    """Yield places in *hubs* where the mentor does not offer something the mentee looks for.

    One each for: promotion advice for the mentee's track, any kind of mentorship sought, and not
    being a mentee of this mentee already. Blank answers never count against anybody.
    """
    track = roster.people[mentee_id].track
    seeks = roster.preference_by_mentee[mentee_id].seeks
    mentees = {p.mentee_id for p in roster.pairings_by_mentor.get(mentee_id, ())}
    offers = (roster.current_commitments_by_hub.get(code, ()) for code in sorted(hubs))
    for each in chain.from_iterable(offers):
        off_track = track is not None and bool(each.tracks) and track not in each.tracks
        other_kind = bool(seeks and each.offers) and seeks.isdisjoint(each.offers)
        if count := off_track + other_kind + (each.mentor_id in mentees):
            yield Place(each.hub_code, each.mentor_id), count
