"""REDCap's smart variables: what logic may ask about the row and its surroundings.

Source: REDCap's public help on smart variables. Those about a person's screen (`[is-form]`,
`[is-survey]`) are 0, because nobody looks at one here; aggregates and links to forms are unknown.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sandbox.numbers import whole
from sandbox.records.rows import RowPlace
from sandbox.storage.links import NOT_COMPLETED, Target
from sandbox.storage.records import RecordData
from sandbox.structure import Structure


@dataclass(frozen=True)
class Surroundings:
    """Who asks, and of which project and server.

    *texts*: values by the smart variable's name; *completed*: when surveys were completed.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    completed: Callable[[], Mapping[Target, str]] = dict


@dataclass(frozen=True, slots=True)
class Spot:
    """The row that an expression looks from."""

    structure: Structure
    record: RecordData
    place: RowPlace
    around: Surroundings

    @property
    def siblings(self) -> list[int]:
        """The ids of the events of the row's arm, in order."""
        arm_num = self.structure.event_by_id[self.place.event_id].arm_num
        return [event.id for event in self.structure.events if event.arm_num == arm_num]

    def event_id(self, name: str) -> int | None:
        """The id of a named event, or of one that is named by its place in the row's arm."""
        siblings, here = self.siblings, self.place.event_id
        if not name or name in _EVENT_STEPS:
            position = siblings.index(here) + _EVENT_STEPS.get(name, 0)
            return siblings[position] if 0 <= position < len(siblings) else None
        if name in ("first-event-name", "last-event-name"):
            return siblings[0 if name.startswith("first") else -1]
        event = self.structure.event_by_name.get(name)
        return event.id if event else None

    def instance(self, text: str, event_id: int, instrument: str) -> int:
        """The number of an instance that is given by number or by its place among the others."""
        number = whole(text)
        if number is not None:
            return number
        if text in _INSTANCE_STEPS:
            return self.place.instance + _INSTANCE_STEPS[text]
        numbers = [
            document.instance
            for document in self.record.documents
            if document.event_id == event_id and document.instrument == instrument
        ]
        if text == "first-instance":
            return min(numbers, default=1)
        return max(numbers, default=int(text != "new-instance")) + int(text == "new-instance")


_EVENT_STEPS = {"event-name": 0, "previous-event-name": -1, "next-event-name": 1}
_INSTANCE_STEPS = {"current-instance": 0, "previous-instance": -1, "next-instance": 1, "": 0}


def _event_name(spot: Spot, name: str) -> str:
    event_id = spot.event_id(name)
    return "" if event_id is None else spot.structure.event_by_id[event_id].unique_name


def _event(spot: Spot, name: str) -> str:
    structure = spot.structure
    event = structure.event_by_id[spot.place.event_id]
    arms = {arm.number: arm.name for arm in structure.arms}
    values = {
        "event-id": str(event.id),
        "event-label": event.name,
        "event-number": str(structure.event_order[event.id] + 1),
        "arm-number": str(event.arm_num),
        "arm-label": arms.get(event.arm_num, ""),
    }
    return values[name]


def _instance(spot: Spot, name: str) -> str:
    if name == "current-instance" or spot.place.is_repeat:
        return str(spot.instance(name, spot.place.event_id, spot.place.instrument))
    return "1"


def _record(spot: Spot, name: str) -> str:
    dag = spot.structure.dag_by_id.get(spot.record.dag_id or 0)
    values = {
        "record-name": spot.record.record,
        "record-dag-name": dag.unique_name if dag else "",
        "record-dag-label": dag.name if dag else "",
        "record-dag-id": str(dag.id) if dag else "",
    }
    return values[name]


def _instrument(spot: Spot, name: str) -> str:
    own = spot.place.instrument
    return own if name == "instrument-name" else spot.structure.labels.get(own, "")


def _text(spot: Spot, name: str) -> str:
    return spot.around.texts.get(name, "")


def _zero(_spot: Spot, _name: str) -> str:
    return "0"


Variable = Callable[[Spot, str], str]
_VARIABLES: dict[Variable, tuple[str, ...]] = {
    _event_name: (
        *("event-name", "previous-event-name", "next-event-name"),
        *("first-event-name", "last-event-name"),
    ),
    _event: ("event-id", "event-label", "event-number", "arm-number", "arm-label"),
    _instance: (
        *("current-instance", "previous-instance", "next-instance"),
        *("first-instance", "last-instance", "new-instance"),
    ),
    _record: ("record-name", "record-dag-name", "record-dag-label", "record-dag-id"),
    _instrument: ("instrument-name", "instrument-label"),
    _text: (
        *("user-name", "user-fullname", "user-email"),
        *("user-dag-name", "user-dag-label", "user-dag-id", "user-role-name", "user-role-label"),
        *("project-id", "redcap-base-url", "redcap-version", "survey-base-url"),
    ),
    _zero: ("is-form", "is-survey"),
}
SMART: dict[str, Variable] = {name: read for read, names in _VARIABLES.items() for name in names}
"""How each smart variable that stands alone is read."""
SURVEY_TIMES = {"survey-date-completed": 10, "survey-time-completed": 19}
"""Smart variables that name an instrument, and how much of the time they show."""


def is_smart(name: str) -> bool:
    """Whether logic may use the name though the dictionary has no such field."""
    return name in SMART or name in SURVEY_TIMES


def completed_at(spot: Spot, name: str, key: Target) -> str:
    """When a survey was completed, as a date or with its time; a blank when it was not."""
    at = spot.around.completed().get(key, "")
    return "" if at == NOT_COMPLETED else at[: SURVEY_TIMES[name]]
