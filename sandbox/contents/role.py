"""`content=userRole` and `content=userRoleMapping`: named sets of rights and who has them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sandbox.call import Call, content
from sandbox.contents.user import dag_id_of
from sandbox.errors import ApiError
from sandbox.incoming import parse_rows, texts
from sandbox.results import Plain, Result, Table
from sandbox.rights import ROLE_COLUMNS, ROLE_FLAG_KEYS, Rights, levels
from sandbox.storage.journal import Kind
from sandbox.storage.members import Role


def export(call: Call) -> Result:
    """Roles; flags are texts here, other than in the user export."""
    call.rights.require_export()
    call.require_right("user_rights")
    instruments = call.project.structure.dictionary.instruments
    rows = [_row(role, instruments) for role in call.project.members.roles()]
    call.manage("Export user roles (API)")
    return Table(ROLE_COLUMNS, rows, csv_newline=False)


def _row(role: Role, instruments: tuple[str, ...]) -> dict[str, Any]:
    rights = role.rights
    return {
        "unique_role_name": role.unique_name,
        "role_label": role.label,
        **{key: str(rights.flags.get(key, 0)) for key in ROLE_FLAG_KEYS},
        "forms": {name: rights.forms.get(name, 1) for name in instruments},
        "forms_export": {name: rights.export_level(name) for name in instruments},
    }


def import_roles(call: Call) -> Result:
    """Add roles (no unique name) or change known ones."""
    call.rights.require_import()
    call.require_right("user_rights")
    rows = parse_rows(call.params.raw("data"), call.params.format)
    if found := list(_objections(call, rows)):
        raise ApiError("\n".join(found))
    for row in rows:
        call.project.members.put_role(_role(call, row))
    call.log(Kind.USER, "Import user roles (API)")
    return Plain(str(len(rows)))


def _unique_name(row: Mapping[str, Any]) -> str:
    return str(row.get("unique_role_name", "")).strip()


def _objections(call: Call, rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Instruments and roles that do not exist, each in REDCap's words."""
    instruments = call.project.structure.dictionary.instruments
    for row in rows:
        for name in (*levels(row.get("forms")), *levels(row.get("forms_export"))):
            if name not in instruments:
                yield (
                    f'The form named "{name}" is incorrect for the user role "{_unique_name(row)}"'
                    " The form does not exist in this project."
                )
    known = {"", *(role.unique_name for role in call.project.members.roles())}
    if unknown := [name for row in rows if (name := _unique_name(row)) not in known]:
        yield f"Invalid Unique Role Names: {', '.join(unknown)}"


def _role(call: Call, row: Mapping[str, Any]) -> Role:
    instruments = call.project.structure.dictionary.instruments
    known = call.project.members.role(_unique_name(row))
    label = str(row.get("role_label", known.label if known else "")).strip()
    if not label:
        raise ApiError("Each user role must have a value for 'role_label'.")
    rights = known.rights if known else Rights.least(instruments)
    return Role(_unique_name(row), label, rights.changed(row, instruments))


def delete(call: Call) -> Result:
    """Remove roles."""
    call.rights.require_import()
    call.require_right("user_rights")
    names = call.params.items("roles")
    for name in names:
        _known(call, name)
        call.project.members.delete_role(name)
    call.log(Kind.USER, "Delete user roles (API)")
    return Plain(str(len(names)))


def _known(call: Call, unique_name: str) -> None:
    if call.project.members.role(unique_name) is None:
        raise ApiError(f'The unique role name "{unique_name}" does not exist in this project.')


def export_mapping(call: Call) -> Result:
    """Every user with the role; the data access group only where the project has groups."""
    call.rights.require_export()
    call.require_right("user_rights")
    dags = call.project.structure.dag_by_id
    columns = ("username", "unique_role_name", *(["data_access_group"] if dags else []))
    rows = []
    for member in call.project.members.by_name():
        dag = dags.get(member.dag_id or 0)
        cells = (member.username, member.role_name, dag.unique_name if dag else "")
        rows.append(dict(zip(columns, cells, strict=False)))
    call.manage("Export user role assignments (API)")
    return Table(columns, rows)


def import_mapping(call: Call) -> Result:
    """Give users roles; a blank role takes it away."""
    call.rights.require_import()
    call.require_right("user_rights")
    rows = texts(parse_rows(call.params.raw("data"), call.params.format))
    for row in rows:
        member = call.project.members.get(row.get("username", ""))
        if member is None:
            raise ApiError(f"The user '{row.get('username', '')}' does not exist in this project.")
        name = row.get("unique_role_name", "").strip()
        if name:
            _known(call, name)
        dag_id = member.dag_id
        if "data_access_group" in row:
            dag_id = dag_id_of(call, row["data_access_group"])
        call.project.members.put(replace(member, role_name=name, dag_id=dag_id))
    call.log(Kind.USER, "Import user role assignments (API)")
    return Plain(str(len(rows)))


CONTENT = content("userRole", export=export, import_=import_roles, delete=delete)
MAPPING = content("userRoleMapping", export=export_mapping, import_=import_mapping)
