"""From a notice that is owed to the message with its facts: one small builder per kind.

Builders read the roster, never write text. A notice whose facts are missing raises `CannotBuild`
with a reason that names no person.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from mentorship.academic_calendar import AcademicCalendar, Quarter
from mentorship.coverage import ProgrammeCounts
from mentorship.hub_summary import GroupSummary
from mentorship.obligations.due_items import DueItem, DueItemKind, NoticeKind, NoticeOwed, Opening
from mentorship.obligations.tonight import pairing_about
from mentorship.people import Person
from mentorship.relationships import Meeting, Pairing
from mentorship.roster import Roster
from mentorship.wording import item_name
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
from notifications.news import ConfidentialPulse, MovedDate, ResidentCounts, WelcomeBack
from notifications.notice import Link, Notice
from notifications.reminders import (
    ConfirmCommitment,
    JulyMeeting,
    KeepInTouch,
    MeetInPerson,
    ReviewDue,
    TimeToReview,
)
from notifications.survey_links import LinkFor, SurveyLinks


_MOST_DATES = 6
"""What somebody who returns reads first; the reminders bring the rest."""


class CannotBuild(ValueError):
    """A notice lacks a fact; the reason is safe to log and to show to the office."""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """All that builders may look at."""

    roster: Roster
    today: date
    link_for: LinkFor
    openings: Sequence[Opening] = ()
    items: Mapping[str, DueItem] = field(default_factory=dict)
    """Tonight's ledger by key, for dates of items opened tonight."""
    summaries: Sequence[GroupSummary] = ()
    counts: ProgrammeCounts | None = None

    @property
    def links(self) -> SurveyLinks:
        """Look-up of survey instances and their links."""
        return SurveyLinks(self.roster, self.openings, self.link_for)

    def due_on(self, kind: DueItemKind, pairing: Pairing) -> date | None:
        """Return when an item of *pairing* is due, from tonight's ledger."""
        item = self.items.get(f"{kind.prefix}-{pairing.id}")
        return item.due_on if item else None


Builder = Callable[[NoticeOwed, Facts], Notice]


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


def quarter_label(period: str, quarter: Quarter | None) -> str:
    """Return how people read a quarter: `July to September 2026`; the period if unknown."""
    if quarter is None:
        return period
    first, last = quarter.first, quarter.last
    year = "" if first.year == last.year else f" {first.year}"
    return f"{first:%B}{year} to {last:%B %Y}"


def _preferences_open(owed: NoticeOwed, facts: Facts) -> Notice:
    return PreferencesOpen(
        cycle=owed.item.period,
        closes_on=facts.roster.settings.preferences_close_on,
        open_hubs=sum(hub.is_open for hub in facts.roster.hubs.values()),
        link=_needed(facts.links.preferences(owed.item), "no preferences instance is open"),
    )


def _preferences_reminder(owed: NoticeOwed, facts: Facts) -> Notice:
    return PreferencesReminder(
        cycle=owed.item.period,
        closes_on=facts.roster.settings.preferences_close_on or owed.item.due_on,
        link=_needed(facts.links.preferences(owed.item), "no preferences instance is open"),
    )


def _pairing(owed: NoticeOwed, facts: Facts) -> Notice:
    pairing = _pairing_about(owed, facts)
    partner = _partner(owed, pairing, facts)
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
    pairing = _pairing_about(owed, facts)
    partner = _partner(owed, pairing, facts)
    return FirstMeeting(
        partner_name=partner.name,
        partner_email=partner.email,
        due_on=owed.item.due_on,
        is_late=facts.today > owed.item.due_on,
        link=facts.links.agreement(pairing.id),
    )


def _agreement(owed: NoticeOwed, facts: Facts) -> Notice:
    pairing = _pairing_about(owed, facts)
    return AgreementDue(
        partner_name=_partner(owed, pairing, facts).name,
        due_on=owed.item.due_on,
        is_late=facts.today > owed.item.due_on,
        link=_agreement_link(pairing, facts),
    )


