"""Random projects: fields, choices, repeats and rows that REDCap would accept."""

from dataclasses import dataclass

from hypothesis import strategies as st

from sandbox.names import checkbox_column
from tests.sandbox.support import a_field


@dataclass(frozen=True)
class Design:
    """A project to make: its dictionary, repeating instruments and rows to import."""

    fields: list[dict[str, str]]
    repeating: list[str]
    rows: list[dict[str, str]]


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
def projects(draw):
    """A classic project; every instrument but the first may repeat."""
    fields, columns = [a_field("record_id", "f0")], {}
    instruments = [f"f{n}" for n in range(draw(st.integers(1, 3)))]
    for instrument in instruments:
        for number in range(draw(st.integers(1, 3))):
            field, column, strategy = draw(
                fields_with_values(f"{instrument}_v{number}", instrument)
            )
            fields.append(field)
            columns[column] = strategy
    others = instruments[1:]
    repeating = sorted(draw(st.sets(st.sampled_from(others)))) if others else []
    records = draw(st.lists(st.from_regex(r"[A-Za-z0-9-]{1,6}", fullmatch=True), max_size=3))
    rows = []
    for record in records:
        for instrument in instruments:
            own = {n: s for n, s in columns.items() if n.startswith(f"{instrument}_")}
            cells = draw(st.fixed_dictionaries({}, optional=own))
            rows.append(place(record, instrument, repeating, draw(st.integers(1, 12))) | cells)
    return Design(fields, repeating, rows)


def place(record: str, instrument: str, repeating: list[str], instance: int) -> dict[str, str]:
    """The key columns of a row."""
    if instrument not in repeating:
        return {"record_id": record}
    return {
        "record_id": record,
        "redcap_repeat_instrument": instrument,
        "redcap_repeat_instance": str(instance),
    }
