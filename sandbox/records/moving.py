"""Values follow their field when a new dictionary puts it on another instrument."""

from sandbox.dictionary import Dictionary
from sandbox.storage.project import ProjectStore
from sandbox.storage.records import Document


def move_values(project: ProjectStore, before: Dictionary) -> None:
    """Move stored values from the instruments of *before* to those of the present dictionary."""
    now = project.structure.dictionary
    homes = {
        column.name: column.instrument
        for column in now.columns
        if column.field
        and column.name in before.column_by_name
        and before.column_by_name[column.name].instrument != column.instrument
    }
    if not homes:
        return
    for stored in list(project.records.scan()):
        project.records.write(
            (stored.record, document) for document in _moved(stored.documents, homes)
        )


def _moved(documents: list[Document], homes: dict[str, str]) -> list[Document]:
    by_key = {(doc.event_id, doc.instrument, doc.instance): doc for doc in documents}
    for document in documents:
        for name in [name for name in document.data or {} if name in homes]:
            key = (document.event_id, homes[name], document.instance)
            target = by_key.setdefault(key, Document(*key, {}))
            if target is not document and target.data is not None and document.data:
                target.data[name] = document.data.pop(name)
    return list(by_key.values())
