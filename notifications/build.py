"""From a notice that is owed to the message with its facts: one small builder per kind.

Builders read the roster, never write text. A notice whose facts are missing raises `CannotBuild`
with a reason that names no person.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from mentorship.academic_calendar import Quarter
from mentorship.choices import said_to_mentee
from mentorship.obligations.due_items import DueItemKind, NoticeKind, NoticeOwed
from mentorship.relationships import Meeting, Pairing
from mentorship.roster import Roster
from notifications.build_occasions import OCCASION_BUILDERS
from notifications.facts import (
    Builder,
    CannotBuild,
    Facts,
    goals_of,
    needed,
    pairing_owed,
    partner_of,
    quarter_label,
    quarter_named,
)
from notifications.messages import (
    AgreementDue,
    FirstMeeting,
    HubSummary,
    PairingForMentee,
    PairingForMentor,
    PreferencesOpen,
    PreferencesReminder,
    QuarterAhead,
    QuarterlyReportDue,
    ReviewLink,
)
from notifications.notice import Link, Notice
from notifications.reminders import (
    ChoicesToCorrect,
    ConfirmCommitment,
    JulyMeeting,
    KeepInTouch,
    MeetInPerson,
    ReviewDue,
    TimeToReview,
    YourTurn,
)


def build(owed: NoticeOwed, facts: Facts) -> Notice:
    """Return the message for *owed*.

    Raises:
        CannotBuild: a fact is missing, such as the survey instance to link to.
    """
    try:
        builder = BUILDERS[owed.kind]
    except KeyError:
        raise CannotBuild(f"no message for {owed.kind.value}") from None
    return builder(owed, facts)


def _preferences_open(owed: NoticeOwed, facts: Facts) -> Notice:
    return PreferencesOpen(
        cycle=owed.item.period,
        closes_on=facts.roster.settings.preferences_close_on,
        open_hubs=sum(hub.is_open for hub in facts.roster.hubs.values()),
        link=needed(facts.links.preferences(owed.item), "no preferences instance is open"),
    )


def _preferences_reminder(owed: NoticeOwed, facts: Facts) -> Notice:
    return PreferencesReminder(
        cycle=owed.item.period,
        closes_on=facts.roster.settings.preferences_close_on or owed.item.due_on,
        link=needed(facts.links.preferences(owed.item), "no preferences instance is open"),
    )


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


def _pairing(owed: NoticeOwed, facts: Facts) -> Notice:
    pairing = pairing_owed(owed, facts)
    partner = partner_of(owed, pairing, facts)
    meet_by = facts.due_on(DueItemKind.FIRST_MEETING, pairing)
    agree_by = facts.due_on(DueItemKind.AGREEMENT, pairing)
    link = _agreement_link(pairing, facts)
    if owed.person_id == pairing.mentee_id:
        return PairingForMentee(
            mentor_name=partner.name,
            mentor_email=partner.email,
            hub=_hub(pairing, facts),
            choice=_choice_met(pairing, facts.roster),
            meet_by=meet_by,
            agree_by=agree_by,
            link=link,
        )
    return PairingForMentor(
        mentee_name=partner.name,
        mentee_email=partner.email,
        hub=_hub(pairing, facts),
        meet_by=meet_by,
        agree_by=agree_by,
        link=link,
    )


def _first_meeting(owed: NoticeOwed, facts: Facts) -> Notice:
    pairing = pairing_owed(owed, facts)
    partner = partner_of(owed, pairing, facts)
    return FirstMeeting(
        partner_name=partner.name,
        partner_email=partner.email,
        due_on=owed.item.due_on,
        is_late=facts.today > owed.item.due_on,
        link=facts.links.agreement(pairing.id),
    )


def _agreement(owed: NoticeOwed, facts: Facts) -> Notice:
    pairing = pairing_owed(owed, facts)
    return AgreementDue(
        partner_name=partner_of(owed, pairing, facts).name,
        due_on=owed.item.due_on,
        is_late=facts.today > owed.item.due_on,
        link=_agreement_link(pairing, facts),
    )


def _quarter_ahead(owed: NoticeOwed, facts: Facts) -> Notice:
    pairing = pairing_owed(owed, facts)
    quarter = quarter_named(owed.item.period, facts.roster)
    return QuarterAhead(
        partner_name=partner_of(owed, pairing, facts).name,
        quarter=quarter_label(owed.item.period, quarter),
        report_due_on=owed.item.due_on,
        goals=goals_of(pairing, facts.roster),
        met_in_person_on=_met_in_person(pairing, facts, quarter),
        link=_report_link(owed, pairing, facts),
    )


def _quarterly_report(owed: NoticeOwed, facts: Facts) -> Notice:
    pairing = pairing_owed(owed, facts)
    return QuarterlyReportDue(
        partner_name=partner_of(owed, pairing, facts).name,
        quarter=quarter_label(owed.item.period, quarter_named(owed.item.period, facts.roster)),
        due_on=owed.item.due_on,
        is_late=facts.today > owed.item.due_on,
        link=_report_link(owed, pairing, facts),
    )


def _hub_summary(owed: NoticeOwed, facts: Facts) -> Notice:
    wanted = (owed.item.about, owed.item.period)
    for summary in facts.summaries:
        if (f"AG{summary.group_code:02d}", summary.half_year) == wanted:
            reviews = facts.links.reviews(owed.item.record_id, owed.item.period)
            return HubSummary(
                summary=summary,
                reviews=tuple(ReviewLink(hub=hub, link=link) for hub, link in reviews),
                is_copy=False,
            )
    raise CannotBuild("the half-year's summary was not computed")


def _commitment(owed: NoticeOwed, facts: Facts) -> Notice:
    return ConfirmCommitment(
        cycle=owed.item.period,
        due_on=owed.item.due_on,
        link=needed(facts.links.commitment(owed.item), "no hub commitment instance is open"),
    )


def _keep_in_touch(owed: NoticeOwed, facts: Facts) -> Notice:
    partner = partner_of(owed, pairing_owed(owed, facts), facts)
    return KeepInTouch(
        partner_name=partner.name, partner_email=partner.email, last_on=owed.item.opened_on
    )


def _in_person(owed: NoticeOwed, facts: Facts) -> Notice:
    partner = partner_of(owed, pairing_owed(owed, facts), facts)
    return MeetInPerson(
        partner_name=partner.name,
        partner_email=partner.email,
        period=quarter_label(owed.item.period, quarter_named(owed.item.period, facts.roster)),
        due_on=owed.item.due_on,
    )


def _review(owed: NoticeOwed, facts: Facts) -> Notice:
    for hub, link in facts.links.reviews(owed.item.record_id, owed.item.period):
        if hub.partition(" ")[0] == owed.item.about:
            return ReviewDue(hub=hub, due_on=owed.item.due_on, link=link)
    raise CannotBuild("no review instance is open")


def _your_turn(owed: NoticeOwed, facts: Facts) -> Notice:
    pairing = pairing_owed(owed, facts)
    form, link = _FORMS[owed.item.key.partition("-")[0]](owed, pairing, facts)
    return YourTurn(
        partner_name=partner_of(owed, pairing, facts).name,
        form=form,
        due_on=owed.item.due_on,
        is_late=facts.today > owed.item.due_on,
        link=link,
    )


def _renewal(owed: NoticeOwed, facts: Facts) -> Notice:
    pairing = pairing_owed(owed, facts)
    return TimeToReview(
        partner_name=partner_of(owed, pairing, facts).name,
        ends_on=owed.item.due_on,
        link=_renewal_link(pairing, facts),
    )


def _july_meeting(owed: NoticeOwed, facts: Facts) -> Notice:
    partner = partner_of(owed, pairing_owed(owed, facts), facts)
    return JulyMeeting(
        partner_name=partner.name, partner_email=partner.email, due_on=owed.item.due_on
    )


BUILDERS: dict[NoticeKind, Builder] = {
    NoticeKind.PREFERENCES_OPEN: _preferences_open,
    NoticeKind.PREFERENCES_REMINDER: _preferences_reminder,
    NoticeKind.CHOICES: _choices,
    NoticeKind.PAIRING: _pairing,
    NoticeKind.FIRST_MEETING: _first_meeting,
    NoticeKind.AGREEMENT: _agreement,
    NoticeKind.YOUR_TURN: _your_turn,
    NoticeKind.QUARTER_AHEAD: _quarter_ahead,
    NoticeKind.QUARTERLY_REPORT: _quarterly_report,
    NoticeKind.HUB_SUMMARY: _hub_summary,
    NoticeKind.COMMITMENT: _commitment,
    NoticeKind.KEEP_IN_TOUCH: _keep_in_touch,
    NoticeKind.IN_PERSON: _in_person,
    NoticeKind.REVIEW: _review,
    NoticeKind.RENEWAL: _renewal,
    NoticeKind.JULY_MEETING: _july_meeting,
    **OCCASION_BUILDERS,
}
"""By kind, for people; what is for a desk of the office is in `build_occasions`."""


def _agreement_link(pairing: Pairing, facts: Facts) -> Link:
    return needed(facts.links.agreement(pairing.id), "no first report instance is open")


def _report_link(owed: NoticeOwed, pairing: Pairing, facts: Facts) -> Link:
    found = facts.links.report(pairing.id, owed.item.period)
    return needed(found, "no quarterly report instance is open")


def _report_form(owed: NoticeOwed, pairing: Pairing, facts: Facts) -> tuple[str, Link]:
    quarter = quarter_named(owed.item.period, facts.roster)
    name = f"quarterly report for {quarter_label(owed.item.period, quarter)}"
    return (name if quarter else "joint report"), _report_link(owed, pairing, facts)


def _renewal_link(pairing: Pairing, facts: Facts) -> Link:
    return needed(facts.links.renewal(pairing.id), "no agreement to renew is open")


_FORMS: dict[str, Callable[[NoticeOwed, Pairing, Facts], tuple[str, Link]]] = {
    DueItemKind.AGREEMENT.prefix: lambda _, pairing, facts: (
        "first report and agreement",
        _agreement_link(pairing, facts),
    ),
    DueItemKind.RENEWAL.prefix: lambda _, pairing, facts: (
        "renewed agreement",
        _renewal_link(pairing, facts),
    ),
    DueItemKind.QUARTERLY_REPORT.prefix: _report_form,
}
"""What two partners attest, by the first part of the item's key: its name and its link."""


def _hub(pairing: Pairing, facts: Facts) -> str:
    hub = facts.roster.hubs.get(pairing.hub_code or -1)
    if hub is None:
        raise CannotBuild("the pairing's hub is not in tonight's roster")
    return hub.label


def _choice_met(pairing: Pairing, roster: Roster) -> int | None:
    preference = roster.preference_by_mentee.get(pairing.mentee_id)
    choices = preference.choices if preference else ()
    return choices.index(pairing.hub_code) + 1 if pairing.hub_code in choices else None


def _met_in_person(pairing: Pairing, facts: Facts, quarter: Quarter | None) -> date | None:
    if quarter is None:
        return None
    met = [
        each.on
        for each in facts.roster.contacts_by_pairing.get(pairing.id, [])
        if each.how is Meeting.IN_PERSON and each.on in quarter and each.on <= facts.today
    ]
    return max(met, default=None)
