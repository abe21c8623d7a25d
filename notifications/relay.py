"""The only module that speaks yagmail: one verified connection, one recipient a message.

yagmail keeps the whole SMTP dialogue; this adapter overrides where it guesses (facts of
yagmail 0.16, tests/contract/test_mailer.py): its TLS verifies nothing unless given a context, it
reconnects for every message, it repeats a message by itself after a lost connection, and it
reads strings as file names. Our code imports no smtplib; errors are told apart by attributes.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import yagmail

from mentorship.errors import RelayDown
from notifications.mailer import Envelope, Outcome, Status
from notifications.oauth import initial_response
from notifications.relay_settings import (
    RelaySettings,
    refuse_public_host,
    tls_options,
    why_down,
)


__all__ = ["Relay", "RelaySettings"]

LOST_CONNECTION = "connection lost"
SERVICE_NOT_AVAILABLE = 421
LOGGED_IN, GO_ON = 235, 334
TAKEN = 250
ANSWERS = (2, 4, 5)
"""Classes of replies that settle a message: taken, not now, never."""
LONGEST_REPLY = 200
_CONTENTS = 2
"""Position of `contents` among the arguments of yagmail's `prepare_send`."""

_SILENT = logging.Logger("yagmail", level=logging.CRITICAL + 1)  # noqa: LOG001 - see below
"""In no registry, so that nobody who configures logging (Prefect does) can wake it."""


class _TokenRefused(OSError):
    """The relay did not accept the token; looks like any other SMTP error of a login."""

    def __init__(self, code: int) -> None:
        super().__init__("token refused")
        self.smtp_code = code


class _Lost(BaseException):
    """Leaves yagmail's retry loop, which catches every `Exception`."""


@dataclass(slots=True)
class _Dialogue:
    """How far the message being sent has come."""

    is_sending: bool = False
    has_data_begun: bool = False
    reply: str = ""

    def begin(self) -> None:
        self.is_sending, self.has_data_begun, self.reply = True, False, ""


