"""`content=log`: the project's log, newest first, to the minute."""

from sandbox.call import Call, content
from sandbox.contents.user import dag_id_of
from sandbox.errors import ApiError
from sandbox.numbers import whole
from sandbox.records.filters import range_text
from sandbox.results import Result, Table
from sandbox.storage.journal import Kind, Question


COLUMNS = ("timestamp", "username", "action", "details", "record")
_RECORD_KINDS = (Kind.RECORD_ADD, Kind.RECORD_EDIT, Kind.RECORD_DELETE)


def export(call: Call) -> Result:
    """The entries that the parameters ask for."""
    call.rights.require_export()
    call.require_right("logging")
    params = call.params
    dag_id = call.dag_id if call.dag_id is not None else _asked_group(call)
    question = Question(
        kinds=_kinds(params.text("logtype")),
        username=params.text("user"),
        record=params.text("record"),
        begin=range_text(params.text("beginTime"), name="beginTime"),
        end=range_text(params.text("endTime"), name="endTime"),
        dag_id=dag_id,
    )
    found = call.project.journal.ask(question)
    call.manage("Export Logging (API)")
    rows = [dict(zip(COLUMNS, (entry[0][:16], *entry[1:]), strict=True)) for entry in found]
    return Table(COLUMNS, rows)


def _asked_group(call: Call) -> int | None:
    """The group that the call names, by its id as REDCap's help says or by its unique name."""
    text = call.params.text("dag")
    number = whole(text)
    return number if number in call.project.structure.dag_by_id else dag_id_of(call, text)


def _kinds(logtype: str) -> tuple[Kind, ...]:
    if not logtype:
        return ()
    if logtype == "record":
        return _RECORD_KINDS
    try:
        return (Kind(logtype),)
    except ValueError:
        raise ApiError('The value of the parameter "logtype" is not valid') from None


CONTENT = content("log", export=export)
