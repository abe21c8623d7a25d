"""The only module that speaks yagmail: one verified connection, one recipient a message.

yagmail keeps the whole SMTP dialogue; this adapter overrides where it guesses (facts of
yagmail 0.16, tests/contract/test_mailer.py): its TLS verifies nothing unless given a context, it
reconnects for every message, it repeats a message by itself after a lost connection, and it
reads strings as file names. Our code imports no smtplib; errors are told apart by attributes.
"""

from __future__ import annotations

import logging
import socket
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

import yagmail

from mentorship.errors import ConfigurationError, RelayDown
from notifications.mailer import Envelope, Outcome, Status
from notifications.oauth import initial_response


Security = Literal["plain", "starttls", "tls"]
LOST_CONNECTION = "connection lost"
SERVICE_NOT_AVAILABLE = 421
LOGGED_IN, GO_ON = 235, 334
LONGEST_REPLY = 200
_CONTENTS = 2
"""Position of `contents` among the arguments of yagmail's `prepare_send`."""

_SILENT = logging.Logger("yagmail", level=logging.CRITICAL + 1)  # noqa: LOG001 - see below
"""In no registry, so that nobody who configures logging (Prefect does) can wake it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RelaySettings:
    """How to reach the relay. Seconds for times; `password` never appears in a repr.

    Raises:
        ConfigurationError: a password without TLS, or a sender that is not a full address.
    """

    sender: str
    host: str
    port: int
    security: Security = "starttls"
    ehlo: str = "localhost"
    login: str | None = None
    """Login name when it is not the sender's address, such as `HOSP\\\\svc-mentor`."""
    password: str | None = field(default=None, repr=False)
    token: Callable[[], str] | None = field(default=None, repr=False)
    """Gives an access token; then the login is XOAUTH2 and there is no password."""
    cafile: Path | None = None
    """The site's own certificate authority; the system's when None."""
    timeout: float = 120.0
    """RFC 5321 gives the final reply ten minutes: who gives up early sends twice."""
    messages_per_connection: int = 100
    reuse_for: float = 60.0

    def __post_init__(self) -> None:
        if "@" not in self.sender.strip("@"):
            raise ConfigurationError("The sender of mail must be a full e-mail address")
        if self.security == "plain" and (self.password or self.token):
            raise ConfigurationError("A mail password is never sent without TLS: use starttls")
        if self.password and self.token:
            raise ConfigurationError("The relay takes a password or tokens, not both: set one")

    @property
    def logs_in(self) -> bool:
        """Tell whether there is a login at all; an internal relay may know us by our address."""
        return bool(self.password or self.token)


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
            dialogue.has_data_begun, dialogue.reply = False, _words(text)
            return code, text

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
        super().login()
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
        self._client = _Client(settings, **_tls_options(settings))

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
        return Outcome(Status.ACCEPTED, 250, self._client.dialogue.reply)

    def _connect(self) -> None:
        if self._settings.security == "plain":
            _refuse_public_host(self._settings.host)
        try:
            self._client.login()
        except RelayDown:  # no token to log in with
            self._client.drop()
            raise
        except OSError as error:
            self._client.drop()
            raise RelayDown(_why_down(self._settings, error)) from None

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
        if code == 0:
            return self._lost()
        if code == SERVICE_NOT_AVAILABLE:
            self._client.drop()
        is_passing = 400 <= code < 500  # noqa: PLR2004  # SMTP's reply classes
        return Outcome(Status.DEFERRED if is_passing else Status.REFUSED, code, words)


def _tls_options(settings: RelaySettings) -> dict[str, Any]:
    if settings.security == "plain":
        return {"smtp_ssl": False, "smtp_starttls": False}
    context = ssl.create_default_context(cafile=settings.cafile)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if settings.security == "tls":
        return {"smtp_ssl": True, "smtp_starttls": False, "context": context}
    return {"smtp_ssl": False, "smtp_starttls": {"context": context}}


def _refuse_public_host(host: str) -> None:
    """Plain text travels on this machine or a private network only.

    Raises:
        ConfigurationError: the host has a public address.
        RelayDown: the host's name cannot be resolved.
    """
    try:
        found = {info[4][0] for info in socket.getaddrinfo(host, None)}
    except OSError as error:
        raise RelayDown("The relay's host name cannot be resolved") from error
    if not all(ip_address(str(each).partition("%")[0]).is_private for each in found):
        raise ConfigurationError("Mail without TLS may not go to a public host: use starttls")


def _why_down(settings: RelaySettings, error: OSError) -> str:
    """Say what failed without repeating the relay's words, which may hold an address."""
    where = f"relay on port {settings.port} ({settings.security})"
    if isinstance(error, ssl.SSLError):
        return f"The {where} did not prove who it is: check the host name and the authority file"
    if code := getattr(error, "smtp_code", 0):
        return f"The {where} refused us with code {code} ({type(error).__name__})"
    return f"The {where} cannot be reached ({type(error).__name__})"


def _reply_in(error: OSError) -> tuple[int, str]:
    """Return code and words of the relay's refusal; code 0 when there was none."""
    recipients: Mapping[str, tuple[int, bytes]] | None = getattr(error, "recipients", None)
    if recipients is not None:
        code, text = next(iter(recipients.values()), (0, b""))
        return code, _words(text)
    return getattr(error, "smtp_code", 0), _words(getattr(error, "smtp_error", b""))


def _words(text: bytes | str) -> str:
    words = text.decode("ascii", "replace") if isinstance(text, bytes) else str(text)
    return " ".join(words.split())[:LONGEST_REPLY]
