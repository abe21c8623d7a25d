"""`content=record` with data: the record import."""

from sandbox.background import queue_import
from sandbox.call import Call
from sandbox.contents.record_export import delimiter_of
from sandbox.errors import ApiError
from sandbox.incoming import parse_rows, texts
from sandbox.odm.rows import odm_rows
from sandbox.records.changes import ChangeSet
from sandbox.records.flatten import flat_rows
from sandbox.records.importing import Importer, ImportRequest
from sandbox.results import Count, Ids, Nothing, Result, Success
from sandbox.storage.journal import Kind


DATE_FORMATS = ("YMD", "MDY", "DMY")
RETURN_CONTENTS = ("count", "ids", "auto_ids", "nothing")


def import_records(call: Call) -> Result:
    """Import all rows or none; the answer is what `returnContent` asks for."""
    call.rights.require_import()
    wanted = _choice(call, "returnContent", RETURN_CONTENTS, "count")
    request = request_of(call)
    if wanted == "auto_ids" and not call.params.flag("forceAutoNumber"):
        raise ApiError('returnContent "auto_ids" requires forceAutoNumber to be set to true')
    if call.params.flag("backgroundProcess"):
        queue_import(call.project, call.username, request)
        return Success()
    changes = Importer(call.project, call.rights, request, call.now).run()
    log_changes(call, changes)
    return _answer(changes, wanted)


def request_of(call: Call) -> ImportRequest:
    """The import that the parameters ask for."""
    params = call.params
    behavior = _choice(call, "overwriteBehavior", ("normal", "overwrite"), "normal")
    date_format = _choice(call, "dateFormat", DATE_FORMATS, "YMD")
    structure = call.project.structure
    if params.format == "odm":
        rows = odm_rows(structure, params.raw("data"))
    else:
        rows = texts(parse_rows(params.raw("data"), params.format, delimiter_of(params)))
        if params.text("type").lower() == "eav":
            rows = flat_rows(structure, rows)
    # In a project without auto-numbering the flag changes nothing.
    is_numbering = bool(call.project.info.get("record_autonumbering_enabled"))
    return ImportRequest(
        rows=rows,
        overwrite=behavior == "overwrite",
        auto_number=params.flag("forceAutoNumber") and is_numbering,
        date_format=date_format,
        dag_id=call.dag_id,
        around=call.around(),
    )


def log_changes(call: Call, changes: ChangeSet) -> None:
    """One log entry for each record that really changed."""
    for record, is_new in changes.touched_records():
        kind = Kind.RECORD_ADD if is_new else Kind.RECORD_EDIT
        verb = "Create" if is_new else "Update"
        call.log(kind, f"{verb} record (API) {record}", changes.detail_of(record), record)


def _choice(call: Call, name: str, choices: tuple[str, ...], default: str) -> str:
    asked = call.params.text(name, default)
    for choice in choices:
        if asked.lower() == choice.lower():
            return choice
    raise ApiError(f'The value of the parameter "{name}" is not valid')


def _answer(changes: ChangeSet, wanted: str) -> Result:
    final = changes.id_by_submitted
    if wanted == "nothing":
        return Nothing()
    if wanted == "count":
        return Count(len(changes.submitted))
    ids = [final[record] for record in changes.submitted]
    if wanted == "auto_ids":
        ids = [f"{final[record]},{record}" for record in changes.submitted]
    return Ids(ids)
