"""An agreement is finite: renew, change or close; and a pair that closes looks back.

Source: S4.116, S2.45 to S2.47; S2.24.
"""

from __future__ import annotations

from dataclasses import replace

from mentorship.obligations.due_items import DueItemKind, DueState
from mentorship.obligations.due_rules import due_items
from mentorship.obligations.openings import openings
from mentorship.people import Participation
from mentorship.relationships import ContactEvery, PairingState
from tests.support.builders import (
    a_closure,
    a_contact,
    a_mentee,
    a_mentor,
    a_pairing,
    a_roster,
    a_stored_item,
    an_agreement,
    on,
)
from tests.support.rule_nights import POLICY, Memory, item_on, items_on, said, today
from tests.support.tables import cases


RENEWAL, CLOSING = DueItemKind.RENEWAL, DueItemKind.CLOSING_REFLECTION
PAIRING = a_pairing("2026-07-01", announced_on=on("2026-07-02"))


def signed(instance=1, **changes):
    return an_agreement(PAIRING, mentee_ok=True, mentor_ok=True, instance=instance, **changes)


def remembered(key, done):
    kind = RENEWAL if key.startswith("RENEW") else DueItemKind.AGREEMENT
    return a_stored_item(key, kind, DueState.DONE_ON_TIME, done, done=done)


def a_signed_roster(*more, months=12, ledger=(), **parts):
    first = remembered("AGREE-1001.1", "2026-08-01")
    return a_roster(
        PAIRING, agreements=(signed(months=months), *more), ledger=(first, *ledger), **parts
    )


@cases(
    """
    months | tonight    | due        | state
    -------|------------|------------|---------
    12     | 2027-07-01 |            |
    12     | 2027-07-02 | 2027-08-01 | upcoming
    12     | 2027-07-18 | 2027-08-01 | due
    12     | 2027-08-01 | 2027-08-01 | due
    12     | 2027-08-02 | 2027-08-01 | overdue
    6      | 2027-01-02 | 2027-02-01 | upcoming
    24     | 2028-07-02 | 2028-08-01 | upcoming
    0      | 2027-07-02 | 2027-08-01 | upcoming
           | 2027-07-02 | 2027-08-01 | upcoming
    """
)
def test_a_pair_is_asked_to_renew_before_its_own_time_frame_ends(case):
    months = int(case["months"]) if case["months"] else None

    item = item_on(case["tonight"], a_signed_roster(months=months), RENEWAL)

    assert (str(item.due_on) if item else "") == case["due"]
    assert said(item) == case["state"]


def test_an_amendment_is_the_renewal_and_starts_a_new_time_frame():
    amended = signed(instance=2, months=6)
    roster = a_signed_roster(amended, ledger=(remembered("RENEW-1001.1-1", "2027-07-20"),))

    before = items_on("2027-12-20", roster, RENEWAL)
    after = items_on("2027-12-21", roster, RENEWAL)

    assert [(each.key, said(each)) for each in before] == [("RENEW-1001.1-1", "done on time")]
    assert [(each.key, str(each.due_on)) for each in after][1:] == [
        ("RENEW-1001.1-2", "2028-01-20")
    ]


def test_the_terms_of_an_amendment_hold_from_the_day_it_was_signed():
    amended = signed(instance=2, contact_every=ContactEvery.WEEK)
    roster = a_signed_roster(amended, ledger=(remembered("RENEW-1001.1-1", "2026-10-01"),))

    roster = replace(roster, contacts=(a_contact(PAIRING, "2026-10-03"),))

    before, after = items_on("2026-10-04", roster, DueItemKind.MONTHLY_CONTACT)

    assert (str(before.due_on), str(after.due_on)) == ("2026-08-01", "2026-10-10")


