"""Parameters and rights of newer REDCap versions, partial responses, files inside project XML."""

import re

import pytest
import redcap
import requests

from sandbox.dispatch import IN_MEMORY
from sandbox.project_setup import ProjectPlan
from sandbox.rights import Rights
from sandbox.storage.members import Member, new_token
from tests.sandbox.conftest import use
from tests.sandbox.project_files import SMALL, create
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


WITH_FILE = [*PEOPLE[:2], a_field("photo", "person", "file"), *PEOPLE[2:]]


# -- combineCheckboxOptions --------------------------------------------------------------------


@pytest.fixture
def ticked(sandbox):
    row = {"record_id": "1", "race___1": "1", "race____99": "1", "sex": "F"}
    import_rows(sandbox, [row, visit("1", 1, tags___b="1")])
    return sandbox


@pytest.mark.parametrize(
    ("look", "race", "tags"), [("raw", "1,-99", "b"), ("label", "One,Not, said", "B")]
)
def test_ticked_choices_can_share_a_column(ticked, look, race, tags):
    base, repeat = export_rows(ticked, combineCheckboxOptions="true", rawOrLabel=look)

    assert (base["race"], repeat["tags"]) == (race, tags)
    assert (base["tags"], repeat["race"]) == ("", "")
    assert not [name for name in base if "___" in name]
    assert list(base).index("race") == list(base).index("sex") - 1


def test_shared_columns_have_the_fields_label_and_eav_stays_as_it_is(ticked):
    asked = {"fields[0]": "race", "combineCheckboxOptions": "1"}
    header = post(ticked, content="record", format="csv", rawOrLabelHeaders="label", **asked).text
    eav = post(ticked, content="record", type="eav", **asked).json()

    assert header.splitlines()[0] == "Race"
    assert [line["value"] for line in eav] == ["1", "-99"]


# -- rights to edit an instrument --------------------------------------------------------------


def member(sandbox, **forms: int) -> str:
    token = new_token()
    sandbox.project.members.put(Member("clerk", token, rights=_rights(forms)))
    return token


def _rights(forms):
    return Rights(Rights.everything().flags, forms, {})


@pytest.mark.parametrize("level", [0, 2, 128, 129])
def test_an_instrument_that_may_not_be_edited_takes_no_change(sandbox, level):
    import_rows(sandbox, [{"record_id": "1", "email": "a@example.edu"}])
    token = member(sandbox, contact=level)

    response = import_rows(
        sandbox, [{"record_id": "1", "name": "A", "email": "b@example.edu"}], token=token
    )

    assert response.status_code == 400
    assert response.json()["error"].startswith('"1","email","b@example.edu"')
    assert export_rows(sandbox)[0]["name"] == ""


@pytest.mark.parametrize("level", [1, 3, 130, 138, 146])
def test_an_instrument_that_may_be_edited_is(sandbox, level):
    token = member(sandbox, contact=level)

    assert import_rows(sandbox, [{"record_id": "1", "likes": "1"}], token=token).json() == {
        "count": 1
    }


def test_values_that_stay_as_they_are_need_no_right(sandbox):
    import_rows(sandbox, [{"record_id": "1", "email": "a@example.edu"}])
    rows = export_rows(sandbox)

    assert import_rows(sandbox, rows, token=member(sandbox, contact=2)).json() == {"count": 1}


def test_a_background_import_has_the_rights_of_who_sent_it(sandbox):
    token = member(sandbox, contact=2)
    rows = [{"record_id": "1", "likes": "1"}, {"record_id": "2", "name": "Two"}]

    import_rows(sandbox, rows, token=token, backgroundProcess="1")

    assert [row["record_id"] for row in export_rows(sandbox)] == ["2"]


# -- partial responses -------------------------------------------------------------------------


def test_a_response_can_be_kept_and_completed_later(sandbox, pycap):
    import_rows(sandbox, [{"record_id": "1"}])
    link = pycap.export_survey_link("1", "person")

    kept = requests.post(link, data={"name": "An", "__later": "1"}, timeout=TIMEOUT)
    partial = export_rows(sandbox, exportSurveyFields="true")[0]
    status = pycap.export_survey_participant_list("person")[0]["response_status"]
    again = requests.get(link, timeout=TIMEOUT).text
    requests.post(link, data={"name": "Ann"}, timeout=TIMEOUT)
    whole = export_rows(sandbox, exportSurveyFields="true")[0]

    assert pycap.export_survey_return_code("1", "person") in kept.text
    assert (partial["name"], partial["person_complete"]) == ("An", "0")
    assert (partial["person_timestamp"], status) == ("[not completed]", 1)
    assert 'value="An"' in again
    assert (whole["person_timestamp"], whole["person_complete"]) == ("2026-07-01 08:00:00", "2")


