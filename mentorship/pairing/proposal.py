"""What a pairing run suggests; it binds nobody.

Source: S1.25: the Office finalises, on preferences and commitments, in discussion with both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
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


def profile_of(choices: Iterable[ChoiceMet | None]) -> tuple[int, int, int, int]:
    """Count first, second and third choices, and those that met none or cannot be read."""
    met = list(choices)
    order = (ChoiceMet.FIRST, ChoiceMet.SECOND, ChoiceMet.THIRD)
    first, second, third = (met.count(each) for each in order)
    return first, second, third, met.count(ChoiceMet.NONE) + met.count(None)


NO_HUB = 0
"""In a place: the mentor alone, as residents are paired."""
RESIDENT_RUN = "-residents"
"""How the names of residents' runs end."""
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
    def profile(self) -> tuple[int, int, int, int]:
        """How many got their first, second, third choice, and none."""
        return profile_of(each.choice_met for each in self.proposals)


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
        """Whose run it is from, as the run's name tells."""
        is_resident = self.run.endswith(RESIDENT_RUN)
        return Programme.RESIDENT if is_resident else Programme.FACULTY_HUB
