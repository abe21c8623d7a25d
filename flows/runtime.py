"""The composition root: settings become a project, an outbox, a relay and a clock.

The only reader of the clock. Tasks receive a department's name and open what they need here, so
that no secret and no person is ever a Prefect parameter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path

from filelock import FileLock, Timeout

from flows import heartbeat, settings
from flows.heartbeat import Heartbeat
from mappings.load import load_department
from mappings.model import Department
from mentorship.errors import ConfigurationError
from mentorship.program_settings import ProgramSettings
from notifications.oauth import TokenSource
from notifications.outbox import Outbox
from notifications.outbox_opening import has_outbox as is_there
from notifications.outbox_store import Place, PostgresPlace
from notifications.relay import Relay, RelaySettings
from redcap_gateway.pycap import PyCapProject


OUTBOX = "outbox.sqlite"
"""Name of the file that remembers what was told, in the department's folder."""
NIGHT_BEGINS = time(2, 0)
"""When a night runs; what it sees was done the day before at the latest."""


def department_named(slug: str) -> Department:
    """Load a department's file, with the environment's rehearsal overrides applied."""
    found = load_department(slug, settings.load().departments_dir)
    url, project_id = settings.redcap_override(slug)
    return found.pointed_at(url=url, project_id=project_id)


def now_in(department: Department, today: date | None = None) -> datetime:
    """Return the moment a run starts, in the department's time zone.

    With *today* given (a rehearsal, a catch-up) it is two in the morning of that day.
    """
    zone = department.project.zone
    if today is not None:
        return datetime.combine(today, NIGHT_BEGINS, zone)
    return datetime.now(zone)


def local_now() -> datetime:
    """Return this machine's wall clock without zone, as a REDCap server keeps its time."""
    return datetime.now()  # noqa: DTZ005  (a server's local time is what the sandbox imitates)


def open_project(department: Department) -> PyCapProject:
    """Open the department's REDCap project with its token from the environment."""
    token = settings.redcap_token(department.slug)
    return PyCapProject(department.project.url, token.get_secret_value(), limits=department.limits)


def state_folder(department: Department) -> Path:
    """Return the folder that keeps this department's outbox, readable by its owner only."""
    folder = settings.load().home / department.slug
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def heartbeat_of(department: Department) -> Heartbeat:
    """Return what is known of the department's runs on this machine; creates nothing."""
    return heartbeat.read(settings.load().home / department.slug)


def open_outbox(department: Department) -> Outbox:
    """Open (or create) the department's outbox.

    Raises:
        OutboxUnavailable: its disk or its server cannot be used.
    """
    if not settings.load().outbox_url.get_secret_value():
        state_folder(department)
    return Outbox(_outbox_place(department))


def has_outbox(department: Department) -> bool:
    """Tell whether mail was ever planned for the department; creates nothing."""
    return is_there(_outbox_place(department))


def _outbox_place(department: Department) -> Place:
    if url := settings.load().outbox_url.get_secret_value():
        return PostgresPlace(url, f"outbox_{department.slug}")
    return settings.load().home / department.slug / OUTBOX


def require_lasting_home(*, is_deployed: bool) -> None:
    """Let a run go on whose memory will still be there tomorrow.

    Raises:
        ConfigurationError: a worker runs each night in a temporary folder, and the home is in it.
    """
    if is_deployed and not settings.load().home.is_absolute():
        raise ConfigurationError(
            "MENTORSHIP_HOME is relative, and a worker's folder is gone after the run, with the"
            " memory of what was told to whom: set an absolute path on a disk that is kept"
        )


def require_mail(office: ProgramSettings) -> str:
    """Return the office mailbox once it is certain that mail could leave.

    Raises:
        ConfigurationError: the settings record names no mailbox, or no relay host is set.
    """
    _relay_host()
    if not office.office_email:
        raise ConfigurationError(
            f"Record {office.record_id}: the office mailbox (ps_office_email) is blank, so no"
            " mail can be sent. Enter it in Programme settings"
        )
    return office.office_email


def open_relay(sender: str) -> Relay:
    """Make a relay for *sender*; it connects with the first message.

    Raises:
        ConfigurationError: no relay host is set.
    """
    current = settings.load()
    return Relay(
        RelaySettings(
            sender=sender,
            host=_relay_host(),
            port=current.smtp_port,
            security=current.smtp_security,
            ehlo=current.smtp_ehlo,
            login=current.smtp_login or None,
            password=current.smtp_password.get_secret_value() or None,
            token=_token_source(current),
            cafile=current.smtp_cafile,
            timeout=current.smtp_timeout,
        )
    )


def _token_source(current: settings.Settings) -> TokenSource | None:
    if not current.smtp_token_url:
        return None
    return TokenSource(
        url=current.smtp_token_url,
        client_id=current.smtp_client_id,
        client_secret=current.smtp_client_secret.get_secret_value(),
        refresh_token=current.smtp_refresh_token.get_secret_value(),
    )


def _relay_host() -> str:
    host = settings.load().smtp_host
    if not host:
        raise ConfigurationError(
            "No mail relay: set MENTORSHIP_SMTP_HOST in the environment or in .env"
        )
    return host


@contextmanager
def one_at_a_time(department: Department) -> Iterator[None]:
    """Hold the department's lock; a second run is refused rather than queued.

    Raises:
        ConfigurationError: another run of this department is under way on this machine.
        OutboxBusy: one is under way on another machine that shares the outbox.
    """
    lock = FileLock(state_folder(department) / "run.lock", timeout=0)
    try:
        with lock, _alone_among_machines(department):
            yield
    except Timeout as error:
        raise ConfigurationError(
            f"Another run of {department.slug} is under way; wait for it to end"
        ) from error


@contextmanager
def _alone_among_machines(department: Department) -> Iterator[None]:
    """Hold the department's lock in the outbox that several machines share, if they do."""
    if not settings.load().outbox_url.get_secret_value():
        yield
        return
    with open_outbox(department) as outbox, outbox.only_run():
        yield


def mail_stop_switch() -> Callable[[], bool]:
    """Return what tells whether somebody has put the stop file in place; for every message."""
    stop_file = settings.load().stop_file
    return lambda: stop_file is not None and stop_file.exists()
