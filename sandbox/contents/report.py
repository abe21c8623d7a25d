"""`content=report`: the rows of a saved report, flat."""

from collections.abc import Iterator
from dataclasses import replace

from sandbox.call import Call, content
from sandbox.contents.record_export import flat_table, request_of
from sandbox.errors import ApiError
from sandbox.numbers import whole_or
from sandbox.records.arranging import Arrangement
from sandbox.records.export import Request, prepare
from sandbox.records.selection import Asked
from sandbox.results import Result
from sandbox.storage.journal import Kind
from sandbox.storage.reports import Report
from sandbox.structure import Structure


def export(call: Call) -> Result:
    """The report's fields in its own order, filtered and sorted as it says."""
    call.rights.require_export()
    text = call.params.text("report_id")
    report = call.project.reports.get(whole_or(text, 0))
    if report is None:
        raise ApiError(f"The report_id {text} does not exist for this project.")
    prepared = prepare(call.project, call.rights, _request(call, report), call.now)
    call.log(Kind.EXPORT, "Data export (API)", f"report_id: {report.id}")
    return flat_table(prepared, call.params)


def _request(call: Call, report: Report) -> Request:
    structure = call.project.structure
    known = {column.base for column in structure.dictionary.columns}
    asked = Asked(
        fields=[name for name in report.fields if name in known],
        with_dag=report.has("output_dags") and call.dag_id is None,
        with_survey_fields=report.has("output_survey_fields"),
        in_this_order=True,
    )
    return replace(
        request_of(call),
        asked=asked,
        records=None,
        events=_listed(report, "redcap_reports_filter_events"),
        filter_logic=report.filter_logic,
        combined=report.has("combine_checkbox_values"),
        arrangement=_arrangement(structure, report),
    )


def _listed(report: Report, setting: str) -> list[str]:
    names = report.settings.get(setting, "").split(",")
    return [name.strip() for name in names if name.strip()]


def _arrangement(structure: Structure, report: Report) -> Arrangement:
    groups = [structure.dag_by_name.get(n) for n in _listed(report, "redcap_reports_filter_dags")]
    order = list(_order(report))
    # Records come by number anyway.
    if order == [(structure.dictionary.record_id_field, False)]:
        order = []
    return Arrangement(
        record_id_field=structure.dictionary.record_id_field,
        order=order,
        dag_ids=frozenset(dag.id for dag in groups if dag is not None),
        by_record=report.settings.get("filter_type") == "RECORD",
        single_line=report.has("remove_line_breaks_in_values"),
    )


def _order(report: Report) -> Iterator[tuple[str, bool]]:
    for number in (1, 2, 3):
        if name := report.settings.get(f"orderby_field{number}"):
            yield name, report.settings.get(f"orderby_sort{number}") == "DESC"


CONTENT = content("report", export=export)
