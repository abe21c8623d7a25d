"""How a saved report differs from a plain export: order, groups, filter by record, line ends.

Sources: reports in project files that clients publish, and exports of such reports (REDCapR).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from sandbox.logic.functions import to_number
from sandbox.names import natural_key
from sandbox.records.rows import Cells, RowPlace
from sandbox.storage.records import RecordData


_LINE_END = re.compile("\r\n|\r|\n")
Row = tuple[RecordData, RowPlace]
SortKey = tuple[int, float, str]


@dataclass(frozen=True)
class Arrangement:
    """A report's own ways. *order*: columns and whether each goes downwards.

    *by_record*: a record is shown as a whole when one of its rows matches the filter;
    *dag_ids*: only records of these groups; *single_line*: line ends become blanks.
    """

    record_id_field: str
    order: Sequence[tuple[str, bool]] = ()
    dag_ids: frozenset[int] = frozenset()
    by_record: bool = False
    single_line: bool = False

    def sorted(self, rows: Iterable[Row]) -> list[Row]:
        """The rows in the report's order; rows that are equal in it stay as they were."""
        found = list(rows)
        for name, is_downwards in reversed(self.order):
            found.sort(key=partial(self._key, name), reverse=is_downwards)
        return found

    def _key(self, name: str, row: Row) -> SortKey:
        record, place = row
        if name == self.record_id_field:
            return 1, 0, natural_key(record.record)
        values = ((document.data or {}).get(name, "") for document in place.documents)
        text = next((value for value in values if value), "")
        number = to_number(text)
        if not text or number is not None:
            return int(bool(text)), number or 0, ""
        return 2, 0, text.lower()


def single_lines(cells: Cells) -> None:
    """Put two blanks in place of each line end, as REDCap's reports do."""
    for name, value in cells.items():
        if isinstance(value, str) and ("\n" in value or "\r" in value):
            cells[name] = _LINE_END.sub("  ", value)
