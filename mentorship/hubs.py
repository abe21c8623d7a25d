"""Hubs of scholarly excellence, their affinity groups, and what mentors commit to them.

Source: S1.20 to S1.25.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from mentorship.opportunities import Opportunities
from mentorship.people import MentorKind, Track


class HubStatus(StrEnum):
    """Whether a hub takes part (`hub_status`)."""

    OPEN = "1"
    PAUSED = "2"
    RETIRED = "3"


class HubArea(StrEnum):
    """What a hub works in (`hub_domain`). Source: S1.20."""

    RESEARCH = "1"
    EDUCATION = "2"
    LEADERSHIP = "3"
    SERVICE = "4"

    @property
    def word(self) -> str:
        """The area inside a sentence: `research`."""
        return self.name.lower()


class CommitmentRole(StrEnum):
    """A mentor's part in a hub (`hc_role`)."""

    LEAD = "1"
    MENTOR = "2"
    ADVISER = "3"


class Accepting(StrEnum):
    """Whether a mentor takes new mentees in a hub (`hc_accepting`)."""

    YES = "1"
    PAUSED = "2"
    NO = "0"


class ReviewMonths(StrEnum):
    """The two months a year in which a group is reviewed (`ag_anchor_month`). Source: S1.36."""

    JANUARY_JULY = "1"
    FEBRUARY_AUGUST = "2"
    MARCH_SEPTEMBER = "3"
    APRIL_OCTOBER = "4"
    MAY_NOVEMBER = "5"
    JUNE_DECEMBER = "6"

    @property
    def months(self) -> tuple[int, int]:
        """The two month numbers, 1 to 12, six apart."""
        first = int(self.value)
        return first, first + 6


def hub_label(code: int, name: str = "") -> str:
    """Return a hub as staff write it: `H07 Delirium and brain health`."""
    return f"H{code:02d} {name}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class HubEntry:
    """What the directory says of a hub besides its name, as the office typed it; class C0."""

    areas: tuple[HubArea, ...] = ()
    """In the order of the form."""
    opportunities: str = ""
    """Scholarship opportunities open now; "" while nothing is listed. Source: S1.14."""
    page: str = ""
    """Its web page, whatever was typed there; "" for none. Source: S1.24a."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hub:
    """One themed unit with several mentors, in exactly one affinity group."""

    record_id: str
    code: int
    name: str
    group_code: int | None
    status: HubStatus = HubStatus.OPEN
    cap: int | None = None
    is_active: bool = True
    opportunities: Opportunities = field(default_factory=Opportunities)
    """How old its list of scholarship opportunities is. Source: S1.14."""
    entry: HubEntry = field(default_factory=HubEntry)

    @property
    def is_open(self) -> bool:
        """Tell whether mentees may choose it."""
        return self.is_active and self.status is HubStatus.OPEN

    @property
    def takes_mentees(self) -> bool:
        """Tell whether anybody can be placed in it: open, and not held at no mentees at all."""
        return self.is_open and self.cap != 0

    @property
    def label(self) -> str:
        """The hub as staff write it: `H07 Delirium and brain health`."""
        return hub_label(self.code, self.name)


def directory_hubs(hubs: Mapping[int, Hub]) -> tuple[Hub, ...]:
    """Return the hubs that mentees are shown to choose from, by number.

    Nobody can be placed in a hub that is paused, retired or held at no mentees. One without a
    mentor is the office's to mend (V21) and stays, as it does in the instrument's own list.
    Source: S1.24a.
    """
    return tuple(hub for _, hub in sorted(hubs.items()) if hub.takes_mentees)


@dataclass(frozen=True, slots=True, kw_only=True)
class AffinityGroup:
    """Hubs grouped by theme, led by one senior mentor."""

    record_id: str
    code: int
    name: str
    senior_mentor_id: str | None
    deputy_id: str | None = None
    review_months: ReviewMonths = ReviewMonths.JANUARY_JULY
    may_name_pairs: bool = True
    is_active: bool = True

    @property
    def label(self) -> str:
        """The group as staff write it: `AG03`, plus its name unless that says it already."""
        prefix = f"AG{self.code:02d}"
        return self.name if self.name.startswith(prefix) else f"{prefix} {self.name}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """A mentor's offer to one hub for one cycle (`hub_commitment`).

    `capacity` counts all mentees the mentor can hold in this hub, continuing ones included.
    """

    mentor_id: str
    repeat_instance: int
    cycle: str
    hub_code: int
    capacity: int
    role: CommitmentRole = CommitmentRole.MENTOR
    accepting: Accepting = Accepting.YES
    paused_until: date | None = None
    offers: frozenset[MentorKind] = frozenset()
    tracks: frozenset[Track] = frozenset()
    confirmed_on: date | None = None

    def is_accepting(self, on: date) -> bool:
        """Tell whether the mentor takes new mentees in this hub on that day."""
        if self.role is CommitmentRole.ADVISER:
            return False
        if self.accepting is Accepting.PAUSED:
            return self.paused_until is not None and on > self.paused_until
        return self.accepting is Accepting.YES
