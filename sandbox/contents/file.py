"""`content=file`: the file in one field of one record."""

from dataclasses import dataclass

from sandbox.call import Call, content
from sandbox.errors import ApiError
from sandbox.numbers import whole, whole_or
from sandbox.records.checks import INSTRUMENT_LOCKED, NO_EDITING, RECORD_LOCKED
from sandbox.results import Binary, Nothing, Result
from sandbox.storage.journal import Kind
from sandbox.storage.records import Document


@dataclass(frozen=True)
class _Slot:
    record: str
    field: str
    document: Document

    @property
    def doc_id(self) -> int | None:
        value = (self.document.data or {}).get(self.field, "")
        return whole(value)


def export(call: Call) -> Result:
    """The file's bytes, its name in the content type."""
    call.rights.require_export()
    slot = _slot(call)
    file = call.project.files.get(slot.doc_id) if slot.doc_id is not None else None
    if file is None:
        raise ApiError("There is no file to download for this record")
    call.log(Kind.EXPORT, "Download uploaded document (API)", slot.field, slot.record)
    return Binary(file.content, file.mime, file.name)


def import_file(call: Call) -> Result:
    """Put a file into the field; an empty answer."""
    call.rights.require_import()
    upload = call.params.uploads.get("file")
    if upload is None or not upload.filename:
        raise ApiError("No valid file was uploaded")
    slot = _slot(call)
    if slot.doc_id is not None:
        call.project.files.delete(slot.doc_id)
    doc_id = call.project.files.add(upload.filename, upload.mime, upload.content)
    _write(call, slot, str(doc_id))
    call.log(Kind.RECORD_EDIT, f"Upload document (API) {slot.record}", slot.field, slot.record)
    return Nothing()


def delete(call: Call) -> Result:
    """Take the file out of the field; an empty answer."""
    call.rights.require_import()
    slot = _slot(call)
    if slot.doc_id is None:
        raise ApiError("There is no file to delete for this record")
    call.project.files.delete(slot.doc_id)
    _write(call, slot, "")
    call.log(Kind.RECORD_EDIT, f"Delete document (API) {slot.record}", slot.field, slot.record)
    return Nothing()


def _slot(call: Call) -> _Slot:
    structure, params = call.project.structure, call.params
    name, record = params.text("field"), params.text("record")
    field = structure.dictionary.by_name.get(name)
    if field is None or field.type != "file":
        raise ApiError(f"The field '{name}' does not exist or is not a 'file' field")
    call.require_record(record)
    event = structure.event_named(params.text("event") if structure.is_longitudinal else "")
    if field.instrument not in structure.designated(event.id):
        raise ApiError(f"The field '{name}' is not available in this event")
    number = params.text("repeat_instance", "1")
    repeats = structure.repeats_alone(event.id, field.instrument)
    repeats = repeats or structure.repeats_whole(event.id)
    instance = whole_or(number, 1) if repeats else 1
    fresh = Document(event.id, field.instrument, instance, {})
    for stored in call.project.records.scan(records=[record]):
        for document in stored.documents:
            key = (document.event_id, document.instrument, document.instance)
            if key == (event.id, field.instrument, instance):
                return _Slot(record, name, document)
    return _Slot(record, name, fresh)


def _check_closed(call: Call, slot: _Slot) -> None:
    """Raise when the record or instrument is locked, or the instrument may not be edited."""
    document = slot.document
    key = (slot.record, document.event_id, document.instrument, document.instance)
    records, instruments = call.project.records.locked([slot.record])
    if slot.record in records:
        raise ApiError(RECORD_LOCKED)
    if key in instruments:
        raise ApiError(INSTRUMENT_LOCKED)
    if not call.rights.may_edit(document.instrument):
        raise ApiError(NO_EDITING)


def _write(call: Call, slot: _Slot, value: str) -> None:
    _check_closed(call, slot)
    data = {**(slot.document.data or {}), slot.field: value}
    if not value:
        del data[slot.field]
    document = slot.document
    changed = Document(document.event_id, document.instrument, document.instance, data)
    call.project.records.write([(slot.record, changed)])


CONTENT = content("file", export=export, import_=import_file, delete=delete)
