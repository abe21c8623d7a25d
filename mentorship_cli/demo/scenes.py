"""The nights of the year that matter, and what people do before each of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from mentorship.academic_calendar import add_months, working_day_from
from sandbox.life import Life
from sandbox.making.timetable import Timetable


Act = Callable[[Life], object]


@dataclass(frozen=True, kw_only=True)
class Scene:
    """One night: what people did before it, when it runs, what it is about."""

    on: date
    title: str
    story: str
    before: tuple[Act, ...] = ()
    is_repeat: bool = False
    """The night before over again: nothing may be written or sent."""


def scenes(when: Timetable) -> list[Scene]:
    """Return the year's scenes in order; every night falls on a working day."""
    opened = when.preferences_open_on
    reminded = when.preferences_close_on - timedelta(days=7)
    decided = when.match_on + timedelta(days=7)
    announced = decided + timedelta(days=1)
    fortnight = _working(announced + timedelta(days=14))
    month = _working(announced + timedelta(days=31))
    quarter = when.quarter(when.start)
    ahead = _working(quarter.last - timedelta(days=21))
    signing = _working(announced + timedelta(days=45))
    due_soon = _working(quarter.last + timedelta(days=11))
    late = _working(quarter.last + timedelta(days=17))
    review = _working(add_months(when.start, 6) + timedelta(days=3))
    spring = _working(add_months(when.start, 8) + timedelta(days=14))
    statements = _working(add_months(when.start, 10))
    return [
        Scene(
            on=opened,
            title="Preferences open",
            story="Every eligible mentee is asked for three hubs, mentors confirm their places.",
            before=(lambda life: life.answer_commitments(opened),),
        ),
        Scene(
            on=reminded,
            title="A week to go",
            story="Whoever has not answered is reminded; whoever has hears nothing.",
            before=(lambda life: life.answer_preferences(reminded),),
        ),
        Scene(
            on=when.match_on,
            title="Preferences closed, proposals computed",
            story="The office finds a proposal with its reasons on every mentee's page.",
            before=(lambda life: life.answer_preferences(when.match_on),),
        ),
        Scene(
            on=announced,
            title="The office has decided",
            story="Only pairings that a person marked FINAL are announced, to both partners.",
            before=(lambda life: life.decide_pairings(decided),),
        ),
        Scene(
            on=fortnight,
            title="Two weeks later",
            story="Mentees without a first meeting get one short reminder; mentors none yet.",
            before=(lambda life: life.live(announced, fortnight),),
        ),
        Scene(
            on=month,
            title="A month later",
            story="First meetings are due; agreements are open for both to sign.",
            before=(lambda life: life.live(fortnight, month),),
        ),
        Scene(
            on=ahead,
            title="The quarter ends soon",
            story="Quarterly reports open with the pair's own goals in them.",
            before=(lambda life: life.live(month, ahead),),
        ),
        Scene(
            on=signing,
            title="Agreements are due",
            story="A pair that has signed hears nothing; of the others, whoever still must sign.",
            before=(lambda life: life.live(ahead, signing),),
        ),
        Scene(
            on=due_soon,
            title="Quarter end: reports due",
            story="Only the partner who still has to act is asked.",
            before=(lambda life: life.live(signing, due_soon),),
        ),
        Scene(
            on=late,
            title="Quarter end: reports late",
            story="One more reminder; then the office's list, not a third and fourth mail.",
            before=(lambda life: life.live(due_soon, late),),
        ),
        Scene(
            on=review,
            title="The six-month summary",
            story="Senior mentors get their hubs' half-year; a review is open for every hub.",
            before=(lambda life: life.live(late, review),),
        ),
        Scene(
            on=spring,
            title="Half a year together",
            story="Mentees are invited to say how it goes, with a mail that they get anyway.",
            before=(lambda life: life.live(review, spring),),
        ),
        Scene(
            on=statements,
            title="The mentoring year",
            story="Each mentor gets a statement; averages of five mentees or more are in it.",
            before=(lambda life: life.live(spring, statements),),
        ),
        Scene(
            on=statements,
            title="The same night, run again",
            story="As after a crash or a second schedule: nothing is written, nobody is mailed.",
            is_repeat=True,
        ),
    ]


def _working(day: date) -> date:
    return working_day_from(day) or day
