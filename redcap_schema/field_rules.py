"""What REDCap asks of one field of a data dictionary, one rule a function.

Each rule yields clauses that go on after "Field x (line n): ".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from redcap_schema.action_tags import tag_faults
from redcap_schema.dictionary import CHOICE_TYPES, FieldType, checkbox_column, parse_choices
from redcap_schema.logic import logic_faults, reference_faults


MAX_NAME = 26
"""REDCap asks for names of at most 26 characters: longer ones break exports to older tools."""

_NAME = re.compile(r"[a-z](?:[a-z0-9_]*[a-z0-9])?")
_CODE = re.compile(r"-?[A-Za-z0-9._]+")
_RESERVED = re.compile(r"redcap_\w+|\w+_(?:complete|timestamp)")
_NUMBERS = frozenset(
    {"integer", "number", *(f"number_{n}dp" for n in range(1, 5)), "number_comma_decimal"}
)
_DATES = frozenset(
    f"{kind}_{order}"
    for kind in ("date", "datetime", "datetime_seconds")
    for order in ("ymd", "mdy", "dmy")
)
_OTHER = """alpha_only email mrn_10d mrn_generic phone phone_australia postalcode_australia
postalcode_canada ssn time time_hh_mm_ss time_mm_ss vmrn zipcode"""
TEXT_VALIDATIONS = _NUMBERS | _DATES | frozenset(_OTHER.split())

_MARKS = ("identifier", "required_field", "matrix_ranking")


@dataclass(frozen=True, slots=True)
class Book:
    """A data dictionary under its API names, with what its rules look up."""

    rows: Sequence[Mapping[str, str]]
    by_name: Mapping[str, Mapping[str, str]]
    types: Mapping[str, str]
    choices: Mapping[str, Mapping[str, str]]

    @classmethod
    def of(cls, rows: Sequence[Mapping[str, str]]) -> Book:
        """Index *rows*; yes/no fields have the codes 1 and 0."""
        listed = {
            row["field_name"]: parse_choices(row["select_choices_or_calculations"])
            for row in rows
            if row["field_type"] in CHOICE_TYPES
        }
        binary = {
            row["field_name"]: {"1": "Yes", "0": "No"}
            for row in rows
            if row["field_type"] in {FieldType.YESNO, FieldType.TRUEFALSE}
        }
        return cls(
            rows=rows,
            by_name={row["field_name"]: row for row in rows},
            types={row["field_name"]: row["field_type"] for row in rows},
            choices={**listed, **binary},
        )


Row: TypeAlias = Mapping[str, str]
FieldRule: TypeAlias = Callable[[Row, Book], Iterator[str]]


def name_is_valid(row: Row, _book: Book) -> Iterator[str]:
    """Lower-case letters, digits and single underscores, a letter first, at most 26 characters."""
    name = row["field_name"]
    if not _NAME.fullmatch(name):
        yield "a variable name has lower-case letters, digits and _, and begins with a letter"
    if "__" in name:
        yield "a variable name has no two underscores in a row"
    if len(name) > MAX_NAME:
        yield f"a variable name has at most {MAX_NAME} characters, this one {len(name)}"
    if _RESERVED.fullmatch(name):
        yield "this variable name is REDCap's own"


def instrument_is_valid(row: Row, _book: Book) -> Iterator[str]:
    """An instrument's name follows the same letters as a field's."""
    if not _NAME.fullmatch(row["form_name"]):
        yield f"the instrument name {row['form_name']} is not valid"


def type_is_known(row: Row, _book: Book) -> Iterator[str]:
    """The field type is one of REDCap's."""
    if row["field_type"] not in set(FieldType):
        yield f"{row['field_type']} is not a field type"
    if not row["field_label"].strip():
        yield "it has no label"


def choices_are_valid(row: Row, _book: Book) -> Iterator[str]:
    """Choice fields list `code, label` pairs with codes used once; yes/no fields list nothing."""
    text = row["select_choices_or_calculations"]
    if row["field_type"] not in CHOICE_TYPES:
        if text and row["field_type"] not in {FieldType.CALC, FieldType.SLIDER, FieldType.SQL}:
            yield "only choice fields, sliders and calculations have choices"
        return
    if not text.strip():
        yield "it has no choices"
        return
    codes: list[str] = []
    for choice in text.split("|"):
        code, comma, label = (part.strip() for part in choice.partition(","))
        codes.append(code)
        if not comma or not label:
            yield f"choice {choice.strip() or '(blank)'} is not of the form code, label"
        elif not _CODE.fullmatch(code):
            yield f"choice code {code} may hold only letters, digits, dots, underscores, a minus"
    columns = [checkbox_column("", code) for code in codes]
    same = columns if row["field_type"] == FieldType.CHECKBOX else codes
    for code in sorted({each for each in same if same.count(each) > 1}):
        yield f"choice code {code.lstrip('_')} is used twice"


