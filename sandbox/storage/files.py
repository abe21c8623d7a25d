"""Files: those in a record's file fields and those of the file repository."""

from dataclasses import dataclass
from typing import Any

from sandbox.storage.database import Database


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file with its name and type."""

    doc_id: int
    name: str
    mime: str
    content: bytes


class FileStore:
    """The files of one project."""

    def __init__(self, database: Database, project_id: int) -> None:
        self._database = database
        self._id = project_id

    def add(self, name: str, mime: str, content: bytes) -> int:
        """Keep a file for a record's field; its document id."""
        return self._database.insert(
            "INSERT INTO stored_file (project_id, name, mime, content) VALUES (?, ?, ?, ?)",
            *(self._id, name, mime, content),
        )

    def get(self, doc_id: int, *, in_repository: bool = False) -> StoredFile | None:
        """A file by its document id."""
        rows = self._database.rows(
            "SELECT doc_id, name, mime, content FROM stored_file"
            " WHERE project_id = ? AND doc_id = ? AND in_repository = ?",
            *(self._id, doc_id, in_repository),
        )
        return StoredFile(*rows[0]) if rows else None

    def delete(self, doc_id: int) -> None:
        """Forget a file."""
        self._database.run(
            "DELETE FROM stored_file WHERE project_id = ? AND doc_id = ?", self._id, doc_id
        )

    def names(self) -> dict[str, str]:
        """File name by document id, as record exports show them."""
        rows = self._database.rows(
            "SELECT doc_id, name FROM stored_file WHERE project_id = ? AND NOT in_repository",
            self._id,
        )
        return {str(row[0]): str(row[1]) for row in rows}

    def add_folder(self, name: str, parent_id: int | None, dag_id: int | None) -> int:
        """A new folder in the repository; its id."""
        return self._database.insert(
            "INSERT INTO folder (project_id, parent_id, name, dag_id) VALUES (?, ?, ?, ?)",
            *(self._id, parent_id, name, dag_id),
        )

    def has_folder(self, folder_id: int) -> bool:
        """Whether the repository has the folder."""
        sql = "SELECT 1 FROM folder WHERE project_id = ? AND folder_id = ?"
        return self._database.value(sql, self._id, folder_id) is not None

    def add_to_repository(self, file: StoredFile, folder_id: int | None) -> int:
        """Keep a file in the repository; its document id."""
        return self._database.insert(
            "INSERT INTO stored_file (project_id, name, mime, content, in_repository, folder_id)"
            " VALUES (?, ?, ?, ?, 1, ?)",
            *(self._id, file.name, file.mime, file.content, folder_id),
        )

    def list_folder(self, folder_id: int | None) -> list[dict[str, Any]]:
        """Folders, then files, of one folder (None: the top)."""
        folders = self._database.rows(
            "SELECT folder_id, name FROM folder WHERE project_id = ? AND parent_id IS ?"
            " ORDER BY folder_id",
            *(self._id, folder_id),
        )
        files = self._database.rows(
            "SELECT doc_id, name FROM stored_file WHERE project_id = ? AND in_repository"
            " AND folder_id IS ? ORDER BY doc_id",
            *(self._id, folder_id),
        )
        return [{"folder_id": row[0], "name": row[1]} for row in folders] + [
            {"doc_id": row[0], "name": row[1]} for row in files
        ]
