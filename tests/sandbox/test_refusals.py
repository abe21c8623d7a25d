"""redcap_api.md 1.1 and 1.2: each refusal with its status, word for word, in three formats."""

import json
from xml.sax.saxutils import escape

import pytest
import requests

from sandbox.project_setup import ProjectPlan
from tests.sandbox.conftest import use
from tests.sandbox.project_files import SUPER
from tests.sandbox.support import PEOPLE, TIMEOUT, as_csv, export_rows, import_rows, post, visit


FORMATS = ("json", "csv", "xml")
NO_FOLDER = (
    "The File Repository folder folder_id={folder_id} does not exist or else you do not have"
    " permission to that folder because it is DAG-restricted or Role-restricted."
)
MANY = (
    "One or more of the records provided cannot be deleted because they do not exist in the"
    " project. The following records do not exist: "
)
REFUSED = [
    ({"token": "0" * 32}, 403, "You do not have permissions to use the API"),
    ({"token": ""}, 403, "You do not have permissions to use the API"),
    ({"token": "not a token"}, 403, "You do not have permissions to use the API"),
    ({"content": "nope"}, 400, 'The value of the parameter "content" is not valid'),
    ({"content": ""}, 400, 'The value of the parameter "content" is not valid'),
    ({"content": "arm"}, 400, "You cannot export arms for classic projects"),
    ({"content": "event"}, 400, "You cannot export events for classic projects"),
    (
        {"content": "formEventMapping"},
        400,
        "You cannot export form/event mappings for classic projects",
    ),
    (
        {"content": "record", "fields[0]": "x", "fields[1]": "name", "fields[2]": "y"},
        400,
        "The following values in the parameter \"fields\" are not valid: 'x', 'y'",
    ),
    (
        {"content": "record", "fields": "x , name,y"},
        400,
        "The following values in the parameter \"fields\" are not valid: 'x', 'y'",
    ),
    (
        {"content": "record", "fields[]": "person_timestamp"},
        400,
        "The following values in the parameter \"fields\" are not valid: 'person_timestamp'",
    ),
    (
        {"content": "file", "action": "export", "record": "1", "field": "name"},
        400,
        "The field 'name' does not exist or is not a 'file' field",
    ),
    (
        {"content": "surveyLink", "record": "-1", "instrument": "person"},
        400,
        'The record "-1" does not exist',
    ),
    (
        {"content": "fileRepository", "action": "list", "folder_id": "99"},
        400,
        NO_FOLDER.format(folder_id=99),
    ),
    ({"content": "record", "action": "delete", "records[0]": "9"}, 400, MANY + "9"),
    ({"content": "record", "action": "delete", "records": "1,8,9"}, 400, MANY + "8, 9"),
    (
        {"content": "record", "data": '[{"record_id":"1","foo":"1","name":"","bar":""}]'},
        400,
        "The following fields were not found in the project as real data fields: foo, bar",
    ),
    ({"content": "record", "data": "[{"}, 406, "The data is not in the specified format."),
]


def body_of(message: str, fmt: str) -> str:
    return {
        "json": '{"error":' + json.dumps(message).replace("/", "\\/") + "}",
        "csv": f"ERROR: {message}",
        "xml": '<?xml version="1.0" encoding="UTF-8" ?>'
        f"<hash><error>{escape(message)}</error></hash>",
    }[fmt]


@pytest.mark.parametrize("fmt", FORMATS)
@pytest.mark.parametrize(("params", "status", "message"), REFUSED)
def test_a_refusal_has_its_status_and_its_words_in_every_format(
    sandbox, params, status, message, fmt
):
    import_rows(sandbox, [{"record_id": "1"}])

    answer = post(sandbox, **{"content": "record", "returnFormat": fmt, **params})

    assert (answer.status_code, answer.text) == (status, body_of(message, fmt))
    assert export_rows(sandbox)[0]["record_id"] == "1"


@pytest.mark.parametrize("fmt", FORMATS)
@pytest.mark.parametrize(
    ("right", "params", "message"),
    [
        ("api_export", {"content": "record"}, "You do not have API Export privileges"),
        (
            "api_import",
            {"content": "record", "data": "[]"},
            "You do not have API Import/Update privileges",
        ),
        (
            "record_delete",
            {"content": "record", "action": "delete", "records[0]": "1"},
            "You do not have Delete Record privileges",
        ),
    ],
)
def test_a_missing_right_is_a_403_in_every_format(sandbox, right, params, message, fmt):
    token = sandbox.add_user("less", **{right: 0})

    answer = post(sandbox, token=token, returnFormat=fmt, **params)

    assert (answer.status_code, answer.text) == (403, body_of(message, fmt))


@pytest.mark.parametrize("fmt", FORMATS)
def test_groups_without_their_right_are_a_400(sandbox, fmt):
    token = sandbox.add_user("less", data_access_groups=0)

    answer = post(sandbox, token=token, content="dag", returnFormat=fmt)

    assert (answer.status_code, answer.text) == (
        400,
        body_of(
            "Insufficient user privileges: You must have 'API Export' privileges and 'Data Access"
            " Groups' privileges in the project.",
            fmt,
        ),
    )


@pytest.mark.parametrize("fmt", FORMATS)
def test_nothing_repeating_is_a_400(server, fmt):
    use(server, ProjectPlan(dictionary_csv=as_csv(PEOPLE)))

    answer = post(server, content="repeatingFormsEvents", format=fmt)

    assert (answer.status_code, answer.text) == (
        400,
        body_of(
            "You cannot export repeating instruments and events because the project does not"
            " contain any repeating instruments and events",
            fmt,
        ),
    )


