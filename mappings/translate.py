"""Rows in the department's words <-> rows in ours. Pure, and the same for every row.

Only column names, instrument names and codes change; values such as dates and record numbers
pass. A code we do not know passes unchanged too, so that validation (V14) can name it, unless
it looks like one of our codes with another meaning: then it is marked and can match nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from mappings.derive import to_canonical
from mappings.names import Names
from redcap_schema.dictionary import Field, FieldType, checkbox_column, fields


Row: TypeAlias = dict[str, str]

REPEAT_INSTRUMENT = "redcap_repeat_instrument"
_STATUS = "_complete"
STRANGE = "?"
"""Stands before a local code that would otherwise be read as one of ours."""


@dataclass(frozen=True, slots=True)
class _Column:
    """What becomes of one column: its new name; its values, where they change."""

    name: str
    values: Mapping[str, str] = field(default_factory=dict)
    misleading: frozenset[str] = frozenset()
    """Values that are no code there, but one on the other side."""

    def value(self, text: str) -> str:
        """Return *text* on the other side."""
        known = self.values.get(text)
        if known is not None:
            return known
        return STRANGE + text if text in self.misleading else text


_Plan: TypeAlias = dict[str, _Column]


class HasNames(Protocol):
    """A department, or whatever else knows a department's names."""

    @property
    def names(self) -> Names:
        """The names."""
        ...


class Translator:
    """One department's words, both ways."""

    def __init__(self, department: HasNames) -> None:
        """Prepare the translation of every column of the canonical dictionary."""
        self.names = department.names
        dictionary = fields()
        self._to_canonical, self._to_local = _plans(dictionary, self.names)
        self._instruments = {local: name for name, local in self.names.instruments.items()}
        # Our column names that mean nothing, or something else, in the department's project.
        self._taken = self._to_local.keys() - self._to_canonical.keys()
        self._boxes = {
            self.names.field_name(name): name
            for name, about in dictionary.items()
            if about.type is FieldType.CHECKBOX
        }

    @property
    def record_id_field(self) -> str:
        """The department's name of the record id: the first field of its dictionary."""
        return self.local_field(next(iter(fields())))

    @property
    def is_identity(self) -> bool:
        """Tell whether the department uses our names and codes throughout."""
        return not (self.names.fields or self.names.instruments or self.names.codes)

    def local_field(self, canonical: str) -> str:
        """Return the department's name of a field, or of an instrument's `_complete` status."""
        column = self._to_local.get(canonical) if canonical.endswith(_STATUS) else None
        return column.name if column else self.names.field_name(canonical)

    def local_instrument(self, canonical: str) -> str:
        """Return the department's name of an instrument."""
        return self.names.instrument(canonical)

    def canonical_instrument(self, local: str) -> str:
        """Return our name of the department's instrument."""
        return self._instruments.get(local, local)

    def metadata_to_canonical(self, rows: Iterable[Mapping[str, str]]) -> list[Row]:
        """Return the department's live data dictionary (18 API columns) in our words."""
        return to_canonical(rows, self.names, fields())

    def to_canonical(self, rows: Iterable[Mapping[str, str]]) -> list[Row]:
        """Return the department's rows in our words."""
        if self.is_identity:
            return [dict(row) for row in rows]
        return [self._row_to_canonical(row) for row in rows]

    def _row_to_canonical(self, row: Mapping[str, str]) -> Row:
        result: Row = {}
        for name, text in row.items():
            column = self._to_canonical.get(name)
            if column is not None:
                result[column.name] = column.value(text)
            elif name == REPEAT_INSTRUMENT:
                result[name] = self.canonical_instrument(text)
            elif (other := self._unknown(name)) is not None:
                result[other] = text
        return result

    def _unknown(self, name: str) -> str | None:
        """Return under which name an unknown column passes; None where it must not."""
        base, boxes, code = name.partition("___")
        if boxes and base in self._boxes:
            return f"{self._boxes[base]}___{STRANGE}{code}"
        return None if name in self._taken else name

    def to_local(self, rows: Iterable[Mapping[str, str]]) -> list[Row]:
        """Return our rows in the department's words."""
        if self.is_identity:
            return [dict(row) for row in rows]
        return [self._row_to_local(row) for row in rows]

    def _row_to_local(self, row: Mapping[str, str]) -> Row:
        result: Row = {}
        for name, text in row.items():
            column = self._to_local.get(name)
            if column is not None:
                result[column.name] = column.value(text)
            else:
                result[name] = self.local_instrument(text) if name == REPEAT_INSTRUMENT else text
        return result


def _plans(dictionary: Mapping[str, Field], names: Names) -> tuple[_Plan, _Plan]:
    """Return what becomes of each column, on the way in and on the way out."""
    inward: _Plan = {}
    outward: _Plan = {}
    for about in dictionary.values():
        pairs = _boxes(about, names) if about.type is FieldType.CHECKBOX else _plain(about, names)
        for local, canonical in pairs:
            inward[local.name] = canonical
            outward[canonical.name] = local
    for name in dict.fromkeys(each.instrument for each in dictionary.values()):
        local_status = names.instrument(name) + _STATUS
        inward[local_status] = _Column(name + _STATUS)
        outward[name + _STATUS] = _Column(local_status)
    return inward, outward


def _plain(about: Field, names: Names) -> list[tuple[_Column, _Column]]:
    """Return how a field of one column looks on the local side and on ours."""
    codes = names.codes.get(about.name, {})
    back: dict[str, str] = {}
    for local, canonical in codes.items():
        back.setdefault(canonical, local)
    foreign = frozenset(about.choices) - frozenset(codes) if codes else frozenset()
    return [
        (_Column(names.field_name(about.name), back), _Column(about.name, codes, foreign)),
    ]


def _boxes(about: Field, names: Names) -> list[tuple[_Column, _Column]]:
    """Return the columns of a checkbox, one for each choice."""
    codes = names.codes.get(about.name) or {code: code for code in about.choices}
    return [
        (
            _Column(checkbox_column(names.field_name(about.name), local)),
            _Column(checkbox_column(about.name, canonical)),
        )
        for local, canonical in codes.items()
    ]
