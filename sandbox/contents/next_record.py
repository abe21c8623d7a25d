"""`content=generateNextRecordName`: the next free record id. It reserves nothing."""

from sandbox.call import Call, content
from sandbox.records.numbering import next_numbers
from sandbox.results import Plain, Result


def export(call: Call) -> Result:
    """Highest number plus one; for a member of a data access group, `group-n`."""
    call.rights.require_export()
    return Plain(next_numbers(call.project, call.dag_id, 1)[0])


CONTENT = content("generateNextRecordName", export=export)
