"""`content=report`: the rows of a saved report, flat."""

from dataclasses import replace

from sandbox.call import Call, content
from sandbox.contents.record_export import flat_table, request_of
from sandbox.errors import ApiError
from sandbox.numbers import whole_or
from sandbox.records.export import prepare
from sandbox.records.selection import Asked
from sandbox.results import Result
from sandbox.storage.journal import Kind


def export(call: Call) -> Result:
    """The report's fields, filtered by its logic; the record id comes as in any export."""
    call.rights.require_export()
    text = call.params.text("report_id")
    report = call.project.reports.get(whole_or(text, 0))
    if report is None:
        raise ApiError(f"The report_id {text} does not exist for this project.")
    request = replace(
        request_of(call),
        asked=Asked(fields=report.fields),
        records=None,
        filter_logic=report.filter_logic,
    )
    prepared = prepare(call.project, call.rights, request, call.now)
    call.log(Kind.EXPORT, "Data export (API)", f"report_id: {report.id}")
    return flat_table(prepared, call.params)


CONTENT = content("report", export=export)
