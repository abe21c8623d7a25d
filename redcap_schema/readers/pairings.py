"""Pairing decisions, with hub and mentor looked up in what the office took.

Source: S1.25. A decision that takes a proposal means that mentee's current proposal of the
decision's cycle (else the latest one). A decision that names no cycle is of the current one, unless
it may be older. Once anybody was told, what they were told stands, unless the office types another
hub or mentor before anything has come of the pair: that is a correction, which is told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from mentorship.issues import IssueCode, Severity
from mentorship.named import Named
from mentorship.obligations.due_items import DueItemKind, StoredItem
from mentorship.pairing.proposal import NO_HUB, Place, StoredProposal
from mentorship.relationships import (
    Decision,
    Pairing,
    PairingId,
    PairingState,
    Programme,
    Said,
    Take,
)
from redcap_schema.instruments.pairing import PairingRow
from redcap_schema.instruments.pairing_proposal_auto import PairingProposalAuto
from redcap_schema.instruments.pairing_status_auto import PairingStatusAuto
from redcap_schema.readers.begun import has_begun
from redcap_schema.readers.pull import Pull, hub_code_of


_POSITION = {Take.PROPOSAL: 0, Take.ALTERNATIVE_A: 1, Take.ALTERNATIVE_B: 2}


def read_proposals(pull: Pull) -> tuple[StoredProposal, ...]:
    """Return the stored proposals, by mentee and instance."""
    return tuple(
        StoredProposal(
            mentee_id=row.record_id,
            repeat_instance=row.repeat_instance,
            cycle=row.mp_cycle,
            run=row.mp_run,
            place=_place(row),
            choice_met=row.mp_rank,
            alternatives=_alternatives(row),
            why=row.mp_why,
            is_current=row.mp_state is not False,
        )
        for row in pull.read(PairingProposalAuto)
    )


def _place(row: PairingProposalAuto) -> Place | None:
    """Return the place proposed; a resident's has no hub."""
    hub = hub_code_of(row.mp_hub) if row.mp_hub.strip() else NO_HUB
    return None if hub is None or row.mp_mentor is None else Place(hub, row.mp_mentor)


def _alternatives(row: PairingProposalAuto) -> tuple[Place, ...]:
    """Return A and B in their places: without a readable A there is no B either."""
    places = (Place.parse(text) for text in (row.mp_alt_a, row.mp_alt_b))
    return tuple(place for place in takewhile(lambda each: each is not None, places) if place)


def read_pairings(
    pull: Pull, proposals: Sequence[StoredProposal], ledger: Iterable[StoredItem], cycle: str
) -> tuple[Pairing, ...]:
    """Return the pairing decisions, resolved; *cycle* stands in where a decision names none.

    The *ledger* knows of which of them somebody has been told.
    """
    resolver = _Resolver(
        pull,
        _latest_proposals(proposals),
        _by_mentee(proposals),
        _statuses(pull),
        frozenset(_keys_told_of(ledger)),
    )
    return tuple(resolver.pairing(row, row.pr_cycle or cycle) for row in pull.read(PairingRow))


def _latest_proposals(
    proposals: Iterable[StoredProposal],
) -> dict[tuple[str, str], StoredProposal]:
    """Return the proposal that counts for each (mentee, cycle)."""
    ordered = sorted(proposals, key=lambda each: (each.is_current, each.repeat_instance))
    return {(each.mentee_id, each.cycle): each for each in ordered}


def _by_mentee(proposals: Iterable[StoredProposal]) -> dict[str, list[StoredProposal]]:
    found: defaultdict[str, list[StoredProposal]] = defaultdict(list)
    for each in proposals:
        found[each.mentee_id].append(each)
    return dict(found)


def _statuses(pull: Pull) -> dict[PairingId, PairingStatusAuto]:
    return {
        PairingId(row.record_id, row.repeat_instance): row for row in pull.read(PairingStatusAuto)
    }


def _keys_told_of(ledger: Iterable[StoredItem]) -> Iterator[str]:
    """Yield the keys of the announcements that one or both of a pair have been sent."""
    for each in ledger:
        if each.kind is DueItemKind.PAIRING_NOTICE and each.notices_sent > 0:
            yield each.key


