"""redcap_api.md 2.9, 2.10: dictionary, field names, instruments, repeats, project settings."""

import csv
import io
import json
from pathlib import Path

import pytest

from sandbox.dictionary import API_COLUMNS, FILE_HEADERS
from sandbox.project_setup import ProjectPlan
from tests.sandbox.conftest import use
from tests.sandbox.support import PEOPLE, a_field, as_csv, export_rows, import_rows, post


DICTIONARY = Path(__file__).parents[2] / "redcap_schema" / "data_dictionary.csv"


def test_the_dictionary_comes_back_as_it_went_in(sandbox):
    assert post(sandbox, content="metadata").json() == PEOPLE


def test_the_dictionary_has_its_18_columns_in_order_and_ends_with_a_line_end(sandbox):
    text = post(sandbox, content="metadata", format="csv").text

    assert text.splitlines()[0].split(",") == list(API_COLUMNS)
    assert text.endswith("\n")
    assert len(list(csv.DictReader(io.StringIO(text)))) == len(PEOPLE)


def test_fields_and_instruments_of_the_dictionary_are_a_union(sandbox):
    rows = post(
        sandbox, content="metadata", **{"fields[0]": "remark", "forms[0]": "contact"}
    ).json()

    assert [row["field_name"] for row in rows] == ["email", "likes", "remark"]


def test_importing_a_dictionary_replaces_the_whole_of_it(sandbox, pycap):
    import_rows(sandbox, [{"record_id": "1", "name": "A", "age": "5"}])

    assert pycap.import_metadata(PEOPLE[:2]) == 2

    assert list(export_rows(sandbox)[0]) == ["record_id", "name", "person_complete"]
    assert pycap.import_metadata(PEOPLE) == len(PEOPLE)
    assert export_rows(sandbox)[0]["age"] == "5"


def test_values_follow_a_field_that_moves_to_another_instrument(sandbox):
    import_rows(sandbox, [{"record_id": "1", "age": "5"}])
    fields = [
        row | {"form_name": "contact"} if row["field_name"] == "age" else row for row in PEOPLE
    ]
    fields.sort(key=lambda row: ["person", "contact", "visit", "note"].index(row["form_name"]))

    assert post(sandbox, content="metadata", data=json.dumps(fields)).text == str(len(PEOPLE))

    row = export_rows(sandbox, **{"forms[0]": "contact"})[0]
    assert row["age"] == "5"


@pytest.mark.parametrize(
    ("fields", "part"),
    [
        ([a_field("1st", "one")], "a variable name has lower-case letters"),
        ([a_field("Upper", "one")], "a variable name has lower-case letters"),
        ([a_field("id", "one"), a_field("id", "one")], "used more than once"),
        ([a_field("id", "one"), a_field("a", "one", "radio")], "needs choices"),
        ([a_field("id", "one"), a_field("a", "one", "checkbox", choices="1, A | 1, B")], "choice"),
        ([a_field("id", "one"), a_field("a", "one", "calc")], "needs a calculation"),
        ([a_field("id", "one"), a_field("a", "one", "mystery")], "does not exist"),
        ([a_field("id", "one"), a_field("a", "one", validation="nope")], "validation type"),
        ([a_field("id", "one"), a_field("a", "one", branching="[b]='1'")], "the field b"),
        ([a_field("id", "one"), a_field("a", "one", branching="[id]=='")], "has an error"),
        ([a_field("id", "one", "notes")], "must be a text field"),
        ([a_field("id", "one"), a_field("redcap_event_name", "one")], "reserved"),
        ([a_field("id", "one"), a_field("a", "two"), a_field("b", "one")], "not together"),
    ],
)
def test_a_dictionary_that_redcap_would_refuse_is_refused(sandbox, fields, part):
    response = post(sandbox, content="metadata", data=json.dumps(fields))

    assert response.status_code == 400
    assert part in response.json()["error"]
    assert len(post(sandbox, content="metadata").json()) == len(PEOPLE)


def test_structure_is_closed_in_production(sandbox):
    sandbox.project.change_info({"in_production": 1})

    assert post(sandbox, content="metadata", data=json.dumps(PEOPLE)).status_code == 400
    assert post(sandbox, content="repeatingFormsEvents", data="[]").status_code == 400


def test_field_names_list_every_export_column_but_files(sandbox, pycap):
    rows = pycap.export_field_names(field="race")

    assert rows == [
        {"original_field_name": "race", "choice_value": "1", "export_field_name": "race___1"},
        {"original_field_name": "race", "choice_value": "-99", "export_field_name": "race____99"},
        {"original_field_name": "race", "choice_value": "Z", "export_field_name": "race___z"},
    ]
    names = [row["export_field_name"] for row in pycap.export_field_names()]
    shown = [name for name in export_columns(sandbox) if not name.startswith("redcap_")]
    assert names == shown


def export_columns(sandbox) -> list[str]:
    import_rows(sandbox, [{"record_id": "1"}])
    return list(export_rows(sandbox)[0])


def test_instruments_have_names_and_labels_in_dictionary_order(sandbox):
    rows = post(sandbox, content="instrument").json()

    assert [row["instrument_name"] for row in rows] == ["person", "contact", "visit", "note"]
    assert rows[0]["instrument_label"] == "Person"


def test_repeating_instruments_come_without_an_event_column_in_a_classic_project(sandbox):
    assert post(sandbox, content="repeatingFormsEvents").json() == [
        {"form_name": "visit", "custom_form_label": ""},
        {"form_name": "note", "custom_form_label": ""},
    ]
    text = post(sandbox, content="repeatingFormsEvents", format="csv").text
    assert text == "form_name,custom_form_label\nvisit,\nnote,\n"


def test_the_repeating_set_up_can_be_replaced(sandbox, pycap):
    rows = [{"form_name": "note", "custom_form_label": "[remark]"}]

    assert pycap.import_repeating_instruments_events(rows) == 1

    assert pycap.export_repeating_instruments_events() == rows


def test_a_project_without_repeats_cannot_export_them(sandbox):
    post(sandbox, content="repeatingFormsEvents", data="[]")

    response = post(sandbox, content="repeatingFormsEvents")

    assert response.status_code == 400
    assert response.json()["error"] == (
        "You cannot export repeating instruments and events because the project does not contain"
        " any repeating instruments and events"
    )


def test_project_settings_have_27_keys_with_numbers_for_flags(sandbox, pycap):
    info = pycap.export_project_info()

    assert len(info) == 27
    assert list(info)[:3] == ["project_id", "project_title", "creation_time"]
    assert info["is_longitudinal"] == 0
    assert info["has_repeating_instruments_or_events"] == 1
    assert info["project_title"].startswith("SANDBOX")
    assert post(sandbox, content="project", format="csv").text.count("\n") == 2


def test_our_own_dictionary_is_acceptable_to_redcap(server):
    use(server, ProjectPlan(dictionary_csv=DICTIONARY))

    with DICTIONARY.open(encoding="utf-8-sig", newline="") as lines:
        expected = list(csv.DictReader(lines))
    rows = post(server, content="metadata").json()

    assert [list(row.values()) for row in rows] == [list(row.values()) for row in expected]


def test_a_dictionary_file_with_human_headers_is_read(server):
    text = as_csv(PEOPLE).replace(",".join(API_COLUMNS), ",".join(f'"{h}"' for h in FILE_HEADERS))
    use(server, ProjectPlan(dictionary_csv=text))

    assert post(server, content="metadata").json() == PEOPLE
