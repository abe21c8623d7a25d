"""The doctor: every check of `flows.checks`, none stopping the next. Writes and sends nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from flows import checks, runtime
from flows.checks import Finding
from flows.heartbeat import missed
from flows.night import Night
from mentorship.errors import MentorshipError
from mentorship.program_settings import Mode


def examine(department: str) -> list[Finding]:
    """Return what was found about *department*, in the order in which a person would fix it."""
    try:
        night = Night.begin(department, Mode.PREVIEW, today=None)
    except MentorshipError as error:
        return [Finding("configuration", str(error), error=error)]
    found = [Finding("configuration", f"file and token of department {department} are in place")]
    found += _tried("nights", lambda: [_nights(night)])
    found += _tried("project", lambda: [checks.identity(night.project, night.department)])
    if not found[-1].is_well:
        return found
    found += _tried("dictionary", lambda: _drift(night))
    found += _tried("rights", lambda: checks.rights(night.project, night.words))
    found += _tried("data", lambda: _data(night))
    found += _tried("outbox", lambda: [_outbox(night)])
    found += _tried("mail", lambda: _mail(night))
    return found


def _tried(subject: str, look: Callable[[], Iterable[Finding]]) -> list[Finding]:
    try:
        return list(look())
    except MentorshipError as error:
        return [Finding(subject, str(error), error=error)]


def _nights(night: Night) -> Finding:
    """The dead man's signal: whether a run that may write has ended within the last day."""
    department = night.department
    said = missed(runtime.heartbeat_of(department), runtime.now_in(department))
    return Finding("nights", said or "a run ended within the last day", needs_a_look=bool(said))


def _drift(night: Night) -> list[Finding]:
    return checks.drift(
        night.project.metadata(), night.project.repeating_instruments(), night.words
    )


def _data(night: Night) -> list[Finding]:
    night.pull()
    roster = night.assembly.roster
    people, hubs = len(roster.people), len(roster.hubs)
    return [Finding("data", f"{people} people and {hubs} hubs can be read")]


def _outbox(night: Night) -> Finding:
    is_there = runtime.has_outbox(night.department)
    return Finding("outbox", "it is there" if is_there else "none yet; the first night makes it")


def _mail(night: Night) -> list[Finding]:
    address = night.assembly.roster.settings.office_email if night.has_read else None
    if not address:
        return [Finding("mail", "not tried: no office mailbox could be read", needs_a_look=True)]
    with runtime.open_relay(address) as relay:
        return [checks.relay(relay)]
