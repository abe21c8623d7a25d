"""`content=record`: records out, in, deleted and renamed."""

from sandbox.call import Call, content
from sandbox.contents.record_export import export
from sandbox.contents.record_import import import_records
from sandbox.errors import ApiError, Forbidden
from sandbox.numbers import whole
from sandbox.records.removal import Removal, remove
from sandbox.results import Plain, Result
from sandbox.storage.journal import Kind


def delete(call: Call) -> Result:
    """Delete records or parts of them; the number of records in every format."""
    call.rights.require_delete()
    records = call.params.items("records")
    if not records:
        raise ApiError('The parameter "records" is missing.')
    removal = Removal(
        records=records,
        arm=call.params.text("arm"),
        event=call.params.text("event"),
        instrument=call.params.text("instrument"),
        instance=whole(call.params.text("repeat_instance")),
        dag_id=call.dag_id,
    )
    count = remove(call.project, removal)
    id_field = call.project.structure.dictionary.record_id_field
    for record in records:
        details = f"{id_field} = '{record}'"
        call.log(Kind.RECORD_DELETE, f"Delete record (API) {record}", details, record)
    return Plain(str(count))


def rename(call: Call) -> Result:
    """Give a record another name; `1` when done."""
    if not call.rights.may("record_rename"):
        raise Forbidden("You do not have Rename Record privileges")
    old, new = call.params.text("record"), call.params.text("new_record_name")
    store = call.project.records
    call.require_record(old)
    if not new or store.exists(new):
        raise ApiError(f'The record "{new}" already exists or is not a valid name')
    store.rename(old, new)
    id_field = call.project.structure.dictionary.record_id_field
    call.log(Kind.RECORD_EDIT, f"Update record (API) {new}", f"{id_field} = '{new}'", new)
    return Plain("1")


def randomize(_call: Call) -> Result:
    """Refused: no project here randomizes, and nobody has the right to."""
    raise ApiError("Randomization is not enabled for this project.")


CONTENT = content(
    "record",
    export=export,
    import_=import_records,
    delete=delete,
    rename=rename,
    randomize=randomize,
)