def test_a_partial_response_need_not_have_the_required_answers(server):
    fields = [*PEOPLE[:1], a_field("must", "person", required_field="y"), *PEOPLE[2:]]
    use(server, ProjectPlan(dictionary_csv=as_csv(fields)))
    import_rows(server, [{"record_id": "1"}])
    link = redcap.Project(server.url, server.token).export_survey_link("1", "person")

    later = requests.post(link, data={"__later": "1"}, timeout=TIMEOUT)
    now = requests.post(link, data={"must": ""}, timeout=TIMEOUT)

    assert (later.status_code, now.status_code) == (200, 400)


# -- project XML and ODM -----------------------------------------------------------------------


def xml_of(server, token, **params: str) -> str:
    body = {"token": token, "content": "project_xml", **params}
    response = requests.post(server.url, data=body, timeout=TIMEOUT)
    response.encoding = "utf-8"
    return response.text


def test_files_travel_inside_a_project_xml_when_asked(maker):
    use(maker, ProjectPlan(dictionary_csv=as_csv(WITH_FILE), repeating=["visit", "note"]))
    import_rows(maker, [{"record_id": "1", "name": "A"}])
    original = redcap.Project(maker.url, maker.token)
    original.import_file("1", "photo", "日本 & <1>.png", b"\x89PNG\x00")

    bare = create(maker, xml_of(maker, maker.token)).text
    whole = create(maker, xml_of(maker, maker.token, exportFiles="true")).text

    assert redcap.Project(maker.url, bare).export_records()[0]["photo"] == ""
    copy = redcap.Project(maker.url, whole)
    assert copy.export_records()[0]["photo"] == "日本 & <1>.png"
    assert copy.export_file("1", "photo")[0] == b"\x89PNG\x00"


def test_a_file_of_a_published_project_xml_is_taken_over(maker):
    item = (
        '<ItemDataBase64Binary ItemOID="mugshot" redcap:DocName="m-1.txt"'
        ' redcap:MimeType="text/plain"><![CDATA[dGVzdGluZwo=]]></ItemDataBase64Binary>'
    )
    definition = (
        '<ItemDef OID="mugshot" Name="mugshot" DataType="text" Length="999"'
        ' redcap:Variable="mugshot" redcap:FieldType="file"><Question><TranslatedText>M'
        "</TranslatedText></Question></ItemDef>"
    )
    reference = '<ItemRef ItemOID="mugshot" Mandatory="No" redcap:Variable="mugshot"/>'
    xml = SMALL.replace('<ItemData ItemOID="size" Value="5"/>', item, 1)
    xml = xml.replace('<ItemDef OID="size"', f'{definition}<ItemDef OID="size"', 1)
    xml = xml.replace('<ItemRef ItemOID="size"', f'{reference}<ItemRef ItemOID="size"', 1)
    project = redcap.Project(maker.url, create(maker, xml).text)

    content, headers = project.export_file("1", "mugshot", event="now_arm_1")

    assert (content, headers["name"]) == (b"testing\n", "m-1.txt")


def test_line_ends_in_attributes_of_a_project_xml_survive(maker):
    xml = SMALL.replace('ItemOID="kind" Value="a"', 'ItemOID="kind" Value="one\ntwo"')
    project = redcap.Project(maker.url, create(maker, xml).text)

    assert project.export_records()[0]["kind"] == "one\ntwo"


def test_survey_settings_of_a_project_xml_come_out_again(maker):
    more = 'survey_enabled="1" instructions="&lt;p&gt;Hello&lt;/p&gt;" save_and_return="1"'
    off = '<redcap:Surveys form_name="lab" title="Off" survey_enabled="0"/></redcap:SurveysGroup>'
    xml = SMALL.replace('survey_enabled="1"', more).replace("</redcap:SurveysGroup>", off)
    token = create(maker, xml).text

    again = xml_of(maker, token, returnMetadataOnly="true")

    found = re.findall(r"<redcap:Surveys [^>]*>", again)
    assert len(found) == 2
    assert 'instructions="&lt;p&gt;Hello&lt;/p&gt;" save_and_return="1"' in found[0]
    assert 'form_name="lab"' in found[1]
    assert 'survey_enabled="0"' in found[1]


def test_groups_go_into_a_project_xml_only_when_asked(sandbox, pycap):
    pycap.import_dags([{"data_access_group_name": "North", "unique_group_name": ""}])
    import_rows(sandbox, [{"record_id": "1", "redcap_data_access_group": "north"}])

    item = 'ItemOID="redcap_data_access_group"'
    assert item not in xml_of(sandbox, sandbox.token)
    assert item in xml_of(sandbox, sandbox.token, exportDataAccessGroups="true")


