"""redcap_api.md 2.1 to 2.4, 2.7, 2.8: columns, rows, cells of an export."""

import json

import pytest

from sandbox.rights import NO_IDENTIFIERS, Rights
from sandbox.storage.members import Member
from tests.sandbox.support import export_rows, import_rows, post, visit


HEAD = ["record_id", "redcap_repeat_instrument", "redcap_repeat_instance"]
PERSON = ["name", "age", "born", "race___1", "race____99", "race___z", "sex", "person_complete"]
CONTACT = ["email", "likes", "contact_complete"]
VISIT = ["visited", "tags___a", "tags___b", "visit_complete"]
NOTE = ["remark", "note_complete"]


@pytest.fixture
def filled(sandbox):
    rows = [
        {"record_id": "10", "name": "Ten", "sex": "F", "race____99": "1"},
        {"record_id": "2", "name": "Two", "age": "61", "born": "1965-01-31"},
        visit("2", 10, visited="2026-07-03 10:00"),
        visit("2", 9, visited="2026-07-02 10:00", tags___a="1"),
        {
            "record_id": "2",
            "redcap_repeat_instrument": "note",
            "redcap_repeat_instance": 1,
            "remark": "line one\nline two",
        },
    ]
    assert import_rows(sandbox, rows).json() == {"count": 2}
    return sandbox


def test_columns_come_in_dictionary_order_whatever_order_was_asked(filled):
    rows = export_rows(filled, **{"fields[0]": "sex", "fields[1]": "record_id", "forms[0]": "note"})

    assert list(rows[0]) == [*HEAD, "sex", *NOTE]


def test_a_full_export_has_every_column_but_descriptive_fields(filled):
    rows = export_rows(filled)

    assert all(list(row) == [*HEAD, *PERSON, *CONTACT, *VISIT, *NOTE] for row in rows)


def test_records_sort_by_number_and_repeats_by_instrument_and_instance(filled):
    rows = export_rows(filled)

    assert [tuple(row[name] for name in HEAD) for row in rows] == [
        ("2", "", ""),
        ("2", "visit", 9),
        ("2", "visit", 10),
        ("2", "note", 1),
        ("10", "", ""),
    ]


def test_a_base_row_shows_zeros_for_unticked_boxes_and_gray_instruments(filled):
    row = export_rows(filled)[4]

    assert row["race___1"] == "0"
    assert row["race____99"] == "1"
    assert row["contact_complete"] == "0"
    assert row["email"] == ""
    assert row["visit_complete"] == row["tags___a"] == ""


def test_a_repeat_row_is_blank_outside_its_instrument(filled):
    row = export_rows(filled)[1]

    assert {name: row[name] for name in VISIT} == {
        "visited": "2026-07-02 10:00",
        "tags___a": "1",
        "tags___b": "0",
        "visit_complete": "0",
    }
    assert all(row[name] == "" for name in [*PERSON, *CONTACT, *NOTE])


def test_repeats_of_instruments_that_were_not_asked_are_left_out(filled):
    rows = export_rows(filled, **{"fields[0]": "record_id", "forms[0]": "note"})

    assert [row["redcap_repeat_instrument"] for row in rows] == ["", "note", ""]


def test_the_record_id_is_exported_only_when_asked(filled):
    rows = export_rows(filled, **{"fields[0]": "name"})

    assert rows == [{"name": "Two"}, {"name": "Ten"}]


def test_a_repeating_instrument_alone_gives_its_instances_only(filled):
    rows = export_rows(filled, **{"forms[0]": "visit"})

    assert [row["visited"] for row in rows] == ["2026-07-02 10:00", "2026-07-03 10:00"]
    assert list(rows[0]) == VISIT


def test_records_without_data_in_the_asked_fields_still_have_their_row(filled):
    rows = export_rows(filled, **{"fields[0]": "record_id", "fields[1]": "age"})

    assert [(row["record_id"], row["age"]) for row in rows] == [("2", "61"), ("10", "")]


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        (["nope", "name", "nix"], "'nope', 'nix'"),
        (["redcap_event_name"], "'redcap_event_name'"),
        (["redcap_repeat_instance"], "'redcap_repeat_instance'"),
    ],
)
def test_an_unknown_field_is_refused_in_redcaps_words(filled, asked, named):
    fields = {f"fields[{n}]": name for n, name in enumerate(asked)}

    response = post(filled, content="record", **fields)

    assert response.status_code == 400
    assert response.json()["error"] == (
        f'The following values in the parameter "fields" are not valid: {named}'
    )


def test_descriptive_and_status_names_are_accepted_in_fields(filled):
    rows = export_rows(filled, **{"fields[0]": "intro", "fields[1]": "person_complete"})

    assert rows == [{"person_complete": "0"}, {"person_complete": "0"}]


def test_an_unknown_instrument_is_refused_as_array_and_ignored_with_commas(filled):
    assert post(filled, content="record", **{"forms[0]": "nope"}).status_code == 400
    assert list(export_rows(filled, forms="nope,visit")[0]) == [
        *HEAD,
        *PERSON,
        *CONTACT,
        *VISIT,
        *NOTE,
    ]


