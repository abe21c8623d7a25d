"""A second mentor or committee member (S4.111), and staying in touch afterwards (S4.117)."""

from __future__ import annotations

from dataclasses import replace

from mentorship.issues import IssueCode
from mentorship.obligations.due_items import DueItemKind, NoticeKind
from mentorship.people import Participation
from mentorship.relationships import Closure, Programme, Take
from mentorship.validation.registry import validate
from notifications.build import Facts, build
from tests.support.builders import (
    a_mentee,
    a_mentor,
    a_pairing,
    a_roster,
    a_senior_mentor,
    on,
)
from tests.support.rule_nights import POLICY, Memory, items_on, today
from tests.support.tables import cases


SECOND = DueItemKind.SECOND_MENTOR
PAIRING = a_pairing("2026-07-01", announced_on=on("2026-07-01"), second_mentor_id="2002")
PEOPLE = [a_mentee(), a_mentor(), a_mentor("2002"), a_senior_mentor()]


def joined(memory, first, nights=20):
    told = []
    for number in range(nights):
        told += memory.night(type(today(first)).fromordinal(today(first).toordinal() + number))
    return [each for each in told if each.item.kind is SECOND]


def test_all_three_hear_of_it_once_whenever_the_office_adds_one():
    memory = Memory(a_roster(replace(PAIRING, second_mentor_id=None), people=PEOPLE))
    assert joined(memory, "2026-10-01", 3) == []
    memory.roster = replace(memory.roster, pairings=(PAIRING,))

    told = joined(memory, "2026-10-05")

    assert [(each.kind, each.person_id) for each in told] == [
        (NoticeKind.PAIRING, "1001"),
        (NoticeKind.PAIRING, "2001"),
        (NoticeKind.PAIRING, "2002"),
    ]
    row = memory.roster.stored("1001", "SECOND-1001.1-2002")
    assert (row.state.name, str(row.done_on)) == ("DONE_ON_TIME", "2026-10-05")


@cases(
    """
    circumstances            | heard
    -------------------------|------
    usual                    | 1
    closed                   | 0
    not a person             | 0
    the mentor again         | 0
    has left                 | 0
    loaded from last year    | 0
    just made final          | 1
    """
)
def test_nobody_hears_of_what_is_not_so_or_not_new(case):
    pairing, people = PAIRING, PEOPLE
    match case["circumstances"]:
        case "closed":
            pairing = replace(a_pairing(closed="2026-09-01"), second_mentor_id="2002")
        case "not a person":
            pairing = replace(PAIRING, second_mentor_id="999")
        case "the mentor again":
            pairing = replace(PAIRING, second_mentor_id="2001")
        case "has left":
            gone = a_mentor("2002", participation=Participation.DEPARTED)
            people = [a_mentee(), a_mentor(), gone]
        case "loaded from last year":
            pairing = replace(PAIRING, start_on=on("2025-07-01"), announced_on=None)
        case "just made final":
            pairing = replace(PAIRING, start_on=on("2026-10-01"), announced_on=None)

    found = items_on("2026-10-05", a_roster(pairing, people=people), SECOND)

    assert len(found) == int(case["heard"])


def test_each_of_the_three_reads_about_the_others():
    memory = Memory(a_roster(PAIRING, people=PEOPLE))
    facts = Facts(roster=memory.roster, today=today("2026-10-05"), link_for=lambda *_: "")

    told = {each.person_id: build(each, facts) for each in joined(memory, "2026-10-05", 1)}

    assert told["1001"].joining == told["2001"].joining == "First2002 Last2002"
    assert told["1001"].emails == ("person2002@example.edu",)
    assert told["2002"].joining is None
    assert told["2002"].others == ("First1001 Last1001", "First2001 Last2001")


@cases(
    """
    stays | ended      | registered | tonight    | asked
    ------|------------|------------|------------|------
    yes   | 2026-10-01 |            | 2026-10-01 | 1
    yes   | 2026-10-01 |            | 2026-11-30 | 1
    yes   | 2026-10-01 |            | 2026-12-01 | 0
    yes   | 2026-10-01 | yes        | 2026-10-05 | 0
          | 2026-10-01 |            | 2026-10-05 | 0
    yes   |            |            | 2026-10-05 | 0
    """
)
def test_the_office_is_asked_whether_to_register_who_stays_in_touch(case):
    ended = a_pairing(closed=case["ended"] or None, take=Take.OWN_CHOICE)
    informal = a_pairing("2026-10-02", number=2, programme=Programme.CODIFIED, take=Take.EXISTING)
    pairs = [ended, informal] if case["registered"] else [ended]
    closure = Closure(
        pairing_id=ended.id, repeat_instance=1, is_answered=True, stays_in_touch=bool(case["stays"])
    )
    roster = a_roster(*pairs, closures=(closure,))

    found = [
        each
        for each in validate(roster, POLICY, today(case["tonight"]))
        if each.code is IssueCode.STAY_IN_TOUCH
    ]

    assert len(found) == int(case["asked"])
    assert all("has closed and the two stay in touch" in each.sentence for each in found)
