"""`content=pdf`: instruments as a PDF. The layout is ours; clients only look for a PDF."""

from sandbox.call import Call, content
from sandbox.errors import ApiError
from sandbox.pdf_writer import pdf_of
from sandbox.results import Binary, Result
from sandbox.storage.journal import Kind


def export(call: Call) -> Result:
    """Blank instruments, or those of one record or of all with their values."""
    call.rights.require_export()
    structure, params = call.project.structure, call.params
    instrument = params.text("instrument")
    if instrument and instrument not in structure.dictionary.instruments:
        raise ApiError(f'The instrument "{instrument}" does not exist')
    record = params.text("record")
    if record:
        call.require_record(record)
    shown = [instrument] if instrument else list(structure.dictionary.instruments)
    lines = _blank(call, call.rights.exportable(shown))
    if record or params.has("allRecords"):
        lines += _values(call, [record] if record else None, call.rights.exportable(shown))
    name = instrument or "AllInstruments"
    call.log(Kind.EXPORT, "Download data entry form as PDF (API)", name, record)
    title = str(call.project.info["project_title"])
    return Binary(pdf_of([f"SANDBOX {title}", "", *lines]), "application/pdf", f"{name}.pdf")


def _blank(call: Call, instruments: list[str]) -> list[str]:
    structure = call.project.structure
    lines = []
    for name in instruments:
        lines.append(structure.labels[name])
        lines += [
            f"   {field.label}" for field in structure.dictionary.fields if field.instrument == name
        ]
    return lines


def _values(call: Call, records: list[str] | None, instruments: list[str]) -> list[str]:
    lines = []
    scan = call.project.records.scan(records=records, instruments=instruments, dag_id=call.dag_id)
    for stored in scan:
        lines += ["", f"Record {stored.record}"]
        for document in stored.documents:
            lines += [f"   {name}: {value}" for name, value in (document.data or {}).items()]
    return lines


CONTENT = content("pdf", export=export)
