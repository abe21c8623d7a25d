"""What a department's file may say, and the department that comes out of it.

The file holds only what differs from the canonical names and the default policy. Unknown keys
are errors: a misspelt limit must not be a limit that does not hold.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PositiveInt, model_validator

from mappings.names import Names
from mappings.working_days import check_country, quiet_days
from mentorship.intervals import Interval
from mentorship.policy import Policy


_DOMAIN = re.compile(r"(?!-)[a-z0-9-]+(\.[a-z0-9-]+)+")


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("no such time zone; write it like America/Chicago") from error
    return name


def _domain(name: str) -> str:
    if not _DOMAIN.fullmatch(name.lower()):
        raise ValueError("no mail domain; write it like example.edu")
    return name.lower()


class _Part(BaseModel):
    """Common to all parts of a file: frozen, no unknown keys, values never in errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class ProjectAddress(_Part):
    """Which REDCap project is the department's, and in whose time it lives."""

    url: str = Field(pattern=r"^https?://[^\s?#@]+/api/$")
    """The API address; http only on loopback."""
    id: PositiveInt
    """REDCap's project id: the token must open this one."""
    timezone: Annotated[str, AfterValidator(_known_zone)]
    """IANA name, such as America/Chicago: the days of the department begin at its midnight."""

    @property
    def home(self) -> str:
        """Where people open REDCap."""
        return self.url.removesuffix("api/")

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which the nights of this department fall."""
        return ZoneInfo(self.timezone)


def _mailbox(address: str) -> str:
    local, _, domain = address.strip().rpartition("@")
    if not local or not _DOMAIN.fullmatch(domain.lower()) or not address.strip().isprintable():
        raise ValueError("no e-mail address; write it like operations@example.edu")
    return address.strip()


class MailRules(_Part):
    """Whose name stands on mail, and which domains may receive it at all."""

    sender_name: str = Field(default="Faculty mentorship programme", min_length=1)
    """Stands beside the office mailbox in From."""
    allow_domains: tuple[Annotated[str, AfterValidator(_domain)], ...] = ()
    """Empty: no live mail to people. An address elsewhere gets none, and the office is told."""
    operations: tuple[Annotated[str, AfterValidator(_mailbox)], ...] = ()
    """Who is told, besides the office, that a run failed or stopped (N25). It must be here: a run
    that cannot read REDCap does not know the office mailbox either."""
    usual_of_a_kind: PositiveInt = 25
    """Up to so many mails of one kind a night are usual; more are held unless a past night sent
    as many."""


class WorkingDays(_Part):
    """Days without mail besides weekends and the office's quiet dates. Source: G11."""

    country: str | None = None
    """Whose public holidays are kept, as two capital letters; None: nobody's."""
    subdivision: str | None = None
    """State or province, as the country abbreviates it."""
    days_off: tuple[date, ...] = ()
    """The institution's own days."""

    @model_validator(mode="after")
    def _is_known(self) -> WorkingDays:
        if self.country is not None:
            check_country(self.country, self.subdivision)
        elif self.subdivision is not None:
            raise ValueError("a subdivision needs its country")
        return self

    def quiet(self, year: int) -> tuple[Interval, ...]:
        """Return the days without work around *year*."""
        return quiet_days(self.country, self.subdivision, self.days_off, year)


class Limits(_Part):
    """Fuses and manners towards the server."""

    max_rows_per_night: PositiveInt = 5_000
    """More changed rows stop the run before anything is written."""
    min_seconds_between_calls: float = Field(default=1.0, ge=0, le=60)
    """REDCap bans who calls too often."""
    connect_seconds: float = Field(default=10.0, gt=0)
    """How long to wait for a connection."""
    read_seconds: float = Field(default=120.0, gt=0)
    """How long to wait for an answer."""
    read_attempts: PositiveInt = 4
    """A read without a usable answer is tried so often; a write only once."""
    batch_above_records: PositiveInt = 2_000
    """Larger projects are read by records instead of at once."""
    records_per_read: PositiveInt = 500
    """Then so many at a time."""
    rows_per_write: PositiveInt = 200
    """Most rows of one import."""
    bytes_per_write: PositiveInt = 5_000_000
    """Most bytes of one import."""


class DepartmentFile(_Part):
    """One YAML file as it is written."""

    title: str = Field(min_length=1)
    """The department as it signs its mail."""
    project: ProjectAddress
    policy: dict[str, int | str | dict[str, int | str | None] | None] = Field(default_factory=dict)
    """Fields of `mentorship.policy.Policy`, durations in days, 45 or 45d; and a block for each
    programme (`mentorship.terms`), its cadences in words."""
    instruments: dict[str, str] = Field(default_factory=dict)
    """Canonical instrument -> the department's."""
    fields: dict[str, str] = Field(default_factory=dict)
    """instrument.field, both canonical -> the department's field."""
    codes: dict[str, dict[str, str]] = Field(default_factory=dict)
    """instrument.field, both canonical -> the department's code -> ours."""
    mail: MailRules = MailRules()
    limits: Limits = Limits()
    working_days: WorkingDays = WorkingDays()


@dataclass(frozen=True, slots=True, kw_only=True)
class Department:
    """One department: where its project is, its policy, and the words it uses."""

    slug: str
    title: str
    project: ProjectAddress
    mail: MailRules
    limits: Limits
    names: Names
    working_days: WorkingDays
    policy_changes: Mapping[str, object]

    def policy(self) -> Policy:
        """Return the default policy with this department's numbers.

        `program_settings` in REDCap may still change some of them.
        """
        return Policy(**self.policy_changes)  # type: ignore[arg-type]  # `load` checked names and types one by one

    def pointed_at(self, *, url: str | None = None, project_id: int | None = None) -> Department:
        """Return the same department at another address, such as a sandbox's; None: unchanged."""
        project = self.project.model_copy(
            update={"url": url or self.project.url, "id": project_id or self.project.id}
        )
        return replace(self, project=project)
