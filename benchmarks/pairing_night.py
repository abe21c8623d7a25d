"""The run of a night for a department of 160 people, with every reason, to be timed."""

from __future__ import annotations

import time
from datetime import date

from mentorship.hubs import Commitment, Hub
from mentorship.pairing.engine import propose
from mentorship.people import Participation, Person, Role, Track
from mentorship.policy import Policy
from mentorship.program_settings import MailMode, ProgramSettings
from mentorship.relationships import Preference, TakesPart
from mentorship.roster import Roster


NIGHT = date(2026, 7, 1)
PEOPLE, MENTORS = 160, 54
NIGHT_MENTEES, NIGHT_HUBS = 104, 50


def a_night(choices, offered, sizes):
    """Return the seconds of a whole run, and how many it pairs.

    *choices* are rows of three hubs; *offered* and *sizes* the hub and places of each offer.
    """
    settings = ProgramSettings(
        record_id="1",
        mail_mode=MailMode.OFF,
        office_email="office@example.edu",
        academic_year_start=NIGHT,
        cycle="AY2026",
        match_on=NIGHT,
    )
    roster = Roster(
        settings=settings,
        people={str(i): _a_person(i, is_mentor=i >= PEOPLE - MENTORS) for i in range(PEOPLE)},
        hubs={
            h: Hub(record_id=str(900 + h), code=h, name="", group_code=1) for h in range(NIGHT_HUBS)
        },
        commitments=tuple(
            Commitment(
                mentor_id=str(PEOPLE - MENTORS + index % MENTORS),
                repeat_instance=index,
                cycle="AY2026",
                hub_code=hub,
                capacity=size,
                tracks=frozenset(list(Track)[index % 3 : index % 3 + 2]),
            )
            for index, (hub, size) in enumerate(zip(offered.tolist(), sizes.tolist(), strict=True))
        ),
        preferences=tuple(
            Preference(
                mentee_id=str(i),
                repeat_instance=1,
                cycle="AY2026",
                takes_part=TakesPart.MATCH_ME,
                choices=tuple(row),
            )
            for i, row in enumerate(choices.tolist())
        ),
    )
    started = time.process_time()
    plan, _ = propose(roster, Policy(), NIGHT, frozenset())
    return time.process_time() - started, len(plan.proposals)


def _a_person(number, *, is_mentor):
    return Person(
        record_id=str(number),
        first_name="Mentor" if is_mentor else "Mentee",
        last_name=f"No{number}",
        greeting="",
        email=None,
        roles=frozenset({Role.HUB_MENTOR if is_mentor else Role.MENTEE}),
        participation=Participation.TAKING_PART,
        track=list(Track)[number % 4],
    )
