"""What the office reads in the morning (N24): what changed, who acts next, what needs a person.

What changed is told against the stored ledger, so a second run of a night has no news. Lines
carry record numbers, never names; what is confidential (C3) is a count, and the sentence about a
rule between two people only says where to look.
"""

from __future__ import annotations

from collections.abc import Iterable

from mentorship.issues import Issue, IssueCode
from mentorship.morning_digest import DigestLine, ListsToLookAt, MorningDigest
from mentorship.night import NightPlan
from mentorship.obligations.due_items import DueItem, DueItemKind
from mentorship.obligations.notices import for_the_office
from mentorship.obligations.schedule import is_silent
from mentorship.requests import open_requests
from mentorship.roster import Roster
from mentorship.to_check import grouped, lines_to_check, nobody_was_asked
from mentorship.validation.rule import Spot
from mentorship.wording import item_name, plain_day


_NOT_TOLD = {
    DueItemKind.PAIRING_NOTICE: "is FINAL and not announced to both yet",
    DueItemKind.CORRECTION: "was corrected and not everybody has been told yet",
}
_ABOUT_CONSTRAINTS = frozenset({IssueCode.EVALUATOR})


def morning_digest(
    plan: NightPlan, roster: Roster, department_title: str, *, mails_planned: int, mails_held: int
) -> MorningDigest:
    """Return the digest of *plan*; *roster* may be the one before or after the night's writing."""
    items = [entry.item for entry in plan.ledger]
    waiting = for_the_office(items, plan.today, left_alone=plan.left_alone)
    unasked = {each.key for each in nobody_was_asked(plan.ledger, plan.today)}
    found = [each for each in plan.news.found_overdue if each.key not in unasked]
    return MorningDigest(
        today=plan.today,
        department=department_title,
        new_overdue=(
            *(_overdue_line(each) for each in plan.news.overdue),
            *grouped(found, "and first seen tonight"),
        ),
        new_overdue_count=len(plan.news.overdue) + len(plan.news.found_overdue),
        for_the_office=tuple(_office_line(each) for each in waiting if each.key not in unasked),
        to_check=lines_to_check(plan.ledger, plan.today),
        closed=len(plan.news.done),
        problems=tuple(dict.fromkeys(problem_sentence(each) for each in plan.issues)),
        problem_count=len(plan.issues),
        proposals=tuple(each.profile for each in plan.pairing_plans),
        final_not_announced=tuple(_not_announced(plan)),
        confidential_items=confidential_items(roster),
        lists_to_look_at=_lists_to_look_at(items, plan),
        mails_planned=mails_planned,
        mails_held=mails_held,
    )


def problem_sentence(issue: Issue) -> str:
    """Return a problem as a mail may say it: constraints between people stay in REDCap."""
    is_confidential = issue.code in _ABOUT_CONSTRAINTS or issue.instrument == "pairing_constraint"
    if not is_confidential:
        return issue.sentence
    page = Spot(issue.record_id, "pairing", issue.field, issue.repeat_instance).page
    where = page if issue.instrument == "pairing" else "the person's page"
    return f"Record {issue.record_id}: something needs a look in REDCap. Open {where}."


def confidential_items(roster: Roster) -> int:
    """Return how many change requests wait for the office; never whose they are.

    The office closes one with an override on `CHANGE-<record>.<instance>`. Source: S4.117.
    """
    return len(open_requests(roster))


def _lists_to_look_at(items: Iterable[DueItem], plan: NightPlan) -> ListsToLookAt | None:
    """Return the hubs that the office is asked about, None for none; muted ones wait.

    One line however many they are: each hub's status page says what is asked. Source: S1.14.
    """
    asked = [
        each
        for each in items
        if each.kind is DueItemKind.OPPORTUNITIES
        and each.state.is_open
        and not is_silent(each, plan.today)
    ]
    if not asked:
        return None
    return ListsToLookAt(
        record_ids=tuple(each.record_id for each in asked), by=min(each.due_on for each in asked)
    )


def _not_announced(plan: NightPlan) -> Iterable[DigestLine]:
    """Yield final pairings that are due to be announced and whose mail does not go out tonight.

    So too those that were corrected, until all whom it concerns were told.
    """
    going_out = {each.item.key for each in plan.notices}
    for item in (entry.item for entry in plan.ledger):
        what = _NOT_TOLD.get(item.kind) if item.state.is_open else None
        if what and item.key not in going_out and item.due_on <= plan.today:
            sentence = f"Pairing {item.pairing_number} {what}."
            yield DigestLine(record_id=item.record_id, sentence=sentence)


def _overdue_line(item: DueItem) -> DigestLine:
    sentence = f"{_name(item)} was due on {plain_day(item.due_on)}."
    return DigestLine(record_id=item.record_id, sentence=sentence)


def _office_line(item: DueItem) -> DigestLine:
    if item.kind is DueItemKind.ASK:
        return _ask_line(item)
    sentence = (
        f"{_name(item)}, due on {plain_day(item.due_on)}: the reminders are used up, "
        "the office acts next."
    )
    return DigestLine(record_id=item.record_id, sentence=sentence)


def _ask_line(item: DueItem) -> DigestLine:
    sentence = (
        f"{_name(item)}: please answer by {plain_day(item.due_on)}, then mark {item.key} done in "
        "Office override."
    )
    return DigestLine(record_id=item.record_id, sentence=sentence)


def _name(item: DueItem) -> str:
    pairing = f" of pairing {item.pairing_number}" if item.pairing_number is not None else ""
    return f"{item_name(item)}{pairing}"
