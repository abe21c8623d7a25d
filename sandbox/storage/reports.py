"""Saved reports: a title, fields, a filter, and settings under the names of a project XML."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from sandbox.storage.database import Database


@dataclass(frozen=True)
class Report:
    """One saved report; a blank filter keeps every row."""

    id: int
    title: str
    fields: Sequence[str]
    filter_logic: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)

    def has(self, setting: str) -> bool:
        """Whether a setting such as `output_dags` is on."""
        return self.settings.get(setting) == "1"


class ReportStore:
    """The reports of one project."""

    def __init__(self, database: Database, project_id: int) -> None:
        self._database = database
        self._id = project_id

    def add(
        self,
        title: str,
        fields: Sequence[str],
        filter_logic: str = "",
        settings: Mapping[str, str] | None = None,
    ) -> int:
        """Save a report; its id."""
        definition = {"title": title, "fields": list(fields), "filter": filter_logic}
        text = orjson.dumps(definition | {"settings": dict(settings or {})})
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


def _report(report_id: int, value: Mapping[str, Any]) -> Report:
    settings = value.get("settings", {})
    return Report(report_id, value["title"], value["fields"], value["filter"], settings)
