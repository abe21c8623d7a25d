"""Residents and their mentors: who may have whom, as a pairing problem without hubs.

The same engine with a policy of its own (S0.5, S3.7): mentors are people with the role resident
mentor, faculty or residents of a later training year; each resident is assigned one, a mentor they
named where the department asks; nobody who evaluates or supervises them (S3.14). To the engine each
mentor is a hub of one commitment; outside this module a resident's place has no hub.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from mentorship.pairing.eligibility import (
    declined_mentors,
    is_begun,
    is_here,
    is_over,
    ruled_out,
)
from mentorship.pairing.problem import Choice, Held, Offer, Problem, Wish
from mentorship.pairing.proposal import NO_HUB, Place
from mentorship.people import Person, Rank, Role
from mentorship.policy import Policy
from mentorship.record_order import record_order
from mentorship.relationships import Decision, Pairing, PairingState, Programme, TakesPart
from mentorship.roster import Roster


_LONG = 12
ASSIGNED = 4
"""The rank of every mentor whom a resident did not name: after three choices."""


@dataclass(frozen=True)
class ResidentPool:
    """The problem of a residents' run, and what its explanation needs besides.

    `codes` numbers the mentors, as hubs of the problem; `too_early` and `parted` hold, by resident,
    mentors who are not in a later training year, and those of a pairing that ended or was declined.
    """

    problem: Problem
    codes: Mapping[str, int]
    too_early: Mapping[str, frozenset[str]]
    parted: Mapping[str, frozenset[str]]

    @cached_property
    def mentor_by_code(self) -> dict[int, str]:
        """The mentor behind each number."""
        return {code: mentor_id for mentor_id, code in self.codes.items()}

    @property
    def without_hubs(self) -> Problem:
        """The places of the problem as they stand in REDCap."""
        return replace(
            self.problem,
            offers=tuple(replace(o, place=outside(o.place)) for o in self.problem.offers),
            held=tuple(replace(h, place=outside(h.place)) for h in self.problem.held),
        )


def outside(place: Place) -> Place:
    """Return a place of the problem as REDCap knows it: without a hub."""
    return Place(NO_HUB, place.mentor_id)


def resident_room(person: Person, policy: Policy) -> int:
    """Return how many residents the person may mentor in all."""
    own = person.resident_room
    return policy.resident_mentor_holds if own is None else own


def takes_residents(person: Person, today: date) -> bool:
    """Tell whether the person takes new residents today."""
    return (
        is_here(person) and person.has_role(Role.RESIDENT_MENTOR) and not person.is_on_leave(today)
    )


def resident_pool(
    roster: Roster, policy: Policy, today: date, run: str, left_alone: frozenset[str]
) -> ResidentPool:
    """Return the pairing problem of the residents on *today*.

    In: residents who are here, have no resident pairing and no decision begun, and did not say "not
    this year". Nobody has to hand in a list. Source: S3.7a.
    """
    mentors = sorted(
        (each for each in roster.people.values() if each.has_role(Role.RESIDENT_MENTOR)),
        key=lambda each: record_order(each.record_id),
    )
    codes = {each.record_id: _code(each.record_id, at) for at, each in enumerate(mentors)}
    residents = [
        each
        for each in roster.people.values()
        if each.is_only_resident and is_here(each) and each.record_id not in left_alone
        if _wants(roster, each.record_id) and not _is_decided(roster, each.record_id)
    ]
    too_early = {
        each.record_id: frozenset(m.record_id for m in mentors if not may_guide(m, each))
        for each in residents
    }
    parted = {each.record_id: _parted(roster, each.record_id, run) for each in residents}
    wishes = (
        Wish(
            mentee_id=each,
            choices=tuple(_choices(roster, each, codes)),
            barred=parted[each] | too_early[each] | ruled_out(roster, each, today),
            shown=_shown(roster, each, codes),
        )
        for each in parted
    )
    problem = Problem(
        wishes=tuple(wishes),
        offers=tuple(
            Offer(
                place=Place(codes[each.record_id], each.record_id),
                capacity=resident_room(each, policy),
                is_open=takes_residents(each, today),
            )
            for each in mentors
        ),
        held=tuple(_held(roster, codes)),
        salt=policy.proposal_salt,
    )
    return ResidentPool(problem, codes, too_early, parted)


def _code(record_id: str, position: int) -> int:
    """Number a mentor so that a newcomer changes nobody else's: record numbers are numbers."""
    is_number = record_id.isdecimal() and str(int(record_id)) == record_id
    return int(record_id) if is_number and len(record_id) < _LONG else 10**_LONG + position


