"""Calculated fields follow what they read: calc fields, @CALCTEXT and @CALCDATE."""

import pytest

from sandbox.dictionary import rows_from_specs
from sandbox.project_setup import ProjectPlan
from sandbox.records.calculation import expression_of
from tests.sandbox.conftest import use
from tests.sandbox.support import a_field, as_csv, export_rows, import_rows


FIELDS = [
    a_field("id", "body"),
    a_field("height", "body", validation="number"),
    a_field("weight", "body", validation="number"),
    a_field("bmi", "body", "calc", choices="round(([weight]*10000)/(([height])^(2)),1)"),
    a_field("born", "body", validation="date_ymd"),
    a_field("age", "body", "calc", choices="rounddown(datediff([born],'today','y'))"),
    a_field("label", "body", annotation="@CALCTEXT(concat([first],' (',[bmi],')')) @READONLY"),
    a_field("first", "names"),
    a_field("broken", "names", "calc", choices="nonsense([first]"),
    a_field("dose", "drug", validation="number"),
    a_field("per_kilo", "drug", "calc", choices="[dose]/[weight]"),
]


@pytest.fixture
def body(server):
    use(server, ProjectPlan(dictionary_csv=as_csv(FIELDS), repeating=["drug"]))
    return server


def test_values_are_calculated_on_import_and_again_when_an_input_changes(body):
    import_rows(body, [{"id": "1", "height": "180", "weight": "80", "born": "1990-07-02"}])
    row = export_rows(body)[0]
    assert (row["bmi"], row["age"]) == ("24.7", "35")

    import_rows(body, [{"id": "1", "weight": "90"}])
    assert export_rows(body)[0]["bmi"] == "27.8"


def test_a_calculation_may_read_another_one_and_another_instrument(body):
    import_rows(body, [{"id": "1", "height": "180", "weight": "80"}])
    import_rows(body, [{"id": "1", "first": "Ann"}])

    assert export_rows(body)[0]["label"] == "Ann (24.7)"


def test_a_calculation_is_blank_while_an_input_is_missing(body):
    import_rows(body, [{"id": "1", "height": "180"}, {"id": "2", "height": "0", "weight": "1"}])

    assert [row["bmi"] for row in export_rows(body)] == ["", ""]


def test_a_supplied_value_gives_way_to_the_calculated_one(body):
    import_rows(body, [{"id": "1", "height": "180", "weight": "80", "bmi": "99"}])

    assert export_rows(body)[0]["bmi"] == "24.7"


def test_a_repeat_row_reads_its_own_values_and_the_single_ones(body):
    place = {"id": "1", "redcap_repeat_instrument": "drug"}
    rows = [
        {"id": "1", "weight": "80"},
        {**place, "redcap_repeat_instance": 1, "dose": "40"},
        {**place, "redcap_repeat_instance": 2, "dose": "160"},
    ]
    import_rows(body, rows)
    assert [row["per_kilo"] for row in export_rows(body)] == ["", "0.5", "2"]

    import_rows(body, [{"id": "1", "weight": "40"}])
    assert [row["per_kilo"] for row in export_rows(body)] == ["", "1", "4"]


def test_a_calculation_that_cannot_be_read_leaves_what_is_stored(body):
    assert import_rows(body, [{"id": "1", "broken": "5"}]).json() == {"count": 1}

    assert export_rows(body)[0]["broken"] == "5"


def test_an_untouched_instrument_gets_no_calculated_values(body):
    import_rows(body, [{"id": "1"}])

    assert export_rows(body)[0]["label"] == ""


@pytest.mark.parametrize(
    ("annotation", "expression"),
    [
        ("@CALCTEXT([a])", "[a]"),
        ("@HIDDEN @CALCTEXT(if([a]=')', '(', 'x')) [C1]", "if([a]=')', '(', 'x')"),
        ("@CALCTEXT(never closed", ""),
        ("@READONLY", ""),
    ],
)
def test_the_expression_of_a_tag_ends_at_its_own_parenthesis(annotation, expression):
    (field,) = rows_from_specs([a_field("x", "one", annotation=annotation)])

    assert expression_of(field) == expression


DATES = [
    a_field("id", "plan"),
    a_field("start", "plan", validation="datetime_ymd"),
    a_field("days", "plan", validation="integer"),
    a_field("day", "plan", validation="date_mdy", annotation="@CALCDATE([start],[days],'d')"),
    a_field("hour", "plan", validation="datetime_ymd", annotation="@CALCDATE([start],-1.5,'h')"),
    a_field("leap", "plan", validation="date_ymd", annotation="@CALCDATE([start],[days]/28,'M')"),
    a_field(
        "late",
        "plan",
        validation="datetime_seconds_ymd",
        annotation="@CALCDATE(if([days]>20,[start],''),1,'y') @READONLY",
    ),
    a_field("odd", "plan", validation="date_ymd", annotation="@CALCDATE([start],1,'w')"),
]


def test_dates_are_calculated_and_stored_as_their_field_stores_them(server):
    use(server, ProjectPlan(dictionary_csv=as_csv(DATES)))
    import_rows(server, [{"id": "1", "start": "2026-02-01 00:30", "days": "28"}])

    row = export_rows(server)[0]

    assert row["day"] == "2026-03-01"
    assert row["hour"] == "2026-01-31 23:00"
    assert row["leap"] == "2026-03-03"  # 30.44 days
    assert row["late"] == "2027-02-01 06:19:12"  # 365.2425 days
    assert row["odd"] == ""


def test_a_calculated_date_goes_when_its_input_goes(server):
    use(server, ProjectPlan(dictionary_csv=as_csv(DATES)))
    import_rows(server, [{"id": "1", "start": "2026-02-01 00:30", "days": "28"}])

    import_rows(server, [{"id": "1", "start": ""}], overwriteBehavior="overwrite")

    row = export_rows(server)[0]
    assert [row[name] for name in ("day", "hour", "leap", "late")] == ["", "", "", ""]
