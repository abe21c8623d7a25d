"""Survey addresses and codes: links, queue links, return codes and access codes.

Each is plain text and stays the same for the same record, event, instrument and instance.
"""

from sandbox.call import Call, content
from sandbox.errors import ApiError
from sandbox.numbers import whole_or
from sandbox.results import Plain, Result
from sandbox.storage.links import Target


QUEUE = ""


def link(call: Call) -> Result:
    """The address of a record's survey."""
    target = _target(call)
    name = call.project.links.hash_of(target)
    call.manage("Download survey link (API)")
    return Plain(f"{call.settings.base_url}/surveys/?s={name}")


def queue_link(call: Call) -> Result:
    """The address of a record's survey queue."""
    call.rights.require_export()
    record = _record(call)
    target = Target(record, call.project.structure.events[0].id, QUEUE, 1)
    name = call.project.links.hash_of(target)
    call.manage("Download survey queue link (API)")
    return Plain(f"{call.settings.base_url}/surveys/?sq={name}")


def return_code(call: Call) -> Result:
    """The eight-letter code with which a respondent returns to a survey."""
    code = call.project.links.code_for("return", _target(call), length=8)
    call.manage("Download survey return code (API)")
    return Plain(code)


def access_code(call: Call) -> Result:
    """The nine-letter code that opens a survey without its address."""
    code = call.project.links.code_for("access", _target(call), length=9)
    call.manage("Download survey access code (API)")
    return Plain(code)


def _target(call: Call) -> Target:
    call.rights.require_export()
    structure, params = call.project.structure, call.params
    record = _record(call)
    instrument = params.text("instrument")
    if instrument not in structure.dictionary.instruments:
        raise ApiError(f'The instrument "{instrument}" does not exist')
    if instrument not in structure.surveys:
        raise ApiError(f'The instrument "{instrument}" has not been enabled as a survey')
    event = structure.event_named(params.text("event") if structure.is_longitudinal else "")
    if instrument not in structure.designated(event.id):
        raise ApiError(f'The instrument "{instrument}" is not designated for the event')
    number = params.text("repeat_instance", "1")
    repeats = structure.repeats_alone(event.id, instrument) or structure.repeats_whole(event.id)
    instance = whole_or(number, 1) if repeats else 1
    return Target(record, event.id, instrument, instance)


def _record(call: Call) -> str:
    record = call.params.text("record")
    call.require_record(record)
    return record


LINK = content("surveyLink", export=link)
QUEUE_LINK = content("surveyQueueLink", export=queue_link)
RETURN_CODE = content("surveyReturnCode", export=return_code)
ACCESS_CODE = content("surveyAccessCode", export=access_code)
