"""redcap_api.md 1.5, 2.1, 2.4 to 2.9, 2.11: what each kind of field takes, keeps and shows."""

import pytest

from sandbox.project_setup import ProjectPlan
from sandbox.rights import Rights
from sandbox.storage.members import Member, new_token
from tests.sandbox.conftest import use
from tests.sandbox.project_files import SMALL, create
from tests.sandbox.support import PEOPLE, a_field, as_csv, export_rows, import_rows, post


CODES = "2106-3, has,comma, twice | M, Male|choice_1 , First"
TYPES = [
    a_field("id", "base", label="Study ID"),
    a_field("how", "base", "slider", choices="Low | Middle | High"),
    a_field("is_so", "base", "truefalse"),
    a_field("likes", "base", "yesno"),
    a_field("code", "base", "dropdown", choices=CODES),
    a_field("box", "base", "checkbox", choices="A-1, One|-99, Two | Z, Zed"),
    a_field("day", "base", validation="date_dmy"),
    a_field("at", "base", validation="datetime_seconds_mdy"),
    a_field("clock", "base", validation="time"),
    a_field("lap", "base", validation="time_mm_ss"),
    a_field("one", "base", validation="number_1dp"),
    a_field("comma", "base", validation="number_comma_decimal"),
    a_field("zip", "base", validation="zipcode"),
    a_field("phone", "base", validation="phone"),
    a_field("text", "base", "notes"),
    a_field("shown", "base", "descriptive"),
]
FULL = {
    "id": "1",
    "how": "50",
    "is_so": "1",
    "likes": "0",
    "code": "2106-3",
    "box___a_1": "1",
    "day": "2026-01-31",
    "at": "2026-01-31 10:11:12",
    "clock": "15:15",
    "lap": "15:00",
    "one": "22.0",
    "comma": "1,5",
    "zip": "08001",
    "phone": "(405) 321-1111",
    "text": "00123456",
}


@pytest.fixture
def typed(server):
    plan = ProjectPlan(
        dictionary_csv=as_csv(TYPES),
        surveys=(),
        settings={"missing_data_codes": "NI, No information | UNK, Unknown"},
    )
    use(server, plan)
    return server


def test_every_type_keeps_its_value_and_the_csv_quotes_as_fputcsv_does(typed):
    assert import_rows(typed, [FULL]).json() == {"count": 1}

    assert post(typed, content="record", format="csv").text == (
        "id,how,is_so,likes,code,box___a_1,box____99,box___z,box___ni,box___unk,day,at,clock,lap,"
        "one,comma,zip,phone,text,base_complete\n"
        '1,50,1,0,2106-3,1,0,0,0,0,2026-01-31,"2026-01-31 10:11:12",15:15,15:00,22.0,"1,5",08001,'
        '"(405) 321-1111",00123456,0\n'
    )


def test_labels_split_choices_at_the_first_comma(typed):
    import_rows(typed, [FULL])

    row = export_rows(typed, rawOrLabel="label")[0]

    assert (row["is_so"], row["likes"], row["how"]) == ("True", "No", "50")
    assert row["code"] == "has,comma, twice"
    assert (row["box___a_1"], row["box___ni"]) == ("Checked", "Unchecked")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("one", "22"),
        ("one", "22.05"),
        ("code", "Male"),
        ("code", "m"),
        ("is_so", "True"),
        ("likes", "Yes"),
        ("box___a_1", "2"),
        ("box___a_1", "Checked"),
        ("day", "31/01/2026"),
        ("day", "2026-02-30"),
        ("at", "2026-01-31"),
        ("clock", "24:00"),
        ("lap", "75:00"),
        ("zip", "8001"),
        ("phone", "123"),
        ("comma", "1.5"),
        ("how", "much"),
        ("base_complete", "3"),
        ("base_complete", "Complete"),
        ("base_complete", "UNK"),
    ],
)
def test_what_does_not_fit_the_type_is_refused(typed, field, value):
    response = import_rows(typed, [{"id": "1", field: value}])

    assert response.status_code == 400
    assert response.json()["error"].startswith(f'"1","{field}","{value}",')
    assert export_rows(typed) == []


@pytest.mark.parametrize("field", ["how", "is_so", "code", "day", "at", "one", "zip", "text"])
def test_a_missing_data_code_fits_every_type(typed, field):
    assert import_rows(typed, [{"id": "1", field: "UNK"}]).json() == {"count": 1}
    assert export_rows(typed)[0][field] == "UNK"
    assert export_rows(typed, rawOrLabel="label")[0][field] == "Unknown"


