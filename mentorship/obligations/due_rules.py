"""DUE_RULES: everything that anybody owes in any programme, and where each rule comes from.

To add an obligation, write one function and add it here; the tables of `tests/spec` must grow
with it. `due_items` is linear in what the roster holds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Generic, TypeVar

from mentorship.obligations.ask_rules import pair_asks_office, review_asks_office
from mentorship.obligations.cadence_rules import (
    monthly_contact_due,
    quarterly_in_person_due,
    quarterly_report_due,
)
from mentorship.obligations.correction_rules import pairing_correction_due
from mentorship.obligations.cycle_rules import choices_due, commitment_due, preferences_due
from mentorship.obligations.date_rules import date_ahead_due
from mentorship.obligations.due_items import DueItem, DueItemKind
from mentorship.obligations.feedback_rules import mentor_feedback_due
from mentorship.obligations.group_rules import senior_review_due, six_month_summary_due
from mentorship.obligations.hub_rules import opportunities_due
from mentorship.obligations.news_rules import (
    pulse_due,
    resident_counts_due,
    second_mentor_due,
    welcome_back_due,
)
from mentorship.obligations.pair_tonight import PairTonight, pairs_tonight
from mentorship.obligations.pairing_rules import (
    agreement_due,
    agreement_renewal_due,
    closing_reflection_due,
    first_meeting_due,
    july_meeting_due,
    pairing_notice_due,
)
from mentorship.obligations.tonight import Tonight
from mentorship.obligations.year_rules import evaluation_due, mentoring_year_due
from mentorship.policy import Policy
from mentorship.record_order import record_order
from mentorship.roster import Roster


Subject = TypeVar("Subject")

_KEY = attrgetter("key")


@dataclass(frozen=True, slots=True)
class DueRule(Generic[Subject]):
    """One obligation: its kind, the line of the guide it serves, and who finds it."""

    kind: DueItemKind
    source: str
    find: Callable[[Subject], Iterable[DueItem]]


PROGRAMME_RULES: tuple[DueRule[Tonight], ...] = (
    DueRule(DueItemKind.COMMITMENT, "S1.25b", commitment_due),
    DueRule(DueItemKind.PREFERENCES, "S1.24b", preferences_due),
    DueRule(DueItemKind.CHOICES, "S1.24b", choices_due),
    DueRule(DueItemKind.OPPORTUNITIES, "S1.14", opportunities_due),
    DueRule(DueItemKind.SIX_MONTH_SUMMARY, "S1.36b", six_month_summary_due),
    DueRule(DueItemKind.SENIOR_REVIEW, "S1.36a", senior_review_due),
    DueRule(DueItemKind.ASK, "S4.32, S1.36a", review_asks_office),
    DueRule(DueItemKind.WELCOME_BACK, "S1.x1", welcome_back_due),
    DueRule(DueItemKind.RESIDENT_COUNTS, "S0.8, S3.7a", resident_counts_due),
    DueRule(DueItemKind.MENTORING_YEAR, "S4.3", mentoring_year_due),
    DueRule(DueItemKind.EVALUATION, "S1.5", evaluation_due),
)

PAIRING_RULES: tuple[DueRule[PairTonight], ...] = (
    DueRule(DueItemKind.PAIRING_NOTICE, "S1.25d", pairing_notice_due),
    DueRule(DueItemKind.CORRECTION, "S1.25d", pairing_correction_due),
    DueRule(DueItemKind.FIRST_MEETING, "S1.29a", first_meeting_due),
    DueRule(DueItemKind.JULY_MEETING, "S0.26, S0.27", july_meeting_due),
    DueRule(DueItemKind.AGREEMENT, "S1.30", agreement_due),
    DueRule(DueItemKind.RENEWAL, "S4.116, S2.45", agreement_renewal_due),
    DueRule(DueItemKind.MONTHLY_CONTACT, "S1.32, S0.30", monthly_contact_due),
    DueRule(DueItemKind.QUARTERLY_IN_PERSON, "S1.33, S0.31", quarterly_in_person_due),
    DueRule(DueItemKind.QUARTERLY_REPORT, "S1.34", quarterly_report_due),
    DueRule(DueItemKind.ASK, "S4.32, S1.34", pair_asks_office),
    DueRule(DueItemKind.SECOND_MENTOR, "S4.111", second_mentor_due),
    DueRule(DueItemKind.PULSE, "S2.8, S3.15", pulse_due),
    DueRule(DueItemKind.FEEDBACK, "S4.23", mentor_feedback_due),
    DueRule(DueItemKind.CLOSING_REFLECTION, "S2.24", closing_reflection_due),
    DueRule(DueItemKind.DATE_AHEAD, "S2.15, S4.72", date_ahead_due),
)

DUE_RULES: tuple[DueRule[Tonight] | DueRule[PairTonight], ...] = (*PROGRAMME_RULES, *PAIRING_RULES)


def due_items(roster: Roster, policy: Policy, today: date) -> list[DueItem]:
    """Return every obligation of the four programmes as it stands tonight, by record and key.

    *policy* is the one in force, the office's settings included (`Policy.overridden_by`).
    """
    tonight = Tonight(roster, policy, today)
    return list(items_of(tonight, pairs_tonight(tonight)))


def items_of(tonight: Tonight, pairs: Iterable[PairTonight]) -> Iterator[DueItem]:
    """Yield the obligations of a night whose pairs are looked up already, by record and key.

    Record by record, all rules of one before those of the next: whatever is asked about an item
    as it comes, its record's rows are at hand.
    """
    of_record: defaultdict[str, list[DueItem]] = defaultdict(list)
    for programme_rule in PROGRAMME_RULES:
        for item in programme_rule.find(tonight):
            of_record[item.record_id].append(item)
    of_mentee: defaultdict[str, list[PairTonight]] = defaultdict(list)
    for pair in pairs:
        of_mentee[pair.mentee.record_id].append(pair)
    for record_id in sorted(of_record.keys() | of_mentee.keys(), key=record_order):
        mine = of_record.pop(record_id, [])
        for pair in of_mentee.get(record_id, ()):
            for rule in PAIRING_RULES:
                mine.extend(rule.find(pair))
        yield from sorted(mine, key=_KEY)
