"""The sandbox's storage: one SQLite database that may hold several projects.

The key of a value is (record, event, instrument, instance, field). All fields of one instrument
instance travel together as one JSON document, so that an export is one ordered scan.
"""

from sandbox.storage.database import Database
from sandbox.storage.project import ProjectStore


__all__ = ["Database", "ProjectStore"]