@pytest.mark.parametrize(
    ("date_format", "day", "at"),
    [
        ("YMD", "2026-02-01", "2026-02-01 10:11:12"),
        ("MDY", "02/01/2026", "02/01/2026 10:11:12"),
        ("DMY", "01/02/2026", "01/02/2026 10:11:12"),
    ],
)
@pytest.mark.parametrize("fmt", ["json", "csv"])
def test_the_inputs_date_order_is_said_and_the_output_is_iso(typed, date_format, day, at, fmt):
    data = f'[{{"id":"1","day":"{day}","at":"{at}"}}]'
    if fmt == "csv":
        data = f"id,day,at\n1,{day},{at}\n"

    post(typed, content="record", format=fmt, data=data, dateFormat=date_format)

    row = export_rows(typed)[0]
    assert (row["day"], row["at"]) == ("2026-02-01", "2026-02-01 10:11:12")


def test_choice_strings_of_the_dictionary_come_back_as_they_were_written(typed):
    rows = post(typed, content="metadata").json()

    found = {row["field_name"]: row["select_choices_or_calculations"] for row in rows}
    assert found["code"] == CODES
    assert found["how"] == "Low | Middle | High"


def test_metadata_can_be_asked_by_name_and_comes_in_dictionary_order(typed):
    rows = post(
        typed, content="metadata", **{"fields[0]": "text", "fields[1]": "shown", "fields[2]": "id"}
    ).json()

    assert [row["field_name"] for row in rows] == ["id", "text", "shown"]


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("plain", "plain"),
        ("two words", '"two words"'),
        ("a,b", '"a,b"'),
        ('say "hi"', '"say ""hi"""'),
        ("one\ntwo", '"one\ntwo"'),
        ("tab\there", '"tab\there"'),
        ("a;b", "a;b"),
        ("it's", "it's"),
        ("\u00a0x", "\u00a0x"),
        ("日本", "日本"),
    ],
)
def test_a_cell_is_quoted_only_when_php_would(typed, text, cell):
    import_rows(typed, [{"id": "1", "text": text}])

    response = post(typed, content="record", format="csv", **{"fields[0]": "text"})
    response.encoding = "utf-8"

    assert response.text == f"text\n{cell}\n"


def test_without_surveys_or_groups_asking_for_their_columns_adds_nothing(typed):
    import_rows(typed, [FULL])

    asked = {"exportSurveyFields": "true", "exportDataAccessGroups": "true"}

    assert export_rows(typed, **asked) == export_rows(typed)


def test_unknown_events_are_ignored_in_a_classic_project(typed):
    import_rows(typed, [FULL])

    assert export_rows(typed, **{"events[0]": "nope_arm_1"}) == export_rows(typed)


def test_de_identified_exports_have_no_free_text_and_no_dates(sandbox):
    import_rows(sandbox, [{"record_id": "1", "name": "Ann", "born": "1990-01-01", "sex": "F"}])
    token = new_token()
    rights = Rights(Rights.everything().flags, {}, {"person": 2})
    sandbox.project.members.put(Member("careful", token, rights=rights))

    row = export_rows(sandbox, token=token)[0]

    assert not {"name", "born"} & row.keys()
    assert row["sex"] == "F"
    assert row["email"] == ""


def test_label_headers_of_a_longitudinal_survey_project(maker):
    token = create(maker, SMALL).text
    header = post(
        maker,
        token=token,
        content="record",
        format="csv",
        rawOrLabelHeaders="label",
        exportSurveyFields="true",
        exportDataAccessGroups="true",
    ).text.splitlines()[0]

    assert header == (
        '"Study ID","Event Name","Repeat Instrument","Repeat Instance","Data Access Group",'
        '"Survey Identifier","Survey Timestamp",Size,Twice,Kind,"Box (choice=Left)",'
        '"Box (choice=Right)","Box (choice=Unknown)",Complete?,Level,At,Complete?'
    )


def test_the_first_instrument_may_repeat(server):
    use(server, ProjectPlan(dictionary_csv=as_csv(PEOPLE), repeating=["person"]))
    place = {"record_id": "1", "redcap_repeat_instrument": "person"}
    import_rows(
        server,
        [
            {"record_id": "1", "likes": "1"},
            {**place, "redcap_repeat_instance": "2", "name": "Two", "race___1": "1"},
            {**place, "redcap_repeat_instance": "10", "name": "Ten"},
        ],
    )

    rows = export_rows(server, **{"forms[0]": "person", "forms[1]": "contact"})

    shown = ("redcap_repeat_instance", "name", "race___1", "person_complete", "likes")
    assert [tuple(row[name] for name in shown) for row in rows] == [
        ("", "", "", "", "1"),
        (2, "Two", "1", "0", ""),
        (10, "Ten", "0", "0", ""),
    ]
