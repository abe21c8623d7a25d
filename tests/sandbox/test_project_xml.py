"""Project XML out and in: a round trip changes nothing that an export shows.

The hand-written file below has the shape of the files that clients publish as fixtures.
"""

import json
import re
from datetime import UTC, datetime

import pytest
import redcap
import requests
from hypothesis import given

from sandbox.project_setup import ProjectPlan
from sandbox.rights import Rights
from sandbox.schema_xml import Extras, project_xml_of
from sandbox.server import SandboxServer
from tests.sandbox.project_files import SMALL, SUPER, create
from tests.sandbox.strategies import projects
from tests.sandbox.support import (
    PEOPLE,
    TIMEOUT,
    a_field,
    as_csv,
    export_rows,
    import_rows,
    post,
    visit,
)
from tests.support.laws import tried


@pytest.fixture
def small(maker):
    token = create(maker, SMALL).text
    assert len(token) == 32
    return redcap.Project(maker.url, token)


@pytest.mark.parametrize("fmt", ["json", "xml"])
def test_a_super_token_creates_an_empty_project_and_gets_its_token(maker, fmt):
    response = create(maker, fmt=fmt)

    info = redcap.Project(maker.url, response.text[-32:]).export_project_info()
    assert info["project_title"] == "SANDBOX Copy"
    assert info["is_longitudinal"] == 0


def test_an_ordinary_or_unknown_token_creates_nothing(maker, sandbox):
    body = {"token": "0" * 64, "content": "project", "format": "json", "data": "[]"}
    assert requests.post(maker.url, data=body, timeout=TIMEOUT).status_code == 403


def test_purpose_other_needs_its_text(maker):
    response = create(maker, purpose=1)

    assert response.status_code == 400
    assert response.json()["error"] == (
        "You must provide some text for 'purpose_other' since you specified 'purpose' as '1'"
        " (Other)."
    )


def test_a_super_token_may_ask_for_the_version(maker):
    body = {"token": SUPER, "content": "version"}

    assert requests.post(maker.url, data=body, timeout=TIMEOUT).text == "14.9.1"


def test_a_dictionary_becomes_a_file_that_creates_the_project(maker):
    plan = ProjectPlan(
        dictionary_csv=as_csv(PEOPLE),
        title="Mentorship",
        repeating={"visit": "[visited]", "note": ""},
        labels={"person": "About the person"},
    )
    extras = Extras({"Automation": Rights({"api_export": 1})}, [("Old", ["age"], "[age] > 60")])

    xml = project_xml_of(plan, datetime(2026, 7, 1, tzinfo=UTC), extras)

    project = redcap.Project(maker.url, create(maker, xml).text)
    assert "<StudyName>Mentorship</StudyName>" in xml
    assert project.export_metadata() == PEOPLE
    assert project.export_instruments()[0]["instrument_label"] == "About the person"
    assert project.export_repeating_instruments_events()[0]["custom_form_label"] == "[visited]"
    assert project.export_user_roles()[0]["role_label"] == "Automation"


@pytest.mark.parametrize(
    "odm",
    [
        "<nope",
        "<a/>",
        "<!DOCTYPE x [<!ENTITY e 'e'>]><ODM>&e;</ODM>",
        SMALL.replace('CodeListOID="kind', 'X="kind'),
    ],
)
def test_a_file_that_is_no_project_is_refused_and_leaves_nothing(maker, odm):
    before = maker.database.value("SELECT count(*) FROM project")

    assert create(maker, odm).status_code == 400
    assert maker.database.value("SELECT count(*) FROM project") == before


def test_the_design_of_a_file_is_taken_over(small):
    fields = {field["field_name"]: field for field in small.export_metadata()}

    assert list(fields) == ["id", "size", "twice", "kind", "box", "level", "at"]
    assert fields["size"]["text_validation_type_or_show_slider_number"] == "integer"
    assert (fields["size"]["text_validation_min"], fields["size"]["identifier"]) == ("0", "y")
    assert fields["kind"]["field_type"] == "dropdown"
    assert fields["kind"]["select_choices_or_calculations"] == "a, Apple, red | -9, Other"
    assert fields["box"]["select_choices_or_calculations"] == "1, Left|2, Right"
    assert fields["twice"]["select_choices_or_calculations"] == "[size]*2"
    assert small.export_instruments()[0]["instrument_label"] == "Base & more"
    assert [event["unique_event_name"] for event in small.export_events()] == [
        "now_arm_1",
        "later_arm_1",
    ]
    assert small.export_repeating_instruments_events() == [
        {"event_name": "now_arm_1", "form_name": "lab", "custom_form_label": "[level]"},
        {"event_name": "later_arm_1", "form_name": "", "custom_form_label": ""},
    ]


def test_groups_roles_surveys_and_reports_of_a_file_are_taken_over(maker, small):
    assert small.export_dags()[0]["unique_group_name"] == "test_group_1"
    role = small.export_user_roles()[0]
    assert (role["role_label"], role["design"], role["forms_export"]["lab"]) == (
        "Example Role",
        "1",
        0,
    )
    assert len(small.export_survey_participant_list("base", event="now_arm_1")) == 1
    report_id = maker.database.value("SELECT max(report_id) FROM report")
    assert [row["size"] for row in small.export_report(report_id=report_id)] == ["5"]


