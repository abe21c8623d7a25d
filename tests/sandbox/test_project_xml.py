"""Project XML out and in: a round trip changes nothing that an export shows.

The hand-written file below has the shape of the files that clients publish as fixtures.
"""

import json
from datetime import UTC, datetime

import pytest
import redcap
import requests
from hypothesis import HealthCheck, given, settings

from sandbox.project_setup import ProjectPlan
from sandbox.rights import Rights
from sandbox.schema_xml import Extras, project_xml_of
from sandbox.server import SandboxServer
from tests.sandbox.conftest import use
from tests.sandbox.strategies import projects
from tests.sandbox.support import PEOPLE, TIMEOUT, as_csv, export_rows, import_rows, post, visit


SUPER = "F" * 64
SMALL = """<?xml version="1.0" encoding="UTF-8" ?>
<ODM xmlns="http://www.cdisc.org/ns/odm/v1.3" xmlns:redcap="https://projectredcap.org" ODMVersion="1.3.1" FileType="Snapshot">
<Study OID="Project.Small">
<GlobalVariables>
	<StudyName>Small</StudyName>
	<redcap:RecordAutonumberingEnabled>0</redcap:RecordAutonumberingEnabled>
	<redcap:SurveysEnabled>1</redcap:SurveysEnabled>
	<redcap:MissingDataCodes>UNK, Unknown</redcap:MissingDataCodes>
	<redcap:RepeatingInstrumentsAndEvents>
		<redcap:RepeatingEvent redcap:UniqueEventName="later_arm_1"/>
		<redcap:RepeatingInstruments>
			<redcap:RepeatingInstrument redcap:UniqueEventName="now_arm_1" redcap:RepeatInstrument="lab" redcap:CustomLabel="[level]"/>
		</redcap:RepeatingInstruments>
	</redcap:RepeatingInstrumentsAndEvents>
	<redcap:DataAccessGroupsGroup>
		<redcap:DataAccessGroups group_name="Test Group 1"/>
	</redcap:DataAccessGroupsGroup>
	<redcap:SurveysGroup>
		<redcap:Surveys form_name="base" title="The survey" survey_enabled="1"/>
	</redcap:SurveysGroup>
	<redcap:UserRolesGroup>
		<redcap:UserRoles role_name="Example Role" design="1" record_delete="0" data_entry="[base,1][lab,0]" data_export_instruments="[base,1][lab,0]"/>
	</redcap:UserRolesGroup>
	<redcap:ReportsGroup>
		<redcap:Reports title="Bigger" advanced_logic="[size] &gt; 2" redcap_reports_fields="id,size"/>
	</redcap:ReportsGroup>
</GlobalVariables>
<MetaDataVersion OID="Metadata.Small" Name="Small" redcap:RecordIdField="id">
	<Protocol><StudyEventRef StudyEventOID="Event.now_arm_1" OrderNumber="1" Mandatory="No"/></Protocol>
	<StudyEventDef OID="Event.now_arm_1" Name="Now" Type="Common" Repeating="No" redcap:EventName="Now" redcap:CustomEventLabel="" redcap:UniqueEventName="now_arm_1" redcap:ArmNum="1" redcap:ArmName="Main" redcap:DayOffset="1" redcap:OffsetMin="0" redcap:OffsetMax="0">
		<FormRef FormOID="Form.base" OrderNumber="1" Mandatory="No" redcap:FormName="base"/>
		<FormRef FormOID="Form.lab" OrderNumber="2" Mandatory="No" redcap:FormName="lab"/>
	</StudyEventDef>
	<StudyEventDef OID="Event.later_arm_1" Name="Later" Type="Common" Repeating="Yes" redcap:EventName="Later" redcap:CustomEventLabel="" redcap:UniqueEventName="later_arm_1" redcap:ArmNum="1" redcap:ArmName="Main" redcap:DayOffset="2" redcap:OffsetMin="0" redcap:OffsetMax="0">
		<FormRef FormOID="Form.lab" OrderNumber="1" Mandatory="No" redcap:FormName="lab"/>
	</StudyEventDef>
	<FormDef OID="Form.base" Name="Base &amp; more" Repeating="No" redcap:FormName="base">
		<ItemGroupRef ItemGroupOID="base.id" Mandatory="No"/>
		<ItemGroupRef ItemGroupOID="base.base_complete" Mandatory="No"/>
	</FormDef>
	<FormDef OID="Form.lab" Name="Lab" Repeating="No" redcap:FormName="lab">
		<ItemGroupRef ItemGroupOID="lab.level" Mandatory="No"/>
	</FormDef>
	<ItemGroupDef OID="base.id" Name="Base" Repeating="No">
		<ItemRef ItemOID="id" Mandatory="No" redcap:Variable="id"/>
		<ItemRef ItemOID="redcap_data_access_group" Mandatory="No" redcap:Variable="redcap_data_access_group"/>
		<ItemRef ItemOID="size" Mandatory="No" redcap:Variable="size"/>
		<ItemRef ItemOID="twice" Mandatory="No" redcap:Variable="twice"/>
		<ItemRef ItemOID="kind" Mandatory="No" redcap:Variable="kind"/>
		<ItemRef ItemOID="box___1" Mandatory="No" redcap:Variable="box"/>
		<ItemRef ItemOID="box___2" Mandatory="No" redcap:Variable="box"/>
	</ItemGroupDef>
	<ItemGroupDef OID="base.base_complete" Name="Form Status" Repeating="No">
		<ItemRef ItemOID="base_complete" Mandatory="No" redcap:Variable="base_complete"/>
	</ItemGroupDef>
	<ItemGroupDef OID="lab.level" Name="Lab" Repeating="No">
		<ItemRef ItemOID="level" Mandatory="No" redcap:Variable="level"/>
		<ItemRef ItemOID="at" Mandatory="No" redcap:Variable="at"/>
	</ItemGroupDef>
	<ItemDef OID="id" Name="id" DataType="text" Length="999" redcap:Variable="id" redcap:FieldType="text"><Question><TranslatedText>Study ID</TranslatedText></Question></ItemDef>
	<ItemDef OID="redcap_data_access_group" Name="redcap_data_access_group" DataType="text" Length="999" redcap:Variable="redcap_data_access_group"><Question><TranslatedText>Data Access Group</TranslatedText></Question></ItemDef>
	<ItemDef OID="size" Name="size" DataType="integer" Length="999" redcap:Variable="size" redcap:FieldType="text" redcap:TextValidationType="int" redcap:Identifier="y">
		<Question><TranslatedText>Size</TranslatedText></Question>
		<RangeCheck Comparator="GE" SoftHard="Soft"><CheckValue>0</CheckValue></RangeCheck>
		<RangeCheck Comparator="LE" SoftHard="Soft"><CheckValue>9</CheckValue></RangeCheck>
	</ItemDef>
	<ItemDef OID="twice" Name="twice" DataType="float" Length="999" redcap:Variable="twice" redcap:FieldType="calc" redcap:Calculation="[size]*2"><Question><TranslatedText>Twice</TranslatedText></Question></ItemDef>
	<ItemDef OID="kind" Name="kind" DataType="text" Length="1" redcap:Variable="kind" redcap:FieldType="select"><Question><TranslatedText>Kind</TranslatedText></Question><CodeListRef CodeListOID="kind.choices"/></ItemDef>
	<ItemDef OID="box___1" Name="box___1" DataType="boolean" Length="1" redcap:Variable="box" redcap:FieldType="checkbox"><Question><TranslatedText>Box</TranslatedText></Question><CodeListRef CodeListOID="box___1.choices"/></ItemDef>
	<ItemDef OID="box___2" Name="box___2" DataType="boolean" Length="1" redcap:Variable="box" redcap:FieldType="checkbox"><Question><TranslatedText>Box</TranslatedText></Question><CodeListRef CodeListOID="box___1.choices"/></ItemDef>
	<ItemDef OID="base_complete" Name="base_complete" DataType="text" Length="1" redcap:Variable="base_complete" redcap:FieldType="select" redcap:SectionHeader="Form Status"><Question><TranslatedText>Complete?</TranslatedText></Question></ItemDef>
	<ItemDef OID="level" Name="level" DataType="float" Length="999" redcap:Variable="level" redcap:FieldType="text" redcap:TextValidationType="float"><Question><TranslatedText>Level</TranslatedText></Question></ItemDef>
	<ItemDef OID="at" Name="at" DataType="partialDatetime" Length="999" redcap:Variable="at" redcap:FieldType="text" redcap:TextValidationType="datetime_ymd"><Question><TranslatedText>At</TranslatedText></Question></ItemDef>
	<CodeList OID="kind.choices" Name="kind" DataType="text" redcap:Variable="kind">
		<CodeListItem CodedValue="a"><Decode><TranslatedText>Apple, red</TranslatedText></Decode></CodeListItem>
		<CodeListItem CodedValue="-9"><Decode><TranslatedText>Other</TranslatedText></Decode></CodeListItem>
	</CodeList>
	<CodeList OID="box___1.choices" Name="box___1" DataType="boolean" redcap:Variable="box" redcap:CheckboxChoices="1, Left|2, Right"/>
</MetaDataVersion>
</Study>
<ClinicalData StudyOID="Project.Small" MetaDataVersionOID="Metadata.Small">
	<SubjectData SubjectKey="1" redcap:RecordIdField="id">
		<StudyEventData StudyEventOID="Event.now_arm_1" StudyEventRepeatKey="1" redcap:UniqueEventName="now_arm_1">
			<FormData FormOID="Form.base" FormRepeatKey="1">
				<ItemGroupData ItemGroupOID="base.id" ItemGroupRepeatKey="1">
					<ItemData ItemOID="id" Value="1"/>
					<ItemData ItemOID="redcap_data_access_group" Value="test_group_1"/>
					<ItemData ItemOID="size" Value="5"/>
					<ItemData ItemOID="twice" Value="10"/>
					<ItemData ItemOID="kind" Value="a"/>
					<ItemData ItemOID="box___1" Value="0"/>
					<ItemData ItemOID="box___2" Value="1"/>
				</ItemGroupData>
				<ItemGroupData ItemGroupOID="base.base_complete" ItemGroupRepeatKey="1"><ItemData ItemOID="base_complete" Value="2"/></ItemGroupData>
			</FormData>
			<FormData FormOID="Form.lab" FormRepeatKey="2">
				<ItemGroupData ItemGroupOID="" ItemGroupRepeatKey="1"><ItemData ItemOID="level" Value="1.5"/><ItemData ItemOID="at" Value="2026-07-01T10:30"/></ItemGroupData>
			</FormData>
		</StudyEventData>
		<StudyEventData StudyEventOID="Event.later_arm_1" StudyEventRepeatKey="2" redcap:UniqueEventName="later_arm_1">
			<FormData FormOID="Form.lab" FormRepeatKey="1">
				<ItemGroupData ItemGroupOID="" ItemGroupRepeatKey="1"><ItemData ItemOID="level" Value="7"/></ItemGroupData>
			</FormData>
		</StudyEventData>
	</SubjectData>
</ClinicalData>
</ODM>"""


