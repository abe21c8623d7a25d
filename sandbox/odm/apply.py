"""Making a project what a project XML says: design first, then data."""

from collections import defaultdict

from sandbox.dictionary import Column, Kind
from sandbox.errors import ApiError
from sandbox.odm.plan import PlannedDocument, ProjectFile
from sandbox.project_info import cleaned
from sandbox.storage import ProjectStore
from sandbox.storage.links import Target
from sandbox.storage.members import Role
from sandbox.storage.records import Document
from sandbox.structure import Structure


def apply_project(project: ProjectStore, file: ProjectFile) -> None:
    """Write design, roles, reports and data into an empty project.

    Calculated values are left out: REDCap does not take them from a project XML
    (redcap_api.md 2.4). Raises `ApiError` when the file has no fields.
    """
    if not file.fields:
        raise ApiError("The ODM data has no fields.")
    _design(project, file)
    for name in file.dags:
        project.shape.put_dag(name)
    for label, rights in file.roles:
        project.members.put_role(Role("", label, rights))
    for each in file.reports:
        project.reports.add(each.title, each.fields, each.filter_logic, each.settings)
    _data(project, file)


def _design(project: ProjectStore, file: ProjectFile) -> None:
    shape = project.shape
    project.change_info(cleaned(file.settings))
    shape.replace_fields(file.fields)
    shape.label_instruments(file.labels)
    known = project.structure.dictionary.instruments
    shape.enable_surveys({name: file.surveys[name] for name in file.surveys if name in known})
    shape.keep_survey_settings(file.survey_settings)
    if file.events:
        _events(project, file)
    by_name = project.structure.event_by_name
    first = project.structure.events[0]
    shape.replace_repeating(
        [
            (by_name.get(event, first).id, instrument, label)
            for event, instrument, label in file.repeating
            if event in by_name or not file.events
        ]
    )


def _events(project: ProjectStore, file: ProjectFile) -> None:
    shape = project.shape
    for arm in project.structure.arms:
        shape.delete_arm(arm.number)
    pairs: list[tuple[int, str]] = []
    for planned in file.events:
        shape.put_arm(planned.event.arm_num, planned.arm_name)
        event_id = shape.put_event(planned.event)
        pairs += [(event_id, instrument) for instrument in planned.instruments]
    shape.replace_designations(pairs)


def _data(project: ProjectStore, file: ProjectFile) -> None:
    structure = project.structure
    documents: dict[tuple[str, int, str, int], dict[str, str]] = defaultdict(dict)
    dags: dict[str, int] = {}
    for planned in file.documents:
        key = _key(structure, planned)
        if key is None or not planned.record:
            continue
        documents[key] |= _stored(structure, planned) | _filed(project, planned)
        dag = structure.dag_by_name.get(planned.values.get("redcap_data_access_group", ""))
        if dag is not None:
            dags[planned.record] = dag.id
        _timestamp(project, planned, key)
    project.records.create(dict.fromkeys(key[0] for key in documents))
    project.records.write(
        (key[0], Document(key[1], key[2], key[3], values)) for key, values in documents.items()
    )
    for record, dag_id in dags.items():
        project.records.assign_dag([record], dag_id)


def _key(structure: Structure, planned: PlannedDocument) -> tuple[str, int, str, int] | None:
    event = structure.events[0]
    if structure.is_longitudinal:
        found = structure.event_by_name.get(planned.event_name)
        if found is None:
            return None
        event = found
    instance = 1
    if structure.repeats_whole(event.id):
        instance = planned.event_repeat
    elif structure.repeats_alone(event.id, planned.instrument):
        instance = planned.instance
    return planned.record, event.id, planned.instrument, instance


def _stored(structure: Structure, planned: PlannedDocument) -> dict[str, str]:
    columns = structure.dictionary.column_by_name
    id_field = structure.dictionary.record_id_field
    return {
        name: _value(columns[name], value)
        for name, value in planned.values.items()
        if name in columns and name != id_field and _is_kept(columns[name], value)
    }


def _filed(project: ProjectStore, planned: PlannedDocument) -> dict[str, str]:
    """The document's files put into store, their ids by field."""
    fields = project.structure.dictionary.by_name
    return {
        name: str(project.files.add(file.name, file.mime, file.content))
        for name, file in planned.files.items()
        if name in fields and fields[name].type == "file"
    }


def _is_kept(column: Column, value: str) -> bool:
    if not value or (column.kind is Kind.CHECKBOX and value != "1"):
        return False
    return column.field is None or column.field.type not in ("calc", "file")


def _value(column: Column, value: str) -> str:
    if column.field is not None and column.field.validation.startswith("datetime"):
        return value.replace("T", " ")
    return value


def _timestamp(
    project: ProjectStore, planned: PlannedDocument, key: tuple[str, int, str, int]
) -> None:
    at = planned.values.get(f"{planned.instrument}_timestamp", "")
    if at and planned.instrument in project.structure.surveys:
        project.links.complete(Target(*key), at.replace("T", " ") if at[0] != "[" else at)
