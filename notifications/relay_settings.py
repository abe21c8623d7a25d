"""How to reach a relay, and that nothing leaves in clear which should not."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Literal

from mentorship.errors import ConfigurationError, RelayDown


Security = Literal["plain", "starttls", "tls"]


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


def tls_options(settings: RelaySettings) -> dict[str, Any]:
    """Return the arguments with which yagmail proves the relay's name, or uses no TLS at all."""
    if settings.security == "plain":
        return {"smtp_ssl": False, "smtp_starttls": False}
    context = ssl.create_default_context(cafile=settings.cafile)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if settings.security == "tls":
        return {"smtp_ssl": True, "smtp_starttls": False, "context": context}
    return {"smtp_ssl": False, "smtp_starttls": {"context": context}}


def refuse_public_host(host: str) -> None:
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


def why_down(settings: RelaySettings, error: OSError) -> str:
    """Say what failed without repeating the relay's words, which may hold an address."""
    where = f"relay on port {settings.port} ({settings.security})"
    if isinstance(error, ssl.SSLError):
        return f"The {where} did not prove who it is: check the host name and the authority file"
    if code := getattr(error, "smtp_code", 0):
        return f"The {where} refused us with code {code} ({type(error).__name__})"
    return f"The {where} cannot be reached ({type(error).__name__})"