@pytest.fixture
def maker(server):
    server.database.add_super_token(SUPER, "founder")
    return server


def create(server: SandboxServer, odm: str = "", fmt: str = "json", **settings: object):
    data = json.dumps([{"project_title": "Copy", "purpose": 0, **settings}])
    if fmt == "xml":
        data = "<item><project_title>Copy</project_title><purpose>0</purpose></item>"
    body = {"token": SUPER, "content": "project", "format": fmt, "data": data, "odm": odm}
    return requests.post(server.url, data=body, timeout=TIMEOUT)


@pytest.fixture
def small(maker):
    token = create(maker, SMALL).text
    assert len(token) == 32
    return redcap.Project(maker.url, token)


@pytest.mark.parametrize("fmt", ["json", "xml"])
def test_a_super_token_creates_an_empty_project_and_gets_its_token(maker, fmt):
    response = create(maker, fmt=fmt)

    info = redcap.Project(maker.url, response.text[-32:]).export_project_info()
    assert info["project_title"] == "Copy"
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


FEW = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@FEW
@given(project=projects())
def test_any_project_exported_as_xml_and_created_again_is_equal(maker, project):
    use(maker, ProjectPlan(dictionary_csv=as_csv(project.fields), repeating=project.repeating))
    response = import_rows(maker, project.rows)
    assert response.status_code == 200, response.text
    original = redcap.Project(maker.url, maker.token)

    copy = copy_of(maker, maker.token)

    assert everything(copy) == everything(original)


@FEW
@given(project=projects())
def test_what_an_export_shows_imports_into_an_equal_project(maker, project):
    plan = ProjectPlan(dictionary_csv=as_csv(project.fields), repeating=project.repeating)
    use(maker, plan)
    import_rows(maker, project.rows)
    exported = {fmt: post(maker, content="record", format=fmt).text for fmt in ("json", "csv")}
    shown = export_rows(maker)

    for fmt, data in exported.items():
        use(maker, plan)
        if shown:
            assert post(maker, content="record", format=fmt, data=data).status_code == 200
        assert export_rows(maker) == shown


def test_visits_of_the_people_project_survive(maker, sandbox):
    import_rows(sandbox, [{"record_id": "1"}, visit("1", 3, tags___a="1"), visit("2", 1)])

    copy = copy_of(maker, sandbox.token)

    assert copy.export_records() == export_rows(sandbox)
