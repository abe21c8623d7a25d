"""`content=project_settings`: change the project's settings; how many were valid."""

from sandbox.call import Call, content
from sandbox.errors import ApiError
from sandbox.incoming import parse_object
from sandbox.project_info import cleaned
from sandbox.results import Plain, Result


def import_settings(call: Call) -> Result:
    """Store the settings that exist and may be set; the others are passed over."""
    call.rights.require_import()
    call.require_right("design")
    if "data" not in call.params.texts:
        raise ApiError('The parameter "data" is missing.')
    changes = cleaned(parse_object(call.params.raw("data"), call.params.format))
    call.project.change_info(changes)
    call.manage("Import project information (API)")
    return Plain(str(len(changes)))


CONTENT = content("project_settings", import_=import_settings, export=import_settings)
