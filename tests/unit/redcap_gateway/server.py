"""A REDCap of canned answers for one test, and time that passes only when asked to."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Self
from urllib.parse import parse_qs

import requests
import responses

from mappings.model import Limits
from redcap_gateway.pacing import Pacer, Timing
from redcap_gateway.pycap import PyCapProject


URL = "https://redcap.example.edu/api/"
TOKEN = "0123456789ABCDEF0123456789ABCDEF"
JSON = "application/json; charset=utf-8"


class Time:
    """A clock that moves when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def a_project(
    *, time: Time | None = None, limits: Limits | None = None, timing: Timing | None = None
) -> PyCapProject:
    """Return a project whose waits take no time."""
    moment = time or Time()
    pacer = Pacer(
        timing or Timing(min_seconds_between_calls=0),
        clock=moment.clock,
        sleep=moment.sleep,
        jitter=lambda: 0.0,
    )
    return PyCapProject(URL, TOKEN, limits=limits, pacer=pacer)


Answer = tuple[int, str | dict[str, str], str] | Exception
"""Status, Content-Type (or all headers), body; or what `requests` raises."""


class Server:
    """Answers each call with the next of *answers*; the last one stays."""

    def __init__(self, *answers: Answer | Callable[[dict[str, str]], Answer]) -> None:
        self.answers = list(answers)
        self.calls: list[dict[str, str]] = []

    def __enter__(self) -> Self:
        self._mock = responses.RequestsMock()
        self._mock.start()
        self._mock.add_callback(responses.POST, URL, self._answer)
        return self

    def __exit__(self, *exc: object) -> None:
        self._mock.stop(allow_assert=False)
        self._mock.reset()

    def _answer(self, request: requests.PreparedRequest) -> Any:
        body = request.body.decode() if isinstance(request.body, bytes) else str(request.body)
        call = {k: v[0] for k, v in parse_qs(body, keep_blank_values=True).items()}
        self.calls.append(call)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        found = answer(call) if callable(answer) else answer
        if isinstance(found, Exception):
            return found
        status, about, text = found
        return status, {"Content-Type": about} if isinstance(about, str) else about, text


def ok(value: object) -> Answer:
    """Return a JSON answer."""
    return 200, JSON, json.dumps(value)


def refusal(message: str, status: int = 400) -> Answer:
    """Return REDCap's error in JSON."""
    return status, JSON, json.dumps({"error": message})


PAGE = (200, "text/html", "<!DOCTYPE html><html><body>multiple browser tabs</body></html>")
EMPTY_500 = (500, "text/html", "")
_FATAL = "<br><b>Fatal error</b>: Allowed memory size"
_OUT_OF_MEMORY = '{"error":"REDCap ran out of server memory. The request cannot be processed."}'
MEMORY = (200, "text/html", _FATAL + _OUT_OF_MEMORY)


UNUSABLE = {
    "a connect timeout": requests.ConnectTimeout(),
    "a read timeout": requests.ReadTimeout(),
    "a reset": requests.ConnectionError("reset by peer"),
    "an incomplete body": requests.exceptions.ChunkedEncodingError("cut"),
    "a page with status 200": PAGE,
    "an empty 500": EMPTY_500,
    "a page with status 502": (502, "text/html", "<html>Bad gateway</html>"),
    "an empty 200": (200, "application/json", ""),
    "half a JSON": (200, "application/json", '[{"record_id": "1"'),
    "a redirect": (302, "text/html", ""),
    "too many calls": (429, "text/html", "slow down"),
    "a slow-request status": (408, "text/html", ""),
    "an error with status 500": refusal("Something broke", 500),
    "a JSON number where rows are due": ok(3),
    "out of memory": MEMORY,
}
"""Answers that say nothing about what was asked."""
