"""Messages a second and CPU a message: our adapter beside bare smtplib and stock yagmail.

Run it with `python -m benchmarks.mail`, as root where Postfix is to be measured too. Each server
is a program of its own; modes take turns, round by round, so that a busy machine slows them
alike. smtplib is imported here only.
"""

from __future__ import annotations

import logging
import multiprocessing
import smtplib
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from multiprocessing.connection import Connection

import yagmail
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink

from mentorship.obligations.due_items import NoticeKind
from notifications.mail import Environment, Mail
from notifications.mailer import Envelope, Status
from notifications.mime import build_mime
from notifications.notice import Delivery
from notifications.preview import SENDER, render_samples
from notifications.relay import Relay, RelaySettings
from tests.support.postfix import postfix, why_not


HOST = "127.0.0.1"
ROUNDS, A_ROUND = 10, 50
READER = "reader@example.edu"
AT_LEAST = 0.6
"""Of bare smtplib's speed on one connection: what the issue asks of the adapter."""


class OnFreePort(Controller):
    """A controller that lets the system choose the port, and then probes that one."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


def serve(pipe: Connection) -> None:
    """Take every message until the process is ended."""
    logging.disable(logging.CRITICAL)
    controller = OnFreePort(Sink(), hostname=HOST, port=0)
    controller.start()
    pipe.send(controller.port)
    pipe.recv()
    controller.stop()


@dataclass
class Mode:
    """One way to send, and what it took."""

    name: str
    send: Callable[[int, Envelope, int], None]
    seconds: float = 0.0
    cpu: float = 0.0
    sent: int = field(default=0)

    def round(self, port: int, envelope: Envelope) -> None:
        """Send one round."""
        wall, cpu = time.perf_counter(), time.process_time()
        self.send(port, envelope, A_ROUND)
        self.seconds += time.perf_counter() - wall
        self.cpu += time.process_time() - cpu
        self.sent += A_ROUND

    @property
    def rate(self) -> float:
        """Messages a second."""
        return self.sent / self.seconds


def bare(port: int, envelope: Envelope, count: int) -> None:
    """Smtplib on one connection: the ceiling."""
    with smtplib.SMTP(HOST, port, local_hostname="localhost") as connection:
        for _ in range(count):
            connection.sendmail(SENDER.address, [envelope.recipient], envelope.mime)


def adapter(port: int, envelope: Envelope, count: int) -> None:
    """Our adapter on one connection, every outcome looked at."""
    settings = RelaySettings(sender=SENDER.address, host=HOST, port=port, security="plain")
    with Relay(settings) as relay:
        for _ in range(count):
            if relay.deliver(envelope).status is not Status.ACCEPTED:
                raise RuntimeError("a message was not taken")


def stock(port: int, envelope: Envelope, count: int) -> None:
    """Yagmail as it comes, without premailer: a connection a message."""
    client = yagmail.SMTP(
        {SENDER.address: SENDER.address}, "", HOST, port,
        smtp_starttls=False, smtp_ssl=False, smtp_skip_login=True, local_hostname="localhost",
    )  # fmt: skip
    for _ in range(count):
        client.send(envelope.recipient, "Subject", "Words.\n" * 200, prettify_html=False)
        client.close()


def an_envelope() -> Envelope:
    """A real mail of ours."""
    letter = render_samples()["N13"]
    mail = Mail(
        environment=Environment.LIVE, person_id="1001", to_name="Reader", address=READER,
        subject=letter.subject, text=letter.text, html=letter.html, covers=(),
        kinds=(NoticeKind.QUARTERLY_REPORT,), delivery=Delivery.AT_LEAST_ONCE,
        expires_on=date(2026, 11, 3), usefulness=12,
    )  # fmt: skip
    wire = build_mime(mail, sender=SENDER, key="benchmark", date=datetime(2026, 10, 20, tzinfo=UTC))
    return Envelope(READER, wire)


@contextmanager
def aiosmtpd_server() -> Iterator[int]:
    """A server in a process of its own that forgets what it takes; yields its port."""
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs,))
    server.start()
    try:
        yield ours.recv()
    finally:
        ours.send("stop")
        server.join()


@contextmanager
def postfix_server() -> Iterator[int]:
    """A Postfix of our own that takes mail as it always does and then forgets it."""
    with postfix([], keeps=False) as relay:
        yield relay.port


def measure(port: int, envelope: Envelope) -> list[Mode]:
    """Let all modes take turns at one server."""
    modes = [
        Mode("bare smtplib, one connection", bare),
        Mode("our adapter, one connection", adapter),
        Mode("stock yagmail, one each", stock),
    ]
    for number in range(ROUNDS):
        for mode in modes[number % len(modes) :] + modes[: number % len(modes)]:
            mode.round(port, envelope)
    return modes


def main() -> int:
    """Measure and print; 1 when the adapter is slower than the issue allows."""
    logging.disable(logging.CRITICAL)
    envelope = an_envelope()
    servers = {"aiosmtpd": aiosmtpd_server, "Postfix": postfix_server}
    if reason := why_not():
        print(f"Without Postfix: {reason}")
        del servers["Postfix"]
    print(f"{len(envelope.mime) / 1000:.1f} kB a message, {ROUNDS} rounds of {A_ROUND} each\n")
    print("| server | way | messages a second | of bare smtplib | client's CPU a message |")
    print("|---|---|---|---|---|")
    is_fast_enough = True
    for name, start in servers.items():
        with start() as port:
            modes = measure(port, envelope)
        for mode in modes:
            share, cpu = mode.rate / modes[0].rate, 1000 * mode.cpu / mode.sent
            print(f"| {name} | {mode.name} | {mode.rate:.0f} | {share:.0%} | {cpu:.2f} ms |")
        is_fast_enough &= modes[1].rate >= AT_LEAST * modes[0].rate
    return 0 if is_fast_enough else 1


if __name__ == "__main__":
    sys.exit(main())