def test_unknown_records_are_ignored(filled):
    assert export_rows(filled, **{"records[0]": "77"}) == []
    assert len(export_rows(filled, **{"records[0]": "77", "records[1]": "10"})) == 1


def test_labels_replace_codes(filled):
    row = export_rows(filled, rawOrLabel="label")[4]

    assert (row["sex"], row["race____99"], row["race___1"]) == ("Female", "Checked", "Unchecked")
    assert row["person_complete"] == "Incomplete"


def test_checkbox_labels_show_the_choice(filled):
    row = export_rows(filled, rawOrLabel="label", exportCheckboxLabel="true")[4]

    assert (row["race____99"], row["race___1"]) == ("Not, said", "")


def test_repeat_instruments_are_labelled_too(filled):
    rows = export_rows(filled, rawOrLabel="label")

    assert rows[1]["redcap_repeat_instrument"] == "Visit"


def test_gray_instruments_can_be_blank(filled):
    import_rows(filled, [{"record_id": "10", "contact_complete": "0"}])

    row = export_rows(filled, exportBlankForGrayFormStatus="true")[4]

    assert (row["person_complete"], row["contact_complete"]) == ("", "0")


def test_csv_quotes_as_php_does_and_ends_with_a_line_end(filled):
    fields = {"fields[0]": "record_id", "fields[1]": "name", "fields[2]": "remark"}

    text = post(filled, content="record", format="csv", **fields).text

    assert text == (
        "record_id,redcap_repeat_instrument,redcap_repeat_instance,name,remark\n"
        "2,,,Two,\n"
        '2,note,1,,"line one\nline two"\n'
        "10,,,Ten,\n"
    )


def test_an_empty_csv_export_is_one_line_end(sandbox):
    assert post(sandbox, content="record", format="csv").text == "\n"
    assert post(sandbox, content="record", format="json").text == "[]"


def test_label_headers_name_fields_choices_and_the_record_id(filled):
    fields = {"fields[0]": "record_id", "fields[1]": "race", "fields[2]": "person_complete"}

    text = post(filled, content="record", format="csv", rawOrLabelHeaders="label", **fields).text

    assert text.splitlines()[0] == (
        '"Record ID","Repeat Instrument","Repeat Instance","Race (choice=One)",'
        '"Race (choice=Not, said)","Race (choice=Zed)",Complete?'
    )


@pytest.mark.parametrize(("delimiter", "sign"), [("tab", "\t"), (";", ";"), ("|", "|"), ("^", "^")])
def test_csv_delimiters_can_be_chosen(filled, delimiter, sign):
    text = post(
        filled, content="record", format="csv", csvDelimiter=delimiter, fields="record_id"
    ).text

    assert text.splitlines()[0] == sign.join(HEAD)


def test_xml_wraps_records_and_protects_markup(sandbox):
    import_rows(sandbox, [{"record_id": "1", "name": "a < b & c"}])

    text = post(sandbox, content="record", format="xml", **{"fields[0]": "name"}).text

    assert text.startswith('<?xml version="1.0" encoding="UTF-8" ?>\n<records>')
    assert "<item><name><![CDATA[a < b & c]]></name></item>" in text


def test_columns_of_an_instrument_without_access_are_absent(filled):
    token = filled.add_user("narrow", no_access=["contact", "note"])

    rows = export_rows(filled, token=token)

    assert list(rows[0]) == [*HEAD, *PERSON, *VISIT]
    assert [row["redcap_repeat_instrument"] for row in rows] == ["", "visit", "visit", ""]


def test_asking_for_a_field_without_access_is_no_error(filled):
    token = filled.add_user("narrow", no_access=["contact"])

    rows = export_rows(filled, token=token, **{"fields[0]": "record_id", "fields[1]": "email"})

    assert all("email" not in row for row in rows)


def test_identifiers_are_absent_for_those_who_may_not_see_them(sandbox):
    fields = post(sandbox, content="metadata").json()
    fields[1]["identifier"] = "y"
    post(sandbox, content="metadata", data=json.dumps(fields))
    rights = Rights(Rights.everything().flags, {}, {"person": NO_IDENTIFIERS})
    sandbox.project.members.put(Member("careful", "A" * 32, rights=rights))
    import_rows(sandbox, [{"record_id": "1", "name": "Who", "age": "4"}])

    row = export_rows(sandbox, token="A" * 32)[0]

    assert "name" not in row
    assert row["age"] == "4"


def test_pycap_reads_what_raw_calls_read(filled, pycap):
    assert pycap.export_records() == export_rows(filled)
    assert pycap.export_records(fields=["age"])[0]["record_id"] == "2"
    frame = pycap.export_records(
        format_type="df", df_kwargs={"index_col": False, "dtype": str, "keep_default_na": False}
    )
    assert len(frame) == 5
