"""Figures that tonight's letters need besides notices and roster, made only when one is told."""

from __future__ import annotations

from datetime import date

from mentorship.mentoring_year import Statement
from mentorship.night import NightPlan
from mentorship.obligations.due_items import NoticeKind
from mentorship.obligations.tonight import Tonight
from mentorship.policy import Policy
from mentorship.roster import Roster
from reports.mentoring_year import mentoring_years


def statements(
    plan: NightPlan, roster: Roster, policy: Policy, today: date
) -> dict[str, Statement]:
    """Return the years of the mentors who are told of theirs tonight (N22), by record.

    *policy* is the department's; what the office set in REDCap overrides it here.
    """
    told = {each.person_id for each in plan.notices if each.kind is NoticeKind.MENTORING_YEAR}
    if not told:
        return {}
    return mentoring_years(Tonight(roster, policy.overridden_by(roster.settings), today), told)
