"""V24: what the office makes FINAL is read again against the room there is.

Between a proposal and FINAL weeks may pass: another pair took the place, a mentor paused or offers
less. Such a FINAL waits, as if it were still in discussion, and its reason is on the person's page.
Source: S1.25, on preferences and commitments.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from mentorship.issues import Issue, IssueCode
from mentorship.obligations.due_items import DueItemKind, DueState
from mentorship.pairing.proposal import NO_HUB, Place
from mentorship.pairing.residents import resident_room, takes_residents
from mentorship.record_order import record_order
from mentorship.relationships import Decision, Pairing, PairingId, Programme, Take
from mentorship.roster import Roster
from mentorship.validation.rule import Scope, pairing_spot


_FROM_PROPOSAL = frozenset({Take.PROPOSAL, Take.ALTERNATIVE_A, Take.ALTERNATIVE_B})
_IN_HUBS = frozenset({Programme.FACULTY_HUB, Programme.CODIFIED})
_DO = (
    "It is not announced. Take an alternative; or agree more room with the mentor; or, if you know "
    'and want it so, tick "Choose myself" and enter this hub and mentor.'
)


def room_at_final(scope: Scope) -> Iterator[Issue]:
    """V24: a proposal that is made FINAL still fits the commitment, the hub's cap, the limit.

    Warning, and the pairing waits: nobody is told and nothing is owed until it fits. Hub and
    mentor typed by hand (own choice, existing relationship) are the office's word that it knows,
    and are never held up. A pairing that an earlier night let pass stays as it is: later changes
    are V5's business. If several new ones compete for too little room, all of them wait: which one
    is in is the office's decision, not an accident of record numbers. Source: S1.25a, S1.25b.
    """
    for pairing, what in refusals(scope).items():
        yield pairing_spot(pairing, "pr_take").warning(
            IssueCode.FINAL_WITHOUT_ROOM, f"{what}.", _DO
        )


def waiting(roster: Roster, issues: Iterable[Issue]) -> Roster:
    """Return *roster* with the finals that do not fit as still in discussion."""
    held_up = {
        PairingId(each.record_id, each.repeat_instance)
        for each in issues
        if each.code is IssueCode.FINAL_WITHOUT_ROOM and each.repeat_instance is not None
    }
    if not held_up:
        return roster
    pairings = tuple(
        replace(each, decision=Decision.IN_DISCUSSION) if each.id in held_up else each
        for each in roster.pairings
    )
    return replace(roster, pairings=pairings)


def refusals(scope: Scope) -> dict[Pairing, str]:
    """Return the new finals that do not fit, with the reason, in record order."""
    at: defaultdict[Place, list[Pairing]] = defaultdict(list)
    for each in scope.roster.pairings:
        if place := _place(each):
            at[place].append(each)
    found: dict[Pairing, str] = {}
    for limit in _limits(scope, at):
        inside = [each for place in limit.places for each in at[place]]
        new = [each for each in inside if _is_new(scope.roster, each)]
        settled = len(inside) - len(new)
        if new and len(new) > limit.most - settled:
            for each in new:
                found.setdefault(each, limit.sentence(settled, new))
    return dict(sorted(found.items(), key=lambda item: _order(item[0])))


def _order(pairing: Pairing) -> tuple[object, ...]:
    return record_order(pairing.mentee_id), pairing.id.number


@dataclass(frozen=True)
class _Limit:
    """A number of mentees that some places together can hold, and why."""

    who: str
    places: tuple[Place, ...]
    most: int
    closed: str = ""
    """Why nobody new is taken at all, if so."""

    def sentence(self, settled: int, contested: list[Pairing]) -> str:
        """Say why the *contested* finals do not fit beside so many *settled* pairs."""
        if self.closed:
            return self.closed
        parts = [f"{self.who} can hold {self.most}"]
        if settled:
            parts.append(f"{settled} {'is' if settled == 1 else 'are'} held by others")
        if len(contested) > 1:
            mentees = [each.mentee_id for each in sorted(contested, key=_order)]
            listed = f"{', '.join(mentees[:-1])} and {mentees[-1]}"
            parts.append(f"the new pairs of {listed} together need {len(contested)}")
        return ", and ".join(parts)


def _place(pairing: Pairing) -> Place | None:
    if pairing.programme is Programme.RESIDENT and pairing.is_current and pairing.mentor_id:
        return Place(NO_HUB, pairing.mentor_id)
    is_in_hub = pairing.is_current and pairing.programme in _IN_HUBS
    if not is_in_hub or pairing.hub_code is None or pairing.mentor_id is None:
        return None
    return Place(pairing.hub_code, pairing.mentor_id)


def _is_new(roster: Roster, pairing: Pairing) -> bool:
    """Tell whether the office took a proposal that no earlier night has let pass.

    The ledger remembers: a pairing that passed has its announcement listed there. So had one whose
    announcement is void but was sent to somebody: it was put right meanwhile, and put back.
    """
    stored = roster.stored(pairing.mentee_id, f"{DueItemKind.PAIRING_NOTICE.prefix}-{pairing.id}")
    passed = stored is not None and (
        stored.notices_sent > 0 or stored.state not in {None, DueState.VOID}
    )
    return pairing.take in _FROM_PROPOSAL and pairing.announced_on is None and not passed


def _limits(scope: Scope, places: Iterable[Place]) -> Iterator[_Limit]:
    """Yield every limit that the places in use are under, the narrowest first."""
    by_hub: defaultdict[int, list[Place]] = defaultdict(list)
    by_mentor: defaultdict[str, list[Place]] = defaultdict(list)
    for place in sorted(places):
        if place.hub_code == NO_HUB:
            yield from _of_resident_mentor(scope, place)
            continue
        by_hub[place.hub_code].append(place)
        by_mentor[place.mentor_id].append(place)
        yield from _of_place(scope, place)
    for code, inside in by_hub.items():
        hub = scope.roster.hubs.get(code)
        if hub is not None and hub.cap is not None:
            yield _Limit(f"hub {hub.label}", tuple(inside), hub.cap)
    most = scope.policy.mentor_may_hold
    for mentor_id, held in by_mentor.items():
        if most is not None:
            yield _Limit(f"over all hubs mentor {mentor_id}", tuple(held), most)


def _of_resident_mentor(scope: Scope, place: Place) -> Iterator[_Limit]:
    """How many residents a mentor can hold; somebody who is no mentor is V3's business."""
    mentor_id = place.mentor_id
    mentor = scope.roster.people.get(mentor_id)
    if mentor is None or mentor_id not in scope.mentors:
        return
    if takes_residents(mentor, scope.today):
        most = resident_room(mentor, scope.policy)
        yield _Limit(f"of residents, mentor {mentor_id}", (place,), most)
    else:
        why = f"mentor {mentor_id} takes no new residents now"
        yield _Limit(f"mentor {mentor_id}", (place,), 0, why)


def _of_place(scope: Scope, place: Place) -> Iterator[_Limit]:
    """A mentor's commitment in one hub; a mentor who is not there is V3's business."""
    hub, mentor_id = scope.hub_label(place.hub_code), place.mentor_id
    offer = scope.roster.current_commitments.get((mentor_id, place.hub_code))
    if mentor_id not in scope.mentors:
        return
    if offer is None:
        why = f"mentor {mentor_id} has no commitment in {hub} any more"
        yield _Limit(f"mentor {mentor_id}", (place,), 0, why)
    elif not offer.is_accepting(scope.today):
        why = f"mentor {mentor_id} takes no new mentees in {hub} now"
        yield _Limit(f"mentor {mentor_id}", (place,), 0, why)
    else:
        yield _Limit(f"in {hub} mentor {mentor_id}", (place,), offer.capacity)
