"""The department while it is being made: mutable on purpose, read by nobody afterwards."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from random import Random

from mentorship.hubs import Accepting, CommitmentRole, HubStatus, ReviewMonths
from mentorship.people import Participation, Rank, Role, Track
from mentorship.relationships import PairingState, Programme
from sandbox.making.chance import chance
from sandbox.making.plans import Act, DecisionPlan, Signing, Wish
from sandbox.making.rows import Row
from sandbox.making.sizes import SIZES, Size, SizeName
from sandbox.making.timetable import Timetable


FIRST_GROUP, FIRST_HUB, FIRST_PERSON = 11, 101, 1001
"""Record numbers; settings are record 1."""


@dataclass(slots=True, kw_only=True)
class DraftPerson:
    """One person on the way to a row."""

    record: str
    first: str
    last: str
    email: str
    rank: Rank
    track: Track
    hired_on: date
    ranked_on: date
    division: str
    pgy: int | None = None
    roles: set[Role] = field(default_factory=set)
    participation: Participation = Participation.TAKING_PART
    leave: tuple[date, date] | None = None
    existing_mentor: str = ""
    is_eligible: bool = False

    @property
    def is_faculty(self) -> bool:
        """Tell faculty from residents."""
        return self.rank is not Rank.RESIDENT


@dataclass(slots=True, kw_only=True)
class DraftHub:
    """One hub on the way to a row."""

    record: str
    code: int
    name: str
    group: int
    status: HubStatus = HubStatus.OPEN
    has_mentors: bool = True
    weight: float = 1.0
    """Popularity, Zipf-distributed."""
    description: str = ""
    opportunities: str = ""
    """Instead of the usual ones."""


@dataclass(slots=True, kw_only=True)
class DraftGroup:
    """One affinity group on the way to a row."""

    record: str
    code: int
    name: str
    senior: str = ""
    deputy: str = ""
    months: ReviewMonths = ReviewMonths.JANUARY_JULY
    may_name: bool = True


@dataclass(slots=True, kw_only=True)
class Offer:
    """One mentor's commitment to one hub."""

    mentor: str
    hub: int
    capacity: int = 1
    role: CommitmentRole = CommitmentRole.MENTOR
    accepting: Accepting = Accepting.YES
    is_confirmed: bool = True
    confirmed_on: date | None = None
    instance: int = 1


@dataclass(slots=True, kw_only=True)
class OldPair:
    """A pairing from last academic year."""

    mentee: str
    mentor: str
    hub: int | None
    start_on: date
    programme: Programme = Programme.FACULTY_HUB
    state: PairingState = PairingState.ACTIVE
    end_on: date | None = None


@dataclass(frozen=True, slots=True)
class Appearance:
    """Where a member of the cast is found: records, and repeating instances where they matter."""

    record_ids: tuple[str, ...]
    instances: tuple[tuple[str, str, int], ...] = ()
    """Record, instrument, instance."""


@dataclass(kw_only=True)
class Draft:
    """Everything collected so far, and who is already spoken for."""

    name: SizeName
    seed: int
    timetable: Timetable
    groups: dict[int, DraftGroup] = field(default_factory=dict)
    hubs: dict[int, DraftHub] = field(default_factory=dict)
    people: dict[str, DraftPerson] = field(default_factory=dict)
    mailboxes: set[str] = field(default_factory=set)
    """Addresses given out."""
    quiet_group: int = 0
    """The affinity group that holds exactly one pair."""
    offers: list[Offer] = field(default_factory=list)
    offers_by_hub: defaultdict[int, list[Offer]] = field(default_factory=lambda: defaultdict(list))
    offers_by_mentor: defaultdict[str, list[Offer]] = field(
        default_factory=lambda: defaultdict(list)
    )
    mentors_by_group: defaultdict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    pairs: list[OldPair] = field(default_factory=list)
    wishes: dict[str, Wish] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    """Rows of repeating instruments that are history or flaws."""
    acts: list[Act] = field(default_factory=list)
    decisions: dict[str, DecisionPlan] = field(default_factory=dict)
    agreements: dict[tuple[str, int], Signing] = field(default_factory=dict)
    reports: dict[tuple[str, int, str], Signing] = field(default_factory=dict)
    picked: set[str] = field(default_factory=set)
    """Records chosen for a part of their own; the other partners are only spoken for."""
    cast: dict[str, Appearance] = field(default_factory=dict)
    duplicates: list[str] = field(default_factory=list)
    """Second records of people who are in the department already."""
    without_email: list[str] = field(default_factory=list)
    spoken_for: set[str] = field(default_factory=set)
    """Records whose story is fixed; chance leaves them alone."""

    @property
    def size(self) -> Size:
        """The head counts."""
        return SIZES[self.name]

    def chance(self, *name: object) -> Random:
        """Return the named draw of this department."""
        return chance(self.seed, *name)

    def add_offer(self, offer: Offer) -> None:
        """Add a commitment and index it."""
        self.offers.append(offer)
        self.offers_by_hub[offer.hub].append(offer)
        self.offers_by_mentor[offer.mentor].append(offer)
        self.mentors_by_group[self.hubs[offer.hub].group].add(offer.mentor)

    def group_of(self, offer: Offer) -> int:
        """Return the affinity group of a commitment's hub."""
        return self.hubs[offer.hub].group

    def held(self) -> Counter[tuple[str, int | None]]:
        """Count continuing mentees by mentor and hub."""
        return Counter(
            (pair.mentor, pair.hub)
            for pair in self.pairs
            if pair.programme is Programme.FACULTY_HUB and pair.state is not PairingState.CLOSED
        )

    def pick(self, part: str, fits: Callable[[DraftPerson], bool]) -> DraftPerson:
        """Give the *part* to a person who fits; equal seeds, equal choice.

        People without a story are preferred. In a small department somebody may play two parts,
        but nobody is picked twice as a mentee.
        """
        crowd = [p for p in self.people.values() if p.record not in self.picked and fits(p)]
        fresh = [p for p in crowd if p.record not in self.spoken_for]
        if not crowd:
            raise LookupError(f"size {self.name} has nobody left for the part {part}")
        chosen = self.chance("part", part).choice(fresh or crowd)
        self.picked.add(chosen.record)
        self.spoken_for.add(chosen.record)
        return chosen

    def appear(
        self, part: str, *records: str, instances: Iterable[tuple[str, str, int]] = ()
    ) -> None:
        """Write down where the *part* is found."""
        self.spoken_for.update(records)
        self.cast[part] = Appearance(records, tuple(instances))

    def act(self, on: date, why: str, row: Row) -> None:
        """Plan an entry in REDCap."""
        self.acts.append(Act(on, why, row))

    def next_instance(self, record: str, instrument: str) -> int:
        """Return the number of the next repeating row of *instrument* on *record*."""
        return 1 + sum(
            1
            for row in self.rows
            if row["record_id"] == record and row["redcap_repeat_instrument"] == instrument
        )
