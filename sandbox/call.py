"""One API call as a handler sees it: who asks, what, of which project, at what time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from sandbox.errors import ApiError
from sandbox.params import Params
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
