"""A real Prefect server as a program of its own, with its state in a folder of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import requests


ROOT = Path(__file__).parents[2]
PATIENCE = 120
"""Seconds a program may take to be ready on a busy machine."""


@dataclass(frozen=True)
class PrefectServer:
    """Where it listens and where it keeps its state."""

    url: str
    home: Path

    @property
    def environment(self) -> dict[str, str]:
        """The environment of programs that report to it, and to nobody else."""
        return quiet_environment(self.home) | {"PREFECT_API_URL": self.url}

    def ask(self, path: str, **body: object) -> list[dict]:
        """Post a filter and return what was found."""
        answer = requests.post(f"{self.url}/{path}", json=body, timeout=30)
        answer.raise_for_status()
        return answer.json()

    def get(self, path: str) -> dict:
        """Return one thing."""
        answer = requests.get(f"{self.url}/{path}", timeout=30)
        answer.raise_for_status()
        return answer.json()

    def stored(self) -> bytes:
        """Everything it has stored, as it lies on the disk."""
        return b"".join(path.read_bytes() for path in sorted(self.home.glob("prefect.db*")))


def quiet_environment(home: Path) -> dict[str, str]:
    """Return this process's environment, with a Prefect that is ours alone and tells nobody."""
    kept = {name: v for name, v in os.environ.items() if not name.startswith("PREFECT_")}
    return kept | {
        "DO_NOT_TRACK": "1",
        "PREFECT_HOME": str(home),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PYTHONPATH": str(ROOT),
    }


@contextmanager
def prefect_server(home: Path) -> Iterator[PrefectServer]:
    """Start a server on a free loopback port; stop it, whatever happens."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    command = ["server", "start", "--host", "127.0.0.1", "--port", str(port)]
    server = PrefectServer(f"http://127.0.0.1:{port}/api", home)
    with program(command, quiet_environment(home), home / "server.log") as process:
        wait_until(lambda: _is_healthy(server, process), "the Prefect server to be ready")
        yield server


@contextmanager
def program(
    arguments: list[str], environment: Mapping[str, str], log: Path, cwd: Path = ROOT
) -> Iterator[subprocess.Popen[bytes]]:
    """Run `prefect ...` in the background; end it and its children, whatever happens."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "prefect", *arguments],
            env=dict(environment),
            cwd=cwd,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield process
        finally:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ask politely, then insist; the program's own children belong to its session."""
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(15)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, 9)
    process.wait(15)


def wait_until(happened, what: str, seconds: float = PATIENCE):
    """Return the first true answer of *happened*; raise `TimeoutError` if none comes."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := happened():
            return found
        time.sleep(0.2)
    raise TimeoutError(f"waited {seconds:.0f} seconds for {what}")


def _is_healthy(server: PrefectServer, process: subprocess.Popen[bytes]) -> bool:
    if process.poll() is not None:
        raise RuntimeError(f"the Prefect server ended with code {process.returncode}")
    with suppress(requests.ConnectionError):
        return requests.get(f"{server.url}/health", timeout=5).ok
    return False
