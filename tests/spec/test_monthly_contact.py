"""Keeping in touch: a chain of gaps, each closed by the next contact. Source: S1.32."""

from __future__ import annotations

from mentorship.obligations.due_items import DueItemKind, DueState
from mentorship.relationships import ContactEvery, Meeting
from tests.support.builders import (
    a_contact,
    a_pairing,
    a_report,
    a_roster,
    a_stored_item,
    an_agreement,
)
from tests.support.rule_nights import items_on, said
from tests.support.tables import cases


KIND = DueItemKind.MONTHLY_CONTACT


def chain(contacts: str, tonight: str, **parts) -> str:
    """The chain of a pair of 1 July 2026: each gap as `anchor due state`."""
    pairing = a_pairing("2026-07-01")
    log = tuple(a_contact(pairing, day, Meeting.WRITING) for day in contacts.split())
    items = items_on(tonight, a_roster(pairing, contacts=log, **parts), KIND)
    return ", ".join(f"{item.opened_on:%m-%d} {item.due_on:%m-%d} {said(item)}" for item in items)


@cases(
    """
    contacts              | tonight    | gaps
    ----------------------|------------|-----------------------------------------------------------
                          | 2026-07-01 | 07-01 08-01 upcoming
                          | 2026-07-18 | 07-01 08-01 due
                          | 2026-08-01 | 07-01 08-01 due
                          | 2026-08-02 | 07-01 08-01 overdue
    2026-07-01            | 2026-08-02 | 07-01 08-01 overdue
    2026-06-30            | 2026-08-02 | 07-01 08-01 overdue
    2026-07-20            | 2026-08-02 | 07-01 08-01 done on time, 07-20 08-20 upcoming
    2026-08-01            | 2026-08-02 | 07-01 08-01 done on time, 08-01 09-01 upcoming
    2026-08-02            | 2026-08-02 | 07-01 08-01 done late, 08-02 09-02 upcoming
    2026-08-03            | 2026-08-02 | 07-01 08-01 overdue
    2026-07-20 2026-07-20 | 2026-08-02 | 07-01 08-01 done on time, 07-20 08-20 upcoming
    """
)
def test_every_gap_between_contacts_is_an_item_of_its_own(case):
    assert chain(case["contacts"], case["tonight"]) == case["gaps"]


def test_before_the_assignment_date_nothing_is_owed():
    assert chain("", "2026-06-30") == ""


def test_meetings_in_the_reports_are_contacts_too():
    pairing = a_pairing("2026-07-01")

    found = chain(
        "",
        "2026-10-20",
        agreements=(an_agreement(pairing, met="2026-07-25", how=Meeting.PHONE),),
        reports=(a_report(pairing, "AY2026-Q1", met="2026-08-20"),),
    )

    assert found == ("07-01 08-01 done on time, 07-25 08-25 done on time, 08-20 09-20 overdue")


@cases(
    """
    agreed on   | signed on  | second gap
    ------------|------------|--------------------
    WEEK        | 2026-07-20 | 07-20 07-27 overdue
    TWO_WEEKS   | 2026-07-20 | 07-20 08-03 due
    MONTH       | 2026-07-20 | 07-20 08-20 upcoming
    WEEK        | 2026-07-21 | 07-20 08-20 upcoming
    """
)
def test_stricter_terms_of_the_pair_win_from_the_day_they_were_signed(case):
    pairing = a_pairing("2026-07-01")
    agreement = an_agreement(
        pairing, mentee_ok=True, mentor_ok=True, contact_every=ContactEvery[case["agreed on"]]
    )
    signed = a_stored_item(
        "AGREE-1001.1",
        DueItemKind.AGREEMENT,
        DueState.DONE_ON_TIME,
        "2026-08-15",
        done=case["signed on"],
    )

    gaps = chain("2026-07-20", "2026-08-01", agreements=(agreement,), ledger=(signed,))

    assert gaps == f"07-01 08-01 done on time, {case['second gap']}"


def test_terms_that_are_not_signed_bind_nobody():
    agreement = an_agreement(a_pairing(), mentee_ok=True, contact_every=ContactEvery.WEEK)

    assert chain("", "2026-07-10", agreements=(agreement,)) == "07-01 08-01 upcoming"


@cases(
    """
    next date  | known
    -----------|-----------
    2026-08-09 | None
    2026-08-10 | 2026-08-10
    2026-09-10 | 2026-09-10
    2026-09-11 | None
               | None
    """
)
def test_the_next_date_is_known_while_it_is_ahead_and_near(case):
    pairing = a_pairing("2026-07-01")
    contact = a_contact(pairing, "2026-07-20", then=case["next date"] or None)

    last = items_on("2026-08-10", a_roster(pairing, contacts=(contact,)), KIND)[-1]

    assert str(last.next_known_on) == case["known"]


def test_the_mentee_is_the_one_who_is_asked():
    (item,) = items_on("2026-07-05", a_roster(a_pairing()), KIND)

    assert (item.key, item.owed_by) == ("TOUCH-1001.1-2026-07-01", ("1001",))
