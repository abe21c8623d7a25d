"""redcap_api.md 1.4, 2.2, 2.3, 2.10: arms, events, designations, repeating events."""

import json

import pytest
import redcap

from sandbox.names import unique_event_name
from sandbox.project_setup import ProjectPlan
from tests.sandbox.conftest import use
from tests.sandbox.support import a_field, as_csv, export_rows, import_rows, post


FIELDS = [
    a_field("record_id", "first"),
    a_field("one", "first"),
    a_field("two", "second"),
    a_field("box", "second", "checkbox", choices="1, A | 2, B"),
    a_field("rep", "repeated"),
]
EVENTS = [
    {"event_name": "Event 1", "arm_num": "1"},
    {"event_name": "Event 2", "arm_num": "1"},
    {"event_name": "Round", "arm_num": "1"},
    {"event_name": "Event 1", "arm_num": "2"},
]
MAPPING = [
    ("1", "event_1_arm_1", "first"),
    ("1", "event_1_arm_1", "second"),
    ("1", "event_1_arm_1", "repeated"),
    ("1", "event_2_arm_1", "first"),
    ("1", "event_2_arm_1", "repeated"),
    ("1", "round_arm_1", "second"),
    ("2", "event_1_arm_2", "first"),
]


@pytest.fixture
def trial(server):
    settings = {"is_longitudinal": 1}
    use(
        server,
        ProjectPlan(dictionary_csv=as_csv(FIELDS), settings=settings, repeating=["repeated"]),
    )
    project = redcap.Project(server.url, server.token)
    project.import_arms([{"arm_num": "1", "name": "Main"}, {"arm_num": "2", "name": "Other"}])
    project.import_events(EVENTS, override=1)
    names = ("arm_num", "unique_event_name", "form")
    project.import_instrument_event_mappings(
        [dict(zip(names, row, strict=True)) for row in MAPPING]
    )
    repeats = [
        {"event_name": "event_1_arm_1", "form_name": "repeated", "custom_form_label": "[rep]"},
        {"event_name": "event_2_arm_1", "form_name": "repeated", "custom_form_label": ""},
        {"event_name": "round_arm_1", "form_name": "", "custom_form_label": ""},
    ]
    assert project.import_repeating_instruments_events(repeats) == 3
    return server


@pytest.fixture
def filled(trial):
    rows = [
        row("1", "event_1_arm_1", one="a", two="b", box___2="1"),
        row("1", "event_2_arm_1", one="c"),
        row("1", "event_2_arm_1", "repeated", 1, rep="z"),
        row("1", "event_1_arm_1", "repeated", 2, rep="y"),
        row("1", "event_1_arm_1", "repeated", 1, rep="x"),
        row("1", "round_arm_1", "", 2, two="r2"),
        row("1", "round_arm_1", "", 1, two="r1"),
        row("4", "event_1_arm_2", one="q"),
    ]
    response = import_rows(trial, rows)
    assert response.json() == {"count": 2}, response.text
    return trial


def row(record, event, instrument="", instance="", **cells):
    return {
        "record_id": record,
        "redcap_event_name": event,
        "redcap_repeat_instrument": instrument,
        "redcap_repeat_instance": instance,
        **cells,
    }


@pytest.mark.parametrize(
    ("content", "things"),
    [
        ("arm", "arms"),
        ("event", "events"),
        ("formEventMapping", "form/event mappings"),
    ],
)
def test_a_classic_project_refuses_in_the_words_clients_look_for(sandbox, pycap, content, things):
    response = post(sandbox, content=content)

    assert response.status_code == 400
    assert response.json()["error"] == f"You cannot export {things} for classic projects"
    assert not pycap.is_longitudinal


def test_clients_see_that_a_project_is_longitudinal(trial):
    assert redcap.Project(trial.url, trial.token).is_longitudinal


@pytest.mark.parametrize(
    ("name", "arm", "unique"),
    [
        ("Screening & Enrollment", 1, "screening__enrollm_arm_1"),
        ("Deadline to return feedback", 2, "deadline_to_return_arm_2"),
        ("1 Day Followup", 1, "1_day_followup_arm_1"),
        ("Event 1", 3, "event_1_arm_3"),
    ],
)
def test_unique_event_names_are_derived_as_redcap_derives_them(name, arm, unique):
    assert unique_event_name(name, arm) == unique


def test_events_of_one_name_get_a_letter():
    assert unique_event_name("Visit", 1, ["visit_arm_1"]) == "visitb_arm_1"


def test_arms_and_events_have_numbers_as_numbers(trial):
    assert post(trial, content="arm").json() == [
        {"arm_num": 1, "name": "Main"},
        {"arm_num": 2, "name": "Other"},
    ]
    first = post(trial, content="event").json()[0]
    assert {key: first[key] for key in first if key != "event_id"} == {
        "event_name": "Event 1",
        "arm_num": 1,
        "unique_event_name": "event_1_arm_1",
        "custom_event_label": "",
    }
    assert not post(trial, content="arm", format="csv").text.endswith("\n")


def test_an_arm_without_events_is_not_exported(trial):
    post(trial, content="arm", action="import", data='[{"arm_num":3,"name":"New"}]')

    assert len(post(trial, content="arm").json()) == 2
    post(trial, content="event", action="import", data='[{"event_name":"E","arm_num":3}]')
    assert len(post(trial, content="arm").json()) == 3


