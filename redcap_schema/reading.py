"""Rows of strings -> typed rows, and an `Issue` for every cell that cannot be read.

No row raises: the bad cell is read as blank, and the problem is reported with its place. What
the cell holds is repeated only if it is a bare code number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from mentorship.issues import Issue, IssueCode, Severity
from mentorship.record_order import record_order
from redcap_schema.registry import RECORD_ID_FIELD
from redcap_schema.row import InstrumentRow, checkbox_fields
from redcap_schema.wire import (
    BAD_DATE,
    BAD_NUMBER,
    BAD_REFERENCE,
    MISSING_DATA_CODES,
)


R = TypeVar("R", bound=InstrumentRow)
Row: TypeAlias = Mapping[str, str]
"""One exported row in canonical names: every value a string, blanks ""."""

INSTANCE = "redcap_repeat_instance"
_BARE_CODE = re.compile(r"-?\d{1,6}", re.ASCII)
_INSTANCE_NUMBER = re.compile(r"[1-9]\d{0,8}", re.ASCII)
_TICKED = "1"
_NOT_TICKED = frozenset({"", "0", *MISSING_DATA_CODES})

_FAULTS = {
    BAD_DATE: (IssueCode.DATE_ORDER, "is not a date between 1900 and 2199"),
    BAD_NUMBER: (IssueCode.UNKNOWN_CODE, "is not a whole number in the allowed range"),
    BAD_REFERENCE: (IssueCode.MENTOR_REFERENCE, "is not a record number"),
}
_UNKNOWN = (IssueCode.UNKNOWN_CODE, "is not one of the answers in the data dictionary")
_ADVICE = {
    IssueCode.DATE_ORDER: "Type the date again on that page.",
    IssueCode.MENTOR_REFERENCE: "Enter the record number of the person there.",
    IssueCode.UNKNOWN_CODE: (
        "Choose the answer again on that page; if the choices were changed in REDCap, "
        "tell whoever looks after the programme's data dictionary."
    ),
}


@dataclass(slots=True)
class Problems:
    """Collects the issues found while reading, in any order; `sorted` gives the report."""

    found: list[Issue] = field(default_factory=list)

    def add(
        self,
        row: InstrumentRow,
        field: str,
        code: IssueCode,
        severity: Severity,
        *,
        what: str,
        do: str,
    ) -> None:
        """Note a problem of *row*; the sentence is the row's place followed by *what*."""
        kind = type(row)
        instance = row.repeat_instance if kind.is_repeating else None
        self.found.append(
            Issue(
                code=code,
                severity=severity,
                record_id=row.record_id,
                instrument=kind.instrument,
                field=field,
                what=f"{place(kind, instance)}: {what}",
                do=do,
                repeat_instance=instance,
            )
        )

    def sorted(self) -> tuple[Issue, ...]:
        """Return the issues, each once, by record, place and code."""
        return tuple(
            sorted(
                set(self.found),
                key=lambda i: (
                    record_order(i.record_id),
                    i.instrument,
                    i.repeat_instance or 0,
                    i.field,
                    i.code,
                    i.what,
                ),
            )
        )


def place(model: type[InstrumentRow], instance: int | None) -> str:
    """Return where a row is in the office's words: `Pairing decision, instance 2`."""
    return model.label if instance is None else f"{model.label}, instance {instance}"


def read_rows(model: type[R], rows: Sequence[Row], problems: Problems) -> list[R]:
    """Return *rows* as *model*, by record (numbers by value) and instance.

    Rows without a record number are left out. Unreadable cells become blanks and issues.
    """
    boxes = _Boxes.of(model, rows)
    numbered = (row for row in rows if row.get(RECORD_ID_FIELD, "").strip())
    found = [_read_row(model, row, boxes, problems) for row in numbered]
    return sorted(found, key=lambda each: (record_order(each.record_id), each.repeat_instance))


@dataclass(frozen=True, slots=True)
class _Boxes:
    """The checkbox columns of one pull: those we know, and those the dictionary does not."""

    known: Mapping[str, Mapping[str, str]]
    strange: Mapping[str, str]

    @classmethod
    def of(cls, model: type[InstrumentRow], rows: Sequence[Row]) -> _Boxes:
        known = checkbox_fields(model)
        columns = {column for row in rows for column in row} if known else set()
        expected = {column for each in known.values() for column in each}
        split = {column: column.split("___", 1) for column in columns - expected}
        strange = {c: p[0] for c, p in split.items() if p[0] in known and p[1:]}
        missing = {code.lower() for code in MISSING_DATA_CODES}
        return cls(known, {c: f for c, f in strange.items() if split[c][1] not in missing})

    def ticked(self, row: Row) -> dict[str, list[str]]:
        """Return the ticked codes by field."""
        return {
            name: [code for column, code in columns.items() if row.get(column) == _TICKED]
            for name, columns in self.known.items()
        }

    def faulty(self, row: Row) -> Iterable[tuple[str, str]]:
        """Yield (field, column) of ticks that cannot be read: unknown choices, odd values."""
        for column, name in self.strange.items():
            if row.get(column, "") not in _NOT_TICKED:
                yield name, column
        for name, columns in self.known.items():
            for column in columns:
                if row.get(column, "") not in _NOT_TICKED and row[column] != _TICKED:
                    yield name, column


def _read_row(model: type[R], row: Row, boxes: _Boxes, problems: Problems) -> R:
    wire = {
        **row,
        **boxes.ticked(row),
        RECORD_ID_FIELD: row[RECORD_ID_FIELD].strip(),
        INSTANCE: instance_of(row),
    }
    try:
        parsed = model.model_validate(wire)
    except ValidationError as error:
        faults = error.errors(include_url=False, include_input=False, include_context=False)
        bad = {str(fault["loc"][0]): fault for fault in faults}
        parsed = model.model_validate({k: v for k, v in wire.items() if k not in bad})
        for name, fault in bad.items():
            _report(parsed, name, row.get(name, ""), fault, problems)
    for name, column in boxes.faulty(row):
        code, says = _UNKNOWN
        what = f"the tick in {column} {says}."
        problems.add(parsed, name, code, _severity(model, name), what=what, do=_ADVICE[code])
    return parsed


def instance_of(row: Row) -> int:
    """Return the number of a repeating row; 1 for base rows and for anything that is no number."""
    text = str(row.get(INSTANCE, "")).strip()
    return int(text) if text and _INSTANCE_NUMBER.fullmatch(text) else 1


def _report(
    row: InstrumentRow, name: str, cell: str, fault: ErrorDetails, problems: Problems
) -> None:
    code, says = _FAULTS.get(fault["type"], _UNKNOWN)
    quoted = f"the value {cell.strip()}" if _BARE_CODE.fullmatch(cell.strip()) else "the value"
    what = f"{quoted} in {name} {says}."
    problems.add(row, name, code, _severity(type(row), name), what=what, do=_ADVICE[code])


def _severity(model: type[InstrumentRow], name: str) -> Severity:
    return Severity.ERROR if name in model.deciding else Severity.WARNING
