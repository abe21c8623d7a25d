"""redcap_api.md 1.3 and 1.4: every export in three formats, and every import of what came out."""

import csv
import io
import json
from xml.etree import ElementTree as ET

import pytest
import requests

from tests.sandbox.project_files import SMALL, create
from tests.sandbox.support import TIMEOUT, import_rows, post


MIMES = {"json": "application/json", "csv": "text/csv", "xml": "text/xml"}
FORMATS = tuple(MIMES)
PAIRS = [("json", "xml"), ("csv", "json"), ("xml", "csv")]
# content, parameters, and whether the CSV ends with a line end (2.11; None: not established)
TABLES = [
    ("record", {}, True),
    ("record", {"type": "eav"}, None),
    ("metadata", {}, True),
    ("instrument", {}, True),
    ("exportFieldNames", {}, None),
    ("arm", {}, False),
    ("event", {}, None),
    ("formEventMapping", {}, False),
    ("repeatingFormsEvents", {}, True),
    ("user", {}, False),
    ("userRole", {}, None),
    ("userRoleMapping", {}, None),
    ("dag", {}, None),
    ("userDagMapping", {}, None),
    ("log", {"logtype": "manage"}, None),
    ("project", {}, True),
    ("participantList", {"instrument": "base", "event": "now_arm_1"}, None),
    ("fileRepository", {"action": "list"}, None),
]
NAMES = [f"{content}-{'-'.join(params.values())}".rstrip("-") for content, params, _ in TABLES]
RETURNED = [
    ("arm", 1),
    ("event", 2),
    ("formEventMapping", 3),
    ("repeatingFormsEvents", 2),
    ("metadata", 7),
    ("dag", 1),
    ("user", 1),
    ("userRole", 1),
    ("userRoleMapping", 1),
    ("userDagMapping", 1),
]


@pytest.fixture
def trial(maker):
    """A longitudinal project with a group, a role, a survey, a file and a repeating event."""
    maker.token = create(maker, SMALL).text
    post(maker, content="fileRepository", action="createFolder", name="Folder")
    return maker


def rows_of(response: requests.Response, fmt: str) -> list[dict[str, str]]:
    """The rows as texts, whatever the format."""
    response.encoding = "utf-8"
    if fmt == "json":
        found = response.json()
        return [as_texts(row) for row in ([found] if isinstance(found, dict) else found)]
    if fmt == "csv":
        return list(csv.DictReader(io.StringIO(response.text, newline="")))
    root = ET.fromstring(response.content)
    items = [root] if len(root) and not len(root[0]) else list(root)
    return [{cell.tag: xml_cell(cell) for cell in item} for item in items]


def as_texts(row: dict[str, object]) -> dict[str, str]:
    return {
        name: nested(value) if isinstance(value, dict) else str(value)
        for name, value in row.items()
    }


def filled(row: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in row.items() if value}


def nested(value: dict[str, object]) -> str:
    return ",".join(f"{name}:{level}" for name, level in value.items())


def xml_cell(cell: ET.Element) -> str:
    return nested({part.tag: part.text for part in cell}) if len(cell) else cell.text or ""


@pytest.mark.parametrize(("content", "params", "ends"), TABLES, ids=NAMES)
def test_an_export_says_the_same_in_every_format(trial, content, params, ends):
    answers = {fmt: post(trial, content=content, format=fmt, **params) for fmt in FORMATS}
    found = {fmt: rows_of(answer, fmt) for fmt, answer in answers.items()}
    if content == "log":
        # Newest first, and each call writes a line of its own.
        found = {fmt: rows[-len(found["json"]) :] for fmt, rows in found.items()}
    if content == "fileRepository":
        # JSON leaves out what a folder or a file does not have.
        found = {fmt: [filled(row) for row in rows] for fmt, rows in found.items()}

    for fmt, answer in answers.items():
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"] == f"{MIMES[fmt]}; charset=utf-8"
    assert len(found["json"]) > 0
    assert found["csv"] == found["json"]
    assert found["xml"] == found["json"]
    if ends is not None:
        assert answers["csv"].text.endswith("\n") is ends


@pytest.mark.parametrize(("content", "params", "ends"), TABLES, ids=NAMES)
def test_xml_is_what_comes_when_no_format_is_said(trial, content, params, ends):
    answer = post(trial, content=content, format=None, **params)

    assert answer.text.startswith('<?xml version="1.0" encoding="UTF-8" ?>')


@pytest.mark.parametrize(("fmt", "return_format"), PAIRS)
@pytest.mark.parametrize(("content", "count"), RETURNED)
def test_what_was_exported_is_imported_again_and_counted_bare(
    trial, content, count, fmt, return_format
):
    if content == "user":
        post(trial, content="user", data='[{"username":"second","email":"b@example.edu"}]')
    before = post(trial, content=content)
    exported = post(trial, content=content, format=fmt)
    exported.encoding = "utf-8"

    answer = post(
        trial, content=content, format=fmt, data=exported.text, returnFormat=return_format
    )

    assert (answer.status_code, answer.text) == (200, str(count + (content == "user")))
    assert post(trial, content=content).json() == before.json()


