"""redcap_api.md 1.1 to 1.3: parameters in every dialect, errors in every format."""

import pytest
import requests

from tests.sandbox.support import TIMEOUT, import_rows, post


NO_RIGHTS = "You do not have permissions to use the API"


@pytest.mark.parametrize(
    ("return_format", "body", "mime"),
    [
        ("json", f'{{"error":"{NO_RIGHTS}"}}', "application/json; charset=utf-8"),
        ("csv", f"ERROR: {NO_RIGHTS}", "text/csv; charset=utf-8"),
        (
            "xml",
            f'<?xml version="1.0" encoding="UTF-8" ?><hash><error>{NO_RIGHTS}</error></hash>',
            "text/xml; charset=utf-8",
        ),
    ],
)
def test_an_unknown_token_is_a_403_in_the_callers_format(sandbox, return_format, body, mime):
    response = post(
        sandbox, token="0" * 32, content="record", format="json", returnFormat=return_format
    )

    assert (response.status_code, response.text) == (403, body)
    assert response.headers["content-type"] == mime
    assert response.headers["cache-control"] == "no-store, no-cache, must-revalidate"


def test_errors_come_in_the_data_format_when_no_return_format_is_said(sandbox):
    assert post(sandbox, content="nope", format="csv").text.startswith("ERROR: ")
    assert post(sandbox, content="nope", format=None).text.startswith("<?xml")


def test_an_unknown_content_is_a_400(sandbox):
    response = post(sandbox, content="nope")

    assert response.status_code == 400
    assert response.json() == {"error": 'The value of the parameter "content" is not valid'}


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "OPTIONS"])
def test_other_methods_are_not_implemented(sandbox, method):
    response = requests.request(method, sandbox.url, timeout=TIMEOUT)

    assert response.status_code == 501
    assert response.text == ("<hash><error>The requested method is not implemented.</error></hash>")


def test_an_unknown_path_is_a_404(sandbox):
    assert requests.post(f"{sandbox.base_url}/nowhere", timeout=TIMEOUT).status_code == 404


def test_the_endpoint_also_answers_without_its_last_slash(sandbox):
    response = requests.post(
        f"{sandbox.base_url}/api",
        data={"token": sandbox.token, "content": "version"},
        timeout=TIMEOUT,
    )

    assert response.text == "14.9.1"


@pytest.mark.parametrize(
    "asked",
    [
        {"records[0]": "1", "records[1]": "3"},
        {"records": "1,3"},
        {"records": " 1, 3 "},
        {"records[]": ["1", "3"]},
    ],
)
def test_lists_are_read_in_every_dialect(sandbox, asked):
    import_rows(sandbox, [{"record_id": n} for n in "123"])

    rows = post(sandbox, content="record", fields="record_id", **asked).json()

    assert [row["record_id"] for row in rows] == ["1", "3"]


def test_a_multipart_body_is_read_like_a_urlencoded_one(sandbox):
    parts = {"token": sandbox.token, "content": "project", "format": "json"}
    response = requests.post(
        sandbox.url, files={key: (None, value) for key, value in parts.items()}, timeout=TIMEOUT
    )

    assert response.json()["project_id"] == sandbox.project_id


@pytest.mark.parametrize(
    ("spelling", "shown"),
    [("true", True), ("True", True), ("1", True), ("", False), ("0", False), ("False", False)],
)
def test_booleans_are_read_in_every_spelling(sandbox, spelling, shown):
    import_rows(sandbox, [{"record_id": "1", "race___1": "1"}])

    row = post(sandbox, content="record", rawOrLabel="label", exportCheckboxLabel=spelling).json()[
        0
    ]

    assert row["race___1"] == ("One" if shown else "Checked")


@pytest.mark.parametrize(
    ("content", "fmt"),
    [("record", "json"), ("metadata", "csv"), ("user", "xml"), ("log", "json")],
)
def test_every_call_is_counted(sandbox, content, fmt):
    assert post(sandbox, content=content, format=fmt).status_code == 200
    assert sandbox.call_count == 1


def test_an_export_right_that_is_missing_is_a_403(sandbox):
    token = sandbox.add_user("writer", api_export=0)

    response = post(sandbox, token=token, content="record")

    assert response.status_code == 403
    assert response.json() == {"error": "You do not have API Export privileges"}


def test_an_import_right_that_is_missing_is_a_403(sandbox):
    token = sandbox.add_user("reader", api_import=0)

    response = import_rows(sandbox, [{"record_id": "1"}], token=token)

    assert response.status_code == 403
    assert response.json() == {"error": "You do not have API Import/Update privileges"}


def test_an_expired_user_is_refused_like_an_unknown_token(sandbox):
    token = sandbox.add_user("gone")
    post(sandbox, content="user", data='[{"username":"gone","expiration":"2026-01-01"}]')

    assert post(sandbox, token=token, content="version").status_code == 403


def test_a_deleted_project_says_so(sandbox):
    sandbox.project.delete()

    response = post(sandbox, content="version")

    assert response.status_code == 400
    assert "The REDCap project no longer exists because it was deleted." in response.text
