"""Understanding what came back: data, a refusal, or no usable answer.

REDCap's status codes alone do not tell: it answers 200 with an HTML page under load, 200 with
an out-of-memory sentence, 500 with nothing. PyCap looks at none of this. Nothing here does I/O.
No text that leaves this module carries a value that was sent, an address or the token.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from mentorship.errors import RedcapRejected, RedcapUnavailable
from redcap_gateway.port import Refusal


OUT_OF_MEMORY = "ran out of server memory"
LONGEST_TEXT = 400
"""Characters of REDCap's own words that an error message may carry."""

_TOO_MANY = 429
_TOO_SLOW = 408
_NOT_IMPLEMENTED = 501
_XML_ERROR = re.compile(r"<error>(.*?)</error>", re.DOTALL | re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s@\"'<>,;]+@[^\s@\"'<>,;]+")


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer, read to its end. `retry_after` is in seconds, where REDCap named it."""

    status: int
    content_type: str
    body: bytes
    location: str = ""
    retry_after: float | None = None

    @property
    def text(self) -> str:
        """The body as text; bytes that are no UTF-8 become the replacement character."""
        return self.body.decode("utf-8", errors="replace").removeprefix("\ufeff")

    def __repr__(self) -> str:
        """Say what came, never what is in it: bodies hold people's data."""
        return f"Answer({self.status}, {self.content_type!r}, {len(self.body)} bytes)"


class TooLarge(RedcapUnavailable):
    """REDCap ran out of memory: the same question in smaller parts may work."""


class AskLater(RedcapUnavailable):
    """Too many calls: `seconds` is what the server asked for, or None."""

    def __init__(self, message: str, seconds: float | None) -> None:
        super().__init__(message)
        self.seconds = seconds


class ImportRefused(RedcapRejected):
    """REDCap refused an import and named the cells; nothing of that import was written."""

    def __init__(self, message: str, refusals: tuple[Refusal, ...]) -> None:
        super().__init__(message)
        self.refusals = refusals


def json_of(answer: Answer, *, sent: Collection[str] = ()) -> Any:
    """Return the JSON of *answer*, whatever its Content-Type claims.

    Args:
        answer: what came back.
        sent: cell values of the question, blanked out of any message.

    Raises:
        RedcapRejected: REDCap said no, in any of its three error formats.
        RedcapUnavailable: no JSON, an empty body, a page, a server error, a redirect.
    """
    _refuse_status(answer, sent)
    try:
        data = json.loads(answer.text)
    except (ValueError, RecursionError):
        data = None
    else:
        if not (isinstance(data, dict) and "error" in data):
            return data
    reported = _reported(answer.text)
    if reported is not None:
        raise _refused(reported, sent)
    raise _unusable(answer, "JSON")


def text_of(answer: Answer) -> str:
    """Return a plain-text answer (version, survey link), stripped.

    PyCap hands an error in the wrong format back as if it were the text; here it raises.

    Raises:
        RedcapRejected: REDCap said no, in any of its three error formats.
        RedcapUnavailable: nothing came, or a page.
    """
    _refuse_status(answer, ())
    text = answer.text.strip()
    reported = _reported(text)
    if reported is not None:
        raise _refused(reported, ())
    if not text or text.startswith("<") or OUT_OF_MEMORY in text:
        raise _unusable(answer, "text")
    return text


def _refuse_status(answer: Answer, sent: Collection[str]) -> None:
    """Raise unless the status is a success."""
    status = answer.status
    if 200 <= status < 300:  # noqa: PLR2004 - HTTP's own bounds of success
        return
    reported = _reported(answer.text)
    if reported is not None and OUT_OF_MEMORY in reported:
        raise _refused(reported, sent)
    words = f": {public_text(reported, sent)}" if reported else f" ({_shape(answer)})"
    if 300 <= status < 400:  # noqa: PLR2004 - HTTP's own bounds of a redirect
        raise RedcapUnavailable(
            f"HTTP {status}: REDCap's address redirects to {_host(answer.location)}; a redirect"
            f" is never followed. Check the project's url, and whether a login page stands before"
            f" the API"
        )
    if status == _TOO_MANY:
        raise AskLater(f"HTTP {status}: too many calls{words}", answer.retry_after)
    if status == _TOO_SLOW or (status >= 500 and status != _NOT_IMPLEMENTED):  # noqa: PLR2004 - HTTP
        raise RedcapUnavailable(f"HTTP {status} from REDCap{words}")
    if reported is not None:
        raise _refused(reported, sent, status)
    raise RedcapRejected(f"HTTP {status} from REDCap{words}; check the project's url")