@pytest.mark.parametrize("fmt", FORMATS)
def test_a_project_with_another_purpose_needs_its_text(maker, fmt):
    data = '[{"project_title":"T","purpose":"1"}]'
    answer = post(maker, token=SUPER, content="project", data=data, returnFormat=fmt)

    assert (answer.status_code, answer.text) == (
        400,
        body_of(
            "You must provide some text for 'purpose_other' since you specified 'purpose' as '1'"
            " (Other).",
            fmt,
        ),
    )


BAD_FORMAT = (
    "The value you provided could not be validated because it does not follow the expected"
    " format. Please try again."
)


@pytest.mark.parametrize("fmt", FORMATS)
def test_bad_cells_are_listed_one_a_line_in_the_order_of_the_rows(sandbox, fmt):
    rows = [
        {"record_id": "7", "sex": 'a "quoted", one', "age": "old"},
        {**visit("8", 1, visited="soon"), "tags___a": "2"},
    ]

    answer = import_rows(sandbox, rows, returnFormat=fmt)

    assert answer.status_code == 400
    assert answer.text == body_of(
        '"7","sex","a ""quoted"", one","The value is not a valid category for sex"\n'
        f'"7","age","old","{BAD_FORMAT}"\n'
        f'"8","visited","soon","{BAD_FORMAT}"\n'
        '"8","tags___a","2","The value is not a valid category for tags___a"',
        fmt,
    )
    assert export_rows(sandbox) == []


def test_every_answer_has_the_recorded_headers(sandbox):
    for answer in (post(sandbox, content="version"), post(sandbox, content="nope")):
        assert answer.headers["cache-control"] == "no-store, no-cache, must-revalidate"
        assert answer.headers["pragma"] == "no-cache"
        assert answer.headers["expires"] == "0"
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("fmt", FORMATS)
def test_an_import_as_multipart_is_an_import(sandbox, fmt):
    data = {
        "json": '[{"record_id":"1","name":"\\u00e4 & \\"b\\"\\n"}]',
        "csv": 'record_id,name\n1,"ä & ""b""\n"\n',
        "xml": "<records><item><record_id>1</record_id>"
        '<name><![CDATA[ä & "b"\n]]></name></item></records>',
    }[fmt]
    parts = {"token": sandbox.token, "content": "record", "format": fmt, "data": data}
    parts |= {"overwriteBehavior": "normal", "returnFormat": "csv", "forceAutoNumber": "False"}

    answer = requests.post(
        sandbox.url, files={k: (None, v) for k, v in parts.items()}, timeout=TIMEOUT
    )

    assert (answer.status_code, answer.text) == (200, "1")
    assert export_rows(sandbox)[0]["name"] == 'ä & "b"\n'


FLAGS = {
    "exportSurveyFields": lambda row: "redcap_survey_identifier" in row,
    "exportDataAccessGroups": lambda row: "redcap_data_access_group" in row,
    "exportBlankForGrayFormStatus": lambda row: row["contact_complete"] == "",
    "combineCheckboxOptions": lambda row: "race" in row,
}
SPELLINGS = [("True", True), ("true", True), ("1", True), ("TRUE", True)]
SPELLINGS += [("False", False), ("false", False), ("0", False), ("", False), (" ", False)]


@pytest.mark.parametrize(("spelling", "on"), SPELLINGS)
@pytest.mark.parametrize("flag", FLAGS)
def test_every_flag_is_read_in_every_spelling(sandbox, flag, spelling, on):
    sandbox.project.shape.put_dag("North")
    import_rows(sandbox, [{"record_id": "1"}])

    row = export_rows(sandbox, **{flag: spelling})[0]

    assert FLAGS[flag](row) is on


LISTS = [
    lambda name, values: {f"{name}[{n}]": value for n, value in enumerate(values)},
    lambda name, values: {f"{name}[]": list(values)},
    lambda name, values: {name: ",".join(values)},
    lambda name, values: {name: " , ".join(values)},
]


@pytest.mark.parametrize("spell", LISTS)
def test_every_list_is_read_in_every_spelling(sandbox, spell):
    import_rows(sandbox, [{"record_id": n, "name": n} for n in "123"])

    chosen = export_rows(sandbox, **spell("records", "13"), **spell("fields", ["record_id", "sex"]))
    instruments = export_rows(sandbox, **spell("forms", ["contact", "note"]))
    metadata = post(sandbox, content="metadata", **spell("fields", ["age", "name"])).json()
    removed = post(sandbox, content="record", action="delete", **spell("records", ["3", "2"]))

    assert [list(row.values())[0::3] for row in chosen] == [["1", ""], ["3", ""]]
    assert list(instruments[0]) == [
        *("email", "likes", "contact_complete"),
        *("remark", "note_complete"),
    ]
    assert [field["field_name"] for field in metadata] == ["name", "age"]
    assert removed.text == "2"


@pytest.mark.parametrize(
    "blank",
    ["dateRangeBegin", "dateRangeEnd", "filterLogic", "events", "csvDelimiter", "decimalCharacter"],
)
def test_a_blank_parameter_is_one_that_was_not_sent(sandbox, blank):
    import_rows(sandbox, [{"record_id": "1"}])

    assert export_rows(sandbox, **{blank: ""}) == export_rows(sandbox)
