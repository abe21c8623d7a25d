"""A night does as much for each person however many there are: counted, not timed.

A department is made of equal parts: a group with its hub, its mentor, a pair, a mentee whose list
is faulty, the office's rules and words about them, what the ledger and the outbox remember. A night
of four times as many parts may run four times as many lines. Timed it is by
`python -m benchmarks.decision`. The night of a pairing run is none of these: its solver and its
alternatives have their own measurements (`docs/pairing.md`).
"""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date, timedelta

import pytest

import mentorship
from mentorship.pairing.proposal import Place, StoredProposal
from mentorship.people import Role
from mentorship.relationships import (
    ChangeRequest,
    Constraint,
    ConstraintKind,
    Override,
    OverrideAction,
    PairingId,
    SeniorReview,
)
from mentorship.roster import Roster
from tests.support.nights import a_night, written
from tests.support.rosters import (
    a_commitment,
    a_contact,
    a_group,
    a_hub,
    a_pairing,
    a_person,
    a_preference,
    a_report,
    an_agreement,
    settings,
)


FEW, MANY = 10, 40
CORE = str(mentorship.__path__[0])
UNHEARD_OF = "MEET-nobody.1"


def a_part(number: int, of: int) -> dict[str, list]:
    """One group, and all that belongs to it."""
    mentee, wisher, mentor, senior = (str(start + number) for start in (1000, 2000, 3000, 4000))
    hub, next_hub = number + 1, (number + 1) % of + 1
    pair = PairingId(mentee, 1)
    wish = a_preference(wisher, hub, hub, next_hub)
    return {
        "people": [
            a_person(mentee),
            a_person(wisher),
            a_person(mentor, Role.HUB_MENTOR),
            a_person(senior, Role.SENIOR_MENTOR),
        ],
        "hubs": [a_hub(hub, record_id=str(5000 + hub), group_code=hub)],
        "groups": [a_group(hub, record_id=str(6000 + hub), senior_mentor_id=senior)],
        "commitments": [
            a_commitment(mentor, hub),
            a_commitment(mentor, next_hub, repeat_instance=2),
        ],
        "preferences": [wish],
        "constraints": [
            Constraint(
                person_id=wisher,
                other_id=mentor,
                kind=ConstraintKind.CONFLICT,
                until=None,
                repeat_instance=1,
            )
        ],
        "pairings": [
            a_pairing(
                mentee,
                1,
                mentor_id=mentor,
                hub_code=hub,
                start_on=date(2026, 11, 9),
                announced_on=date(2026, 11, 10),
            )
        ],
        "agreements": [an_agreement(mentee, 1)],
        "contacts": [a_contact("2026-11-12", pairing_id=pair)],
        "reports": [a_report("AY2026-Q2", pairing_id=pair)],
        "reviews": [
            SeniorReview(
                group_record_id=str(6000 + hub), repeat_instance=1, period="2026H1", hub_code=hub
            )
        ],
        "change_requests": [ChangeRequest(person_id=wisher, repeat_instance=1, pairing_number=1)],
        "overrides": [
            Override(
                record_id=mentee,
                repeat_instance=instance,
                key=key,
                action=OverrideAction.EXTEND,
                on=date(2027, 2, 1),
            )
            for instance, key in enumerate((f"AGREE-{mentee}.1", UNHEARD_OF), start=1)
        ],
        "proposals": [
            StoredProposal(
                mentee_id=wisher,
                repeat_instance=1,
                cycle="AY2026",
                run="AY2026-2026-06-15",
                place=Place(hub, mentor) if number % 2 else None,
                choice_met=None,
            )
        ],
    }


def a_department_of(parts: int) -> Roster:
    """So many equal parts."""
    whole: dict[str, list] = {}
    for number in range(parts):
        for name, values in a_part(number, parts).items():
            whole.setdefault(name, []).extend(values)
    keyed = {
        "people": {each.record_id: each for each in whole.pop("people")},
        "hubs": {each.code: each for each in whole.pop("hubs")},
        "groups": {each.code: each for each in whole.pop("groups")},
    }
    usual = settings(match_on=date(2026, 6, 15))
    return Roster(settings=usual, **keyed, **{name: tuple(rows) for name, rows in whole.items()})


def lines_run(roster: Roster, today: date) -> int:
    """How many lines of the core a night runs, after one that is remembered."""
    before = today - timedelta(days=1)
    first = a_night(roster, today=before)
    told = {each.key: before for each in first.notices}
    roster = written(replace(roster), first)
    count = 0

    def line(frame, event, _argument):
        nonlocal count
        count += event == "line"
        return line

    def entered(frame, event, argument):
        return line(frame, event, argument) if frame.f_code.co_filename.startswith(CORE) else None

    earlier = sys.gettrace()
    sys.settrace(entered)
    try:
        plan = a_night(roster, today=today, told=told)
    finally:
        sys.settrace(earlier)
    assert plan.ledger
    assert not plan.left_alone
    return count


@pytest.mark.parametrize(
    "night",
    ["2026-11-20", "2026-11-23", "2027-01-04", "2027-07-01"],
    ids=["a Friday", "a Monday: new pairs", "reviews open", "a year begins"],
)
def test_a_night_runs_as_many_lines_a_person_in_a_department_four_times_the_size(night):
    today = date.fromisoformat(night)

    few = lines_run(a_department_of(FEW), today) / FEW
    many = lines_run(a_department_of(MANY), today) / MANY

    assert many < 1.1 * few
