"""Random projects: fields, choices, repeats and rows that REDCap would accept."""

from dataclasses import dataclass, field

from hypothesis import strategies as st

from sandbox.names import checkbox_column, unique_event_name
from sandbox.project_setup import ProjectPlan
from sandbox.structure import Event
from tests.sandbox.conftest import use
from tests.sandbox.support import a_field, as_csv


WHOLE = ""
MISSING = "UNK, Unknown | NA-1, Not, applicable"


@dataclass(frozen=True)
class PlannedEvent:
    """An event with its instruments and what repeats in it; a blank name is the whole event."""

    name: str
    arm_num: int
    unique_name: str
    instruments: list[str]
    repeating: list[str]


@dataclass(frozen=True)
class Design:
    """A project to make and rows to import. No *events*: a classic one, whose repeats are named."""

    fields: list[dict[str, str]]
    repeating: list[str]
    rows: list[dict[str, str]]
    missing: str = ""
    events: list[PlannedEvent] = field(default_factory=list)

    def build(self, server) -> None:
        """Point the server at a fresh, empty project of this design."""
        settings = {"missing_data_codes": self.missing, "is_longitudinal": int(bool(self.events))}
        fields = as_csv(self.fields)
        use(server, ProjectPlan(dictionary_csv=fields, repeating=self.repeating, settings=settings))
        if self.events:
            self._add_events(server.project.shape, server.project.structure.events[0].id)

    def _add_events(self, shape, first: int) -> None:
        shape.delete_event(first)
        designations, repeats = [], []
        for day, event in enumerate(self.events, start=1):
            shape.put_arm(event.arm_num, f"Arm {event.arm_num}")
            event_id = shape.put_event(Event(0, event.arm_num, event.name, "", day_offset=day))
            designations += [(event_id, name) for name in event.instruments]
            repeats += [(event_id, name, "") for name in event.repeating]
        shape.replace_designations(designations)
        shape.replace_repeating(repeats)


# XML has no place for control characters; blanks around a whole label are not REDCap's business.
TEXTS = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t"), max_size=40
)
VALUES = TEXTS.filter(lambda text: text.strip())
CODES = st.from_regex(r"-?[0-9]{1,3}|[a-z]{1,4}", fullmatch=True)
LABELS = st.text(st.characters(categories=("L", "N", "S")), min_size=1, max_size=12).filter(
    lambda text: "|" not in text and text.strip() == text
)
CHOICES = st.dictionaries(CODES, LABELS, min_size=1, max_size=3)
KINDS = ("text", "notes", "radio", "checkbox", "yesno", "date")


@st.composite
def fields_with_values(draw, name, instrument):
    """A field and, by column, a strategy for its values."""
    kind, choices = draw(st.sampled_from(KINDS)), draw(CHOICES)
    cells = {
        "label": draw(TEXTS),
        "section_header": draw(TEXTS),
        "field_note": draw(TEXTS),
        "field_annotation": draw(TEXTS),
        "identifier": draw(st.sampled_from(["", "y"])),
        "validation": "date_mdy" if kind == "date" else "",
    }
    if kind in ("radio", "checkbox"):
        cells["choices"] = " | ".join(f"{code}, {label}" for code, label in choices.items())
    column = checkbox_column(name, next(iter(choices))) if kind == "checkbox" else name
    strategy = {
        "radio": st.sampled_from(list(choices)),
        "yesno": st.sampled_from("01"),
        "date": st.dates().map(lambda day: day.isoformat()),
        "checkbox": st.just("1"),
    }.get(kind, VALUES)
    return a_field(name, instrument, "text" if kind == "date" else kind, **cells), column, strategy


@st.composite
def events_of(draw, instruments):
    """Two or three events in one or two arms; in each, some instruments, and some of them repeat."""
    found, taken = [], []
    for _number in range(draw(st.integers(2, 3))):
        name, arm_num = draw(st.sampled_from(["Visit 1", "Ende & Schluß", "x"])), draw(ARMS)
        unique_name = unique_event_name(name, arm_num, taken)
        taken.append(unique_name)
        own = sorted(draw(st.sets(st.sampled_from(instruments), min_size=1)))
        alone = st.lists(st.sampled_from(own), unique=True)
        repeating = draw(st.one_of(st.just([]), st.just([WHOLE]), alone))
        found.append(PlannedEvent(name, arm_num, unique_name, own, repeating))
    return found


@st.composite
def projects(draw):
    """A classic or a longitudinal project, with or without missing-data codes, and its rows."""
    missing = draw(st.sampled_from(["", MISSING]))
    fields, columns = [a_field("record_id", "f0")], {}
    instruments = [f"f{n}" for n in range(draw(st.integers(1, 3)))]
    for instrument in instruments:
        for number in range(draw(st.integers(1, 3))):
            name = f"{instrument}_v{number}"
            field_row, column, strategy = draw(fields_with_values(name, instrument))
            fields.append(field_row)
            is_box = field_row["field_type"] == "checkbox"
            columns[column] = strategy if is_box or not missing else strategy | st.just("UNK")
            if is_box and missing:
                columns[checkbox_column(name, "NA-1")] = st.just("1")
    others = instruments[1:]
    repeating = sorted(draw(st.sets(st.sampled_from(others)))) if others else []
    events = draw(st.one_of(st.just([]), events_of(instruments)))
    classic = PlannedEvent("", 1, "", instruments, repeating)
    rows = []
    for record in draw(st.lists(st.from_regex(r"[A-Za-z0-9-]{1,6}", fullmatch=True), max_size=3)):
        for event in events or [classic]:
            for instrument in event.instruments:
                own = {n: s for n, s in columns.items() if n.startswith(f"{instrument}_")}
                cells = draw(st.fixed_dictionaries({}, optional=own))
                rows.append(place(record, event, instrument, draw(st.integers(1, 12))) | cells)
    return Design(fields, [] if events else repeating, rows, missing, events)


ARMS = st.integers(1, 2)


def place(record: str, event: PlannedEvent, instrument: str, instance: int) -> dict[str, str]:
    """The key columns of a row."""
    found = {"record_id": record}
    if event.unique_name:
        found["redcap_event_name"] = event.unique_name
    if instrument in event.repeating:
        found["redcap_repeat_instrument"] = instrument
    if event.repeating == [WHOLE] or instrument in event.repeating:
        found["redcap_repeat_instance"] = str(instance)
    return found
