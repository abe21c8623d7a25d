"""A sandbox that misbehaves on demand: away, broken in the middle, or silent after a write.

The faults stand before the real sandbox, at the HTTP level, so that what reaches REDCap and what
does not is as on a bad night.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any
from urllib.parse import parse_qs

from sandbox.server import REHEARSAL_START, SandboxServer
from sandbox.storage.records import Document


class Fault(Enum):
    """What goes wrong with one call."""

    AWAY = "a gateway's error page, and REDCap never sees the call"
    SILENT = "REDCap does what it was asked, and its answer is lost"


@dataclass(frozen=True)
class Call:
    """One API call as the fault hook sees it."""

    number: int
    """Counts from 1, since the faults were last reset."""
    content: str
    is_write: bool
    write_number: int
    """How many writes there have been, this one included."""


class Faults:
    """Asked before every call; `next_fault` returns None to let it pass."""

    def __init__(self) -> None:
        self.next_fault: Callable[[Call], Fault | None] = lambda _: None
        self.calls: list[Call] = []

    def reset(self) -> None:
        """Forget all calls; from now on REDCap is well."""
        self.__init__()

    def of(self, params: Mapping[str, list[str]]) -> Fault | None:
        """Note one call and say what happens to it."""
        is_write = "data" in params
        call = Call(
            number=len(self.calls) + 1,
            content=params.get("content", [""])[0],
            is_write=is_write,
            write_number=sum(each.is_write for each in self.calls) + is_write,
        )
        self.calls.append(call)
        return self.next_fault(call)


class FaultyRedcap(SandboxServer):
    """A sandbox with faults, whose content can be put back to an earlier state."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.trouble = Faults()

    def _listen(self, host: str, port: int, public_base_url: str) -> None:
        super()._listen(host, port, public_base_url)
        # uvicorn takes the application from its configuration for every new connection.
        config = self._server.config
        config.loaded_app = _with_faults(config.loaded_app, self.trouble)

    def keep(self) -> bytes:
        """Return a copy of everything stored now."""
        with self.database._lock:
            return self.database._connection.serialize()

    def put_back(self, copy: bytes) -> None:
        """Hold exactly what *copy* holds; faults and clock begin anew."""
        with closing(sqlite3.connect(":memory:")) as kept, self.database._lock:
            kept.deserialize(copy)
            kept.backup(self.database._connection)
            self.database.structures.clear()
        self.clock.now = REHEARSAL_START
        self.trouble.reset()

    def write_raw(self, record: str, values: Mapping[str, str]) -> None:
        """Store *values* by field as they are, past every check that an import would make.

        A repeating instrument's values go to each of its instances, and where there is none to
        a first one.
        """
        by_instrument: dict[str, dict[str, str]] = {}
        for name, text in values.items():
            home = self.project.structure.dictionary.by_name[name].instrument
            by_instrument.setdefault(home, {})[name] = text
        event = self.project.structure.events[0].id
        with self.database.transaction():
            (found,) = self.project.records.scan(records=[record])
            there = {each.instrument for each in found.documents}
            for name in by_instrument.keys() - there:
                found.documents.append(Document(event, name, 1, {}))
            self.project.records.write(
                (record, replace(each, data=each.data | by_instrument[each.instrument]))
                for each in found.documents
                if each.instrument in by_instrument
            )


def _with_faults(app: Any, faults: Faults) -> Any:
    async def front(scope: Any, receive: Any, send: Any) -> None:
        body = await _body(receive)
        fault = faults.of(parse_qs(body.decode())) if scope["method"] == "POST" else None
        if fault is Fault.AWAY:
            await _error_page(send)
            return
        answer = _swallow if fault is Fault.SILENT else send
        await app(scope, _replay(body, receive), answer)
        if fault is Fault.SILENT:
            await _error_page(send)

    return front


async def _body(receive: Any) -> bytes:
    parts, more = [], True
    while more:
        message = await receive()
        parts.append(message.get("body", b""))
        more = message.get("more_body", False)
    return b"".join(parts)


def _replay(body: bytes, following: Any) -> Any:
    """Give the body once more, then whatever follows: a streamed answer waits for the hang-up."""
    given = False

    async def receive() -> Any:
        nonlocal given
        if given:
            return await following()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


async def _swallow(_message: Any) -> None:
    return None


async def _error_page(send: Any) -> None:
    headers = [(b"content-type", b"text/html"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 502, "headers": headers})
    await send({"type": "http.response.body", "body": b"<html>Bad gateway</html>"})
