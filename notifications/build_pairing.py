"""Builders of a pairing's announcement and of its correction (N06, N06b)."""

from __future__ import annotations

from datetime import date

from mentorship.corrections import correction_number, told_last
from mentorship.expectations import expectations
from mentorship.obligations.due_items import DueItemKind, NoticeKind, NoticeOwed
from mentorship.relationships import Pairing, Programme
from mentorship.roster import Roster
from notifications.build_news import second_mentor
from notifications.corrections import PairingCorrected, PairingNotYours
from notifications.facts import Builder, CannotBuild, Facts, needed, pairing_owed, partner_of
from notifications.messages import PairingForMentee, PairingForMentor
from notifications.notice import Link, Notice


def _pairing(owed: NoticeOwed, facts: Facts) -> Notice:
    if owed.item.kind is DueItemKind.SECOND_MENTOR:
        return second_mentor(owed, facts)
    pairing = pairing_owed(owed, facts)
    partner = partner_of(owed, pairing, facts)
    terms = facts.policy.terms(pairing.programme)
    meet_by = facts.due_on(_first_meeting(pairing, facts), pairing)
    expects = expectations(terms, meet_by, facts.due_on(DueItemKind.AGREEMENT, pairing))
    hub = _hub(pairing, facts) if pairing.programme is Programme.FACULTY_HUB else None
    link = agreement_link(pairing, facts) if terms.agreement is not None else None
    if owed.person_id == pairing.mentee_id:
        return PairingForMentee(
            programme=pairing.programme,
            mentor_name=partner.name,
            mentor_email=partner.email,
            hub=hub,
            choice=_choice_met(pairing, facts.roster) if hub is not None else None,
            meet_by=meet_by,
            expects=expects,
            link=link,
        )
    return PairingForMentor(
        programme=pairing.programme,
        mentee_name=partner.name,
        mentee_email=partner.email,
        hub=hub,
        meet_by=meet_by,
        expects=expects,
        link=link,
    )


def _corrected(owed: NoticeOwed, facts: Facts) -> Notice:
    """Write to whoever was told before; a mentor who was not reads the announcement."""
    pairing = pairing_owed(owed, facts)
    before = told_last(pairing)
    if before is None:
        raise CannotBuild("nothing was told that could be corrected")
    announced_on = _announced_on(pairing)
    if owed.person_id not in {pairing.mentee_id, pairing.mentor_id}:
        mentee = facts.roster.people.get(pairing.mentee_id)
        if mentee is None:
            raise CannotBuild("the mentee's record is not in tonight's roster")
        return PairingNotYours(mentee_name=mentee.name, told_on=announced_on)
    is_mentee = owed.person_id == pairing.mentee_id
    has_new_partner = before.mentor_id != pairing.mentor_id
    if has_new_partner and not is_mentee:
        return _pairing(owed, facts)
    partner = partner_of(owed, pairing, facts)
    is_agreed = facts.policy.terms(pairing.programme).agreement is not None
    return PairingCorrected(
        programme=pairing.programme,
        told_on=announced_on,
        partner_name=partner.name,
        partner_email=partner.email,
        has_new_partner=has_new_partner,
        hub=_hub(pairing, facts) if pairing.programme is Programme.FACULTY_HUB else None,
        meet_by=facts.due_on(_first_meeting(pairing, facts), pairing),
        link=agreement_link(pairing, facts) if is_agreed else None,
    )


def _announced_on(pairing: Pairing) -> date | None:
    """Return the day of the mail that a first correction is about, if both had that mail."""
    is_first = correction_number(pairing) == 1
    was_overtaken = pairing.announced_on == pairing.corrected_on
    return pairing.announced_on if is_first and not was_overtaken else None


def _first_meeting(pairing: Pairing, facts: Facts) -> DueItemKind:
    terms = facts.policy.terms(pairing.programme)
    return DueItemKind.JULY_MEETING if terms.is_july_meeting else DueItemKind.FIRST_MEETING


def agreement_link(pairing: Pairing, facts: Facts) -> Link:
    """Return where the pair opens its agreement.

    Raises:
        CannotBuild: none is open.
    """
    return needed(facts.links.agreement(pairing.id), "no first report instance is open")


def _hub(pairing: Pairing, facts: Facts) -> str:
    hub = facts.roster.hubs.get(pairing.hub_code or -1)
    if hub is None:
        raise CannotBuild("the pairing's hub is not in tonight's roster")
    return hub.label


def _choice_met(pairing: Pairing, roster: Roster) -> int | None:
    preference = roster.preference_by_mentee.get(pairing.mentee_id)
    choices = preference.choices if preference else ()
    return choices.index(pairing.hub_code) + 1 if pairing.hub_code in choices else None


PAIRING_BUILDERS: dict[NoticeKind, Builder] = {
    NoticeKind.PAIRING: _pairing,
    NoticeKind.PAIRING_CORRECTED: _corrected,
}
