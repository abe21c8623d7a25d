"""A hand-written project XML in the shape of the files that clients publish as fixtures."""

import json

import requests

from sandbox.server import SandboxServer
from tests.sandbox.support import TIMEOUT


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


def create(server: SandboxServer, odm: str = "", fmt: str = "json", **settings: object):
    data = json.dumps([{"project_title": "Copy", "purpose": 0, **settings}])
    if fmt == "xml":
        data = "<item><project_title>Copy</project_title><purpose>0</purpose></item>"
    body = {"token": SUPER, "content": "project", "format": fmt, "data": data, "odm": odm}
    return requests.post(server.url, data=body, timeout=TIMEOUT)
