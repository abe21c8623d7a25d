from __future__ import annotations

import itertools
import logging
from typing import Any

import pytest
import requests

from mappings.model import Limits
from mentorship.errors import (
    ConfigurationError,
    GatewayError,
    RedcapRejected,
    RedcapUnavailable,
)
from redcap_gateway.pacing import Timing
from redcap_gateway.port import InstrumentRequest
from redcap_gateway.pycap import PyCapProject
from tests.unit.redcap_gateway.server import (
    EMPTY_500,
    MEMORY,
    PAGE,
    TOKEN,
    UNUSABLE,
    URL,
    Server,
    Time,
    a_project,
    ok,
    refusal,
)


INFO = {
    "project_id": 4711,
    "project_title": "Synthetic",
    "in_production": 1,
    "is_longitudinal": 0,
}
VERSION = (200, "text/html", "15.1.2")
PEOPLE = InstrumentRequest(("p_email", "p_roles"))
CONTACTS = InstrumentRequest(("cl_on",), "contact_log")
REFUSED = {
    "a bad token": refusal("You do not have permissions to use the API", 403),
    "no rights": refusal("You do not have API Import/Update privileges", 403),
    "an unknown field": refusal(
        "The following values in the parameter \"fields\" are not valid: 'x'"
    ),
    "a 403 page": (403, "text/html", "<html>banned</html>"),
    "a wrong path": (404, "text/html", "<html>Not Found</html>"),
    "an error with status 200": refusal('The record "-1" does not exist', 200),
    "an xml error": (
        400,
        "text/xml",
        '<?xml version="1.0" encoding="UTF-8" ?><hash><error>no</error></hash>',
    ),
    "a csv error": (400, "text/csv", "ERROR: no"),
    "a method REDCap lacks": (501, "text/xml", "<hash><error>not implemented</error></hash>"),
}


@pytest.mark.parametrize("answer", UNUSABLE.values(), ids=UNUSABLE.keys())
def test_a_read_without_usable_answer_is_unavailable(answer: Any) -> None:
    with Server(answer), pytest.raises(RedcapUnavailable):
        a_project().pull([PEOPLE], "record_id")


@pytest.mark.parametrize("answer", REFUSED.values(), ids=REFUSED.keys())
def test_what_redcap_refuses_is_rejected_and_asked_once(answer: Any) -> None:
    time = Time()
    with Server(answer) as server, pytest.raises(RedcapRejected):
        a_project(time=time).pull([PEOPLE], "record_id")
    assert len(server.calls) == 1
    assert time.slept == []


def test_a_read_is_asked_four_times_with_doubling_pauses() -> None:
    time = Time()
    with Server(EMPTY_500) as server, pytest.raises(RedcapUnavailable):
        a_project(time=time).metadata()
    assert len(server.calls) == 4
    assert time.slept == [2.0, 4.0, 8.0]


def test_a_read_succeeds_once_redcap_is_back() -> None:
    project = a_project()
    with Server(PAGE, requests.ReadTimeout(), ok([{"field_name": "record_id"}])):
        assert project.metadata() == [{"field_name": "record_id"}]
    assert project.calls.reads == 3


def test_a_pause_lasts_as_long_as_the_server_asks_for_but_no_longer_than_a_minute() -> None:
    time = Time()
    busy = [(429, {"Retry-After": seconds}, "") for seconds in ("30", "3600")]
    with Server(*busy, ok([])):
        assert a_project(time=time).metadata() == []
    assert time.slept == [30.0, 60.0]


def test_out_of_memory_is_not_asked_again_in_the_same_size() -> None:
    with Server(MEMORY) as server, pytest.raises(RedcapUnavailable, match="ask for less"):
        a_project().metadata()
    assert len(server.calls) == 1


def test_words_about_memory_in_the_data_are_data() -> None:
    text = "REDCap ran out of server memory"
    with Server(ok([{"field_name": text}])):
        assert a_project().metadata() == [{"field_name": text}]


@pytest.mark.parametrize("answer", [*UNUSABLE.values(), *REFUSED.values()])
def test_no_message_names_the_token(answer: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "redcap_gateway")
    with Server(answer), pytest.raises(GatewayError) as raised:
        a_project().pull([PEOPLE], "record_id")
    seen: BaseException | None = raised.value
    while seen is not None:
        assert TOKEN not in repr(seen)
        assert getattr(seen, "request", None) is None
        seen = seen.__cause__ or seen.__context__
    assert TOKEN not in caplog.text


@pytest.mark.parametrize("token", ["", "short", TOKEN + "0", "Z" * 32])
def test_a_malformed_token_is_refused_without_being_shown(token: str) -> None:
    with pytest.raises(ConfigurationError, match="32 hexadecimal") as raised:
        PyCapProject(URL, token)
    assert not token or token not in str(raised.value)


