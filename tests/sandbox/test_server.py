"""Starting, stopping, reopening, and who may reach the server."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from sandbox.errors import ApiError
from sandbox.server import NotLoopback, SandboxServer
from tests.sandbox.support import PEOPLE, TIMEOUT, as_csv, export_rows, import_rows, post


ROOT = Path(__file__).parents[2]
PROGRAM = """
import sys
from datetime import datetime
from pathlib import Path
from sandbox.serve import ServeOptions, serve
options = ServeOptions(
    db=Path(sys.argv[1]), port=0, project=Path(sys.argv[2]), repeating=["visit"],
    super_token="S" * 64, public_base_url="https://redcap.example.edu/",
)
serve(options, lambda: datetime(2026, 7, 1))
"""


def test_a_file_is_reopened_with_its_data_and_its_token(tmp_path):
    db = tmp_path / "redcap.sqlite"
    with SandboxServer.start(db=db, dictionary_csv=as_csv(PEOPLE)) as sandbox:
        import_rows(sandbox, [{"record_id": "1", "name": "Kept"}])
        token = sandbox.token

    with SandboxServer.start(db=db) as sandbox:
        assert sandbox.token == token
        assert export_rows(sandbox)[0]["name"] == "Kept"


def test_a_token_can_be_given(tmp_path):
    with SandboxServer.start(token="AB" * 16, title="Mine") as sandbox:
        assert sandbox.token == "AB" * 16
        assert post(sandbox, content="project").json()["project_title"] == "SANDBOX Mine"


def test_survey_links_carry_the_public_address():
    base = "https://redcap.example.edu"
    with SandboxServer.start(dictionary_csv=as_csv(PEOPLE), public_base_url=base) as sandbox:
        import_rows(sandbox, [{"record_id": "1"}])
        link = post(sandbox, content="surveyLink", record="1", instrument="person").text

    assert link.startswith("https://redcap.example.edu/surveys/?s=")


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "redcap.example.edu"])
def test_other_hosts_than_loopback_are_refused(host):
    with pytest.raises(NotLoopback, match="loopback only"):
        SandboxServer.start(host=host)


def test_a_bad_dictionary_stops_the_start():
    bad = as_csv([*PEOPLE, PEOPLE[1]])

    with pytest.raises(ApiError, match="used more than once"):
        SandboxServer.start(dictionary_csv=bad)


def test_an_unknown_repeating_instrument_stops_the_start():
    with pytest.raises(ApiError, match="no such instrument"):
        SandboxServer.start(dictionary_csv=as_csv(PEOPLE), repeating=["viist"])


def test_an_unknown_right_is_refused(sandbox):
    with pytest.raises(ValueError, match="api_imprt"):
        sandbox.add_user("x", api_imprt=0)


@pytest.mark.server
def test_the_program_prints_one_line_of_json_and_serves_until_stopped(tmp_path):
    dictionary = tmp_path / "dictionary.csv"
    dictionary.write_text(as_csv(PEOPLE), encoding="utf-8")
    command = [sys.executable, "-c", PROGRAM, str(tmp_path / "db.sqlite"), str(dictionary)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as program:
        try:
            line = json.loads(program.stdout.readline())
            version = requests.post(
                line["url"], data={"token": line["token"], "content": "version"}, timeout=TIMEOUT
            )
        finally:
            program.send_signal(signal.SIGINT)
        rest = program.stdout.read()
        code = program.wait(TIMEOUT)

    assert sorted(line) == ["project_id", "token", "url"]
    assert version.text == "14.9.1"
    assert (rest, code) == ("", 0)
