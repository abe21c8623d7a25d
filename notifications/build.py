"""From a notice that is owed to the message with its facts: one small builder per kind.

Builders read the roster, never write text. A notice whose facts are missing raises `CannotBuild`
with a reason that names no person.
"""

from __future__ import annotations

from datetime import date

from mentorship.academic_calendar import Quarter
from mentorship.obligations.due_items import DueItemKind, NoticeKind, NoticeOwed
from mentorship.promotion import is_asked
from mentorship.relationships import Meeting, Pairing
from notifications.build_choosing import CHOOSING_BUILDERS
from notifications.build_meetings import MEETING_BUILDERS
from notifications.build_news import NEWS_BUILDERS, resident_counts
from notifications.build_occasions import OCCASION_BUILDERS
from notifications.build_pairing import PAIRING_BUILDERS, agreement_link
from notifications.build_turns import TURN_BUILDERS
from notifications.facts import (
    Builder,
    CannotBuild,
    Facts,
    date_ahead,
    diary_date,
    goals_of,
    needed,
    pairing_owed,
    partner_of,
    prompts_for,
    quarter_label,
    quarter_named,
)
from notifications.messages import (
    AgreementDue,
    FirstMeeting,
    HubSummary,
    QuarterAhead,
    QuarterlyReportDue,
    ReviewLink,
)
from notifications.notice import Link, Notice
from notifications.reminders import (
    ConfirmCommitment,
    JulyMeeting,
    KeepInTouch,
    MeetInPerson,
    ReviewDue,
    TimeToLookBack,
    TimeToReview,
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
        link=agreement_link(pairing, facts),
    )


def _quarter_ahead(owed: NoticeOwed, facts: Facts) -> Notice:
    pairing = pairing_owed(owed, facts)
    quarter = quarter_named(owed.item.period, facts.roster)
    partner = partner_of(owed, pairing, facts)
    ahead = date_ahead(pairing, facts)
    return QuarterAhead(
        partner_name=partner.name,
        quarter=quarter_label(owed.item.period, quarter),
        report_due_on=owed.item.due_on,
        goals=goals_of(pairing, facts.roster),
        asks_criteria=quarter is not None
        and is_asked(facts.roster, facts.policy, pairing.id, quarter),
        met_in_person_on=_met_in_person(pairing, facts, quarter),
        meeting=diary_date(pairing, ahead, partner, facts) if ahead else None,
        questions=prompts_for(owed, pairing, owed.item.opened_on, facts)[:2],
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
    """Say when the last contact was: the item's period, whenever the reminders count from."""
    pairing = pairing_owed(owed, facts)
    partner = partner_of(owed, pairing, facts)
    last_on = date.fromisoformat(owed.item.period)
    return KeepInTouch(
        partner_name=partner.name,
        partner_email=partner.email,
        last_on=last_on if last_on != pairing.start_on else None,
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


def _renewal(owed: NoticeOwed, facts: Facts) -> Notice:
    pairing = pairing_owed(owed, facts)
    if owed.item.kind is DueItemKind.CLOSING_REFLECTION:
        return TimeToLookBack(
            partner_name=partner_of(owed, pairing, facts).name,
            open_until=owed.item.due_on,
            link=needed(facts.links.closure(pairing.id), "no closing reflection is open"),
        )
    ended_on = date.fromisoformat(owed.item.period)
    return TimeToReview(
        partner_name=partner_of(owed, pairing, facts).name,
        ends_on=owed.item.due_on,
        ran_out_on=ended_on if ended_on < owed.item.due_on else None,
        link=needed(facts.links.renewal(pairing.id), "no agreement to renew is open"),
    )


def _july_meeting(owed: NoticeOwed, facts: Facts) -> Notice:
    if owed.item.kind is DueItemKind.RESIDENT_COUNTS:
        return resident_counts(facts)
    partner = partner_of(owed, pairing_owed(owed, facts), facts)
    return JulyMeeting(
        partner_name=partner.name, partner_email=partner.email, due_on=owed.item.due_on
    )


BUILDERS: dict[NoticeKind, Builder] = {
    NoticeKind.FIRST_MEETING: _first_meeting,
    NoticeKind.AGREEMENT: _agreement,
    NoticeKind.QUARTER_AHEAD: _quarter_ahead,
    NoticeKind.QUARTERLY_REPORT: _quarterly_report,
    NoticeKind.HUB_SUMMARY: _hub_summary,
    NoticeKind.COMMITMENT: _commitment,
    NoticeKind.KEEP_IN_TOUCH: _keep_in_touch,
    NoticeKind.IN_PERSON: _in_person,
    NoticeKind.REVIEW: _review,
    NoticeKind.RENEWAL: _renewal,
    NoticeKind.JULY_MEETING: _july_meeting,
    **CHOOSING_BUILDERS,
    **MEETING_BUILDERS,
    **NEWS_BUILDERS,
    **OCCASION_BUILDERS,
    **PAIRING_BUILDERS,
    **TURN_BUILDERS,
}
"""By kind, for people; what is for a desk of the office is in `build_occasions`."""


def _report_link(owed: NoticeOwed, pairing: Pairing, facts: Facts) -> Link:
    found = facts.links.report(pairing.id, owed.item.period)
    return needed(found, "no quarterly report instance is open")


def _met_in_person(pairing: Pairing, facts: Facts, quarter: Quarter | None) -> date | None:
    if quarter is None:
        return None
    met = [
        each.on
        for each in facts.roster.contacts_by_pairing.get(pairing.id, [])
        if each.how is Meeting.IN_PERSON and each.on in quarter and each.on <= facts.today
    ]
    return max(met, default=None)
