"""After a lost outbox: what REDCap remembers having told goes back into the memory of mail."""

from __future__ import annotations

from datetime import date

from flows import runtime
from flows.figures import evaluation_presumed_told
from flows.night import Night
from mentorship.program_settings import Mode
from notifications.mail import Environment
from notifications.memory_guard import recovered


def rebuild_outbox(department: str, today: date | None = None) -> int:
    """Enter what the ledger says was told; return how many notices are newly remembered.

    Safe to repeat. At worst one reminder is missed; none is doubled. *today* is the day to judge
    by; today in the department's time zone when left out.

    Raises:
        MentorshipError: the department cannot be read.
    """
    night = Night.begin(department, Mode.PREVIEW, today)
    with runtime.one_at_a_time(night.department):
        night.check()
        night.pull()
        night.decide()
        roster, policy = night.assembly.roster, night.department.policy()
        items = [entry.item for entry in night.plan.ledger]
        told = recovered(roster, items, today=night.today)
        told |= evaluation_presumed_told(roster, policy, night.today)
        with runtime.open_outbox(night.department) as outbox:
            return outbox.remember(Environment.LIVE, told, at=night.now)
