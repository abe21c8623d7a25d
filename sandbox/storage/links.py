"""Survey links: stable random-looking addresses for one instrument instance each."""

import hashlib
from dataclasses import dataclass

from sandbox.storage.database import Database


NOT_COMPLETED = "[not completed]"
"""What stands in place of the time while a response is partial."""
_ALPHABET = "23456789ABCDEFGHJKLMNPRTWXY"


@dataclass(frozen=True, slots=True)
class Target:
    """What a survey link opens."""

    record: str
    event_id: int
    instrument: str
    instance: int


class LinkStore:
    """Survey links of one project. The same target always has the same link."""

    def __init__(self, database: Database, project_id: int) -> None:
        self._database = database
        self._id = project_id

    def hash_of(self, target: Target) -> str:
        """The link's hash; made and remembered at the first call."""
        name = self.code_for("link", target, length=16)
        self._database.run(
            "INSERT OR IGNORE INTO survey_link (hash, project_id, record, event_id, instrument,"
            " instance) VALUES (?, ?, ?, ?, ?, ?)",
            *(name, self._id, target.record, target.event_id, target.instrument, target.instance),
        )
        return name

    def code_for(self, purpose: str, target: Target, *, length: int) -> str:
        """A stable code for a target: *length* letters and digits that are easy to read."""
        salt = self._database.value("SELECT salt FROM project WHERE project_id = ?", self._id)
        parts = (salt, purpose, target.record, target.event_id, target.instrument, target.instance)
        digest = hashlib.sha256("\x1f".join(map(str, parts)).encode()).digest()
        return "".join(_ALPHABET[byte % len(_ALPHABET)] for byte in digest[:length])

    def complete(self, target: Target, at: str) -> None:
        """Remember when a survey was completed, or that it was begun (`NOT_COMPLETED`)."""
        self._database.run(
            "UPDATE survey_link SET completed_at = ? WHERE hash = ?", at, self.hash_of(target)
        )

    def completed(self) -> dict[Target, str]:
        """When each survey that has a response was completed."""
        rows = self._database.rows(
            "SELECT record, event_id, instrument, instance, completed_at FROM survey_link"
            " WHERE project_id = ? AND completed_at <> ''",
            self._id,
        )
        return {Target(*row[:4]): str(row[4]) for row in rows}


def find_link(database: Database, name: str) -> tuple[int, Target] | None:
    """Project and target of a link's hash, or None."""
    rows = database.rows(
        "SELECT project_id, record, event_id, instrument, instance FROM survey_link WHERE hash = ?",
        name,
    )
    return (int(rows[0][0]), Target(*rows[0][1:])) if rows else None
