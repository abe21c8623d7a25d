"""`content=version`: the version number as plain text; a super token may ask too."""

from sandbox.call import Call, SuperCall, content
from sandbox.results import Plain, Result


def export(call: Call) -> Result:
    """The version of REDCap that the sandbox stands for."""
    call.manage("Export REDCap version (API)")
    return Plain(call.settings.version)


def _for_super_user(call: SuperCall) -> Result:
    return Plain(call.settings.version)


CONTENT = content("version", _for_super_user, export=export)
