"""One HTTP conversation with REDCap's API: one address, one session, no surprises.

What PyCap leaves open is closed here: timeouts on connect and on silence and on the whole
answer, no redirects, certificates always checked, reads asked again and writes never.
The session is this object's own, so two projects share nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import HTTPError, NewConnectionError

from mentorship.errors import ConfigurationError, RedcapUnavailable, WriteUncertain
from redcap_gateway.answers import Answer, AskLater, TooLarge
from redcap_gateway.pacing import Pacer
from redcap_gateway.port import CallCount


logger = logging.getLogger(__name__)

T = TypeVar("T")

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_CHUNK = 1 << 16


class NotSent(RedcapUnavailable):
    """No connection came about: REDCap never saw the question."""


def api_url(url: str) -> str:
    """Return *url* as PyCap wants it, with its closing slash.

    Raises:
        ConfigurationError: it is no address of a REDCap API, or would carry the token in clear.
    """
    parts = urlsplit(url)
    whole = url if url.endswith("/") else f"{url}/"
    if not parts.hostname or parts.query or parts.fragment or parts.username:
        raise ConfigurationError("the project's url must be https://<host>/.../api/ and no more")
    if not whole.endswith("/api/"):
        raise ConfigurationError(f"the project's url on {parts.hostname} must end in /api/")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(url)):
        raise ConfigurationError(
            f"the project's url on {parts.hostname} must begin with https://: the token travels"
            f" in every call"
        )
    return whole


def is_loopback(url: str) -> bool:
    """Tell whether *url* stays on this machine, where http is allowed."""
    return urlsplit(url).hostname in _LOOPBACK


def own_session(url: str) -> requests.Session:
    """Return a fresh session. On loopback, the environment's proxies do not apply."""
    session = requests.Session()
    session.trust_env = not is_loopback(url)
    return session


@dataclass(slots=True)
class Wire:
    """Posts a payload and returns the answer, read to its end."""

    url: str
    session: requests.Session
    pacer: Pacer
    verify: bool | str = True
    """True, or the path of the certificate authority that signed REDCap's certificate."""
    calls: CallCount = field(default_factory=CallCount)

    def read(self, payload: Mapping[str, Any], parse: Callable[[Answer], T]) -> T:
        """Ask a question that changes nothing; ask again while REDCap is unavailable.

        Raises:
            RedcapUnavailable: the last of `attempts` answers was no better.
            RedcapRejected: REDCap said no, which a second question would not change.
        """
        attempts = self.pacer.timing.attempts
        for attempt in range(1, attempts):
            try:
                return self._once(payload, parse)
            except TooLarge:
                raise
            except RedcapUnavailable as error:
                logger.warning("no usable answer, attempt %d of %d: %s", attempt, attempts, error)
                seconds = error.seconds if isinstance(error, AskLater) else None
            self.pacer.pause_before(attempt + 1, seconds)
        return self._once(payload, parse)

    def write(self, payload: Mapping[str, Any], parse: Callable[[Answer], T]) -> T:
        """Send a change, once.

        Raises:
            WriteUncertain: no usable answer; REDCap may or may not have taken it.
            RedcapUnavailable: REDCap never saw it.
            RedcapRejected: REDCap refused it and took nothing.
        """
        self.calls.writes += 1
        try:
            return parse(self._post(payload))
        except (NotSent, AskLater):
            raise
        except RedcapUnavailable as error:
            message = str(error)
        raise WriteUncertain(
            f"the outcome of this write is unknown, and it is not sent again: {message}."
            f" The next run reads first and writes only what still differs"
        )

    def _once(self, payload: Mapping[str, Any], parse: Callable[[Answer], T]) -> T:
        if payload.get("content") == "surveyLink":
            self.calls.links += 1
        else:
            self.calls.reads += 1
        return parse(self._post(payload))

    def _post(self, payload: Mapping[str, Any]) -> Answer:
        """Post once. What `requests` raises never leaves: it holds the body, token included."""
        self.pacer.wait_for_turn()
        timing = self.pacer.timing
        try:
            with self.session.post(
                self.url,
                data=dict(payload),
                timeout=(timing.connect_seconds, timing.read_seconds),
                allow_redirects=False,
                verify=self.verify,
                stream=True,
            ) as response:
                return self._whole(response)
        except requests.RequestException as error:
            failure: RedcapUnavailable = _failure(error)
        except HTTPError as error:  # urllib3's own, while the body is read
            failure = RedcapUnavailable(f"{type(error).__name__} in the middle of the answer")
        raise failure

    def _whole(self, response: requests.Response) -> Answer:
        """Read the body within `answer_seconds`."""
        deadline = self.pacer.clock() + self.pacer.timing.answer_seconds
        parts: list[bytes] = []
        for chunk in response.iter_content(_CHUNK):
            parts.append(chunk)
            if self.pacer.clock() > deadline:
                raise RedcapUnavailable(
                    f"the answer took longer than {self.pacer.timing.answer_seconds:g} seconds"
                )
        return Answer(
            response.status_code,
            response.headers.get("Content-Type", ""),
            b"".join(parts),
            response.headers.get("Location", ""),
            _seconds(response.headers.get("Retry-After", "")),
        )


def _failure(error: requests.RequestException) -> RedcapUnavailable:
    """Put what went wrong on the line into words, without the request itself."""
    name = type(error).__name__
    if isinstance(error, requests.exceptions.SSLError):
        return NotSent("REDCap's certificate is not trusted here; name the authority's file")
    reason = getattr(error.args[0], "reason", None) if error.args else None
    if isinstance(error, requests.ConnectTimeout | requests.exceptions.ProxyError) or isinstance(
        reason, NewConnectionError
    ):
        return NotSent(f"no connection to REDCap ({name})")
    return RedcapUnavailable(f"the connection to REDCap failed in mid-call ({name})")


def _seconds(header: str) -> float | None:
    """Return Retry-After where it is given in seconds."""
    return float(header) if header.strip().isdigit() else None
