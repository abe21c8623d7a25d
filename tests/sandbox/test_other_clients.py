"""What the live test suites and examples of other clients establish about REDCap.

Each test says whose: PyCap's own examples, redcapAPI, phpcap and REDCap.jl run against real
servers. Only behaviour is taken from there.
"""

import json

import pytest

from sandbox.project_setup import ProjectPlan
from tests.sandbox.conftest import use
from tests.sandbox.support import a_field, as_csv, export_rows, import_rows, post


FIELDS = [a_field("record_id", "one"), a_field("first", "one"), a_field("second", "two")]


@pytest.fixture
def classic(server):
    use(server, ProjectPlan(dictionary_csv=as_csv(FIELDS)))
    return server


def send(sandbox, content: str, rows: object, **params: object):
    """Import rows of a structure content; the bare answer."""
    return post(sandbox, content=content, action="import", data=json.dumps(rows), **params).text


def make_longitudinal(sandbox) -> None:
    """Two events in arm 1, the second one repeating; instrument `one` is in both."""
    send(sandbox, "event", [{"event_name": "Event 2", "arm_num": 1}])
    send(sandbox, "project_settings", {"is_longitudinal": 1})
    rows = [
        {"arm_num": 1, "unique_event_name": event, "form": "one"}
        for event in ("event_1_arm_1", "event_2_arm_1")
    ]
    send(sandbox, "formEventMapping", rows)
    send(
        sandbox,
        "repeatingFormsEvents",
        [{"event_name": "event_2_arm_1", "form_name": "", "custom_form_label": ""}],
    )


# redcapAPI, arms and events: a classic project takes arms and events, and is longitudinal only
# when the setting is on and there are several events.
def test_a_classic_project_takes_arms_and_events_but_shows_none(classic):
    assert send(classic, "arm", [{"arm_num": n, "name": f"Arm {n}"} for n in (1, 2)]) == "2"
    assert send(classic, "event", [{"event_name": "event_1", "arm_num": 2}]) == "1"
    assert post(classic, content="arm").status_code == 400

    assert send(classic, "project_settings", {"is_longitudinal": 1}) == "1"

    assert post(classic, content="project").json()["is_longitudinal"] == 1
    assert [arm["arm_num"] for arm in post(classic, content="arm").json()] == [1, 2]
    post(classic, content="arm", action="delete", **{"arms[0]": "2"})
    assert post(classic, content="project").json()["is_longitudinal"] == 0


def test_a_project_without_any_event_still_keeps_records(classic):
    post(classic, content="arm", action="delete", **{"arms[0]": "1"})

    assert import_rows(classic, [{"record_id": "1", "first": "x"}]).json() == {"count": 1}
    assert export_rows(classic)[0]["first"] == "x"


# PyCap's examples of import_records and delete_records; PyCap issue 142.
def test_rows_without_an_event_column_go_to_the_first_event(classic):
    make_longitudinal(classic)

    assert import_rows(classic, [{"record_id": "3", "first": "x"}]).json() == {"count": 1}
    assert [row["redcap_event_name"] for row in export_rows(classic)] == ["event_1_arm_1"]
    error = import_rows(classic, [{"record_id": "3", "second": "x"}]).json()["error"]
    assert "is not designated for the event named 'Event 1 (Arm 1: Arm 1)'" in error


def test_one_instance_of_a_repeating_event_is_deleted_alone(classic):
    make_longitudinal(classic)
    place = {"record_id": "3", "redcap_event_name": "event_2_arm_1"}
    import_rows(classic, [place | {"redcap_repeat_instance": n, "first": "x"} for n in (1, 2, 3)])
    asked = {"content": "record", "action": "delete", "records[0]": "3", "event": "event_2_arm_1"}

    assert post(classic, **asked, repeat_instance=2).text == "1"
    assert [row["redcap_repeat_instance"] for row in export_rows(classic)] == [1, 3]
    post(classic, **asked)
    assert export_rows(classic) == []


