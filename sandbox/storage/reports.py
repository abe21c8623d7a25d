"""Saved reports: a title, fields and a filter."""

from collections.abc import Sequence
from dataclasses import dataclass

import orjson

from sandbox.storage.database import Database


@dataclass(frozen=True)
class Report:
    """One saved report; a blank filter keeps every row."""

    id: int
    title: str
    fields: Sequence[str]
    filter_logic: str = ""


class ReportStore:
    """The reports of one project."""

    def __init__(self, database: Database, project_id: int) -> None:
        self._database = database
        self._id = project_id

    def add(self, title: str, fields: Sequence[str], filter_logic: str = "") -> int:
        """Save a report; its id."""
        text = orjson.dumps({"title": title, "fields": list(fields), "filter": filter_logic})
        return self._database.insert(
            "INSERT INTO report (project_id, definition) VALUES (?, ?)", self._id, text.decode()
        )

    def get(self, report_id: int) -> Report | None:
        """A report by its id."""
        return next((report for report in self.all() if report.id == report_id), None)

    def all(self) -> list[Report]:
        """All reports in the order in which they were saved."""
        rows = self._database.rows(
            "SELECT report_id, definition FROM report WHERE project_id = ? ORDER BY report_id",
            self._id,
        )
        return [_report(row[0], orjson.loads(row[1])) for row in rows]


def _report(report_id: int, value: dict[str, object]) -> Report:
    fields = value["fields"]
    names = [str(name) for name in fields] if isinstance(fields, list) else []
    return Report(report_id, str(value["title"]), names, str(value["filter"]))
