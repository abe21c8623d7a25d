"""redcap_api.md 1.3, 1.4, 2.6: data access groups, roles, files, repository, PDF, settings."""

import json

import pytest
import redcap
import requests

from sandbox.names import unique_dag_name
from sandbox.project_setup import ProjectPlan
from tests.sandbox.conftest import use
from tests.sandbox.support import PEOPLE, TIMEOUT, a_field, as_csv, export_rows, import_rows, post


@pytest.fixture
def grouped(sandbox, pycap):
    names = [
        {"data_access_group_name": name, "unique_group_name": ""} for name in ("North", "South")
    ]
    assert pycap.import_dags(names) == 2
    rows = [
        {"record_id": "1", "redcap_data_access_group": "north"},
        {"record_id": "2", "redcap_data_access_group": "south"},
        {"record_id": "3"},
    ]
    assert import_rows(sandbox, rows).json() == {"count": 3}
    return sandbox


@pytest.mark.parametrize(
    ("name", "unique"), [("dag-a", "daga"), ("Test DAG", "test_dag"), ("A" * 30, "a" * 18)]
)
def test_unique_group_names_are_derived_as_redcap_derives_them(name, unique):
    assert unique_dag_name(name) == unique


def test_the_group_column_comes_only_when_asked_and_with_labels_as_name(grouped):
    assert "redcap_data_access_group" not in export_rows(grouped)[0]

    rows = export_rows(grouped, exportDataAccessGroups="true")
    assert [row["redcap_data_access_group"] for row in rows] == ["north", "south", ""]
    labelled = export_rows(grouped, exportDataAccessGroups="true", rawOrLabel="label")
    assert labelled[0]["redcap_data_access_group"] == "North"


def test_a_member_of_a_group_sees_and_makes_only_its_records(grouped):
    token = grouped.add_user("norma", dag="north")
    project = redcap.Project(grouped.url, token)

    assert [row["record_id"] for row in project.export_records()] == ["1"]
    assert (
        "redcap_data_access_group" not in project.export_records(export_data_access_groups=True)[0]
    )
    dag_id = grouped.project.structure.dag_by_name["north"].id
    assert project.generate_next_record_name() == f"{dag_id}-1"
    project.import_records([{"record_id": f"{dag_id}-1"}])
    assert project.generate_next_record_name() == f"{dag_id}-2"
    assert len(project.export_records()) == 2


def test_a_member_of_a_group_touches_no_other_record(grouped):
    token = grouped.add_user("norma", dag="north")

    response = import_rows(grouped, [{"record_id": "2", "name": "x"}], token=token)
    assert response.status_code == 400
    response = post(grouped, token=token, content="record", action="delete", records="2")
    assert response.status_code == 400


def test_a_member_of_a_group_may_not_send_the_group_column(grouped):
    token = grouped.add_user("norma", dag="north")

    response = import_rows(
        grouped, [{"record_id": "1", "redcap_data_access_group": "south"}], token=token
    )

    assert response.json()["error"] == "ERROR: Illegal use of 'redcap_data_access_group' field!"


def test_groups_need_their_right(grouped):
    token = grouped.add_user("plain", data_access_groups=0)

    response = post(grouped, token=token, content="dag")

    assert response.status_code == 400
    assert response.json()["error"] == (
        "Insufficient user privileges: You must have 'API Export' privileges and 'Data Access"
        " Groups' privileges in the project."
    )


def test_groups_are_renamed_switched_assigned_and_deleted(grouped, pycap):
    pycap.import_dags([{"data_access_group_name": "Far North", "unique_group_name": "north"}])
    assert pycap.export_dags()[0]["data_access_group_name"] == "Far North"

    assert pycap.switch_dag("south") == "1"
    assert [row["record_id"] for row in pycap.export_records()] == ["2"]
    mapping = pycap.export_user_dag_assignment()
    assert mapping == [{"username": "sandbox_admin", "redcap_data_access_group": "south"}]
    mapping[0]["redcap_data_access_group"] = ""
    assert pycap.import_user_dag_assignment(mapping) == 1

    assert pycap.delete_dags(["south"]) == 1
    assert len(pycap.export_records()) == 3


def test_roles_have_texts_for_flags_and_a_made_up_name(sandbox, pycap):
    assert pycap.import_user_roles([{"role_label": "Readers", "api_export": 1}]) == 1

    role = pycap.export_user_roles()[0]
    assert role["unique_role_name"].startswith("U-")
    assert len(role["unique_role_name"]) == 12
    assert (role["api_export"], role["api_import"]) == ("1", "0")


def test_a_role_replaces_the_rights_of_its_users(sandbox, pycap):
    token = sandbox.add_user("ann")
    pycap.import_user_roles(
        [{"role_label": "Readers", "api_export": 1, "forms_export": {"note": 0}}]
    )
    name = pycap.export_user_roles()[0]["unique_role_name"]
    import_rows(sandbox, [{"record_id": "1"}])

    assert pycap.import_user_role_assignment([{"username": "ann", "unique_role_name": name}]) == 1

    assert "remark" not in export_rows(sandbox, token=token)[0]
    assert import_rows(sandbox, [{"record_id": "2"}], token=token).status_code == 403
    assignments = pycap.export_user_role_assignment()
    assert assignments[0] == {"username": "ann", "unique_role_name": name}
    assert pycap.delete_user_roles([name]) == 1
    assert "remark" in export_rows(sandbox, token=token)[0]


def test_a_role_with_an_unknown_instrument_is_refused_in_redcaps_words(sandbox):
    rows = json.dumps([{"role_label": "X", "forms": {"nope": 1}}])

    error = post(sandbox, content="userRole", data=rows).json()["error"]

    assert error == (
        'The form named "nope" is incorrect for the user role "" The form does not exist in this'
        " project."
    )


