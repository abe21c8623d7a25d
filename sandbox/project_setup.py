"""Making projects: from settings, from a data dictionary file, from a project XML."""

import csv
import io
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
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
    fields = dictionary_rows(text)
    check_dictionary(fields)
    return fields


def dictionary_rows(source: Path | str) -> tuple[Field, ...]:
    """Fields of a dictionary file or of its text, as they stand."""
    text = _text(source).removeprefix("\ufeff")
    return rows_from_specs(csv.DictReader(io.StringIO(text, newline="")))


def check_dictionary(fields: Sequence[Field]) -> None:
    """Raise `ApiError` naming every reason why REDCap would refuse the dictionary."""
    if found := objections(fields):
        raise ApiError("\n".join(found))


def load_dictionary(
    project: ProjectStore,
    fields: Sequence[Field],
    *,
    repeating: Mapping[str, str],
    surveys: Mapping[str, str],
) -> None:
    """Give a classic project its fields, and labels of what repeats and titles of surveys."""
    known = {field.instrument for field in fields}
    if unknown := sorted((repeating.keys() | surveys.keys()) - known):
        raise ApiError(f"There is no such instrument in the dictionary: {', '.join(unknown)}")
    project.shape.replace_fields(fields)
    event = project.structure.events[0]
    project.shape.replace_repeating([(event.id, name, repeating[name]) for name in repeating])
    project.shape.enable_surveys(surveys)
    if surveys:
        project.change_info({"surveys_enabled": 1})


@dataclass(frozen=True)
class ProjectPlan:
    """A project to create: dictionary CSV or project XML, repeating instruments, surveys.

    *repeating*: names, or labels by name; *surveys*: None makes every instrument one whose name
    does not end in `_auto`; *labels*: instrument labels by name.
    """

    dictionary_csv: Path | str | None = None
    project_xml: str = ""
    title: str = "Sandbox project"
    repeating: Mapping[str, str] | Collection[str] = ()
    surveys: Collection[str] | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, object] = field(default_factory=dict)
    username: str = OWNER
    token: str = ""


def open_project(database: Database, plan: ProjectPlan, now: datetime) -> Created:
    """The database's first project; made from *plan* when there is none yet."""
    known = database.first_project()
    if known is not None:
        project = ProjectStore(database, known)
        tokens = [member.token for member in project.members.all() if member.token]
        return Created(project, tokens[0] if tokens else "")
    return make_project(database, plan, now)


def make_project(database: Database, plan: ProjectPlan, now: datetime) -> Created:
    """A new project from a plan. Raises `ApiError` when the dictionary is not acceptable."""
    new = NewProject(
        settings={"project_title": plan.title, **plan.settings},
        username=plan.username,
        rights=Rights.everything(),
        odm=plan.project_xml,
        token=plan.token,
    )
    with database.transaction():
        created = create_project(database, new, now)
        if plan.dictionary_csv is not None:
            fields = read_dictionary(_text(plan.dictionary_csv))
            names = dict.fromkeys(field.instrument for field in fields)
            surveys = plan.surveys
            if surveys is None:
                surveys = [name for name in names if not name.endswith("_auto")]
            load_dictionary(
                created.project,
                fields,
                repeating=_labels(plan.repeating),
                surveys={name: plan.labels.get(name, "") for name in surveys},
            )
            created.project.shape.label_instruments(plan.labels)
    return created


def role_tokens(project: ProjectStore) -> dict[str, str]:
    """A token for each role that may use the API, by the role's label.

    Its user is named after the role and is added when the project does not have one yet.
    """
    found = {}
    for role in project.members.roles():
        if not (role.rights.may("api_export") or role.rights.may("api_import")):
            continue
        name = "sandbox_" + "_".join(role.label.lower().split())
        member = project.members.get(name) or Member(name, new_token(), role.unique_name)
        project.members.put(member)
        found[role.label] = member.token or ""
    return found


def _text(source: Path | str) -> str:
    if isinstance(source, Path):
        return source.read_text(encoding="utf-8-sig")
    return source


def _labels(repeating: Mapping[str, str] | Collection[str]) -> dict[str, str]:
    if isinstance(repeating, Mapping):
        return dict(repeating)
    return dict.fromkeys(repeating, "")


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
