"""A department whose pairs began up to six years ago, with whatever forms each of them kept.

Forty pairs of three programmes, all made by rule from their number; visibly synthetic.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from mentorship.academic_calendar import AcademicCalendar
from mentorship.people import Person
from mentorship.relationships import (
    Agreement,
    Contact,
    ContactEvery,
    Meeting,
    Pairing,
    PairingState,
    Programme,
    QuarterlyReport,
    Take,
)
from mentorship.roster import Roster
from tests.support.builders import (
    a_commitment,
    a_contact,
    a_group,
    a_hub,
    a_mentee,
    a_mentor,
    a_pairing,
    a_report,
    a_resident,
    a_resident_mentor,
    a_roster,
    a_senior_mentor,
    an_agreement,
)


FIRST_NIGHT = date(2026, 11, 20)
ENDED = date(2026, 9, 30)
"""The last day of a quarter before it."""
PAIRS = 40
MENTORS = 16
DAYS_APART = 64
"""The newest pair began a week before the first night, the others about two months apart."""
HUBS = (11, 12, 13, 14)
RESIDENTS_FROM = 34
"""Numbers from here on are residents' pairs, of this year and the last."""
FORMS = ("nothing", "agreement", "everything", "half signed", "contacts", "amended")
"""What a pair kept, by its number in turn."""
CALENDAR = AcademicCalendar()


@dataclass
class Forms:
    """What the pairs of a department wrote."""

    agreements: list[Agreement] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    reports: list[QuarterlyReport] = field(default_factory=list)


def an_old_department() -> Roster:
    """The department as it is loaded, with an empty ledger and nothing announced by us."""
    pairings, forms = [_pairing(number) for number in range(PAIRS)], Forms()
    for number, pairing in enumerate(pairings):
        _fill(forms, pairing, FORMS[number % len(FORMS)])
    mentors = [_mentor(number) for number in range(MENTORS)]
    mentees = [_mentee(number) for number in range(PAIRS)]
    return a_roster(
        *pairings,
        people=[*mentees, *mentors, a_senior_mentor()],
        hubs=[a_hub(code) for code in HUBS],
        groups=[a_group(3)],
        commitments=tuple(
            a_commitment(
                each.record_id, confirmed="2026-06-20", hub_code=hub, capacity=9, repeat_instance=n
            )
            for each in mentors
            for n, hub in enumerate(HUBS, start=1)
        ),
        agreements=tuple(forms.agreements),
        contacts=tuple(forms.contacts),
        reports=tuple(forms.reports),
    )


def began_on(number: int) -> date:
    """The day on which a pair was assigned; residents' on the first of July."""
    if number >= RESIDENTS_FROM:
        return date(2026 - number % 2, 7, 1)
    return FIRST_NIGHT - timedelta(days=7 + DAYS_APART * number)


def _mentee(number: int) -> Person:
    make = a_resident if number >= RESIDENTS_FROM else a_mentee
    return make(str(1001 + number), hired_on=began_on(number))


def _mentor(number: int) -> Person:
    return (a_resident_mentor if number == MENTORS - 1 else a_mentor)(str(2001 + number))


def _pairing(number: int) -> Pairing:
    is_resident = number >= RESIDENTS_FROM
    made = a_pairing(
        began_on(number),
        str(1001 + number),
        mentor_id=str(2001 + (MENTORS - 1 if is_resident else number % (MENTORS - 1))),
        hub_code=None if is_resident else HUBS[number % len(HUBS)],
        programme=Programme.RESIDENT if is_resident else Programme.FACULTY_HUB,
        take=Take.OWN_CHOICE,
    )
    return replace(made, state=PairingState.PAUSED) if number == 17 else made


def _fill(forms: Forms, pairing: Pairing, kept: str) -> None:
    start = pairing.start_on
    assert start is not None
    if kept in {"agreement", "everything", "amended"}:
        first = an_agreement(
            pairing, mentee_ok=True, mentor_ok=True, met=start + timedelta(days=20), months=12
        )
        forms.agreements.append(replace(first, contact_every=ContactEvery.MONTH))
    if kept == "amended":
        met = start + timedelta(days=380)
        second = an_agreement(pairing, mentee_ok=True, mentor_ok=True, months=24, instance=2)
        if met < FIRST_NIGHT:
            forms.agreements.append(replace(second, met_on=met))
    if kept == "half signed":
        forms.agreements.append(an_agreement(pairing, mentee_ok=True))
    if kept in {"everything", "contacts"}:
        forms.contacts += _log(pairing, start, FIRST_NIGHT if kept == "everything" else None)
    if kept == "everything":
        forms.reports += [
            a_report(pairing, quarter.name, instance=number)
            for number, quarter in enumerate(CALENDAR.quarters_between(start, ENDED), start=1)
            if number % 3
        ]


def _log(pairing: Pairing, start: date, until: date | None) -> list[Contact]:
    """A contact every four weeks, every third one in person; *until* None: for half a year only."""
    last = until or start + timedelta(days=180)
    days = [start + timedelta(days=28 * n) for n in range(1, 100)]
    return [
        a_contact(pairing, day, Meeting.IN_PERSON if n % 3 == 0 else Meeting.PHONE, instance=n)
        for n, day in enumerate(days, start=1)
        if day < min(last, FIRST_NIGHT)
    ]
