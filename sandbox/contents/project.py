"""`content=project`: the project's settings out, and new projects in with a super token."""

from sandbox.call import Call, SuperCall, content
from sandbox.errors import ApiError
from sandbox.incoming import parse_object
from sandbox.project_info import INFO_KEYS, info_row
from sandbox.project_setup import NewProject, create_project
from sandbox.results import Plain, Result, Single
from sandbox.storage.journal import Entry, Kind


def export(call: Call) -> Result:
    """The 27 settings of redcap_api.md 2.10, as one object."""
    call.rights.require_export()
    call.manage("Export project information (API)")
    return Single(INFO_KEYS, info_row(call.project))


def create(call: SuperCall) -> Result:
    """Make a project, with its design and data when a project XML comes along; its token."""
    settings = parse_object(call.params.raw("data"), call.params.format)
    if not str(settings.get("project_title", "")).strip():
        raise ApiError("You must provide some text for 'project_title'.")
    if str(settings.get("purpose", "")) == "1" and not settings.get("purpose_other"):
        raise ApiError(
            "You must provide some text for 'purpose_other' since you specified 'purpose' as '1'"
            " (Other)."
        )
    new = NewProject(settings=settings, username=call.username, odm=call.params.raw("odm"))
    created = create_project(call.database, new, call.now)
    entry = Entry(call.now, call.username, Kind.MANAGE, "Manage/Design", "Create project (API)")
    created.project.journal.add([entry])
    return Plain(created.token)


CONTENT = content("project", create, export=export)
