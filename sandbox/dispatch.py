"""From parameters to an answer: token, content, handler, log, bytes. No HTTP in here."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain
from tempfile import TemporaryFile
from typing import IO

from sandbox.background import run_queue
from sandbox.call import Call, Settings, SuperCall
from sandbox.contents.registry import CONTENTS
from sandbox.errors import BAD_CONTENT, NO_RIGHTS, ApiError, Forbidden
from sandbox.faults import FaultBox
from sandbox.params import Params
from sandbox.render import Formats, error_body, parts_of
from sandbox.storage import Database, ProjectStore


PROJECT_TOKEN_LENGTH = 32
IN_MEMORY = 4 * 1024 * 1024
"""Bytes of an answer that are kept in memory; longer answers wait in a temporary file."""


@dataclass(frozen=True)
class Answer:
    """What goes back to the client. A long answer is in *file*, and *body* is empty."""

    status: int
    body: bytes
    mime: str
    headers: Mapping[str, str] = field(default_factory=dict)
    file: IO[bytes] | None = None
    size: int = 0


@dataclass
class Dispatcher:
    """Answers API calls on one database. *clock*: the server's local time."""

    database: Database
    settings: Settings
    clock: Callable[[], datetime]
    faults: FaultBox = field(default_factory=FaultBox)

    def now(self) -> datetime:
        """The server's local time, which a fault may have moved."""
        return self.clock() + timedelta(minutes=self.faults.clock_offset)

    def answer(self, params: Params) -> Answer:
        """The answer to one call; refusals come in the format that the caller asked for."""
        try:
            return self._answer(params)
        except ApiError as error:
            body, mime = error_body(error.message, params.return_format)
            return Answer(error.status, body, mime)

    def _answer(self, params: Params) -> Answer:
        content = CONTENTS.get(params.text("content"))
        if content is None:
            raise ApiError(BAD_CONTENT)
        token = params.text("token")
        with self.database.transaction():
            if len(token) > PROJECT_TOKEN_LENGTH and content.super_handler:
                result = content.super_handler(self._super_call(params, token))
            else:
                call = self._call(params, token)
                result = content.handler(params)(call)
                call.project.journal.add(call.entries)
            parts, mime = parts_of(result, Formats(params.format, params.return_format))
            # Written out before the transaction ends: the client sees one moment's data, and an
            # error halfway is still an error.
            return _written(parts, mime)

    def _super_call(self, params: Params, token: str) -> SuperCall:
        username = self.database.super_user_of_token(token)
        if username is None:
            raise Forbidden(NO_RIGHTS)
        return SuperCall(params, self.database, username, self.now(), self.settings)

    def _call(self, params: Params, token: str) -> Call:
        found = self.database.member_of_token(token) if token else None
        if found is None:
            raise Forbidden(NO_RIGHTS)
        project = ProjectStore(self.database, found[0])
        if project.is_deleted:
            raise ApiError("The REDCap project no longer exists because it was deleted.")
        member = project.members.get(found[1])
        now = self.now()
        run_queue(project, now, self.settings)
        if member is None or _has_expired(member.profile.get("expiration", ""), now):
            raise Forbidden(NO_RIGHTS)
        rights = project.members.rights_of(member)
        if not (rights.may("api_export") or rights.may("api_import")):
            raise Forbidden(NO_RIGHTS)
        return Call(params, project, member.username, rights, member.dag_id, now, self.settings)


def _written(parts: Iterable[bytes], mime: str) -> Answer:
    remaining, held, size = iter(parts), [], 0
    for part in remaining:
        held.append(part)
        size += len(part)
        if size > IN_MEMORY:
            return _spooled(chain(held, remaining), mime)
    return Answer(200, b"".join(held), mime, size=size)


def _spooled(parts: Iterable[bytes], mime: str) -> Answer:
    file = TemporaryFile()  # noqa: SIM115 - the HTTP side closes it when all is sent
    try:
        size = sum(file.write(part) for part in parts)
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return Answer(200, b"", mime, file=file, size=size)


def _has_expired(expiration: str, now: datetime) -> bool:
    return bool(expiration) and expiration <= now.strftime("%Y-%m-%d")
