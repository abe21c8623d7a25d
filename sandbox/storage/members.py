"""Users, tokens and roles of one project."""

import secrets
import string
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from sandbox.rights import Rights
from sandbox.storage.database import Database


@dataclass(frozen=True)
class Member:
    """One user of the project. `rights` are the person's own, `role_name` may replace them."""

    username: str
    token: str | None = None
    role_name: str = ""
    dag_id: int | None = None
    rights: Rights = field(default_factory=Rights)
    profile: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Role:
    """A named set of rights."""

    unique_name: str
    label: str
    rights: Rights


def new_token() -> str:
    """A fresh API token: 32 upper-case hexadecimal characters."""
    return secrets.token_hex(16).upper()


class MemberStore:
    """Who may do what in one project."""

    def __init__(self, database: Database, project_id: int) -> None:
        self._database = database
        self._id = project_id

    def all(self) -> list[Member]:
        """All users in the order in which they were added."""
        rows = self._database.rows(
            "SELECT username, token, role_name, dag_id, rights FROM member"
            " WHERE project_id = ? ORDER BY position",
            self._id,
        )
        return [_member(row) for row in rows]

    def by_name(self) -> list[Member]:
        """All users as exports list them."""
        return sorted(self.all(), key=lambda member: member.username.lower())

    def get(self, username: str) -> Member | None:
        """One user by name, upper and lower case alike."""
        rows = self._database.rows(
            "SELECT username, token, role_name, dag_id, rights FROM member"
            " WHERE project_id = ? AND lower(username) = lower(?)",
            *(self._id, username),
        )
        return _member(rows[0]) if rows else None

    def rights_of(self, member: Member) -> Rights:
        """The rights that count: the role's when the user has one."""
        role = self.role(member.role_name) if member.role_name else None
        return role.rights if role else member.rights

    def put(self, member: Member) -> None:
        """Add or replace a user."""
        rights = {**member.rights.as_json(), "profile": dict(member.profile)}
        self._database.run(
            "INSERT INTO member (project_id, username, position, token, role_name, dag_id, rights)"
            " VALUES (?, ?, (SELECT count(*) FROM member WHERE project_id = ?), ?, ?, ?, ?)"
            " ON CONFLICT (project_id, username) DO UPDATE SET token = excluded.token,"
            " role_name = excluded.role_name, dag_id = excluded.dag_id, rights = excluded.rights",
            *(self._id, member.username, self._id, member.token, member.role_name),
            *(member.dag_id, orjson.dumps(rights).decode()),
        )

    def delete(self, username: str) -> None:
        """Remove a user and the token with it."""
        self._database.run(
            "DELETE FROM member WHERE project_id = ? AND username = ?", self._id, username
        )

    def roles(self) -> list[Role]:
        """All roles in the order in which they were added."""
        rows = self._database.rows(
            "SELECT unique_name, label, rights FROM role WHERE project_id = ? ORDER BY role_id",
            self._id,
        )
        return [Role(row[0], row[1], Rights.from_json(orjson.loads(row[2]))) for row in rows]

    def role(self, unique_name: str) -> Role | None:
        """One role by its unique name."""
        return next((role for role in self.roles() if role.unique_name == unique_name), None)

    def put_role(self, role: Role) -> None:
        """Add or replace a role; a blank unique name gets a new one, `U-` and ten characters."""
        letters = string.ascii_uppercase + string.digits
        fresh = "U-" + "".join(secrets.choice(letters) for _ in range(10))
        self._database.run(
            "INSERT INTO role (project_id, unique_name, label, rights) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (project_id, unique_name) DO UPDATE SET label = excluded.label,"
            " rights = excluded.rights",
            *(self._id, role.unique_name or fresh, role.label),
            orjson.dumps(role.rights.as_json()).decode(),
        )

    def delete_role(self, unique_name: str) -> None:
        """Remove a role; its users fall back to their own rights."""
        self._database.run(
            "DELETE FROM role WHERE project_id = ? AND unique_name = ?", self._id, unique_name
        )
        self._database.run(
            "UPDATE member SET role_name = '' WHERE project_id = ? AND role_name = ?",
            *(self._id, unique_name),
        )


def _member(row: tuple[Any, ...]) -> Member:
    stored = orjson.loads(row[4])
    return Member(
        username=row[0],
        token=row[1],
        role_name=row[2],
        dag_id=row[3],
        rights=Rights.from_json(stored),
        profile=stored.get("profile", {}),
    )
