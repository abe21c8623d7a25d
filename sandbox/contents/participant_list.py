"""`content=participantList`: who may answer a survey, and whether they have."""

from sandbox.call import Call, content
from sandbox.errors import ApiError
from sandbox.results import Result, Table
from sandbox.storage.links import Target
from sandbox.storage.records import Document, RecordData


COLUMNS = (
    "email",
    "email_occurrence",
    "identifier",
    "record",
    "invitation_sent_status",
    "invitation_send_time",
    "response_status",
    "survey_access_code",
    "survey_link",
)


def export(call: Call) -> Result:
    """One line for each record; response status 0 none, 1 partial, 2 completed."""
    call.rights.require_export()
    structure, instrument = call.project.structure, call.params.text("instrument")
    if instrument not in structure.surveys:
        raise ApiError(f'The instrument "{instrument}" has not been enabled as a survey')
    event = structure.event_named(call.params.text("event") if structure.is_longitudinal else "")
    records = list(call.project.records.scan(instruments=[instrument], dag_id=call.dag_id))
    rows = [_row(call, record, event.id, instrument) for record in records]
    call.manage("Export survey participant list (API)")
    return Table(COLUMNS, rows)


def _row(call: Call, record: RecordData, event_id: int, instrument: str) -> dict[str, object]:
    links = call.project.links
    target = Target(record.record, event_id, instrument, 1)
    documents = [doc for doc in record.documents if _is_first(doc, event_id, instrument)]
    return dict.fromkeys(COLUMNS, "") | {
        "email_occurrence": 1,
        "record": record.record,
        "invitation_sent_status": 0,
        "response_status": _status(documents, instrument),
        "survey_access_code": links.code_for("access", target, length=9),
        "survey_link": f"{call.settings.base_url}/surveys/?s={links.hash_of(target)}",
    }


def _is_first(document: Document, event_id: int, instrument: str) -> bool:
    key = (document.event_id, document.instrument, document.instance)
    return key == (event_id, instrument, 1)


def _status(documents: list[Document], instrument: str) -> int:
    if not documents:
        return 0
    status = (documents[0].data or {}).get(f"{instrument}_complete", "")
    return 2 if status == "2" else int(bool(documents[0].data))


CONTENT = content("participantList", export=export)
