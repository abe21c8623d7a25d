"""Access tokens for mailboxes that take no password: Microsoft 365, Google (XOAUTH2).

One small form post to the token endpoint, so that no vendor's library is needed. Client
credentials by default (`SMTP.SendAsApp` on Microsoft 365); with a refresh token, that grant.
Neither secrets nor tokens appear in a repr, a log line or an error.
"""

from __future__ import annotations

import time
from base64 import b64encode
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import requests

from mentorship.errors import ConfigurationError, RelayDown


MICROSOFT_SCOPE = "https://outlook.office365.com/.default"
TOO_OLD = 60.0
"""Seconds before its end from which a token is not used any more."""
_LOOPBACK = {"127.0.0.1", "::1", "localhost"}


@dataclass(kw_only=True)
class TokenSource:
    """Where access tokens come from. Call it for one that is still good.

    Raises:
        ConfigurationError: the endpoint is not https (plain http only on this machine).
    """

    url: str
    client_id: str
    client_secret: str = field(repr=False)
    scope: str = MICROSOFT_SCOPE
    refresh_token: str = field(default="", repr=False)
    timeout: float = 30.0
    _token: str = field(default="", init=False, repr=False)
    _good_until: float = field(default=0.0, init=False, repr=False)

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
            raise ConfigurationError("The token endpoint must be https: a secret is sent to it")

    def __call__(self) -> str:
        """Return a token, a new one only when the last is about to end.

        Raises:
            RelayDown: the endpoint is away, or refuses us; nothing of its answer is repeated.
        """
        if time.monotonic() >= self._good_until:
            self._renew()
        return self._token

    def _renew(self) -> None:
        try:
            answer = requests.post(
                self.url, data=self._form(), timeout=self.timeout, allow_redirects=False
            )
        except requests.RequestException as error:
            raise RelayDown(
                f"The token endpoint cannot be reached ({type(error).__name__})"
            ) from None
        if answer.status_code != requests.codes.ok:
            raise RelayDown(
                f"The token endpoint refused us with code {answer.status_code}: check client id,"
                " secret and the mailbox's permission"
            )
        try:
            found = answer.json()
            self._token, lasts = str(found["access_token"]), float(found["expires_in"])
        except (ValueError, KeyError, TypeError):
            raise RelayDown("The token endpoint's answer holds no token") from None
        self._good_until = time.monotonic() + lasts - TOO_OLD

    def _form(self) -> dict[str, str]:
        form = {"client_id": self.client_id, "client_secret": self.client_secret}
        if self.refresh_token:
            return form | {"grant_type": "refresh_token", "refresh_token": self.refresh_token}
        return form | {"grant_type": "client_credentials", "scope": self.scope}


def initial_response(user: str, token: str) -> str:
    """Return what the client says after `AUTH XOAUTH2`."""
    return b64encode(f"user={user}\x01auth=Bearer {token}\x01\x01".encode()).decode("ascii")
