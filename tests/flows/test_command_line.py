"""The command `mentorship` as people type it: what it prints, writes and exits with."""

import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager

import pytest
import redcap
from typer.main import get_command

from mentorship_cli.main import app, run
from sandbox.server import ProjectPlan
from tests.support.prefect_server import ROOT, quiet_environment
from tests.support.redcap_faults import Fault


PROGRAM = [sys.executable, "-c", "from mentorship_cli.main import run; run()"]


@pytest.fixture
def mentorship(monkeypatch, capfd):
    """Run one command in this process; its exit code, output and errors."""

    def call(*arguments):
        capfd.readouterr()
        monkeypatch.setattr(sys, "argv", ["mentorship", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            run()
        code = ended.value.code or 0
        return code, *capfd.readouterr()

    return call


def commands(command, path=()):
    """Every command and group of commands, by what one types."""
    yield path
    for name, below in getattr(command, "commands", {}).items():
        yield from commands(below, (*path, name))


@pytest.mark.parametrize("path", list(commands(get_command(app))), ids=" ".join)
def test_every_command_answers_help(mentorship, path):
    code, output, errors = mentorship(*path, "--help")

    assert (code, errors) == (0, "")
    assert "Usage: mentorship" in output


def test_help_comes_without_loading_prefect():
    script = (
        "import sys; from mentorship_cli import main; "
        "print(*{'prefect', 'pandas', 'ortools', 'redcap'} & sys.modules.keys())"
    )

    answer = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=60,
        check=False,
    )  # fmt: skip

    assert (answer.returncode, answer.stdout.strip(), answer.stderr) == (0, "", "")


def test_departments_are_listed_with_their_projects(mentorship, stage):
    code, output, _ = mentorship("departments")

    assert code == 0
    assert "synthetic" in output
    assert "renamed" in output
    assert "4712" in output


# ── doctor ────────────────────────────────────────────────────────────────────────────────────


def nothing_wrong(_stage, _patch):
    pass


def no_token(_stage, patch):
    patch.delenv("REDCAP_TOKEN__SYNTHETIC")


def a_field_is_gone(stage, _patch):
    rows = [each for each in stage.department.dictionary if each["field_name"] != "p_last"]
    with stage.people as office:
        office.import_metadata(rows)


def token_of_another_project(stage, patch):
    other = stage.redcap.add_project(ProjectPlan(title="Another study"))
    patch.setenv("REDCAP_TOKEN__SYNTHETIC", other.token)


def redcap_is_away(stage, _patch):
    stage.redcap.trouble.next_fault = lambda _: Fault.AWAY


def a_token_nobody_knows(_stage, patch):
    patch.setenv("REDCAP_TOKEN__SYNTHETIC", "0123456789ABCDEF0123456789ABCDEF")


def the_relay_is_away(_stage, patch):
    patch.setenv("MENTORSHIP_SMTP_PORT", "9")


EXITS = {
    nothing_wrong: 0,
    no_token: 10,
    a_field_is_gone: 11,
    token_of_another_project: 12,
    redcap_is_away: 20,
    a_token_nobody_knows: 21,
    the_relay_is_away: 30,
}


@pytest.mark.parametrize("trouble", EXITS, ids=lambda each: each.__name__)
def test_the_doctor_exits_with_the_class_of_the_first_fault(
    mentorship, stage, monkeypatch, trouble
):
    trouble(stage, monkeypatch)

    code, output, errors = mentorship("doctor", "synthetic")

    assert (code, errors) == (EXITS[trouble], "")
    assert ("FAULT" in output) is (code != 0)


def test_the_doctor_on_an_unknown_department_names_those_there_are(mentorship, stage):
    code, output, _ = mentorship("doctor", "sinthetic")

    assert code == 10
    assert "synthetic" in output


# ── mail ──────────────────────────────────────────────────────────────────────────────────────


def test_a_failure_ends_in_one_sentence_and_no_traceback(mentorship, stage):
    code, output, errors = mentorship("mail", "rebuild", "sinthetic")

    assert (code, output) == (10, "")
    assert errors.startswith("ConfigurationError: ")
    assert "Traceback" not in errors


def test_mail_preview_shows_every_message_and_sends_none(mentorship, stage, tmp_path):
    code, output, _ = mentorship("mail", "preview", "--out", tmp_path / "gallery")

    page = tmp_path / "gallery" / "index.html"
    assert code == 0
    assert page.stat().st_size > 1000
    assert "index.html" in "".join(output.split())
    assert stage.mails() == []


def test_mail_rebuild_says_how_much_it_remembers(mentorship, announcing):
    for path in (announcing.home / announcing.slug).glob("outbox.sqlite*"):
        path.unlink()

    code, output, _ = mentorship("mail", "rebuild", "synthetic")

    assert code == 0
    assert int(output.split()[0]) > 0


# ── programs of their own ─────────────────────────────────────────────────────────────────────


@pytest.mark.prefect
def test_nightly_runs_without_a_server_and_keeps_no_person_in_prefect(stage, first_night, private):
    before = stage.export()

    night = subprocess.run(
        [*PROGRAM, "nightly", "synthetic", "--mode", "preview", "--today", f"{first_night}"],
        env=without_prefect_home(stage),
        cwd=stage.home.parent,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )

    kept = b"".join(path.read_bytes() for path in stage.home.rglob("prefect.db*"))
    assert (night.returncode, night.stderr) == (0, "")
    assert f"synthetic {first_night} preview: with problems" in night.stdout
    assert "Due items in the ledger" in night.stdout
    assert stage.export() == before
    assert stage.mails() == []
    assert b"nightly-synthetic" in kept
    assert private.found_in_bytes(kept + night.stdout.encode()) == set()


def without_prefect_home(stage):
    """The environment of somebody who has never heard of Prefect."""
    found = quiet_environment(stage.home)
    return {name: text for name, text in found.items() if not name.startswith("PREFECT_")}


@contextmanager
def sandbox_served(folder):
    """`mentorship sandbox serve`, and the line that it prints."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [*PROGRAM, "sandbox", "serve", "--db", str(folder / "redcap.sqlite")],
        env=environment, cwd=folder, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        try:
            yield process, process.stdout.readline()
        finally:
            process.kill()


def test_the_sandbox_says_in_one_line_of_json_where_it_is_and_answers_pycap(tmp_path):
    with sandbox_served(tmp_path) as (process, line):
        told = json.loads(line)
        project = redcap.Project(told["url"], told["token"])

        version = project.export_version()
        info = project.export_project_info(format_type="json")
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=30)

    assert told["tokens"]["Automation"] != told["token"]
    assert str(version).count(".") == 2
    assert int(info["project_id"]) == told["project_id"]
    assert rest == ""
    assert process.returncode == 0


def test_the_sandbox_keeps_its_project_and_its_token(tmp_path):
    with sandbox_served(tmp_path) as (process, first):
        process.send_signal(signal.SIGINT)
        process.wait(30)
    with sandbox_served(tmp_path) as (_, second):
        pass

    one, other = json.loads(first), json.loads(second)
    assert (one["project_id"], one["token"]) == (other["project_id"], other["token"])
