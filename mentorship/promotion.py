"""Who plans a promotion and has not read the criteria with the mentor. Source: S4.45, S1.29b.

The horizon is the pair's own content (class C2): the two read a line about themselves, the senior
mentor a count that names nobody, and the office finds the pairs in REDCap.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from mentorship.academic_calendar import AcademicCalendar, Quarter
from mentorship.obligations.due_items import DueItemKind
from mentorship.policy import Policy
from mentorship.relationships import Agreement, PairingId, PromotionGoal
from mentorship.roster import Roster


SHOWN_FROM = 3
"""Fewer than so many are not counted out to anybody: a small count would name them."""
_QUARTERS = 4


def has_criteria_unread(agreement: Agreement | None) -> bool:
    """Tell whether the pair plans a promotion and does not say that it has read what it takes."""
    return (
        agreement is not None
        and agreement.is_signed
        and agreement.promotion_goal in {PromotionGoal.TWO_YEARS, PromotionGoal.FIVE_YEARS}
        and agreement.has_read_criteria is not True
    )


def count_unread(roster: Roster, pairings: Iterable[PairingId]) -> int:
    """Return how many of *pairings* plan it within two years unread; 0 for fewer than three."""
    agreements = filter(None, (signed_agreement(roster, each) for each in pairings))
    near = sum(
        each.promotion_goal is PromotionGoal.TWO_YEARS and has_criteria_unread(each)
        for each in agreements
    )
    return near if near >= SHOWN_FROM else 0


def signed_agreement(roster: Roster, pairing_id: PairingId) -> Agreement | None:
    """Return the newest agreement that both have signed."""
    found = [each for each in roster.agreements_by_pairing.get(pairing_id, ()) if each.is_signed]
    return max(found, key=lambda each: each.repeat_instance, default=None)


def is_asked(roster: Roster, policy: Policy, pairing_id: PairingId, quarter: Quarter) -> bool:
    """Tell whether the mail ahead of *quarter*'s end asks the pair about the criteria.

    In the first one after the agreement and then once a year, as long as they are unread.
    """
    if not has_criteria_unread(signed_agreement(roster, pairing_id)):
        return False
    stored = roster.stored(pairing_id.mentee_id, f"{DueItemKind.AGREEMENT.prefix}-{pairing_id}")
    if stored is None or stored.done_on is None:
        return True
    calendar = AcademicCalendar.parse(policy.academic_year_starts)
    lead = timedelta(days=policy.quarter_opens_before_end)
    first = calendar.quarter_of(stored.done_on + lead)
    return (_index(quarter) - _index(first)) % _QUARTERS == 0


def _index(quarter: Quarter) -> int:
    return quarter.year * _QUARTERS + quarter.number
