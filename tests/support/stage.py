"""A whole department to run nights on: REDCap over HTTP, a mail relay, an environment.

Everything is real and on loopback. A stage can be put back to a state kept earlier in
milliseconds, REDCap and the memory of mail together.
"""

from __future__ import annotations

import email
import json
import logging
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from email.message import Message
from email.policy import default
from pathlib import Path

from flows.night import Night
from flows.runtime import department_named, open_outbox
from mappings.translate import Translator
from mentorship.errors import MentorshipError
from mentorship.program_settings import Mode
from mentorship.run_summary import RunSummary
from notifications.outbox import Outbox
from redcap_gateway.port import REPEAT_INSTANCE, REPEAT_INSTRUMENT
from redcap_schema import registry
from sandbox.client import Client, Row
from sandbox.department import Department, build, dictionary_csv_for
from sandbox.making.sizes import SizeName
from sandbox.smtp_catcher import SmtpCatcher
from tests.support.redcap_faults import FaultyRedcap


log = logging.getLogger(__name__)

DEPARTMENT = "synthetic"
SEED = 2026
STEPS = ("check", "pull", "decide", "push", "send", "record")
OWN_LOG = "run_log_auto"
LEDGER = "due_item_auto"

FAST = """
title: Synthetic Department of Anesthesiology
project: {url: https://redcap.example.edu/api/, id: 4711, timezone: America/Chicago}
mail: {sender_name: Synthetic Programme, allow_domains: [example.edu], usual_of_a_kind: 999}
limits: {min_seconds_between_calls: 0, read_attempts: 1, ROWS}
"""
"""The shipped file, but a read is asked once: a test does not wait for a server that is away."""


@dataclass(frozen=True)
class Kept:
    """A state to go back to: REDCap's content, and the folder with the memory of mail."""

    redcap: bytes
    home: Path


@dataclass(kw_only=True)
class Stage:
    """One department, ready for its nights."""

    redcap: FaultyRedcap
    smtp: SmtpCatcher
    department: Department
    token: str
    """The automation's own token."""
    home: Path
    slug: str = DEPARTMENT

    @property
    def people(self) -> Client:
        """REDCap as the office and the faculty use it."""
        return Client(self.redcap.url, self.redcap.token)

    @property
    def environment(self) -> dict[str, str]:
        """The environment variables under which the automation finds this stage."""
        return {
            f"REDCAP_TOKEN__{self.slug.upper()}": self.token,
            f"REDCAP_URL__{self.slug.upper()}": self.redcap.url,
            f"REDCAP_PROJECT_ID__{self.slug.upper()}": str(self.redcap.project_id),
            "MENTORSHIP_HOME": str(self.home),
            "MENTORSHIP_OUTBOX_URL": "",
            "MENTORSHIP_DEPARTMENTS_DIR": str(self.home.parent / "departments"),
            "MENTORSHIP_SMTP_HOST": self.smtp.host,
            "MENTORSHIP_SMTP_PORT": str(self.smtp.port),
            "MENTORSHIP_SMTP_SECURITY": "plain",
            "MENTORSHIP_SMTP_PASSWORD": "",
            "MENTORSHIP_STOP_FILE": str(self.stop_file),
            "MENTORSHIP_MAILS_PER_MINUTE": "0",
        }

    @property
    def stop_file(self) -> Path:
        """While it exists, no mail leaves."""
        return self.home.parent / "no-mail"

    def describe(self, limits: str = "rows_per_write: 200") -> None:
        """Write the department's file, with one more limit."""
        folder = self.home.parent / "departments"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{DEPARTMENT}.yaml").write_text(FAST.replace("ROWS", limits))

    # ── nights ────────────────────────────────────────────────────────────────────────────────

    def begin(self, today: date, mode: Mode = Mode.LIVE) -> Night:
        """A night that has done nothing yet."""
        return Night.begin(self.slug, mode, today)

    def night(self, today: date, mode: Mode = Mode.LIVE) -> RunSummary:
        """A whole night, without Prefect."""
        return self.run(self.begin(today, mode))

    def run(self, night: Night, *steps: str) -> RunSummary:
        """Take *night* through its steps (all of them), and sum up.

        A night that fails is logged with all its causes, as a scheduler would.
        """
        try:
            for step in steps or STEPS:
                getattr(night, step)()
            return night.close(0.0)
        except MentorshipError:
            log.exception("the night failed")
            raise

    def outbox(self) -> Outbox:
        """The memory of mail; the caller closes it."""
        return open_outbox(department_named(self.slug))

    # ── what is there ─────────────────────────────────────────────────────────────────────────

    def export(self) -> bytes:
        """Everything that REDCap holds, byte by byte."""
        return json.dumps(self._rows()).encode()

    def everything(self) -> list[Row]:
        """Filled cells of all rows in canonical words."""
        words = Translator(department_named(self.slug))
        return [
            {name: text for name, text in row.items() if text and not _is_empty_box(name, text)}
            for row in words.to_canonical(self._rows())
        ]

    def content(self) -> list[Row]:
        """Everything but the run's own log."""
        return [row for row in self.everything() if row.get(REPEAT_INSTRUMENT) != OWN_LOG]

    def _rows(self) -> list[Row]:
        with self.people as client:
            rows = client._call("record", type="flat")
        return [{name: str(value) for name, value in row.items()} for row in rows]

    def rows_of(self, instrument: str) -> list[Row]:
        """The instances of a repeating instrument, canonical."""
        return [r for r in self.everything() if r.get(REPEAT_INSTRUMENT) == instrument]

    def mails(self) -> list[Message]:
        """What the relay took, in order."""
        return [email.message_from_bytes(each.data, policy=default) for each in self.smtp.messages]

    def message_ids(self) -> Counter[str]:
        """How often the relay took each mail."""
        return Counter(str(each["Message-ID"]) for each in self.mails())

    def recipients(self) -> list[str]:
        """Who the relay took mail for, once per mail."""
        return [each.envelope_to[0] for each in self.smtp.messages]

    def settings(self, **values: str) -> None:
        """The office changes its settings record."""
        (record,) = [r["record_id"] for r in self.content() if r.get("record_type") == "9"]
        self.enter(record, **values)

    def enter(self, record: str, instrument: str = "", instance: str = "", **values: str) -> None:
        """Somebody enters values by hand; a blank clears."""
        row = {"record_id": record, **values}
        if instrument:
            row |= {REPEAT_INSTRUMENT: instrument, REPEAT_INSTANCE: instance}
        with self.people as client:
            client.import_rows([row], overwrite=True)

    # ── states ────────────────────────────────────────────────────────────────────────────────

    def keep(self, folder: Path) -> Kept:
        """Remember the state of now in *folder*."""
        self.home.mkdir(parents=True, exist_ok=True)
        shutil.copytree(self.home, folder, dirs_exist_ok=True)
        return Kept(self.redcap.keep(), folder)

    def put_back(self, kept: Kept) -> None:
        """Go back to a state."""
        self.redcap.put_back(kept.redcap)
        shutil.copytree(kept.home, self.home, dirs_exist_ok=True)


