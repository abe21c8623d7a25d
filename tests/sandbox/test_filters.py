"""redcap_api.md 2.8: filter logic and date ranges; and the expression language itself."""

from datetime import UTC, datetime

import pytest

from sandbox.clock import ManualClock
from sandbox.logic import LogicError, evaluate, parse
from sandbox.server import SandboxServer
from tests.sandbox.support import PEOPLE, as_csv, export_rows, import_rows, post, visit


@pytest.fixture
def filled(sandbox):
    rows = [
        {"record_id": "1", "name": "John Lee", "age": "61", "race___1": "1", "born": "1960-02-01"},
        {"record_id": "2", "name": "Ann", "age": "9", "sex": "F"},
        {"record_id": "3", "name": "Bo"},
        visit("1", 1, tags___a="1"),
        visit("1", 2, tags___b="1"),
    ]
    import_rows(sandbox, rows)
    return sandbox


@pytest.mark.parametrize(
    ("logic", "found"),
    [
        ("[age] >= 61", ["1"]),
        ("[age]>=9", ["1", "2"]),
        ("[age] > 9 and [age] < 100", ["1"]),
        ("[name]='John Lee'", ["1"]),
        ('[name] = "Ann" or [name] = "Bo"', ["2", "3"]),
        ("[name] <> 'Ann' AND [sex] <> 'F'", ["1", "3"]),
        ("not([sex]='F')", ["1", "3"]),
        ("[race(1)]='1'", ["1"]),
        ("[race(1)] = '0'", ["2", "3"]),
        ("[race(-99)]='0'", ["1", "2", "3"]),
        ("[age]=''", ["3"]),
        ("([age]='9' or [age]='61') and [race(1)]='1'", ["1"]),
        ("contains([name], 'lee')", ["1"]),
        ("year([born]) = 1960", ["1"]),
        ("datediff([born], '1961-02-01', 'd') = 366", ["1"]),
        ("[record_id] = '2'", ["2"]),
        ("[age] + 1 = 10", ["2"]),
        ("if([sex]='F', 1, 0)", ["2"]),
        ("isnumber([age])", ["1", "2"]),
        ("[person_complete] = ''", ["1", "2", "3"]),
        ("[sex:label] = 'Female'", ["2"]),
        ("[first-event-name][age] > 30", ["1"]),
        ("[next-event-name][age] > 30", []),
        ("[record-dag-name] = ''", ["1", "2", "3"]),
        ("[user-name] = 'sandbox_admin' and [record-name] = '2'", ["2"]),
        ("[user-fullname] = '' and [user-role-label] = ''", ["1", "2", "3"]),
        ("[event-name] = 'event_1_arm_1' and [arm-label] = 'Arm 1'", ["1", "2", "3"]),
        ("[is-form] = '1' or [is-survey] = '1'", []),
        ("[tags(b)][last-instance] = '1'", ["1"]),
        ("[tags(a)][first-instance] = '1'", ["1"]),
        ("[survey-date-completed:contact] = ''", ["1", "2", "3"]),
        ("starts_with([survey-base-url], [redcap-base-url])", ["1", "2", "3"]),
    ],
)
def test_filter_logic_keeps_matching_base_rows(filled, logic, found):
    rows = export_rows(filled, filterLogic=logic)

    base = [row["record_id"] for row in rows if row["redcap_repeat_instrument"] == ""]
    assert base == found


def test_a_row_that_does_not_carry_the_field_does_not_match(filled):
    rows = export_rows(filled, filterLogic="[tags(a)]='1'")
    assert [(row["record_id"], row["redcap_repeat_instance"]) for row in rows] == [("1", 1)]

    rows = export_rows(filled, filterLogic="[age]='61'")
    assert [row["redcap_repeat_instance"] for row in rows] == [""]


def test_a_filter_may_look_at_fields_that_are_not_exported(filled):
    rows = export_rows(filled, filterLogic="[email]='' and [age]='9'", **{"fields[0]": "name"})

    assert rows == [{"name": "Ann"}]


def test_other_instances_can_be_asked_for(filled):
    rows = export_rows(filled, filterLogic="[tags(b)][2]='1' and [record_id]='1'")

    assert len(rows) == 3


def test_a_repeat_row_knows_its_instrument_and_its_neighbours(filled):
    logic = "[instrument-label] = 'Visit' and [previous-instance] = 1 and [new-instance] = 3"
    rows = export_rows(filled, filterLogic=logic)

    assert [(row["record_id"], row["redcap_repeat_instance"]) for row in rows] == [("1", 2)]