def test_records_travel_as_odm(sandbox):
    rows = [
        {"record_id": "1", "name": "a < b\n", "race____99": "1", "person_complete": "2"},
        visit("1", 3, visited="2026-07-03 10:00", tags___a="1"),
    ]
    import_rows(sandbox, rows)
    before = export_rows(sandbox)
    odm = post(sandbox, content="record", format="odm")
    odm.encoding = "utf-8"
    use(sandbox, ProjectPlan(dictionary_csv=as_csv(PEOPLE), repeating=["visit", "note"]))

    answer = post(sandbox, content="record", format="odm", data=odm.text, returnFormat="json")

    assert odm.headers["content-type"].startswith("text/xml")
    assert answer.json() == {"count": 1}
    assert export_rows(sandbox) == before


@pytest.mark.parametrize(("data", "status"), [("<ODM", 406), ("<ODM/>", 400), ("[]", 406)])
def test_what_is_no_odm_is_refused(sandbox, data, status):
    response = post(sandbox, content="record", format="odm", data=data, returnFormat="json")

    assert response.status_code == status


# -- long answers, odd file names ---------------------------------------------------------------


def test_a_long_answer_is_whole(sandbox):
    text = "x" * 4000
    import_rows(sandbox, [{"record_id": str(n), "name": text} for n in range(1, 1102)])

    for content, fmt in (("record", "json"), ("record", "csv"), ("project_xml", "xml")):
        response = post(sandbox, content=content, format=fmt)

        assert len(response.content) == int(response.headers["content-length"]) > IN_MEMORY
        assert response.content.count(text.encode()) == 1101
        assert fmt != "json" or len(response.json()) == 1101


@pytest.mark.parametrize("name", ["日本.txt", 'a"b.txt', "x" * 300 + ".txt", "a;b=c.txt"])
def test_any_file_name_can_be_downloaded(server, name):
    use(server, ProjectPlan(dictionary_csv=as_csv(WITH_FILE)))
    import_rows(server, [{"record_id": "1"}])
    project = redcap.Project(server.url, server.token)

    project.import_file("1", "photo", name, b"1")

    assert project.export_file("1", "photo")[0] == b"1"


# -- who sees which record ----------------------------------------------------------------------


@pytest.mark.parametrize("level", [2, 3])
def test_an_identifying_record_id_is_hashed_for_who_may_not_see_it(server, level):
    fields = [a_field("record_id", "person", identifier="y"), *PEOPLE[1:]]
    use(server, ProjectPlan(dictionary_csv=as_csv(fields)))
    import_rows(server, [{"record_id": "1", "sex": "F"}, {"record_id": "2", "sex": "M"}])
    token = new_token()
    rights = Rights(Rights.everything().flags, {}, {"person": level})
    server.project.members.put(Member("careful", token, rights=rights))

    rows = export_rows(server, token=token)
    eav = post(server, token=token, content="record", type="eav").json()

    assert [row["sex"] for row in rows] == ["F", "M"]
    assert all(re.fullmatch("[0-9a-f]{32}", row["record_id"]) for row in rows)
    assert {line["record"] for line in eav} == {row["record_id"] for row in rows}


@pytest.mark.parametrize(
    "asked",
    [
        {"content": "record", "action": "rename", "record": "1", "new_record_name": "9"},
        {"content": "pdf", "record": "1"},
        {"content": "surveyLink", "record": "1", "instrument": "person"},
        {"content": "surveyQueueLink", "record": "1"},
    ],
)
def test_a_member_of_a_group_meets_no_record_of_others(sandbox, asked):
    sandbox.project.shape.put_dag("North")
    import_rows(sandbox, [{"record_id": "1"}])
    token = sandbox.add_user("northern", dag="north")

    answer = post(sandbox, token=token, **asked)

    assert (answer.status_code, answer.json()) == (
        400,
        {"error": 'The record "1" does not exist'},
    )


def test_a_locked_record_takes_no_file(server):
    use(server, ProjectPlan(dictionary_csv=as_csv(WITH_FILE)))
    import_rows(server, [{"record_id": "1"}])
    server.project.records.lock("1", locked=True)
    body = {"token": server.token, "content": "file", "action": "import"}
    body |= {"record": "1", "field": "photo", "returnFormat": "json"}

    answer = requests.post(server.url, data=body, files={"file": ("a", b"1")}, timeout=TIMEOUT)

    assert answer.status_code == 400
    assert "locked at the record level" in answer.json()["error"]
