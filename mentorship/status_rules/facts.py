"""What all status rules share: tonight's ledger, problems and pairs, looked up once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from mentorship.corrections import counts_from
from mentorship.issues import Issue, Severity
from mentorship.ledger_tonight import LedgerTonight
from mentorship.obligations.due_items import (
    NEWS,
    DueItem,
    DueItemKind,
    DueState,
    LedgerEntry,
    SentNotices,
)
from mentorship.obligations.pair_tonight import PairTonight
from mentorship.obligations.tonight import Tonight
from mentorship.pairing.proposal import PairingPlan
from mentorship.pairing.senior_tier import coaching_texts
from mentorship.policy import Policy
from mentorship.record_order import record_order
from mentorship.relationships import Pairing, PairingId, Take
from mentorship.roster import Roster
from mentorship.wording import as_sentence


_NOT_OF_THE_PAIR = NEWS | {DueItemKind.PAIRING_NOTICE, DueItemKind.ASK}


@dataclass(frozen=True, kw_only=True)
class NightFacts:
    """Everything a status may say. Records in `left_alone` get no row."""

    roster: Roster
    policy: Policy
    today: date
    ledger: LedgerTonight = field(default_factory=LedgerTonight)
    issues: tuple[Issue, ...] = ()
    proposals: PairingPlan | None = None
    resident_proposals: PairingPlan | None = None
    told: SentNotices = field(default_factory=SentNotices)
    mirror: bool = True
    """What was told is shown in REDCap; off in a rehearsal."""
    left_alone: frozenset[str] = frozenset()
    known_pairs: Mapping[PairingId, PairTonight] = field(default_factory=dict)
    """Pairs as tonight's rules have looked them up, so that nothing is counted twice."""

    @cached_property
    def tonight(self) -> Tonight:
        """The calendar, clocks and overrides of the due rules."""
        return Tonight(self.roster, self.policy, self.today)

    @cached_property
    def pairs(self) -> dict[PairingId, PairTonight]:
        """Pairings with a status (see `_with_status`) whose partners and start are known."""
        found = (self._pair(each) for each in self._with_status())
        return {each.pairing.id: each for each in found if each is not None}

    @cached_property
    def pairs_by_person(self) -> dict[str, list[PairTonight]]:
        """Current pairs by either partner's record, the newest assignment last."""
        found: defaultdict[str, list[PairTonight]] = defaultdict(list)
        for each in sorted(self.pairs.values(), key=lambda pair: (pair.start, pair.pairing.id)):
            if each.pairing.is_current:
                for record_id in each.partners:
                    found[record_id].append(each)
        return dict(found)

    @cached_property
    def open_by_pairing(self) -> dict[PairingId, list[LedgerEntry]]:
        """Open entries by the pairing they are about; its announcement is the office's."""
        found: defaultdict[PairingId, list[LedgerEntry]] = defaultdict(list)
        for entry in self.ledger.open_entries:
            pairing_id = entry.item.pairing_id
            if pairing_id and entry.item.kind not in _NOT_OF_THE_PAIR:
                found[pairing_id].append(entry)
        return dict(found)

    @cached_property
    def open_by_person(self) -> dict[str, list[LedgerEntry]]:
        """Open ledger entries by everybody who can still close them, the earliest due first."""
        found: defaultdict[str, list[LedgerEntry]] = defaultdict(list)
        for entry in sorted(
            self.ledger.open_entries, key=lambda each: (each.item.due_on, each.item.key)
        ):
            if entry.item.kind not in NEWS:
                for person_id in entry.item.owed_by:
                    found[person_id].append(entry)
        return dict(found)

    @cached_property
    def lists_asked_about(self) -> dict[str, DueItem]:
        """The office's open question about a hub's scholarship opportunities, by hub record."""
        kind = DueItemKind.OPPORTUNITIES
        return {e.item.record_id: e.item for e in self.ledger.open_entries if e.item.kind is kind}

    @cached_property
    def held_by_place(self) -> Counter[tuple[str, int]]:
        """How many current mentees each mentor holds in each hub."""
        return Counter(
            (each.mentor_id, each.hub_code)
            for each in self.roster.pairings
            if each.is_current and each.mentor_id and each.hub_code is not None
        )

    @cached_property
    def proposal_texts(self) -> dict[str, str]:
        """What the newest proposal of this cycle says, by mentee, and who coaches each hub mentor.

        Tonight's proposals count first; stored ones are read back on later nights, so that the
        text stays on the page.
        """
        cycle = self.roster.settings.cycle
        stored = sorted(self.roster.proposals, key=lambda p: (p.is_current, p.repeat_instance))
        found = {each.mentee_id: each.why for each in stored if each.cycle == cycle}
        for plan in filter(None, (self.proposals, self.resident_proposals)):
            found.update({each.mentee_id: each.why for each in plan.proposals})
        for mentor_id, text in coaching_texts(self.roster, self.today).items():
            found[mentor_id] = "\n".join(filter(None, (found.get(mentor_id), text)))
        return found

    def summaries_sent(self, group_record_id: str) -> list[date]:
        """Return the days on which a group's six-month summaries went out, as its rows say."""
        rows = self.roster.ledger_by_record.get(group_record_id, {}).values()
        kind = DueItemKind.SIX_MONTH_SUMMARY
        return [each.done_on for each in rows if each.kind is kind and each.done_on is not None]

    @cached_property
    def warnings(self) -> dict[str, list[Issue]]:
        """Warnings by record; records with errors are left alone and need none."""
        found: defaultdict[str, list[Issue]] = defaultdict(list)
        for issue in self.issues:
            if issue.severity is Severity.WARNING:
                found[issue.record_id].append(issue)
        return dict(found)

    def problems(self, record_id: str) -> str:
        """Return the problems of a record, one sentence a line."""
        return problem_lines(self.warnings.get(record_id, ()))

    @cached_property
    def undone(self) -> list[Pairing]:
        """Pairings that were taken back and do not say any more between whom, or from when.

        All that is left to say of them is that they are closed.
        """
        return [
            each for each in self._with_status() if not each.is_final and each.id not in self.pairs
        ]

    def _with_status(self) -> list[Pairing]:
        """A pairing that was reversed keeps the row it has, which then says closed."""
        chosen = (
            each
            for each in self.roster.pairings
            if each.announced_on is not None
            or each.has_status
            or (each.is_final and each.take is not Take.NONE)
        )
        return sorted(chosen, key=lambda p: (record_order(p.mentee_id), p.id.number))

    def _pair(self, pairing: Pairing) -> PairTonight | None:
        known = self.known_pairs.get(pairing.id)
        if known is not None:
            return known
        mentee = self.roster.people.get(pairing.mentee_id)
        mentor = self.roster.people.get(pairing.mentor_id or "")
        start = counts_from(pairing, self.today)
        if mentee is None or mentor is None or start is None:
            return None
        return PairTonight(self.tonight, pairing, start, mentee, mentor)


def problem_lines(issues: Iterable[Issue]) -> str:
    """Return what is wrong and what to do, one problem a line, without the record's number."""
    return "\n".join(dict.fromkeys(as_sentence(f"{each.what} {each.do}") for each in issues))


def worst_state(entries: Iterable[LedgerEntry]) -> DueState | None:
    """Return the most pressing state among open items: overdue, due, upcoming; None for none."""
    states = {each.item.state for each in entries}
    order = (DueState.OVERDUE, DueState.DUE, DueState.UPCOMING)
    return next((state for state in order if state in states), None)
