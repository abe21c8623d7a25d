"""Builders of what the programme owes people: a question, a welcome, counts for the director."""

from __future__ import annotations

from mentorship.obligations.due_items import NEWS, DueItem, NoticeKind, NoticeOwed
from mentorship.wording import item_name
from notifications.facts import Builder, CannotBuild, Facts, pairing_owed, partner_of
from notifications.news import (
    ConfidentialPulse,
    MovedDate,
    ResidentCounts,
    SecondMentorJoins,
    WelcomeBack,
)
from notifications.notice import Notice


_MOST_DATES = 6
"""What somebody who returns reads first; the reminders bring the rest."""


def _pulse(owed: NoticeOwed, facts: Facts) -> Notice:
    pairing = pairing_owed(owed, facts)
    ordinal = int(owed.item.key.rpartition("-")[2])
    is_mentee = owed.person_id == pairing.mentee_id
    return ConfidentialPulse(
        partner_name=partner_of(owed, pairing, facts).name,
        link=facts.links.pulse(pairing.id, ordinal, is_mentee=is_mentee),
    )


def _welcome_back(owed: NoticeOwed, facts: Facts) -> Notice:
    own = [
        each
        for each in facts.items.values()
        if owed.person_id in each.owed_by
        and each.kind not in NEWS
        and each.muted_until is None
        and not each.is_optional
    ]
    own.sort(key=lambda each: (each.due_on, each.key))
    return WelcomeBack(dates=tuple(_moved(each, owed, facts) for each in own[:_MOST_DATES]))


def _moved(item: DueItem, owed: NoticeOwed, facts: Facts) -> MovedDate:
    pairing = facts.roster.pairings_by_id.get(item.pairing_id) if item.pairing_id else None
    partner = partner_of(owed, pairing, facts).name if pairing else ""
    return MovedDate(what=item_name(item), partner=partner, due_on=item.due_on)


def second_mentor(owed: NoticeOwed, facts: Facts) -> Notice:
    """Return N06 to one of the three when a second mentor joins.

    Raises:
        CannotBuild: one of the three is not in tonight's roster.
    """
    pairing = pairing_owed(owed, facts)
    three = (pairing.mentee_id, pairing.mentor_id, pairing.second_mentor_id)
    people = [facts.roster.people.get(each or "") for each in three]
    known = [each for each in people if each is not None]
    if len(known) < len(three):
        raise CannotBuild("one of the three is not in tonight's roster")
    others = [each for each in known if each.record_id != owed.person_id]
    joins = owed.person_id == pairing.second_mentor_id
    greeted = others if joins else known[2:]
    return SecondMentorJoins(
        joining=None if joins else known[2].name,
        others=tuple(each.name for each in others),
        emails=tuple(each.email for each in greeted if each.email),
    )


def resident_counts(facts: Facts) -> Notice:
    """Return N23's last row.

    Raises:
        CannotBuild: nobody has counted.
    """
    if facts.counts is None:
        raise CannotBuild("the residents' counts were not computed")
    return ResidentCounts(counts=facts.counts)


NEWS_BUILDERS: dict[NoticeKind, Builder] = {
    NoticeKind.PULSE: _pulse,
    NoticeKind.WELCOME_BACK: _welcome_back,
}
