"""An SMTP server that keeps what it accepts, for rehearsals and tests.

Every accepted message is kept in memory and, with a directory, as `NNNN.eml`. A fault hook can
refuse, defer or drop at any stage.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


ACCEPTED = "250 2.0.0 Ok: queued as {number:04d}"
DROP = "drop"
Fault = Callable[[str, str], str | None]


@dataclass(frozen=True)
class Received:
    """One accepted message as it came over the wire."""

    envelope_from: str
    envelope_to: tuple[str, ...]
    data: bytes


class SmtpCatcher:
    """A running catcher.

    `fault(stage, address)` is asked at the stages `mail` (sender), `rcpt` (recipient) and `data`
    (first recipient): None goes on, a text such as `550 no such user` is the reply, `drop` closes
    the connection; at `data` and `after_data` a drop comes before or after the message is kept.
    """

    def __init__(self, directory: Path | None) -> None:
        self.directory = directory
        self.messages: list[Received] = []
        self.fault: Fault | None = None
        self._lock = threading.Lock()
        self._controller: Controller | None = None
        if directory is not None:
            directory.mkdir(parents=True, exist_ok=True)

    @classmethod
    def start(
        cls,
        directory: Path | None = None,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        **options: Any,
    ) -> Self:
        """Listen on a free port. *options* go to aiosmtpd's controller (TLS, login)."""
        catcher = cls(directory)
        controller = _Controller(_Handler(catcher), hostname=host, port=port, **options)
        controller.start()
        catcher._controller = controller
        return catcher

    @property
    def host(self) -> str:
        """The address it listens on."""
        return self._address[0]

    @property
    def port(self) -> int:
        """The port it listens on."""
        return self._address[1]

    @property
    def _address(self) -> tuple[str, int]:
        if self._controller is None or self._controller.server is None:
            raise RuntimeError("the catcher is not running")
        sockets: Any = self._controller.server
        name = sockets.sockets[0].getsockname()
        return str(name[0]), int(name[1])

    def keep(self, message: Received) -> int:
        """Keep a message, in the directory too; its number."""
        with self._lock:
            self.messages.append(message)
            number = len(self.messages)
            if self.directory is not None:
                (self.directory / f"{number:04d}.eml").write_bytes(message.data)
        return number

    def stop(self) -> None:
        """Stop listening. May be called twice."""
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


class _Controller(Controller):
    def _trigger_server(self) -> None:
        """Probe the port that was really taken; aiosmtpd would probe port 0."""
        listening: Any = self.server
        if self.port == 0 and listening is not None:
            self.port = listening.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]  # aiosmtpd is half typed


class _Handler:
    def __init__(self, catcher: SmtpCatcher) -> None:
        self._catcher = catcher

    def _asked(self, stage: str, address: str, server: SMTP) -> str | None:
        reply = self._catcher.fault(stage, address) if self._catcher.fault else None
        if reply == DROP:
            transport: Any = server.transport
            transport.abort()
            return "421 4.3.0 connection dropped"
        return reply

    async def handle_MAIL(  # noqa: N802 - aiosmtpd looks the method up by this name
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if reply := self._asked("mail", address, server):
            return reply
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd looks the method up by this name
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if reply := self._asked("rcpt", address, server):
            return reply
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd looks the method up by this name
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        first = envelope.rcpt_tos[0]
        if reply := self._asked("data", first, server):
            return reply
        content = envelope.content
        data = content if isinstance(content, bytes) else str(content).encode()
        message = Received(envelope.mail_from or "", tuple(envelope.rcpt_tos), data)
        number = self._catcher.keep(message)
        return self._asked("after_data", first, server) or ACCEPTED.format(number=number)
