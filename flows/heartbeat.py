"""That the nights run: one small file per department, for the doctor and for any monitoring.

`heartbeat.json` beside the outbox says when the last run began and ended, how, and which troubles
last until a run ends without one. It holds no person, no address and nothing of REDCap.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from mentorship.program_settings import Mode
from mentorship.run_summary import RunResult


FILE = "heartbeat.json"
A_NIGHT_AT_LEAST_EVERY = timedelta(hours=26)
"""A day, and two hours for a late or a slow one."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """One cause that ended runs early, or their mail, on every night since a day."""

    since: str
    nights: int
    told_on: str = ""
    """The last day on which somebody was told; "" before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heartbeat:
    """What is known of a department's runs; moments are in ISO form, with their zone."""

    began_at: str = ""
    ended_at: str = ""
    mode: str = ""
    result: str = ""
    clean_at: str = ""
    """When a run last ended without trouble."""
    troubles: dict[str, Trouble] = field(default_factory=dict)
    """By cause; figures in a cause are left out, so that it is the same cause tomorrow."""


def read(folder: Path) -> Heartbeat:
    """Return what the file says; a missing or damaged one says nothing."""
    try:
        found = json.loads((folder / FILE).read_text(encoding="utf-8"))
        troubles = {cause: Trouble(**each) for cause, each in found.pop("troubles").items()}
        return Heartbeat(**found, troubles=troubles)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Heartbeat()


def write(folder: Path, heartbeat: Heartbeat) -> None:
    """Replace the file in one step, so that nobody reads half of it."""
    new = folder / f"{FILE}.new"
    new.write_text(json.dumps(asdict(heartbeat), indent=1) + "\n", encoding="utf-8")
    os.replace(new, folder / FILE)  # noqa: PTH105  (the one call that is atomic by contract)


def begun(before: Heartbeat, mode: Mode, at: datetime) -> Heartbeat:
    """Return the heartbeat of a run that begins."""
    return replace(before, began_at=at.isoformat(timespec="seconds"), mode=mode.value)


def ended(before: Heartbeat, result: RunResult, at: datetime) -> Heartbeat:
    """Return the heartbeat of a run that ended; one without trouble ends all troubles."""
    moment = at.isoformat(timespec="seconds")
    now = replace(before, ended_at=moment, result=result.name.lower())
    if result in {RunResult.STOPPED, RunResult.FAILED}:
        return now
    return replace(now, clean_at=moment, troubles={})


def cause_of(words: str) -> str:
    """Return *words* without their figures: 160 mails over a cap tonight, 170 tomorrow, one cause.

    >>> cause_of("160 mails in one run, the office allows 150")
    '# mails in one run, the office allows #'
    """
    return re.sub(r"\d+", "#", words)


def met(before: Heartbeat, cause: str, today: date) -> Heartbeat:
    """Return the heartbeat with a night of trouble more; the same night counts once."""
    known = before.troubles.get(cause)
    day = today.isoformat()
    if known is None:
        trouble = Trouble(since=day, nights=1)
    elif known.told_on == day:
        return before
    else:
        nights = known.nights + 1 if known.told_on else known.nights
        trouble = replace(known, nights=nights)
    return replace(before, troubles=before.troubles | {cause: trouble})


def is_to_be_told(heartbeat: Heartbeat, cause: str, today: date) -> bool:
    """Tell whether nobody was told today of a cause: once at first, then once a day."""
    trouble = heartbeat.troubles.get(cause)
    return trouble is not None and trouble.told_on != today.isoformat()


def told(before: Heartbeat, cause: str, today: date) -> Heartbeat:
    """Return the heartbeat once somebody was told of *cause*."""
    trouble = replace(before.troubles[cause], told_on=today.isoformat())
    return replace(before, troubles=before.troubles | {cause: trouble})


def missed(heartbeat: Heartbeat, now: datetime) -> str:
    """Return what a person should look at, "" when a run ended well within the last day."""
    if not heartbeat.ended_at:
        return "no run that may write has ended on this machine yet"
    ended_at = datetime.fromisoformat(heartbeat.ended_at)
    if now - ended_at > A_NIGHT_AT_LEAST_EVERY:
        hung = (
            " One has begun since and not ended." if heartbeat.began_at > heartbeat.ended_at else ""
        )
        return f"the last run ended at {ended_at:%Y-%m-%d %H:%M}: no night since.{hung}"
    if heartbeat.troubles:
        cause, trouble = next(iter(heartbeat.troubles.items()))
        return f"trouble since {trouble.since}, on {trouble.nights} nights: {cause}"
    return ""
