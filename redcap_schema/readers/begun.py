"""Whether anything has come of a pairing: a form of the pair that somebody has begun to fill in."""

from __future__ import annotations

from collections.abc import Iterator

from redcap_schema.instruments.contact_log import ContactLog
from redcap_schema.instruments.first_report import FirstReport
from redcap_schema.instruments.quarterly_report import QuarterlyReportRow
from redcap_schema.readers.pull import Pull
from redcap_schema.reading import Row
from redcap_schema.registry import RECORD_ID_FIELD


_FORMS = ((FirstReport, "fr_pair"), (ContactLog, "cl_pair"), (QuarterlyReportRow, "qr_pair"))
_NOT_WRITTEN = ("redcap_", "_complete", "_timestamp")


def has_begun(pull: Pull, record_id: str, number: int) -> bool:
    """Tell whether mentee or mentor of a pairing have filled in anything together.

    Instances that the run opened and that nobody has touched do not count. A form that does not say
    which pairing it is about counts for each of the mentee's.
    """
    return any(_is_written(row) for row in _rows_of(pull, record_id, number))


def _rows_of(pull: Pull, record_id: str, number: int) -> Iterator[Row]:
    for model, about in _FORMS:
        opened = {RECORD_ID_FIELD, about, *model.opening_fields}
        for row in pull.rows.get(model.instrument, ()):
            is_its_own = row.get(about, "").strip() in {"", str(number)}
            if is_its_own and row.get(RECORD_ID_FIELD, "").strip() == record_id:
                yield {name: cell for name, cell in row.items() if name not in opened}


def _is_written(row: Row) -> bool:
    """An unticked box is exported as 0."""
    return any(
        cell.strip() not in ({"", "0"} if "___" in name else {""})
        for name, cell in row.items()
        if not name.startswith(_NOT_WRITTEN) and not name.endswith(_NOT_WRITTEN)
    )
