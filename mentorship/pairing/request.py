"""When the office asked for a pairing run.

The office sets a date (`ps_match_on`), so nothing has to be reset afterwards and a night that was
missed is caught up.
"""

from __future__ import annotations

from datetime import date, timedelta

from mentorship.pairing.proposal import RESIDENT_RUN
from mentorship.policy import Policy
from mentorship.relationships import Programme
from mentorship.roster import Roster


def requested_run(
    roster: Roster, policy: Policy, today: date, programme: Programme = Programme.FACULTY_HUB
) -> str | None:
    """Return the name of the run of *programme* that is owed tonight, None if there is none.

    A run is owed on the night of the date, and on the nights after it (within the policy's grace)
    until a proposal of that run is stored. On the night itself it is owed however often the night
    is run: the same data give the same proposals.
    """
    is_resident = programme is Programme.RESIDENT
    settings = roster.settings
    asked_on = settings.resident_match_on if is_resident else settings.match_on
    if asked_on is None or not asked_on <= today <= asked_on + timedelta(days=policy.match_grace):
        return None
    run = f"{settings.cycle}-{asked_on.isoformat()}{RESIDENT_RUN if is_resident else ''}"
    if today == asked_on:
        return run
    return None if any(each.run == run for each in roster.proposals) else run
