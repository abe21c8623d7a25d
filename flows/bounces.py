"""Mail that came back to the office mailbox: every report finds its department's outbox."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from flows import runtime, settings
from mappings.load import departments
from mappings.model import Department
from mentorship.errors import ConfigurationError
from notifications.bounces import Returned, returned
from notifications.mailbox_files import messages_in
from notifications.outbox_returns import Entered


@dataclass(kw_only=True)
class Imported:
    """What an import found, in counts; no address appears in it."""

    messages: int = 0
    reports: int = 0
    by_fate: Counter[Entered] = field(default_factory=Counter)


def import_bounces(paths: Iterable[Path], department: str = "") -> Imported:
    """Enter the delivery reports under *paths*; safe to repeat, everything else is ignored.

    Raises:
        ConfigurationError: a path or the department does not exist.
    """
    done = Imported()
    reports: list[Returned] = []
    try:
        for message in messages_in(paths):
            done.messages += 1
            if report := returned(message):
                reports.append(report)
    except OSError as error:
        raise ConfigurationError(f"Cannot read {error.filename or error}") from error
    done.reports = len(reports)
    left = reports
    for each in _with_an_outbox(department):
        left = _enter(each, left, done)
    done.by_fate[Entered.UNKNOWN] += len(left)
    return done


def _with_an_outbox(department: str) -> list[Department]:
    slugs = [department] if department else departments(settings.load().departments_dir)
    found = [runtime.department_named(each) for each in slugs]
    return [each for each in found if runtime.has_outbox(each)]


def _enter(department: Department, reports: list[Returned], done: Imported) -> list[Returned]:
    """Enter what concerns *department*; return the reports that are about others."""
    others = []
    with runtime.open_outbox(department) as outbox:
        for report in reports:
            fate = outbox.returns.enter(report, at=runtime.now_in(department))
            if fate is Entered.UNKNOWN:
                others.append(report)
            else:
                done.by_fate[fate] += 1
    return others
