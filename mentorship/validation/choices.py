"""V1, V2, V4, V5 and V21: choices of mentees, offers of mentors, and the hubs between them.

All are warnings. A list that cannot be used keeps its mentee out of matching, but a mentee may
be in a running pair, whose clocks and mails have nothing to do with next year's wishes. A mentor
over capacity is a promise to talk about, not a reason to stop the pairs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from mentorship.choices import (
    ORDER,
    ChoiceFault,
    FaultKind,
    choice_faults,
    closed_word,
    open_wishes,
)
from mentorship.hubs import Commitment, CommitmentRole
from mentorship.issues import Issue, IssueCode
from mentorship.relationships import Pairing, Preference, Programme, Take
from mentorship.validation.finals import room_at_final, waiting
from mentorship.validation.nearest import did_you_mean, nearest_number
from mentorship.validation.rule import Scope, Spot, is_here, pairing_spot, shown


def preferences(scope: Scope) -> Iterator[Issue]:
    """V1: a mentee who wants to be matched names three distinct, open hubs.

    Warning, for the answer of this cycle only, and only until the mentee is in a pair of this
    cycle. Matching uses the valid choices that are left. Source: S1.24b.
    """
    for wish in open_wishes(scope.roster):
        yield from _repeated(scope, wish)
        yield from _not_open(scope, wish)
        yield from _missing(wish)


def hubs_exist(scope: Scope) -> Iterator[Issue]:
    """V2: a hub that is named anywhere has its record in the directory, and its group exists.

    Warning, except in a final pairing that is not closed: nobody is told about a hub that does
    not exist, so that is an error of the mentee's record. Source: V2.
    """
    yield from _hubs_of_wishes(scope)
    yield from _hubs_of_commitments(scope)
    yield from _hubs_of_pairings(scope)
    for hub in scope.roster.hubs.values():
        if hub.is_active and hub.group_code not in scope.roster.groups:
            spot = Spot(hub.record_id, "hub_directory", "hub_ag")
            what = f"hub {hub.label} belongs to no affinity group that has a record."
            yield spot.warning(IssueCode.HUB_UNKNOWN, what, "Choose the group, or add its record.")


def commitment_behind_pairing(scope: Scope) -> Iterator[Issue]:
    """V4: the mentor of a hub pairing has a commitment in that hub.

    Warning: the office may know better than the commitment list. Pairs that existed before the
    programme need none. Source: S1.25b.
    """
    for each in scope.arranged:
        if not _needs_commitment(each) or each.mentor_id is None or each.hub_code is None:
            continue
        if (each.mentor_id, each.hub_code) not in scope.roster.current_commitments:
            hub = scope.hub_label(each.hub_code)
            yield pairing_spot(each, "pr_mentor").warning(
                IssueCode.MENTOR_WITHOUT_COMMITMENT,
                f"mentor {shown(each.mentor_id)} has no commitment in {hub}.",
                "Ask the mentor for one, or choose another hub or mentor.",
            )


def capacity(scope: Scope) -> Iterator[Issue]:
    """V5: nobody holds more mentees than committed to, and no hub more than its cap.

    Warning on the mentor's (or hub's) record; pairs already made stay. A new FINAL that does not
    fit waits on its own page (V24) and is not counted here. Source: S1.25b.
    """
    scope = replace(scope, roster=waiting(scope.roster, room_at_final(scope)))
    for (mentor_id, hub_code), held in scope.held_by_place.items():
        offer = scope.roster.current_commitments.get((mentor_id, hub_code))
        if offer is not None and held > _places(offer):
            spot = Spot(mentor_id, "hub_commitment", "hc_capacity", offer.repeat_instance)
            yield spot.warning(
                IssueCode.OVER_CAPACITY,
                f"mentor {mentor_id} holds {held} in {scope.hub_label(hub_code)} "
                f"and committed to {_places(offer)}.",
                "Agree a higher capacity with the mentor, or move a mentee.",
            )
    yield from _hub_caps(scope)
    yield from _mentor_totals(scope)


def hubs_with_mentors(scope: Scope) -> Iterator[Issue]:
    """V21: every open hub has at least one mentor who takes new mentees.

    Warning on the hub's record; mentees can name it but nobody can be placed. Source: S1.22.
    """
    served = {
        hub_code
        for (mentor_id, hub_code), offer in scope.roster.current_commitments.items()
        if offer.capacity > 0 and offer.is_accepting(scope.today) and mentor_id in scope.mentors
    }
    for hub in scope.roster.hubs.values():
        if hub.is_open and hub.code not in served:
            yield Spot(hub.record_id, "hub_directory", "hub_status").warning(
                IssueCode.HUB_WITHOUT_MENTOR,
                f"hub {hub.label} is open but no mentor in it takes new mentees.",
                "Ask a mentor for a commitment, or pause the hub.",
            )


def _choice_spot(wish: Preference, index: int) -> Spot:
    return Spot(wish.mentee_id, "preferences", f"pf_hub{index + 1}", wish.repeat_instance)


def _faults(scope: Scope, wish: Preference, kind: FaultKind) -> Iterator[ChoiceFault]:
    return (each for each in choice_faults(wish, scope.roster.hubs) if each.kind is kind)


def _repeated(scope: Scope, wish: Preference) -> Iterator[Issue]:
    for fault in _faults(scope, wish, FaultKind.REPEATED):
        first, again = ORDER[wish.choices.index(fault.code)], ORDER[fault.index]
        yield _choice_spot(wish, fault.index).warning(
            IssueCode.PREFERENCES,
            f"the {first} and the {again} choice are the same hub (H{fault.code:02d}).",
            "Ask for three different hubs.",
        )


def _not_open(scope: Scope, wish: Preference) -> Iterator[Issue]:
    for fault in _faults(scope, wish, FaultKind.CLOSED):
        hub = scope.roster.hubs[fault.code]
        yield _choice_spot(wish, fault.index).warning(
            IssueCode.PREFERENCES,
            f"the {ORDER[fault.index]} choice, {hub.label}, is {closed_word(hub)}.",
            "Ask for another hub, or open this one in its Hub directory record.",
        )


def _missing(wish: Preference) -> Iterator[Issue]:
    blanks = [index for index, code in enumerate(wish.choices) if code is None]
    if blanks:
        named = len(wish.choices) - len(blanks)
        yield _choice_spot(wish, blanks[0]).warning(
            IssueCode.PREFERENCES,
            f"{named} of three hub choices {'is' if named == 1 else 'are'} filled in.",
            "Matching goes on with what is there; ask whether more hubs would suit.",
        )


def _hubs_of_wishes(scope: Scope) -> Iterator[Issue]:
    for wish in open_wishes(scope.roster):
        for fault in _faults(scope, wish, FaultKind.UNKNOWN):
            what = f"the {ORDER[fault.index]} choice, H{fault.code:02d}, has no record."
            yield _unknown_hub(scope, _choice_spot(wish, fault.index), fault.code, what)


def _hubs_of_commitments(scope: Scope) -> Iterator[Issue]:
    for (mentor_id, hub_code), offer in scope.roster.current_commitments.items():
        if hub_code not in scope.roster.hubs:
            spot = Spot(mentor_id, "hub_commitment", "hc_hub", offer.repeat_instance)
            what = f"the commitment is to H{hub_code:02d}, which has no record."
            yield _unknown_hub(scope, spot, hub_code, what)


def _hubs_of_pairings(scope: Scope) -> Iterator[Issue]:
    for each in scope.arranged:
        spot = pairing_spot(each, "pr_hub")
        if each.hub_code is not None and each.hub_code not in scope.roster.hubs:
            what = f"hub H{each.hub_code:02d} has no record."
            yield _unknown_hub(scope, spot, each.hub_code, what, is_error=each.is_final)
        elif each.hub_code is None and each.is_final and _needs_hub(each):
            yield spot.error(IssueCode.HUB_UNKNOWN, "the pairing is FINAL without a hub.", "")


def _unknown_hub(
    scope: Scope, spot: Spot, code: int, what: str, *, is_error: bool = False
) -> Issue:
    near = nearest_number(str(code), scope.open_hub_numbers)
    hint = did_you_mean(f"H{int(near):02d}" if near else None)
    do = f"{hint}Correct the hub, or add a hub record with number {code}."
    return spot.issue(IssueCode.HUB_UNKNOWN, what, do, is_error=is_error)


def _needs_hub(pairing: Pairing) -> bool:
    return pairing.programme is Programme.FACULTY_HUB and pairing.take is Take.OWN_CHOICE


def _needs_commitment(pairing: Pairing) -> bool:
    return pairing.programme is Programme.FACULTY_HUB and pairing.take is not Take.EXISTING


def _places(offer: Commitment) -> int:
    return 0 if offer.role is CommitmentRole.ADVISER else offer.capacity


def _hub_caps(scope: Scope) -> Iterator[Issue]:
    held_by_hub: Counter[int] = Counter()
    for (_, hub_code), held in scope.held_by_place.items():
        held_by_hub[hub_code] += held
    for hub in scope.roster.hubs.values():
        held = held_by_hub[hub.code]
        if hub.cap is not None and held > hub.cap:
            yield Spot(hub.record_id, "hub_directory", "hub_cap").warning(
                IssueCode.OVER_CAPACITY,
                f"hub {hub.label} holds {held} mentees and is capped at {hub.cap}.",
                "Raise the cap, or move a mentee.",
            )


def _mentor_totals(scope: Scope) -> Iterator[Issue]:
    limit = scope.policy.mentor_may_hold
    if limit is None:
        return
    for mentor_id, pairings in scope.roster.pairings_by_mentor.items():
        person = scope.roster.people.get(mentor_id)
        if person is not None and is_here(person) and len(pairings) > limit:
            yield Spot(mentor_id, "person_profile", "p_roles").warning(
                IssueCode.OVER_CAPACITY,
                f"mentor {mentor_id} holds {len(pairings)} mentees over all hubs; "
                f"the department's limit is {limit}.",
                "Move a mentee, or raise `mentor_may_hold` in the department's file.",
            )
