"""redcap_api.md 1.2, 1.3, 1.5: what an import accepts, refuses, changes and answers."""

import json

import pytest

from tests.sandbox.support import export_rows, import_rows, post, visit


FORMAT = (
    "The value you provided could not be validated because it does not follow the expected"
    " format. Please try again."
)


def refused(response) -> str:
    assert response.status_code == 400, response.text
    return response.json()["error"]


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("sex", "Male", "The value is not a valid category for sex"),
        ("sex", "X", "The value is not a valid category for sex"),
        ("likes", "2", "The value is not a valid category for likes"),
        ("race___1", "2", "The value is not a valid category for race___1"),
        ("person_complete", "3", "The value is not a valid category for person_complete"),
        ("age", "12.5", FORMAT),
        ("born", "2026-02-30", FORMAT),
        ("born", "31/01/2026", FORMAT),
        ("email", "nobody", FORMAT),
    ],
)
def test_a_bad_cell_is_named_with_record_field_value_and_message(sandbox, field, value, message):
    error = refused(import_rows(sandbox, [{"record_id": "7", field: value}]))

    assert error == f'"7","{field}","{value}","{message}"'


def test_an_import_is_all_or_nothing_and_lists_every_bad_cell(sandbox):
    rows = [{"record_id": "1", "name": "Good"}, {"record_id": "2", "sex": "X", "age": "old"}]

    error = refused(import_rows(sandbox, rows))

    assert len(error.splitlines()) == 2
    assert export_rows(sandbox) == []


@pytest.mark.parametrize("return_format", ["csv", "xml"])
def test_refusals_come_in_the_return_format(sandbox, return_format):
    response = import_rows(sandbox, [{"record_id": "1", "sex": "X"}], returnFormat=return_format)

    start = {"csv": 'ERROR: "1","sex"', "xml": "<?xml"}[return_format]
    assert response.text.startswith(start)


def test_unknown_columns_are_refused_in_one_plain_sentence(sandbox):
    error = refused(import_rows(sandbox, [{"record_id": "1", "foo": "x", "bar": "y"}]))

    assert error == (
        "The following fields were not found in the project as real data fields: foo, bar"
    )


def test_values_outside_the_range_are_accepted(sandbox):
    assert import_rows(sandbox, [{"record_id": "1", "age": "400"}]).json() == {"count": 1}


def test_a_missing_record_id_column_is_refused(sandbox):
    assert "record_id" in refused(import_rows(sandbox, [{"name": "Nobody"}]))


@pytest.mark.parametrize(
    ("date_format", "text"),
    [("YMD", "2026-01-31"), ("MDY", "01/31/2026"), ("DMY", "31/01/2026"), ("DMY", "31-1-2026")],
)
def test_dates_come_in_any_order_and_go_out_as_iso(sandbox, date_format, text):
    import_rows(sandbox, [{"record_id": "1", "born": text}], dateFormat=date_format)

    assert export_rows(sandbox)[0]["born"] == "2026-01-31"


def test_normal_imports_ignore_blanks(sandbox):
    import_rows(sandbox, [{"record_id": "1", "name": "Ann", "age": "3"}])
    import_rows(sandbox, [{"record_id": "1", "name": "", "age": "4"}])

    row = export_rows(sandbox)[0]
    assert (row["name"], row["age"]) == ("Ann", "4")


def test_overwriting_imports_erase_with_blanks_but_leave_absent_columns(sandbox):
    import_rows(sandbox, [{"record_id": "1", "name": "Ann", "age": "3", "race___1": "1"}])
    import_rows(
        sandbox, [{"record_id": "1", "name": "", "race___1": ""}], overwriteBehavior="overwrite"
    )

    row = export_rows(sandbox)[0]
    assert (row["name"], row["age"], row["race___1"]) == ("", "3", "0")


def test_a_zero_unticks_a_box_in_a_normal_import(sandbox):
    import_rows(sandbox, [{"record_id": "1", "race___1": "1"}])
    import_rows(sandbox, [{"record_id": "1", "race___1": "0"}])

    assert export_rows(sandbox)[0]["race___1"] == "0"


def test_the_count_is_of_distinct_records(sandbox):
    rows = [visit("3", 1), visit("3", 2), {"record_id": "4"}]

    assert import_rows(sandbox, rows).json() == {"count": 2}


@pytest.mark.parametrize(
    ("return_format", "wanted", "body"),
    [
        ("json", "count", '{"count":2}'),
        ("csv", "count", "2"),
        ("xml", "count", '<?xml version="1.0" encoding="UTF-8" ?><count>2</count>'),
        ("json", "ids", '["4","5"]'),
        ("csv", "ids", "id\n4\n5\n"),
        ("json", "nothing", ""),
    ],
)
def test_answers_take_the_asked_shape(sandbox, return_format, wanted, body):
    response = import_rows(
        sandbox,
        [{"record_id": 4}, {"record_id": 5}],
        returnContent=wanted,
        returnFormat=return_format,
    )

    assert (response.status_code, response.text) == (200, body)