def test_the_renewal_opens_one_more_agreement_and_only_one():
    roster = a_signed_roster()
    items = due_items(roster, POLICY, today("2027-07-02"))

    opened = [o for o in openings(roster, items, today("2027-07-02"))
              if o.instrument == "first_report"]  # fmt: skip

    assert [(o.repeat_instance, o.fields) for o in opened] == [
        (2, {"fr_pair": 1, "fr_due": on("2027-08-01")})
    ]
    there = a_signed_roster(an_agreement(PAIRING, instance=2))
    again = openings(there, due_items(there, POLICY, today("2027-07-03")), today("2027-07-03"))
    assert "first_report" not in [o.instrument for o in again]


def test_who_has_signed_the_amendment_is_not_asked_again():
    half = an_agreement(PAIRING, instance=2, mentee_ok=True)

    item = item_on("2027-07-10", a_signed_roster(half), RENEWAL)

    assert item is not None
    assert item.owed_by == ("2001",)


def test_closing_the_pairing_answers_the_question_too():
    roster = a_signed_roster()
    closing = replace(roster, pairings=(replace(PAIRING, state=PairingState.CLOSING),))

    assert item_on("2027-07-10", closing, RENEWAL) is None


@cases(
    """
    state   | ended      | tonight    | due        | said
    --------|------------|------------|------------|---------
    ACTIVE  |            | 2026-12-01 |            |
    CLOSING |            | 2026-12-01 | 2026-12-31 | upcoming
    CLOSED  | 2026-12-01 | 2026-12-01 | 2026-12-31 | upcoming
    CLOSED  | 2026-12-01 | 2026-12-31 | 2026-12-31 | due
    CLOSED  | 2026-12-01 | 2027-01-01 |            |
    CLOSED  |            | 2026-12-01 |            |
    """
)
def test_a_pair_that_closes_is_invited_to_look_back(case):
    pairing = replace(PAIRING, state=PairingState[case["state"]], end_on=on(case["ended"]))

    item = item_on(case["tonight"], a_roster(pairing), CLOSING)

    assert (str(item.due_on) if item else "", said(item)) == (case["due"], case["said"])


def test_a_pair_in_closing_keeps_its_date_from_night_to_night_and_then_it_lapses():
    memory = Memory(a_roster(replace(PAIRING, state=PairingState.CLOSING)))
    for day in ("2026-12-01", "2026-12-02", "2026-12-31"):
        memory.night(day)
        assert str(memory.roster.stored("1001", "CLOSE-1001.1").due_on) == "2026-12-31"

    memory.night("2027-01-01")

    assert memory.roster.stored("1001", "CLOSE-1001.1").state is DueState.VOID


def test_the_second_run_of_a_night_finds_the_same_item_though_a_pause_moved_its_date():
    pairing = replace(PAIRING, state=PairingState.CLOSING, paused_until=on("2027-06-30"))
    memory = Memory(a_roster(pairing))

    memory.night("2027-01-15")
    first = item_on("2027-01-15", memory.roster, CLOSING)
    memory.night("2027-01-15")

    assert first is not None
    assert (first.opened_on, first.due_on) == (on("2027-01-15"), on("2027-07-14"))
    assert item_on("2027-01-15", memory.roster, CLOSING) == first


def test_one_tick_by_either_is_a_reflection():
    pairing = replace(PAIRING, state=PairingState.CLOSING)
    opened = a_roster(pairing, closures=(a_closure(pairing, is_answered=False),))
    answered = a_roster(pairing, closures=(a_closure(pairing),))

    assert said(item_on("2026-12-01", opened, CLOSING)) == "upcoming"
    assert said(item_on("2026-12-01", answered, CLOSING)) == "done on time"


def test_nobody_is_asked_to_look_back_once_a_partner_has_left():
    pairing = replace(PAIRING, state=PairingState.CLOSING)
    gone = a_mentor(participation=Participation.DEPARTED)

    assert item_on("2026-12-01", a_roster(pairing, people=[a_mentee(), gone]), CLOSING) is None
