"""`content=pdf`: instruments as a PDF. The layout is ours; clients only look for a PDF."""

from collections.abc import Iterator

from sandbox.call import Call, content
from sandbox.errors import ApiError
from sandbox.numbers import whole
from sandbox.pdf_writer import pdf_of
from sandbox.results import Binary, Result
from sandbox.storage.journal import Kind
from sandbox.storage.records import Document


def export(call: Call) -> Result:
    """Blank instruments, or those of one record or of all with their values.

    `compactDisplay` leaves out choices and empty fields.
    """
    call.rights.require_export()
    structure, params = call.project.structure, call.params
    instrument = params.text("instrument")
    if instrument and instrument not in structure.dictionary.instruments:
        raise ApiError(f'The instrument "{instrument}" does not exist')
    record = params.text("record")
    if record:
        call.require_record(record)
    asked = [instrument] if instrument else list(structure.dictionary.instruments)
    shown = call.rights.exportable(asked)
    if record or params.has("allRecords"):
        lines = list(_filled(call, [record] if record else None, shown))
    else:
        lines = [line for name in shown for line in _instrument(call, name, {})]
    name = instrument or "AllInstruments"
    call.log(Kind.EXPORT, "Download data entry form as PDF (API)", name, record)
    title = str(call.project.info["project_title"])
    return Binary(pdf_of([f"SANDBOX {title}", "", *lines]), "application/pdf", f"{name}.pdf")


def _instrument(call: Call, name: str, values: dict[str, str]) -> Iterator[str]:
    structure, is_compact = call.project.structure, call.params.flag("compactDisplay")
    yield structure.labels[name]
    for field in structure.dictionary.fields:
        if field.instrument != name:
            continue
        ticked = [label for code, label in field.choices if f"{field.name}___{code}" in values]
        value = ", ".join(ticked) or values.get(field.name, "")
        if value or not values or not is_compact:
            yield f"   {field.label} {field.labels.get(value, value)}"
        if not is_compact:
            yield from (f"      ( ) {label}" for _code, label in field.choices)


def _filled(call: Call, records: list[str] | None, instruments: list[str]) -> Iterator[str]:
    id_field = call.project.structure.dictionary.record_id_field
    scan = call.project.records.scan(records=records, instruments=instruments, dag_id=call.dag_id)
    for stored in scan:
        for document in stored.documents:
            if document.instrument in instruments and _is_asked(call, document):
                values = {id_field: stored.record} | (document.data or {})
                yield f"Record {stored.record}"
                yield from _instrument(call, document.instrument, values)
                yield ""


def _is_asked(call: Call, document: Document) -> bool:
    """Whether the document is of the event and the instance that the call names, if any."""
    structure, event = call.project.structure, call.params.text("event")
    if event and structure.is_longitudinal and structure.event_named(event).id != document.event_id:
        return False
    return whole(call.params.text("repeat_instance")) in (None, document.instance)


CONTENT = content("pdf", export=export)