def may_guide(mentor: Person, resident: Person) -> bool:
    """Tell whether the mentor is faculty, or a resident of a later training year.

    Who is mentored as a resident is one, whatever their page says of the rank. Where a year is
    missing, two residents are not paired: that cannot be told. Source: S3.7b.
    """
    if mentor.rank is not Rank.RESIDENT and not mentor.has_role(Role.RESIDENT_MENTEE):
        return True
    own, theirs = mentor.training_year, resident.training_year
    return own is not None and theirs is not None and own > theirs


def named_mentors(roster: Roster, resident_id: str) -> Iterator[tuple[int, str]]:
    """Yield rank and record of the mentors a resident named, each once at its best position."""
    preference = roster.preference_by_mentee.get(resident_id)
    seen: set[str] = set()
    for rank, mentor_id in enumerate(preference.mentors if preference else (), start=1):
        if mentor_id is not None and mentor_id not in seen:
            seen.add(mentor_id)
            yield rank, mentor_id


def _choices(roster: Roster, resident_id: str, codes: Mapping[str, int]) -> Iterator[Choice]:
    ranks = {mentor_id: rank for rank, mentor_id in named_mentors(roster, resident_id)}
    for mentor_id, code in codes.items():
        yield Choice(code, ranks.get(mentor_id, ASSIGNED))


def _wants(roster: Roster, resident_id: str) -> bool:
    preference = roster.preference_by_mentee.get(resident_id)
    return preference is None or preference.takes_part is TakesPart.MATCH_ME


def _mine(roster: Roster, resident_id: str) -> list[Pairing]:
    every = roster.pairings_by_mentee.get(resident_id, ())
    return [each for each in every if each.programme is Programme.RESIDENT]


def _is_decided(roster: Roster, resident_id: str) -> bool:
    cycle = roster.settings.cycle
    return any(
        each.is_current or (each.cycle == cycle and is_begun(each, needs_hub=False))
        for each in _mine(roster, resident_id)
    )


def _parted(roster: Roster, resident_id: str, run: str) -> frozenset[str]:
    found: set[str] = set()
    for each in _mine(roster, resident_id):
        if each.is_final and each.state is PairingState.CLOSED and each.mentor_id:
            found.add(each.mentor_id)
        elif each.cycle == roster.settings.cycle and is_over(each):
            found.update(declined_mentors(roster, each, run))
    return frozenset(found)


def _held(roster: Roster, codes: Mapping[str, int]) -> Iterator[Held]:
    for each in roster.pairings:
        code = codes.get(each.mentor_id or "")
        if each.programme is not Programme.RESIDENT or each.mentor_id is None or code is None:
            continue
        place = Place(code, each.mentor_id)
        on_its_way = each.decision in {Decision.DRAFT, Decision.IN_DISCUSSION}
        is_ours = each.cycle == roster.settings.cycle and is_begun(each, needs_hub=False)
        if each.is_current:
            yield Held(mentee_id=each.mentee_id, place=place)
        elif on_its_way and is_ours:
            yield Held(mentee_id=each.mentee_id, place=place, is_continuing=False)


def _shown(roster: Roster, resident_id: str, codes: Mapping[str, int]) -> Place | None:
    mine = [
        each
        for each in roster.proposals_by_mentee.get(resident_id, ())
        if each.is_current
        and each.cycle == roster.settings.cycle
        and each.programme is Programme.RESIDENT
    ]
    place = max(mine, key=lambda each: each.repeat_instance).place if mine else None
    code = codes.get(place.mentor_id) if place else None
    return Place(code, place.mentor_id) if place and code is not None else None