@pytest.fixture
def with_files(server):
    fields = [*PEOPLE[:2], a_field("photo", "person", "file"), *PEOPLE[2:]]
    use(server, ProjectPlan(dictionary_csv=as_csv(fields), repeating=["visit", "note"]))
    import_rows(server, [{"record_id": "1", "name": "A"}])
    return redcap.Project(server.url, server.token)


def test_files_go_in_out_and_away_again(server, with_files):
    with_files.import_file("1", "photo", "ä b.txt", b"\x00bytes")

    content, headers = with_files.export_file("1", "photo")
    assert (content, headers["name"]) == (b"\x00bytes", "ä b.txt")
    assert export_rows(server)[0]["photo"] == "ä b.txt"
    with_files.delete_file("1", "photo")
    with pytest.raises(redcap.RedcapError, match="There is no file"):
        with_files.export_file("1", "photo")


def test_file_names_are_not_among_the_field_names(with_files):
    names = [row["original_field_name"] for row in with_files.export_field_names()]

    assert "photo" not in names


def test_a_field_that_takes_no_files_is_refused_in_redcaps_words(server, with_files):
    response = post(server, content="file", action="export", record="1", field="mugshotttttt")

    assert response.status_code == 400
    assert response.json()["error"] == (
        "The field 'mugshotttttt' does not exist or is not a 'file' field"
    )


def test_the_repository_keeps_folders_and_files(server, with_files):
    folder = with_files.create_folder_in_repository("Papers")[0]["folder_id"]
    with_files.import_file_into_repository("a.txt", b"text", folder_id=folder)

    assert with_files.export_file_repository() == [{"folder_id": folder, "name": "Papers"}]
    listed = with_files.export_file_repository(folder_id=folder)
    content, headers = with_files.export_file_from_repository(listed[0]["doc_id"])
    assert (listed[0]["name"], content, headers["name"]) == ("a.txt", b"text", "a.txt")
    with_files.delete_file_from_repository(listed[0]["doc_id"])
    assert with_files.export_file_repository(folder_id=folder) == []


def test_an_unknown_folder_is_refused_in_redcaps_words(sandbox):
    response = post(sandbox, content="fileRepository", action="list", folder_id="99")

    assert response.status_code == 400
    assert response.json()["error"] == (
        "The File Repository folder folder_id=99 does not exist or else you do not have permission"
        " to that folder because it is DAG-restricted or Role-restricted."
    )


@pytest.mark.parametrize(
    "asked", [{}, {"record": "1"}, {"instrument": "note"}, {"allRecords": "1"}]
)
def test_a_pdf_is_a_pdf(sandbox, asked):
    import_rows(sandbox, [{"record_id": "1", "name": "Zoë (x)"}])

    response = post(sandbox, content="pdf", action="export", **asked)

    assert response.headers["content-type"].startswith("application/pdf")
    assert response.content.startswith(b"%PDF-1.3\n3 0 obj\n")
    assert response.content.rstrip().endswith(b"%%EOF")


def test_settings_are_changed_and_counted(sandbox, pycap):
    data = json.dumps({"project_title": "New", "surveys_enabled": 1, "nonsense": 1})

    assert post(sandbox, content="project_settings", data=data).text == "2"

    assert pycap.export_project_info()["project_title"] == "SANDBOX New"


def test_missing_data_codes_are_values_everywhere_and_columns_of_checkboxes(sandbox):
    data = json.dumps({"missing_data_codes": "UNK, Unknown | NA, Not applicable"})
    post(sandbox, content="project_settings", data=data)

    response = import_rows(
        sandbox, [{"record_id": "1", "age": "UNK", "born": "NA", "race___unk": "1"}]
    )

    assert response.json() == {"count": 1}
    row = export_rows(sandbox)[0]
    assert (row["age"], row["born"], row["race___unk"], row["race___na"]) == ("UNK", "NA", "1", "0")
    assert import_rows(sandbox, [{"record_id": "1", "person_complete": "UNK"}]).status_code == 400
    assert export_rows(sandbox, rawOrLabel="label")[0]["age"] == "Unknown"


def test_decimal_characters_are_exchanged_in_numbers_only(server):
    fields = [a_field("id", "one"), a_field("n", "one", validation="number"), a_field("t", "one")]
    use(server, ProjectPlan(dictionary_csv=as_csv(fields)))
    import_rows(server, [{"id": "1", "n": "1.5", "t": "1.5"}])

    row = export_rows(server, decimalCharacter=",")[0]

    assert (row["n"], row["t"]) == ("1,5", "1.5")


def test_participants_have_links_that_open(sandbox, pycap):
    import_rows(sandbox, [{"record_id": "1", "person_complete": "2"}, {"record_id": "2"}])
    link = pycap.export_survey_link("2", "person")
    requests.post(link, data={"name": "Two"}, timeout=TIMEOUT)

    rows = pycap.export_survey_participant_list("person")

    assert [row["response_status"] for row in rows] == [0, 2]
    assert requests.get(rows[0]["survey_link"], timeout=TIMEOUT).status_code == 200


def test_a_saved_report_gives_its_fields_filtered(sandbox, pycap):
    import_rows(sandbox, [{"record_id": "1", "age": "5"}, {"record_id": "2", "age": "50"}])
    report = sandbox.project.reports.add("Older", ["record_id", "age"], "[age] > 9")

    rows = pycap.export_report(report_id=report)

    assert [(row["record_id"], row["age"]) for row in rows] == [("2", "50")]
    assert post(sandbox, content="report", report_id="999").status_code == 400
