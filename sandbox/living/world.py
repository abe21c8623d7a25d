"""What every habit needs to know: the department's plans, its dates, and seeded chance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from random import Random

from mentorship.people import Participation
from sandbox.client import Client
from sandbox.department import Department
from sandbox.living.visit import Visit
from sandbox.making.chance import chance
from sandbox.making.timetable import Timetable


@dataclass(frozen=True)
class World:
    """A department that lives in one REDCap project."""

    client: Client
    department: Department
    seed: int

    def chance(self, *name: object) -> Random:
        """Return the named draw of this life."""
        return chance(self.seed, "life", *name)

    def visit(self, *instruments: str) -> Visit:
        """Read some instruments."""
        return Visit(self.client, *instruments)

    @property
    def timetable(self) -> Timetable:
        """The dates of the academic year."""
        return self.department.timetable

    @cached_property
    def cast_records(self) -> frozenset[str]:
        """Records that play a part; chance leaves their pairs together."""
        parts = self.department.cast.values()
        return frozenset(record for part in parts for record in part.record_ids)

    @cached_property
    def departures(self) -> dict[str, date]:
        """The day on which a person leaves the department, by record."""
        departed = Participation.DEPARTED.value
        return {
            act.row["record_id"]: act.on
            for act in self.department.plans.acts
            if act.row.get("p_participation") == departed
        }

    @cached_property
    def absences(self) -> dict[str, list[tuple[date, date]]]:
        """Leave by record, from the first day's rows and from what will be entered later."""
        rows = [*self.department.people.values(), *(act.row for act in self.department.plans.acts)]
        found: dict[str, list[tuple[date, date]]] = {}
        for row in rows:
            if row.get("p_leave_from") and row.get("p_leave_until"):
                span = _day(row["p_leave_from"]), _day(row["p_leave_until"])
                found.setdefault(row["record_id"], []).append(span)
        return found

    def is_there(self, record: str, on: date) -> bool:
        """Tell whether a person is neither on leave nor gone on that day."""
        gone_on = self.departures.get(record, date.max)
        spans = self.absences.get(record, ())
        return on < gone_on and not any(first <= on <= last for first, last in spans)


def _day(value: str) -> date:
    return date.fromisoformat(value)