def test_a_record_is_missing_in_an_arm_that_has_nothing_of_it(classic):
    make_longitudinal(classic)
    import_rows(classic, [{"record_id": "1"}])
    asked = {"content": "record", "action": "delete", "records[0]": "1"}

    assert "do not exist: 1" in post(classic, **asked, arm=2).json()["error"]
    assert post(classic, **asked, arm=1).text == "1"


def test_an_arm_without_events_does_not_count_in_event_labels(classic):
    make_longitudinal(classic)
    send(classic, "arm", [{"arm_num": 2, "name": "Empty"}])
    import_rows(classic, [{"record_id": "1"}])

    row = export_rows(classic, rawOrLabel="label")[0]
    assert row["redcap_event_name"] == "Event 1"


def test_users_come_by_name_and_roles_have_their_own_order_of_locks(sandbox, pycap):
    pycap.import_users([{"username": "zoe"}, {"username": "Ann"}])
    pycap.import_user_roles([{"role_label": "Test role"}])

    names = ["Ann", "sandbox_admin", "zoe"]
    assert [user["username"] for user in pycap.export_users()] == names
    assert [row["username"] for row in pycap.export_user_dag_assignment()] == names
    assert list(pycap.export_user_roles()[0])[-6:] == [
        *("record_delete", "lock_records_customization", "lock_records", "lock_records_all_forms"),
        *("forms", "forms_export"),
    ]


# REDCap's help: which rights the calls ask for.
@pytest.mark.parametrize(
    ("flags", "asked", "status"),
    [
        ({"user_rights": 0}, {"content": "user"}, 403),
        ({"user_rights": 0}, {"content": "userRole"}, 403),
        ({"user_rights": 0}, {"content": "userRoleMapping"}, 403),
        ({"logging": 0}, {"content": "log"}, 403),
        ({"api_import": 0}, {"content": "record", "action": "delete", "records": "1"}, 200),
        ({}, {"content": "record", "action": "randomize", "record": "1"}, 400),
    ],
)
def test_calls_ask_for_the_rights_that_the_help_names(sandbox, flags, asked, status):
    import_rows(sandbox, [{"record_id": "1"}])
    token = sandbox.add_user("limited", **flags)

    assert post(sandbox, token=token, **asked).status_code == status


@pytest.mark.parametrize(
    ("return_format", "body"),
    [
        ("json", '{"success":true}'),
        ("csv", "success\ntrue\n"),
        ("xml", '<?xml version="1.0" encoding="UTF-8" ?><success>true</success>'),
    ],
)
def test_a_background_import_says_so_in_the_format_asked_for(sandbox, return_format, body):
    asked = {"backgroundProcess": "true", "returnFormat": return_format}

    assert import_rows(sandbox, [{"record_id": "1"}], **asked).text == body


# redcapAPI, users: what is not said of a new user, or of an instrument in a list, is no access.
def test_a_new_user_has_no_rights_and_lists_of_instruments_are_complete(sandbox, pycap):
    closed = dict.fromkeys(("person", "contact", "visit", "note"), 0)
    pycap.import_users([{"username": "ann"}])
    ann = pycap.export_users()[0]
    assert (ann["forms"], ann["forms_export"]) == (closed, closed)

    rights = {"username": "ann", "forms": {"visit": 1}, "forms_export": "note:2"}
    post(sandbox, content="user", data=json.dumps([rights]))
    post(sandbox, content="user", data='[{"username":"ann","alerts":1}]')

    ann = pycap.export_users()[0]
    assert ann["forms"] == closed | {"visit": 1}
    assert ann["forms_export"] == closed | {"note": 2}


def test_a_renamed_group_has_a_new_unique_name(sandbox, pycap):
    pycap.import_dags([{"data_access_group_name": "Testing DAG 1", "unique_group_name": ""}])
    dag = pycap.export_dags()[0]

    pycap.import_dags([dag | {"data_access_group_name": "A different name"}])

    assert pycap.export_dags() == [
        dag
        | {"data_access_group_name": "A different name", "unique_group_name": "a_different_name"}
    ]


