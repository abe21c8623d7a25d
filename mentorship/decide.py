"""The whole night as one pure function: from what REDCap holds to everything that follows.

Equal roster, policy, memory and day give an equal plan. A record with an error is left alone: no
row of it is written, nobody is mailed on it or about it. The others go on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from mentorship.coverage import ProgrammeCounts, counts_above
from mentorship.issues import Issue, Severity
from mentorship.ledger_tonight import look_through
from mentorship.night import NightPlan
from mentorship.obligations.due_items import (
    DueItem,
    DueItemKind,
    NoticeKind,
    NoticeOwed,
    SentNotices,
)
from mentorship.obligations.due_rules import due_items, items_of
from mentorship.obligations.ledger import ledger
from mentorship.obligations.notices import notices_owed
from mentorship.obligations.occasions import Occasions
from mentorship.obligations.openings import openings
from mentorship.obligations.pair_tonight import PairTonight, pairs_tonight
from mentorship.obligations.tonight import Tonight, pairing_about
from mentorship.obligations.watched import History
from mentorship.pairing.engine import propose
from mentorship.pairing.resident_runs import propose_residents
from mentorship.policy import Policy
from mentorship.relationships import Programme
from mentorship.roster import Assembly, Roster
from mentorship.status_rules.facts import NightFacts
from mentorship.status_rules.groups import group_states
from mentorship.status_rules.hubs import hub_states
from mentorship.status_rules.pairings import pairing_statuses
from mentorship.status_rules.people import person_statuses
from mentorship.validation.finals import room_at_final, waiting
from mentorship.validation.registry import issue_order, validate
from mentorship.validation.rule import Scope


_NEWS_OF_A_PAIR = frozenset({NoticeKind.PAIRING, NoticeKind.PAIRING_CORRECTED})


def decide(
    assembly: Assembly, policy: Policy, *, told: SentNotices, mirror: bool, today: date
) -> NightPlan:
    """Return the plan of the night of *today*.

    *policy* is the department's; what the office set in REDCap overrides it here. *told* is what
    the outbox remembers for the mode that runs, and *mirror* whether REDCap shows it (live) or
    not (rehearsal).
    """
    policy = policy.overridden_by(assembly.roster.settings)
    issues = _all_issues(assembly, policy, today)
    roster = waiting(assembly.roster, issues)
    proposals, more = propose(roster, policy, today, left_alone(issues)) or (None, ())
    for_residents, also = propose_residents(roster, policy, today, left_alone(issues)) or (None, ())
    issues = tuple(sorted({*issues, *more, *also}, key=issue_order))
    alone = left_alone(issues)
    tonight = Tonight(roster, policy, today)
    pairs = {each.pairing.id: each for each in pairs_tonight(tonight)}
    owed: list[DueItem] = []
    items = _noting_open(items_of(tonight, pairs.values()), owed)
    entries = ledger(roster, items, told=told, mirror=mirror, today=today, left_alone=alone)
    known = look_through(roster, entries)
    facts = NightFacts(
        roster=roster,
        policy=policy,
        today=today,
        ledger=known,
        issues=issues,
        proposals=proposals,
        resident_proposals=for_residents,
        told=told,
        mirror=mirror,
        left_alone=alone,
        known_pairs=pairs,
    )
    notices = notices_owed(roster, owed, told, today, left_alone=alone)
    occasions = Occasions(
        tonight=tonight,
        told=told,
        pairing_plans=tuple(filter(None, (proposals, for_residents))),
        left_alone=alone,
    )
    return NightPlan(
        today=today,
        issues=issues,
        ledger=known.entries,
        openings=tuple(openings(roster, owed, today, left_alone=alone)),
        notices=(*_told_together(roster, notices, alone), *occasions.notices()),
        people=tuple(person_statuses(facts)),
        hubs=tuple(hub_states(facts)),
        groups=tuple(group_states(facts)),
        pairings=tuple(pairing_statuses(facts)),
        proposals=proposals,
        resident_proposals=for_residents,
        news=known.news,
        history={
            key: History(each.start, each.watched_on, each.history_ends)
            for key, each in pairs.items()
            if each.start < each.history_ends and not each.is_over and key.mentee_id not in alone
        },
        counts=_counts(tonight, pairs.values(), notices),
    )


def _noting_open(items: Iterable[DueItem], owed: list[DueItem]) -> Iterator[DueItem]:
    """Yield *items*, and add those to *owed* that are: few, where a ledger is years long."""
    for item in items:
        if item.state.is_open:
            owed.append(item)
        yield item


def _counts(
    tonight: Tonight, pairs: Iterable[PairTonight], notices: Iterable[NoticeOwed]
) -> ProgrammeCounts | None:
    """Return the residents' counts on a night on which their director is told."""
    if not any(each.item.kind is DueItemKind.RESIDENT_COUNTS for each in notices):
        return None
    items = items_of(tonight, pairs)
    return counts_above(tonight.roster, tonight.policy, items, Programme.RESIDENT, tonight.today)


def left_alone(issues: Iterable[Issue]) -> frozenset[str]:
    """Return the records with an error."""
    return frozenset(
        each.record_id for each in issues if each.severity is Severity.ERROR and each.record_id
    )


@dataclass(frozen=True, slots=True)
class _ItemKeys:
    """Record and key of tonight's items, found when they are asked for."""

    roster: Roster
    policy: Policy
    today: date

    def __iter__(self) -> Iterator[tuple[str, str]]:
        held_up = room_at_final(Scope(self.roster, self.policy, self.today))
        items = due_items(waiting(self.roster, held_up), self.policy, self.today)
        return ((each.record_id, each.key) for each in items)


def _all_issues(assembly: Assembly, policy: Policy, today: date) -> tuple[Issue, ...]:
    """Join what reading and validation found; one place is reported once, at its worst.

    A field that could not be read looks blank to validation. What reading has said about a field
    stands, and validation adds to it only what is worse.
    """
    roster = assembly.roster
    found = validate(roster, policy, today, known_keys=_ItemKeys(roster, policy, today))
    read = {(_place(each), each.severity) for each in assembly.issues}
    new = [
        each
        for each in found
        if (_place(each), each.severity) not in read and (_place(each), Severity.ERROR) not in read
    ]
    return tuple(sorted({*assembly.issues, *new}, key=issue_order))


def _place(issue: Issue) -> tuple[str, str, str, int | None]:
    return issue.record_id, issue.instrument, issue.field, issue.repeat_instance


def _told_together(
    roster: Roster, notices: Iterable[NoticeOwed], alone: frozenset[str]
) -> Iterable[NoticeOwed]:
    """Hold a pairing's announcement, or its correction, while a partner's record is left alone.

    Mentee and mentor are told together; one must not hear it while the other cannot. Source:
    N06, S1.25d.
    """
    for notice in notices:
        pairing_id = pairing_about(notice.item.about)
        pairing = roster.pairings_by_id.get(pairing_id) if pairing_id else None
        is_news = notice.kind in _NEWS_OF_A_PAIR and pairing is not None
        if not is_news or pairing is None or pairing.mentor_id not in alone:
            yield notice
