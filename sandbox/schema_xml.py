"""A data dictionary as a REDCap project XML that an administrator can upload.

Builds the project in memory and writes it out, so that the file is what the sandbox itself would
export: instruments, repeating set-up, surveys, roles and reports.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sandbox.call import Settings
from sandbox.odm import project_xml
from sandbox.project_setup import ProjectPlan, make_project
from sandbox.rights import Rights
from sandbox.storage import Database
from sandbox.storage.members import Role


@dataclass(frozen=True)
class Extras:
    """What a project file can carry beside its dictionary. Reports: title, fields, filter."""

    roles: Mapping[str, Rights] = field(default_factory=dict)
    reports: Sequence[tuple[str, Sequence[str], str]] = ()


def project_xml_of(plan: ProjectPlan, now: datetime, extras: Extras | None = None) -> str:
    """The project XML of a plan. Raises `ApiError` when REDCap would refuse the dictionary."""
    extras = extras or Extras()
    database = Database()
    try:
        project = make_project(database, plan, now).project
        for label, rights in extras.roles.items():
            project.members.put_role(Role("", label, rights))
        for title, fields, logic in extras.reports:
            project.reports.add(title, fields, logic)
        return project_xml(project, now, Settings(base_url="").version)
    finally:
        database.close()
