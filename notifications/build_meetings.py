"""Builders of the mails about a meeting that is coming."""

from __future__ import annotations

from mentorship.obligations.due_items import NoticeKind, NoticeOwed
from mentorship.relationships import PairingId, QuarterlyReport
from notifications.facts import (
    Builder,
    Facts,
    diary_date,
    goals_of,
    pairing_owed,
    partner_of,
    prompts_for,
)
from notifications.meetings import PrepareMeeting
from notifications.notice import Notice


HELPERS = {"1": "the hub", "2": "the senior mentor", "3": "Faculty Affairs"}
"""Codes of `qr_help`, as people read them."""


def _prepare(owed: NoticeOwed, facts: Facts) -> Notice:
    pairing = pairing_owed(owed, facts)
    partner = partner_of(owed, pairing, facts)
    last = _last_report(pairing.id, facts)
    return PrepareMeeting(
        partner_name=partner.name,
        meeting=diary_date(pairing, owed.item.due_on, partner, facts),
        goals=goals_of(pairing, facts.roster),
        plan=last.plan if last else "",
        asks=tuple(HELPERS[each] for each in sorted(last.asks) if each in HELPERS) if last else (),
        questions=prompts_for(owed, pairing, owed.item.due_on, facts),
        link=facts.links.agreement(pairing.id),
    )


def _last_report(pairing_id: PairingId, facts: Facts) -> QuarterlyReport | None:
    """Return the newest quarter's report that the two have written something into."""
    found = facts.roster.reports_by_pairing.get(pairing_id, [])
    written = [each for each in found if each.plan or each.asks]
    return max(written, key=lambda each: (each.period, each.repeat_instance), default=None)


MEETING_BUILDERS: dict[NoticeKind, Builder] = {
    NoticeKind.PREPARE: _prepare,
}
