"""Faults on switches, for tests and rehearsals. Off by default.

Each kind is a production problem from redcap_api.md 4. A fault waits for calls that fit it, lets
*skip* of them pass, then strikes *times* times (0: until it is cleared).
"""

import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from sandbox.params import Params


class FaultKind(StrEnum):
    """What can go wrong."""

    SLOW = "slow"
    TIMEOUT = "timeout"
    EMPTY_500 = "empty_500"
    HTML_200 = "html_200"
    OUT_OF_MEMORY = "out_of_memory"
    RESET_BEFORE = "reset_before"
    RESET_AFTER_WRITE = "reset_after_write"
    TRUNCATED_IMPORT = "truncated_import"
    RATE_LIMIT = "rate_limit"
    EXPIRED_USER = "expired_user"
    TIME_ZONE = "time_zone"


@dataclass(frozen=True)
class Fault:
    """One fault. *seconds*: how slow; *limit*: bytes, calls or minutes, by kind.

    `truncated_import` strikes imports with more than *limit* bytes of data, `rate_limit` bans
    after *limit* calls, `time_zone` moves the server's clock by *limit* minutes.
    """

    kind: FaultKind
    content: str = ""
    action: str = ""
    times: int = 1
    skip: int = 0
    seconds: float = 0.0
    limit: int = 0

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Fault":
        """A fault from a request's object. Raises `ValueError` for what is not one."""
        known = {"kind", "content", "action", "times", "skip", "seconds", "limit"}
        if unknown := sorted(value.keys() - known):
            raise ValueError(f"there are no such settings: {', '.join(unknown)}")
        given = dict(value)
        if "kind" not in given:
            raise ValueError("the kind is missing")
        given["kind"] = FaultKind(str(given["kind"]))
        for name in ("times", "skip", "limit"):
            given[name] = int(given.get(name, 1 if name == "times" else 0))
        return cls(**given)

    def fits(self, params: Params) -> bool:
        """Whether the call is of the kind that this fault waits for."""
        if self.content and params.text("content") != self.content:
            return False
        action = params.text("action") or ("import" if "data" in params.texts else "export")
        if self.action and action != self.action:
            return False
        if self.kind is FaultKind.TRUNCATED_IMPORT:
            return len(params.raw("data").encode(errors="replace")) > self.limit
        return True


class FaultBox:
    """The faults that are switched on. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._faults: list[Fault] = []
        self._seen: list[int] = []

    def add(self, kind: FaultKind | str, **settings: Any) -> None:
        """Switch a fault on, as `add("slow", seconds=2, content="record")`."""
        fault = Fault.from_json({"kind": kind, **settings})
        with self._lock:
            self._faults.append(fault)
            self._seen.append(0)

    def clear(self) -> None:
        """Switch everything off."""
        with self._lock:
            self._faults.clear()
            self._seen.clear()

    def listed(self) -> list[dict[str, Any]]:
        """The faults that are on, with the number of fitting calls so far."""
        with self._lock:
            pairs = zip(self._faults, self._seen, strict=True)
            return [asdict(fault) | {"seen": seen} for fault, seen in pairs]

    @property
    def clock_offset(self) -> int:
        """By how many minutes the server's clock differs."""
        with self._lock:
            return sum(f.limit for f in self._faults if f.kind is FaultKind.TIME_ZONE)

    def take(self, params: Params) -> Fault | None:
        """The fault that strikes this call, if any."""
        with self._lock:
            for position, fault in enumerate(self._faults):
                if fault.kind is FaultKind.TIME_ZONE or not fault.fits(params):
                    continue
                self._seen[position] += 1
                if self._strikes(fault, self._seen[position]):
                    return fault
        return None

    @staticmethod
    def _strikes(fault: Fault, seen: int) -> bool:
        if fault.kind is FaultKind.RATE_LIMIT:
            return seen > fault.limit
        struck = seen - fault.skip
        return struck > 0 and (fault.times == 0 or struck <= fault.times)
