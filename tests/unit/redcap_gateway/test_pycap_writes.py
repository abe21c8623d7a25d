"""Writing through PyCap: what REDCap takes, refuses or leaves uncertain; survey links."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests

from mentorship.errors import (
    RedcapRejected,
    RedcapUnavailable,
    WriteRefused,
    WriteUncertain,
)
from redcap_gateway.port import Refusal
from tests.unit.redcap_gateway.server import (
    PAGE,
    UNUSABLE,
    Server,
    a_project,
    ok,
    refusal,
)


ROWS = [{"record_id": "1", "redcap_repeat_instrument": "", "redcap_repeat_instance": "", "a": "x"}]


def test_a_push_overwrites_in_json_and_counts_records() -> None:
    with Server(ok({"count": 1})) as server:
        receipt = a_project().push(ROWS, record_id_field="record_id")
    (call,) = server.calls
    assert (call["overwriteBehavior"], call["returnContent"]) == ("overwrite", "count")
    assert (call["format"], call["returnFormat"]) == ("json", "json")
    assert call["forceAutoNumber"] == "False"
    assert json.loads(call["data"]) == ROWS
    assert (receipt.rows, receipt.records, receipt.batches) == (1, 1, 1)


def test_rows_that_name_other_columns_travel_apart() -> None:
    rows = [{"record_id": "1", "a": "x"}, {"record_id": "2", "b": "y"}, {"record_id": "3", "a": ""}]

    def count(call: dict[str, str]) -> Any:
        return ok({"count": len(json.loads(call["data"]))})

    with Server(count) as server:
        receipt = a_project().push(rows, record_id_field="record_id")
    sent = [json.loads(call["data"]) for call in server.calls]
    assert sent == [[rows[0], rows[2]], [rows[1]]]
    assert receipt.batches == 2


def test_nothing_to_push_makes_no_call() -> None:
    with Server(ok({"count": 0})) as server:
        assert a_project().push([], record_id_field="record_id").rows == 0
    assert server.calls == []


@pytest.mark.parametrize("counted", [{"count": 0}, {"count": 2}, {}, "one", [], {"count": None}])
def test_a_count_that_does_not_fit_is_refused(counted: object) -> None:
    with Server(ok(counted)), pytest.raises(WriteRefused, match="where 1 were sent"):
        a_project().push(ROWS, record_id_field="record_id")


UNCERTAIN = {
    k: v
    for k, v in UNUSABLE.items()
    if k
    not in {
        "a connect timeout",
        "too many calls",
        "a JSON number where rows are due",
    }
}


@pytest.mark.parametrize("answer", UNCERTAIN.values(), ids=UNCERTAIN.keys())
def test_a_write_without_usable_answer_is_uncertain_and_sent_once(answer: Any) -> None:
    with Server(answer) as server, pytest.raises(WriteUncertain, match="unknown"):
        a_project().push(ROWS, record_id_field="record_id")
    assert len(server.calls) == 1


@pytest.mark.parametrize("answer", [requests.ConnectTimeout(), (429, "text/html", "")])
def test_a_write_that_redcap_never_took_is_merely_unavailable(answer: Any) -> None:
    with Server(answer) as server, pytest.raises(RedcapUnavailable) as raised:
        a_project().push(ROWS, record_id_field="record_id")
    assert not isinstance(raised.value, WriteUncertain)
    assert len(server.calls) == 1


def test_a_record_redcap_refuses_is_left_out_and_the_others_are_written() -> None:
    rows = [{"record_id": str(n), "a": f"value {n}"} for n in (1, 2, 3)]
    locked = "This record has been locked at the record level."
    with Server(refusal(f'"2","a","value 2","{locked}"'), ok({"count": 2})) as server:
        receipt = a_project().push(rows, record_id_field="record_id")
    assert [row["record_id"] for row in json.loads(server.calls[1]["data"])] == ["1", "3"]
    assert receipt.refused == (Refusal("2", "a", locked),)
    assert receipt.rows == 2


def test_when_everything_is_refused_the_push_is_rejected() -> None:
    with (
        Server(refusal('"1","a","x","The value is not a valid category for a"')),
        pytest.raises(RedcapRejected, match="record 1, field a: The value is not a valid category"),
    ):
        a_project().push(ROWS, record_id_field="record_id")


def test_a_refusal_that_names_no_record_of_ours_is_rejected() -> None:
    with Server(refusal('"99","a","x","no"')) as server, pytest.raises(RedcapRejected):
        a_project().push(ROWS, record_id_field="record_id")
    assert len(server.calls) == 1


@pytest.mark.parametrize(
    "message",
    [
        '"1","px_mentor_name","Ada Amber","Ada Amber is not valid"',
        "Ada Amber cannot be stored",
        'Something about "Ada Amber" and ada@example.edu',
    ],
)
def test_a_refusal_never_repeats_what_was_sent(message: str) -> None:
    rows = [{"record_id": "1", "px_mentor_name": "Ada Amber"}]
    with Server(refusal(message)), pytest.raises(RedcapRejected) as raised:
        a_project().push(rows, record_id_field="record_id")
    assert "Ada" not in str(raised.value)
    assert "@" not in str(raised.value)


def test_a_survey_link_is_an_address() -> None:
    link = "https://redcap.example.edu/surveys/?s=ABC"
    project = a_project()
    with Server((200, "text/html", f"{link}\n")) as server:
        assert project.survey_link("7", "first_report", 2) == link
    call = server.calls[0]
    assert (call["record"], call["instrument"], call["repeat_instance"]) == (
        "7",
        "first_report",
        "2",
    )
    assert project.calls.links == 1


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (refusal('The record "-1" does not exist'), RedcapRejected),
        (refusal('The record "-1" does not exist', 200), RedcapRejected),
        ((400, "text/csv", "ERROR: The instrument is not enabled"), RedcapRejected),
        ((200, "text/html", "javascript:alert(1)"), RedcapRejected),
        ((200, "text/html", "two words"), RedcapRejected),
        ((200, "text/html", ""), RedcapUnavailable),
        (PAGE, RedcapUnavailable),
    ],
)
def test_what_is_no_survey_link_is_never_handed_out(answer: Any, error: type[Exception]) -> None:
    with Server(answer), pytest.raises(error):
        a_project().survey_link("-1", "first_report", 1)
