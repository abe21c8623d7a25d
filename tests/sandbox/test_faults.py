"""redcap_api.md 4: every production problem can be switched on, and is off by default."""

import time

import pytest
import redcap
import requests

from tests.sandbox.support import TIMEOUT, export_rows, import_rows, post


@pytest.fixture
def faulty(sandbox):
    yield sandbox
    sandbox.faults.clear()


def test_nothing_is_wrong_unless_switched_on(sandbox):
    assert sandbox.faults.listed() == []


def test_a_slow_answer_is_right_but_late(faulty):
    faulty.faults.add("slow", seconds=0.2)
    started = time.monotonic()

    assert post(faulty, content="version").text == "14.9.1"

    assert time.monotonic() - started >= 0.2
    assert faulty.faults.listed()[0]["seen"] == 1


def test_a_timeout_never_answers(faulty):
    faulty.faults.add("timeout", seconds=0.3)

    with pytest.raises(requests.ReadTimeout):
        requests.post(faulty.url, data={"token": faulty.token, "content": "version"}, timeout=0.1)


@pytest.mark.parametrize(
    ("kind", "status", "part"),
    [
        ("empty_500", 500, ""),
        ("html_200", 200, "multiple browser tabs of the same REDCap page"),
        ("out_of_memory", 200, '{"error":"REDCap ran out of server memory.'),
        ("expired_user", 403, "You do not have permissions to use the API"),
    ],
)
def test_wrong_answers_come_once_then_all_is_well(faulty, kind, status, part):
    faulty.faults.add(kind)

    response = post(faulty, content="project")

    assert response.status_code == status
    assert part in response.text
    assert post(faulty, content="project").status_code == 200


def test_pycap_sees_an_error_where_it_expects_json(faulty, pycap):
    faulty.faults.add("html_200", content="record")

    with pytest.raises(redcap.RedcapError):
        pycap.export_records()


@pytest.mark.parametrize(("kind", "written"), [("reset_before", 0), ("reset_after_write", 1)])
def test_a_connection_can_break_before_or_after_the_write_took_effect(faulty, kind, written):
    faulty.faults.add(kind, content="record", action="import")

    with pytest.raises(requests.ConnectionError):
        import_rows(faulty, [{"record_id": "1"}])

    assert len(export_rows(faulty)) == written


def test_a_long_import_can_vanish_with_an_empty_answer(faulty):
    faulty.faults.add("truncated_import", limit=100, times=0)

    short = import_rows(faulty, [{"record_id": "1"}])
    long = import_rows(faulty, [{"record_id": str(n), "name": "x" * 50} for n in range(5)])

    assert short.json() == {"count": 1}
    assert (long.status_code, long.text) == (200, "")
    assert len(export_rows(faulty)) == 1


def test_a_rate_limit_bans_until_it_is_lifted(faulty):
    faulty.faults.add("rate_limit", limit=2)

    codes = [post(faulty, content="version").status_code for _ in range(4)]

    assert codes == [200, 200, 429, 429]
    faulty.faults.clear()
    assert post(faulty, content="version").status_code == 200


def test_a_fault_can_wait_for_its_call(faulty):
    faulty.faults.add("empty_500", content="version", skip=1, times=2)

    assert post(faulty, content="project").status_code == 200
    codes = [post(faulty, content="version").status_code for _ in range(4)]
    assert codes == [200, 500, 500, 200]


def test_the_server_can_live_in_another_time_zone(faulty):
    faulty.faults.add("time_zone", limit=-300)

    post(faulty, content="version")

    assert post(faulty, content="log").json()[0]["timestamp"] == "2026-07-01 03:00"


def test_faults_are_switched_over_http_too(faulty):
    address = f"{faulty.base_url}/sandbox/faults"

    added = requests.post(address, json={"kind": "empty_500", "times": 0}, timeout=TIMEOUT)
    assert added.json()[0]["kind"] == "empty_500"
    assert post(faulty, content="version").status_code == 500
    assert requests.delete(address, timeout=TIMEOUT).json() == []
    assert post(faulty, content="version").status_code == 200


@pytest.mark.parametrize(
    "body", [b"nope", b"[]", b'{"kind":"odd"}', b'{"kind":"slow","x":1}', b"{}"]
)
def test_a_switch_that_does_not_exist_is_refused(faulty, body):
    response = requests.post(f"{faulty.base_url}/sandbox/faults", data=body, timeout=TIMEOUT)

    assert response.status_code == 400
    assert faulty.faults.listed() == []
