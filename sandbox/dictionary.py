"""The data dictionary as the server understands it: fields, choices, columns.

Holds the metadata of one project in memory. Reading a dictionary from rows is here; REDCap's
objections to a dictionary are in `dictionary_rules`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from sandbox.names import checkbox_column


API_COLUMNS = (
    "field_name",
    "form_name",
    "section_header",
    "field_type",
    "field_label",
    "select_choices_or_calculations",
    "field_note",
    "text_validation_type_or_show_slider_number",
    "text_validation_min",
    "text_validation_max",
    "identifier",
    "branching_logic",
    "required_field",
    "custom_alignment",
    "question_number",
    "matrix_group_name",
    "matrix_ranking",
    "field_annotation",
)
FILE_HEADERS = (
    "Variable / Field Name",
    "Form Name",
    "Section Header",
    "Field Type",
    "Field Label",
    "Choices, Calculations, OR Slider Labels",
    "Field Note",
    "Text Validation Type OR Show Slider Number",
    "Text Validation Min",
    "Text Validation Max",
    "Identifier?",
    "Branching Logic (Show field only if...)",
    "Required Field?",
    "Custom Alignment",
    "Question Number (surveys only)",
    "Matrix Group Name",
    "Matrix Ranking?",
    "Field Annotation",
)
CHOICE_TYPES = frozenset({"radio", "dropdown", "checkbox"})
_FIXED_CHOICES = {
    "yesno": (("1", "Yes"), ("0", "No")),
    "truefalse": (("1", "True"), ("0", "False")),
}
STATUS_LABELS = {"0": "Incomplete", "1": "Unverified", "2": "Complete"}
Choices = tuple[tuple[str, str], ...]


def parse_choices(text: str) -> Choices:
    """Codes and labels of `1, Yes | 2, No`; a label may hold commas, a code may not."""
    pairs = (part.split(",", 1) for part in text.replace("\n", "|").split("|") if part.strip())
    return tuple((pair[0].strip(), pair[-1].strip()) for pair in pairs)


class Kind(StrEnum):
    """What a column of a flat export holds."""

    VALUE = "value"
    CHECKBOX = "checkbox"
    STATUS = "status"


@dataclass(frozen=True)
class Field:
    """One row of the dictionary; `spec` holds the 18 columns as they came."""

    spec: tuple[str, ...]

    @property
    def name(self) -> str:
        """The variable name."""
        return self.spec[0]

    @property
    def instrument(self) -> str:
        """The instrument the field is on."""
        return self.spec[1]

    @property
    def type(self) -> str:
        """REDCap's field type, such as `radio`."""
        return self.spec[3]

    @property
    def label(self) -> str:
        """What people read beside the field."""
        return self.spec[4]

    @property
    def detail(self) -> str:
        """The column that holds choices, a calculation or slider labels."""
        return self.spec[5]

    @property
    def validation(self) -> str:
        """The validation type; blank for none."""
        return self.spec[7]

    @property
    def is_identifier(self) -> bool:
        """Whether the field is marked as identifying a person."""
        return self.spec[10].lower() == "y"

    @property
    def branching(self) -> str:
        """The branching logic; inert for imports."""
        return self.spec[11]

    @property
    def is_required(self) -> bool:
        """Whether a person must fill it; inert for imports."""
        return self.spec[12].lower() == "y"

    @property
    def annotation(self) -> str:
        """Action tags and remarks."""
        return self.spec[17]

    @cached_property
    def choices(self) -> Choices:
        """Codes and labels; also the fixed ones of yesno and truefalse."""
        if self.type in CHOICE_TYPES:
            return parse_choices(self.detail)
        return _FIXED_CHOICES.get(self.type, ())

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """Label by code."""
        return dict(self.choices)

    def row(self) -> dict[str, str]:
        """The field as the metadata export writes it."""
        return dict(zip(API_COLUMNS, self.spec, strict=True))


@dataclass(frozen=True, slots=True)
class Column:
    """One data column of a flat export."""

    name: str
    instrument: str
    kind: Kind
    field: Field | None = None
    code: str = ""

    @property
    def blank(self) -> str:
        """What an untouched cell of this column shows on a row that carries the instrument."""
        return "" if self.kind is Kind.VALUE else "0"

    @property
    def base(self) -> str:
        """The name by which `fields` asks for this column."""
        return self.field.name if self.field else self.name


@dataclass(frozen=True)
class Dictionary:
    """All fields of a project in order. The first one is the record id."""

    fields: tuple[Field, ...]
    missing_codes: Choices = ()

    @property
    def record_id_field(self) -> str:
        """The name of the project's first field."""
        return self.fields[0].name if self.fields else "record_id"

    @cached_property
    def by_name(self) -> Mapping[str, Field]:
        """Field by variable name."""
        return {field.name: field for field in self.fields}

    @cached_property
    def instruments(self) -> tuple[str, ...]:
        """Instrument names in dictionary order."""
        return tuple(dict.fromkeys(field.instrument for field in self.fields))

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """Every data column in export order, the record id first and descriptive fields absent."""
        return tuple(
            column for instrument in self.instruments for column in self._columns_of(instrument)
        )

    @cached_property
    def column_by_name(self) -> Mapping[str, Column]:
        """Column by export name."""
        return {column.name: column for column in self.columns}

    @cached_property
    def columns_by_instrument(self) -> Mapping[str, tuple[Column, ...]]:
        """An instrument's columns, its status last, without the record id."""
        return {
            name: tuple(
                column
                for column in self.columns
                if column.instrument == name and column.name != self.record_id_field
            )
            for name in self.instruments
        }

    def _columns_of(self, instrument: str) -> Iterable[Column]:
        for field in self.fields:
            if field.instrument == instrument:
                yield from self._columns_of_field(field)
        yield Column(f"{instrument}_complete", instrument, Kind.STATUS)

    def _columns_of_field(self, field: Field) -> Iterable[Column]:
        if field.type == "descriptive":
            return
        if field.type != "checkbox":
            yield Column(field.name, field.instrument, Kind.VALUE, field)
            return
        for code, _label in (*field.choices, *self.missing_codes):
            name = checkbox_column(field.name, code)
            yield Column(name, field.instrument, Kind.CHECKBOX, field, code)


def rows_from_specs(specs: Iterable[Mapping[str, object]]) -> tuple[Field, ...]:
    """Fields from rows under the API's names or under the file's human headers."""
    return tuple(Field(_spec(row)) for row in specs)


def _spec(row: Mapping[str, object]) -> tuple[str, ...]:
    cells: Sequence[object] = [
        row.get(api, row.get(human)) for api, human in zip(API_COLUMNS, FILE_HEADERS, strict=True)
    ]
    texts = ["" if cell is None else str(cell).strip("\r") for cell in cells]
    for position in (0, 1, 3, 7):
        texts[position] = texts[position].strip()
    return tuple(texts)
