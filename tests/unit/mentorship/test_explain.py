"""What `mentorship explain` says is what the night does."""

from __future__ import annotations

import pytest

from mentorship.explain import CLOSES, explain
from mentorship.obligations.due_items import DueItemKind, DueState
from mentorship.obligations.due_rules import DUE_RULES
from mentorship.relationships import OverrideAction, Programme, Take
from tests.support.builders import (
    MENTEE,
    MENTOR,
    a_commitment,
    a_contact,
    a_mentee,
    a_pairing,
    a_preference,
    a_roster,
    an_override,
    away,
)
from tests.support.builders import on as day
from tests.support.nights import a_night


PAIRING = a_pairing("2026-07-01", take=Take.OWN_CHOICE, announced_on=day("2026-07-02"))


def explained(roster, record_id, on):
    plan = a_night(roster, today=day(on))
    return {each.key: each for each in explain(roster, plan, record_id)}


def a_pair(**parts):
    return a_roster(PAIRING, commitments=(a_commitment(),), **parts)


def test_an_open_item_says_why_since_when_what_closes_it_and_what_comes_next():
    meeting = explained(a_pair(), MENTEE, "2026-07-20")["MEET-1001.1"]

    assert meeting.why == (
        "The two meet, one to one, in person or by video. "
        "Pairing 1001.1, faculty hub mentorship. Source: S1.29a."
    )
    assert meeting.since == "Open since 1 July 2026, due on 31 July 2026."
    assert meeting.closes == (
        "Closed by a meeting of the two, in person or by video, in the contact log or the first "
        "report. Waits for record 1001 and record 2001."
    )
    assert meeting.then == (
        "1 reminder will be sent tonight. It is overdue from 1 August 2026. "
        "The office's list has it from 15 August 2026."
    )


def test_what_is_done_waived_or_muted_says_so():
    done = a_pair(contacts=(a_contact(PAIRING, "2026-07-09"),))
    assert explained(done, MENTEE, "2026-07-20")["MEET-1001.1"].closes == (
        "Done on 9 July 2026, in time."
    )
    waived = a_pair(overrides=(an_override("MEET-1001.1", OverrideAction.WAIVE),))
    found = explained(waived, MENTEE, "2026-07-20")["MEET-1001.1"]
    assert (found.closes, found.then) == (
        "The office waived it.",
        "The office waived it. Nothing more happens.",
    )
    muted = a_pair(overrides=(an_override("MEET-1001.1", OverrideAction.MUTE, "2026-07-25"),))
    assert "Reminders rest up to 25 July 2026." in (
        explained(muted, MENTEE, "2026-07-20")["MEET-1001.1"].then
    )


def test_leave_is_named_as_the_reason_for_silence():
    mentee = a_mentee(leave=away("2026-07-10", "2026-08-10"))
    people = [mentee, *list(a_roster().people.values())[1:]]

    meeting = explained(a_pair(people=people), MENTEE, "2026-07-20")["MEET-1001.1"]

    assert "Reminders rest up to 10 August 2026." in meeting.then
    assert meeting.since.endswith("due on 1 September 2026.")


def test_a_known_date_is_named():
    log = (a_contact(PAIRING, "2026-07-09", then="2026-08-02"),)

    gap = explained(a_pair(contacts=log), MENTEE, "2026-07-20")["TOUCH-1001.1-2026-07-09"]

    assert "The two have set a date, 2 August 2026." in gap.then


def test_a_mentor_sees_the_items_of_every_pair_and_the_open_ones_first():
    found = list(explained(a_pair(), MENTOR, "2026-07-20").values())

    assert next(each.key for each in found if each.state.is_open) == "MEET-1001.1"
    assert (found[-1].key, found[-1].state) == ("PAIR-1001.1", DueState.DONE_ON_TIME)


@pytest.mark.parametrize(
    ("programme", "key", "words"),
    [
        (Programme.RESIDENT, "JULY-1001.1", "Source: S0.26, S0.27."),
        (Programme.RESIDENT, "TOUCH-1001.1-2026-07-01", "Source: S0.30."),
        (Programme.SENIOR_COACHING, "MEET-1001.1", "senior mentor coaching. Source: S1.35."),
        (Programme.CODIFIED, "AGREE-1001.1", "a codified relationship. Source: S1.13."),
    ],
)
def test_the_source_is_the_programmes(programme, key, words):
    roster = a_roster(a_pairing("2026-07-01", take=Take.OWN_CHOICE, programme=programme))

    assert words in explained(roster, MENTEE, "2026-07-05")[key].why


def test_what_is_optional_lapses():
    roster = a_roster(a_pairing("2026-07-01", take=Take.EXISTING, programme=Programme.CODIFIED))

    assert explained(roster, MENTEE, "2026-07-05")["AGREE-1001.1"].then.endswith(
        "It lapses after 15 August 2026; nobody can be late with it."
    )


def test_a_person_without_anything_open_has_no_lines():
    roster = a_roster(preferences=(a_preference(),))

    assert explained(roster, MENTEE, "2026-07-05") == {}


def test_every_kind_that_a_rule_finds_says_what_closes_it():
    assert {rule.kind for rule in DUE_RULES} == set(CLOSES)
    assert set(DueItemKind) == set(CLOSES)
