"""Background imports: accepted at once, worked off later, record by record.

Source: redcap_api.md 1.5: bad records are skipped while good ones are imported, and the log names
`SYSTEM (user)`. REDCap's cron job is, here, the next call to the project.
"""

from collections.abc import Mapping
from datetime import datetime
from itertools import groupby
from typing import Any

import orjson

from sandbox.call import Settings, surroundings
from sandbox.errors import ApiError
from sandbox.records.importing import Importer, ImportRequest
from sandbox.records.smart import Surroundings
from sandbox.rights import Rights
from sandbox.storage import ProjectStore
from sandbox.storage.journal import Entry, Kind


def queue_import(project: ProjectStore, username: str, request: ImportRequest) -> None:
    """Put an import into the queue."""
    text = orjson.dumps(
        {
            "rows": [dict(row) for row in request.rows],
            "overwrite": request.overwrite,
            "date_format": request.date_format,
            "dag_id": request.dag_id,
        }
    ).decode()
    project.database.run(
        "INSERT INTO import_queue (project_id, username, request) VALUES (?, ?, ?)",
        *(project.id, username, text),
    )


def run_queue(project: ProjectStore, now: datetime, settings: Settings) -> int:
    """Work off the queue; the number of records that could not be imported."""
    database = project.database
    waiting = database.rows(
        "SELECT queue_id, username, request FROM import_queue WHERE project_id = ?", project.id
    )
    skipped = 0
    for queue_id, username, text in waiting:
        database.run("DELETE FROM import_queue WHERE queue_id = ?", queue_id)
        around = surroundings(project, str(username), settings)
        skipped += _import(project, str(username), orjson.loads(text), around, now)
    return skipped


def _import(
    project: ProjectStore,
    username: str,
    stored: Mapping[str, Any],
    around: Surroundings,
    now: datetime,
) -> int:
    id_field = project.structure.dictionary.record_id_field

    def record_of(row: Mapping[str, str]) -> str:
        return row.get(id_field, "")

    member = project.members.get(username)
    rights = project.members.rights_of(member) if member else Rights()
    skipped = 0
    for record, rows in groupby(sorted(stored["rows"], key=record_of), key=record_of):
        request = ImportRequest(
            rows=list(rows),
            overwrite=stored["overwrite"],
            date_format=stored["date_format"],
            dag_id=stored["dag_id"],
            around=around,
        )
        try:
            changes = Importer(project, rights, request, now).run()
        except ApiError:
            skipped += 1
            continue
        action = f"Update record (import) {record}"
        details = changes.detail_of(record)
        who = f"SYSTEM ({username})"
        project.journal.add([Entry(now, who, Kind.RECORD_EDIT, action, details, record)])
    return skipped
