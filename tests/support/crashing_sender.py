"""A sending run that kills itself at a chosen point: run as a program by the crash matrix.

Without arguments it serves: every line on its input is a run, forked and reported.

Arguments: outbox file, file that stands for the relay's spool, delivery class, where to die
(`claimed`, `sent`, `marked`, `planned` or `never`), at which mail.
"""

from __future__ import annotations

import hashlib
import os
import signal
import sys
from pathlib import Path

from notifications.dispatch import Dispatcher
from notifications.mailer import Envelope, Outcome, Status
from notifications.notice import Delivery
from notifications.outbox import Outbox
from notifications.planning import plan_mails
from tests.support.builders import a_mentee
from tests.support.mail import NOW, SENDER, a_mail, open_gates


RECORDS = [str(number) for number in range(1001, 1006)]


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class Spool:
    """A relay that takes everything, durably; it dies before or after taking a chosen mail."""

    def __init__(self, path: Path, place: str, number: int) -> None:
        self._path, self._place, self._number, self._seen = path, place, number, 0

    def deliver(self, envelope: Envelope) -> Outcome:
        self._seen += 1
        if self._place == "claimed" and self._seen == self._number:
            die()
        with self._path.open("a", encoding="ascii") as spool:
            spool.write(f"{envelope.recipient} {hash_of(envelope.mime)}\n")
            spool.flush()
            os.fsync(spool.fileno())
        if self._place == "sent" and self._seen == self._number:
            die()
        return Outcome(Status.ACCEPTED, 250)

    def close(self) -> None:
        """Nothing to say."""


class DyingAfterMark(Outbox):
    """An outbox whose process dies right after a mark became durable."""

    place, number, marked = "never", 0, 0

    def settle(self, *args, **options):
        state = super().settle(*args, **options)
        self.marked += 1
        if self.place == "marked" and self.marked == self.number:
            die()
        return state


def hash_of(mime: str) -> str:
    return hashlib.sha256(mime.encode()).hexdigest()


def main(outbox_path: str, spool: str, delivery: str, place: str, number: str) -> None:
    mails = [a_mail(each, delivery=Delivery(delivery)) for each in RECORDS]
    with DyingAfterMark(Path(outbox_path)) as outbox:
        outbox.place, outbox.number = place, int(number)
        plan_mails(outbox, mails, sender=SENDER, now=NOW)
        if place == "planned":
            die()
        Dispatcher(
            outbox=outbox,
            mailer=Spool(Path(spool), place, int(number)),
            gates=open_gates([a_mentee(each) for each in RECORDS]),
            clock=lambda: NOW,
        ).run()


def serve() -> None:
    """Fork a fresh sender for every line of arguments and answer with how it ended."""
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            main(*line.split())
            os._exit(0)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:]) if sys.argv[1:] else serve()