@pytest.mark.parametrize("fmt", FORMATS)
@pytest.mark.parametrize("shape", ["flat", "eav"])
def test_records_that_were_exported_are_imported_again(trial, fmt, shape):
    # An import brings calculated values up to date, so the second one has nothing to do.
    import_rows(trial, post(trial, content="record").json())
    before = post(trial, content="record").json()
    exported = post(trial, content="record", format=fmt, type=shape)
    exported.encoding = "utf-8"

    answer = post(
        trial, content="record", format=fmt, type=shape, data=exported.text, returnFormat="json"
    )

    assert (answer.status_code, answer.json()) == (200, {"count": 1})
    assert post(trial, content="record").json() == before


@pytest.mark.parametrize("return_format", FORMATS)
@pytest.mark.parametrize(
    ("content", "params"),
    [
        ("arm", {"arms[0]": "1"}),
        ("event", {"events[0]": "later_arm_1"}),
        ("dag", {"dags[0]": "test_group_1"}),
        ("user", {"users[0]": "second"}),
        ("record", {"records[0]": "1"}),
    ],
)
def test_deletions_answer_a_bare_number(trial, content, params, return_format):
    token = trial.token
    post(
        trial,
        content="user",
        data='[{"username":"second"},{"username":"founder","record_delete":1}]',
    )

    answer = post(
        trial, token=token, content=content, action="delete", returnFormat=return_format, **params
    )

    assert (answer.status_code, answer.text) == (200, "1")


@pytest.mark.parametrize("return_format", FORMATS)
def test_roles_are_deleted_by_their_made_up_name(trial, return_format):
    name = post(trial, content="userRole").json()[0]["unique_role_name"]

    answer = post(
        trial,
        content="userRole",
        action="delete",
        returnFormat=return_format,
        **{"roles[0]": name},
    )

    assert (answer.text, post(trial, content="userRole").json()) == ("1", [])


@pytest.mark.parametrize("return_format", FORMATS)
@pytest.mark.parametrize(
    ("content", "params"),
    [
        ("version", {}),
        ("generateNextRecordName", {}),
        ("surveyLink", {"record": "1", "instrument": "base", "event": "now_arm_1"}),
        ("surveyQueueLink", {"record": "1"}),
        ("surveyReturnCode", {"record": "1", "instrument": "base", "event": "now_arm_1"}),
        ("surveyAccessCode", {"record": "1", "instrument": "base", "event": "now_arm_1"}),
    ],
)
def test_links_names_and_codes_are_plain_text_in_every_format(
    trial, content, params, return_format
):
    answer = post(
        trial, content=content, format=return_format, returnFormat=return_format, **params
    )

    assert answer.status_code == 200
    assert answer.text
    assert not set(answer.text) & set('{}<>"\n ')


@pytest.mark.parametrize("return_format", FORMATS)
def test_files_answer_with_nothing_or_with_themselves(trial, return_format):
    def repository(action, **params):
        files = params.pop("files", None)
        body = {
            "token": trial.token,
            "content": "fileRepository",
            "action": action,
            "returnFormat": return_format,
            **params,
        }
        return requests.post(trial.url, data=body, files=files, timeout=TIMEOUT)

    imported = repository("import", files={"file": ("a.txt", b"text", "text/plain")})
    listed = post(trial, content="fileRepository", action="list").json()
    doc_id = listed[-1]["doc_id"]
    exported = repository("export", doc_id=doc_id)
    deleted = repository("delete", doc_id=doc_id)

    assert (imported.status_code, imported.content) == (200, b"")
    assert exported.headers["content-type"] == 'text/plain; name="a.txt";charset=UTF-8'
    assert exported.content == b"text"
    assert (deleted.status_code, deleted.content) == (200, b"")


def test_a_folder_comes_in_a_list_of_one(trial):
    answer = post(trial, content="fileRepository", action="createFolder", name="Second")

    assert [list(row) for row in answer.json()] == [["folder_id"]]


@pytest.mark.parametrize(
    ("return_format", "wanted", "body"),
    [
        ("json", "count", '{"count":2}'),
        ("csv", "count", "2"),
        ("xml", "count", '<?xml version="1.0" encoding="UTF-8" ?><count>2</count>'),
        ("json", "ids", '["4","5"]'),
        ("csv", "ids", "id\n4\n5\n"),
        ("json", "nothing", ""),
        ("csv", "nothing", ""),
        ("xml", "nothing", ""),
    ],
)
def test_imports_answer_as_asked_whatever_else_is_said(sandbox, return_format, wanted, body):
    answer = import_rows(
        sandbox,
        [{"record_id": "4"}, {"record_id": "5"}, {"record_id": "4", "name": "x"}],
        returnContent=wanted,
        returnFormat=return_format,
        backgroundProcess="0",
        forceAutoNumber="" if wanted == "ids" else "false",
        unknownParameter="kept quiet",
    )

    assert (answer.status_code, answer.text) == (200, body)


def test_a_list_inside_a_text_counts_no_records(sandbox):
    twice = json.dumps(json.dumps([{"record_id": "1"}]))

    assert post(sandbox, content="record", data=twice).json() == {"count": 0}
