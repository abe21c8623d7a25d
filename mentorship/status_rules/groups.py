"""How each affinity group stands, and when its six-month summaries go out."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from mentorship.academic_calendar import MONTHS_A_YEAR, add_months, first_working_day
from mentorship.hubs import AffinityGroup, Hub
from mentorship.obligations.due_items import DueItem
from mentorship.record_order import record_order
from mentorship.status_rules.facts import NightFacts
from mentorship.status_rules.hubs import HubCounts
from mentorship.statuses import GroupState


def group_states(facts: NightFacts) -> list[GroupState]:
    """Return the status of every affinity group, in record order."""
    counts, hubs, summaries = HubCounts(facts), _hubs_by_group(facts), _summaries(facts)
    groups = sorted(facts.roster.groups.values(), key=lambda each: record_order(each.record_id))
    return [
        _state(counts, group, hubs.get(group.code, []), summaries.get(group.record_id, []))
        for group in groups
        if group.record_id not in facts.left_alone
    ]


def _state(
    counts: HubCounts, group: AffinityGroup, hubs: list[Hub], summaries: list[DueItem]
) -> GroupState:
    facts = counts.facts
    is_open = [each for each in hubs if each.is_open]
    mentors = {offer.mentor_id for hub in is_open for offer in counts.offers.get(hub.code, ())}
    awaited = [each.due_on for each in summaries if each.state.is_open]
    sent = [each.done_on for each in summaries if each.done_on is not None]
    sent += facts.summaries_sent(group.record_id)
    return GroupState(
        record_id=group.record_id,
        group_code=group.code,
        hubs=len(is_open),
        mentors=len(mentors),
        mentees=sum(counts.mentees[each.code] for each in hubs),
        next_summary_on=min(awaited, default=None) or _next_review_on(facts, group),
        last_summary_on=max(sent, default=None),
    )


def _hubs_by_group(facts: NightFacts) -> dict[int | None, list[Hub]]:
    found: defaultdict[int | None, list[Hub]] = defaultdict(list)
    for hub in facts.roster.hubs.values():
        found[hub.group_code].append(hub)
    return dict(found)


def _summaries(facts: NightFacts) -> dict[str, list[DueItem]]:
    found: defaultdict[str, list[DueItem]] = defaultdict(list)
    for item in facts.ledger.summaries:
        found[item.record_id].append(item)
    return dict(found)


def _next_review_on(facts: NightFacts, group: AffinityGroup) -> date | None:
    """Return the first working day of the next review month after today."""
    this_month = facts.today.replace(day=1)
    months = (add_months(this_month, ahead) for ahead in range(MONTHS_A_YEAR + 1))
    for month in months:
        if month.month in group.review_months.months:
            on = first_working_day(month, facts.roster.settings.quiet)
            if on is not None and on > facts.today:
                return on
    return None
