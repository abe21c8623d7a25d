"""Making projects: from settings, from a data dictionary file, from a project XML."""

import csv
import io
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sandbox.dictionary import Field, rows_from_specs
from sandbox.dictionary_rules import objections
from sandbox.errors import ApiError
from sandbox.odm import apply_project, read_project
from sandbox.project_info import new_info
from sandbox.rights import Rights
from sandbox.storage import Database, ProjectStore
from sandbox.storage.members import Member, new_token


OWNER = "sandbox_admin"


@dataclass(frozen=True)
class NewProject:
    """What a new project shall be."""

    settings: Mapping[str, Any]
    username: str = OWNER
    rights: Rights = field(default_factory=Rights.of_creator)
    odm: str = ""
    token: str = ""


@dataclass(frozen=True)
class Created:
    """A project that now exists."""

    project: ProjectStore
    token: str


def create_project(database: Database, new: NewProject, now: datetime) -> Created:
    """Create a project with one user and a token. Raises `ApiError` for a bad project XML."""
    file = read_project(new.odm) if new.odm.strip() else None
    with database.transaction():
        settings = {**(file.settings if file else {}), **new.settings}
        project = ProjectStore(database, database.create_project(new_info(settings, now)))
        token = new.token or new_token()
        project.members.put(Member(new.username, token, rights=new.rights))
        project.shape.replace_fields(_STARTER)
        if file is not None:
            file.settings = settings
            apply_project(project, file)
    return Created(project, token)


def read_dictionary(text: str) -> tuple[Field, ...]:
    """Fields of a dictionary file with human or API headers. Raises `ApiError` with objections."""
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    fields = rows_from_specs(rows)
    check_dictionary(fields)
    return fields


def check_dictionary(fields: Sequence[Field]) -> None:
    """Raise `ApiError` naming every reason why REDCap would refuse the dictionary."""
    if found := objections(fields):
        raise ApiError("\n".join(found))


def load_dictionary(
    project: ProjectStore,
    fields: Sequence[Field],
    *,
    repeating: Mapping[str, str],
    surveys: Collection[str],
) -> None:
    """Give a classic project its fields, repeating instruments (label each) and surveys."""
    known = {field.instrument for field in fields}
    if unknown := sorted((repeating.keys() | set(surveys)) - known):
        raise ApiError(f"There is no such instrument in the dictionary: {', '.join(unknown)}")
    project.shape.replace_fields(fields)
    event = project.structure.events[0]
    project.shape.replace_repeating([(event.id, name, repeating[name]) for name in repeating])
    project.shape.enable_surveys(dict.fromkeys(surveys, ""))
    if surveys:
        project.change_info({"surveys_enabled": 1})


_STARTER = rows_from_specs(
    [
        {
            "field_name": "record_id",
            "form_name": "form_1",
            "field_type": "text",
            "field_label": "Record ID",
        }
    ]
)