# REDCap.jl: deleting users needs the right to delete records; roles are refused line by line;
# the settings that its suite sends count 18.
def test_deleting_users_needs_the_right_to_delete_records(sandbox, pycap):
    pycap.import_users([{"username": "ann"}])
    token = sandbox.add_user("plain", record_delete=0)

    answer = post(sandbox, token=token, content="user", action="delete", **{"users[0]": "ann"})

    assert (answer.status_code, answer.json()) == (
        403,
        {"error": "You do not have Delete Record privileges"},
    )


def test_roles_with_unknown_instruments_are_refused_line_by_line(sandbox):
    text = (
        "unique_role_name,role_label,design,forms,forms_export\n"
        'U-527D39JXAC,Data Entry Person,1,"day_3:1,person:1",day_3:2\n'
    )

    answer = post(sandbox, content="userRole", format="csv", action="import", data=text)

    line = (
        'The form named "day_3" is incorrect for the user role "U-527D39JXAC" The form does not'
        " exist in this project."
    )
    assert answer.text == f"ERROR: {line}\n{line}\nInvalid Unique Role Names: U-527D39JXAC"


def test_eighteen_settings_count_eighteen(sandbox):
    names = (
        *("project_title", "project_language", "purpose", "purpose_other", "project_notes"),
        *("custom_record_label", "secondary_unique_field", "is_longitudinal", "surveys_enabled"),
        *("scheduling_enabled", "record_autonumbering_enabled", "randomization_enabled"),
        *("project_irb_number", "project_grant_number", "project_pi_firstname"),
        *("project_pi_lastname", "display_today_now_button"),
        "bypass_branching_erase_field_prompt",
    )
    text = ",".join(names) + "\n" + ",".join("1" for _name in names) + "\n"

    assert post(sandbox, content="project_settings", format="csv", data=text).text == "18"


# phpcap, records, logging, PDF and file repository.
def test_forced_numbers_need_a_project_that_numbers(sandbox):
    asked = {"forceAutoNumber": "true", "returnContent": "auto_ids"}
    import_rows(sandbox, [{"record_id": "9"}])
    assert import_rows(sandbox, [{"record_id": "1101"}], **asked).json() == ["10,1101"]

    send(sandbox, "project_settings", {"record_autonumbering_enabled": 0})

    assert import_rows(sandbox, [{"record_id": "1101"}], **asked).json() == ["1101,1101"]


def test_the_log_of_a_group_is_of_its_records_and_its_members(sandbox, pycap):
    pycap.import_dags([{"data_access_group_name": "North", "unique_group_name": ""}])
    token = sandbox.add_user("norma", dag="north")
    import_rows(sandbox, [{"record_id": "1", "redcap_data_access_group": "north"}])
    import_rows(sandbox, [{"record_id": "2"}])
    post(sandbox, token=token, content="metadata")

    lines = post(sandbox, content="log", dag="north").json()
    number = pycap.export_dags()[0]["data_access_group_id"]
    assert post(sandbox, content="log", dag=number).json() == lines

    shown = [(line["username"], line["action"]) for line in lines]
    assert shown == [
        ("norma", "Manage/Design"),
        ("sandbox_admin", "Create record (API) 1"),
    ]


def test_a_compact_pdf_is_smaller_and_one_instance_shows_its_value(sandbox):
    import_rows(sandbox, [{"record_id": "1", "name": "Zoe"}])
    note = {"record_id": "1", "redcap_repeat_instrument": "note"}
    for number in (1, 2):
        import_rows(
            sandbox, [note | {"redcap_repeat_instance": number, "remark": f"remark {number}"}]
        )

    full, compact, second = (
        post(sandbox, content="pdf", **asked).content
        for asked in (
            {"record": "1"},
            {"record": "1", "compactDisplay": "true"},
            {"record": "1", "instrument": "note", "repeat_instance": "2"},
        )
    )

    assert len(compact) < len(full)
    assert b"Remark remark 2" in second
    assert b"remark 1" not in second


@pytest.mark.parametrize("wrong", [{"dag_id": "x"}, {"dag_id": "99"}, {"role_id": "x"}])
def test_a_folder_for_nobody_is_refused(sandbox, wrong):
    answer = post(sandbox, content="fileRepository", action="createFolder", name="a", **wrong)

    assert answer.status_code == 400
