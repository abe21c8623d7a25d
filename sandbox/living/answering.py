"""Mentors confirm commitments and mentees answer preferences, in the instances opened for them."""

from __future__ import annotations

from datetime import date, timedelta

from mentorship.people import Participation
from mentorship.relationships import TakesPart
from sandbox.living.visit import Visit
from sandbox.living.world import World
from sandbox.making.chance import happens
from sandbox.making.plans import Choices, Wish
from sandbox.making.rows import Row, Value


NEVER_CONFIRM = 0.08
MEAN_DAYS_TO_CONFIRM = 9.0
OPTING_OUT = 0.2
"""Of those who say "not this year": the part that the office then registers as opted out."""

_COPIED = ("hc_hub", "hc_role", "hc_capacity", "hc_accepting", "hc_expect")
_TICKS = ("hc_offers___", "hc_tracks___")


def answer_commitments(world: World, until: date) -> int:
    """Mentors whose instance is open confirm last year's commitments, those who do in time.

    The opened instance takes the first hub; a mentor of several hubs adds the others.
    """
    visit = world.visit("hub_commitment")
    cycle = world.timetable.cycle
    for mentor in visit.records("hub_commitment"):
        opened = visit.find("hub_commitment", mentor, hc_cycle=cycle, hc_hub="")
        on = _confirms_on(world, mentor)
        if opened is not None and on is not None and on < until:
            _confirm(visit, mentor, opened, cycle, on)
    return visit.leave()


def _confirms_on(world: World, mentor: str) -> date | None:
    rng = world.chance("confirms", mentor)
    if happens(rng, NEVER_CONFIRM):
        return None
    days = timedelta(days=int(rng.expovariate(1 / MEAN_DAYS_TO_CONFIRM)))
    return max(world.timetable.commitments_open_on + days, world.timetable.start)


def _confirm(visit: Visit, mentor: str, opened: int, cycle: str, on: date) -> None:
    rows = visit.instances("hub_commitment", mentor)
    last_year = [row for row in rows.values() if row["hc_cycle"] != cycle and row["hc_hub"]]
    number = opened
    for row in last_year:
        values: dict[str, Value] = {"hc_cycle": cycle, "hc_confirmed_on": on, **_copied(row)}
        visit.save("hub_commitment", mentor, number, **values, hub_commitment_complete="2")
        number = visit.free("hub_commitment", mentor)


def _copied(row: Row) -> Row:
    return {name: row[name] for name in row if name in _COPIED or name.startswith(_TICKS)}


def answer_preferences(world: World, on: date) -> int:
    """Mentees whose instance is open answer as they wish, up to and including *on*.

    Somebody whose instance opens late answers then. Slips are put right on their day; the office
    notes who takes part.
    """
    visit = world.visit("preferences", "person_profile")
    for wish in world.department.plans.wishes.values():
        number = visit.find("preferences", wish.record, pf_cycle=world.timetable.cycle)
        if number is None or wish.on is None or wish.on > on:
            continue
        row = visit.instances("preferences", wish.record)[number]
        is_fixed = wish.fixed_on is not None and wish.fixed_on <= on
        choices = wish.final_choices if is_fixed else wish.choices
        if not row["pf_participate"]:
            visit.save("preferences", wish.record, number, **_answer(wish, choices))
            _note_participation(world, visit, wish)
        elif is_fixed and _hubs(choices).items() - row.items():
            visit.save("preferences", wish.record, number, **_hubs(choices))
    return visit.leave()


def _hubs(choices: Choices) -> Row:
    return {f"pf_hub{rank}": str(code or "") for rank, code in enumerate(choices, 1)}


def _answer(wish: Wish, choices: Choices) -> dict[str, Value]:
    answer: dict[str, Value] = {
        "pf_participate": wish.takes_part,
        "pf_talk_first": wish.talk_first,
        "preferences_complete": "2",
    }
    if wish.takes_part is TakesPart.MATCH_ME:
        answer |= {**_hubs(choices), "pf_seek": wish.seeks, "pf_time": wish.time}
        answer |= {"pf_goal": wish.goal, "pf_named_mentor": wish.named_mentor}
    if wish.takes_part is TakesPart.REGISTER_EXISTING:
        answer |= {"pf_goal": wish.goal, "pf_existing_name": wish.existing_name}
    return answer


def _note_participation(world: World, visit: Visit, wish: Wish) -> None:
    """The office turns "not yet asked" into the answer; some of those who decline opt out."""
    current = visit.once[wish.record]["p_participation"]
    declines = wish.takes_part is TakesPart.NOT_THIS_YEAR
    if declines and happens(world.chance("opts out", wish.record), OPTING_OUT):
        visit.save_once(wish.record, p_participation=Participation.OPTED_OUT)
    elif not declines and current == Participation.NOT_YET_ASKED:
        visit.save_once(wish.record, p_participation=Participation.TAKING_PART)
