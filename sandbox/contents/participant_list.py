"""`content=participantList`: who may answer a survey, and whether they have."""

from sandbox.call import Call, content
from sandbox.errors import ApiError
from sandbox.results import Result, Table
from sandbox.storage.links import NOT_COMPLETED, Target


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
    """One line for each record; response status 0 none, 1 partial, 2 completed.

    Data that somebody entered on a form are no response.
    """
    call.rights.require_export()
    structure, instrument = call.project.structure, call.params.text("instrument")
    if instrument not in structure.surveys:
        raise ApiError(f'The instrument "{instrument}" has not been enabled as a survey')
    event = structure.event_named(call.params.text("event") if structure.is_longitudinal else "")
    records = call.project.records.scan(instruments=(), dag_id=call.dag_id)
    targets = [Target(each.record, event.id, instrument, 1) for each in records]
    completed = call.project.links.completed()
    rows = [_row(call, target, completed.get(target, "")) for target in targets]
    call.manage("Export survey participant list (API)")
    return Table(COLUMNS, rows)


def _row(call: Call, target: Target, completed: str) -> dict[str, object]:
    links = call.project.links
    return dict.fromkeys(COLUMNS, "") | {
        "email_occurrence": 1,
        "record": target.record,
        "invitation_sent_status": 0,
        "response_status": 1 if completed == NOT_COMPLETED else 2 * bool(completed),
        "survey_access_code": links.code_for("access", target, length=9),
        "survey_link": f"{call.settings.base_url}/surveys/?s={links.hash_of(target)}",
    }


CONTENT = content("participantList", export=export)
