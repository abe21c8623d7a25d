"""Every resident has a mentor, and above the pairs there are only counts. Source: S3.7a, S0.24."""

from __future__ import annotations

from dataclasses import asdict, fields

from mentorship.coverage import ProgrammeCounts, counts_above, without_mentor
from mentorship.obligations.due_rules import due_items
from mentorship.people import Participation
from mentorship.policy import Policy
from mentorship.relationships import PairingState, Programme
from mentorship.validation.registry import validate
from tests.support.builders import (
    a_contact,
    a_mentee,
    a_pairing,
    a_resident,
    a_resident_mentor,
    a_roster,
    away,
    on,
    watched,
)
from tests.support.rule_nights import POLICY, today
from tests.support.tables import cases


def a_resident_pair(**changes):
    return a_pairing("2026-07-01", programme=Programme.RESIDENT, hub_code=None, **changes)


@cases(
    """
    at work    | tonight    | listed since
    -----------|------------|-------------
    2026-07-01 | 2026-07-31 |
    2026-07-01 | 2026-08-01 | 2026-07-01
    2026-10-01 | 2026-10-31 |
    2026-10-01 | 2026-11-01 | 2026-10-01
               | 2026-07-31 |
               | 2026-08-01 | 2026-07-01
    2025-07-01 | 2026-07-01 | 2025-07-01
    """
)
def test_a_resident_without_a_mentor_is_listed_after_thirty_days(case):
    roster = a_roster(people=[a_resident(hired_on=on(case["at work"])), a_mentee("1002")])

    listed = [str(since) for _, since in without_mentor(roster, POLICY, today(case["tonight"]))]

    assert " ".join(listed) == case["listed since"]


@cases(
    """
    circumstances | listed
    --------------|-------
    none          | 1
    paired        | 0
    closed        | 1
    in programme 1| 1
    opted out     | 0
    away          | 0
    was away      | 0
    """
)
def test_who_has_a_mentor_is_away_or_opted_out_is_not_listed(case):
    kind = case["circumstances"]
    pairs = {
        "paired": [a_resident_pair()],
        "closed": [a_resident_pair(state=PairingState.CLOSED)],
        "in programme 1": [a_pairing()],
    }.get(kind, [])
    changes = {
        "opted out": {"participation": Participation.OPTED_OUT},
        "away": {"leave": away("2026-08-01", "2026-09-01")},
        "was away": {"leave": away("2026-07-03", "2026-08-01")},
    }.get(kind, {})
    resident = a_resident(hired_on=on("2026-07-01"), **changes)
    roster = a_roster(*pairs, people=[resident, a_resident_mentor()])

    found = list(without_mentor(roster, POLICY, today("2026-08-10")))

    assert len(found) == int(case["listed"])


def test_the_office_reads_it_on_the_residents_page_with_what_to_do():
    roster = a_roster(people=[a_resident(hired_on=on("2026-07-01"))], groups=[], hubs=[])

    (issue,) = validate(roster, Policy(), today("2026-08-10"))

    assert issue.sentence == (
        "Record 1001: here since 2026-07-01 and without a mentor. Find a mentor, or note that the "
        "person does not take part. Fix in Pairing decision."
    )


def test_above_the_pairs_there_are_counts_and_no_place_for_a_name():
    pair = a_resident_pair()
    people = [a_resident(), a_resident("1002"), a_resident_mentor()]
    roster = a_roster(pair, people=people, contacts=(a_contact(pair, "2026-07-10"),))
    items = due_items(roster, POLICY, today("2026-08-05"))

    found = counts_above(roster, POLICY, items, Programme.RESIDENT, today("2026-08-05"))

    assert found == ProgrammeCounts(
        taking_part=2,
        with_mentor=1,
        without_mentor_long=1,
        first_meetings_owed=0,
        first_meetings_held=1,
        silent_after=95,
        silent=0,
    )
    assert {each.type for each in fields(ProgrammeCounts)} == {"int"}
    none = counts_above(roster, POLICY, items, Programme.SENIOR_COACHING, today("2026-08-05"))
    assert set(asdict(none).values()) == {0}


@cases(
    """
    last contact | away                  | watched since | tonight    | silent
    -------------|-----------------------|---------------|------------|-------
    2026-07-10   |                       | 2026-07-01    | 2026-10-13 | 0
    2026-07-10   |                       | 2026-07-01    | 2026-10-14 | 1
    2026-07-10   | 2026-08-01 2026-08-10 | 2026-07-01    | 2026-10-14 | 0
    2026-07-10   | 2026-08-01 2026-08-10 | 2026-07-01    | 2026-10-24 | 1
                 |                       | 2026-07-01    | 2026-10-05 | 1
                 |                       | 2026-08-01    | 2026-11-04 | 0
                 |                       | 2026-08-01    | 2026-11-05 | 1
    """
)
def test_a_pair_of_the_residents_is_counted_as_silent_after_ninety_five_days(case):
    pair = a_resident_pair()
    log = (a_contact(pair, case["last contact"]),) if case["last contact"] else ()
    resident = a_resident(leave=away(*case["away"].split()) if case["away"] else None)
    roster = a_roster(pair, people=[resident, a_resident_mentor()], contacts=log)
    roster = watched(roster, case["watched since"])

    found = counts_above(roster, POLICY, [], Programme.RESIDENT, today(case["tonight"]))

    assert found.silent == int(case["silent"])
