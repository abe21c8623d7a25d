"""redcap_api.md 1.5, 2.4, 2.10: entity, attribute, value."""

import json

import pytest

from tests.sandbox.support import export_rows, import_rows, post, visit


@pytest.fixture
def filled(sandbox):
    rows = [
        {"record_id": "1", "name": "Ann", "race___1": "1", "race____99": "1"},
        visit("1", 2, tags___b="1", visit_complete="2"),
    ]
    import_rows(sandbox, rows)
    return sandbox


def eav(sandbox, **params):
    return export_rows(sandbox, type="eav", **params)


def line(field, value, instrument="", instance=""):
    return {
        "record": "1",
        "redcap_repeat_instrument": instrument,
        "redcap_repeat_instance": instance,
        "field_name": field,
        "value": value,
    }


def test_lines_leave_out_blanks_and_give_each_ticked_code_under_the_field_name(filled):
    assert eav(filled) == [
        line("record_id", "1"),
        line("name", "Ann"),
        line("race", "1"),
        line("race", "-99"),
        line("tags", "b", "visit", 2),
        line("visit_complete", "2", "visit", 2),
    ]


def test_fields_limit_the_lines_and_labels_replace_codes(filled):
    rows = eav(filled, rawOrLabel="label", **{"fields[0]": "race"})

    assert [row["value"] for row in rows] == ["One", "Not, said"]


def test_csv_has_the_columns_of_the_project(filled):
    text = post(filled, content="record", type="eav", format="csv").text

    assert text.splitlines()[0] == (
        "record,redcap_repeat_instrument,redcap_repeat_instance,field_name,value"
    )


@pytest.mark.parametrize("name", ["race___z", "race"])
def test_lines_are_imported_with_checkboxes_by_column_or_by_code(filled, name):
    lines = [
        {"record": "2", "field_name": "name", "value": "Bo"},
        {"record": "2", "field_name": name, "value": "1" if "___" in name else "Z"},
    ]

    response = post(filled, content="record", type="eav", data=json.dumps(lines))

    assert response.json() == {"count": 1}
    row = export_rows(filled, **{"records[0]": "2"})[0]
    assert (row["name"], row["race___z"]) == ("Bo", "1")


def test_an_eav_export_imports_into_the_same_record(filled):
    before = export_rows(filled)

    response = post(filled, content="record", type="eav", data=json.dumps(eav(filled)))

    assert response.json() == {"count": 1}
    assert export_rows(filled) == before


def test_eav_data_without_its_columns_are_refused(filled):
    response = post(filled, content="record", type="eav", data='[{"record":"1"}]')

    assert response.status_code == 400
