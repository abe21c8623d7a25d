"""The server survives what clients should never send."""

import random

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from sandbox.contents.registry import CONTENTS
from tests.sandbox.project_files import SMALL, SUPER, create
from tests.sandbox.support import TIMEOUT, export_rows, import_rows, post
from tests.support.laws import tried


FORM = "application/x-www-form-urlencoded"
NAMES = st.sampled_from(
    [
        "records",
        "fields",
        "forms",
        "events",
        "arms",
        "record",
        "field",
        "instrument",
        "event",
        "repeat_instance",
        "data",
        "type",
        "filterLogic",
        "dateRangeBegin",
        "csvDelimiter",
        "overwriteBehavior",
        "returnContent",
        "dateFormat",
        "folder_id",
        "doc_id",
        "report_id",
        "logtype",
        "user",
        "beginTime",
        "dag",
        "override",
        "new_record_name",
        "users",
        "dags",
        "roles",
        "forceAutoNumber",
        "exportSurveyFields",
        "rawOrLabel",
        "decimalCharacter",
    ]
)
VALUES = st.one_of(
    st.text(max_size=30),
    st.sampled_from(["[]", "{}", "[{}]", '[{"record_id":"1"}]', '[{"record_id":null}]', "a,b\n1"]),
    st.sampled_from(
        ["<a/>", "<records><item><x>1</x></item></records>", "[[[[", "\x00", "-1", "1"]
    ),
)


@tried(100, shares_fixtures=True)
@given(
    content=st.sampled_from(sorted(CONTENTS)),
    action=st.sampled_from(["", "export", "import", "delete", "rename", "switch", "list", "odd"]),
    fmt=st.sampled_from(["json", "csv", "xml", "odm", "x", ""]),
    params=st.dictionaries(NAMES, VALUES, max_size=4),
)
def test_any_parameters_get_a_proper_answer(sandbox, content, action, fmt, params):
    response = post(
        sandbox, content=content, action=action, format=fmt, returnFormat="json", **params
    )

    assert response.status_code in (200, 400, 403, 406), response.text
    if response.status_code != 200:
        assert list(response.json()) == ["error"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe\x00",
        b"token=%ff%fe&content=record",
        b"&&&===;;;%%%",
        b"{}",
        b"a" * 100_000,
        "token=ü&content=ß".encode("latin-1"),
        random.Random(7).randbytes(50_000),
    ],
)
@pytest.mark.parametrize("mime", [FORM, "multipart/form-data; boundary=x", "text/plain", ""])
def test_any_body_gets_an_error_and_not_a_crash(sandbox, body, mime):
    response = requests.post(
        sandbox.url, data=body, headers={"content-type": mime}, timeout=TIMEOUT
    )

    assert response.status_code in (400, 403)
    assert "<error>" in response.text


def test_half_a_surrogate_pair_does_not_spoil_later_answers(sandbox):
    response = post(sandbox, content="record", data='[{"record_id":"1","name":"a\\ud800b"}]')

    assert response.json() == {"count": 1}
    assert export_rows(sandbox)[0]["name"] == "a?b"


@tried(40, shares_fixtures=True)
@given(
    start=st.integers(0, len(SMALL)),
    length=st.integers(1, 400),
    junk=st.sampled_from(["", "x", "<a>", '"', "&#1;", "Form."]),
)
def test_a_damaged_project_file_is_taken_or_refused_but_never_crashes(server, start, length, junk):
    server.database.add_super_token(SUPER, "founder")
    damaged = SMALL[:start] + junk + SMALL[start + length :]

    response = create(server, damaged)

    assert response.status_code in (200, 400), response.text
    if response.status_code == 200:
        rows = post(server, token=response.text, content="record")
        assert rows.status_code == 200, rows.text


def test_a_body_of_fifty_megabytes_is_answered(sandbox):
    body = f"token={sandbox.token}&content=record&format=json&data=".encode() + b"x" * 50_000_000
    headers = {"content-type": "application/x-www-form-urlencoded"}

    response = requests.post(sandbox.url, data=body, headers=headers, timeout=TIMEOUT)

    assert response.status_code == 406


def test_a_broken_multipart_body_is_an_error(sandbox):
    response = requests.post(
        sandbox.url,
        data=b"--x\r\nContent-Disposition: form-data; name=",
        headers={"content-type": "multipart/form-data; boundary=x"},
        timeout=TIMEOUT,
    )

    assert response.status_code in (400, 403)


@pytest.mark.parametrize(
    "text", ["naïve", "日本語", "😀", 'say "hi", ok', "a\r\nb\tc", "  x  ", "00123"]
)
@pytest.mark.parametrize("fmt", ["json", "csv", "xml"])
def test_texts_come_back_as_they_went_in(sandbox, text, fmt):
    import_rows(sandbox, [{"record_id": "1", "name": text}])
    body = post(sandbox, content="record", format=fmt)
    import_rows(sandbox, [{"record_id": "1", "name": "other"}])

    body.encoding = "utf-8"
    again = post(sandbox, content="record", format=fmt, data=body.text)

    assert again.status_code == 200, again.text
    expected = text.replace("\r\n", "\n") if fmt == "xml" else text
    assert export_rows(sandbox)[0]["name"] == expected
