"""Who coaches each hub mentor: the senior mentor of the hubs' affinity group.

Source: S1.23. A look-up, nothing to optimise. Where the look-up gives no single person it gives a
question and no name: a mentor of two groups, a senior mentor's own hub, a rule between the two. The
office decides here too, with a pairing of the programme senior mentor coaching.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from mentorship.hubs import Accepting, AffinityGroup, Commitment, CommitmentRole
from mentorship.people import Participation, Person, Role
from mentorship.relationships import Programme
from mentorship.roster import Roster


_GONE = frozenset({Participation.OPTED_OUT, Participation.DEPARTED})


def coaching_texts(roster: Roster, today: date) -> dict[str, str]:
    """Return what to say about coaching on each hub mentor's page, by record.

    Mentors who have a senior coaching pairing, or one on its way this cycle, are left out.
    """
    decided = {
        each.mentee_id
        for each in roster.pairings
        if each.programme is Programme.SENIOR_COACHING
        and (each.is_current or (not each.is_final and each.cycle == roster.settings.cycle))
    }
    return {
        mentor_id: _text(roster, mentor_id, codes, today)
        for mentor_id, codes in sorted(_groups_by_mentor(roster).items())
        if mentor_id not in decided and _is_hub_mentor(roster.people.get(mentor_id))
    }


def acting_senior(
    roster: Roster, group: AffinityGroup, mentor_id: str, today: date
) -> Person | None:
    """Return who of the group may coach this mentor now: the senior mentor, else the deputy.

    None if that would be the mentor, somebody who is away, or somebody whom a rule keeps apart.
    """
    for record_id in (group.senior_mentor_id, group.deputy_id):
        person = roster.people.get(record_id or "")
        if person is not None and _may_coach(roster, person, mentor_id, today):
            return person
    return None


def _may_coach(roster: Roster, senior: Person, mentor_id: str, today: date) -> bool:
    two = {senior.record_id, mentor_id}
    is_apart = any(
        {each.person_id, each.other_id} == two
        for each in roster.constraints_by_person.get(mentor_id, ())
        if each.kind.forbids and each.holds(today)
    )
    return len(two) > 1 and _is_here(senior) and not senior.is_on_leave(today) and not is_apart


def _text(roster: Roster, mentor_id: str, codes: frozenset[int], today: date) -> str:
    return "\n".join(_lines(roster, mentor_id, codes, today))


def _lines(roster: Roster, mentor_id: str, codes: frozenset[int], today: date) -> Iterator[str]:
    groups = [roster.groups[code] for code in sorted(codes)]
    labels = " and ".join(each.label for each in groups)
    if len(groups) != 1:
        yield f"Hub mentor in {labels}: which senior mentor coaches?"
        return
    senior = acting_senior(roster, groups[0], mentor_id, today)
    if senior is None:
        yield f"Hub mentor in {labels}, whose senior mentor cannot coach this person: who does?"
        return
    is_deputy = senior.record_id != groups[0].senior_mentor_id
    yield (
        f"Senior coaching: {senior.name} ({senior.record_id}), "
        f"{'deputy in' if is_deputy else 'senior mentor of'} {labels}."
    )
    yield (
        "To register it, add a pairing of the programme senior mentor coaching with "
        f'"Choose myself" and mentor {senior.record_id}.'
    )


def _groups_by_mentor(roster: Roster) -> dict[str, frozenset[int]]:
    """The affinity groups of the open hubs in which each mentor takes mentees."""
    found: defaultdict[str, set[int]] = defaultdict(set)
    for (mentor_id, hub_code), offer in roster.current_commitments.items():
        hub = roster.hubs.get(hub_code)
        group = roster.groups.get(hub.group_code or 0) if hub is not None and hub.is_open else None
        if group is not None and _counts(offer):  # V2 reports a group without a record
            found[mentor_id].add(group.code)
    return {mentor_id: frozenset(codes) for mentor_id, codes in found.items()}


def _counts(offer: Commitment) -> bool:
    return offer.role is not CommitmentRole.ADVISER and offer.accepting is not Accepting.NO


def _is_here(person: Person) -> bool:
    return person.is_active and person.participation not in _GONE


def _is_hub_mentor(person: Person | None) -> bool:
    return person is not None and _is_here(person) and person.has_role(Role.HUB_MENTOR)
