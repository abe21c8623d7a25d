"""One project's part of the database: its settings and the doors to its other parts."""

import hashlib
from collections.abc import Mapping
from functools import cached_property
from typing import Any

import orjson

from sandbox.storage.database import Database
from sandbox.storage.files import FileStore
from sandbox.storage.journal import Journal
from sandbox.storage.links import LinkStore
from sandbox.storage.members import MemberStore
from sandbox.storage.records import RecordStore
from sandbox.storage.reports import ReportStore
from sandbox.storage.shape import ShapeStore
from sandbox.structure import Structure


class ProjectStore:
    """A project by its id. Cheap to make; holds no state of its own."""

    def __init__(self, database: Database, project_id: int) -> None:
        self.database = database
        self.id = project_id

    @property
    def structure(self) -> Structure:
        """The project's shape as it is now."""
        known = self.database.structures.get(self.id)
        if known is None:
            known = self.shape.load(self.info)
            self.database.structures[self.id] = known
        return known

    @property
    def info(self) -> dict[str, Any]:
        """The stored project settings."""
        text = self.database.value("SELECT info FROM project WHERE project_id = ?", self.id)
        found: dict[str, Any] = orjson.loads(text)
        return found

    @property
    def is_deleted(self) -> bool:
        """Whether the project was deleted; its tokens then answer with an error."""
        return bool(
            self.database.value("SELECT is_deleted FROM project WHERE project_id = ?", self.id)
        )

    def change_info(self, changes: Mapping[str, Any]) -> None:
        """Change some settings; the others stay."""
        text = orjson.dumps({**self.info, **changes}).decode()
        self.database.run("UPDATE project SET info = ? WHERE project_id = ?", text, self.id)
        self.database.structures.pop(self.id, None)

    def delete(self) -> None:
        """Mark the project as deleted; the data stay in the file."""
        self.database.run("UPDATE project SET is_deleted = 1 WHERE project_id = ?", self.id)

    def hash_of_record(self, record: str) -> str:
        """A record id as those see it who may not know it: 32 hexadecimal characters."""
        text = f"{self._salt}\x1f{record}"
        return hashlib.sha256(text.encode()).hexdigest()[:32]

    @cached_property
    def _salt(self) -> str:
        return str(self.database.value("SELECT salt FROM project WHERE project_id = ?", self.id))

    @cached_property
    def shape(self) -> ShapeStore:
        """Dictionary, arms, events, repeating set-up."""
        return ShapeStore(self.database, self.id)

    @cached_property
    def records(self) -> RecordStore:
        """Records and their values."""
        return RecordStore(self.database, self.id)

    @cached_property
    def members(self) -> MemberStore:
        """Users, tokens and roles."""
        return MemberStore(self.database, self.id)

    @cached_property
    def journal(self) -> Journal:
        """The project's log."""
        return Journal(self.database, self.id)

    @cached_property
    def links(self) -> LinkStore:
        """Survey links."""
        return LinkStore(self.database, self.id)

    @cached_property
    def reports(self) -> ReportStore:
        """Saved reports."""
        return ReportStore(self.database, self.id)

    @cached_property
    def files(self) -> FileStore:
        """Files of records and of the repository."""
        return FileStore(self.database, self.id)