def _quarter_ahead(owed: NoticeOwed, facts: Facts) -> Notice:
    pairing = _pairing_about(owed, facts)
    quarter = _quarter(owed.item.period, facts.roster)
    return QuarterAhead(
        partner_name=_partner(owed, pairing, facts).name,
        quarter=quarter_label(owed.item.period, quarter),
        report_due_on=owed.item.due_on,
        goals=_goals(pairing, facts.roster),
        met_in_person_on=_met_in_person(pairing, facts, quarter),
        link=_report_link(owed, pairing, facts),
    )


def _quarterly_report(owed: NoticeOwed, facts: Facts) -> Notice:
    pairing = _pairing_about(owed, facts)
    return QuarterlyReportDue(
        partner_name=_partner(owed, pairing, facts).name,
        quarter=quarter_label(owed.item.period, _quarter(owed.item.period, facts.roster)),
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
        link=_needed(facts.links.commitment(owed.item), "no hub commitment instance is open"),
    )


def _keep_in_touch(owed: NoticeOwed, facts: Facts) -> Notice:
    partner = _partner(owed, _pairing_about(owed, facts), facts)
    return KeepInTouch(
        partner_name=partner.name, partner_email=partner.email, last_on=owed.item.opened_on
    )


def _in_person(owed: NoticeOwed, facts: Facts) -> Notice:
    partner = _partner(owed, _pairing_about(owed, facts), facts)
    return MeetInPerson(
        partner_name=partner.name,
        partner_email=partner.email,
        period=quarter_label(owed.item.period, _quarter(owed.item.period, facts.roster)),
        due_on=owed.item.due_on,
    )


def _review(owed: NoticeOwed, facts: Facts) -> Notice:
    for hub, link in facts.links.reviews(owed.item.record_id, owed.item.period):
        if hub.partition(" ")[0] == owed.item.about:
            return ReviewDue(hub=hub, due_on=owed.item.due_on, link=link)
    raise CannotBuild("no review instance is open")


def _renewal(owed: NoticeOwed, facts: Facts) -> Notice:
    pairing = _pairing_about(owed, facts)
    return TimeToReview(
        partner_name=_partner(owed, pairing, facts).name,
        ends_on=owed.item.due_on,
        link=_needed(facts.links.renewal(pairing.id), "no agreement to renew is open"),
    )


def _july_meeting(owed: NoticeOwed, facts: Facts) -> Notice:
    partner = _partner(owed, _pairing_about(owed, facts), facts)
    return JulyMeeting(
        partner_name=partner.name, partner_email=partner.email, due_on=owed.item.due_on
    )


def _pulse(owed: NoticeOwed, facts: Facts) -> Notice:
    pairing = _pairing_about(owed, facts)
    ordinal = int(owed.item.key.rpartition("-")[2])
    is_mentee = owed.person_id == pairing.mentee_id
    return ConfidentialPulse(
        partner_name=_partner(owed, pairing, facts).name,
        link=facts.links.pulse(pairing.id, ordinal, is_mentee=is_mentee),
    )


def _welcome_back(owed: NoticeOwed, facts: Facts) -> Notice:
    own = [
        each
        for each in facts.items.values()
        if owed.person_id in each.owed_by and each.muted_until is None and not each.is_optional
    ]
    own.sort(key=lambda each: (each.due_on, each.key))
    return WelcomeBack(dates=tuple(_moved(each, owed, facts) for each in own[:_MOST_DATES]))


def _moved(item: DueItem, owed: NoticeOwed, facts: Facts) -> MovedDate:
    pairing_id = pairing_about(item.about)
    pairing = facts.roster.pairings_by_id.get(pairing_id) if pairing_id else None
    partner = _partner(owed, pairing, facts).name if pairing else ""
    return MovedDate(what=item_name(item), partner=partner, due_on=item.due_on)


