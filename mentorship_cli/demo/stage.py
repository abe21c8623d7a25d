"""The stage of the demo: a sandbox REDCap with a department in it, and an SMTP catcher.

Both listen on free loopback ports. The environment of this process is pointed at them, so that
the nights run exactly as they would against a real project.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flows import settings
from mentorship.errors import ConfigurationError
from redcap_schema import registry
from sandbox.client import Client
from sandbox.department import Department, build, dictionary_csv_for
from sandbox.making.sizes import SizeName
from sandbox.server import SandboxServer
from sandbox.smtp_catcher import SmtpCatcher


DEPARTMENT = "synthetic"
MARKER = ".mentorship-demo"
"""Stands in a folder that a demo wrote, so that the next one may empty it."""


@dataclass(frozen=True, kw_only=True)
class Stage:
    """What the scenes play on."""

    out: Path
    department: Department
    redcap: SandboxServer
    smtp: SmtpCatcher
    people: Client
    """REDCap as the office and the faculty use it."""
    token: str
    """The automation's own token; its role has no access to the office's notes."""


@contextmanager
def staged(out: Path, size: SizeName, seed: int) -> Iterator[Stage]:
    """Empty *out*, start both servers, load the department, point the environment at them."""
    _make_empty(out)
    department = build(size, seed)
    with (
        SandboxServer.start(
            db=out / "redcap.sqlite",
            dictionary_csv=dictionary_csv_for(size),
            repeating=registry.repeating_instruments(),
            surveys=registry.survey_instruments(),
            title="Faculty mentorship programme",
        ) as redcap,
        SmtpCatcher.start(out / "outbox") as smtp,
    ):
        people = Client(redcap.url, redcap.token)
        department.load(people)
        hidden = ["office_notes", "pulse"]
        token = redcap.add_user("mentorship_automation", no_access=hidden, design=0)
        settings.export(
            {
                "REDCAP_TOKEN__SYNTHETIC": token,
                "REDCAP_URL__SYNTHETIC": redcap.url,
                "REDCAP_PROJECT_ID__SYNTHETIC": str(redcap.project_id),
                "MENTORSHIP_HOME": str(out / "state"),
                "MENTORSHIP_OUTBOX_URL": "",
                "MENTORSHIP_SMTP_HOST": smtp.host,
                "MENTORSHIP_SMTP_PORT": str(smtp.port),
                "MENTORSHIP_SMTP_SECURITY": "plain",
                "MENTORSHIP_STOP_FILE": "",
                "MENTORSHIP_MAILS_PER_MINUTE": "0",
            }
        )
        yield Stage(out=out, department=department, redcap=redcap, smtp=smtp, people=people,
                    token=token)  # fmt: skip


def _make_empty(out: Path) -> None:
    """Empty the folder if a demo wrote it; refuse to empty anything else.

    Raises:
        ConfigurationError: the folder holds something that is not a demo's.
    """
    if out.exists() and any(out.iterdir()):
        if not (out / MARKER).exists():
            raise ConfigurationError(
                f"{out} is not empty and no demo wrote it; name another folder with --out"
            )
        shutil.rmtree(out)
    out.mkdir(parents=True, exist_ok=True)
    (out / MARKER).write_text("Written by `mentorship demo`; the next demo empties it.\n")
