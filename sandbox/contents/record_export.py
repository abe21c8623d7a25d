"""`content=record` without data: the record export."""

from sandbox.call import Call
from sandbox.errors import ApiError
from sandbox.incoming import DELIMITERS
from sandbox.odm import project_xml_parts
from sandbox.params import Params
from sandbox.records.eav import eav_columns, eav_rows
from sandbox.records.export import Export, Request, prepare
from sandbox.records.filters import keep, range_text
from sandbox.records.labels import header_labels
from sandbox.records.selection import Asked
from sandbox.render import MIMES
from sandbox.results import Pieces, Result, Table
from sandbox.storage.journal import Kind


XML_NAMES = ("records", "item")


def export(call: Call) -> Result:
    """Rows of all or some records, flat or as entity, attribute and value."""
    call.rights.require_export()
    prepared = prepare(call.project, call.rights, request_of(call), call.now)
    _log(call)
    if call.params.format == "odm":
        texts = project_xml_parts(call.project, call.now, call.settings.version, prepared)
        return Pieces(texts, MIMES["odm"])
    if call.params.text("type").lower() == "eav":
        return Table(eav_columns(prepared), eav_rows(prepared), xml_names=XML_NAMES)
    return flat_table(prepared, call.params)


def flat_table(prepared: Export, params: Params) -> Table:
    """The flat export's table, with label headers when CSV asks for them."""
    headers: list[str] = []
    if params.text("rawOrLabelHeaders").lower() == "label" and params.format == "csv":
        headers = header_labels(
            prepared.structure, prepared.selection.head, prepared.data_columns()
        )
    return Table(
        prepared.names,
        prepared.rows(),
        xml_names=XML_NAMES,
        headers=headers,
        delimiter=delimiter_of(params),
        empty_csv="\n",
    )


def delimiter_of(params: Params) -> str:
    """The CSV delimiter that was asked for. A tab may come as itself or as a word."""
    raw = params.raw("csvDelimiter")
    found = DELIMITERS.get(raw if raw == "\t" else raw.strip().lower())
    if found is None and raw.strip():
        raise ApiError('The value of the parameter "csvDelimiter" is not valid')
    return found or ","


def request_of(call: Call) -> Request:
    """The export that the parameters ask for."""
    params = call.params
    labels = params.text("rawOrLabel").lower() in ("label", "both")
    return Request(
        asked=_asked(call),
        records=_records(call),
        events=params.items("events"),
        filter_logic=params.text("filterLogic"),
        labels=labels,
        checkbox_labels=params.flag("exportCheckboxLabel"),
        combined=params.flag("combineCheckboxOptions") and params.text("type").lower() != "eav",
        blank_for_gray=params.flag("exportBlankForGrayFormStatus"),
        decimal=params.text("decimalCharacter"),
        dag_id=call.dag_id,
        around=call.around(),
    )


def _asked(call: Call) -> Asked:
    params = call.params
    instruments = params.items("forms")
    if not params.is_array("forms"):
        # The comma form of `forms` is not validated: an unknown name gives every form.
        known = call.project.structure.dictionary.instruments
        instruments = instruments if all(name in known for name in instruments) else ()
    return Asked(
        fields=params.items("fields"),
        instruments=instruments,
        with_dag=params.flag("exportDataAccessGroups") and call.dag_id is None,
        with_survey_fields=params.flag("exportSurveyFields"),
    )


def _records(call: Call) -> list[str] | None:
    params = call.params
    asked = params.items("records")
    begin = range_text(params.text("dateRangeBegin"), name="dateRangeBegin")
    end = range_text(params.text("dateRangeEnd"), name="dateRangeEnd")
    if not begin and not end:
        return list(asked) or None
    changed = call.project.journal.records_between(begin, end)
    return keep(asked, changed) if asked else sorted(changed)


def _log(call: Call) -> None:
    params = call.params
    shown = [f"export_format: {params.format.upper()}"]
    shown.append(f"rawOrLabel: {params.text('rawOrLabel', 'raw')}")
    for name in ("fields", "forms", "records", "events"):
        asked = ", ".join(params.items(name))
        shown += [f'{name}: "{asked}"'] if asked else []
    call.log(Kind.EXPORT, "Data export (API)", ", ".join(shown))
