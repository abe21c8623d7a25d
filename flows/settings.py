"""The only reader of the environment.

Everything that differs between machines comes in here: secrets, the mail relay, where state is
kept. What differs between departments is in `mappings/departments/*.yaml` instead. `.env.example`
lists every variable; a test holds the two together.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from dotenv import dotenv_values
from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from mentorship.errors import ConfigurationError


DEPARTMENT_VARIABLES = {
    "REDCAP_TOKEN": "The API token of the department's REDCap project.",
    "REDCAP_URL": "Another API address than the department's file names, for rehearsals.",
    "REDCAP_PROJECT_ID": "The project id that goes with that address.",
}
"""Name up to the department's slug -> meaning."""

PREFECT_DEFAULTS = {
    "DO_NOT_TRACK": "1",
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_EPHEMERAL_ENABLED": "true",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",
    "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
}
"""How Prefect runs inside a command of ours."""


class Settings(BaseSettings):
    """What this machine says about itself; every variable begins with `MENTORSHIP_`."""

    model_config = SettingsConfigDict(env_prefix="MENTORSHIP_", env_file=".env", extra="ignore")

    home: Path = Field(
        Path(".mentorship"), description="Folder for the outboxes and locks; absolute on a worker."
    )
    outbox_url: SecretStr = Field(
        SecretStr(""),
        description="postgresql://... when several machines run nights; empty: a file in the home.",
    )
    departments_dir: Path | None = Field(
        None, description="Folder with further department files, read before the built-in ones."
    )
    smtp_host: str = Field("", description="Mail relay; empty: no mail can be sent.")
    smtp_port: int = Field(587, ge=1, le=65535, description="Port of the relay.")
    smtp_security: Literal["plain", "starttls", "tls"] = Field(
        "starttls",
        description="starttls, tls or plain; plain never with a password or to a public host.",
    )
    smtp_login: str = Field("", description="Login name, when it is not the sender's address.")
    smtp_password: SecretStr = Field(SecretStr(""), description="Password; empty: no login.")
    smtp_token_url: str = Field(
        "", description="Token endpoint; then the relay is logged in to by XOAUTH2."
    )
    smtp_client_id: str = Field("", description="Client id at the token endpoint.")
    smtp_client_secret: SecretStr = Field(SecretStr(""), description="Its secret.")
    smtp_refresh_token: SecretStr = Field(
        SecretStr(""), description="Google's way; empty: client credentials, Microsoft's way."
    )
    smtp_cafile: Path | None = Field(None, description="The site's own certificate authority.")
    smtp_ehlo: str = Field("localhost", description="The name we greet the relay with.")
    smtp_timeout: float = Field(120.0, gt=0, description="Seconds to wait for the relay.")
    mails_per_minute: int = Field(0, ge=0, description="Most messages a minute; 0: no limit.")
    message_id_domain: str = Field(
        "mentorship.example.edu", max_length=38, description="Right-hand side of Message-IDs."
    )
    stop_file: Path | None = Field(
        None, description="While this file exists no mail leaves, whatever else is set."
    )

    @field_validator("departments_dir", "smtp_cafile", "stop_file", mode="before")
    @classmethod
    def _blank_is_none(cls, value: object) -> object:
        return None if value == "" else value


def load() -> Settings:
    """Read the environment now; nothing is cached, so tests and the demo may change it."""
    return Settings()


def redcap_token(department: str) -> SecretStr:
    """Return the API token of *department*, from `REDCAP_TOKEN__<DEPARTMENT>`.

    Raises:
        ConfigurationError: the variable is missing; the message names it, never a value.
    """
    name = f"REDCAP_TOKEN__{_suffix(department)}"
    token = _variable(name)
    if not token:
        raise ConfigurationError(
            f"No REDCap token for department {department}: set {name} in the environment or in .env"
        )
    return SecretStr(token)


def redcap_override(department: str) -> tuple[str | None, int | None]:
    """Return another URL and project id than the department's file names, for rehearsals.

    `REDCAP_URL__<DEPARTMENT>` and `REDCAP_PROJECT_ID__<DEPARTMENT>` point a department at the
    sandbox without touching its file.
    """
    suffix = _suffix(department)
    project_id = _variable(f"REDCAP_PROJECT_ID__{suffix}")
    url = _variable(f"REDCAP_URL__{suffix}")
    return url or None, int(project_id) if project_id.isdigit() else None


def _variable(name: str) -> str:
    return (os.environ.get(name) or dotenv_values(".env").get(name) or "").strip()


def _suffix(department: str) -> str:
    return department.upper().replace("-", "_")


def export(values: Mapping[str, str]) -> None:
    """Put *values* into this process's environment (the demo points everything at its sandbox)."""
    os.environ.update(values)


def embed_prefect(home: Path) -> None:
    """Make Prefect run inside this process, quietly and with its state under *home*.

    Call before Prefect is imported: it reads its settings then. A `PREFECT_API_URL` that is
    already set wins, so that the same command reports to a server where there is one.
    """
    home.mkdir(parents=True, exist_ok=True)
    defaults = {"PREFECT_HOME": str(home.resolve()), **PREFECT_DEFAULTS}
    for name, value in defaults.items():
        os.environ.setdefault(name, value)
