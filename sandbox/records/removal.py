"""Deleting records, or parts of them. Source: redcap_api.md 1.2, 1.4: atomic, whole or by part."""

from collections.abc import Sequence
from dataclasses import dataclass

from sandbox.errors import ApiError
from sandbox.storage.project import ProjectStore
from sandbox.storage.records import Document


@dataclass(frozen=True)
class Removal:
    """What to delete: whole records, or one arm, event, instrument or instance of them.

    No *instance* means the first one of a repeating instrument, but all of a repeating event.
    """

    records: Sequence[str]
    arm: str = ""
    event: str = ""
    instrument: str = ""
    instance: int | None = None
    dag_id: int | None = None


def remove(project: ProjectStore, removal: Removal) -> int:
    """Delete and return the number of records. Raises `ApiError` when one does not exist."""
    events = _events(project, removal)
    _check_records(project, removal, events if removal.arm else None)
    if not removal.instrument and events is None:
        project.records.delete(removal.records)
        return len(removal.records)
    _check_instrument(project, removal)
    project.records.delete_documents(
        (stored.record, document.event_id, document.instrument, document.instance)
        for stored in list(project.records.scan(records=removal.records, instruments=()))
        for document in stored.documents
        if (events is None or document.event_id in events) and _is_meant(project, removal, document)
    )
    return len(removal.records)


def _check_records(project: ProjectStore, removal: Removal, events: frozenset[int] | None) -> None:
    """Raise unless every record is there; with *events*, unless it has data in one of them."""
    known = project.records.dag_by_record(removal.records)
    if events is not None:
        found = project.records.scan(records=removal.records, instruments=())
        known = {
            stored.record: stored.dag_id
            for stored in found
            if any(document.event_id in events for document in stored.documents)
        }
    visible = {
        record
        for record, dag_id in known.items()
        if removal.dag_id is None or dag_id == removal.dag_id
    }
    missing = [record for record in removal.records if record not in visible]
    if missing:
        raise ApiError(
            "One or more of the records provided cannot be deleted because they do not exist in"
            f" the project. The following records do not exist: {', '.join(missing)}"
        )


def _events(project: ProjectStore, removal: Removal) -> frozenset[int] | None:
    structure = project.structure
    if not structure.is_longitudinal:
        return None
    if removal.event:
        return frozenset({structure.event_named(removal.event).id})
    if removal.arm:
        return frozenset(e.id for e in structure.events if str(e.arm_num) == removal.arm)
    return None


def _check_instrument(project: ProjectStore, removal: Removal) -> None:
    if not removal.instrument:
        return
    if removal.instrument not in project.structure.dictionary.instruments:
        raise ApiError(f"The instrument '{removal.instrument}' does not exist in this project.")
    if project.structure.is_longitudinal and not removal.event:
        raise ApiError("The event is needed to delete an instrument in a longitudinal project.")


def _is_meant(project: ProjectStore, removal: Removal, document: Document) -> bool:
    structure, event_id = project.structure, document.event_id
    whole = structure.repeats_whole(event_id)
    if not removal.instrument:
        return not whole or removal.instance in (None, document.instance)
    if document.instrument != removal.instrument:
        return False
    repeats = whole or structure.repeats_alone(event_id, document.instrument)
    return not repeats or document.instance == (removal.instance or 1)
