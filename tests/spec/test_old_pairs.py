"""Pairs that began long before anybody watched: what is history, and what is asked for anew.

Years of a department's data are loaded, and the automation is switched on. What was due more than
a quarter and its report's 14 days (106 days) before the night that first saw a pair is over, done
or not: it gets no row, so that nobody is asked for it and no rate counts its successes alone. What
has a present is asked for anew from that night: an agreement that is not on file, one that ran
out, the next contact. The ledger is the memory of that night, so an outage is no history.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from mentorship.explain import explain, unwatched
from mentorship.intervals import DAY
from mentorship.obligations.due_items import DueItemKind, DueState
from mentorship.obligations.due_rules import due_items
from mentorship.obligations.openings import openings
from mentorship.relationships import Meeting, OverrideAction, PairingState, Programme, Take
from tests.support.builders import (
    a_contact,
    a_mentee,
    a_mentor,
    a_pairing,
    a_report,
    a_resident,
    a_resident_mentor,
    a_roster,
    a_stored_item,
    an_agreement,
    an_override,
    away,
    on,
    watched,
)
from tests.support.nights import a_night, written
from tests.support.rule_nights import POLICY, Memory, item_on, items_on, said, today
from tests.support.tables import cases


AGREE, RENEW = DueItemKind.AGREEMENT, DueItemKind.RENEWAL
TOUCH, REPORT = DueItemKind.MONTHLY_CONTACT, DueItemKind.QUARTERLY_REPORT
NIGHT = "2026-11-20"
"""The first night; what was due before 6 August 2026 is history to it."""


def shown(item) -> str:
    return f"{said(item)} {item.due_on}" if item else ""


@cases(
    """
    assigned   | last contact | known since | rows
    -----------|--------------|-------------|--------------------------------------------------------
    2016-07-01 | 2016-08-20   |             | AGREE 1, INPERSON 2, REPORT 1, TOUCH 1
    2025-07-01 | 2025-08-20   |             | AGREE 1, INPERSON 2, REPORT 1, TOUCH 1
    2026-07-07 | 2026-08-20   |             | AGREE 1, INPERSON 2, MEET 1, PULSE 1, REPORT 1, TOUCH 2
    2026-07-06 | 2026-08-20   |             | AGREE 1, INPERSON 2, PULSE 1, REPORT 1, TOUCH 2
    2025-07-01 | 2025-08-20   | 2025-07-01  | AGREE 1, INPERSON 6, MEET 1, REPORT 5, TOUCH 2
    2025-07-01 | 2025-08-20   | 2026-02-01  | AGREE 1, INPERSON 5, REPORT 4, TOUCH 1
    """
)
def test_what_was_due_long_before_anybody_watched_gets_no_row(case):
    pairing = a_pairing(case["assigned"])
    roster = a_roster(pairing, contacts=(a_contact(pairing, case["last contact"]),))
    if case["known since"]:
        roster = watched(roster, case["known since"])

    rows = Counter(item.kind.prefix for item in due_items(roster, POLICY, today(NIGHT)))

    assert ", ".join(f"{kind} {rows[kind]}" for kind in sorted(rows)) == case["rows"]


@cases(
    """
    first night | in person of spring | its report
    ------------|---------------------|-------------------
    2026-09-30  | overdue 2026-06-30  | overdue 2026-07-14
    2026-10-14  | overdue 2026-06-30  | overdue 2026-07-14
    2026-10-15  |                     | overdue 2026-07-14
    2026-10-28  |                     | overdue 2026-07-14
    2026-10-29  |                     |
    """
)
def test_the_last_quarter_is_owed_and_the_one_before_it_is_not(case):
    roster = a_roster(a_pairing("2021-07-01"))
    found = {each.key: each for each in due_items(roster, POLICY, today(case["first night"]))}

    assert shown(found.get("INPERSON-1001.1-AY2025-Q4")) == case["in person of spring"]
    assert shown(found.get("REPORT-1001.1-AY2025-Q4")) == case["its report"]


@cases(
    """
    programme | assigned   | agreement           | meeting | gap
    ----------|------------|---------------------|---------|--------------------
    1         | 2021-07-01 | upcoming 2027-01-04 |         | upcoming 2026-12-21
    1         | 2026-06-21 | upcoming 2027-01-04 |         | upcoming 2026-12-21
    1         | 2026-06-22 | overdue 2026-08-06  |         | upcoming 2026-12-21
    2         | 2024-07-01 | upcoming 2027-01-04 |         | upcoming 2027-02-20
    3         | 2021-07-01 |                     |         | upcoming 2027-02-20
    4         | 2021-07-01 |                     |         |
    """
)
def test_what_has_a_present_is_asked_for_anew(case):
    """An agreement in the usual 45 days, a contact in the usual gap; a first meeting is over."""
    pairing = a_pairing(case["assigned"], programme=Programme(case["programme"]))
    people = [a_resident(), a_resident_mentor()] if case["programme"] == "2" else None
    memory = Memory(a_roster(pairing, people=people))

    for _ in range(2):
        assert shown(item_on(NIGHT, memory.roster, AGREE)) == case["agreement"]
        assert shown(item_on(NIGHT, memory.roster, TOUCH)) == case["gap"]
        for kind in (DueItemKind.FIRST_MEETING, DueItemKind.JULY_MEETING):
            assert shown(item_on(NIGHT, memory.roster, kind)) == case["meeting"]
        memory.night(NIGHT)


def test_the_pair_is_asked_in_the_usual_sequence_once_the_office_could_look():
    memory = Memory(a_roster(a_pairing("2021-07-01")))
    told = [
        (str(night), notice.kind.value, notice.stage, notice.person_id)
        for night in (today(NIGHT) + DAY * number for number in range(70))
        for notice in memory.night(night)
        if notice.item.kind is AGREE
    ]

    assert told == [
        ("2026-12-21", "N09", 1, "1001"),  # the 20th is a Sunday
        ("2027-01-04", "N09", 2, "1001"),
        ("2027-01-04", "N09", 2, "2001"),
        ("2027-01-11", "N09", 3, "1001"),
        ("2027-01-11", "N09", 3, "2001"),
        ("2027-01-18", "N09", 4, "1001"),
        ("2027-01-18", "N09", 4, "2001"),
    ]


@cases(
    """
    night      | agreement opened
    -----------|-----------------
    2026-11-20 | no
    2026-12-19 | no
    2026-12-20 | yes
    """
)
def test_nothing_is_opened_before_the_office_could_look(case):
    memory = Memory(a_roster(a_pairing("2021-07-01")))
    memory.night(NIGHT)
    night = today(case["night"])
    items = due_items(memory.roster, POLICY, night)

    opened = [each.instrument for each in openings(memory.roster, items, night)]

    assert ("first_report" in opened) == (case["agreement opened"] == "yes")


def test_an_agreement_found_on_paper_is_marked_done_with_its_own_day():
    word = an_override("AGREE-1001.1", OverrideAction.MARK_DONE, "2021-08-01")
    memory = Memory(a_roster(a_pairing("2021-07-01")))
    memory.night(NIGHT)
    memory.roster = replace(memory.roster, overrides=(word,))

    item = item_on("2026-11-21", memory.roster, AGREE)

    assert (said(item), str(item.done_on if item else "")) == ("done on time", "2021-08-01")


@cases(
    """
    met        | months | amended on | agreement               | renewals
    -----------|--------|------------|-------------------------|----------------------------------------------
    2026-09-01 | 12     |            | done late 2026-09-01    |
    2025-12-10 | 12     |            | done late 2025-12-10    | 1 upcoming 2026-12-10
    2023-08-06 | 36     |            | done on time 2023-08-06 | 1 overdue 2026-08-06
    2023-08-05 | 36     |            | done on time 2023-08-05 | 1 upcoming 2027-01-04
    2023-08-01 | 12     |            | done on time 2023-08-01 | 1 upcoming 2027-01-04
    2023-06-30 | 12     |            | done on time 2023-08-15 | 1 upcoming 2027-01-04
               | 12     |            | done on time 2023-08-15 | 1 upcoming 2027-01-04
    2023-08-01 | 24     | 2025-07-01 | done on time 2023-08-01 | 1 done on time 2025-07-01
    2023-08-01 | 12     | 2024-09-01 | done on time 2023-08-01 | 1 done late 2024-09-01, 2 upcoming 2027-01-04
    2023-08-01 | 12     | 2023-08-01 | done on time 2023-08-01 | 1 done on time 2024-08-01, 2 upcoming 2027-01-04
    """
)
def test_years_of_agreements_leave_one_question(case):
    """Each is dated by the meeting it reports, else by its due date, and its time frame from then.

    An amendment that repeats the date of the first meeting carries none of its own. The one that
    ran out long ago is one item, due in the usual 45 days: renew, change or close.
    """
    pairing = a_pairing("2023-07-01")
    days = [case["met"], case["amended on"]] if case["amended on"] else [case["met"]]
    signed = [
        an_agreement(
            pairing,
            mentee_ok=True,
            mentor_ok=True,
            met=day or None,
            months=int(case["months"]),
            instance=instance,
        )
        for instance, day in enumerate(days, start=1)
    ]
    memory = Memory(a_roster(pairing, agreements=tuple(signed)))

    def found(kind):
        items = items_on(NIGHT, memory.roster, kind)
        return [(each.key[-1], said(each), str(each.done_on or each.due_on)) for each in items]

    for _ in range(2):
        assert [" ".join(each[1:]) for each in found(AGREE)] == [case["agreement"]]
        assert ", ".join(" ".join(each) for each in found(RENEW)) == case["renewals"]
        memory.night(NIGHT)


@cases(
    """
    met        | paused until | office extends to | agreement
    -----------|--------------|-------------------|-----------------------
    2023-08-01 |              |                   | done on time, by 2023-08-15
    2023-09-01 |              |                   | done late, by 2023-08-15
    2023-09-01 | 2026-11-15   |                   | done on time, by 2026-11-29
    2023-09-01 | 2023-08-31   |                   | done on time, by 2023-09-14
    2023-08-01 |              | 2027-03-01        | done on time, by 2027-03-01
    """
)
def test_what_was_signed_before_anybody_watched_is_never_asked_for_anew(case):
    """Whatever moved the date of it: the first night and the next say the same."""
    until, to = case["paused until"], case["office extends to"]
    pairing = a_pairing("2023-07-01", paused_until=on(until) if until else None)
    signed = an_agreement(pairing, mentee_ok=True, mentor_ok=True, met=case["met"], months=36)
    words = (an_override("AGREE-1001.1", OverrideAction.EXTEND, to),) if to else ()
    memory = Memory(replace(a_roster(pairing, agreements=(signed,)), overrides=words))

    for _ in range(2):
        found = item_on(NIGHT, memory.roster, AGREE)
        assert found is not None
        assert found.opened_on == on("2023-07-01")
        assert f"{said(found)}, by {found.due_on}" == case["agreement"]
        memory.night(NIGHT)


def test_a_contact_of_old_that_is_written_down_late_is_not_late():
    """The gap was asked for anew, so nobody is behind with it."""
    pairing = a_pairing("2021-07-01")
    memory = Memory(a_roster(pairing))
    memory.night(NIGHT)
    late = a_contact(pairing, "2024-05-02", Meeting.PHONE)
    memory.roster = replace(memory.roster, contacts=(late,))

    for _ in range(2):
        gaps = {each.period: each for each in items_on("2026-11-23", memory.roster, TOUCH)}
        assert shown(gaps["2021-07-01"]) == "done on time 2026-12-21"
        memory.night("2026-11-23")


def test_the_pair_is_asked_to_renew_or_close_once_the_office_could_look():
    pairing = a_pairing("2021-07-01")
    signed = an_agreement(pairing, mentee_ok=True, mentor_ok=True, met="2021-07-20", months=12)
    memory = Memory(a_roster(pairing, agreements=(signed,)))
    told = [
        (str(night), notice.kind.value, notice.stage)
        for night in (today(NIGHT) + DAY * number for number in range(60))
        for notice in memory.night(night)
        if notice.item.kind is RENEW and notice.person_id == "1001"
    ]

    assert told == [("2026-12-07", "N21", 1), ("2027-01-04", "N21", 2)]
    closing = replace(memory.roster, pairings=(replace(pairing, state=PairingState.CLOSING),))
    assert item_on("2027-01-19", closing, RENEW) is None


def test_a_contact_closes_the_gap_that_was_asked_for_anew():
    pairing = a_pairing("2021-07-01")
    memory = Memory(a_roster(pairing))
    memory.night(NIGHT)
    contact = a_contact(pairing, "2026-12-22", Meeting.PHONE)
    memory.roster = replace(memory.roster, contacts=(contact,))

    gaps = [(each.period, shown(each)) for each in items_on("2026-12-23", memory.roster, TOUCH)]

    assert gaps == [
        ("2021-07-01", "done late 2026-12-21"),
        ("2026-12-22", "upcoming 2027-01-22"),
    ]


@pytest.mark.parametrize("nights", [30, 200])
def test_an_outage_is_no_history(nights):
    """A pair that the ledger knows keeps whatever fell due while no night ran."""
    pairing = a_pairing("2026-07-01", announced_on=on("2026-07-01"))
    signed = an_agreement(pairing, mentee_ok=True, mentor_ok=True, months=2)
    roster = a_roster(pairing, agreements=(signed,))
    every, gap = Memory(roster), Memory(roster)
    for number in range(nights + 1):
        night = today("2026-07-15") + timedelta(days=number)
        every.night(night)
        if number in {0, nights}:
            gap.night(night)

    def facts(memory):
        of_the_pair = [each for each in memory.roster.ledger if each.record_id == "1001"]
        kept = [each for each in of_the_pair if each.kind is not DueItemKind.PULSE]
        return sorted((each.key, each.due_on, each.state, each.done_on) for each in kept)

    assert len(facts(gap)) >= {30: 5, 200: 10}[nights]
    assert facts(gap) == facts(every)


def test_nights_after_the_first_find_nothing_more_in_the_past():
    pairing = a_pairing("2021-07-01")
    reports = tuple(
        a_report(pairing, f"AY{year}-Q{quarter}", instance=year * 4 + quarter)
        for year in range(2021, 2026)
        for quarter in (1, 3)
    )
    memory = Memory(a_roster(pairing, reports=reports))
    memory.night(NIGHT)
    first = {each.key: (each.due_on, each.state, each.done_on) for each in memory.roster.ledger}

    memory.night("2026-11-21")
    again = {each.key: (each.due_on, each.state, each.done_on) for each in memory.roster.ledger}
    for number in range(2, 100):
        memory.night(today(NIGHT) + DAY * number)

    assert again == first
    later = [each for each in memory.roster.ledger if each.key not in first]
    assert all(each.due_on is not None and each.due_on >= today(NIGHT) for each in later)


@cases(
    """
    leave                  | meeting            | agreement
    -----------------------|--------------------|--------------------
                           |                    | upcoming 2027-01-04
    2026-07-01..2026-07-31 |                    | upcoming 2027-01-04
    2026-11-01..2026-11-30 |                    | upcoming 2027-01-14
    """
)
def test_leave_makes_nothing_overdue_that_would_be_history_without_it(case):
    """Assigned on 10 June: the meeting was due on 10 July, thirty days of leave later in August."""
    first, _, last = case["leave"].partition("..")
    mentee = a_mentee(leave=away(first, last) if first else None)
    roster = a_roster(a_pairing("2026-06-10"), people=[mentee, a_mentor()])

    assert shown(item_on(NIGHT, roster, DueItemKind.FIRST_MEETING)) == case["meeting"]
    assert shown(item_on(NIGHT, roster, AGREE)) == case["agreement"]


def test_a_pair_whose_record_was_left_alone_is_first_seen_when_it_is_put_right():
    """No row was written of it, so nobody was asked: what was due meanwhile is nobody's fault."""
    other = a_stored_item("AGREE-1002.1", AGREE, DueState.DUE, "2026-11-30", record_id="1002")
    stored = replace(other, seen_on=on("2021-01-01"))
    roster = a_roster(a_pairing("2021-07-01"), ledger=(stored,))

    assert shown(item_on(NIGHT, roster, AGREE)) == "upcoming 2027-01-04"


