"""One API call as a handler sees it: who asks, what, of which project, at what time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from types import MappingProxyType

from sandbox.errors import ApiError
from sandbox.params import Params
from sandbox.records.smart import Surroundings
from sandbox.results import Result
from sandbox.rights import Rights
from sandbox.storage import Database, ProjectStore
from sandbox.storage.journal import Entry, Kind


@dataclass(frozen=True)
class Settings:
    """What the whole server has in common."""

    base_url: str
    version: str = "14.9.1"


@dataclass(frozen=True)
class Call:
    """A call with a project token."""

    params: Params
    project: ProjectStore
    username: str
    rights: Rights
    dag_id: int | None
    now: datetime
    settings: Settings
    entries: list[Entry] = field(default_factory=list)

    def log(self, kind: Kind, action: str, details: str = "", record: str = "") -> None:
        """Add a line to the project's log; kept only if the call succeeds."""
        self.entries.append(Entry(self.now, self.username, kind, action, details, record))

    def around(self) -> Surroundings:
        """What smart variables know beside the row."""
        return surroundings(self.project, self.username, self.settings)

    def manage(self, details: str) -> None:
        """Log a look at, or a change of, the project's design."""
        self.log(Kind.MANAGE, "Manage/Design", details)

    def require_right(self, key: str) -> None:
        """Raise unless a right such as `user_rights` is on."""
        if not self.rights.may(key):
            raise ApiError("You do not have permissions to use the API", 403)

    def require_record(self, record: str) -> None:
        """Raise unless the record exists and the caller's data access group may see it."""
        known = self.project.records.dag_by_record([record])
        if record not in known or (self.dag_id is not None and known[record] != self.dag_id):
            raise ApiError(f'The record "{record}" does not exist')

    def require_development(self) -> None:
        """Raise unless the project's structure may be changed."""
        self.rights.require_import()
        self.require_right("design")
        if self.project.info.get("in_production"):
            raise ApiError("This method is only available for projects in Development status.")


def surroundings(project: ProjectStore, username: str, settings: Settings) -> Surroundings:
    """Who asks, and of which project and server, for smart variables in logic."""
    member = project.members.get(username)
    profile = member.profile if member else {}
    dag = project.structure.dag_by_id.get((member.dag_id if member else 0) or 0)
    role = project.members.role(member.role_name) if member and member.role_name else None
    base_url = f"{settings.base_url}/"
    texts = {
        "user-name": username,
        "user-fullname": f"{profile.get('firstname', '')} {profile.get('lastname', '')}".strip(),
        "user-email": profile.get("email", ""),
        "user-dag-name": dag.unique_name if dag else "",
        "user-dag-label": dag.name if dag else "",
        "user-dag-id": str(dag.id) if dag else "",
        "user-role-name": role.unique_name if role else "",
        "user-role-label": role.label if role else "",
        "project-id": str(project.id),
        "redcap-base-url": base_url,
        "redcap-version": settings.version,
        "survey-base-url": f"{base_url}surveys/",
    }
    return Surroundings(texts, cache(project.links.completed))


@dataclass(frozen=True)
class SuperCall:
    """A call with a super token: no project yet."""

    params: Params
    database: Database
    username: str
    now: datetime
    settings: Settings


Handler = Callable[[Call], Result]
SuperHandler = Callable[[SuperCall], Result]


@dataclass(frozen=True)
class Content:
    """One value of `content`: its handlers by action, and what a super token may do."""

    name: str
    actions: Mapping[str, Handler]
    super_handler: SuperHandler | None = None

    def handler(self, params: Params) -> Handler:
        """The handler for a call; an import is recognised by its `data` when no action is said."""
        action = params.text("action").lower()
        if not action:
            is_import = "data" in params.texts and "import" in self.actions
            action = "import" if is_import else "export"
        handler = self.actions.get(action)
        if handler is None:
            raise ApiError('The value of the parameter "action" is not valid')
        return handler


def content(name: str, super_handler: SuperHandler | None = None, **actions: Handler) -> Content:
    """A content with its actions, as `content("arm", export=..., import_=..., delete=...)`."""
    named = {action.rstrip("_"): handler for action, handler in actions.items()}
    return Content(name, MappingProxyType(named), super_handler)
