"""A real PostgreSQL server of our own, on a socket in a folder of its own."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from notifications.outbox_store import PostgresPlace
from tests.support.prefect_server import wait_until


UNPRIVILEGED = ("postgres", "nobody")
"""PostgreSQL refuses to run as root: then it runs as the first of these that exists."""
CARELESS = ("fsync=off", "full_page_writes=off", "listen_addresses=", "max_connections=30")
"""A test's server need not survive a power cut; a killed client is another matter."""
FRESH = ("-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C")
NEEDS_IT = [pytest.mark.server, pytest.mark.xdist_group("postgres")]
"""Marks of a test that needs a server; all of them share one."""


def on_postgres(test):
    """Mark a test that needs a server."""
    for mark in NEEDS_IT:
        test = mark(test)
    return test


def programs() -> Path | None:
    """Return the folder of PostgreSQL's programs, None where it is not installed."""
    found = shutil.which("postgres")
    if found:
        return Path(found).resolve().parent
    known = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    return known[-1].parent if known else None


def why_not() -> str:
    """Return why no server can be started here; empty when one can."""
    if programs() is None:
        return "PostgreSQL is not installed"
    if os.geteuid() == 0 and _user() is None:
        return "PostgreSQL refuses root, and there is no other user to run it as"
    return ""


def a_place(url: str) -> PostgresPlace:
    """A schema that nobody has used."""
    return PostgresPlace(url, f"outbox_{uuid4().hex[:12]}")


@contextmanager
def postgres_server() -> Iterator[str]:
    """Start a server; yields the URL to connect to. It is stopped, whatever happens."""
    bin_folder, user = programs(), _user()
    folder = Path(tempfile.mkdtemp(prefix="pg"))  # short: the name of a socket is
    if user is not None:
        shutil.chown(folder, user)
    data, log = folder / "data", folder / "log"
    try:
        subprocess.run(
            [bin_folder / "initdb", "-D", data, *FRESH],
            user=user, cwd=folder, check=True, capture_output=True,
        )  # fmt: skip
        settings = [part for each in CARELESS for part in ("-c", each)]
        with log.open("wb") as said:
            server = subprocess.Popen(
                [bin_folder / "postgres", "-D", data, "-k", folder, *settings],
                user=user, cwd=folder, stdout=said, stderr=said,
            )  # fmt: skip
        url = f"postgresql:///postgres?host={folder}&user=postgres"
        try:
            wait_until(lambda: _answers(url, server), "PostgreSQL to be ready")
            yield url
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _user() -> str | None:
    if os.geteuid() != 0:
        return None
    known = {each.pw_name for each in pwd.getpwall()}
    return next((each for each in UNPRIVILEGED if each in known), None)


def _answers(url: str, server: subprocess.Popen[bytes]) -> bool:
    if server.poll() is not None:
        raise ChildProcessError("PostgreSQL did not start")
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True
