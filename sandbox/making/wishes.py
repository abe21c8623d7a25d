"""What every eligible mentee answers when preferences open.

The counts of programme.md 6.1 are met exactly: of M's 118 eligible mentees 104 hand in a list in
the end (8 of them with a slip to put right first, 6 of them late) and 14 do not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import cycle, islice
from random import Random

from mentorship.hubs import HubStatus
from mentorship.people import MentorKind, Role
from mentorship.relationships import TakesPart
from sandbox.making import texts
from sandbox.making.chance import apportion, happens
from sandbox.making.draft import Draft, DraftPerson
from sandbox.making.plans import Choices, Wish


LENGTH_SHARES = {3: 0.86, 2: 0.08, 1: 0.06}
"""How many hubs people name. Source: programme.md 6.1."""
LOYALTY = 0.65
"""Further choices that stay in the affinity group of the first one."""
SILENT_SHARE = 0.15
"""Of those who hand in no list: the part that never answers at all."""
SLIPS = ("equal", "duplicate", "gap", "duplicate", "retired", "paused", "gap", "empty")
"""Slips in the order they are dealt; the first is the cast's "three equal choices"."""
EARLY_SHARE = 0.45
"""Answers that come within three days of the invitation."""


@dataclass(frozen=True, slots=True)
class Answering:
    """Who answers how; every eligible mentee is in exactly one list."""

    plain: list[DraftPerson]
    slipping: list[DraftPerson]
    late: list[DraftPerson]
    declining: list[DraftPerson]
    silent: list[DraftPerson]


def make_wishes(draft: Draft) -> Answering:
    """Plan everybody's answer."""
    answering = _deal(draft)
    lengths = _lengths(draft, len(answering.plain) + len(answering.late))
    for person in [*answering.plain, *answering.late]:
        choices = _choices(draft, person, next(lengths))
        draft.wishes[person.record] = _wish(draft, person, TakesPart.MATCH_ME, choices)
    for person, slip in zip(answering.slipping, cycle(SLIPS)):
        _add_slip(draft, person, slip)
    for person in answering.late:
        _delay(draft, person)
    for person in [*answering.declining, *answering.silent]:
        wish = _wish(draft, person, TakesPart.NOT_THIS_YEAR, (None, None, None))
        silent = person in answering.silent
        draft.wishes[person.record] = replace(wish, on=None) if silent else wish
    return answering


def _deal(draft: Draft) -> Answering:
    people = [person for person in draft.people.values() if person.is_eligible]
    draft.chance("answering").shuffle(people)
    size = draft.size
    mentor = next(p for p in people if Role.HUB_MENTOR in p.roles)
    other = next(p for p in people if p is not mentor and _is_unknown(draft, p))
    known = [p for p in people if p.record in draft.picked and p is not mentor]
    fresh = [p for p in people if p not in (mentor, other, *known)]
    first_plain = size.to_fix + size.late
    rest = iter([*fresh[:first_plain], mentor, other, *known, *fresh[first_plain:]])
    slipping = list(islice(rest, size.to_fix))
    late = list(islice(rest, size.late))
    plain = list(islice(rest, size.lists - size.to_fix - size.late))
    silent = list(islice(rest, round((size.eligible - size.lists) * SILENT_SHARE)))
    return Answering(plain, slipping, late, list(rest), silent)


def _is_unknown(draft: Draft, person: DraftPerson) -> bool:
    return Role.HUB_MENTOR not in person.roles and person.record not in draft.spoken_for


def _lengths(draft: Draft, count: int) -> Iterator[int]:
    """Yield list lengths so that all lists together keep the shares; slips are fixed to three."""
    counts = apportion(draft.size.lists, tuple(LENGTH_SHARES.values()))
    counts[0] -= draft.size.lists - count
    cards = [length for length, n in zip(LENGTH_SHARES, counts, strict=True) for _ in range(n)]
    draft.chance("lengths").shuffle(cards)
    cards.remove(1)
    cards.insert(1, 1)  # the second plain mentee, whom `_deal` chose, names one hub
    return iter(cards)


def _choices(draft: Draft, person: DraftPerson, length: int) -> Choices:
    """Draw hubs by popularity; two thirds of further choices stay in the first one's group."""
    rng = draft.chance("choices", person.record)
    own = {offer.hub for offer in draft.offers_by_mentor[person.record]}
    left = [h for h in draft.hubs.values() if h.status is HubStatus.OPEN and h.code not in own]
    chosen: list[int] = []
    group = 0
    for _ in range(length):
        loyal = [hub for hub in left if hub.group == group] if happens(rng, LOYALTY) else []
        pool = loyal or left
        hub = rng.choices(pool, [each.weight for each in pool])[0]
        group = group or hub.group
        left.remove(hub)
        chosen.append(hub.code)
    return padded(chosen)


def padded(codes: list[int]) -> Choices:
    """Return up to three hub codes as first, second and third choice."""
    first, second, third = [*codes, None, None, None][:3]
    return first, second, third


def _wish(draft: Draft, person: DraftPerson, takes_part: TakesPart, choices: Choices) -> Wish:
    rng = draft.chance("wish", person.record)
    return Wish(
        record=person.record,
        on=_answer_day(draft, rng),
        takes_part=takes_part,
        choices=choices,
        goal=rng.choice(texts.WISHES),
        seeks=tuple(sorted(rng.sample([kind.value for kind in MentorKind], rng.randint(1, 3)))),
        time=rng.choices(("1", "2", "3", "4"), (20, 40, 30, 10))[0],
        talk_first=happens(rng, 0.04),
    )


def _answer_day(draft: Draft, rng: Random) -> date:
    """Many answer at once, the others any day before the close."""
    first, last = draft.timetable.preferences_open_on, draft.timetable.preferences_close_on
    most = 2 if happens(rng, EARLY_SHARE) else (last - first).days
    return first + timedelta(days=rng.randint(0, most))


def _add_slip(draft: Draft, person: DraftPerson, slip: str) -> None:
    """Plan a list with a slip, put right once the office has heard of it."""
    right = _choices(draft, person, 3)
    first, second, third = right
    gone = {hub.status: hub.code for hub in draft.hubs.values()}
    wrong: dict[str, Choices] = {
        "equal": (first, first, first),
        "duplicate": (first, second, first),
        "gap": (None, second, third),
        "retired": (gone[HubStatus.RETIRED], second, third),
        "paused": (first, gone[HubStatus.PAUSED], third),
        "empty": (None, None, None),
    }
    rng = draft.chance("slip", person.record)
    draft.wishes[person.record] = replace(
        _wish(draft, person, TakesPart.MATCH_ME, wrong[slip]),
        fixed_choices=right,
        fixed_on=draft.timetable.match_on + timedelta(days=rng.randint(2, 9)),
    )


def _delay(draft: Draft, person: DraftPerson) -> None:
    rng = draft.chance("late", person.record)
    on = draft.timetable.preferences_close_on + timedelta(days=rng.randint(4, 14))
    draft.wishes[person.record] = replace(draft.wishes[person.record], on=on)