def test_the_data_of_a_file_are_taken_over_but_for_calculated_values(small):
    rows = small.export_records(export_data_access_groups=True)

    assert [(r["redcap_event_name"], r["redcap_repeat_instance"], r["level"]) for r in rows] == [
        ("now_arm_1", "", ""),
        ("now_arm_1", 2, "1.5"),
        ("later_arm_1", 2, "7"),
    ]
    assert rows[0]["redcap_data_access_group"] == "test_group_1"
    assert (rows[0]["twice"], rows[0]["box___2"], rows[0]["base_complete"]) == ("", "1", "2")
    assert rows[0]["box___unk"] == "0"
    assert rows[1]["at"] == "2026-07-01 10:30"


def copy_of(server: SandboxServer, token: str, **params: str) -> redcap.Project:
    body = {"token": token, "content": "project_xml", "exportDataAccessGroups": "true"} | params
    xml = requests.post(server.url, data=body, timeout=TIMEOUT)
    assert xml.headers["content-type"].startswith("text/xml")
    return redcap.Project(server.url, create(server, xml.text).text)


def everything(project: redcap.Project) -> dict[str, object]:
    found = {
        "metadata": project.export_metadata(),
        "instruments": project.export_instruments(),
        "records": project.export_records(export_data_access_groups=True),
        "dags": [dag["unique_group_name"] for dag in project.export_dags()],
        "roles": [role["role_label"] for role in project.export_user_roles()],
    }
    if project.is_longitudinal:
        found["mapping"] = project.export_instrument_event_mappings()
        found["arms"] = project.export_arms()
    return found


def test_a_longitudinal_project_survives_the_round_trip(maker, small):
    copy = copy_of(maker, small.token)

    assert everything(copy) == everything(small)
    assert copy.export_repeating_instruments_events() == (
        small.export_repeating_instruments_events()
    )


def test_metadata_only_leaves_the_records_out(maker, small):
    copy = copy_of(maker, small.token, returnMetadataOnly="true")

    assert copy.export_records() == []
    assert copy.export_metadata() == small.export_metadata()


def test_survey_completion_times_travel_when_asked(maker, small):
    link = small.export_survey_link("1", "base", event="now_arm_1")
    requests.post(link, data={"size": "3", "kind": "a"}, timeout=TIMEOUT)

    copy = copy_of(maker, small.token, exportSurveyFields="true")

    row = copy.export_records(export_survey_fields=True)[0]
    assert row["base_timestamp"] == "2026-07-01 08:00:00"


FEW = tried(12, shares_fixtures=True)


@FEW
@given(project=projects())
def test_any_project_exported_as_xml_and_created_again_is_equal(maker, project):
    project.build(maker)
    response = import_rows(maker, project.rows)
    assert response.status_code == 200, response.text
    original = redcap.Project(maker.url, maker.token)

    copy = copy_of(maker, maker.token)

    assert everything(copy) == everything(original)


@FEW
@given(project=projects())
def test_what_an_export_shows_imports_into_an_equal_project(maker, project):
    project.build(maker)
    import_rows(maker, project.rows)
    exported = {fmt: post(maker, content="record", format=fmt).text for fmt in ("json", "csv")}
    shown = export_rows(maker)

    for fmt, data in exported.items():
        project.build(maker)
        if shown:
            assert post(maker, content="record", format=fmt, data=data).status_code == 200
        assert export_rows(maker) == shown


def test_items_are_grouped_below_their_headers_as_in_published_files(sandbox):
    fields = [
        a_field("id", "one"),
        a_field("box", "one", "checkbox", choices="0-zero, None | 1, Some", section_header="Boxes"),
        a_field("kind", "one", "radio", choices="0-1, Up | 1.2, Down"),
        a_field("agreed", "one", "yesno"),
    ]
    post(sandbox, content="metadata", data=json.dumps(fields))
    row = {"id": "1", "box___0_zero": "0", "kind": "1.2", "agreed": "1", "one_complete": "2"}
    import_rows(sandbox, [row])

    text = post(sandbox, content="project_xml").text

    groups = re.findall(r'<ItemGroupDef OID="([^"]+)" Name="([^"]+)"', text)
    assert groups == [
        ("one.id", "One"),
        ("one.box", "Boxes"),
        ("one.kind", "One"),
        ("one.one_complete", "Form Status"),
    ]
    assert re.findall(r'ItemGroupRef ItemGroupOID="([^"]+)"', text) == [oid for oid, _ in groups]
    assert re.findall(r'ItemGroupData ItemGroupOID="([^"]+)"', text) == [oid for oid, _ in groups]
    assert re.findall(r'<ItemDef OID="(\w+)" \S+ DataType="(\w+)" Length="(\d+)"', text) == [
        ("id", "text", "999"),
        ("box___0_zero", "boolean", "1"),
        ("box___1", "boolean", "1"),
        ("kind", "text", "3"),
        ("agreed", "boolean", "1"),
        ("one_complete", "text", "1"),
    ]
    assert '<CodeList OID="agreed.choices" Name="agreed" DataType="boolean"' in text


@pytest.mark.parametrize("asked", ["true", "false"])
def test_the_group_of_a_record_is_an_item_when_asked_for(small, maker, asked):
    body = {"token": small.token, "content": "project_xml", "exportDataAccessGroups": asked}
    text = requests.post(maker.url, data=body, timeout=TIMEOUT).text

    names = re.findall(r'<ItemDef OID="(\w+)"', text)
    assert ("redcap_data_access_group" in names) is (asked == "true")
    used = set(re.findall(r'<ItemData ItemOID="(\w+)"', text))
    assert used <= set(re.findall(r'<ItemRef ItemOID="(\w+)"', text)) == set(names)


def test_visits_of_the_people_project_survive(maker, sandbox):
    import_rows(sandbox, [{"record_id": "1"}, visit("1", 3, tags___a="1"), visit("2", 1)])

    copy = copy_of(maker, sandbox.token)

    assert copy.export_records() == export_rows(sandbox)
