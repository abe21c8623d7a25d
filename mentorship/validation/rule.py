"""What a validation rule is, what it may look at, and how it points at a place in REDCap."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from mentorship.hubs import hub_label
from mentorship.issues import Issue, IssueCode, Severity
from mentorship.people import Participation, Person, Role
from mentorship.policy import Policy
from mentorship.relationships import Decision, Pairing, PairingId, PairingState, Take
from mentorship.roster import Roster


INSTRUMENT_LABELS = {
    "person_profile": "Person profile",
    "hub_directory": "Hub directory",
    "affinity_group": "Affinity group",
    "program_settings": "Programme settings",
    "hub_commitment": "Hub commitment",
    "preferences": "Hub preferences",
    "pairing_constraint": "Pairing constraint",
    "pairing": "Pairing decision",
    "first_report": "First report and mentorship agreement",
    "contact_log": "Contact log",
    "quarterly_report": "Quarterly report",
    "senior_review": "Senior mentor six-month review",
    "item_override": "Office override",
}
"""The instruments a rule may send the office to, by the words at the top of the page."""

MENTOR_ROLES = (Role.HUB_MENTOR, Role.SENIOR_MENTOR, Role.RESIDENT_MENTOR)
"""Who may be somebody's mentor. Source: V3."""


@dataclass(frozen=True)
class Scope:
    """What every rule may look at: the roster, the numbers, the day, and the due-item keys."""

    roster: Roster
    policy: Policy
    today: date
    known_keys: Iterable[tuple[str, str]] | None = None
    """Record and key of tonight's due items, gone through once, and only if an override has a key
    that the ledger does not hold. None: no override's key is judged.
    """

    @cached_property
    def mentors(self) -> frozenset[str]:
        """Records of people who may be somebody's mentor now."""
        return frozenset(
            each.record_id
            for each in self.roster.people.values()
            if is_here(each) and each.has_role(*MENTOR_ROLES)
        )

    @cached_property
    def open_hub_numbers(self) -> frozenset[str]:
        """Numbers of the hubs that mentees may choose, as typed."""
        return frozenset(str(hub.code) for hub in self.roster.hubs.values() if hub.is_open)

    @cached_property
    def mentors_by_hub(self) -> dict[int, frozenset[str]]:
        """Records of the mentors committed to each hub."""
        found: dict[int, set[str]] = {}
        for mentor_id, hub_code in self.roster.current_commitments:
            found.setdefault(hub_code, set()).add(mentor_id)
        return {code: frozenset(mentors) for code, mentors in found.items()}

    @cached_property
    def arranged(self) -> tuple[Pairing, ...]:
        """Pairings that name a mentor or are about to: neither dropped, closed nor "no mentor"."""
        return tuple(
            each
            for each in self.roster.pairings
            if each.take is not Take.NONE
            and each.decision is not Decision.NOT_GOING_AHEAD
            and each.state is not PairingState.CLOSED
        )

    @cached_property
    def held_by_place(self) -> Counter[tuple[str, int]]:
        """How many current mentees each mentor holds in each hub."""
        return Counter(
            (each.mentor_id, each.hub_code)
            for each in self.roster.pairings
            if each.is_current and each.mentor_id and each.hub_code is not None
        )

    def history_ends(self, pairing_id: PairingId) -> date:
        """Return the day before which a pair's past was over long before anybody watched it."""
        watched_on = self.roster.watched_on(pairing_id, self.today)
        return watched_on - timedelta(days=self.policy.history)

    def hub_label(self, code: int) -> str:
        """Return the hub as staff write it, whether or not it exists."""
        hub = self.roster.hubs.get(code)
        return hub.label if hub else hub_label(code)


@dataclass(frozen=True, slots=True)
class Spot:
    """One field on one page of REDCap: where a problem is and where it is put right."""

    record_id: str
    instrument: str
    field: str
    repeat_instance: int | None = None

    @property
    def page(self) -> str:
        """The page as the office looks for it: `Pairing decision, instance 2`."""
        label = INSTRUMENT_LABELS[self.instrument]
        return f"{label}, instance {self.repeat_instance}" if self.repeat_instance else label

    def error(self, code: IssueCode, what: str, do: str) -> Issue:
        """Return an issue that leaves the record alone tonight; *do* gets the page appended."""
        return self._issue(code, Severity.ERROR, what, do)

    def warning(self, code: IssueCode, what: str, do: str) -> Issue:
        """Return an issue that the office should look at; the record goes on."""
        return self._issue(code, Severity.WARNING, what, do)

    def issue(self, code: IssueCode, what: str, do: str, *, is_error: bool) -> Issue:
        """Return an error or a warning, for rules whose weight depends on how far a pairing is."""
        return self._issue(code, Severity.ERROR if is_error else Severity.WARNING, what, do)

    def _issue(self, code: IssueCode, severity: Severity, what: str, do: str) -> Issue:
        return Issue(
            code=code,
            severity=severity,
            record_id=self.record_id,
            instrument=self.instrument,
            field=self.field,
            what=what,
            do=f"{do.strip()} Fix in {self.page}.".strip(),
            repeat_instance=self.repeat_instance,
        )


Check = Callable[[Scope], Iterator[Issue]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One validation rule: what must hold, why, and how far a breach reaches."""

    code: IssueCode
    title: str
    severity: Severity
    """The worst that a breach can be."""
    sentence: str
    """What must hold and what happens otherwise, as the rules page prints it."""
    source: str
    check: Check


def is_here(person: Person) -> bool:
    """Tell whether the person is in the department and has neither left nor opted out."""
    gone = {Participation.OPTED_OUT, Participation.DEPARTED}
    return person.is_active and person.participation not in gone


def pairing_spot(pairing: Pairing, field: str) -> Spot:
    """Return the place of a field in the office's decision."""
    return Spot(pairing.mentee_id, "pairing", field, pairing.id.number)


def shown(reference: str) -> str:
    """Return a typed record number for a sentence; anything else stays where it was typed.

    A field meant for a number may hold a name, and issues carry no names.
    """
    return reference if reference.isascii() and reference.isdigit() else "(not a number)"
