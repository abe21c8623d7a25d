"""Who is proposed a place after the run that the office asked for, night by night.

Somebody hands in a list late; a pairing ends and its mentee looks for another mentor; a proposal is
declined or taken back; the mentor proposed goes on leave, has the last place taken by a decision or
is kept apart by a new rule; the hub proposed is no longer on the list; a place becomes free for
somebody without one. Each of them gets a proposal of their own on the next night, and nobody else
is touched. A request to change mentors alone changes nothing here: it is confidential, and a
proposal on the mentee's page would tell of it. When the office closes the pairing, that night
proposes another. Source: S4.117, S1.25.
"""

from __future__ import annotations

from datetime import date, timedelta

from mentorship.pairing.eligibility import FROM_PROPOSAL, Pool, is_over, ruled_out
from mentorship.pairing.problem import Problem, Wish
from mentorship.pairing.proposal import Place, StoredProposal
from mentorship.relationships import Pairing, PairingState, Programme, Take
from mentorship.roster import Roster


def has_run(roster: Roster, today: date) -> bool:
    """Tell whether this cycle's run is over: its night has passed and its proposals are stored."""
    asked_on = roster.settings.match_on
    return asked_on is not None and asked_on < today and bool(_of_cycle(roster))


def returning_run(roster: Roster, today: date) -> str:
    """Return the name of tonight's run for those who come late or come back."""
    return f"{roster.settings.cycle}-{today.isoformat()}"


def returning(roster: Roster, pool: Pool, run: str, today: date) -> frozenset[str]:
    """Return the mentees of *pool* who have no proposal of this cycle that still stands.

    One that no choice could be met stands until one can: see `waiting`. One of *run* itself, which
    is tonight's, is worked out again: a night begun twice plans and tells what it did at first.
    """
    latest = {each.mentee_id: each for each in _of_cycle(roster)}
    tonight = {each.mentee_id for each in latest.values() if each.run == run}
    return frozenset(
        wish.mentee_id
        for wish in pool.problem.wishes
        if wish.mentee_id in tonight
        or not _stands(roster, pool.problem, wish, latest.get(wish.mentee_id), today)
    )


def placed_by(roster: Roster, mentee_id: str, grace: int) -> date | None:
    """Return the last night on which the mentee's current proposal can have been made.

    None for a mentee without a current proposal, or with one that no place was found for. The run
    that the office asked for may have been caught up within *grace* days; others are of the night
    that their name tells.
    """
    mine = [each for each in _of_cycle(roster, mentee_id) if each.is_current]
    if not mine or mine[-1].place is None:
        return None
    ran_on = mine[-1].ran_on
    if ran_on is not None and ran_on == roster.settings.match_on:
        return ran_on + timedelta(days=grace)
    return ran_on or date.min


def waiting(roster: Roster, pool: Pool) -> frozenset[str]:
    """Return the mentees of *pool* whom the last run could not place."""
    latest = {each.mentee_id: each.place for each in _of_cycle(roster)}
    wishes = pool.problem.wish_by_mentee.keys()
    return frozenset(mentee for mentee, place in latest.items() if place is None) & wishes


def _of_cycle(roster: Roster, mentee_id: str | None = None) -> list[StoredProposal]:
    """Return this cycle's proposals, of one mentee or of all, the newest last."""
    known = roster.proposals
    if mentee_id is not None:
        known = roster.proposals_by_mentee.get(mentee_id, ())
    mine = (
        each
        for each in known
        if each.cycle == roster.settings.cycle and each.programme is Programme.FACULTY_HUB
    )
    return sorted(mine, key=lambda each: (each.is_current, each.repeat_instance))


def _stands(
    roster: Roster, problem: Problem, wish: Wish, proposal: StoredProposal | None, today: date
) -> bool:
    """Tell whether the office could still decide for what is proposed.

    What a pairing that is over bars is asked of `_is_refused`, which knows it more exactly.
    """
    if proposal is None:
        return False
    place = proposal.place
    if place is None:
        return True
    return (
        any(each.hub_code == place.hub_code for each in wish.choices)
        and place.mentor_id not in ruled_out(roster, wish.mentee_id, today)
        and _has_room(problem, place)
        and not _is_refused(roster, wish.mentee_id, place)
    )


def _has_room(problem: Problem, place: Place) -> bool:
    """Tell whether pairs and decisions on their way leave a place; proposals take none."""
    offer = problem.offer_by_place.get(place)
    return (
        offer is not None
        and problem.room_at(offer) > 0
        and problem.room_in_hub(place.hub_code) != 0
        and problem.room_of_mentor(place.mentor_id) != 0
    )


def _is_refused(roster: Roster, mentee_id: str, place: Place) -> bool:
    """Tell whether this place was declined, taken back, or became a pairing that has ended.

    A decision that takes "the proposal" does not say which, once there is a new one; so a proposal
    counts as refused only if there are as many such decisions as proposals.
    """
    mine = roster.pairings_by_mentee.get(mentee_id, ())
    if any(each.mentor_id == place.mentor_id and _names_its_mentor(each) for each in mine):
        return True
    this_cycle = [each for each in mine if each.cycle == roster.settings.cycle]
    refused = sum(each.take in FROM_PROPOSAL and is_over(each) for each in this_cycle)
    return refused >= len(_of_cycle(roster, mentee_id))


def _names_its_mentor(pairing: Pairing) -> bool:
    """Tell whether a pairing is over whose mentor is known for certain."""
    if pairing.is_final:
        return pairing.state is PairingState.CLOSED
    return is_over(pairing) and (
        pairing.take is Take.OWN_CHOICE or pairing.announced_on is not None
    )