def _watched(smtp_class: type[Any], dialogue: _Dialogue, settings: RelaySettings) -> type[Any]:
    """Return the class that yagmail chose, noting when DATA begins and what the relay said."""
    login_name = settings.login

    class Watched(smtp_class):  # type: ignore[misc]  # the base is known at run time only
        def login(self, user: str, password: str) -> Any:
            if settings.token is None:
                return super().login(login_name or user, password)
            return self._login_with(login_name or user, settings.token())

        def _login_with(self, user: str, token: str) -> None:
            """XOAUTH2; yagmail's own leaves the reply unread and may send a token in clear."""
            self.ehlo_or_helo_if_needed()
            code, _ = self.docmd("AUTH", f"XOAUTH2 {initial_response(user, token)}")
            if code == GO_ON:  # the refusal's reasons, to be answered by an empty line
                code, _ = self.docmd("")
            if code != LOGGED_IN:
                raise _TokenRefused(code)

        def data(self, msg: Any) -> tuple[int, bytes]:
            dialogue.has_data_begun = True
            code, text = super().data(msg)
            dialogue.reply = _words(text)
            dialogue.has_data_begun = code // 100 not in ANSWERS  # what else is said, says nothing
            return (TAKEN if code // 100 == TAKEN // 100 else code), text

    return Watched


class _Client(yagmail.Client):  # type: ignore[misc]  # yagmail ships no types
    """yagmail's client with its guesses fenced in."""

    def __init__(self, settings: RelaySettings, **options: Any) -> None:
        self._settings = settings
        self._sent = 0
        self._born = 0.0
        self.dialogue = _Dialogue()
        super().__init__(
            {settings.sender: settings.sender},
            settings.password or "",
            settings.host,
            settings.port,
            smtp_skip_login=not settings.logs_in,
            soft_email_validation=False,
            timeout=settings.timeout,
            local_hostname=settings.ehlo,
            **options,
        )
        self.log = _SILENT  # yagmail's own lines carry addresses

    @property
    def connection(self) -> type[Any]:
        return _watched(super().connection, self.dialogue, self._settings)

    def login(self) -> None:
        """Connect if there is no fit connection. yagmail calls this before every message."""
        if self.dialogue.is_sending:
            raise _Lost  # inside its retry loop: never send a message again by itself
        if self.is_closed is False:
            if self._is_fit():
                return
            self.close()
        if self._settings.security == "plain":
            refuse_public_host(self._settings.host)
        super().login()
        self.smtp.ehlo_or_helo_if_needed()  # or a relay that is down would be the message's fault
        self._sent, self._born = 0, time.monotonic()

    def _is_fit(self) -> bool:
        settings = self._settings
        is_young = time.monotonic() - self._born < settings.reuse_for
        return is_young and self._sent < settings.messages_per_connection

    @staticmethod
    def handle_password(user: str, password: str | None) -> str:  # noqa: ARG004  # yagmail's signature
        """Return the password as given; yagmail would look in a keyring or ask at a prompt."""
        return password or ""

    def prepare_send(self, *given: Any, **_: Any) -> tuple[list[str], str]:
        """Hand over an envelope as it is; nothing else can be sent."""
        envelope = given[_CONTENTS]
        if not isinstance(envelope, Envelope):
            raise TypeError("only an Envelope is sent")
        return [envelope.recipient], envelope.mime

    def _attempt_send(self, recipients: list[str], msg_strings: str) -> Any:
        self.dialogue.begin()
        try:
            return super()._attempt_send(recipients, msg_strings)
        finally:
            self.dialogue.is_sending = False
            self._sent += 1

    def drop(self) -> None:
        """Forget a connection that is of no more use, without a word to the relay."""
        self.is_closed = True
        if self.smtp is not None:
            self.smtp.close()


class Relay:
    """A mailer on a real relay. It connects with the first message and reuses the connection."""

    def __init__(self, settings: RelaySettings) -> None:
        self._settings = settings
        self._client = _Client(settings, **tls_options(settings))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Say QUIT if a connection is open."""
        if self._client.is_closed is False:
            try:
                self._client.close()
            except OSError:
                self._client.drop()

    def check(self) -> None:
        """Connect, prove the relay's name, log in and say goodbye; nothing is sent.

        Raises:
            RelayDown: the relay cannot be used as configured.
        """
        self._connect()
        self.close()

    def deliver(self, envelope: Envelope) -> Outcome:
        """Try once to hand over *envelope*.

        Raises:
            RelayDown: connect, TLS, login or sender refused: no message can go, stop the run.
        """
        self._connect()
        try:
            refused = self._client.send(contents=envelope)
        except _Lost:
            return self._lost()
        except OSError as error:  # every SMTP error is one
            return self._failed(error)
        if refused is False or refused:
            raise TypeError("yagmail changed its contract: neither success nor an exception")
        return Outcome(Status.ACCEPTED, TAKEN, self._client.dialogue.reply)

    def _connect(self) -> None:
        try:
            self._client.login()
        except RelayDown:  # no token to log in with
            self._client.drop()
            raise
        except OSError as error:
            self._client.drop()
            raise RelayDown(why_down(self._settings, error)) from None

    def _lost(self) -> Outcome:
        had_begun = self._client.dialogue.has_data_begun
        self._client.drop()
        return Outcome(Status.UNCERTAIN if had_begun else Status.NOT_SENT, text=LOST_CONNECTION)

    def _failed(self, error: OSError) -> Outcome:
        if hasattr(error, "sender"):
            self._client.drop()
            raise RelayDown(
                f"The relay refuses our sender with code {getattr(error, 'smtp_code', 0)}: ask"
                " the mail team to allow it"
            ) from None  # the error's text repeats the address
        code, words = _reply_in(error)
        if code // 100 not in ANSWERS:
            return self._lost()
        if code == SERVICE_NOT_AVAILABLE:
            self._client.drop()
        is_passing = 400 <= code < 500  # noqa: PLR2004  # SMTP's reply classes
        return Outcome(Status.DEFERRED if is_passing else Status.REFUSED, code, words)


def _reply_in(error: OSError) -> tuple[int, str]:
    """Return code and words of the relay's refusal; code 0 when there was none."""
    recipients: Mapping[str, tuple[int, bytes]] | None = getattr(error, "recipients", None)
    if recipients is not None:
        code, text = next(iter(recipients.values()), (0, b""))
        return code, _words(text)
    return getattr(error, "smtp_code", 0), _words(getattr(error, "smtp_error", b""))


def _words(text: bytes | str) -> str:
    """Return the relay's words as one line that a terminal and a database can hold."""
    words = text.decode("ascii", "replace") if isinstance(text, bytes) else str(text)
    shown = "".join(char if char.isprintable() else " " for char in words)
    return " ".join(shown.split())[:LONGEST_REPLY]
