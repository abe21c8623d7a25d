"""The people of a synthetic department act between two nights, through the API.

Mentors and mentees fill the instances that the automation opened, the office decides about the
proposals it finds, and nobody writes an instrument that belongs to the automation. What happens
is a function of the seed and of what REDCap holds: the same nights give the same year. Every
method may be called again; what is done already is not done twice.
"""

from __future__ import annotations

from datetime import date, timedelta

from sandbox.client import Client
from sandbox.department import Department
from sandbox.living.answering import answer_commitments, answer_preferences
from sandbox.living.correcting import correct, lower_capacities
from sandbox.living.deciding import decide_pairings
from sandbox.living.keeping import keep_records
from sandbox.living.reviewing import review_hubs
from sandbox.living.telling import answer_feedback
from sandbox.living.world import World


DAY = timedelta(days=1)
SECOND_SITTING = timedelta(days=10)
"""From ten days after the proposals, the office decides about latecomers on its own."""


class Life:
    """The year of one department in one REDCap project.

    A day's acts are in REDCap before the night of the day after. Whatever method is called, the
    planned acts up to its day (leave, departures, a hub that retires) come first. Methods return
    how many rows they wrote.
    """

    def __init__(self, client: Client, department: Department, seed: int) -> None:
        self._world = World(client, department, seed)
        self._acts_until = date.min

    def answer_commitments(self, until: date) -> int:
        """Mentors confirm their commitments in opened instances, on days before *until*."""
        return self._play_acts(until) + answer_commitments(self._world, until)

    def answer_preferences(self, on: date) -> int:
        """Mentees answer in opened instances, and put slips right, up to and including *on*."""
        return self._play_acts(on + DAY) + answer_preferences(self._world, on)

    def decide_pairings(self, on: date) -> int:
        """The office decides about everybody who has a proposal; final pairings start *on*."""
        return self._play_acts(on + DAY) + decide_pairings(self._world, on)

    def senior_reviews(self, on: date) -> int:
        """Senior mentors fill opened reviews, up to and including *on*."""
        return self._play_acts(on + DAY) + review_hubs(self._world, on)

    def live(self, from_: date, to: date) -> int:
        """Live from *from_* up to, not including, *to*: all that people do on their own.

        That is leave and departures, late answers, corrections, meetings, contacts, agreements,
        reports, requests, feedback and reviews; ten days after the proposals also the office's
        decisions about those who came late or were still in discussion.
        """
        last = to - DAY
        count = self.answer_commitments(to) + self.answer_preferences(last)
        count += correct(self._world, to)
        if last >= self._world.timetable.match_on + SECOND_SITTING:
            count += self.decide_pairings(last)
        count += lower_capacities(self._world, from_, to)
        count += keep_records(self._world, from_, to)
        count += answer_feedback(self._world, to)
        return count + self.senior_reviews(last)

    def _play_acts(self, to: date) -> int:
        """Enter what the plans put on days before *to*, and what nobody has entered yet."""
        visit = self._world.visit()
        for act in self._world.department.plans.acts:
            if self._acts_until <= act.on < to:
                visit.save_row(act.row)
        self._acts_until = max(self._acts_until, to)
        return visit.leave()