def _refused(reported: str, sent: Collection[str], status: int | None = None) -> Exception:
    """Return the exception for REDCap's own error sentence."""
    if OUT_OF_MEMORY in reported:
        return TooLarge("REDCap ran out of memory on this request; ask for less at once")
    refusals = cell_refusals(reported, sent)
    code = f" (HTTP {status})" if status else ""
    if refusals:
        return ImportRefused(
            f"REDCap refused {len(refusals)} cells{code}, first: {_sentence(refusals[0])}",
            refusals,
        )
    return RedcapRejected(f"REDCap refused{code}: {public_text(reported, sent)}")


def _sentence(refusal: Refusal) -> str:
    return f"record {refusal.record_id}, field {refusal.field}: {refusal.reason}"


def _unusable(answer: Answer, expected: str) -> RedcapUnavailable:
    """Return the exception for a success status without a usable body."""
    if OUT_OF_MEMORY in answer.text:
        return TooLarge("REDCap ran out of memory on this request; ask for less at once")
    return RedcapUnavailable(
        f"HTTP {answer.status}: {expected} was due, and {_shape(answer)} came. REDCap is"
        f" overloaded, under maintenance, or behind a login page"
    )


def _shape(answer: Answer) -> str:
    """Describe a body without quoting it."""
    if not answer.body:
        return "an empty answer"
    kind = "a page" if answer.text.lstrip()[:1] == "<" else "something else"
    return f"{kind} of {len(answer.body)} bytes ({answer.content_type or 'no content type'})"


def _reported(text: str) -> str | None:
    """Return REDCap's error sentence in *text* (json, csv or xml), or None."""
    head = text.lstrip()
    if head.startswith("{"):
        try:
            parsed = json.loads(head)
        except (ValueError, RecursionError):
            return None
        return str(parsed["error"]) if isinstance(parsed, dict) and "error" in parsed else None
    if head[:6].upper() == "ERROR:":
        return head[6:].strip()
    found = _XML_ERROR.search(head) if head.startswith("<") else None
    return found.group(1).strip() if found else None


def cell_refusals(reported: str, sent: Collection[str] = ()) -> tuple[Refusal, ...]:
    """Return the cells an import error names, without the values it quotes.

    REDCap answers a bad import with CSV rows: record, field, value, message.
    """
    rows = list(csv.reader(io.StringIO(reported.replace("\\n", "\n"))))
    if not rows or any(len(row) != 4 for row in rows if row):  # noqa: PLR2004 - see docstring
        return ()
    return tuple(
        Refusal(row[0], row[1], public_text(row[3], {row[2], *sent})) for row in rows if row
    )


def public_text(text: str, private: Iterable[str] = ()) -> str:
    """Return REDCap's words without the *private* values, addresses and excess length."""
    shown = _ADDRESS.sub("[address]", text)
    values = sorted({value for value in private if value.strip()}, key=len, reverse=True)
    if values:
        known = "|".join(re.escape(value) for value in values)
        shown = re.sub(rf"(?<!\w)(?:{known})(?!\w)", "[value]", shown)
    shown = " ".join(shown.split())
    return shown if len(shown) <= LONGEST_TEXT else shown[:LONGEST_TEXT] + " [...]"


def _host(location: str) -> str:
    """Return scheme and host of a redirect: its path may carry a session."""
    found = re.match(r"(https?://[^/?#]+)", location)
    return found.group(1) if found else "another page"
