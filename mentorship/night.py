"""What one night decides, as one value: all that the apply steps need.

`decide` (in `mentorship.decide`) is pure: equal roster, policy, memory and day give equal plans.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from mentorship.coverage import ProgrammeCounts
from mentorship.issues import Issue, Severity
from mentorship.obligations.due_items import DueItem, LedgerEntry, NoticeOwed, Opening
from mentorship.obligations.watched import History
from mentorship.pairing.proposal import PairingPlan
from mentorship.relationships import PairingId
from mentorship.statuses import GroupState, HubState, PairingStatus, PersonStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerNews:
    """What tonight's ledger says that the stored one did not: nothing, once it is written."""

    overdue: tuple[DueItem, ...] = ()
    """Items that became overdue."""
    found_overdue: tuple[DueItem, ...] = ()
    """Items that were overdue already when tonight first saw them."""
    done: tuple[DueItem, ...] = ()
    """Items stored as open that are done now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NightPlan:
    """Tonight's decisions. Records in `left_alone` appear in no other part."""

    today: date
    issues: tuple[Issue, ...]
    ledger: tuple[LedgerEntry, ...]
    openings: tuple[Opening, ...]
    notices: tuple[NoticeOwed, ...]
    people: tuple[PersonStatus, ...]
    hubs: tuple[HubState, ...]
    groups: tuple[GroupState, ...]
    pairings: tuple[PairingStatus, ...]
    proposals: PairingPlan | None = None
    resident_proposals: PairingPlan | None = None
    news: LedgerNews = LedgerNews()
    history: Mapping[PairingId, History] = field(default_factory=dict)
    """Pairs that began before anybody watched, and what is over for them."""
    counts: ProgrammeCounts | None = None
    """Of the residents' programme, on a night that tells its director."""

    @property
    def left_alone(self) -> frozenset[str]:
        """Records with an error-level issue: neither written nor mailed tonight."""
        return frozenset(
            i.record_id for i in self.issues if i.severity is Severity.ERROR and i.record_id
        )

    @property
    def pairing_plans(self) -> tuple[PairingPlan, ...]:
        """Tonight's pairing runs, of all programmes."""
        return tuple(filter(None, (self.proposals, self.resident_proposals)))

    @property
    def proposal_count(self) -> int:
        """Proposals made tonight, in all programmes."""
        return sum(len(each.proposals) for each in self.pairing_plans)

    @property
    def overdue_count(self) -> int:
        """Items overdue tonight."""
        return sum(1 for e in self.ledger if e.item.state.name == "OVERDUE")
