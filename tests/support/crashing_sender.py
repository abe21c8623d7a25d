"""A sending run that SIGKILLs itself before its nth step: run as a program by the crash matrix.

Without arguments it serves: every line on its input is a run, forked and reported in lines that
begin with `pid`, `step` (before which it died) and `end` (its exit code); a line begins
with how many to fork at once and after how many seconds to kill the first (0: never).

Arguments: where the outbox is (a file, or `URL SCHEMA` with a bar between), port of the relay,
delivery class, how many mails, at which step to die (0: never).
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from mentorship.errors import OutboxBusy
from notifications.dispatch import Dispatcher
from notifications.mailer import Envelope, Outcome
from notifications.notice import Delivery
from notifications.outbox import Outbox
from notifications.outbox_opening import open_store
from notifications.outbox_store import Place, PostgresPlace, Store
from notifications.planning import plan_mails
from notifications.relay import Relay, RelaySettings
from tests.support.builders import a_mentee
from tests.support.mail import NOW, SENDER, a_mail, open_gates


FIRST_RECORD = 1001
STEPS = {
    "plan": "planning",
    "recover": "clearing up",
    "expire": "retiring what is late",
    "waiting": "reading what waits",
    "mails_to": "asking the gates",
    "claim": "claiming",
    "settle": "marking",
}
"""Methods of the outbox, as a reader calls them."""
PATIENCE = 20.0
"""Seconds until a server must have noticed that the session of a killed run is gone."""


def records(count: int) -> list[str]:
    return [str(FIRST_RECORD + number) for number in range(count)]


class Steps:
    """Counts the steps of a run and ends the process before the one chosen."""

    def __init__(self, last: int) -> None:
        self._last, self._done = last, 0

    def step(self, what: str) -> None:
        self._done += 1
        if self._done == self._last:
            sys.stdout.write(f"step {what}\n")
            sys.stdout.flush()
            os.kill(os.getpid(), signal.SIGKILL)


class SteppingStore:
    """A store of which every statement, begin and commit is a step."""

    def __init__(self, store: Store, steps: Steps) -> None:
        self._store, self._steps = store, steps
        self.name, self.close, self.alone = store.name, store.close, store.alone

    def all(self, query, **values):
        self._steps.step(caller())
        return self._store.all(query, **values)

    def first(self, query, **values):
        self._steps.step(caller())
        return self._store.first(query, **values)

    def run(self, query, **values):
        self._steps.step(caller())
        return self._store.run(query, **values)

    def run_each(self, query, rows):
        self._steps.step(caller())
        self._store.run_each(query, rows)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        who = caller()
        self._steps.step(f"before {who}")
        with self._store.transaction():
            yield
            self._steps.step(who)
        self._steps.step(f"after {who}")


class SteppingRelay(Relay):
    """The real relay, with a step on either side of handing over."""

    steps: Steps

    def deliver(self, envelope: Envelope) -> Outcome:
        self.steps.step("before handing over")
        outcome = super().deliver(envelope)
        self.steps.step("after handing over")
        return outcome

    def close(self) -> None:
        self.steps.step("before the goodbye")
        super().close()
        self.steps.step("after the goodbye")


def caller() -> str:
    """Which step of the loop asks the store."""
    frame: FrameType | None = sys._getframe(2)
    while frame is not None:
        if frame.f_code.co_name in STEPS:
            return STEPS[frame.f_code.co_name]
        frame = frame.f_back
    return "opening"


def place_of(text: str) -> Place:
    url, bar, schema = text.rpartition("|")
    return PostgresPlace(url, schema) if bar else Path(text)


def main(where: str, port: str, delivery: str, count: str, last: str) -> None:
    mails = [a_mail(each, delivery=Delivery(delivery)) for each in records(int(count))]
    settings = RelaySettings(
        sender=SENDER.address, host="127.0.0.1", port=int(port), security="plain"
    )
    steps = Steps(int(last))
    with Outbox(SteppingStore(open_store(place_of(where)), steps)) as outbox:
        plan_mails(outbox, mails, sender=SENDER, now=NOW)
        relay = SteppingRelay(settings)
        relay.steps = steps
        gates = open_gates([a_mentee(each) for each in records(int(count))])
        patiently(Dispatcher(outbox=outbox, mailer=relay, gates=gates, clock=lambda: NOW))


def patiently(dispatcher: Dispatcher) -> None:
    """Run once nobody else does; a server takes a moment to notice who was killed."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            dispatcher.run()
        except OutboxBusy:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return


def serve() -> None:
    """Fork fresh senders for every line and say how they ended."""
    for line in sys.stdin:
        count, seconds, *arguments = line.split()
        children = [_forked(arguments) for _ in range(int(count))]
        sys.stdout.write(f"pid {children[0]}\n")
        sys.stdout.flush()
        if float(seconds):
            time.sleep(float(seconds))
            os.kill(children[0], signal.SIGKILL)  # ours until it is waited for
        ends = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
        sys.stdout.write(f"end {max(ends, key=abs)}\n")
        sys.stdout.flush()


def _forked(arguments: list[str]) -> int:
    child = os.fork()
    if child == 0:
        main(*arguments)
        os._exit(0)
    return child


if __name__ == "__main__":
    main(*sys.argv[1:]) if sys.argv[1:] else serve()
