"""Random pairing problems and departments, small or of realistic size, from a seed."""

import random
from datetime import date

from mentorship.hubs import Accepting, Commitment, Hub
from mentorship.pairing.problem import Choice, Held, Offer, Problem, Wish
from mentorship.pairing.proposal import Place
from mentorship.people import Participation, Person, Role, Track
from mentorship.program_settings import MailMode, ProgramSettings
from mentorship.relationships import (
    Constraint,
    ConstraintKind,
    Decision,
    Pairing,
    PairingId,
    Preference,
    Programme,
    Take,
    TakesPart,
)
from mentorship.roster import Roster


TODAY = date(2026, 8, 1)
CYCLE = "AY2026"
TRACKS = list(Track)[:4]


def a_problem(seed, *, mentees=5, hubs=4, mentors=4):
    """A tiny problem with every feature on: ties, bars, misfits, held places, all three caps."""
    rng = random.Random(seed)
    hub_codes = range(rng.randint(1, hubs))
    mentor_ids = [str(m) for m in range(rng.randint(1, mentors))]
    offers = tuple(
        Offer(place=Place(h, m), capacity=rng.randint(0, 3), is_open=rng.random() > 0.1)
        for h in hub_codes
        for m in mentor_ids
        if rng.random() < 0.5
    )
    places = [each.place for each in offers]
    return Problem(
        wishes=tuple(
            _a_wish(rng, str(i if rng.random() < 0.5 else 100 + i), hub_codes, mentor_ids, places)
            for i in range(rng.randint(1, mentees))
        ),
        offers=offers,
        held=tuple(
            Held(mentee_id=f"9{k}", place=rng.choice(places), is_continuing=rng.random() < 0.5)
            for k in range(rng.randint(0, 2) if places else 0)
        ),
        hub_caps={h: rng.randint(0, 3) for h in hub_codes if rng.random() < 0.5},
        mentor_caps={m: rng.randint(0, 3) for m in mentor_ids if rng.random() < 0.5},
        salt="test",
    )


def _a_wish(rng, mentee_id, hub_codes, mentor_ids, places):
    known = len(hub_codes) + 1  # one hub nobody offers
    named = rng.sample(range(known), min(known, rng.randint(1, 3)))
    ties = rng.random() < 0.2
    return Wish(
        mentee_id=mentee_id,
        choices=tuple(Choice(h, rng.randint(1, 3) if ties else k) for k, h in enumerate(named, 1)),
        barred=frozenset(m for m in mentor_ids if rng.random() < 0.15),
        shown=rng.choice(places) if places and rng.random() < 0.4 else None,
        misfits={p: rng.randint(0, 2) for p in places} if rng.random() < 0.4 else {},
    )


def a_department(seed=1, *, mentees=40, hubs=15, mentors=20, commitments=25):
    """A department of the shape of the real ones: popular hubs, few places, rules, paused mentors."""
    rng = random.Random(seed)
    codes = list(range(1, hubs + 1))
    rng.shuffle(codes)
    popularity = [1 / (rank + 1) ** 0.8 for rank in range(hubs)]
    people = {
        **{str(1000 + i): a_person(str(1000 + i), Role.MENTEE, rng) for i in range(mentees)},
        **{str(400 + i): a_person(str(400 + i), Role.HUB_MENTOR, rng) for i in range(mentors)},
    }
    return Roster(
        settings=settings(),
        people=people,
        hubs={h: a_hub(h, cap=rng.choice([None, None, None, 2, 4])) for h in range(1, hubs + 1)},
        commitments=_commitments(rng, mentors, commitments, codes, popularity),
        preferences=tuple(_preferences(rng, mentees, codes, popularity)),
        constraints=tuple(
            Constraint(
                person_id=str(1000 + rng.randrange(mentees)),
                other_id=str(400 + rng.randrange(mentors)),
                kind=rng.choice(list(ConstraintKind)[:3]),
            )
            for _ in range(mentees)
        ),
    )


def _commitments(rng, mentors, count, codes, popularity):
    found = {}
    while len(found) < count:
        mentor = str(400 + (len(found) if len(found) < mentors else rng.randrange(mentors)))
        hub = rng.choices(codes, [each**0.6 for each in popularity])[0]
        found.setdefault(
            (mentor, hub),
            a_commitment(
                mentor,
                hub,
                capacity=rng.choices([1, 2, 3, 4], [30, 42, 20, 8])[0],
                number=len(found) + 1,
                accepting=Accepting.YES if rng.random() < 0.95 else Accepting.NO,
                tracks=frozenset(rng.sample(TRACKS, 2)),
            ),
        )
    return tuple(found.values())


def _preferences(rng, mentees, codes, popularity):
    for i in range(mentees):
        wanted = rng.choices([3, 2, 1], [86, 8, 6])[0]
        named = []
        while len(named) < wanted:
            hub = rng.choices(codes, popularity)[0]
            if hub not in named:
                named.append(hub)
        yield a_preference(str(1000 + i), *named)


def settings(match_on=TODAY):
    return ProgramSettings(
        record_id="1",
        mail_mode=MailMode.OFF,
        office_email="office@example.edu",
        academic_year_start=date(2026, 7, 1),
        cycle=CYCLE,
        match_on=match_on,
    )


def a_person(record_id, role=Role.MENTEE, rng=None, **changes):
    fields = {
        "first_name": "Mentor" if role is Role.HUB_MENTOR else "Mentee",
        "last_name": f"No{record_id}",
        "greeting": f"Dr. No{record_id}",
        "email": f"p{record_id}@example.edu",
        "participation": Participation.TAKING_PART,
        "track": rng.choice(TRACKS) if rng else None,
    }
    return Person(record_id=record_id, roles=frozenset({role}), **{**fields, **changes})


def a_hub(code, group=None, **changes):
    group = 1 + (code - 1) % 4 if group is None else group
    return Hub(
        record_id=str(2000 + code), code=code, name=f"Hub {code}", group_code=group, **changes
    )


def a_commitment(mentor_id, hub_code, capacity=1, number=1, **changes):
    return Commitment(
        mentor_id=mentor_id,
        repeat_instance=number,
        cycle=changes.pop("cycle", CYCLE),
        hub_code=hub_code,
        capacity=capacity,
        **changes,
    )


def a_preference(mentee_id, *hubs, takes_part=TakesPart.MATCH_ME, **changes):
    choices = (*hubs, None, None, None)[:3]
    return Preference(
        mentee_id=mentee_id,
        repeat_instance=1,
        cycle=changes.pop("cycle", CYCLE),
        takes_part=takes_part,
        choices=choices,
        seeks=changes.pop("seeks", frozenset()),
    )


def a_pairing(mentee_id, hub_code, mentor_id, decision=Decision.FINAL, **changes):
    return Pairing(
        id=PairingId(mentee_id, changes.pop("number", 1)),
        cycle=changes.pop("cycle", CYCLE),
        programme=changes.pop("programme", Programme.FACULTY_HUB),
        take=changes.pop("take", Take.OWN_CHOICE),
        decision=decision,
        hub_code=hub_code,
        mentor_id=mentor_id,
        **changes,
    )


def a_roster(people=(), hubs=(), commitments=(), preferences=(), **changes):
    """A roster from a few values, keyed as the assembly keys them."""
    return Roster(
        settings=changes.pop("settings", settings()),
        people={each.record_id: each for each in people},
        hubs={each.code: each for each in hubs},
        commitments=tuple(commitments),
        preferences=tuple(preferences),
        **changes,
    )