def test_rows_with_an_id_alone_create_records_and_may_come_again(sandbox):
    rows = [{"record_id": n} for n in (4, 5, 6)]

    assert import_rows(sandbox, rows).json() == {"count": 3}
    assert import_rows(sandbox, rows).json() == {"count": 3}
    assert [row["record_id"] for row in export_rows(sandbox)] == ["4", "5", "6"]


def test_auto_numbering_replaces_ids_and_keeps_rows_together(sandbox):
    import_rows(sandbox, [{"record_id": "7"}])
    rows = [{"record_id": "a", "name": "New"}, visit("a", 1, tags___a="1"), {"record_id": "7"}]

    response = import_rows(sandbox, rows, forceAutoNumber="true", returnContent="auto_ids")

    assert response.json() == ["8,a", "9,7"]
    exported = export_rows(sandbox, **{"records[0]": "8"})
    assert [row["redcap_repeat_instance"] for row in exported] == ["", 1]


def test_a_new_instance_takes_the_next_number(sandbox):
    import_rows(sandbox, [visit("1", 4)])
    import_rows(sandbox, [visit("1", "new", tags___a="1"), visit("1", "new", tags___b="1")])

    rows = export_rows(sandbox, **{"forms[0]": "visit"})
    assert [(row["tags___a"], row["tags___b"]) for row in rows] == [
        ("0", "0"),
        ("1", "0"),
        ("0", "1"),
    ]


@pytest.mark.parametrize(
    ("row", "part"),
    [
        (
            {"redcap_repeat_instrument": "person", "redcap_repeat_instance": "1"},
            "redcap_repeat_instrument must be the unique form name of a Repeating Instrument.",
        ),
        ({"redcap_repeat_instance": "2"}, "redcap_repeat_instance cannot have a value since"),
        ({"visited": "2026-01-01 10:00"}, "exists on a Repeating Instrument named 'visit'."),
        (
            {"redcap_repeat_instrument": "visit", "redcap_repeat_instance": "0"},
            "redcap_repeat_instance must be a positive integer",
        ),
        (
            {"redcap_repeat_instrument": "visit", "redcap_repeat_instance": "1", "name": "x"},
            "does not exist on the Repeating Instrument 'visit'",
        ),
    ],
)
def test_misplaced_rows_are_refused(sandbox, row, part):
    assert part in refused(import_rows(sandbox, [{"record_id": "1", **row}]))


def test_a_full_export_imports_again_unchanged(sandbox):
    import_rows(sandbox, [{"record_id": "1", "name": "A"}, visit("1", 1, tags___b="1")])
    before = export_rows(sandbox)

    assert import_rows(sandbox, before).json() == {"count": 1}
    assert export_rows(sandbox) == before


def test_csv_and_xml_import_like_json(sandbox):
    text = '\ufeffrecord_id,name,\n1,"Ann, the first",\n\n2,"two\nlines",\n'
    xml = "<records><item><record_id>3</record_id><name><![CDATA[a < b]]></name></item></records>"

    assert post(sandbox, content="record", format="csv", data=text).text == "2"
    assert post(sandbox, content="record", format="xml", data=xml).status_code == 200
    names = [row["name"] for row in export_rows(sandbox)]
    assert names == ["Ann, the first", "two\nlines", "a < b"]


def test_an_object_in_place_of_a_list_imports_nothing(sandbox):
    response = post(sandbox, content="record", data=json.dumps({"record_id": "1"}))

    assert (response.status_code, response.json()) == (200, {"count": 0})


@pytest.mark.parametrize("data", ["[{", '[{"record_id": NaN}]', '["x"]', "[" * 5000])
def test_a_body_that_is_not_json_is_a_406(sandbox, data):
    response = post(sandbox, content="record", data=data)

    assert response.status_code == 406
    assert response.json() == {"error": "The data is not in the specified format."}


def test_survey_columns_are_ignored(sandbox):
    row = {"record_id": "1", "person_timestamp": "x", "redcap_survey_identifier": "y"}

    assert import_rows(sandbox, [row]).json() == {"count": 1}


def test_a_locked_record_takes_no_values(sandbox):
    import_rows(sandbox, [{"record_id": "1", "name": "A"}])
    sandbox.project.records.lock("1", locked=True)

    error = refused(import_rows(sandbox, [{"record_id": "1", "name": "B"}]))

    assert "This record has been locked at the record level." in error


def test_creating_records_needs_the_right(sandbox):
    token = sandbox.add_user("editor", record_create=0)
    import_rows(sandbox, [{"record_id": "1"}])

    assert import_rows(sandbox, [{"record_id": "1", "name": "x"}], token=token).status_code == 200
    assert import_rows(sandbox, [{"record_id": "2"}], token=token).status_code == 403


def test_action_tags_and_branching_are_inert(sandbox):
    fields = post(sandbox, content="metadata").json()
    fields[1] |= {"field_annotation": "@READONLY @DEFAULT='x'", "branching_logic": "[age]='1'"}
    post(sandbox, content="metadata", data=json.dumps(fields))

    import_rows(sandbox, [{"record_id": "1", "name": "set"}, {"record_id": "2"}])

    assert [row["name"] for row in export_rows(sandbox)] == ["set", ""]
