"""What the in-memory project knows of a dictionary: columns, their order, what a cell may hold.

The reasons are REDCap's own words (redcap_api.md 1.2), so that tests meet what people will.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from mentorship.errors import RedcapRejected
from mentorship.record_order import record_order
from redcap_gateway.port import REPEAT_INSTANCE, REPEAT_INSTRUMENT, Refusal, Row
from redcap_schema.dictionary import checkbox_column, parse_choices


_CODED = frozenset({"radio", "dropdown", "checkbox"})
_YES_NO = frozenset({"yesno", "truefalse"})
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_INTEGER = re.compile(r"-?\d+")
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_DATETIME = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}(:\d{2})?")
_BAD_FORMAT = (
    "The value you provided could not be validated because it does not follow the expected"
    " format. Please try again."
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a flat export."""

    name: str
    instrument: str
    field: str
    kind: str
    """REDCap's field type; `status` for `<instrument>_complete`."""
    codes: frozenset[str] = frozenset()
    validation: str = ""


@dataclass(slots=True)
class Instruments:
    """A data dictionary, ready for exports and imports."""

    dictionary: Sequence[Mapping[str, str]]
    repeating: frozenset[str]
    record_id_field: str = field(init=False)
    _columns: dict[str, Column] = field(default_factory=dict, init=False)
    _position: dict[str, int] = field(default_factory=dict, init=False)
    _home: dict[str, str] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self.record_id_field = self.dictionary[0]["field_name"]
        by_instrument: dict[str, list[Mapping[str, str]]] = {}
        for row in self.dictionary:
            by_instrument.setdefault(row["form_name"], []).append(row)
            self._home[row["field_name"]] = row["form_name"]
        for number, (instrument, rows) in enumerate(by_instrument.items(), start=1):
            self._position[instrument] = number
            for row in rows:
                self._columns |= {column.name: column for column in columns_of(row)}
            status = f"{instrument}_complete"
            self._columns[status] = Column(
                status, instrument, status, "status", frozenset({"0", "1", "2"})
            )

    @property
    def names(self) -> frozenset[str]:
        """All instruments."""
        return frozenset(self._position)

    def require_fields(self, fields: Iterable[str]) -> None:
        """Refuse names that the dictionary lacks, as REDCap does.

        Raises:
            RedcapRejected: naming them.
        """
        known = self._home.keys() | {f"{instrument}_complete" for instrument in self._position}
        if unknown := [name for name in fields if name not in known]:
            listed = ", ".join(f"'{name}'" for name in unknown)
            raise RedcapRejected(
                'REDCap refused: The following values in the parameter "fields" are not valid:'
                f" {listed}"
            )

    def instrument_of(self, name: str) -> str:
        """Return the instrument of a field or of a `_complete` status."""
        return self._home.get(name) or name.removesuffix("_complete")

    def columns(self, fields: Iterable[str], *, without: Collection[str]) -> list[Column]:
        """Return the columns of *fields* in dictionary order, hidden instruments left out."""
        wanted = set(fields)
        return [
            column
            for column in self._columns.values()
            if column.field in wanted
            and (column.instrument not in without or column.name == self.record_id_field)
        ]

    def unset(self, column: Column, instrument: str) -> str:
        """Return a cell that was never set as exported: 0 for a box of its instrument's own row."""
        home = column.instrument if column.instrument in self.repeating else ""
        return "0" if home == instrument and column.kind in {"checkbox", "status"} else ""

    def order(self, place: tuple[str, str, int]) -> tuple[Any, int, int]:
        """Return REDCap's row order: record, base row, then instruments, instances by number."""
        record, instrument, instance = place
        return (record_order(record), self._position.get(instrument, 0), instance)

    def refusals(self, row: Row, record_id_field: str) -> list[Refusal]:
        """Return what REDCap would refuse about an import row.

        Raises:
            RedcapRejected: a column that the project lacks, which REDCap reports for the whole
                import.
        """
        plain = {record_id_field, REPEAT_INSTRUMENT, REPEAT_INSTANCE}
        if unknown := sorted(set(row) - plain - self._columns.keys()):
            raise RedcapRejected(
                "REDCap refused: The following fields were not found in the project as real data"
                f" fields: {', '.join(unknown)}"
            )
        found = self._misplaced(row, record_id_field)
        for name in row.keys() - plain:
            reason = self._wrong(self._columns[name], row[name], row.get(REPEAT_INSTRUMENT, ""))
            if reason:
                found.append(Refusal(row[record_id_field], name, reason))
        return sorted(found, key=lambda refusal: refusal.field)

    def _misplaced(self, row: Row, record_id_field: str) -> list[Refusal]:
        """Return what is wrong with the repeat columns."""
        instrument, instance = row.get(REPEAT_INSTRUMENT, ""), row.get(REPEAT_INSTANCE, "")
        if instrument and instrument not in self.repeating:
            reason = (
                "redcap_repeat_instrument must be the unique form name of a Repeating Instrument."
            )
            return [Refusal(row[record_id_field], REPEAT_INSTRUMENT, reason)]
        if bool(instrument) != instance.isdecimal():
            return [Refusal(row[record_id_field], REPEAT_INSTANCE, _BAD_FORMAT)]
        return []

    def _wrong(self, column: Column, value: str, instrument: str) -> str:
        """Return REDCap's sentence about one cell, or ""."""
        home = column.instrument if column.instrument in self.repeating else ""
        if home != instrument:
            return (
                f"This field ('{column.name}') exists on an instrument that does not belong to"
                " this row."
            )
        if not value:
            return ""
        if column.codes and value not in column.codes:
            return f"The value is not a valid category for {column.name}"
        return "" if is_valid(column.validation, value) else _BAD_FORMAT


def columns_of(row: Mapping[str, str]) -> list[Column]:
    """Return the export columns of one dictionary row; none for descriptive texts."""
    name, instrument, kind = row["field_name"], row["form_name"], row["field_type"]
    if kind == "descriptive":
        return []
    choices = row.get("select_choices_or_calculations", "") if kind in _CODED else ""
    codes = list(parse_choices(choices))
    if kind == "checkbox":
        ticks = frozenset({"0", "1"})
        return [
            Column(checkbox_column(name, code), instrument, name, kind, ticks) for code in codes
        ]
    allowed = frozenset({"0", "1"}) if kind in _YES_NO else frozenset(codes)
    validation = row.get("text_validation_type_or_show_slider_number", "") if kind == "text" else ""
    return [Column(name, instrument, name, kind, allowed, validation)]


def is_valid(validation: str, value: str) -> bool:
    """Tell whether *value* has the format REDCap checks on import; ranges are only warnings."""
    if validation.startswith("datetime"):
        return bool(_DATETIME.fullmatch(value)) and _is_date(value[:10])
    if validation.startswith("date"):
        return _is_date(value)
    pattern = {"integer": _INTEGER, "number": _NUMBER, "email": _EMAIL}.get(validation)
    return pattern is None or bool(pattern.fullmatch(value))


def _is_date(value: str) -> bool:
    try:
        return len(value) == len("2026-01-31") and bool(date.fromisoformat(value))
    except ValueError:
        return False