@dataclass(frozen=True, slots=True)
class _Resolver:
    pull: Pull
    proposals: Mapping[tuple[str, str], StoredProposal]
    of_mentee: Mapping[str, Sequence[StoredProposal]]
    statuses: Mapping[PairingId, PairingStatusAuto]
    told_of: frozenset[str]

    def pairing(self, row: PairingRow, cycle: str) -> Pairing:
        """Return the decision with its hub and mentor."""
        identity = PairingId(row.record_id, row.repeat_instance)
        status = self.statuses.get(identity)
        told = status if status and self._is_told(identity, status) else None
        hub, mentor = self._told(row, told) if told else self._decided(row, cycle)
        named = _named(told) if told else None
        return Pairing(
            id=identity,
            cycle=cycle,
            programme=self._programme(row, cycle, told),
            take=row.pr_take,
            decision=row.pr_decision or Decision.DRAFT,
            hub_code=hub,
            mentor_id=mentor,
            second_mentor_id=row.pr_mentor2,
            mentee_said=row.pr_mentee_said or Said.NOT_ASKED,
            mentor_said=row.pr_mentor_said or Said.NOT_ASKED,
            start_on=row.pr_start_on,
            state=row.pr_state or PairingState.ACTIVE,
            paused_until=row.pr_pause_until,
            end_on=row.pr_end_on,
            announced_on=told.pz_announced_on if told else None,
            told_before=_told_before(told) if told else (),
            corrected_on=told.pz_corrected_on if told else None,
            corrects=named if named and _was_told_other(row, hub, mentor, named) else None,
            has_status=status is not None,
        )

    def _is_told(self, identity: PairingId, status: PairingStatusAuto) -> bool:
        """Tell whether both have been told, or one: the other was away, and is told on return."""
        if status.pz_announced_on is not None:
            return True
        notice = f"{DueItemKind.PAIRING_NOTICE.prefix}-{identity}"
        return status.pz_mentor is not None and notice in self.told_of

    def _programme(self, row: PairingRow, cycle: str, told: PairingStatusAuto | None) -> Programme:
        """Return the programme; whoever takes a resident's proposal means that one.

        The form starts with programme 1 ticked. Once anybody was told, a mentor without a hub is a
        resident's: what is proposed in a later run or cycle never turns one pair into another.
        """
        programme = row.pr_program or Programme.FACULTY_HUB
        if programme is not Programme.FACULTY_HUB or row.pr_take not in _POSITION:
            return programme
        if told is not None:
            is_resident = bool(told.pz_mentor) and not told.pz_hub.strip()
            return Programme.RESIDENT if is_resident else programme
        proposal = self.proposals.get((row.record_id, cycle))
        return programme if proposal is None else proposal.programme

    def _told(self, row: PairingRow, told: PairingStatusAuto) -> tuple[int | None, str | None]:
        """Return what they were told or what the office has corrected it to.

        A decision that was changed behind what they were told, and is no correction, is reported.
        """
        named = hub_code_of(told.pz_hub), told.pz_mentor
        typed = row.pr_hub, row.pr_mentor
        if self._takes_another(row, named):
            self._report(
                row,
                Severity.WARNING,
                "another of the places proposed was taken after it had been announced; what was "
                "told stands.",
                "Choose hub and mentor yourself there: as long as the two have filled in nothing, "
                "both are told of the correction.",
            )
        if row.pr_take not in {Take.OWN_CHOICE, Take.EXISTING} or typed == named:
            return named
        if row.pr_mentor == told.pz_mentor and (not _names_hub(row) or named[0] is None):
            return typed
        if told.pz_mentor is not None and self._is_correction(row):
            return typed
        self._report(
            row,
            Severity.WARNING,
            "hub or mentor was changed after it had been announced; what was told stands.",
            "Close this pairing and enter a new instance for the new mentor.",
        )
        return named

    def _takes_another(self, row: PairingRow, named: tuple[int | None, str | None]) -> bool:
        """Tell whether the decision takes another place of the proposal that they were told of.

        What is proposed later says nothing: only a proposal that holds what they were told does.
        """
        position = None if row.pr_take is None else _POSITION.get(row.pr_take)
        told_at = {
            number
            for each in self.of_mentee.get(row.record_id, ())
            for number, place in enumerate((each.place, *each.alternatives))
            if place is not None and (place.hub_code or None, place.mentor_id) == named
        }
        return position is not None and bool(told_at) and position not in told_at

    def _is_correction(self, row: PairingRow) -> bool:
        """Tell whether a pairing that goes on names another pair, of which nothing has come yet."""
        goes_on = {None, PairingState.ACTIVE, PairingState.PAUSED}
        return (
            row.pr_mentor is not None
            and (row.pr_hub is not None or not _names_hub(row))
            and row.pr_decision is Decision.FINAL
            and row.pr_state in goes_on
            and not has_begun(self.pull, row.record_id, row.repeat_instance)
        )

    def _decided(self, row: PairingRow, cycle: str) -> tuple[int | None, str | None]:
        if row.pr_take is None or row.pr_take is Take.NONE:
            return None, None
        position = _POSITION.get(row.pr_take)
        if position is None:
            return row.pr_hub, row.pr_mentor
        taken = ("a proposal", "alternative A", "alternative B")[position]
        if self._may_be_older(row, cycle):
            self._report_nothing_to_take(
                row,
                f"it takes {taken} without naming a cycle, and begins before the proposals of "
                "this cycle were made.",
                "Enter the academic year of the proposal meant.",
            )
            return None, None
        place = _offered(self.proposals.get((row.record_id, cycle)), position)
        if place is not None:
            return place.hub_code or None, place.mentor_id
        self._report_nothing_to_take(
            row,
            f"it takes {taken}, but this record holds none for that cycle.",
            "Choose hub and mentor yourself there, or set the night for pairing proposals."
            if row.pr_cycle
            else "Enter the academic year of the proposal meant, or hub and mentor yourself.",
        )
        return None, None

    def _may_be_older(self, row: PairingRow, cycle: str) -> bool:
        """Tell whether a decision that names no cycle may mean the proposal of an earlier one.

        It may if its mentee has one, and the assignment came before this cycle's proposals.
        """
        mine = self.of_mentee.get(row.record_id, ())
        current = [each.ran_on for each in mine if each.cycle == cycle]
        if row.pr_cycle or row.pr_start_on is None or len(current) == len(mine):
            return False
        made_on = min((on for on in current if on is not None), default=None)
        return made_on is not None and row.pr_start_on < made_on

    def _report_nothing_to_take(self, row: PairingRow, what: str, do: str) -> None:
        if row.pr_decision is not Decision.NOT_GOING_AHEAD:
            is_final = row.pr_decision is Decision.FINAL
            self._report(row, Severity.ERROR if is_final else Severity.WARNING, what, do)

    def _report(self, row: PairingRow, severity: Severity, what: str, do: str) -> None:
        code = IssueCode.PROPOSAL_REFERENCE
        self.pull.problems.add(row, "pr_take", code, severity, what=what, do=do)


