"""What a pairing run suggests; it binds nobody.

Source: S1.25: the Office finalises, on preferences and commitments, in discussion with both.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class ChoiceMet(StrEnum):
    """Which choice the proposal meets; values are the codes of `mp_rank`."""

    FIRST = "1"
    SECOND = "2"
    THIRD = "3"
    NONE = "0"


_PLACE = re.compile(r"^H(\d+)-(\S+)$")


class Place(NamedTuple):
    """A mentor in a hub, as an alternative is written in REDCap: `H32-1013`."""

    hub_code: int
    mentor_id: str

    def __str__(self) -> str:
        return f"H{self.hub_code:02d}-{self.mentor_id}"

    @classmethod
    def parse(cls, text: str) -> Place | None:
        """Read what `str` wrote; None for anything else."""
        found = _PLACE.match(text.strip())
        return cls(int(found[1]), found[2]) if found else None


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
    is_partial: bool = False

    @property
    def profile(self) -> tuple[int, int, int, int]:
        """How many got their first, second, third choice, and none."""
        order = (ChoiceMet.FIRST, ChoiceMet.SECOND, ChoiceMet.THIRD, ChoiceMet.NONE)
        met = [each.choice_met for each in self.proposals]
        first, second, third, none = (met.count(each) for each in order)
        return first, second, third, none


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
