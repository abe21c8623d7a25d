"""Stages: one sandbox for the session, put back to a kept state for every test."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from prefect.settings import (
    PREFECT_API_URL,
    PREFECT_FLOWS_HEARTBEAT_FREQUENCY,
    PREFECT_HOME,
    PREFECT_LOGGING_TO_API_ENABLED,
    temporary_settings,
)

from mentorship_cli.demo.scenes import scenes
from sandbox.client import Row
from sandbox.life import Life
from sandbox.smtp_catcher import SmtpCatcher
from tests.support.prefect_server import prefect_server
from tests.support.privacy import Private, every_log_line
from tests.support.stage import Stage, differences, redcap_with


OPENING = "Preferences open"
PROPOSING = "Preferences closed, proposals computed"
ANNOUNCING = "The office has decided"


@dataclass(frozen=True)
class Undisturbed:
    """What a night leaves behind when nothing disturbs it."""

    content: list[Row]
    message_ids: Counter[str]
    announcements: list[tuple[str, str]]
    """Address and Message-ID of every announced pairing, in the order of sending."""

    def is_left_by(self, stage):
        """Hold *stage* to it: REDCap cell by cell, the relay mail by mail."""
        assert differences(stage.content(), self.content) == {}
        assert stage.message_ids() == self.message_ids
        return True


@contextmanager
def staged(loaded, folder, patch):
    """A stage in *folder*, and an environment that leads to it."""
    redcap, department, token, at_first = loaded
    redcap.put_back(at_first)
    with SmtpCatcher.start() as smtp:
        stage = Stage(
            redcap=redcap, smtp=smtp, department=department, token=token, home=folder / "state"
        )
        stage.describe()
        patch.chdir(folder)
        for name, value in stage.environment.items():
            patch.setenv(name, value)
        yield stage


@pytest.fixture(scope="session")
def loaded():
    """A small department in REDCap, before its first night."""
    with redcap_with("S") as (redcap, department, token):
        yield redcap, department, token, redcap.keep()


@pytest.fixture(scope="session")
def year(loaded, tmp_path_factory):
    """The year lived up to the announcements: the state before each night, by the scene's title.

    What people do before that night is done; the night itself has not run.
    """
    folder = tmp_path_factory.mktemp("year")
    kept = {}
    with pytest.MonkeyPatch.context() as patch, staged(loaded, folder, patch) as stage:
        life = Life(stage.people, stage.department, stage.department.seed)
        for scene in scenes(stage.department.timetable):
            for act in scene.before:
                act(life)
            kept[scene.title] = stage.keep(folder / str(len(kept)))
            if scene.title == ANNOUNCING:
                return kept
            stage.night(scene.on)
    raise LookupError(ANNOUNCING)


@pytest.fixture(scope="session")
def private(loaded):
    """Names, addresses, narratives and tokens of the small department."""
    redcap, department, token, _ = loaded
    return Private({*department.private_texts, redcap.token, token})


@pytest.fixture(autouse=True)
def nothing_private_is_logged_or_printed(private, capfd):
    """Hold every test here to it, whatever else it tries; yields the log lines so far."""
    with every_log_line() as lines:
        yield lines
    output = "".join(capfd.readouterr())
    assert private.found_in("\n".join([*lines, output])) == set()


@pytest.fixture
def stage(loaded, tmp_path, monkeypatch):
    """A small department before its first night, and the environment that leads to it."""
    with staged(loaded, tmp_path, monkeypatch) as found:
        yield found


@pytest.fixture
def first_night(stage):
    """The first night of the year: preferences open, the first mails go out."""
    return stage.department.timetable.preferences_open_on


@pytest.fixture
def proposing(year, stage):
    """The same stage before the night that computes proposals."""
    stage.put_back(year[PROPOSING])
    return stage


@pytest.fixture
def proposal_night(stage):
    """The night that computes proposals."""
    return stage.department.timetable.match_on


@pytest.fixture
def announcing(year, stage):
    """The same stage before the night that announces pairings: mail that must not come twice."""
    stage.put_back(year[ANNOUNCING])
    return stage


@pytest.fixture
def announcement_night(stage):
    """The night of the announcements."""
    return day_of(stage, ANNOUNCING)


@pytest.fixture(scope="session")
def undisturbed(loaded, year, tmp_path_factory):
    """What REDCap and the relay hold after a night of announcements that nothing disturbed."""
    folder = tmp_path_factory.mktemp("undisturbed")
    with pytest.MonkeyPatch.context() as patch, staged(loaded, folder, patch) as stage:
        stage.put_back(year[ANNOUNCING])
        stage.night(day_of(stage, ANNOUNCING))
        return Undisturbed(
            content=stage.content(),
            message_ids=stage.message_ids(),
            announcements=[
                (str(mail["To"].addresses[0].addr_spec), str(mail["Message-ID"]))
                for mail in stage.mails()
                if mail["X-Mentorship-Notice"] == "N06"
            ],
        )


def day_of(stage, title):
    """The day of a scene."""
    return next(s.on for s in scenes(stage.department.timetable) if s.title == title)


@pytest.fixture(scope="session")
def prefect(tmp_path_factory):
    """A real Prefect server of this session's own."""
    with prefect_server(tmp_path_factory.mktemp("prefect")) as server:
        yield server


@pytest.fixture
def flows_run(prefect):
    """Let flows that a test calls report to that server, and nowhere else."""
    here = {
        PREFECT_API_URL: prefect.url,
        PREFECT_HOME: prefect.home,
        PREFECT_LOGGING_TO_API_ENABLED: False,
        PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None,  # joining it costs a second a run
    }
    with temporary_settings(here):
        yield prefect
