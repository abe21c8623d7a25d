"""The programme as REDCap holds it tonight, with the look-ups that rules need."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from mentorship.hubs import AffinityGroup, Commitment, Hub
from mentorship.intervals import Interval, merged
from mentorship.issues import Issue, Severity
from mentorship.mentor_feedback import FeedbackByYear
from mentorship.obligations.due_items import StoredItem
from mentorship.obligations.watched import first_seen_on
from mentorship.pairing.proposal import StoredProposal
from mentorship.people import Person
from mentorship.program_settings import ProgramSettings
from mentorship.relationships import (
    Agreement,
    ChangeRequest,
    Closure,
    Constraint,
    Contact,
    Override,
    Pairing,
    PairingId,
    Preference,
    QuarterlyReport,
    SeniorReview,
)


@dataclass(frozen=True, kw_only=True)
class Roster:
    """Everything parsed from one pull; immutable, record ids are strings as in REDCap.

    Tuples are sorted by record id (numbers by value) and instance, so that equal data in any
    row order give an equal roster.
    """

    settings: ProgramSettings
    people: Mapping[str, Person] = field(default_factory=dict)
    hubs: Mapping[int, Hub] = field(default_factory=dict)
    groups: Mapping[int, AffinityGroup] = field(default_factory=dict)
    commitments: tuple[Commitment, ...] = ()
    preferences: tuple[Preference, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    pairings: tuple[Pairing, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    contacts: tuple[Contact, ...] = ()
    reports: tuple[QuarterlyReport, ...] = ()
    reviews: tuple[SeniorReview, ...] = ()
    closures: tuple[Closure, ...] = ()
    change_requests: tuple[ChangeRequest, ...] = ()
    overrides: tuple[Override, ...] = ()
    ledger: tuple[StoredItem, ...] = ()
    proposals: tuple[StoredProposal, ...] = ()
    last_instances: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """Highest repeat instance that REDCap holds, by (instrument, record), read or not.

    An instance that is empty, unanswered or beyond reading counts too: a new one is opened after
    it, never on it.
    """
    commitments_opened: frozenset[tuple[str, str]] = frozenset()
    """(mentor record, cycle) of every `hub_commitment` instance, answered or only opened."""
    feedback: FeedbackByYear = field(default_factory=dict)
    """What mentees say together of a mentor's year; nothing of fewer than five."""

    @cached_property
    def pairings_by_id(self) -> dict[PairingId, Pairing]:
        """Pairing by its id."""
        return {each.id: each for each in self.pairings}

    @cached_property
    def pairings_by_mentor(self) -> dict[str, list[Pairing]]:
        """Current pairings (final, not closed) by mentor record."""
        return _grouped((p for p in self.pairings if p.is_current and p.mentor_id), "mentor_id")

    @cached_property
    def pairings_by_mentee(self) -> dict[str, list[Pairing]]:
        """All pairings by mentee record, oldest instance first."""
        return _grouped(self.pairings, "mentee_id")

    @cached_property
    def agreements_by_pairing(self) -> dict[PairingId, list[Agreement]]:
        """Agreements (first and amendments) by pairing, oldest instance first."""
        return _grouped(self.agreements, "pairing_id")

    @cached_property
    def contacts_by_pairing(self) -> dict[PairingId, list[Contact]]:
        """Contact log by pairing, by date."""
        found: dict[PairingId, list[Contact]] = _grouped(self.contacts, "pairing_id")
        for contacts in found.values():
            contacts.sort(key=lambda each: (each.on, each.repeat_instance))
        return found

    @cached_property
    def reports_by_pairing(self) -> dict[PairingId, list[QuarterlyReport]]:
        """Quarterly reports by pairing, oldest instance first."""
        return _grouped(self.reports, "pairing_id")

    @cached_property
    def commitments_by_mentor(self) -> dict[str, list[Commitment]]:
        """Commitments of all cycles by mentor record."""
        return _grouped(self.commitments, "mentor_id")

    @cached_property
    def current_commitments(self) -> dict[tuple[str, int], Commitment]:
        """The commitment in force for each (mentor, hub).

        This cycle's if there is one, else the newest earlier one: last year's value stands,
        unconfirmed, until the mentor says otherwise.
        """
        found: dict[tuple[str, int], Commitment] = {}
        for each in sorted(self.commitments, key=self._commitment_age):
            found[each.mentor_id, each.hub_code] = each
        return found

    @cached_property
    def current_commitments_by_hub(self) -> dict[int, list[Commitment]]:
        """The commitments in force of each hub."""
        return _grouped(self.current_commitments.values(), "hub_code")

    def _commitment_age(self, each: Commitment) -> tuple[bool, str, int]:
        return each.cycle == self.settings.cycle, each.cycle, each.repeat_instance

    @cached_property
    def preference_by_mentee(self) -> dict[str, Preference]:
        """The last answered preference of the current cycle by mentee record."""
        return {
            each.mentee_id: each
            for each in self.preferences
            if each.cycle == self.settings.cycle and each.is_answered
        }

    @cached_property
    def constraints_by_person(self) -> dict[str, list[Constraint]]:
        """Rules between two people by either one's record."""
        found: defaultdict[str, list[Constraint]] = defaultdict(list)
        for each in self.constraints:
            for record_id in {each.person_id, each.other_id}:
                found[record_id].append(each)
        return dict(found)

    @cached_property
    def proposals_by_mentee(self) -> dict[str, tuple[StoredProposal, ...]]:
        """Stored proposals of all runs and programmes by mentee record."""
        found: dict[str, list[StoredProposal]] = _grouped(self.proposals, "mentee_id")
        return {mentee_id: tuple(mine) for mentee_id, mine in found.items()}

    @cached_property
    def overrides_by_key(self) -> dict[str, list[Override]]:
        """Office overrides by due-item key, oldest instance first."""
        return _grouped(self.overrides, "key")

    @cached_property
    def ledger_by_record(self) -> dict[str, dict[str, StoredItem]]:
        """The stored ledger rows of each record, by key (the lowest instance, should there be two).

        One small table a record: a night asks for every row, record by record, and what it asks
        next then lies near.
        """
        found: dict[str, dict[str, StoredItem]] = {}
        for each in self.ledger:
            rows = found.setdefault(each.record_id, {})
            if each.key not in rows or each.repeat_instance < rows[each.key].repeat_instance:
                rows[each.key] = each
        return found

    def stored(self, record_id: str, key: str) -> StoredItem | None:
        """Return the ledger row that a record holds of an item; None if there is none."""
        rows = self.ledger_by_record.get(record_id)
        return None if rows is None else rows.get(key)

    def watched_on(self, pairing_id: PairingId, today: date) -> date:
        """Return the night that first saw a pair: *today* for one that the ledger does not know."""
        rows = self.ledger_by_record.get(pairing_id.mentee_id, {})
        return min(first_seen_on(pairing_id, rows.values()) or today, today)


def _grouped(values: Iterable[Any], attribute: str) -> dict[Any, list[Any]]:
    found: defaultdict[Any, list[Any]] = defaultdict(list)
    for each in values:
        found[getattr(each, attribute)].append(each)
    return dict(found)


@dataclass(frozen=True, slots=True)
class Assembly:
    """A roster with the problems found while reading it."""

    roster: Roster
    issues: tuple[Issue, ...]

    def keeping_quiet(self, days: Iterable[Interval]) -> Assembly:
        """Return the same programme with *days* among the office's quiet dates."""
        settings = self.roster.settings
        quiet = merged((*settings.quiet, *days))
        return replace(self, roster=replace(self.roster, settings=replace(settings, quiet=quiet)))

    @property
    def records_left_alone(self) -> frozenset[str]:
        """Records with an error: neither written nor mailed tonight."""
        return frozenset(i.record_id for i in self.issues if i.severity is Severity.ERROR)