def differences(left: list[Row], right: list[Row]) -> dict[tuple[str, str, str], set[str]]:
    """Cells in which two contents differ: record, instrument and instance -> columns.

    A ledger row is known by its key: which free instance it took does not matter.
    """
    first, second = _by_place(left), _by_place(right)
    found = {}
    for place in first.keys() | second.keys():
        one, other = first.get(place, {}), second.get(place, {})
        columns = {name for name in one.keys() | other.keys() if one.get(name) != other.get(name)}
        if columns:
            found[place] = columns
    return found


def _by_place(rows: list[Row]) -> dict[tuple[str, str, str], Row]:
    found: dict[tuple[str, str, str], Row] = {}
    for row in rows:
        instrument = row.get(REPEAT_INSTRUMENT, "")
        cells = dict(row)
        if instrument == LEDGER:
            del cells[REPEAT_INSTANCE]
        place = (row["record_id"], instrument, row.get("di_key") or row.get(REPEAT_INSTANCE, ""))
        if place in found:
            raise ValueError(f"two rows at {place}")
        found[place] = cells
    return found


def _is_empty_box(name: str, text: str) -> bool:
    return "___" in name and text == "0"


@contextmanager
def redcap_with(size: SizeName) -> Iterator[tuple[FaultyRedcap, Department, str]]:
    """A sandbox that holds a department as its office loaded it, and the automation's token."""
    department = build(size, SEED)
    with FaultyRedcap.start(
        dictionary_csv=dictionary_csv_for(size),
        repeating=registry.repeating_instruments(),
        surveys=registry.survey_instruments(),
        title="Faculty mentorship programme",
    ) as redcap:
        with Client(redcap.url, redcap.token) as people:
            department.load(people)
        token = redcap.add_user(
            "mentorship_automation", no_access=["office_notes", "pulse"], design=0
        )
        yield redcap, department, token
