"""Our own project as files for an administrator: checked, written, served, lived on."""

import json
import signal
import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import redcap
import requests
from typer.testing import CliRunner

from flows.night import Night
from mentorship.program_settings import Mode
from mentorship_cli.main import app
from redcap_schema import registry
from redcap_schema.dictionary import metadata_rows
from sandbox.client import Client
from sandbox.department import build
from sandbox.odm import read_project
from sandbox.program_file import AUTOMATION, OFFICE_NOTES, REPORTS, program_xml, serve_options
from sandbox.project_setup import open_project, role_tokens
from sandbox.serve import plan_of
from sandbox.smtp_catcher import SmtpCatcher
from sandbox.storage import Database
from tests.sandbox.project_files import create
from tests.sandbox.support import PEOPLE, TIMEOUT, as_csv


ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "redcap_schema" / "data_dictionary.csv"
NOW = datetime(2026, 7, 1, tzinfo=UTC)
NIGHT = ("check", "pull", "decide", "push", "send", "record")


def mentorship(*arguments: str):
    return CliRunner().invoke(app, ["schema", *arguments])


@contextmanager
def served(*options: str):
    """The announcement of `mentorship sandbox serve`, while it runs."""
    command = [sys.executable, "-c", "from mentorship_cli.main import run; run()"]
    command += ["sandbox", "serve", *options]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as program:
        try:
            yield json.loads(program.stdout.readline())
        finally:
            program.send_signal(signal.SIGINT)
            program.communicate(timeout=TIMEOUT)


@pytest.fixture(scope="module")
def xml_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("schema") / "project.xml"
    result = mentorship("export", "--format", "xml", "--out", str(path))
    assert result.exit_code == 0, result.output
    return path


def test_the_dictionary_is_in_order():
    result = mentorship("check")

    assert (result.exit_code, "nothing to say" in result.output) == (0, True), result.output


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ("p_first,person_profile,,text", "p_first,person_profile,,novel", "Field p_first"),
        ("rl_version,", "rl_release,", "no field rl_version"),
        ("di_key,due_item_auto,,text", "di_key,due_item_auto,,checkbox", "di_key"),
    ],
)
def test_a_dictionary_with_a_fault_is_reported_and_ends_with_its_code(tmp_path, old, new, part):
    text = SHIPPED.read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "dictionary.csv"
    file.write_text(text.replace(old, new), encoding="utf-8")

    result = mentorship("check", "--file", str(file))

    assert result.exit_code == 11
    assert part in result.output


def test_the_dictionary_is_exported_as_it_stands():
    exported = mentorship("export", "--format", "csv")

    assert exported.stdout == SHIPPED.read_text(encoding="utf-8")


def test_the_project_file_carries_all_that_a_dictionary_cannot(xml_file):
    found = read_project(xml_file.read_text(encoding="utf-8"))

    assert [field.row() for field in found.fields] == metadata_rows()
    assert found.labels == {each.instrument: each.label for each in registry.INSTRUMENTS}
    assert {name: label for _event, name, label in found.repeating} == (
        registry.repeating_instruments()
    )
    assert found.surveys.keys() == registry.survey_instruments()
    assert [each.title for each in found.reports] == [each[0] for each in REPORTS]
    assert found.settings["custom_record_label"] == "[rec_label]"


def test_the_automations_role_cannot_touch_the_offices_notes(xml_file):
    rights = dict(read_project(xml_file.read_text(encoding="utf-8")).roles)[AUTOMATION]

    assert (rights.forms[OFFICE_NOTES], rights.forms_export[OFFICE_NOTES]) == (0, 0)
    assert {name for name, level in rights.forms.items() if level == 1} == (
        registry.owned_instruments() | registry.openable_instruments().keys()
    )
    assert not any(rights.may(flag) for flag in ("design", "user_rights", "logging"))


