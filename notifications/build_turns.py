"""Builders of what one person is to set right or to agree to."""

from __future__ import annotations

from mentorship.choices import said_to_mentee
from mentorship.obligations.due_items import DueItemKind, NoticeKind, NoticeOwed
from mentorship.relationships import Pairing
from notifications.facts import (
    Builder,
    CannotBuild,
    Facts,
    needed,
    pairing_owed,
    partner_of,
    quarter_label,
    quarter_named,
)
from notifications.notice import Link, Notice
from notifications.reminders import ChoicesToCorrect, YourTurn


def _choices(owed: NoticeOwed, facts: Facts) -> Notice:
    wish = facts.roster.preference_by_mentee.get(owed.person_id)
    faults = said_to_mentee(wish, facts.roster.hubs) if wish else ()
    if wish is None or not faults:
        raise CannotBuild("nothing is wrong with the list any more")
    return ChoicesToCorrect(
        faults=faults,
        due_on=owed.item.due_on,
        is_late=facts.today > owed.item.due_on,
        link=facts.links.answered(wish),
    )


def _your_turn(owed: NoticeOwed, facts: Facts) -> Notice:
    pairing = pairing_owed(owed, facts)
    form, link = _form(owed, pairing, facts)
    return YourTurn(
        partner_name=partner_of(owed, pairing, facts).name,
        form=form,
        due_on=owed.item.due_on,
        is_late=facts.today > owed.item.due_on,
        link=needed(link, "the instance that the partner agreed to is not there"),
    )


def _form(owed: NoticeOwed, pairing: Pairing, facts: Facts) -> tuple[str, Link | None]:
    """Return what the two attest, as they call it, and its link."""
    prefix = owed.item.key.partition("-")[0]
    if prefix == DueItemKind.AGREEMENT.prefix:
        return "first report and agreement", facts.links.agreement(pairing.id)
    if prefix == DueItemKind.RENEWAL.prefix:
        return "renewed agreement", facts.links.renewal(pairing.id)
    quarter = quarter_named(owed.item.period, facts.roster)
    named = f"quarterly report for {quarter_label(owed.item.period, quarter)}"
    return named if quarter else "joint report", facts.links.report(pairing.id, owed.item.period)


TURN_BUILDERS: dict[NoticeKind, Builder] = {
    NoticeKind.CHOICES: _choices,
    NoticeKind.YOUR_TURN: _your_turn,
}
