"""Writing a project XML: the design, and unless told otherwise the data."""

import base64
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import groupby

from sandbox.dictionary import Column, Kind
from sandbox.numbers import whole
from sandbox.odm.design import item_groups, metadata_version
from sandbox.odm.markup import block, opening, tag
from sandbox.odm.study import global_variables
from sandbox.records.export import Export
from sandbox.records.rows import RowPlace
from sandbox.records.selection import DAG_COLUMN
from sandbox.render import XML_HEAD
from sandbox.storage import ProjectStore
from sandbox.storage.links import Target
from sandbox.storage.records import Document, RecordData


NAMESPACES = {
    "xmlns": "http://www.cdisc.org/ns/odm/v1.3",
    "xmlns:ds": "http://www.w3.org/2000/09/xmldsig#",
    "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "xmlns:redcap": "https://projectredcap.org",
    "xsi:schemaLocation": "http://www.cdisc.org/ns/odm/v1.3 schema/odm/ODM1-3-1.xsd",
    "ODMVersion": "1.3.1",
    "FileOID": "000-00-0000",
    "FileType": "Snapshot",
}


def project_xml(project: ProjectStore, now: datetime, version: str) -> str:
    """The project's design as XML."""
    return "".join(project_xml_parts(project, now, version))


def project_xml_parts(
    project: ProjectStore,
    now: datetime,
    version: str,
    export: Export | None = None,
    *,
    with_files: bool = False,
) -> Iterator[str]:
    """The project as XML, piece by piece: the design, then each record by itself.

    *export*: which data go along; None for the design alone.
    """
    title = str(project.info["project_title"])
    name = "".join(word[0].upper() + word[1:] for word in re.findall(r"[A-Za-z0-9]+", title))
    study, metadata = f"Project.{name}", f"Metadata.{name}_{now:%Y-%m-%d_%H%M}"
    structure = project.structure
    attributes = {
        "OID": metadata,
        "Name": title,
        "redcap:RecordIdField": structure.dictionary.record_id_field,
    }
    at = now.strftime("%Y-%m-%dT%H:%M:%S")
    source = {
        "Description": title,
        "AsOfDateTime": at,
        "CreationDateTime": at,
        "SourceSystem": "REDCap",
        "SourceSystemVersion": version,
    }
    yield f"{XML_HEAD}\n{opening('ODM', {**NAMESPACES, **source})}\n"
    with_groups = export is not None and DAG_COLUMN in export.selection.head
    design = [
        global_variables(project),
        metadata_version(structure, attributes, with_groups=with_groups),
    ]
    yield block("Study", {"OID": study}, design) + "\n"
    if export is not None:
        origin = {"StudyOID": study, "MetaDataVersionOID": metadata}
        yield opening("ClinicalData", origin) + "\n"
        yield from (f"{subject}\n" for subject in _Data(project, export, with_files).subjects())
        yield "</ClinicalData>\n"
    yield "</ODM>"


