"""redcap_api.md 1.2 to 1.4: deleting records and parts of them, and renaming."""

import pytest
import requests

from tests.sandbox.support import TIMEOUT, export_rows, import_rows, post, visit


def delete(sandbox, **params):
    return post(sandbox, content="record", action="delete", **params)


@pytest.mark.parametrize("return_format", ["json", "csv", "xml"])
def test_deleting_answers_the_bare_number_in_every_format(sandbox, return_format):
    import_rows(sandbox, [{"record_id": n} for n in "456"])

    response = delete(sandbox, returnFormat=return_format, **{"records[0]": "4", "records[1]": "6"})

    assert response.text == "2"
    assert [row["record_id"] for row in export_rows(sandbox)] == ["5"]


def test_a_missing_record_stops_the_whole_deletion(sandbox):
    import_rows(sandbox, [{"record_id": "2"}])

    response = delete(sandbox, **{"records[0]": "2", "records[1]": "1"})

    assert response.status_code == 400
    assert response.json()["error"] == (
        "One or more of the records provided cannot be deleted because they do not exist in the"
        " project. The following records do not exist: 1"
    )
    assert len(export_rows(sandbox)) == 1


def test_deleting_needs_the_right(sandbox):
    import_rows(sandbox, [{"record_id": "1"}])
    token = sandbox.add_user("keeper", record_delete=0)

    response = delete(sandbox, token=token, records="1")

    assert response.status_code == 403
    assert response.json() == {"error": "You do not have Delete Record privileges"}


def test_an_instrument_can_be_deleted_alone(sandbox):
    row = {"record_id": "1", "name": "A", "email": "a@example.edu", "contact_complete": "2"}
    import_rows(sandbox, [row])

    assert delete(sandbox, records="1", instrument="contact").text == "1"

    left = export_rows(sandbox)[0]
    assert (left["name"], left["email"], left["contact_complete"]) == ("A", "", "0")


@pytest.mark.parametrize(("instance", "left"), [(None, [2]), ("1", [2]), ("2", [1])])
def test_of_a_repeating_instrument_one_instance_goes_the_first_by_default(sandbox, instance, left):
    import_rows(sandbox, [{"record_id": "1"}, visit("1", 1), visit("1", 2)])

    delete(sandbox, records="1", instrument="visit", repeat_instance=instance)

    rows = export_rows(sandbox)
    assert [row["redcap_repeat_instance"] for row in rows[1:]] == left


def test_renaming_keeps_data_and_survey_link(sandbox, pycap):
    import_rows(sandbox, [{"record_id": "1", "name": "A"}])
    link = pycap.export_survey_link("1", "person")

    response = post(sandbox, content="record", action="rename", record="1", new_record_name="9")

    assert response.text == "1"
    assert [row["record_id"] for row in export_rows(sandbox)] == ["9"]
    assert requests.get(link, timeout=TIMEOUT).status_code == 200


def test_renaming_onto_another_record_is_refused(sandbox):
    import_rows(sandbox, [{"record_id": "1"}, {"record_id": "2"}])

    response = post(sandbox, content="record", action="rename", record="1", new_record_name="2")

    assert response.status_code == 400
