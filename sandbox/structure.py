"""A project's shape: dictionary, arms, events, which instrument is where, what repeats.

An immutable picture that storage assembles and every handler reads; a change of structure makes a
new picture.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from sandbox.dictionary import Choices, Dictionary
from sandbox.errors import ApiError


WHOLE_EVENT = ""


@dataclass(frozen=True, slots=True)
class Arm:
    """One arm of a longitudinal project."""

    number: int
    name: str


@dataclass(frozen=True, slots=True)
class Event:
    """One event; a classic project has exactly one that nobody sees."""

    id: int
    arm_num: int
    name: str
    unique_name: str
    custom_label: str = ""
    day_offset: int = 0
    offset_min: int = 0
    offset_max: int = 0


UNSEEN_EVENT = Event(0, 1, "Event 1", "event_1_arm_1")
"""Where a classic project keeps its data when all its events have been deleted."""


@dataclass(frozen=True, slots=True)
class Dag:
    """A data access group."""

    id: int
    name: str
    unique_name: str


@dataclass(frozen=True)
class Structure:
    """Everything about a project but its data and its people."""

    dictionary: Dictionary
    is_longitudinal: bool
    labels: Mapping[str, str]
    surveys: Mapping[str, str]
    arms: tuple[Arm, ...]
    events: tuple[Event, ...]
    designations: Mapping[int, frozenset[str]]
    repeating: Mapping[tuple[int, str], str]
    dags: tuple[Dag, ...]
    missing_codes: Choices = ()
    _empty: frozenset[str] = field(default=frozenset(), repr=False)

    @property
    def is_repeating(self) -> bool:
        """Whether anything in the project repeats."""
        return bool(self.repeating)

    @cached_property
    def _all_instruments(self) -> frozenset[str]:
        return frozenset(self.dictionary.instruments)

    @cached_property
    def event_by_name(self) -> Mapping[str, Event]:
        """Event by unique name."""
        return {event.unique_name: event for event in self.events}

    @cached_property
    def event_by_id(self) -> Mapping[int, Event]:
        """Event by id."""
        return {event.id: event for event in self.events}

    @cached_property
    def event_order(self) -> Mapping[int, int]:
        """Position of an event in the project's order."""
        return {event.id: position for position, event in enumerate(self.events)}

    @cached_property
    def instrument_order(self) -> Mapping[str, int]:
        """Position of an instrument; a whole event comes before all instruments."""
        names = (WHOLE_EVENT, *self.dictionary.instruments)
        return {name: position for position, name in enumerate(names)}

    @cached_property
    def dag_by_name(self) -> Mapping[str, Dag]:
        """Data access group by unique name."""
        return {dag.unique_name: dag for dag in self.dags}

    @cached_property
    def dag_by_id(self) -> Mapping[int, Dag]:
        """Data access group by id."""
        return {dag.id: dag for dag in self.dags}

    def designated(self, event_id: int) -> frozenset[str]:
        """The instruments of an event; all of them in a classic project."""
        if not self.is_longitudinal:
            return self._all_instruments
        return self.designations.get(event_id, self._empty)

    def repeats_alone(self, event_id: int, instrument: str) -> bool:
        """Whether the instrument repeats on its own in the event."""
        return (event_id, instrument) in self.repeating

    def repeats_whole(self, event_id: int) -> bool:
        """Whether the whole event repeats."""
        return (event_id, WHOLE_EVENT) in self.repeating

    def event_named(self, unique_name: str) -> Event:
        """The event, or the only one of a classic project when the name is blank."""
        if not unique_name and not self.is_longitudinal:
            return self.events[0]
        event = self.event_by_name.get(unique_name)
        if event is None:
            raise ApiError(f"The event '{unique_name}' does not exist in this project.")
        return event

    def event_title(self, event: Event) -> str:
        """An event's name as labels show it; the arm goes along when several have events."""
        if len({each.arm_num for each in self.events}) < 2:  # noqa: PLR2004 - one arm needs no mention
            return event.name
        arm = next((arm.name for arm in self.arms if arm.number == event.arm_num), "")
        return f"{event.name} (Arm {event.arm_num}: {arm})"
