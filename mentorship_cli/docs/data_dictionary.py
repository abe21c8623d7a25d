"""`docs/data-dictionary.md`: every instrument and field of the REDCap project."""

from __future__ import annotations

from collections.abc import Iterator

from mentorship_cli.docs.docstrings import first_line
from mentorship_cli.docs.markdown import bullets, code, codes, page, section, table
from redcap_schema.codes import RecordType, Writer
from redcap_schema.dictionary import CHOICE_TYPES, Confidentiality, Field, fields, fields_of
from redcap_schema.registry import INSTRUMENTS, ONLY_AVERAGED, RECORD_ID_FIELD
from redcap_schema.row import InstrumentRow, field_names


MOST_CHOICES_SHOWN = 16
ABOUT = """What a REDCap project of the programme consists of. The file that an office uploads is
[`redcap_schema/data_dictionary.csv`](../redcap_schema/data_dictionary.csv); the typed rows that
the nightly run reads and writes are in `redcap_schema/instruments/`, and a test holds the two
together. How to make the project: [point-at-a-real-redcap](how-to/point-at-a-real-redcap.md)."""
MEANINGS = {
    Confidentiality.PUBLIC: "Public directory text; any mail.",
    Confidentiality.OPERATIONAL: "Operational facts: partners' names, dates, done or not, counts.",
    Confidentiality.PAIR: "The pair's own content; mail to the two partners only.",
    Confidentiality.OFFICE: "Office only; never in mail, where it is a count at most.",
    Confidentiality.NARRATIVE: "Office narrative; the automation cannot read it.",
}


def data_dictionary_page() -> str:
    """Return the page."""
    return page(
        "The data dictionary",
        ABOUT,
        section("Confidentiality classes", _classes()),
        section("Instruments", f"{len(INSTRUMENTS)} instruments, {len(fields())} fields.", _list()),
        *(_instrument(each) for each in INSTRUMENTS),
    )


def _classes() -> str:
    rows = [
        (each.value, MEANINGS[each], sum(f.confidentiality is each for f in fields().values()))
        for each in Confidentiality
    ]
    return table(("class", "may appear in", "fields"), rows)


def _list() -> str:
    return table(
        (
            "instrument",
            "name in REDCap",
            "on the record of",
            "written by",
            "repeats, with label",
            "survey",
        ),
        (
            (
                f"[{code(each.instrument)}](#{each.instrument})",
                each.label,
                _records(each),
                _writer(each),
                code(each.repeating_label) if each.is_repeating else "",
                "yes" if each.is_survey else "",
            )
            for each in INSTRUMENTS
        ),
    )


def _instrument(model: type[InstrumentRow]) -> str:
    return section(
        model.instrument,
        f"**{model.label}.** {first_line(model)}",
        bullets(_particulars(model)),
        table(
            ("field", "label", "type", "choices or validation", "class", "the run"),
            (_field(each, model) for each in fields_of(model.instrument)),
        ),
    )


def _particulars(model: type[InstrumentRow]) -> Iterator[str]:
    yield f"On the record of: {_records(model)}. Written by: {_writer(model)}."
    if model.is_repeating:
        yield f"Repeats, with the label {code(model.repeating_label)}."
    if model.is_survey:
        yield "A survey: people answer through a link."
    if model.opening_fields:
        yield (
            "The nightly run may open an empty instance with"
            f" {codes(sorted(model.opening_fields))}, and never touches it again."
        )
    if model.deciding:
        yield (
            "A cell that cannot be read leaves the record alone for the night in"
            f" {codes(sorted(model.deciding))}."
        )


def _records(model: type[InstrumentRow]) -> str:
    names = {
        RecordType.PERSON: "a person",
        RecordType.HUB: "a hub",
        RecordType.GROUP: "an affinity group",
        RecordType.SETTINGS: "the settings",
    }
    if set(model.records) == set(RecordType):
        return "everything"
    return ", ".join(names[each] for each in RecordType if each in model.records)


def _writer(model: type[InstrumentRow]) -> str:
    if model.written_by is Writer.AUTOMATION:
        return "the nightly run only"
    return "people; the run may open it" if model.opening_fields else "people only"


def _field(field: Field, model: type[InstrumentRow]) -> tuple[str, ...]:
    marks = [
        *(["required"] if field.is_required else []),
        *(["identifier"] if field.is_identifier else []),
    ]
    kind = ", ".join([field.type.value, *marks])
    return (
        code(field.name), field.label, kind, _choices(field), field.confidentiality.value,
        _use(field, model),
    )  # fmt: skip


def _choices(field: Field) -> str:
    if field.type not in CHOICE_TYPES:
        return field.validation
    listed = [f"{code(c)} {label}" for c, label in field.choices.items()]
    if len(listed) > MOST_CHOICES_SHOWN:
        return f"{len(listed)} choices, the department's own: {listed[0]} to {listed[-1]}"
    return "; ".join(listed)


def _use(field: Field, model: type[InstrumentRow]) -> str:
    """What the nightly run does with a field: write, open with, read, average, or nothing."""
    if field.name == RECORD_ID_FIELD:
        return "reads"
    if model.written_by is Writer.AUTOMATION:
        return "writes"
    reads = field.name in field_names(model)
    if reads and model.instrument == ONLY_AVERAGED:
        return "averages"
    opens = field.name in model.opening_fields
    return " and ".join([*(["reads"] if reads else []), *(["opens with"] if opens else [])])