def test_explain_says_why_nothing_is_asked_for_the_years_before():
    pairing = a_pairing("2021-07-01", take=Take.OWN_CHOICE)
    signed = an_agreement(pairing, mentee_ok=True, mentor_ok=True, met="2021-07-20", months=12)
    old = a_roster(pairing, agreements=(signed,))
    new = a_roster(a_pairing("2026-09-01", take=Take.OWN_CHOICE))
    plan = a_night(old, today=today(NIGHT))

    words = (
        "Pairing 1001.1 began on 1 July 2021, before the automation watched it: since 20 November "
        "2026. Nothing is asked, and nothing is listed, of what was due before 6 August 2026."
    )
    assert unwatched(old, plan, "1001") == unwatched(old, plan, "2001") == [words]
    assert unwatched(old, plan, "9999") == []
    assert unwatched(new, a_night(new, today=today(NIGHT)), "1001") == []
    later = a_night(written(old, plan), today=today("2027-05-01"))
    assert unwatched(old, later, "1001") == [words]

    (found,) = [each for each in explain(old, plan, "1001") if each.key == "RENEW-1001.1-1"]
    assert found.since == (
        "It was missing when the automation first saw the pair, so it is asked for anew, due on 4 "
        "January 2027."
    )
    assert found.then == (
        "The office looks first; people are asked from 5 December 2026. The next reminder is for "
        "7 December 2026. It is overdue from 5 January 2027. The office's list has it from 18 "
        "January 2027."
    )
