"""A small department in a real sandbox with two stored pairing runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows.night import Night
from mentorship.program_settings import Mode
from mentorship_cli.main import app
from redcap_schema import registry
from sandbox.client import Client
from sandbox.department import Department, build, dictionary_csv_for
from sandbox.life import Life
from sandbox.server import SandboxServer
from tests.sandbox.short_night import ShortNight


SLUG = "synthetic"
FAST = """
title: Synthetic Department of Anesthesiology
project: {url: https://redcap.example.edu/api/, id: 4711, timezone: America/Chicago}
mail: {sender_name: Synthetic Mentorship Programme, allow_domains: [example.edu]}
limits: {min_seconds_between_calls: 0, read_attempts: 1}
"""


@dataclass(frozen=True)
class Office:
    """The department as its office sees it; mail is off."""

    redcap: SandboxServer
    department: Department
    home: Path

    @property
    def first_night(self) -> date:
        """The night of the first run of proposals."""
        return self.department.timetable.match_on

    @property
    def second_night(self) -> date:
        """The night of the second one."""
        return self.first_night + timedelta(days=1)

    def enter(self, record: str, instrument: str = "", instance: str = "", **values: str) -> None:
        """The office types values on a page; a blank clears."""
        row = {"record_id": record, **values}
        if instrument:
            row |= {
                "redcap_repeat_instrument": instrument,
                "redcap_repeat_instance": instance,
            }
        with Client(self.redcap.url, self.redcap.token) as people:
            people.import_rows([row], overwrite=True)

    def rows(self, *fields: str) -> list[dict[str, str]]:
        """What REDCap holds in these fields."""
        with Client(self.redcap.url, self.redcap.token) as people:
            return people.export_rows(fields=["record_id", *fields])

    def proposed(self) -> dict[str, str]:
        """The mentor whom each mentee's current proposal names, "" for nobody."""
        rows = self.rows("mp_run", "mp_mentor", "mp_state")
        return {each["record_id"]: each["mp_mentor"] for each in rows if each["mp_state"] == "1"}

    def everything(self) -> list[dict[str, str]]:
        """All that REDCap holds."""
        with Client(self.redcap.url, self.redcap.token) as people:
            return people.export_rows()

    def settings(self, **values: str) -> None:
        """The office changes its settings record."""
        record = next(r["record_id"] for r in self.rows("record_type") if r["record_type"] == "9")
        self.enter(record, **values)

    def night(self, on: date) -> Night:
        """A whole live night without mail."""
        night = Night.begin(SLUG, Mode.LIVE, on)
        for step in (night.check, night.pull, night.decide, night.push, night.send, night.record):
            step()
        night.close(0.0)
        return night


def command(office: Office, *options: str) -> list[str]:
    """Run `mentorship propose` on the night of the first run; return its lines."""
    arguments = ["propose", SLUG, "--today", str(office.first_night), *options]
    result = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert result.exit_code == 0
    return result.output.splitlines()


def run(night: date) -> str:
    """The name of the run of a night."""
    return f"AY2026-{night.isoformat()}"


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """A small department whose proposals were computed once; lists are in, nothing is decided."""
    home = tmp_path_factory.mktemp("office")
    department = build("S", 2026)
    with (
        pytest.MonkeyPatch.context() as patch,
        SandboxServer.start(
            dictionary_csv=dictionary_csv_for("S"),
            repeating=registry.repeating_instruments(),
            surveys=registry.survey_instruments(),
            title="Faculty mentorship programme",
        ) as redcap,
    ):
        (home / "departments").mkdir()
        (home / "departments" / f"{SLUG}.yaml").write_text(FAST)
        token = redcap.add_user(
            "mentorship_automation", no_access=["office_notes", "pulse"], design=0
        )
        for name, value in {
            "REDCAP_TOKEN__SYNTHETIC": token,
            "REDCAP_URL__SYNTHETIC": redcap.url,
            "REDCAP_PROJECT_ID__SYNTHETIC": str(redcap.project_id),
            "MENTORSHIP_HOME": str(home / "state"),
            "MENTORSHIP_DEPARTMENTS_DIR": str(home / "departments"),
        }.items():
            patch.setenv(name, value)
        patch.chdir(home)
        with Client(redcap.url, redcap.token) as people:
            department.load(people)
            ShortNight(people, department).open_forms()
            Life(people, department, department.seed).answer_preferences(
                department.timetable.match_on
            )
        found = Office(redcap, department, home)
        found.settings(ps_mail_mode="0")
        found.night(found.first_night)
        yield found