@pytest.mark.parametrize(
    "logic",
    [
        "[age",
        "[user-shoe-size] = 1",
        "[age] >=",
        "[age] = 'x",
        "nofunction([age])",
        "[nofield]='1'",
        "[age] = 1 [age]",
        "(" * 3000 + "1" + ")" * 3000,
        "import os",
        "[age]=1; drop",
        "if([age])",
        "",
    ],
)
def test_broken_logic_is_a_400_and_blank_logic_is_none(filled, logic):
    response = post(filled, content="record", filterLogic=logic)

    assert response.status_code == (400 if logic else 200)


def test_a_date_range_finds_records_by_the_time_of_their_last_changes():
    clock = ManualClock(datetime(2026, 7, 1, 8, 0, tzinfo=UTC))
    with SandboxServer.start(clock=clock, dictionary_csv=as_csv(PEOPLE)) as sandbox:
        import_rows(sandbox, [{"record_id": "1", "name": "a"}, {"record_id": "2"}])
        clock.now = datetime(2026, 7, 5, 8, 0, tzinfo=UTC)
        import_rows(sandbox, [{"record_id": "2", "name": "b"}, {"record_id": "3"}])

        def found(**span: str) -> list[object]:
            return [row["record_id"] for row in export_rows(sandbox, **span)]

        assert found(dateRangeBegin="2026-07-02 00:00:00") == ["2", "3"]
        assert found(dateRangeEnd="2026-07-02 00:00:00") == ["1", "2"]
        assert found(dateRangeBegin="2026-08-01 00:00:00") == []
        assert found(dateRangeBegin="", dateRangeEnd="") == ["1", "2", "3"]
        assert post(sandbox, content="record", dateRangeBegin="soon").status_code == 400


class Values:
    """A context with a few plain values."""

    def __init__(self, **values: str) -> None:
        self._values = values

    def value_of(self, reference):
        return self._values.get(reference.name)

    def is_missing_code(self, text):
        return text == "UNK"

    def moment(self, word):
        return {"today": "2026-11-21", "now": "2026-11-21 10:00:00"}[word]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1+2*3", "7"),
        ("(1+2)*3", "9"),
        ("2^3^1", "8"),
        ("-2 + 5", "3"),
        ("7 % 4", "3"),
        ("1/3", "0.333333333333333"),
        ("1/0", ""),
        ("[w]*10000/([h])^(2)", "24.6913580246914"),
        ("round(2.675, 2)", "2.68"),
        ("round(-2.5)", "-3"),
        ("rounddown(2.9)", "2"),
        ("roundup(2.1, 0)", "3"),
        ("sum(1, 2, [blank])", "3"),
        ("mean(1, 2, 6)", "3"),
        ("median(1, 9, 2)", "2"),
        ("stdev(1, 3)", "1.4142135623731"),
        ("min(3, 1)", "1"),
        ("max(3, 10)", "10"),
        ("abs(-4)", "4"),
        ("sqrt(-1)", ""),
        ("sqrt(16)", "4"),
        ("log(8, 2)", "3"),
        ("datediff('2026-11-01', 'today', 'd')", "20"),
        ("datediff('2026-11-22', 'today', 'd', true)", "-1"),
        ("datediff('2026-11-22', 'today', 'd')", "1"),
        ("datediff('nope', 'today', 'd')", ""),
        ("concat('H', [w], ' ', 'x')", "H80 x"),
        ("concat_ws('-', 'a', '', 'b')", "a-b"),
        ("left('abcd', 2)", "ab"),
        ("right('abcd', 2)", "cd"),
        ("mid('abcd', 2, 2)", "bc"),
        ("length('abcd')", "4"),
        ("upper(trim(' a '))", "A"),
        ("replace_text('aXa', 'X', '-')", "a-a"),
        ("find('c', 'abcd')", "3"),
        ("if([w] > 70, 'big', 'small')", "big"),
        ("if([blank] = '', if([h] = 180, 'a', 'b'), 'c')", "a"),
        ("isblankormissingcode('UNK')", "1"),
        ("isinteger('0')", "1"),
        ("isinteger('1.5')", "0"),
        ("starts_with('abc', 'AB')", "1"),
        ("ends_with('abc', 'x')", "0"),
        ("month('2026-02-03')", "2"),
        ("true", "1"),
        ("1 = 1.0", "1"),
        ("'a' < 'b' && 2 > 10 || 1 != 1", "0"),
        ("// a remark\n1 + 1", "2"),
    ],
)
def test_expressions_have_the_values_redcap_documents(text, value):
    assert evaluate(parse(text), Values(w="80", h="180", blank="")) == value


@pytest.mark.parametrize("text", ["[a][b][c][d]", "[]", "f(", "1 +* 2", "[a b]='1'", "x" * 30_000])
def test_what_is_not_logic_is_an_error(text):
    with pytest.raises(LogicError):
        parse(text)
