"""How long to wait: between calls, and before asking again.

REDCap bans an address that calls too often (issue PyCap#69), so calls keep a distance. Clock
and sleep are handed in; tests never wait.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from mappings.model import Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """Seconds and attempts of one project's conversation."""

    connect_seconds: float = 10.0
    read_seconds: float = 120.0
    """Longest silence in the middle of an answer."""
    answer_seconds: float = 900.0
    """Longest whole answer, however it trickles."""
    min_seconds_between_calls: float = 1.0
    attempts: int = 4
    """How often a read is asked before it counts as unavailable. Writes are asked once."""
    first_pause: float = 2.0
    longest_pause: float = 60.0

    @classmethod
    def of(cls, limits: Limits) -> Timing:
        """Return what a department's file says."""
        return cls(
            connect_seconds=limits.connect_seconds,
            read_seconds=limits.read_seconds,
            min_seconds_between_calls=limits.min_seconds_between_calls,
            attempts=limits.read_attempts,
        )


@dataclass(slots=True)
class Pacer:
    """Keeps calls apart and spaces out attempts."""

    timing: Timing
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    jitter: Callable[[], float] = random.random
    """A number in 0..1: two runs that failed together do not come back together."""
    _last_call: float | None = field(default=None, init=False)

    def wait_for_turn(self) -> None:
        """Sleep until the last call is far enough away; then this call is the last one."""
        if self._last_call is not None:
            rest = self._last_call + self.timing.min_seconds_between_calls - self.clock()
            if rest > 0:
                self.sleep(rest)
        self._last_call = self.clock()

    def pause_before(self, attempt: int, asked_for: float | None = None) -> None:
        """Sleep before the *attempt*-th try (2 is the first repetition).

        The pause doubles and carries up to half as much jitter; what the server *asked_for*
        wins where it is longer. Nothing exceeds `longest_pause`.
        """
        pause = self.timing.first_pause * 2.0 ** (attempt - 2)
        pause *= 1 + self.jitter() / 2
        self.sleep(min(max(pause, asked_for or 0.0), self.timing.longest_pause))
