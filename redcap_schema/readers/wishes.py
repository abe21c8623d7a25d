"""What people commit to and ask for, and the office's rules about who may be paired."""

from __future__ import annotations

from mentorship.hubs import Accepting, Commitment, CommitmentRole
from mentorship.issues import IssueCode, Severity
from mentorship.relationships import Constraint, Preference
from redcap_schema.instruments.hub_commitment import HubCommitment
from redcap_schema.instruments.pairing_constraint import PairingConstraint
from redcap_schema.instruments.preferences import PreferencesRow
from redcap_schema.readers.pull import Pull


def read_commitments(pull: Pull) -> tuple[Commitment, ...]:
    """Return the commitments that were answered; an instance we opened is not an answer."""
    found: list[Commitment] = []
    for row in pull.read(HubCommitment):
        if row.hc_hub is None or row.hc_capacity is None:
            _report_half_answered(pull, row)
            continue
        found.append(
            Commitment(
                mentor_id=row.record_id,
                repeat_instance=row.repeat_instance,
                cycle=row.hc_cycle,
                hub_code=row.hc_hub,
                capacity=row.hc_capacity,
                role=row.hc_role or CommitmentRole.MENTOR,
                accepting=row.hc_accepting or Accepting.YES,
                paused_until=row.hc_pause_until,
                offers=row.hc_offers,
                tracks=row.hc_tracks,
                confirmed_on=row.hc_confirmed_on,
            )
        )
    return tuple(found)


def _report_half_answered(pull: Pull, row: HubCommitment) -> None:
    if row.hc_hub is None and row.hc_capacity is None:
        return
    missing = "hc_hub" if row.hc_hub is None else "hc_capacity"
    pull.problems.add(
        row,
        missing,
        IssueCode.MENTOR_WITHOUT_COMMITMENT,
        Severity.WARNING,
        what=f"{missing} is blank, so this commitment is not counted.",
        do="Ask the mentor and fill it in.",
    )


def read_opened_commitments(pull: Pull) -> frozenset[tuple[str, str]]:
    """Return (mentor, cycle) of every commitment instance, answered or only opened."""
    rows = pull.read(HubCommitment)
    return frozenset((row.record_id, row.hc_cycle) for row in rows if row.hc_cycle)


def read_preferences(pull: Pull) -> tuple[Preference, ...]:
    """Return the preferences, also those opened and not yet answered (`is_answered` tells)."""
    return tuple(
        Preference(
            mentee_id=row.record_id,
            repeat_instance=row.repeat_instance,
            cycle=row.pf_cycle,
            takes_part=row.pf_participate,
            choices=(row.pf_hub1, row.pf_hub2, row.pf_hub3),
            mentors=(row.pf_mentor1, row.pf_mentor2, row.pf_mentor3),
            seeks=row.pf_seek,
            wants_talk_first=row.pf_talk_first is True,
        )
        for row in pull.read(PreferencesRow)
    )


def read_constraints(pull: Pull) -> tuple[Constraint, ...]:
    """Return the office's rules about two people; one that is half written is reported.

    Half a rule puts its record aside: pairing somebody against a rule would be worse.
    """
    found: list[Constraint] = []
    for row in pull.read(PairingConstraint):
        if row.pc_other is None and row.pc_kind is None:
            continue
        if row.pc_other is None or row.pc_kind is None:
            missing = "pc_other" if row.pc_other is None else "pc_kind"
            pull.problems.add(
                row,
                missing,
                IssueCode.EVALUATOR,
                Severity.ERROR,
                what=f"{missing} is blank or unreadable, so the rule cannot be kept.",
                do="Complete the rule, or delete this instance.",
            )
            continue
        found.append(
            Constraint(
                person_id=row.record_id,
                other_id=row.pc_other,
                kind=row.pc_kind,
                until=row.pc_until,
                repeat_instance=row.repeat_instance,
            )
        )
    return tuple(found)
