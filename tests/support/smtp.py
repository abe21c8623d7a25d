"""A real SMTP server on loopback whose faults are chosen by the recipient's local part.

`refused@` 550, `later@` 452, `closing@` 421 at RCPT; `lost-early@` drops the line at RCPT,
`lost-late@` drops it after taking the message, `too-big@` 552 and `busy@` 451 after DATA.
"""

from __future__ import annotations

import ssl
import time
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


PASSWORD = "right-password"
AT_RCPT = {
    "refused": "550 5.1.1 no such user",
    "later": "452 4.2.2 mailbox full",
    "closing": "421 4.3.2 going down",
}
AT_DATA = {
    "too-big": "552 5.3.4 too big",
    "busy": "451 4.3.0 try later",
}


@dataclass
class Taken:
    """One message the server took responsibility for."""

    recipients: list[str]
    content: bytes


@dataclass
class Handler:
    """Remembers what was taken; `drops` counts down lines to cut once at RCPT."""

    taken: list[Taken] = field(default_factory=list)
    sessions: set[Any] = field(default_factory=set)
    quits: int = 0
    logins: list[bytes] = field(default_factory=list)
    refused_sender: str = ""
    drops: int = 0
    slow_reply: float = 0.0
    tokens: set[str] = field(default_factory=set)
    """Access tokens that XOAUTH2 accepts."""

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:  # aiosmtpd
        user, token = b64decode(args[1]).decode().rstrip("\x01").split("\x01auth=Bearer ")
        self.logins.append(user.removeprefix("user=").encode())
        if token in self.tokens:
            return AuthResult(success=True, handled=True, auth_data=user)
        await server.challenge_auth("eyJzdGF0dXMiOiI0MDEifQ==", encode_to_b64=False)
        return AuthResult(success=False, handled=False)

    async def handle_MAIL(self, server: SMTP, session: Session, envelope: Envelope,  # aiosmtpd
                          address: str, options: list[str]) -> str:  # fmt: skip
        self.sessions.add(session.peer)
        if address == self.refused_sender:
            return "553 5.7.1 sender not allowed"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope,  # aiosmtpd
                          address: str, options: list[str]) -> str:  # fmt: skip
        local = address.partition("@")[0]
        if local == "lost-early" or self.drops > 0:
            self.drops -= 1
            server.transport.close()
            return "421 unheard"
        if local in AT_RCPT:
            return AT_RCPT[local]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:  # aiosmtpd
        local = envelope.rcpt_tos[0].partition("@")[0]
        if local in AT_DATA:
            return AT_DATA[local]
        if self.slow_reply:
            time.sleep(self.slow_reply)  # noqa: ASYNC251  (the whole server is slow)
        self.taken.append(Taken(list(envelope.rcpt_tos), bytes(envelope.original_content or b"")))
        if local == "lost-late":
            server.transport.abort()
        return f"250 2.0.0 Ok: queued as Q{len(self.taken)}"

    async def handle_QUIT(
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:  # aiosmtpd
        self.quits += 1
        return "221 Bye"

    def authenticate(self, server: SMTP, session: Session, envelope: Envelope,
                     mechanism: str, auth_data: LoginPassword) -> AuthResult:  # fmt: skip
        self.logins.append(auth_data.login)
        is_right = auth_data.password == PASSWORD.encode()
        return AuthResult(success=is_right, handled=False)


@dataclass
class Server:
    """A running server: where it listens and what it has seen."""

    host: str
    port: int
    handler: Handler

    @property
    def taken(self) -> list[Taken]:
        return self.handler.taken


@contextmanager
def smtp_server(
    *, tls: ssl.SSLContext | None = None, implicit: bool = False, auth: bool = False,
    handler: Handler | None = None, host: str = "127.0.0.1",
) -> Iterator[Server]:  # fmt: skip
    """Serve SMTP on a free loopback port until the block ends."""
    handler = handler or Handler()
    controller = OnFreePort(
        handler,
        hostname=host,
        port=0,
        ssl_context=tls if implicit else None,
        tls_context=None if implicit else tls,
        require_starttls=tls is not None and not implicit,
        authenticator=handler.authenticate if auth else None,
        auth_required=auth,
        auth_require_tls=tls is not None and not implicit,
        ident="test",
    )
    controller.start()
    try:
        yield Server(host, controller.port, handler)
    finally:
        controller.stop()


class OnFreePort(Controller):
    """A controller that lets the system choose the port, and then probes that one."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()
