"""`content=user`: the project's users with their rights, out, in and deleted."""

from collections.abc import Mapping
from typing import Any

from sandbox.call import Call, content
from sandbox.errors import ApiError
from sandbox.incoming import parse_rows
from sandbox.results import Plain, Result, Table
from sandbox.rights import FLAG_KEYS, PROFILE_KEYS, USER_COLUMNS, Rights
from sandbox.storage.journal import Kind
from sandbox.storage.members import Member


def export(call: Call) -> Result:
    """The 36 columns of redcap_api.md 2.10. Needs the right to manage users."""
    call.rights.require_export()
    call.require_right("user_rights")
    members = call.project.members.by_name()
    call.manage("Export users (API)")
    return Table(USER_COLUMNS, [user_row(call, member) for member in members], csv_newline=False)


def user_row(call: Call, member: Member) -> dict[str, Any]:
    """One user as exported."""
    structure = call.project.structure
    rights = call.project.members.rights_of(member)
    dag = structure.dag_by_id.get(member.dag_id or 0)
    instruments = structure.dictionary.instruments
    return {
        "username": member.username,
        **{key: member.profile.get(key, "") for key in PROFILE_KEYS},
        "data_access_group": dag.unique_name if dag else "",
        "data_access_group_id": dag.id if dag else "",
        "data_access_group_label": dag.name if dag else "",
        **{key: rights.flags.get(key, 0) for key in FLAG_KEYS},
        "forms": {name: rights.forms.get(name, 1) for name in instruments},
        "forms_export": {name: rights.export_level(name) for name in instruments},
    }


def import_users(call: Call) -> Result:
    """Add users or change the rights of known ones; the number of rows."""
    call.rights.require_import()
    call.require_right("user_rights")
    rows = parse_rows(call.params.raw("data"), call.params.format)
    for row in rows:
        _import_one(call, row)
    return Plain(str(len(rows)))


def _import_one(call: Call, row: Mapping[str, Any]) -> None:
    username = str(row.get("username", "")).strip()
    if not username:
        raise ApiError("Each user must have a value for 'username'.")
    known = call.project.members.get(username)
    instruments = call.project.structure.dictionary.instruments
    member = known or Member(username, rights=Rights.least(instruments))
    dag_id = member.dag_id
    if "data_access_group" in row:
        dag_id = dag_id_of(call, str(row["data_access_group"]))
    profile = {key: str(row[key]) for key in PROFILE_KEYS if key in row}
    call.project.members.put(
        Member(
            username=member.username,
            token=member.token,
            role_name=member.role_name,
            dag_id=dag_id,
            rights=_checked(call, member.rights.changed(row, instruments)),
            profile={**member.profile, **profile},
        )
    )
    verb = "Updated" if known else "Added"
    call.log(Kind.USER, f"{verb} User {username}", f"user = '{username}'")


def _checked(call: Call, rights: Rights) -> Rights:
    known = call.project.structure.dictionary.instruments
    for name in (*rights.forms, *rights.forms_export):
        if name not in known:
            raise ApiError(f'The form named "{name}" does not exist in this project.')
    return rights


def dag_id_of(call: Call, unique_name: str) -> int | None:
    """The id of a data access group; None for a blank name."""
    if not unique_name:
        return None
    dag = call.project.structure.dag_by_name.get(unique_name)
    if dag is None:
        raise ApiError(f"The data access group '{unique_name}' does not exist.")
    return dag.id


def delete(call: Call) -> Result:
    """Remove users from the project; the number removed. Needs the right to delete records."""
    call.rights.require_import()
    call.rights.require_delete()
    call.require_right("user_rights")
    names = call.params.items("users")
    for name in names:
        if call.project.members.get(name) is None:
            raise ApiError(f"The user '{name}' does not exist in this project.")
        call.project.members.delete(name)
        call.log(Kind.USER, f"Deleted User {name}", f"user = '{name}'")
    return Plain(str(len(names)))


CONTENT = content("user", export=export, import_=import_users, delete=delete)