def test_a_project_prints_its_server_and_no_token() -> None:
    assert repr(PyCapProject(URL, f" {TOKEN}\n")) == "PyCapProject(redcap.example.edu)"


@pytest.mark.parametrize(
    "url",
    [
        "http://redcap.example.edu/api/",
        "https://redcap.example.edu/",
        "https://user@redcap.example.edu/api/",
        "https://redcap.example.edu/api/?x=1",
        "redcap.example.edu/api/",
        "",
    ],
)
def test_an_address_that_cannot_be_right_is_refused(url: str) -> None:
    with pytest.raises(ConfigurationError, match="url"):
        PyCapProject(url, TOKEN)


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000/api/", "https://redcap.example.edu/r/api"])
def test_loopback_may_be_plain_and_the_last_slash_may_lack(url: str) -> None:
    assert PyCapProject(url, TOKEN).calls.total == 0


def test_two_projects_share_no_session() -> None:
    one, other = a_project(), a_project()
    assert one._wire.session is not other._wire.session


def test_every_call_has_both_timeouts_and_checks_the_certificate() -> None:
    with Server(ok([])) as server:
        a_project().metadata()
        kwargs = server._mock.calls[0].request.req_kwargs  # type: ignore[attr-defined]  # responses adds it
    assert kwargs["timeout"] == (10.0, 120.0)
    assert kwargs["verify"]


def test_a_redirect_is_not_followed_and_its_session_is_not_told() -> None:
    target = "https://login.example.edu/sso?ticket=secret"
    with Server((302, {"Location": target}, "")) as server:
        behind = server._mock.get(target, json=[{"field_name": "stolen"}])
        with pytest.raises(RedcapUnavailable) as raised:
            a_project().metadata()
    assert behind.call_count == 0
    assert "https://login.example.edu" in str(raised.value)
    assert "secret" not in str(raised.value)


def test_an_answer_that_trickles_for_too_long_is_unavailable() -> None:
    ticks = itertools.count(0, 3)
    slow = a_project(timing=Timing(answer_seconds=5, attempts=1))
    slow._wire.pacer.clock = lambda: next(ticks)
    with (
        Server(ok([{"field_name": "x" * 200_000}])),
        pytest.raises(RedcapUnavailable, match="longer than 5 seconds"),
    ):
        slow.metadata()


def test_calls_keep_their_distance() -> None:
    time = Time()
    project = a_project(time=time, timing=Timing(min_seconds_between_calls=1.5))
    with Server(ok([])):
        project.metadata()
        time.now += 0.5
        project.repeating_instruments()
        time.now += 10
        project.repeating_instruments()
    assert time.slept == [1.0]


def test_identity_tells_which_project_the_token_opens() -> None:
    with Server(ok(INFO), VERSION):
        found = a_project().identity()
    assert found.project_id == 4711
    assert found.redcap_version == "15.1.2"
    assert found.in_production
    assert not found.is_longitudinal


@pytest.mark.parametrize("info", [{}, [], {**INFO, "project_id": ""}])
def test_incomplete_project_information_is_unavailable(info: object) -> None:
    with Server(ok(info), VERSION), pytest.raises(RedcapUnavailable, match="incomplete"):
        a_project().identity()


def test_metadata_is_read_once_and_handed_out_as_copies() -> None:
    project = a_project()
    with Server(ok([{"field_name": "record_id"}])) as server:
        project.metadata()[0]["field_name"] = "spoilt"
        assert project.metadata() == [{"field_name": "record_id"}]
    assert len(server.calls) == 1


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (ok([{"form_name": "pairing", "custom_form_label": ""}]), frozenset({"pairing"})),
        (ok([{"event_name": "e_arm_1", "form_name": ""}]), frozenset()),
        (
            refusal(
                "You cannot export repeating instruments and events because the project does not"
                " contain any repeating instruments and events"
            ),
            frozenset(),
        ),
        (refusal("You do not have permissions", 403), None),
    ],
)
def test_repeating_instruments_are_told_or_none_where_the_token_may_not_ask(
    answer: Any, expected: frozenset[str] | None
) -> None:
    with Server(answer):
        assert a_project().repeating_instruments() == expected


def exported(call: dict[str, str], ids: list[str]) -> Any:
    """Answer a record export as REDCap does: base rows, then two instances of contact_log."""
    wanted = {value for key, value in call.items() if key.startswith("fields[")}
    asked = [value for key, value in call.items() if key.startswith("records[")] or ids
    rows: list[dict[str, object]] = []
    for record in asked:
        base = {"record_id": record, "redcap_repeat_instrument": "", "redcap_repeat_instance": ""}
        rows.append({**base, **dict.fromkeys(wanted - {"record_id"}, "")})
        if "cl_on" in wanted:
            repeat = {"redcap_repeat_instrument": "contact_log"}
            rows += [
                {**base, **repeat, "redcap_repeat_instance": number, "cl_on": "2026-08-01"}
                for number in (1, 2)
            ]
    return ok(rows)


