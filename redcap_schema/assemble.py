"""From pulled rows to the roster: the one place where strings become the programme.

A bad record is data: whatever a cell holds, this returns, with an `Issue` for what it could not
read. Only a project without usable settings is refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mentorship.roster import Assembly, Roster
from redcap_schema.readers.directory import read_groups, read_hubs, read_people
from redcap_schema.readers.feedback import read_feedback
from redcap_schema.readers.office import read_change_requests, read_ledger, read_overrides
from redcap_schema.readers.pairings import PairingNumbers, read_pairings, read_proposals
from redcap_schema.readers.pull import Pull
from redcap_schema.readers.reports import (
    read_agreements,
    read_closures,
    read_contacts,
    read_reports,
    read_reviews,
)
from redcap_schema.readers.settings import read_settings
from redcap_schema.readers.wishes import (
    read_commitments,
    read_constraints,
    read_opened_commitments,
    read_preferences,
)
from redcap_schema.reading import Row


def assemble(rows: Mapping[str, Sequence[Row]]) -> Assembly:
    """Return the programme that *rows* describe, with the problems found on the way.

    Keys of *rows* are the names of repeating instruments, and `registry.ONCE` ("") for the base
    rows (`PullRequest.key` gives them); a missing key means no rows. Rows carry canonical names,
    raw codes and `redcap_repeat_instance`. Equal rows in any order give an equal result.

    Raises:
        ConfigurationError: there is no active settings record, or it lacks the start of the
            academic year or the cycle.
    """
    pull = Pull.of(rows)
    settings = read_settings(pull)
    proposals, stored = read_proposals(pull), read_ledger(pull)
    pairings = read_pairings(pull, proposals, stored, settings.cycle)
    numbers = PairingNumbers.of(pairings)
    roster = Roster(
        settings=settings,
        people=read_people(pull),
        hubs=read_hubs(pull),
        groups=read_groups(pull),
        commitments=read_commitments(pull),
        preferences=read_preferences(pull),
        constraints=read_constraints(pull),
        pairings=pairings,
        agreements=read_agreements(pull, numbers),
        contacts=read_contacts(pull, numbers),
        reports=read_reports(pull, numbers),
        reviews=read_reviews(pull),
        closures=read_closures(pull, numbers),
        change_requests=read_change_requests(pull),
        overrides=read_overrides(pull),
        ledger=stored,
        proposals=proposals,
        last_instances=pull.last_instances(),
        commitments_opened=read_opened_commitments(pull),
        feedback=read_feedback(pull, pairings),
    )
    return Assembly(roster, pull.problems.sorted())
