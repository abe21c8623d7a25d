"""What the office looks at in the hub directory once a year, before mentees choose from it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from mentorship.hubs import Hub, hub_label
from mentorship.obligations.due_items import DueItem, DueItemKind, StoredItem
from mentorship.obligations.tonight import Clock, Draft, Tonight


class Round(NamedTuple):
    """The days of this cycle that the question is about."""

    asked_on: date
    closes_on: date
    """The last day on which mentees choose: a list is read until then."""


def opportunities_due(tonight: Tonight) -> Iterator[DueItem]:
    """The office looks at a hub's scholarship opportunities: none are listed, or old ones.

    Asked once a cycle, from some weeks before preferences open, about open hubs only; closed by a
    list that changed since, or by the office saying that it is still right. Nobody can be late
    with it and nobody else hears of it: it lapses when preferences close. Source: S1.14.
    """
    cycle = _round(tonight)
    if cycle is None or cycle.asked_on > tonight.today:
        return
    kind, period = DueItemKind.OPPORTUNITIES, tonight.roster.settings.cycle
    for hub in tonight.roster.hubs.values():
        about = hub_label(hub.code)
        key = f"{kind.prefix}-{about}-{period}"
        stored = tonight.roster.stored(hub.record_id, key)
        is_answered = _is_answered(tonight, hub, cycle, stored)
        if not hub.takes_mentees or not (is_answered or _needs_a_look(tonight, hub, cycle)):
            continue
        draft = Draft(
            kind=kind,
            key=key,
            record_id=hub.record_id,
            about=about,
            period=period,
            opened_on=cycle.asked_on,
            due_on=cycle.closes_on,
            is_done=is_answered,
            is_optional=True,
        )
        item = tonight.settle(draft, Clock())
        if item is not None:
            yield item


def _round(tonight: Tonight) -> Round | None:
    """Return the cycle's days; None while the office has not said when preferences open."""
    settings = tonight.roster.settings
    opens_on = settings.preferences_open_on
    if opens_on is None:
        return None
    return Round(
        opens_on - timedelta(days=tonight.policy.opportunities_before),
        max(opens_on, settings.preferences_close_on or opens_on),
    )


def _needs_a_look(tonight: Tonight, hub: Hub, cycle: Round) -> bool:
    """Tell whether nothing is listed, or what is will be old by the last day it is read.

    What changed since the office was asked is fresh, whatever the policy calls old.
    """
    if hub.opportunities.is_empty:
        return True
    since = hub.opportunities.since(tonight.today)
    old = timedelta(days=tonight.policy.opportunities_stale)
    return since < cycle.asked_on and since + old <= cycle.closes_on


def _is_answered(tonight: Tonight, hub: Hub, cycle: Round, stored: StoredItem | None) -> bool:
    """Tell whether the office was asked, as the ledger knows, and the list has changed since."""
    if stored is None or stored.state is None or hub.opportunities.is_empty:
        return False
    was_asked = stored.state.is_open or stored.state.is_done
    return was_asked and hub.opportunities.since(tonight.today) >= cycle.asked_on
