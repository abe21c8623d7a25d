"""The sandbox as a program: one line of JSON when it is ready, then it serves until stopped.

Called by `mentorship sandbox serve`. An existing database file is opened again with its data and
its token; a new one gets a project from a data dictionary or from a REDCap project XML.
"""

import json
import sys
from collections.abc import Callable, Collection, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TextIO

import uvicorn

from sandbox.app import build_app
from sandbox.call import Settings
from sandbox.dispatch import Dispatcher
from sandbox.project_setup import OWNER, Created, ProjectPlan, open_project, role_tokens
from sandbox.server import bind, check_host, uvicorn_config
from sandbox.storage import Database


@dataclass(frozen=True)
class ServeOptions:
    """How to serve. *project*: a dictionary CSV or a project XML, by its ending.

    *project_xml*: the text of a project XML where no file is named.
    """

    db: Path
    port: int
    project: Path | None = None
    project_xml: str = ""
    host: str = "127.0.0.1"
    allow_any_host: bool = False
    super_token: str | None = None
    public_base_url: str | None = None
    title: str = "Sandbox project"
    repeating: Mapping[str, str] | Collection[str] = ()
    surveys: Collection[str] | None = None


class AnnouncingServer(uvicorn.Server):
    """Says that it is ready once it accepts connections, and not before."""

    def __init__(self, config: uvicorn.Config, announce: Callable[[], None]) -> None:
        super().__init__(config)
        self._announce = announce

    async def startup(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]  # passed on
        """Start, then announce."""
        await super().startup(sockets)  # type: ignore[arg-type]  # as above
        self._announce()


def serve(options: ServeOptions, now: Callable[[], datetime], output: TextIO = sys.stdout) -> None:
    """Serve until interrupted. *now*: the server's local time.

    Raises `NotLoopback` for another host that was not allowed, `ApiError` for a bad dictionary.
    """
    check_host(options.host, allow_any=options.allow_any_host)
    with closing(Database(options.db)) as database:
        created = open_project(database, plan_of(options), now())
        if options.super_token:
            database.add_super_token(options.super_token, OWNER)
        with closing(bind(options.host, options.port)) as listener:
            address = f"http://{_in_url(options.host)}:{listener.getsockname()[1]}"
            settings = Settings(base_url=(options.public_base_url or address).rstrip("/"))
            config = uvicorn_config(build_app(Dispatcher(database, settings, now)))
            server = AnnouncingServer(config, lambda: _announce(created, f"{address}/api/", output))
            with suppress(KeyboardInterrupt):
                server.run(sockets=[listener])


def plan_of(options: ServeOptions) -> ProjectPlan:
    """The project to create if the database has none yet."""
    is_xml = options.project is not None and options.project.suffix.lower() == ".xml"
    xml = options.project_xml
    if options.project and is_xml:
        xml = options.project.read_text(encoding="utf-8-sig")
    return ProjectPlan(
        dictionary_csv=None if is_xml else options.project,
        project_xml=xml,
        title=options.title,
        repeating=options.repeating,
        surveys=options.surveys,
    )


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _announce(created: Created, url: str, output: TextIO) -> None:
    line: dict[str, object] = {"url": url, "project_id": created.project.id, "token": created.token}
    if tokens := role_tokens(created.project):
        line["tokens"] = tokens
    output.write(json.dumps(line) + "\n")
    output.flush()
