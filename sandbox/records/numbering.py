"""Record numbers: the next free one, for everybody or within a data access group."""

import re

from sandbox.storage.project import ProjectStore


def next_numbers(project: ProjectStore, dag_id: int | None, count: int) -> list[str]:
    """The next *count* record ids: highest number plus one; `group-n` for a group's user."""
    prefix = "" if dag_id is None else f"{dag_id}-"
    pattern = re.compile(re.escape(prefix) + r"(\d+)")
    matches = (pattern.fullmatch(record) for record in project.records.ids())
    highest = max((int(match[1]) for match in matches if match), default=0)
    return [f"{prefix}{highest + step}" for step in range(1, count + 1)]
