"""Builders of the mails about a meeting that is coming, and about a year that ends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from mentorship.mentor_feedback import MentorFeedback
from mentorship.obligations.due_items import DueItemKind, NoticeKind, NoticeOwed
from mentorship.prompts import ABOUT_US
from mentorship.relationships import PairingId, QuarterlyReport
from mentorship.wording import as_sentence
from notifications.facts import (
    Builder,
    CannotBuild,
    Facts,
    diary_date,
    goals_of,
    pairing_owed,
    partner_of,
    prompts_for,
)
from notifications.meetings import CoachingAhead, PrepareMeeting
from notifications.news import TellYourMentor
from notifications.notice import Notice
from notifications.yearly import MentoringYearStatement, ProgrammeEvaluation


HELPERS = {"1": "the hub", "2": "the senior mentor", "3": "Faculty Affairs"}
"""Codes of `qr_help`, as people read them."""


def _prepare(owed: NoticeOwed, facts: Facts) -> Notice:
    pairing = pairing_owed(owed, facts)
    if owed.item.kind is DueItemKind.FEEDBACK:
        return TellYourMentor(
            mentor_name=partner_of(owed, pairing, facts).name,
            question=ABOUT_US,
            link=facts.links.feedback(pairing.id, int(owed.item.period.removeprefix("AY"))),
        )
    partner = partner_of(owed, pairing, facts)
    last = _last_report(pairing.id, facts)
    meets_on = date.fromisoformat(owed.item.period)
    return PrepareMeeting(
        partner_name=partner.name,
        meeting=diary_date(pairing, meets_on, partner, facts),
        goals=goals_of(pairing, facts.roster),
        plan=last.plan if last else "",
        asks=tuple(HELPERS[each] for each in sorted(last.asks) if each in HELPERS) if last else (),
        questions=prompts_for(owed, pairing, meets_on, facts),
        link=facts.links.agreement(pairing.id),
    )


def _coaching(owed: NoticeOwed, facts: Facts) -> Notice:
    pairing = pairing_owed(owed, facts)
    partner = partner_of(owed, pairing, facts)
    contacts = facts.roster.contacts_by_pairing.get(pairing.id, [])
    met = [each.on for each in contacts if each.on <= facts.today]
    return CoachingAhead(
        partner_name=partner.name,
        partner_email=partner.email,
        due_on=owed.item.due_on,
        last_on=max(met, default=None),
    )


def _mentoring_year(owed: NoticeOwed, facts: Facts) -> Notice:
    found = facts.statements.get(owed.person_id)
    if found is None:
        raise CannotBuild("the mentor's year was not computed")
    return MentoringYearStatement(
        year=found.year,
        outcomes=found.outcomes,
        mentees_say="\n".join(_said(found.feedback) if found.feedback else ()),
    )


def _said(feedback: MentorFeedback) -> Iterator[str]:
    for asked, mean in feedback.averages:
        yield as_sentence(f"{asked.value}: {mean.value:.1f} ({mean.of} people)")


def _evaluation(owed: NoticeOwed, facts: Facts) -> Notice:
    found = facts.evaluation
    if found is None or found.period != owed.item.period:
        raise CannotBuild("the half-year's evaluation was not computed")
    return ProgrammeEvaluation(evaluation=found)


def _last_report(pairing_id: PairingId, facts: Facts) -> QuarterlyReport | None:
    """Return the newest quarter's report that the two have written something into."""
    found = facts.roster.reports_by_pairing.get(pairing_id, [])
    written = [each for each in found if each.plan or each.asks]
    return max(written, key=lambda each: (each.period, each.repeat_instance), default=None)


MEETING_BUILDERS: dict[NoticeKind, Builder] = {
    NoticeKind.PREPARE: _prepare,
    NoticeKind.COACHING: _coaching,
    NoticeKind.MENTORING_YEAR: _mentoring_year,
    NoticeKind.EVALUATION: _evaluation,
}
