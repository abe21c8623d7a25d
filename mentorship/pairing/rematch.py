"""A pairing run for a few people that touches nobody else.

For a mentee who asked for another mentor, whose mentor is away, or who comes late. No fault and no
reason is looked at: the pairing they have counts as ended, and its mentor is not proposed again.
Source: S4.117.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from mentorship.errors import ConfigurationError
from mentorship.pairing.eligibility import pool_of
from mentorship.pairing.engine import partial_plan
from mentorship.pairing.proposal import PairingPlan
from mentorship.policy import Policy
from mentorship.relationships import PairingState, Programme
from mentorship.roster import Roster


def rematch(
    roster: Roster,
    policy: Policy,
    today: date,
    mentees: Collection[str],
    *,
    run: str,
    left_alone: frozenset[str] = frozenset(),
) -> PairingPlan:
    """Return proposals for *mentees* alone: all others keep their pairs and their proposals.

    Raises:
        ConfigurationError: if one of them has no list of hubs in this cycle, or cannot be paired.
    """
    parted = tuple(
        replace(each, state=PairingState.CLOSED)
        if each.mentee_id in mentees and each.is_current and each.programme is Programme.FACULTY_HUB
        else each
        for each in roster.pairings
    )
    imagined = replace(roster, pairings=parted)
    pool = pool_of(imagined, policy, today, run, left_alone)
    for mentee_id in mentees:
        if mentee_id not in pool.problem.wish_by_mentee:
            raise ConfigurationError(
                f"mentee {mentee_id} is not in this pairing; "
                "a new list of hubs for this cycle, or a decision to take back, may be missing"
            )
    return partial_plan(imagined, pool, mentees, today, run)