def validation_fits(row: Row, _book: Book) -> Iterator[str]:
    """Text fields have REDCap's validations, dropdowns at most `autocomplete`; ranges make sense.

    Sliders use the same column for showing their number, file fields for `signature`.
    """
    kind, check = row["field_type"], row["text_validation_type_or_show_slider_number"]
    allowed = {
        FieldType.TEXT.value: TEXT_VALIDATIONS,
        FieldType.DROPDOWN.value: {"autocomplete"},
        FieldType.SQL.value: {"autocomplete"},
        FieldType.SLIDER.value: {"number"},
        FieldType.FILE.value: {"signature"},
    }.get(kind, set())
    if check and check not in allowed:
        yield f"validation {check} does not exist for {kind} fields"
        return
    yield from _range_faults(row, check)


def _range_faults(row: Row, check: str) -> Iterator[str]:
    low, high = row["text_validation_min"], row["text_validation_max"]
    if not low and not high:
        return
    if check not in _NUMBERS | _DATES:
        yield "a smallest or largest value needs a number or date validation"
        return
    try:
        ends = [_end(check, text) for text in (low, high) if text]
    except ValueError:
        yield "its smallest or largest value does not fit its validation"
        return
    if ends != sorted(ends):
        yield "its smallest value is larger than its largest"


def _end(check: str, text: str) -> float:
    if check in _NUMBERS:
        return float(text.replace(",", "."))
    if check.startswith("datetime"):
        return datetime.fromisoformat(text).timestamp()
    return float(date.fromisoformat(text).toordinal())


def marks_are_y(row: Row, _book: Book) -> Iterator[str]:
    """Identifier, required and ranking are `y` or blank; descriptive text cannot be required."""
    for mark in _MARKS:
        if row[mark] not in {"", "y"}:
            yield f"{mark} is y or blank"
    kind = row["field_type"]
    if row["required_field"] and kind in {FieldType.DESCRIPTIVE, FieldType.CALC}:
        yield f"{kind} fields cannot be required"


def branching_is_valid(row: Row, book: Book) -> Iterator[str]:
    """Branching logic names fields and codes that exist, and never the field itself."""
    text = row["branching_logic"]
    for fault in logic_faults(text, book.types, book.choices):
        yield f"branching logic: {fault}"
    if f"[{row['field_name']}]" in text:
        yield "branching logic: the field decides about itself"


def calculation_is_valid(row: Row, book: Book) -> Iterator[str]:
    """A calculated field's formula names fields that exist."""
    if row["field_type"] == FieldType.CALC:
        formula = row["select_choices_or_calculations"]
        for fault in logic_faults(formula, book.types, book.choices):
            yield f"calculation: {fault}"


def piping_is_valid(row: Row, book: Book) -> Iterator[str]:
    """What is piped into labels and notes exists."""
    for column in ("field_label", "field_note", "section_header"):
        for fault in reference_faults(row[column], book.types, book.choices):
            yield f"{column}: {fault}"


def tags_are_valid(row: Row, book: Book) -> Iterator[str]:
    """Action tags are REDCap's own, fit the field's type, and name codes that exist."""
    yield from tag_faults(row, book.by_name, book.choices)


def matrix_is_valid(row: Row, book: Book) -> Iterator[str]:
    """Fields of one matrix are radios or checkboxes with the same choices."""
    group = row["matrix_group_name"]
    if not group:
        return
    if row["field_type"] not in {FieldType.RADIO, FieldType.CHECKBOX}:
        yield "only radios and checkboxes form a matrix"
    others = [each for each in book.rows if each["matrix_group_name"] == group]
    keys = ("field_type", "form_name", "select_choices_or_calculations")
    if len({tuple(each[key] for key in keys) for each in others}) > 1:
        yield f"the fields of matrix {group} differ in type, instrument or choices"


FIELD_RULES: tuple[FieldRule, ...] = (
    name_is_valid,
    instrument_is_valid,
    type_is_known,
    choices_are_valid,
    validation_fits,
    marks_are_y,
    branching_is_valid,
    calculation_is_valid,
    piping_is_valid,
    tags_are_valid,
    matrix_is_valid,
)
