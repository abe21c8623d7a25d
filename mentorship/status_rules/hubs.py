"""How each hub stands. Counts only: no person appears here."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from mentorship.hubs import Commitment, CommitmentRole, Hub
from mentorship.obligations.due_items import DueItem, DueState
from mentorship.people import Participation
from mentorship.record_order import record_order
from mentorship.relationships import TakesPart
from mentorship.status_rules.facts import NightFacts
from mentorship.statuses import HubState
from mentorship.wording import list_todo


_COUNTED = frozenset({DueState.DONE_ON_TIME, DueState.DONE_LATE, DueState.OVERDUE})
_REACH = timedelta(days=400)
"""Far enough back to hold two whole quarters."""
_GONE = frozenset({Participation.OPTED_OUT, Participation.DEPARTED})


def hub_states(facts: NightFacts) -> list[HubState]:
    """Return the status of every hub, in record order."""
    counts = HubCounts(facts)
    hubs = sorted(facts.roster.hubs.values(), key=lambda each: record_order(each.record_id))
    return [counts.state(each) for each in hubs if each.record_id not in facts.left_alone]


@dataclass(frozen=True)
class HubCounts:
    """Counts by hub code, each made in one pass."""

    facts: NightFacts

    def state(self, hub: Hub) -> HubState:
        """Return a hub's row; `gain` is known only on a night that computed proposals."""
        offers = self.offers.get(hub.code, [])
        offered = sum(each.capacity for each in offers)
        return HubState(
            record_id=hub.record_id,
            hub_code=hub.code,
            mentors=len(offers),
            capacity=offered if hub.cap is None else min(offered, hub.cap),
            mentees=self.mentees[hub.code],
            first_choices=self.first_choices[hub.code],
            named=self.named[hub.code],
            gain=self.gains.get(hub.code),
            on_time_percent=self.on_time_percent(hub.code),
            list_mark=hub.opportunities.mark,
            list_since=hub.opportunities.since(self.facts.today),
            list_todo=self._todo(hub),
            problems=self.facts.problems(hub.record_id),
        )

    def _todo(self, hub: Hub) -> str:
        asked = self.facts.lists_asked_about.get(hub.record_id)
        return list_todo(asked, hub.opportunities, self.facts.today) if asked else ""

    @cached_property
    def offers(self) -> dict[int, list[Commitment]]:
        """Commitments in force of mentors who are here and take mentees, by hub."""
        found: defaultdict[int, list[Commitment]] = defaultdict(list)
        for offer in self.facts.roster.current_commitments.values():
            mentor = self.facts.roster.people.get(offer.mentor_id)
            is_here = mentor and mentor.is_active and mentor.participation not in _GONE
            if is_here and offer.role is not CommitmentRole.ADVISER:
                found[offer.hub_code].append(offer)
        return dict(found)

    @cached_property
    def mentees(self) -> Counter[int]:
        """Current pairs by hub."""
        return Counter(
            each.hub_code
            for each in self.facts.roster.pairings
            if each.is_current and each.hub_code is not None
        )

    @cached_property
    def first_choices(self) -> Counter[int]:
        """How many name each hub first this cycle."""
        return Counter(codes[0] for codes in self._wishes if codes)

    @cached_property
    def named(self) -> Counter[int]:
        """How many name each hub at all this cycle."""
        return Counter(code for codes in self._wishes for code in codes)

    @cached_property
    def gains(self) -> dict[int, int]:
        """What one more place would change, from tonight's pairing run if there was one."""
        plan = self.facts.proposals
        return {each.hub_code: each.gain for each in plan.demand} if plan else {}

    def on_time_percent(self, hub_code: int) -> int | None:
        """Return the share of joint reports on time over the last two quarters.

        Reports still open after their due date count as not on time, waived ones do not count.
        None unless both quarters had a report due.
        """
        done: list[bool] = []
        for period in self._last_quarters:
            states = self._reports.get((hub_code, period), [])
            if not states:
                return None
            done += [state is DueState.DONE_ON_TIME for state in states]
        return round(100 * sum(done) / len(done)) if done else None

    @cached_property
    def _wishes(self) -> list[tuple[int, ...]]:
        wishes = self.facts.roster.preference_by_mentee.values()
        return [each.hub_codes for each in wishes if each.takes_part is TakesPart.MATCH_ME]

    @cached_property
    def _last_quarters(self) -> tuple[str, ...]:
        """The two newest quarters whose reports were due before today."""
        calendar, today = self.facts.tonight.calendar, self.facts.today
        due_by = today - timedelta(days=self.facts.policy.quarterly_grace + 1)
        ended = [
            each.name
            for each in calendar.quarters_between(due_by - _REACH, due_by)
            if each.last <= due_by
        ]
        return tuple(ended[-2:])

    @cached_property
    def _reports(self) -> dict[tuple[int, str], list[DueState]]:
        found: defaultdict[tuple[int, str], list[DueState]] = defaultdict(list)
        for item in self.facts.ledger.reports:
            if item.period in self._last_quarters and item.state in _COUNTED:
                code = self._hub_of(item)
                if code is not None:
                    found[code, item.period].append(item.state)
        return dict(found)

    def _hub_of(self, item: DueItem) -> int | None:
        pairing_id = item.pairing_id
        pairing = self.facts.roster.pairings_by_id.get(pairing_id) if pairing_id else None
        return pairing.hub_code if pairing else None