def _named(told: PairingStatusAuto) -> Named | None:
    """Return what they were told last; None if the row does not say whom."""
    mentor = told.pz_mentor
    return None if mentor is None else Named(hub_code_of(told.pz_hub), mentor)


def _names_hub(row: PairingRow) -> bool:
    """Tell whether they are told of a hub: only the faculty's programme pairs in hubs."""
    return row.pr_program in {None, Programme.FACULTY_HUB}


def _was_told_other(row: PairingRow, hub: int | None, mentor: str | None, named: Named) -> bool:
    """A pair that was of another programme was told of no hub: that is no other one."""
    is_other_hub = named.hub_code is not None and hub != named.hub_code
    return mentor != named.mentor_id or (_names_hub(row) and is_other_hub)


def _told_before(told: PairingStatusAuto) -> tuple[Named, ...]:
    """Return what they were told before the last correction."""
    places = map(Place.parse, told.pz_before.split(","))
    return tuple(Named(each.hub_code or None, each.mentor_id) for each in places if each)


def _offered(proposal: StoredProposal | None, position: int) -> Place | None:
    if proposal is None:
        return None
    offered = (proposal.place, *proposal.alternatives)
    return offered[position] if position < len(offered) else None


@dataclass(slots=True)
class PairingNumbers:
    """Finds the pairing that a report or contact is about."""

    by_mentee: dict[str, list[Pairing]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, pairings: Iterable[Pairing]) -> PairingNumbers:
        """Index the pairings by mentee."""
        found = cls()
        for each in pairings:
            found.by_mentee[each.mentee_id].append(each)
        return found

    def find(self, record_id: str, number: int | None) -> PairingId | None:
        """Return the pairing with that number; without one, the mentee's only candidate.

        That is the only current pairing, or the only one at all. None if it cannot be told.
        """
        if number is not None:
            return PairingId(record_id, number)
        every = self.by_mentee.get(record_id, [])
        current = [each for each in every if each.is_current] or every
        return current[0].id if len(current) == 1 else None