def test_what_mentees_tick_about_a_mentor_is_exported_to_the_automation_and_open_to_nobody(
    xml_file,
):
    roles = dict(read_project(xml_file.read_text(encoding="utf-8")).roles)
    name = registry.ONLY_AVERAGED

    assert {role for role, rights in roles.items() if rights.forms_export[name]} == {AUTOMATION}
    assert {role for role, rights in roles.items() if rights.forms[name]} == {AUTOMATION}
    reported = {field for _title, names, _logic in REPORTS for field in names}
    assert not [field for field in reported if field.startswith("mf_")]


def test_every_report_reads_fields_that_exist_and_logic_that_parses(maker):
    token = created(maker, program_xml(NOW))
    project = redcap.Project(maker.url, token)
    project.import_records([{"record_id": "1", "record_type": "1", "p_roles___1": "1"}])

    rows = [project.export_report(str(n)) for n in report_ids(maker, token)]

    assert len(rows) == len(REPORTS)
    assert [row["record_id"] for row in rows[0]] == ["1"]


def test_what_the_sandbox_exports_of_our_project_is_our_project_file(maker):
    now = NOW
    token = created(maker, program_xml(now))

    exported = requests.post(
        maker.url,
        data={"token": token, "content": "project_xml", "returnMetadataOnly": "true"},
        timeout=TIMEOUT,
    )
    exported.encoding = "utf-8"

    ours, theirs = read_project(program_xml(now)), read_project(exported.text)
    theirs.settings["is_longitudinal"] = ours.settings["is_longitudinal"]
    assert theirs == ours


@pytest.mark.server
def test_nights_run_on_the_exported_project_with_the_automations_own_role(
    xml_file, tmp_path, monkeypatch
):
    department = build("S", 2026)
    with (
        served("--db", str(tmp_path / "redcap.sqlite"), "--project", str(xml_file)) as line,
        SmtpCatcher.start(tmp_path / "mail") as smtp,
    ):
        department.load(Client(line["url"], line["token"]))
        variables = {
            "REDCAP_TOKEN__SYNTHETIC": line["tokens"][AUTOMATION],
            "REDCAP_URL__SYNTHETIC": line["url"],
            "REDCAP_PROJECT_ID__SYNTHETIC": str(line["project_id"]),
            "MENTORSHIP_HOME": str(tmp_path / "state"),
            "MENTORSHIP_SMTP_HOST": smtp.host,
            "MENTORSHIP_SMTP_PORT": str(smtp.port),
            "MENTORSHIP_SMTP_SECURITY": "plain",
        }
        for name, value in variables.items():
            monkeypatch.setenv(name, value)

        preview, live = (night(mode) for mode in (Mode.PREVIEW, Mode.LIVE))

    assert (preview.result, preview.rows_written, preview.mails_accepted) == (live.result, 0, 0)
    assert preview.rows_read == live.rows_read > len(department.people)
    assert live.rows_written > live.due_items > 0


def night(mode: Mode):
    running = Night.begin("synthetic", mode, date(2026, 7, 1))
    for step in NIGHT:
        getattr(running, step)()
    return running.close(0.0)


def test_a_dictionary_of_somebody_else_can_be_served(tmp_path):
    dictionary = tmp_path / "theirs.csv"
    dictionary.write_text(as_csv(PEOPLE), encoding="utf-8")
    options = serve_options(project=dictionary, now=NOW, db=tmp_path / "x.sqlite", port=0)
    database = Database()

    project = open_project(database, plan_of(options), NOW).project

    assert project.structure.dictionary.instruments == ("person", "contact", "visit", "note")
    assert (len(project.structure.surveys), project.structure.repeating) == (4, {})
    assert role_tokens(project) == {}
    database.close()


def created(maker, xml: str) -> str:
    response = create(maker, xml)
    assert response.status_code == 200, response.text
    return response.text


def report_ids(maker, token: str) -> list[int]:
    project_id, _user = maker.database.member_of_token(token)
    rows = maker.database.rows("SELECT report_id FROM report WHERE project_id = ?", project_id)
    return [row[0] for row in rows]
