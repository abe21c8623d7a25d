"""What the people of a department are going to do, decided when it is made.

`sandbox.life` carries it out day by day through the API; the automation never sees any of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from mentorship.relationships import TakesPart
from sandbox.making.rows import Row


Choices = tuple[int | None, int | None, int | None]
"""First, second and third hub as somebody ticks them; None for a field left blank."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What one mentee answers when preferences open, and how a slip is put right later."""

    record: str
    on: date | None
    """The day of the answer; None for somebody who never answers."""
    takes_part: TakesPart
    choices: Choices = (None, None, None)
    fixed_choices: Choices | None = None
    fixed_on: date | None = None
    goal: str = ""
    seeks: tuple[str, ...] = ()
    time: str = ""
    talk_first: bool = False
    existing_name: str = ""
    named_mentor: str = ""

    @property
    def final_choices(self) -> Choices:
        """The choices once any slip is put right."""
        return self.choices if self.fixed_choices is None else self.fixed_choices


class DecisionKind(StrEnum):
    """How the office decides about a member of the cast."""

    CODIFY = "register the mentor that the mentee has already"
    EVALUATOR = "choose, by hand, somebody who evaluates the mentee"
    TYPO = "choose by hand and type the mentor's record number wrong"
    REVERSE_BEFORE = "make it FINAL and take it back the same day"
    REVERSE_AFTER = "make it FINAL and take it back after both were told"
    IN_THE_PAST = "make it FINAL from a day long gone"
    IN_THE_FUTURE = "make it FINAL from a day to come"


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionPlan:
    """The office's decision about one mentee of the cast, where chance must not decide."""

    kind: DecisionKind
    hub: int | None = None
    mentor: str = ""


@dataclass(frozen=True, slots=True)
class Signing:
    """When the two partners attest something; None for one who never does."""

    first_on: date | None
    second_on: date | None


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that somebody enters in REDCap on a day."""

    on: date
    why: str
    row: Row


@dataclass(frozen=True, kw_only=True)
class Plans:
    """All plans of a department, by the record they are about."""

    wishes: Mapping[str, Wish] = field(default_factory=dict)
    decisions: Mapping[str, DecisionPlan] = field(default_factory=dict)
    agreements: Mapping[tuple[str, int], Signing] = field(default_factory=dict)
    """By mentee record and pairing number."""
    reports: Mapping[tuple[str, int, str], Signing] = field(default_factory=dict)
    """By mentee record, pairing number and quarter."""
    acts: tuple[Act, ...] = ()
    """In order of their days."""
