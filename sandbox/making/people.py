"""Faculty and residents: names, ranks, tracks, and who may be a mentor or a mentee."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from mentorship.people import Participation, Rank, Role, Track
from sandbox.making.chance import apportion, deck
from sandbox.making.draft import FIRST_PERSON, Draft, DraftPerson
from sandbox.making.names import mailbox, people_names
from sandbox.making.texts import DIVISIONS


FACULTY_RANKS = (
    Rank.INSTRUCTOR, Rank.ASSISTANT_PROFESSOR, Rank.ASSOCIATE_PROFESSOR, Rank.PROFESSOR,
)  # fmt: skip
FACULTY_TRACKS = (
    Track.CLINICIAN_EDUCATOR, Track.CLINICAL_PRACTICE, Track.INVESTIGATOR, Track.RESEARCH,
)  # fmt: skip
YEARS_SINCE_HIRE = {
    Rank.INSTRUCTOR: (0, 2),
    Rank.ASSISTANT_PROFESSOR: (1, 8),
    Rank.ASSOCIATE_PROFESSOR: (6, 15),
    Rank.PROFESSOR: (12, 30),
}
EXISTING_MENTOR_SHARE = 0.35
"""Faculty who have a mentor outside the programme. Source: programme.md 6.1."""
TRAINING_YEARS = 4


def make_people(draft: Draft) -> None:
    """Add faculty and residents, then hand out the roles."""
    names = people_names(draft.chance("names"))
    _add_faculty(draft, names)
    _add_residents(draft, names)
    _choose_eligible(draft)
    _choose_seniors(draft)
    _choose_resident_mentors(draft)
    _choose_existing_mentors(draft)


def add_person(draft: Draft, name: tuple[str, str], rank: Rank, track: Track) -> DraftPerson:
    """Add one person with the next record number."""
    record = str(FIRST_PERSON + len(draft.people))
    rng = draft.chance("person", record)
    hired_on, ranked_on = _dates(draft.timetable.start, rank, rng)
    person = DraftPerson(
        record=record,
        first=name[0],
        last=name[1],
        email=_free_mailbox(draft, *name),
        rank=rank,
        track=track,
        hired_on=hired_on,
        ranked_on=ranked_on,
        division=rng.choice(DIVISIONS),
    )
    draft.people[record] = person
    return person


def _dates(start: date, rank: Rank, rng: Random) -> tuple[date, date]:
    least, most = YEARS_SINCE_HIRE.get(rank, (0, 0))
    hired_on = start - timedelta(days=rng.randint(least * 365, most * 365 + 30))
    ranked_on = hired_on + (start - hired_on) * rng.choice((0.0, 0.3, 0.6))
    return hired_on, ranked_on


def _free_mailbox(draft: Draft, first: str, last: str) -> str:
    address = mailbox(first, last)
    number = 2
    while address in draft.mailboxes:
        address = mailbox(first, last).replace("@", f"{number}@")
        number += 1
    draft.mailboxes.add(address)
    return address


def _add_faculty(draft: Draft, names: Iterator[tuple[str, str]]) -> None:
    ranks = deck(dict(zip(FACULTY_RANKS, draft.size.ranks, strict=True)), draft.chance("ranks"))
    tracks = deck(dict(zip(FACULTY_TRACKS, draft.size.tracks, strict=True)), draft.chance("tracks"))
    for rank, track in zip(ranks, tracks, strict=True):
        add_person(draft, next(names), rank, track)


def _add_residents(draft: Draft, names: Iterator[tuple[str, str]]) -> None:
    for number in range(draft.size.residents):
        person = add_person(draft, next(names), Rank.RESIDENT, Track.TRAINEE)
        year = 1 + number * TRAINING_YEARS // draft.size.residents
        person.pgy = year
        start = draft.timetable.start
        person.hired_on = person.ranked_on = start.replace(year=start.year - year + 1)
        person.roles.add(Role.RESIDENT_MENTEE)


def _choose_eligible(draft: Draft) -> None:
    """All instructors and assistants, and as many associates as the size says."""
    juniors = [p for p in draft.people.values() if p.rank in FACULTY_RANKS[:2]]
    associates = [p for p in draft.people.values() if p.rank is Rank.ASSOCIATE_PROFESSOR]
    count = draft.size.eligible - len(juniors)
    chosen = juniors + draft.chance("eligible").sample(associates, count)
    for person in chosen:
        person.is_eligible = True
        person.roles.add(Role.MENTEE)
        if person.rank is Rank.INSTRUCTOR:
            person.participation = Participation.NOT_YET_ASKED


def _choose_seniors(draft: Draft) -> None:
    professors = [p for p in draft.people.values() if p.rank is Rank.PROFESSOR]
    seniors = draft.chance("seniors").sample(professors, len(draft.groups))
    for group, person in zip(draft.groups.values(), seniors, strict=True):
        person.roles.add(Role.SENIOR_MENTOR)
        group.senior = person.record


def _choose_resident_mentors(draft: Draft) -> None:
    seasoned = [p for p in draft.people.values() if p.rank in FACULTY_RANKS[2:]]
    for person in draft.chance("resident mentors").sample(seasoned, draft.size.resident_mentors):
        person.roles.add(Role.RESIDENT_MENTOR)


def _choose_existing_mentors(draft: Draft) -> None:
    faculty = [p for p in draft.people.values() if p.is_faculty]
    rng = draft.chance("existing mentors")
    (count, _) = apportion(len(faculty), (EXISTING_MENTOR_SHARE, 1 - EXISTING_MENTOR_SHARE))
    strangers = people_names(draft.chance("strangers"))
    for person in rng.sample(faculty, count):
        person.existing_mentor = "Prof. " + " ".join(next(strangers))