class _Data:
    def __init__(self, project: ProjectStore, export: Export, with_files: bool) -> None:
        self._structure = project.structure
        self._files = project.files if with_files else None
        self._export = export
        self._columns = {column.name: column for column in export.selection.columns}
        self._completed = project.links.completed() if export.selection.surveys else {}
        self._id_field = self._structure.dictionary.record_id_field
        self._missing = {code for code, _label in self._structure.dictionary.missing_codes}
        groups = list(item_groups(self._structure))
        self._group_of = {column.name: group.oid for group in groups for column in group.columns}
        self._first_group = {group.instrument: group.oid for group in reversed(groups)}

    def subjects(self) -> Iterator[str]:
        """One element for each record."""
        for _record, group in groupby(self._export.places(), key=lambda pair: pair[0].record):
            pairs = list(group)
            record = pairs[0][0]
            attributes = {"SubjectKey": record.record, "redcap:RecordIdField": self._id_field}
            yield block("SubjectData", attributes, list(self._events(record, pairs)))

    def _events(
        self, record: RecordData, pairs: Iterable[tuple[RecordData, RowPlace]]
    ) -> Iterator[str]:
        for _record, place in pairs:
            repeats = self._structure.repeats_whole(place.event_id)
            documents = [*self._bare(record, place), *place.documents]
            forms = [
                self._form(record, document)
                for document in documents
                if document.instrument in self._export.selection.instruments
            ]
            if not self._structure.is_longitudinal:
                yield from forms
                continue
            name = self._structure.event_by_id[place.event_id].unique_name
            attributes = {
                "StudyEventOID": f"Event.{name}",
                "StudyEventRepeatKey": place.instance if repeats else 1,
                "redcap:UniqueEventName": name,
            }
            yield block("StudyEventData", attributes, forms)

    def _bare(self, record: RecordData, place: RowPlace) -> list[Document]:
        """A first instrument without values, for a record that has none but is in a group."""
        first = self._structure.dictionary.instruments[0]
        known = any(document.instrument == first for document in record.documents)
        has_group = record.dag_id is not None and DAG_COLUMN in self._export.selection.head
        if known or not has_group or place.is_repeat:
            return []
        return [Document(place.event_id, first, 1, {})]

    def _form(self, record: RecordData, document: Document) -> str:
        alone = self._structure.repeats_alone(document.event_id, document.instrument)
        attributes = {
            "FormOID": f"Form.{document.instrument}",
            "FormRepeatKey": document.instance if alone else 1,
        }
        return block("FormData", attributes, list(self._groups(record, document)))

    def _groups(self, record: RecordData, document: Document) -> Iterator[str]:
        first = self._first_group[document.instrument]

        def group_of(item: tuple[str, str]) -> str:
            return self._group_of.get(item[0], first)

        for oid, items in groupby(self._items(record, document), key=group_of):
            attributes = {"ItemGroupOID": oid, "ItemGroupRepeatKey": 1}
            yield block("ItemGroupData", attributes, [written for _name, written in items])

    def _items(self, record: RecordData, document: Document) -> Iterator[tuple[str, str]]:
        """Names and elements of the items that have a value."""
        for name, value in self._record_items(record, document):
            yield name, _item(name, value)
        values = document.data or {}
        for column in self._structure.dictionary.columns_by_instrument.get(document.instrument, ()):
            value = self._value(column, values) if column.name in self._columns else ""
            is_file = column.field is not None and column.field.type == "file"
            element = self._file_item(column, value) if is_file else _item(column.name, value)
            if value and element:
                yield column.name, element

    def _value(self, column: Column, values: Mapping[str, str]) -> str:
        """The value to write down; a blank for none.

        A box for a missing-data code is no item of the design, so only a check is worth a line.
        """
        if column.kind is Kind.CHECKBOX:
            value = values.get(column.name, "0")
            return "" if value == "0" and column.code in self._missing else value
        value = values.get(column.name, "")
        is_time = column.field and column.field.validation.startswith("datetime")
        return value.replace(" ", "T") if is_time else value

    def _record_items(self, record: RecordData, document: Document) -> Iterator[tuple[str, str]]:
        """What is known of the record and the response rather than entered."""
        if document.instrument == self._structure.dictionary.instruments[0]:
            yield self._id_field, record.record
            dag = self._structure.dag_by_id.get(record.dag_id or 0)
            if dag is not None and DAG_COLUMN in self._export.selection.head:
                yield DAG_COLUMN, dag.unique_name
        target = Target(record.record, document.event_id, document.instrument, document.instance)
        if target in self._completed:
            yield f"{document.instrument}_timestamp", self._completed[target]

    def _file_item(self, column: Column, value: str) -> str:
        """A file as base64, when files go along."""
        doc_id = whole(value) if self._files is not None else None
        file = self._files.get(doc_id) if self._files is not None and doc_id is not None else None
        if file is None:
            return ""
        attributes = {
            "ItemOID": column.name,
            "redcap:DocName": file.name,
            "redcap:MimeType": file.mime,
        }
        data = f"<![CDATA[{base64.b64encode(file.content).decode()}]]>"
        return tag("ItemDataBase64Binary", attributes, data)


def _item(name: str, value: str) -> str:
    return tag("ItemData", {"ItemOID": name, "Value": value})
