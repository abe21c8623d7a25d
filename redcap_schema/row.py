"""What every instrument's row model has in common: who writes it, where it lives, its cells."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from typing import Any, ClassVar, get_args

from pydantic import BaseModel, ConfigDict, Field

from redcap_schema.codes import RecordType, Writer
from redcap_schema.dictionary import checkbox_column
from redcap_schema.wire import format_value


STRUCTURE = frozenset({"record_id", "repeat_instance"})
"""Attributes that say which row it is; everything else is a field of the dictionary."""


class InstrumentRow(BaseModel):
    """One row of an instrument, as REDCap exports it; attributes carry the canonical names.

    A model declares only the fields that the automation needs: the export asks for those and no
    others. `deciding` names fields whose unreadable cell puts the record aside for the night.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="ignore",
        populate_by_name=True,
        hide_input_in_errors=True,
    )

    instrument: ClassVar[str]
    label: ClassVar[str]
    records: ClassVar[frozenset[RecordType]]
    written_by: ClassVar[Writer] = Writer.PEOPLE
    is_repeating: ClassVar[bool] = False
    is_survey: ClassVar[bool] = False
    repeating_label: ClassVar[str] = ""
    opening_fields: ClassVar[frozenset[str]] = frozenset()
    """Fields the run may set when it opens an empty instance, and never again."""
    deciding: ClassVar[frozenset[str]] = frozenset()

    record_id: str
    repeat_instance: int = Field(default=1, alias="redcap_repeat_instance")


@cache
def field_names(model: type[InstrumentRow]) -> tuple[str, ...]:
    """Return the dictionary fields that *model* declares, checkboxes by their base name."""
    return tuple(name for name in model.model_fields if name not in STRUCTURE)


@cache
def coded_fields(model: type[InstrumentRow]) -> dict[str, type[StrEnum]]:
    """Return the enumeration of each coded field of *model*, checkboxes included."""
    found: dict[str, type[StrEnum]] = {}
    for name in field_names(model):
        for part in (annotation := model.model_fields[name].annotation, *get_args(annotation)):
            if isinstance(part, type) and issubclass(part, StrEnum):
                found[name] = part
    return found


@cache
def checkbox_fields(model: type[InstrumentRow]) -> dict[str, dict[str, str]]:
    """Return, for each checkbox of *model*, its export columns with the code each stands for."""
    return {
        name: {checkbox_column(name, code.value): code.value for code in codes}
        for name, codes in coded_fields(model).items()
        if "checkbox" in model.model_fields[name].metadata
    }


def cells(row: InstrumentRow) -> dict[str, str]:
    """Return every field of *row* as REDCap stores it, checkboxes as their columns."""
    found: dict[str, str] = {}
    boxes = checkbox_fields(type(row))
    for name in field_names(type(row)):
        value: Any = getattr(row, name)
        if name in boxes:
            found.update({c: format_value(code in value) for c, code in boxes[name].items()})
        else:
            found[name] = format_value(value)
    return found
