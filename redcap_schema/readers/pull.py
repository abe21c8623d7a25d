"""One pull, sorted by what each record is.

The record type decides: rows of an instrument that does not belong on that type of record are
not read, whatever they hold.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from mentorship.issues import IssueCode, Severity
from mentorship.record_order import record_order
from redcap_schema.codes import RecordType
from redcap_schema.instruments.record_setup import RecordSetup
from redcap_schema.reading import Problems, Row, instance_of, read_rows
from redcap_schema.registry import ONCE, ONLY_AVERAGED, RECORD_ID_FIELD
from redcap_schema.row import InstrumentRow


R = TypeVar("R", bound=InstrumentRow)
_HUB_LABEL = re.compile(r"H(\d{1,6})\b", re.ASCII)


@dataclass(frozen=True, slots=True)
class Pull:
    """The rows of a night by instrument (`ONCE` for base rows), with a place for problems."""

    rows: Mapping[str, Sequence[Row]]
    types: Mapping[str, RecordType]
    retired: frozenset[str]
    problems: Problems = field(default_factory=Problems)

    @classmethod
    def of(cls, rows: Mapping[str, Sequence[Row]]) -> Pull:
        """Look at what each record is; one that does not say so is reported and left out."""
        problems = Problems()
        setups = read_rows(RecordSetup, rows.get(ONCE, ()), problems)
        reported = {issue.record_id for issue in problems.found if issue.field == "record_type"}
        for each in setups:
            if each.record_type is None and each.record_id not in reported:
                problems.add(
                    each,
                    "record_type",
                    IssueCode.UNKNOWN_CODE,
                    Severity.ERROR,
                    what="it is not said what this record is.",
                    do="Choose person, hub, affinity group or settings there, or delete it.",
                )
        types = {each.record_id: each.record_type for each in setups if each.record_type}
        retired = frozenset(each.record_id for each in setups if each.rec_active is False)
        return cls(rows, types, retired, problems)

    def read(self, model: type[R], problems: Problems | None = None) -> list[R]:
        """Return the rows of *model* on records of the right type, by record and instance.

        What cannot be read goes to *problems*, those of the pull if none are given.
        """
        key = model.instrument if model.is_repeating else ONCE
        wanted = [row for row in self.rows.get(key, ()) if self._type_of(row) in model.records]
        return read_rows(model, wanted, self.problems if problems is None else problems)

    def last_instances(self) -> dict[tuple[str, str], int]:
        """Return the highest instance number by (instrument, record), read or not.

        Not of what is only averaged: whoever has an instance of that has answered.
        """
        found: dict[tuple[str, str], int] = {}
        for name in sorted(self.rows.keys() - {ONCE, ONLY_AVERAGED}):
            for row in self.rows[name]:
                key = name, row.get(RECORD_ID_FIELD, "").strip()
                found[key] = max(found.get(key, 0), instance_of(row))
        return dict(sorted(found.items(), key=lambda item: (item[0][0], record_order(item[0][1]))))

    def is_active(self, record_id: str) -> bool:
        """Tell whether the office still uses the record."""
        return record_id not in self.retired

    def _type_of(self, row: Row) -> RecordType | None:
        return self.types.get(row.get(RECORD_ID_FIELD, "").strip())


def hub_code_of(text: str) -> int | None:
    """Return the code of a hub written as staff write it (`H07 Delirium`), else None."""
    found = _HUB_LABEL.match(text)
    return int(found[1]) if found else None
