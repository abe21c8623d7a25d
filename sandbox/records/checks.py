"""What one cell of an import may hold, in REDCap's words.

Source: redcap_api.md 1.2 (messages) and 1.5. Ranges are soft; codes are never labels.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sandbox.dictionary import STATUS_LABELS, Column, Kind
from sandbox.validation import normalize


BAD_FORMAT = (
    "The value you provided could not be validated because it does not follow the expected"
    " format. Please try again."
)
BAD_REPEAT_INSTRUMENT = (
    "redcap_repeat_instrument must be the unique form name of a Repeating Instrument. It"
    " currently does not match the unique form name of any Repeating Instruments.  Please fix"
    " this in the data import file and try again."
)
BAD_INSTANCE = (
    "redcap_repeat_instance cannot have a value since this instrument or event is not a repeating"
    " instrument or repeating event, respectively.  The redcap_repeat_instance field must be left"
    " blank for this row of data."
)
RECORD_LOCKED = (
    "This record has been locked at the record level. No value within this record can be modified."
)
INSTRUMENT_LOCKED = (
    "This field is located on a form that is locked. You must first unlock this form."
)
NO_EDITING = "You do not have the right to edit the instrument that this field is on."
NO_UPLOADS = "File upload fields cannot be imported."


@dataclass(frozen=True, slots=True)
class CellError:
    """One line of the refusal: which record, which field, which value, why."""

    record: str
    field: str
    value: str
    message: str


@dataclass(frozen=True)
class CellRules:
    """How cells are read: the input's date order and the project's missing-data codes."""

    date_format: str = "YMD"
    missing_codes: Collection[str] = ()

    def read(self, column: Column, text: str) -> tuple[str, str]:
        """The value to store and an error message, blank when all is well."""
        if text == "":
            return "", ""
        if column.kind is not Kind.VALUE or column.field is None:
            codes = STATUS_LABELS if column.kind is Kind.STATUS else ("0", "1")
            return _category(column, text, codes)
        if text in self.missing_codes:
            return text, ""
        if column.field.choices:
            return _category(column, text, column.field.labels)
        if column.field.type == "file":
            return text, NO_UPLOADS
        return self._formatted(column.field.type, column.field.validation, text)

    def _formatted(self, field_type: str, validation: str, text: str) -> tuple[str, str]:
        if field_type == "slider":
            validation = "integer"
        elif field_type != "text":
            return text, ""
        value = normalize(validation, text.strip(), self.date_format) if validation else text
        return (text, BAD_FORMAT) if value is None else (value, "")


def _category(column: Column, text: str, codes: Collection[str]) -> tuple[str, str]:
    code = text.strip()
    if code in codes:
        return code, ""
    return text, f"The value is not a valid category for {column.name}"


def not_designated(field: str, event_title: str) -> str:
    """A value for an instrument that the event does not have."""
    return (
        f"This field ('{field}') exists on an instrument that is not designated for the event"
        f" named '{event_title}'. You are not allowed to import data for this field into this"
        " event."
    )


def needs_instance(field: str, instrument: str) -> str:
    """A repeating instrument's value on a row without an instance."""
    return (
        f"This field ('{field}') exists on a Repeating Instrument named '{instrument}'. However,"
        " the fields 'redcap_repeat_instance' and/or 'redcap_repeat_instrument' for this row of"
        " data have no value, which are both required for importing data into a Repeating"
        " Instrument.  You are not allowed to import data for this field into a non-repeating"
        " instrument."
    )


def not_on_instrument(field: str, instrument: str) -> str:
    """A value of another instrument on a repeat row. REDCap's words are not established."""
    return (
        f"This field ('{field}') does not exist on the Repeating Instrument '{instrument}' that"
        " this row of data names in redcap_repeat_instrument."
    )
