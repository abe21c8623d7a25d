"""redcap_api.md 1.4: saved reports, with the settings that REDCap's project files give them."""

import pytest

from tests.sandbox.project_files import create
from tests.sandbox.support import import_rows, post, visit


FIELDS = ("record_id", "sex", "age", "name", "race")
PEOPLE = [
    {"record_id": "1", "name": "Lee\nB", "age": "61", "sex": "M", "race___1": "1"},
    {"record_id": "2", "name": "Ann", "age": "9", "sex": "F", "race___z": "1", "race___1": "1"},
    {"record_id": "10", "name": "bo"},
    visit("1", 1, visited="2026-07-01 10:00"),
    visit("2", 1, visited="2026-07-02 10:00"),
]


@pytest.fixture
def filled(sandbox, pycap):
    pycap.import_dags([{"data_access_group_name": "North", "unique_group_name": ""}])
    import_rows(sandbox, [*PEOPLE, {"record_id": "2", "redcap_data_access_group": "north"}])
    return sandbox


def rows_of(sandbox, fields=FIELDS, logic="", *, asked=None, **settings):
    report = sandbox.project.reports.add("A report", fields, logic, settings)
    answer = post(sandbox, content="report", report_id=report, **(asked or {}))
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_columns_come_in_the_reports_order(filled):
    assert list(rows_of(filled)[0]) == [
        *("record_id", "redcap_repeat_instrument", "redcap_repeat_instance"),
        *("sex", "age", "name", "race___1", "race____99", "race___z"),
    ]


@pytest.mark.parametrize(
    ("settings", "found"),
    [
        ({}, ["1", "2", "10"]),
        ({"orderby_field1": "record_id", "orderby_sort1": "DESC"}, ["10", "2", "1"]),
        ({"orderby_field1": "age"}, ["10", "2", "1"]),
        ({"orderby_field1": "name", "orderby_sort1": "ASC"}, ["2", "10", "1"]),
        ({"orderby_field1": "sex", "orderby_field2": "record_id"}, ["10", "2", "1"]),
        ({"redcap_reports_filter_dags": "north"}, ["2"]),
    ],
)
def test_rows_come_sorted_and_chosen_as_the_report_says(filled, settings, found):
    assert [row["record_id"] for row in rows_of(filled, **settings)] == found


@pytest.mark.parametrize(("kind", "count"), [("EVENT", 1), ("RECORD", 2), ("", 1)])
def test_a_filter_by_record_keeps_all_rows_of_a_matching_record(filled, kind, count):
    fields, logic = ("record_id", "name", "visited"), "[name] = 'Ann'"

    assert len(rows_of(filled, fields, logic, filter_type=kind)) == count


def test_outputs_are_switched_by_the_report_and_not_by_the_call(filled):
    settings = {
        "output_dags": "1",
        "combine_checkbox_values": "1",
        "remove_line_breaks_in_values": "1",
    }
    rows = rows_of(filled, **settings)

    assert [row["redcap_data_access_group"] for row in rows] == ["", "north", ""]
    assert [row["race"] for row in rows] == ["1", "1,Z", ""]
    assert rows[0]["name"] == "Lee  B"
    plain = rows_of(filled, asked={"exportDataAccessGroups": "true"})
    assert "redcap_data_access_group" not in plain[0]


def test_headers_and_labels_follow_the_order(filled):
    report = filled.project.reports.add("A report", ("record_id", "sex", "age"))

    asked = {"format": "csv", "rawOrLabel": "label", "rawOrLabelHeaders": "label"}
    text = post(filled, content="report", report_id=report, csvDelimiter="|", **asked).text

    assert text.splitlines()[1] == "1|||Male|61"
    assert text.splitlines()[0] == '"Record ID"|"Repeat Instrument"|"Repeat Instance"|Sex|Age'


def test_a_report_travels_in_the_project_xml_with_its_settings(filled, maker):
    settings = {"orderby_field1": "age", "orderby_sort1": "DESC", "filter_type": "RECORD"}
    filled.project.reports.add("Old & new", FIELDS, "[age] > 9", settings)
    first = post(filled, content="project_xml").text

    maker.token = create(maker, first).text
    second = post(maker, content="project_xml").text

    line = next(line for line in first.splitlines() if "<redcap:Reports " in line)
    assert line in second
    assert 'orderby_field1="age" orderby_sort1="DESC"' in line
    assert 'user_access="ALL"' in line
    (report,) = maker.database.rows("SELECT max(report_id) FROM report")
    rows = post(maker, content="report", report_id=report[0]).json()
    assert [row["record_id"] for row in rows] == ["1"]
