"""A date that a pair has set: who hears of it in time to prepare, and when. Source: S2.15, N15."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from mentorship.obligations.due_items import DueItemKind, DueState, SentNotices
from mentorship.obligations.notices import notices_owed
from mentorship.relationships import OverrideAction
from mentorship.roster import Roster
from notifications.compose import compose
from tests.support.builders import (
    MENTEE,
    MENTOR,
    a_change_request,
    a_contact,
    a_mentee,
    a_mentor,
    a_pairing,
    a_roster,
    an_agreement,
    an_override,
    away,
    on,
)
from tests.support.mail import a_context
from tests.support.rule_nights import Memory, item_on, today


PAIRING = a_pairing("2026-07-01", announced_on=on("2026-07-01"))
SIGNED = an_agreement(PAIRING, mentee_ok=True, mentor_ok=True)
WEDNESDAY = "2026-10-14"


def with_date(day: str = WEDNESDAY, mentee: object = None, mentor: object = None) -> Roster:
    """A pair that met on 28 September and set its next date then."""
    return a_roster(
        PAIRING,
        people=[a_mentee(prepares=mentee), a_mentor(prepares=mentor)],
        contacts=(a_contact(PAIRING, "2026-09-28", then=day),),
        agreements=(SIGNED,),
    )


def heard(roster: Roster, first: str, last: str, told: Memory | None = None) -> list[str]:
    """Who got the mail to prepare on which day, living every night from *first* to *last*."""
    memory = told or Memory(roster)
    found = []
    for number in range(today(first).toordinal(), today(last).toordinal() + 1):
        day = date.fromordinal(number)
        found += [
            f"{day:%a %d} {each.person_id}"
            for each in memory.night(day)
            if each.kind.value == "N15"
        ]
    return found


@pytest.mark.parametrize(
    ("wants", "expected"),
    [
        ((None, None), [MENTEE]),  # blank: the mentee does, the mentor does not
        ((False, None), []),
        ((None, True), [MENTEE, MENTOR]),
        ((False, True), [MENTOR]),
        ((True, False), [MENTEE]),
    ],
)
def test_the_mentee_prepares_unless_the_profile_says_no_the_mentor_if_it_says_yes(wants, expected):
    roster = with_date("2026-10-15", *wants)

    assert heard(roster, "2026-10-01", "2026-10-20") == [f"Mon 12 {each}" for each in expected]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-10-16", "Tue 13"),
        ("2026-10-14", "Mon 12"),  # the 11th is a Sunday
        ("2026-10-12", "Fri 09"),
        ("2026-10-18", "Thu 15"),  # people meet on Sundays too
    ],
)
def test_the_mail_comes_three_days_before_or_on_the_working_day_after(day, expected):
    assert heard(with_date(day), "2026-10-01", "2026-10-25") == [f"{expected} {MENTEE}"]


def test_a_date_set_at_the_last_minute_is_still_worth_a_mail_and_a_passed_one_is_not():
    assert heard(with_date(), "2026-10-14", "2026-10-14") == [f"Wed 14 {MENTEE}"]
    assert heard(with_date(), "2026-10-15", "2026-10-20") == []


def test_a_date_that_moves_is_prepared_for_again_and_no_date_twice():
    memory = Memory(with_date())
    first = heard(memory.roster, "2026-10-10", "2026-10-13", memory)
    memory.roster = replace(
        memory.roster, contacts=(a_contact(PAIRING, "2026-09-28", then="2026-10-21"),)
    )
    later = heard(memory.roster, "2026-10-14", "2026-10-20", memory)
    memory.roster = replace(
        memory.roster, contacts=(a_contact(PAIRING, "2026-09-28", then=WEDNESDAY),)
    )
    back = heard(memory.roster, "2026-10-13", "2026-10-14", memory)

    assert (first, later, back) == ([f"Mon 12 {MENTEE}"], [f"Mon 19 {MENTEE}"], [])


@pytest.mark.parametrize(
    "changes",
    [
        {"people": [a_mentee(leave=away("2026-10-01", "2026-10-31")), a_mentor()]},
        {"people": [a_mentee(), a_mentor(leave=away("2026-10-01", "2026-10-31"))]},
        {"change_requests": (a_change_request(),)},
        {"pairings": (replace(PAIRING, state=a_pairing(closed="2026-10-01").state),)},
    ],
)
def test_nobody_prepares_while_one_is_away_a_change_is_asked_for_or_the_pairing_is_closed(changes):
    if "people" in changes:
        changes = {"people": {each.record_id: each for each in changes["people"]}}

    assert heard(replace(with_date(), **changes), "2026-10-05", "2026-10-14") == []


@pytest.mark.parametrize(
    "moved",
    [
        {"pairings": (replace(PAIRING, paused_until=on("2026-10-31")),)},
        {
            "overrides": (
                an_override(f"DATE-{PAIRING.id}-{WEDNESDAY}", OverrideAction.EXTEND, "2026-11-20"),
            )
        },
    ],
)
def test_the_end_of_a_pause_and_an_extension_leave_the_date_where_it_is(moved):
    roster = replace(with_date(), **moved)
    tonight = today("2026-10-12")
    item = item_on(tonight, roster, DueItemKind.DATE_AHEAD)
    [notice] = notices_owed(roster, [item], SentNotices({}), tonight)

    [mail] = compose([notice], roster, context=a_context(), today=tonight).mails

    assert (item.due_on, notice.expires_on) == (today(WEDNESDAY), today(WEDNESDAY))
    assert "14 October" in mail.subject
    assert "14 October" in mail.text
    assert "November" not in mail.subject + mail.text
    assert [each.on for each in mail.diary] == [today(WEDNESDAY)]
    assert item_on("2026-10-15", roster, DueItemKind.DATE_AHEAD) is None


def test_the_ledger_says_done_once_everybody_was_told_and_void_if_the_date_passed_untold():
    memory = Memory(with_date(mentor=True))
    memory.night("2026-10-12")
    told = [each for each in memory.roster.ledger if each.kind is DueItemKind.DATE_AHEAD]
    untold = Memory(with_date())
    untold.night("2026-10-12", delivers=False)
    untold.night("2026-10-15")
    lapsed = [each for each in untold.roster.ledger if each.kind is DueItemKind.DATE_AHEAD]

    assert [(each.key, each.state, each.notices_sent) for each in told] == [
        ("DATE-1001.1-2026-10-14", DueState.DONE_ON_TIME, 1)
    ]
    assert [(each.state, each.notices_sent) for each in lapsed] == [(DueState.VOID, 0)]


def test_a_date_is_nobodys_duty():
    item = item_on("2026-10-12", with_date(), DueItemKind.DATE_AHEAD)

    assert item is not None
    assert item.is_optional
