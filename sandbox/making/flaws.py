"""Bad input, leave and departures, at the rates of programme.md 6.1."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from mentorship.people import Participation, Role
from sandbox.making import texts
from sandbox.making.casting import plan_leave, plan_return
from sandbox.making.draft import Draft, DraftPerson
from sandbox.making.people import add_person
from sandbox.making.plans import DecisionKind, DecisionPlan
from sandbox.making.rows import repeat_row
from sandbox.making.wishes import Answering


MISSING_EMAIL = 0.015
DUPLICATE_PERSON = 0.01
MENTOR_TYPO = 0.02
ON_LEAVE = 0.04
DEPARTING = 0.07

UNKNOWN_TRACK = "7"
"""A code that an earlier dictionary offered for `p_track` and today's does not."""


def make_flaws(draft: Draft, answering: Answering) -> None:
    """Spoil what people really spoil; nobody of the cast is touched twice."""
    _share_mailbox(draft, answering)
    _unknown_code(draft)
    _duplicate_people(draft, answering)
    _forget_addresses(draft, answering)
    _mistype_mentors(draft, answering)
    _leave_now(draft, answering)
    _leave_later(draft)
    _depart(draft)
    _write_notes(draft)


def _free(draft: Draft, people: Iterable[DraftPerson]) -> list[DraftPerson]:
    return [person for person in people if person.record not in draft.spoken_for]


def _share(rate: float, people: Sequence[object]) -> int:
    """Return how many of *people* a rate means; at least one, so that small sizes show it."""
    return max(1, round(rate * len(people)))


def _share_mailbox(draft: Draft, answering: Answering) -> None:
    part = "shared_mailbox"
    one = (_free(draft, answering.silent) or _free(draft, answering.declining))[0]
    draft.spoken_for.add(one.record)
    two = draft.pick(part, lambda p: not p.is_faculty)
    two.email = one.email
    draft.appear(part, one.record, two.record)


def _unknown_code(draft: Draft) -> None:
    person = draft.pick("unknown_code", lambda p: not p.is_faculty)
    draft.appear("unknown_code", person.record)


def _duplicate_people(draft: Draft, answering: Answering) -> None:
    """Somebody is entered again with a second address; both records look like mentees."""
    faculty = [person for person in draft.people.values() if person.is_faculty]
    originals = [p for p in _free(draft, answering.plain) if Role.HUB_MENTOR not in p.roles]
    rng = draft.chance("twice")
    for person in rng.sample(originals, _share(DUPLICATE_PERSON, faculty)):
        again = add_person(draft, (person.first, person.last), person.rank, person.track)
        again.email = person.email.replace("@", "@alumni.")
        again.roles.add(Role.MENTEE)
        again.participation = Participation.NOT_YET_ASKED
        draft.duplicates.append(again.record)
        draft.spoken_for.update({person.record, again.record})
        if "same_person_twice" not in draft.cast:
            draft.appear("same_person_twice", person.record, again.record)


def _forget_addresses(draft: Draft, answering: Answering) -> None:
    """Some records have no address until the office hears of it and adds it."""
    groups = (
        [p for p in draft.people.values() if not p.is_faculty],
        answering.declining,
        [p for p in draft.people.values() if Role.HUB_MENTOR in p.roles and not p.is_eligible],
    )
    everybody = [p for p in draft.people.values() if p.record not in draft.duplicates]
    rng = draft.chance("no address")
    for number in range(_share(MISSING_EMAIL, everybody)):
        person = rng.choice(_free(draft, groups[number % len(groups)]))
        row = {"record_id": person.record, "p_email": person.email}
        if number % len(groups):
            draft.act(draft.timetable.preferences_open_on + timedelta(days=4), "no address", row)
        person.email = ""
        draft.spoken_for.add(person.record)
        draft.without_email.append(person.record)


def _mistype_mentors(draft: Draft, answering: Answering) -> None:
    """The office will choose a mentor by hand and type the record number wrong."""
    rng = draft.chance("typo")
    people = _free(draft, answering.plain)
    lists = [wish for wish in draft.wishes.values() if any(wish.final_choices)]
    for person in rng.sample(people, _share(MENTOR_TYPO, lists)):
        draft.decisions[person.record] = DecisionPlan(kind=DecisionKind.TYPO)
        draft.spoken_for.add(person.record)


def _leave_now(draft: Draft, answering: Answering) -> None:
    """Away on the first day: mentors, and mentees who would not hand in a list anyway."""
    start = draft.timetable.start
    faculty = [person for person in draft.people.values() if person.is_faculty]
    mentors = [p for p in draft.people.values() if _only_mentors(p)]
    rng = draft.chance("leave now")
    for number in range(_share(ON_LEAVE, faculty)):
        person = rng.choice(_free(draft, mentors if number % 2 else answering.declining))
        first = start - timedelta(days=rng.randint(5, 40))
        last = start + timedelta(days=rng.randint(20, 60))
        person.participation = Participation.ON_LEAVE
        person.leave = (first, last)
        plan_return(draft, person.record, last, "leave")
        draft.spoken_for.add(person.record)


def _only_mentors(person: DraftPerson) -> bool:
    return Role.HUB_MENTOR in person.roles and person.roles.isdisjoint(
        {Role.MENTEE, Role.SENIOR_MENTOR}
    )


def _leave_later(draft: Draft) -> None:
    """Two more waves, so that about as many are away at any time."""
    faculty = [person for person in draft.people.values() if person.is_faculty]
    rng = draft.chance("leave later")
    for offset in (120, 250):
        people = rng.sample(_free(draft, faculty), _share(ON_LEAVE, faculty))
        for person in people:
            first = draft.timetable.start + timedelta(days=offset + rng.randint(0, 30))
            last = first + timedelta(days=rng.randint(20, 90))
            plan_leave(draft, person.record, first, last, "leave")
            draft.spoken_for.add(person.record)


def _depart(draft: Draft) -> None:
    faculty = [person for person in draft.people.values() if person.is_faculty]
    crowd = [p for p in _free(draft, faculty) if Role.SENIOR_MENTOR not in p.roles]
    rng = draft.chance("departures")
    for person in rng.sample(crowd, _share(DEPARTING, faculty)):
        on = draft.timetable.start + timedelta(days=rng.randint(60, 350))
        row = {"record_id": person.record, "p_participation": Participation.DEPARTED.value}
        draft.act(on, "departure", row)


def _write_notes(draft: Draft) -> None:
    """Confidential notes that the automation must never be able to read (class C4)."""
    people = [person for person in draft.people.values() if person.is_eligible]
    rng = draft.chance("notes")
    written_on: date = draft.timetable.start - timedelta(days=20)
    for person, note in zip(rng.sample(people, 2), texts.OFFICE_NOTES, strict=True):
        row = repeat_row(person.record, "office_notes", 1, on_on=written_on, on_text=note)
        draft.rows.append(row)