def test_arms_are_renamed_overridden_and_deleted(trial):
    rename = json.dumps([{"arm_num": 1, "name": "Renamed"}])
    assert post(trial, content="arm", action="import", data=rename).text == "1"
    assert post(trial, content="arm").json()[0]["name"] == "Renamed"

    assert post(trial, content="arm", action="delete", **{"arms[0]": "2"}).text == "1"
    assert [arm["arm_num"] for arm in post(trial, content="arm").json()] == [1]

    post(trial, content="arm", action="import", override=1, data=rename)
    # Without events the project is no longer longitudinal.
    assert post(trial, content="event").status_code == 400
    assert post(trial, content="project").json()["is_longitudinal"] == 0
    post(trial, content="event", action="import", data=json.dumps(EVENTS[:2]))
    assert post(trial, content="formEventMapping").json() == []


def test_deleting_an_event_takes_its_data(filled):
    assert (
        post(filled, content="event", action="delete", **{"events[0]": "round_arm_1"}).text == "1"
    )

    names = {line["redcap_event_name"] for line in export_rows(filled)}
    assert "round_arm_1" not in names


def test_mappings_come_in_event_and_instrument_order(trial):
    rows = post(trial, content="formEventMapping").json()

    assert rows == [
        {"arm_num": int(arm), "unique_event_name": event, "form": form}
        for arm, event, form in MAPPING
    ]


def test_repeating_set_up_names_the_event_and_leaves_whole_events_blank(trial):
    assert post(trial, content="repeatingFormsEvents").json()[-1] == {
        "event_name": "round_arm_1",
        "form_name": "",
        "custom_form_label": "",
    }


def test_base_rows_come_first_then_repeats_by_event_instrument_and_instance(filled):
    rows = export_rows(filled)
    head = ("record_id", "redcap_event_name", "redcap_repeat_instrument", "redcap_repeat_instance")

    assert list(rows[0])[:4] == list(head)
    assert [tuple(line[name] for name in head) for line in rows] == [
        ("1", "event_1_arm_1", "", ""),
        ("1", "event_2_arm_1", "", ""),
        ("1", "event_1_arm_1", "repeated", 1),
        ("1", "event_1_arm_1", "repeated", 2),
        ("1", "event_2_arm_1", "repeated", 1),
        ("1", "round_arm_1", "", 1),
        ("1", "round_arm_1", "", 2),
        ("4", "event_1_arm_2", "", ""),
    ]


def test_cells_of_instruments_that_are_not_in_the_event_are_blank(filled):
    rows = export_rows(filled)

    assert (rows[0]["box___1"], rows[0]["box___2"], rows[0]["second_complete"]) == ("0", "1", "0")
    assert (rows[1]["box___1"], rows[1]["second_complete"]) == ("", "")
    assert (rows[5]["box___1"], rows[5]["second_complete"], rows[5]["first_complete"]) == (
        "0",
        "0",
        "",
    )


def test_without_the_record_id_longitudinal_base_rows_stay_as_blanks(filled):
    text = post(filled, content="record", format="csv", **{"forms[0]": "repeated"}).text

    assert text.splitlines()[:4] == ["rep,repeated_complete", ",", ",", "x,0"]


def test_a_row_with_id_and_event_alone_creates_the_event_row(filled):
    import_rows(filled, [row("4", "event_2_arm_1")])

    rows = export_rows(filled, **{"records[0]": "4"})
    assert [line["redcap_event_name"] for line in rows] == ["event_2_arm_1", "event_1_arm_2"]
    response = post(filled, content="record", action="delete", records="4", event="event_2_arm_1")
    assert response.text == "1"
    assert len(export_rows(filled, **{"records[0]": "4"})) == 1


@pytest.mark.parametrize(
    ("cells", "part"),
    [
        (row("1", "event_2_arm_1", two="x"), "that is not designated for the event named"),
        (row("1", ""), "redcap_event_name"),
        (row("1", "nope"), "redcap_event_name"),
        (row("1", "event_1_arm_1", rep="x"), "exists on a Repeating Instrument named 'repeated'"),
        (row("1", "event_1_arm_1", "", 2), "redcap_repeat_instance cannot have a value"),
        (row("1", "round_arm_1", "second", 1), "redcap_repeat_instrument must be"),
    ],
)
def test_misplaced_rows_are_refused(trial, cells, part):
    response = import_rows(trial, [cells])

    assert response.status_code == 400
    assert part in response.json()["error"]


@pytest.mark.parametrize(("event", "lines"), [("round_arm_1", 1), ("event_1_arm_1", 2)])
def test_a_wrong_instrument_casts_doubt_on_its_instance_too(trial, event, lines):
    error = import_rows(trial, [row("1", event, "second", 1)]).json()["error"]

    assert [line.split(",")[1] for line in error.splitlines()] == [
        '"redcap_repeat_instrument"',
        '"redcap_repeat_instance"',
    ][:lines]


def test_the_wrong_event_is_named_with_its_arm(trial):
    error = import_rows(trial, [row("1", "event_2_arm_1", two="x")]).json()["error"]

    assert "\"This field ('two') exists on an instrument" in error
    assert "'Event 2 (Arm 1: Main)'" in error


def test_a_full_longitudinal_export_imports_again_unchanged(filled):
    before = export_rows(filled)

    assert import_rows(filled, before).json() == {"count": 2}
    assert export_rows(filled) == before


def test_events_limit_rows_and_unknown_events_are_refused(filled):
    rows = export_rows(filled, **{"events[0]": "event_2_arm_1"})

    assert {line["redcap_event_name"] for line in rows} == {"event_2_arm_1"}
    assert post(filled, content="record", **{"events[0]": "nope"}).status_code == 400


def test_event_labels_carry_the_arm_when_there_are_several(filled):
    rows = export_rows(filled, rawOrLabel="label")

    assert rows[0]["redcap_event_name"] == "Event 1 (Arm 1: Main)"
