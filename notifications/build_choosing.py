"""Builders of what mentees get while they choose their hubs."""

from __future__ import annotations

from mentorship.hubs import directory_hubs
from mentorship.obligations.due_items import NoticeKind, NoticeOwed
from notifications.choosing import PreferencesOpen, PreferencesReminder
from notifications.facts import Builder, Facts, needed
from notifications.notice import Link, Notice


def _preferences_open(owed: NoticeOwed, facts: Facts) -> Notice:
    hubs = directory_hubs(facts.roster.hubs)
    return PreferencesOpen(
        cycle=owed.item.period,
        closes_on=facts.roster.settings.preferences_close_on,
        open_hubs=len(hubs),
        with_opportunities=sum(not hub.opportunities.is_empty for hub in hubs),
        directory=facts.directory,
        link=_instance(owed, facts),
    )


def _preferences_reminder(owed: NoticeOwed, facts: Facts) -> Notice:
    return PreferencesReminder(
        cycle=owed.item.period,
        closes_on=facts.roster.settings.preferences_close_on or owed.item.due_on,
        directory=facts.directory,
        link=_instance(owed, facts),
    )


def _instance(owed: NoticeOwed, facts: Facts) -> Link:
    return needed(facts.links.preferences(owed.item), "no preferences instance is open")


CHOOSING_BUILDERS: dict[NoticeKind, Builder] = {
    NoticeKind.PREFERENCES_OPEN: _preferences_open,
    NoticeKind.PREFERENCES_REMINDER: _preferences_reminder,
}
