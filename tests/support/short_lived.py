"""Nights in a process of their own, which can be killed at any moment like a machine that dies.

The processes are forked from a server that has imported everything, so each costs milliseconds.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Mapping, Sequence
from datetime import date
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from flows import runtime
from flows.night import Night
from mentorship.program_settings import Mode


ROOT = Path(__file__).parents[2]
KILLED = -signal.SIGKILL


def live(environment: Mapping[str, str], slug: str, today: date, steps: Sequence[str]) -> None:
    """Take a live night through *steps*, as the one run of its department, and die."""
    os.environ.update(environment)
    night = Night.begin(slug, Mode.LIVE, today)
    with runtime.one_at_a_time(night.department):
        for step in steps:
            getattr(night, step)()
        os.kill(os.getpid(), signal.SIGKILL)


def start(
    environment: Mapping[str, str], slug: str, today: date, steps: Sequence[str]
) -> ForkServerProcess:
    """Start such a night; the caller joins it."""
    context = multiprocessing.get_context("forkserver")
    # The server finds our packages by the environment it is born with.
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = str(ROOT)
    try:
        context.set_forkserver_preload([__name__])
        process = context.Process(target=live, args=(dict(environment), slug, today, tuple(steps)))
        process.start()
    finally:
        if before is None:
            del os.environ["PYTHONPATH"]
        else:
            os.environ["PYTHONPATH"] = before
    return process
