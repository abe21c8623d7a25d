"""The data dictionary that an office uploads to REDCap, as typed values.

`data_dictionary.csv` is the one place where instruments, fields and choices are written down;
models, drift check and sandbox are held against it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from io import StringIO


COLUMNS: dict[str, str] = {
    "Variable / Field Name": "field_name",
    "Form Name": "form_name",
    "Section Header": "section_header",
    "Field Type": "field_type",
    "Field Label": "field_label",
    "Choices, Calculations, OR Slider Labels": "select_choices_or_calculations",
    "Field Note": "field_note",
    "Text Validation Type OR Show Slider Number": "text_validation_type_or_show_slider_number",
    "Text Validation Min": "text_validation_min",
    "Text Validation Max": "text_validation_max",
    "Identifier?": "identifier",
    "Branching Logic (Show field only if...)": "branching_logic",
    "Required Field?": "required_field",
    "Custom Alignment": "custom_alignment",
    "Question Number (surveys only)": "question_number",
    "Matrix Group Name": "matrix_group_name",
    "Matrix Ranking?": "matrix_ranking",
    "Field Annotation": "field_annotation",
}
"""REDCap's 18 columns: the heading in the file -> the name over the API, in order."""


class FieldType(StrEnum):
    """REDCap's kinds of field."""

    TEXT = "text"
    NOTES = "notes"
    CALC = "calc"
    DROPDOWN = "dropdown"
    RADIO = "radio"
    CHECKBOX = "checkbox"
    YESNO = "yesno"
    TRUEFALSE = "truefalse"
    FILE = "file"
    SLIDER = "slider"
    DESCRIPTIVE = "descriptive"
    SQL = "sql"


class Confidentiality(StrEnum):
    """Who may see a field's content. Source: programme 4.3."""

    PUBLIC = "C0"
    OPERATIONAL = "C1"
    PAIR = "C2"
    OFFICE = "C3"
    NARRATIVE = "C4"
    """Never read by the automation."""


CHOICE_TYPES = frozenset({FieldType.DROPDOWN, FieldType.RADIO, FieldType.CHECKBOX})
"""Types whose answers are listed in the dictionary."""

_YES_NO = {
    FieldType.YESNO: {"1": "Yes", "0": "No"},
    FieldType.TRUEFALSE: {"1": "True", "0": "False"},
}
_TAG = re.compile(r"@[A-Z][A-Z0-9_-]*")
_CLASS = re.compile(r"\[(C[0-4])\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One line of the data dictionary."""

    name: str
    instrument: str
    type: FieldType
    label: str
    choices: Mapping[str, str]
    """Code -> label, in order; yes/no fields have theirs too."""
    validation: str
    branching: str
    annotation: str
    is_required: bool
    is_identifier: bool
    confidentiality: Confidentiality

    @property
    def action_tags(self) -> tuple[str, ...]:
        """REDCap's action tags of the field, without their parameters."""
        return tuple(_TAG.findall(self.annotation))

    @property
    def is_stored(self) -> bool:
        """Tell whether records hold a value for it; descriptive text is only shown."""
        return self.type is not FieldType.DESCRIPTIVE

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the export columns: one a choice for checkboxes, none for descriptive text."""
        if self.type is FieldType.CHECKBOX:
            return tuple(checkbox_column(self.name, code) for code in self.choices)
        return (self.name,) if self.is_stored else ()


def checkbox_column(field: str, code: str) -> str:
    """Return the export column of one choice of a checkbox: `p_roles___1`.

    REDCap lowers the code and turns `-` into `_`.
    """
    return f"{field}___{code.lower().replace('-', '_')}"


def parse_choices(text: str) -> dict[str, str]:
    """Read `1, Yes | 0, Open, yearly`: choices end at `|`, the code at the first comma."""
    pairs = (choice.split(",", 1) for choice in text.split("|") if choice.strip())
    return {pair[0].strip(): pair[-1].strip() for pair in pairs}


def parse_field(row: Mapping[str, str]) -> Field:
    """Read one row under its API names.

    Raises:
        ValueError: if type or confidentiality class is not one of ours.
    """
    kind = FieldType(row["field_type"])
    annotation = row["field_annotation"]
    marked = _CLASS.findall(annotation)
    if len(marked) != 1:
        raise ValueError(f"field {row['field_name']}: needs exactly one class tag such as [C1]")
    listed = parse_choices(row["select_choices_or_calculations"]) if kind in CHOICE_TYPES else {}
    return Field(
        name=row["field_name"],
        instrument=row["form_name"],
        type=kind,
        label=row["field_label"],
        choices=_YES_NO.get(kind, listed),
        validation=row["text_validation_type_or_show_slider_number"],
        branching=row["branching_logic"],
        annotation=annotation,
        is_required=row["required_field"] == "y",
        is_identifier=row["identifier"] == "y",
        confidentiality=Confidentiality(marked[0]),
    )


def dictionary_text() -> str:
    """Return the file as an office uploads it."""
    return files("redcap_schema").joinpath("data_dictionary.csv").read_text(encoding="utf-8")


def metadata_rows(text: str | None = None) -> list[dict[str, str]]:
    """Return the dictionary as REDCap's API shows it: 18 columns a row, in order.

    *text* is a dictionary file; omitted, the canonical one.
    """
    chosen = dictionary_text() if text is None else text.removeprefix("\ufeff")
    lines = csv.DictReader(StringIO(chosen, newline=""))
    return [{COLUMNS.get(k, k): v or "" for k, v in line.items() if k} for line in lines]


@cache
def fields() -> Mapping[str, Field]:
    """Return the canonical dictionary: field by name, in dictionary order."""
    return {field.name: field for field in map(parse_field, metadata_rows())}


@cache
def fields_of(instrument: str) -> tuple[Field, ...]:
    """Return the fields of one instrument in dictionary order."""
    return tuple(field for field in fields().values() if field.instrument == instrument)


def instrument_names(rows: Iterable[Mapping[str, str]] | None = None) -> tuple[str, ...]:
    """Return the instruments in order of first appearance; *rows* default to the canonical ones."""
    chosen = metadata_rows() if rows is None else rows
    return tuple(dict.fromkeys(row["form_name"] for row in chosen))