def test_a_pull_is_one_call_for_the_ids_and_one_for_each_request() -> None:
    project = a_project()
    with Server(lambda call: exported(call, ["1", "2"])) as server:
        people, contacts = project.pull([PEOPLE, CONTACTS], "record_id")
    assert len(server.calls) == 3
    assert [row["record_id"] for row in people] == ["1", "2"]
    assert people[0]["redcap_repeat_instance"] == ""
    assert [row["redcap_repeat_instance"] for row in contacts] == ["1", "2", "1", "2"]
    assert {row["redcap_repeat_instrument"] for row in contacts} == {"contact_log"}


def test_a_pull_asks_for_raw_json_and_always_for_the_record_id() -> None:
    with Server(lambda call: exported(call, ["1"])) as server:
        a_project().pull([CONTACTS], "record_id")
    assert [call["content"] for call in server.calls] == ["record", "record"]
    last = server.calls[-1]
    assert (last["format"], last["type"], last["rawOrLabel"]) == ("json", "flat", "raw")
    assert [last["fields[0]"], last["fields[1]"]] == ["record_id", "cl_on"]
    assert not any(key.startswith("records") for key in last)


def test_a_large_project_is_read_by_records() -> None:
    ids = [str(number) for number in range(1, 8)]
    limits = Limits(batch_above_records=5, records_per_read=3)
    with Server(lambda call: exported(call, ids)) as server:
        people, contacts = a_project(limits=limits).pull([PEOPLE, CONTACTS], "record_id")
    assert [row["record_id"] for row in people] == ids
    assert len(contacts) == 14
    assert len(server.calls) == 1 + 3 + 3


def test_a_project_that_runs_out_of_memory_is_read_by_records() -> None:
    ids = ["1", "2", "3"]

    def answer(call: dict[str, str]) -> Any:
        whole = "fields[1]" in call and "records[0]" not in call
        return MEMORY if whole else exported(call, ids)

    with Server(answer) as server:
        (people,) = a_project(limits=Limits(records_per_read=2)).pull([PEOPLE], "record_id")
    assert [row["record_id"] for row in people] == ids
    assert len(server.calls) == 1 + 1 + 2


def test_an_answer_that_lacks_a_record_is_asked_again_and_then_unavailable() -> None:
    def answer(call: dict[str, str]) -> Any:
        return exported(call, ["1", "2", "3"] if "fields[1]" not in call else ["1", "3"])

    with Server(answer) as server, pytest.raises(RedcapUnavailable, match=r"1 of 3 records.*: 2"):
        a_project().pull([PEOPLE], "record_id")
    assert len(server.calls) == 3


def test_a_record_created_meanwhile_is_left_for_the_next_night() -> None:
    def answer(call: dict[str, str]) -> Any:
        return exported(call, ["1"] if "fields[1]" not in call else ["1", "2"])

    with Server(answer):
        people, contacts = a_project().pull([PEOPLE, CONTACTS], "record_id")
    assert {row["record_id"] for row in people + contacts} == {"1"}


def test_a_project_without_repeats_still_gives_rows_with_blank_repeat_columns() -> None:
    with Server(ok([{"record_id": "1", "p_email": "", "p_roles___1": "0"}])):
        (people,) = a_project().pull([PEOPLE], "record_id")
    assert people[0]["redcap_repeat_instrument"] == ""
    assert people[0]["redcap_repeat_instance"] == ""


def test_unreadable_fields_are_those_whose_columns_are_absent() -> None:
    dictionary = [{"field_name": "record_id"}]
    shown = {"record_id": "7", "p_email": "", "p_roles___1": "0"}
    answers = [ok(dictionary), ok([{"record_id": "7"}]), ok([shown])]
    with Server(*answers) as server:
        found = a_project().unreadable(["record_id", "p_email", "p_roles", "on_text"])
    assert found == {"on_text"}
    assert server.calls[-1]["records[0]"] == "7"


def test_a_project_without_records_proves_nothing_about_rights() -> None:
    with Server(ok([{"field_name": "record_id"}]), ok([])):
        assert a_project().unreadable(["on_text"]) is None


def test_a_project_without_fields_is_rejected() -> None:
    with Server(ok([])), pytest.raises(RedcapRejected, match="data dictionary is empty"):
        a_project().unreadable(["on_text"])
