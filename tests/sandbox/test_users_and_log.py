"""redcap_api.md 2.10: users with 36 columns, and a log of every call."""

from datetime import UTC, datetime

import pytest

from sandbox.clock import ManualClock
from sandbox.server import SandboxServer
from tests.sandbox.support import import_rows, post


def test_users_have_36_columns_with_numbers_and_rights_by_instrument(sandbox, pycap):
    user = pycap.export_users()[0]

    assert len(user) == 36
    assert user["api_export"] == 1
    assert user["forms_export"] == {"person": 1, "contact": 1, "visit": 1, "note": 1}
    text = post(sandbox, content="user", format="csv").text
    assert '"person:1,contact:1,visit:1,note:1"' in text
    assert not text.endswith("\n")


def test_users_are_added_changed_and_deleted(sandbox, pycap):
    assert pycap.import_users([{"username": "ann@example.edu"}]) == 1
    assert pycap.import_users([{"username": "ann@example.edu", "record_delete": 1}]) == 1

    ann = pycap.export_users()[0]
    assert (ann["username"], ann["record_delete"], ann["api_import"]) == ("ann@example.edu", 1, 0)
    assert pycap.delete_users(["ann@example.edu"]) == 1
    assert len(pycap.export_users()) == 1


def test_an_imported_no_access_right_hides_the_instrument(sandbox):
    token = sandbox.add_user("ann")
    import_rows(sandbox, [{"record_id": "1"}])

    rows = 'username,forms_export\nann,"person:1,contact:0,visit:1,note:1"\n'
    assert post(sandbox, content="user", format="csv", data=rows).text == "1"

    assert "email" not in post(sandbox, content="record", token=token).json()[0]


def test_managing_users_needs_the_right(sandbox):
    token = sandbox.add_user("plain", user_rights=0)

    response = post(sandbox, content="user", token=token, data='[{"username":"x"}]')

    assert response.status_code == 403


@pytest.mark.parametrize(
    ("content", "action", "details"),
    [
        ("metadata", "Manage/Design", "Download data dictionary (API)"),
        ("project", "Manage/Design", "Export project information (API)"),
        ("instrument", "Manage/Design", "Export instruments (API)"),
        ("exportFieldNames", "Manage/Design", "Download export field names (API)"),
        ("user", "Manage/Design", "Export users (API)"),
        ("version", "Manage/Design", "Export REDCap version (API)"),
        ("log", "Manage/Design", "Export Logging (API)"),
        ("record", "Data export (API)", "export_format: JSON, rawOrLabel: raw"),
    ],
)
def test_every_call_leaves_a_line_in_the_log(sandbox, content, action, details):
    post(sandbox, content=content)

    newest = post(sandbox, content="log").json()[0]

    assert (newest["action"], newest["details"], newest["record"]) == (action, details, "")
    assert newest["username"] == "sandbox_admin"


def test_imports_are_logged_for_each_record_that_changed(sandbox):
    import_rows(sandbox, [{"record_id": "1", "name": "A"}, {"record_id": "2"}])
    import_rows(sandbox, [{"record_id": "1", "name": "A", "race___1": "1"}, {"record_id": "2"}])

    log = post(sandbox, content="log", logtype="record").json()

    assert [(line["action"], line["details"], line["record"]) for line in log] == [
        ("Update record (API) 1", "race(1) = checked", "1"),
        ("Create record (API) 2", "", "2"),
        ("Create record (API) 1", "name = 'A'", "1"),
    ]


def test_the_log_is_newest_first_to_the_minute_and_can_be_cut_by_time():
    clock = ManualClock(datetime(2026, 7, 1, 8, 0, 30, tzinfo=UTC))
    with SandboxServer.start(clock=clock) as sandbox:
        post(sandbox, content="version")
        clock.now = datetime(2026, 7, 2, 9, 30, tzinfo=UTC)
        post(sandbox, content="project")

        lines = post(sandbox, content="log").json()
        later = post(sandbox, content="log", beginTime="2026-07-02 00:00").json()

    assert [line["timestamp"] for line in lines] == ["2026-07-02 09:30", "2026-07-01 08:00"]
    assert "Export REDCap version (API)" not in [line["details"] for line in later]


def test_the_log_can_be_asked_by_kind_user_and_record(sandbox):
    import_rows(sandbox, [{"record_id": "1"}])
    post(sandbox, content="record", action="delete", records="1")

    def actions(**question: str) -> list[str]:
        return [line["action"] for line in post(sandbox, content="log", **question).json()]

    assert actions(logtype="record_add") == ["Create record (API) 1"]
    assert actions(logtype="record_delete") == ["Delete record (API) 1"]
    assert actions(record="1") == ["Delete record (API) 1", "Create record (API) 1"]
    assert actions(user="nobody") == []
    assert post(sandbox, content="log", logtype="odd").status_code == 400


def test_a_refused_call_changes_nothing_in_the_log(sandbox):
    post(sandbox, content="record", **{"fields[0]": "nope"})

    assert post(sandbox, content="log").json() == []
