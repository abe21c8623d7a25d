"""Living through nights with the pure core alone: what a rule says on a day, and several days on.

`Memory` stands where REDCap's ledger and the outbox stand; it holds what real nights would write.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from mentorship.obligations.due_items import (
    DueItem,
    DueItemKind,
    LedgerEntry,
    NoticeOwed,
    SentNotices,
)
from mentorship.obligations.due_rules import due_items
from mentorship.obligations.ledger import ledger
from mentorship.obligations.notices import announced_on, notices_owed
from mentorship.policy import Policy
from mentorship.roster import Roster
from tests.support.builders import Day, on, only, stored_from


POLICY = Policy()


def today(day: Day) -> date:
    """A day that is there."""
    found = on(day)
    assert found is not None
    return found


def items_on(day: Day, roster: Roster, kind: DueItemKind, policy: Policy = POLICY) -> list[DueItem]:
    """The items of one kind as a night on *day* computes them."""
    return only(due_items(roster, policy, today(day)), kind)


def item_on(day: Day, roster: Roster, kind: DueItemKind, policy: Policy = POLICY) -> DueItem | None:
    """The one item of a kind, None if there is none."""
    found = items_on(day, roster, kind, policy)
    assert len(found) <= 1
    return found[0] if found else None


def said(item: DueItem | None) -> str:
    """An item in a table cell: `overdue`, `done late`, or nothing."""
    return item.state.name.lower().replace("_", " ") if item else ""


def is_anew(item: DueItem) -> bool:
    """Whether a gap of years ago counts from the night that first saw it: not from its contact."""
    is_gap = item.kind is DueItemKind.MONTHLY_CONTACT
    return is_gap and item.period != item.opened_on.isoformat()


def may_have_rested(roster: Roster, item: DueItem) -> bool:
    """Whether leave or a pause may have moved the date of a pair's item: history is judged without."""
    pairing = next(each for each in roster.pairings if str(each.id) == item.about)
    two = (roster.people.get(pairing.mentee_id), roster.people.get(pairing.mentor_id or ""))
    is_away = any(each is not None and each.leave is not None for each in two)
    return is_away or pairing.paused_until is not None


@dataclass
class Memory:
    """What REDCap and the outbox remember from night to night."""

    roster: Roster
    told: dict[str, date] = field(default_factory=dict)
    policy: Policy = POLICY

    def night(self, day: Day, *, delivers: bool = True) -> list[NoticeOwed]:
        """Live one night: compute, send, record. Returns what was sent."""
        tonight = today(day)
        items = due_items(self.roster, self.policy, tonight)
        owed = notices_owed(self.roster, items, SentNotices(self.told), tonight)
        if delivers:
            self.told.update({each.key: tonight for each in owed})
        self.record(self.entries(items, tonight))
        return owed if delivers else []

    def entries(self, items: list[DueItem], tonight: date) -> list[LedgerEntry]:
        """The ledger as tonight leaves it."""
        told = SentNotices(self.told)
        return list(ledger(self.roster, items, told=told, mirror=True, today=tonight))

    def record(self, entries: list[LedgerEntry]) -> None:
        """Write the ledger and who has been told, as the record step does."""
        told = SentNotices(self.told)
        self.roster = replace(
            self.roster,
            ledger=stored_from(entries, self.roster.ledger),
            pairings=tuple(
                replace(each, announced_on=announced_on(self.roster, each, told))
                for each in self.roster.pairings
            ),
        )
