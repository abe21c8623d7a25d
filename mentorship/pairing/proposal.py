"""What a pairing run suggests; it binds nobody.

Source: S1.25: the Office finalises, on preferences and commitments, in discussion with both.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from mentorship.relationships import Programme


class ChoiceMet(StrEnum):
    """Which choice the proposal meets; values are the codes of `mp_rank`."""

    FIRST = "1"
    SECOND = "2"
    THIRD = "3"
    ASSIGNED = "4"
    """A resident with a mentor whom no list named. Source: S3.7a."""
    NONE = "0"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunProfile:
    """How many people a pairing run gave which of their choices."""

    programme: Programme
    first: int
    second: int
    third: int
    assigned: int
    """Residents with a mentor whom their list did not name."""
    none: int
    """People without a place, and those whose row cannot be read."""

    @property
    def placed(self) -> int:
        """People with a place."""
        return self.first + self.second + self.third + self.assigned

    @property
    def of(self) -> int:
        """People in the run."""
        return self.placed + self.none

    @property
    def in_words(self) -> str:
        """Which choices were met, as the office's mails say it."""
        met = f"choice {self.first}, second {self.second}, third {self.third}"
        if self.programme is Programme.RESIDENT:
            return f"Residents: first {met}, a mentor they did not name {self.assigned}"
        return f"First {met}"


def profile_of(choices: Iterable[ChoiceMet | None], programme: Programme) -> RunProfile:
    """Count the choices that a run of *programme* meets; None: the row cannot be read."""
    met = Counter(choices)
    return RunProfile(
        programme=programme,
        first=met[ChoiceMet.FIRST],
        second=met[ChoiceMet.SECOND],
        third=met[ChoiceMet.THIRD],
        assigned=met[ChoiceMet.ASSIGNED],
        none=met[ChoiceMet.NONE] + met[None],
    )


NO_HUB = 0
"""In a place: the mentor alone, as residents are paired."""
RESIDENT_RUN = "-residents"
"""How the names of residents' runs end."""


def programme_of(run: str) -> Programme:
    """Return whose run it is, as its name tells."""
    return Programme.RESIDENT if run.endswith(RESIDENT_RUN) else Programme.FACULTY_HUB


_PLACE = re.compile(r"^(?:H(\d+)|M)-(\S+)$")


class Place(NamedTuple):
    """A mentor in a hub, as an alternative is written in REDCap: `H32-1013`; `M-1013` alone."""

    hub_code: int
    mentor_id: str

    def __str__(self) -> str:
        hub = "M" if self.hub_code == NO_HUB else f"H{self.hub_code:02d}"
        return f"{hub}-{self.mentor_id}"

    @classmethod
    def parse(cls, text: str) -> Place | None:
        """Read what `str` wrote; None for anything else."""
        found = _PLACE.match(text.strip())
        return cls(int(found[1] or NO_HUB), found[2]) if found else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One mentee's proposal with its reasons and two alternatives feasible with all else kept."""

    mentee_id: str
    place: Place | None
    choice_met: ChoiceMet
    why: str
    """Plain sentences with hub codes and record numbers turned into names by the caller's
    look-ups; class C1, so only the office reads it."""
    alternatives: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HubDemand:
    """What a run learned about one hub."""

    hub_code: int
    first_choices: int
    named: int
    gain: int
    """People more placed, or placed at a better choice, if the hub had one more place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PairingPlan:
    """The whole result of one pairing run, mentees in record order.

    A partial run is about its own mentees only: what others were proposed stays as it is.
    """

    cycle: str
    run: str
    proposals: tuple[Proposal, ...]
    demand: tuple[HubDemand, ...] = ()
    programme: Programme = Programme.FACULTY_HUB
    is_partial: bool = False

    @property
    def profile(self) -> RunProfile:
        """How many got which of their choices."""
        return profile_of((each.choice_met for each in self.proposals), self.programme)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredProposal:
    """A proposal row as REDCap holds it (`pairing_proposal_auto`)."""

    mentee_id: str
    repeat_instance: int
    cycle: str
    run: str
    place: Place | None
    choice_met: ChoiceMet | None
    alternatives: tuple[Place, ...] = ()
    why: str = ""
    is_current: bool = True

    @property
    def programme(self) -> Programme:
        """Whose run it is from."""
        return programme_of(self.run)

    @property
    def ran_on(self) -> date | None:
        """The night that its run is named after; None for a name of another make."""
        begins = f"{self.cycle}-"
        if not self.run.startswith(begins):
            return None
        try:
            return date.fromisoformat(self.run.removeprefix(begins).removesuffix(RESIDENT_RUN))
        except ValueError:
            return None
