"""Rosters for the tests of validation, statuses and the night: a small department that is fine.

`a_department()` has nothing to complain about; each test breaks one thing in it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from mentorship.hubs import AffinityGroup, Commitment, Hub
from mentorship.intervals import Interval
from mentorship.opportunities import Opportunities
from mentorship.people import Participation, Person, Role
from mentorship.program_settings import MailMode, ProgramSettings
from mentorship.relationships import (
    Agreement,
    Contact,
    ContactEvery,
    Decision,
    Meeting,
    Pairing,
    PairingId,
    Preference,
    Programme,
    QuarterlyReport,
    Said,
    Take,
    TakesPart,
)
from mentorship.roster import Roster


TODAY = date(2026, 11, 20)
"""A Friday in the second quarter of AY2026."""

MENTEE, OTHER_MENTEE, MENTOR, OTHER_MENTOR, SENIOR = "88", "89", "421", "430", "500"
HUB, OTHER_HUB, GROUP, OTHER_GROUP = 14, 15, 3, 4


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def a_person(record_id: str, *roles: Role, **changes) -> Person:
    values = {
        "first_name": f"First{record_id}",
        "last_name": f"Last{record_id}",
        "greeting": f"Dr. Last{record_id}",
        "email": f"person{record_id}@example.edu",
        "participation": Participation.TAKING_PART,
    }
    return Person(record_id=record_id, roles=frozenset(roles or {Role.MENTEE}), **values | changes)


def a_pairing(mentee_id: str = MENTEE, number: int = 2, **changes) -> Pairing:
    values = {
        "cycle": "AY2026",
        "programme": Programme.FACULTY_HUB,
        "take": Take.OWN_CHOICE,
        "decision": Decision.FINAL,
        "hub_code": HUB,
        "mentor_id": MENTOR,
        "mentee_said": Said.AGREES,
        "mentor_said": Said.AGREES,
        "start_on": date(2026, 9, 1),
        "announced_on": date(2026, 9, 1),
    }
    return Pairing(id=PairingId(mentee_id, number), **values | changes)


def an_agreement(mentee_id: str = MENTEE, number: int = 2, **changes) -> Agreement:
    values = {
        "repeat_instance": 1,
        "met_on": date(2026, 9, 10),
        "met_how": Meeting.IN_PERSON,
        "goals": ("Write the grant",),
        "contact_every": ContactEvery.MONTH,
        "next_on": date(2026, 10, 1),
        "mentee_ok": True,
        "mentor_ok": True,
    }
    return Agreement(pairing_id=PairingId(mentee_id, number), **values | changes)


def a_contact(on: str, how: Meeting = Meeting.IN_PERSON, instance: int = 1, **changes) -> Contact:
    values = {"pairing_id": PairingId(MENTEE, 2), "repeat_instance": instance}
    return Contact(on=date.fromisoformat(on), how=how, **values | changes)


def a_report(period: str = "AY2026-Q1", **changes) -> QuarterlyReport:
    values = {
        "pairing_id": PairingId(MENTEE, 2),
        "repeat_instance": 1,
        "met_on": date(2026, 9, 20),
        "goals": ("2", None, None),
        "achieved": "Abstract sent",
        "plan": "Submit it",
        "barriers": frozenset({"0"}),
        "mentee_ok": True,
        "mentor_ok": True,
    }
    return QuarterlyReport(period=period, **values | changes)


def a_commitment(mentor_id: str = MENTOR, hub_code: int = HUB, **changes) -> Commitment:
    values = {"repeat_instance": 1, "cycle": "AY2026", "capacity": 2}
    return Commitment(mentor_id=mentor_id, hub_code=hub_code, **values | changes)


def a_preference(mentee_id: str = OTHER_MENTEE, *choices: int | None, **changes) -> Preference:
    values = {"repeat_instance": 1, "cycle": "AY2026", "takes_part": TakesPart.MATCH_ME}
    return Preference(mentee_id=mentee_id, choices=choices, **values | changes)


def a_hub(code: int = HUB, **changes) -> Hub:
    listed = Opportunities(mark="a list", seen_mark="a list", seen_since=date(2026, 3, 2))
    values = {"record_id": str(1000 + code), "name": f"Hub {code}", "group_code": GROUP}
    values["opportunities"] = listed
    return Hub(code=code, **values | changes)


def a_group(code: int = GROUP, **changes) -> AffinityGroup:
    values = {"record_id": str(2000 + code), "name": f"Group {code}", "senior_mentor_id": SENIOR}
    return AffinityGroup(code=code, **values | changes)


def settings(**changes) -> ProgramSettings:
    values = {
        "record_id": "3000",
        "mail_mode": MailMode.LIVE,
        "office_email": "office@example.edu",
        "academic_year_start": date(2026, 7, 1),
        "cycle": "AY2026",
    }
    return ProgramSettings(**values | changes)


def on_leave(record_id: str, first: str, last: str | None, *roles: Role) -> Person:
    leave = Interval(date.fromisoformat(first), day(last))
    return a_person(record_id, *roles, participation=Participation.ON_LEAVE, leave=leave)


def people(*persons: Person) -> dict[str, Person]:
    """The usual people, with *persons* added or put in place of those with the same record."""
    usual = (
        a_person(MENTEE),
        a_person(OTHER_MENTEE),
        a_person(MENTOR, Role.HUB_MENTOR),
        a_person(OTHER_MENTOR, Role.HUB_MENTOR),
        a_person(SENIOR, Role.SENIOR_MENTOR),
    )
    return {each.record_id: each for each in (*usual, *persons)}


def a_department(**changes) -> Roster:
    """One running pair, one mentee who has chosen, three hubs in one group: nothing is wrong."""
    values = {
        "settings": settings(),
        "people": people(),
        "hubs": {code: a_hub(code) for code in (HUB, OTHER_HUB, 16)},
        "groups": {GROUP: a_group()},
        "commitments": (
            a_commitment(),
            a_commitment(OTHER_MENTOR, OTHER_HUB),
            a_commitment(OTHER_MENTOR, 16, repeat_instance=2),
        ),
        "preferences": (a_preference(OTHER_MENTEE, HUB, OTHER_HUB, 16),),
        "pairings": (a_pairing(),),
        "agreements": (an_agreement(),),
        "contacts": (a_contact("2026-11-01"),),
        "reports": (a_report(),),
    }
    return Roster(**values | changes)


def changed(roster: Roster, **changes) -> Roster:
    """The same roster with some parts replaced."""
    return replace(roster, **changes)