def _july(owed: NoticeOwed, facts: Facts) -> Notice:
    if owed.item.kind is DueItemKind.RESIDENT_COUNTS:
        return _resident_counts(facts)
    return _july_meeting(owed, facts)


def _resident_counts(facts: Facts) -> Notice:
    if facts.counts is None:
        raise CannotBuild("the residents' counts were not computed")
    return ResidentCounts(counts=facts.counts)


BUILDERS: dict[NoticeKind, Builder] = {
    NoticeKind.PREFERENCES_OPEN: _preferences_open,
    NoticeKind.PREFERENCES_REMINDER: _preferences_reminder,
    NoticeKind.PAIRING: _pairing,
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
    NoticeKind.JULY_MEETING: _july,
    NoticeKind.PULSE: _pulse,
    NoticeKind.WELCOME_BACK: _welcome_back,
}
"""The morning digest is not owed by an item; `compose` builds it itself."""


def _needed(link: Link | None, reason: str) -> Link:
    if link is None:
        raise CannotBuild(reason)
    return link


def _agreement_link(pairing: Pairing, facts: Facts) -> Link:
    return _needed(facts.links.agreement(pairing.id), "no first report instance is open")


def _report_link(owed: NoticeOwed, pairing: Pairing, facts: Facts) -> Link:
    found = facts.links.report(pairing.id, owed.item.period)
    return _needed(found, "no quarterly report instance is open")


def _pairing_about(owed: NoticeOwed, facts: Facts) -> Pairing:
    pairing_id = pairing_about(owed.item.about)
    found = facts.roster.pairings_by_id.get(pairing_id) if pairing_id else None
    if found is None:
        raise CannotBuild("the pairing it is about is not in tonight's roster")
    return found


def _partner(owed: NoticeOwed, pairing: Pairing, facts: Facts) -> Person:
    is_mentee = owed.person_id == pairing.mentee_id
    partner_id = pairing.mentor_id if is_mentee else pairing.mentee_id
    found = facts.roster.people.get(partner_id or "")
    if found is None:
        raise CannotBuild("the partner's record is not in tonight's roster")
    return found


def _hub(pairing: Pairing, facts: Facts) -> str:
    hub = facts.roster.hubs.get(pairing.hub_code or -1)
    if hub is None:
        raise CannotBuild("the pairing's hub is not in tonight's roster")
    return hub.label


def _choice_met(pairing: Pairing, roster: Roster) -> int | None:
    preference = roster.preference_by_mentee.get(pairing.mentee_id)
    choices = preference.choices if preference else ()
    return choices.index(pairing.hub_code) + 1 if pairing.hub_code in choices else None


def _goals(pairing: Pairing, roster: Roster) -> tuple[str, ...]:
    """Goals of the latest agreement that has any; class C2, for the two partners."""
    agreements = roster.agreements_by_pairing.get(pairing.id, [])
    found = [each.goals for each in agreements if any(each.goals)]
    return tuple(goal for goal in found[-1] if goal) if found else ()


def _met_in_person(pairing: Pairing, facts: Facts, quarter: Quarter | None) -> date | None:
    if quarter is None:
        return None
    met = [
        each.on
        for each in facts.roster.contacts_by_pairing.get(pairing.id, [])
        if each.how is Meeting.IN_PERSON and each.on in quarter and each.on <= facts.today
    ]
    return max(met, default=None)


def _quarter(period: str, roster: Roster) -> Quarter | None:
    """Return the quarter that a ledger key calls `AY2026-Q2`; None for anything else."""
    found = re.fullmatch(r"AY(\d{4})-Q([1-4])", period)
    if found is None:
        return None
    begins = roster.settings.academic_year_start
    year = AcademicCalendar(begins.month, begins.day).year_beginning_in(int(found[1]))
    return year.quarters[int(found[2]) - 1]
