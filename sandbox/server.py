"""The sandbox as an object: a REDCap server in a thread, for tests and for the demo.

`SandboxServer.start` returns once the server accepts connections; leaving the `with` block stops
it. Nothing survives unless *db* names a file.
"""

import socket
import threading
import time
from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path
from types import TracebackType
from typing import Self

import uvicorn

from sandbox.app import build_app
from sandbox.call import Settings
from sandbox.clock import ManualClock
from sandbox.connections import TrackedProtocol
from sandbox.dispatch import Dispatcher
from sandbox.faults import FaultBox
from sandbox.project_setup import Created, ProjectPlan, make_project, open_project
from sandbox.rights import FLAG_KEYS, NO_ACCESS, Rights
from sandbox.storage import Database
from sandbox.storage.database import MEMORY
from sandbox.storage.members import Member, new_token


START_SECONDS = 10.0
REHEARSAL_START = datetime(2026, 7, 1, 8, 0, tzinfo=UTC)


class NotLoopback(ValueError):
    """The sandbox would listen where others can reach it, and nobody allowed that."""


def check_host(host: str, *, allow_any: bool = False) -> None:
    """Raise `NotLoopback` unless *host* is this machine only, or any host is allowed."""
    with suppress(ValueError):
        if ip_address(host).is_loopback:
            return
    if host != "localhost" and not allow_any:
        raise NotLoopback(
            f"the sandbox listens on loopback only, not on {host}; allow any host explicitly"
        )


def bind(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes a free one."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named TCP explicitly: asyncio sets TCP_NODELAY only then, worth 40 ms a call.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, port))
    listener.listen(128)
    return listener


class SandboxServer:
    """A running sandbox with one project to begin with."""

    def __init__(self, database: Database, created: Created, clock: Callable[[], datetime]) -> None:
        self.database = database
        self.project = created.project
        self.token = created.token
        self.clock = clock
        self.url = ""
        self.call_count = 0
        self.faults = FaultBox()
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None
        self._listener: socket.socket | None = None

    @classmethod
    def start(
        cls,
        *,
        db: Path | str = MEMORY,
        clock: Callable[[], datetime] | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        public_base_url: str = "",
        **plan: object,
    ) -> Self:
        """Open or create the project, then listen. *plan*: the fields of `ProjectPlan`."""
        check_host(host)
        clock = clock or ManualClock(REHEARSAL_START)
        database = Database(db)
        try:
            created = open_project(database, ProjectPlan(**plan), clock())  # type: ignore[arg-type]  # the dataclass checks names
            server = cls(database, created, clock)
            server._listen(host, port, public_base_url)
        except BaseException:
            database.close()
            raise
        return server

    @property
    def project_id(self) -> int:
        """The id of the first project."""
        return self.project.id

    @property
    def base_url(self) -> str:
        """The address without `/api/`."""
        return self.url.removesuffix("/api/")

    def _listen(self, host: str, port: int, public_base_url: str) -> None:
        self._listener = bind(host, port)
        address = f"http://{host}:{self._listener.getsockname()[1]}"
        self.url = f"{address}/api/"
        settings = Settings(base_url=(public_base_url or address).rstrip("/"))
        app = build_app(Dispatcher(self.database, settings, self.clock, self.faults), self._count)
        self._server = uvicorn.Server(uvicorn_config(app))
        self._thread = threading.Thread(
            target=self._server.run, args=([self._listener],), name="sandbox", daemon=True
        )
        self._thread.start()
        wait_until_started(self._server)

    def _count(self) -> None:
        self.call_count += 1

    def add_user(
        self,
        username: str,
        *,
        no_access: Collection[str] = (),
        dag: str = "",
        **flags: int,
    ) -> str:
        """Add a user with all rights but those said otherwise; the user's token.

        *no_access*: instruments whose data the user may neither see nor export; *dag*: the unique
        name of a data access group; *flags*: rights such as `api_import=0`.
        """
        if unknown := sorted(flags.keys() - set(FLAG_KEYS)):
            raise ValueError(f"there are no such rights: {', '.join(unknown)}")
        levels = dict.fromkeys(no_access, NO_ACCESS)
        rights = Rights({**Rights.everything().flags, **flags}, levels, levels)
        token = new_token()
        with self.database.transaction():
            group = self.project.structure.dag_by_name[dag].id if dag else None
            self.project.members.put(Member(username, token, dag_id=group, rights=rights))
        return token

    def add_project(self, plan: ProjectPlan) -> Created:
        """One more project on the same server."""
        return make_project(self.database, plan, self.clock())

    def stop(self) -> None:
        """Stop listening and close the database. May be called twice."""
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join(START_SECONDS)
            self._server = None
            self.database.close()
        if self._listener is not None:
            self._listener.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


def uvicorn_config(app: object) -> uvicorn.Config:
    """Quiet uvicorn: no access log, no web sockets, no lifespan."""
    return uvicorn.Config(
        app,  # type: ignore[arg-type]  # any ASGI application
        log_config=None,
        access_log=False,
        lifespan="off",
        http=TrackedProtocol,
        ws="none",
        server_header=False,
        timeout_graceful_shutdown=1,
    )


def wait_until_started(server: uvicorn.Server) -> None:
    """Return once the server accepts. Raises `RuntimeError` when it does not."""
    deadline = time.monotonic() + START_SECONDS
    while not server.started:
        if time.monotonic() > deadline:
            raise RuntimeError(f"the sandbox did not start within {START_SECONDS:.0f} seconds")
        time.sleep(0.005)
