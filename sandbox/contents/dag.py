"""`content=dag` and `content=userDagMapping`: data access groups and who is in them."""

from collections.abc import Mapping
from dataclasses import replace

from sandbox.call import Call, content
from sandbox.contents.user import dag_id_of
from sandbox.errors import ApiError
from sandbox.incoming import parse_rows, texts
from sandbox.results import Plain, Result, Table
from sandbox.storage.members import Member


COLUMNS = ("data_access_group_name", "unique_group_name", "data_access_group_id")
MAPPING_COLUMNS = ("username", "redcap_data_access_group")
NEEDS_RIGHT = (
    "Insufficient user privileges: You must have 'API {verb}' privileges and 'Data Access Groups'"
    " privileges in the project."
)


def _require(call: Call, verb: str) -> None:
    if not (call.rights.may(f"api_{verb.lower()}") and call.rights.may("data_access_groups")):
        raise ApiError(NEEDS_RIGHT.format(verb=verb))


def export(call: Call) -> Result:
    """The groups in the order in which they were made."""
    _require(call, "Export")
    rows = [
        dict(zip(COLUMNS, (dag.name, dag.unique_name, dag.id), strict=True))
        for dag in call.project.structure.dags
    ]
    call.manage("Export DAGs (API)")
    return Table(COLUMNS, rows)


def import_dags(call: Call) -> Result:
    """Add groups (blank unique name) or rename known ones."""
    _require(call, "Import")
    rows = texts(parse_rows(call.params.raw("data"), call.params.format))
    for row in rows:
        _import_one(call, row)
    call.manage("Import DAGs (API)")
    return Plain(str(len(rows)))


def _import_one(call: Call, row: Mapping[str, str]) -> None:
    name, unique_name = row.get("data_access_group_name", ""), row.get("unique_group_name", "")
    if not name.strip():
        raise ApiError("Each data access group must have a name.")
    if unique_name and unique_name not in call.project.structure.dag_by_name:
        raise ApiError(f"The unique group name '{unique_name}' does not exist.")
    call.project.shape.put_dag(name.strip(), unique_name)


def delete(call: Call) -> Result:
    """Remove groups; their records belong to none afterwards."""
    _require(call, "Import")
    ids = [dag_id_of(call, name) for name in call.params.items("dags")]
    for dag_id in ids:
        if dag_id is not None:
            call.project.shape.delete_dag(dag_id)
    call.manage("Delete DAGs (API)")
    return Plain(str(len(ids)))


def switch(call: Call) -> Result:
    """Put the caller into another group; `1` when done."""
    dag_id = dag_id_of(call, call.params.text("dag"))
    _assign(call, call.username, dag_id)
    call.manage("Switch DAG (API)")
    return Plain("1")


def export_mapping(call: Call) -> Result:
    """Every user with the group's unique name."""
    _require(call, "Export")
    groups = call.project.structure.dag_by_id
    rows = [
        {"username": member.username, "redcap_data_access_group": _name(groups, member)}
        for member in call.project.members.by_name()
    ]
    call.manage("Export User-DAG assignments (API)")
    return Table(MAPPING_COLUMNS, rows)


def _name(groups: Mapping[int, object], member: Member) -> str:
    return str(getattr(groups.get(member.dag_id or 0), "unique_name", ""))


def import_mapping(call: Call) -> Result:
    """Put users into groups; a blank group takes them out."""
    _require(call, "Import")
    rows = texts(parse_rows(call.params.raw("data"), call.params.format))
    for row in rows:
        dag_id = dag_id_of(call, row.get("redcap_data_access_group", ""))
        _assign(call, row.get("username", ""), dag_id)
    call.manage("Import User-DAG assignments (API)")
    return Plain(str(len(rows)))


def _assign(call: Call, username: str, dag_id: int | None) -> None:
    member = call.project.members.get(username)
    if member is None:
        raise ApiError(f"The user '{username}' does not exist in this project.")
    call.project.members.put(replace(member, dag_id=dag_id))


CONTENT = content("dag", export=export, import_=import_dags, delete=delete, switch=switch)
MAPPING = content("userDagMapping", export=export_mapping, import_=import_mapping)
