"""The first report and agreement: both attest it within 45 days. Source: S1.30."""

from __future__ import annotations

from dataclasses import replace

from mentorship.obligations.due_items import DueItemKind, DueState
from tests.support.builders import a_pairing, a_roster, a_stored_item, an_agreement, on
from tests.support.rule_nights import Memory, item_on, said
from tests.support.tables import cases


KIND = DueItemKind.AGREEMENT


@cases(
    """
    mentee | mentor | tonight    | state        | owed by    | done on
    -------|--------|------------|--------------|------------|-----------
    none   | none   | 2026-07-01 | upcoming     | 1001, 2001 | None
    none   | none   | 2026-08-01 | due          | 1001, 2001 | None
    none   | none   | 2026-08-15 | due          | 1001, 2001 | None
    none   | none   | 2026-08-16 | overdue      | 1001, 2001 | None
    yes    | none   | 2026-08-16 | overdue      | 2001       | None
    none   | yes    | 2026-08-16 | overdue      | 1001       | None
    yes    | no     | 2026-08-16 | overdue      | 2001       | None
    yes    | yes    | 2026-08-16 | done on time |            | 2026-08-15
    """
)
def test_an_agreement_is_done_when_both_attest_it(case):
    says = {"none": None, "yes": True, "no": False}
    pairing = a_pairing("2026-07-01")
    agreement = an_agreement(
        pairing, mentee_ok=says[case["mentee"]], mentor_ok=says[case["mentor"]]
    )

    item = item_on(case["tonight"], a_roster(pairing, agreements=(agreement,)), KIND)

    assert item is not None
    assert (said(item), ", ".join(item.owed_by)) == (case["state"], case["owed by"])
    assert str(item.done_on) == case["done on"]


def test_without_an_instance_both_still_have_to_attest():
    item = item_on("2026-08-16", a_roster(a_pairing()), KIND)

    assert item is not None
    assert (said(item), item.owed_by) == ("overdue", ("1001", "2001"))


def test_the_day_it_was_first_seen_signed_is_kept():
    pairing = a_pairing("2026-07-01")
    stored = a_stored_item(
        "AGREE-1001.1", KIND, DueState.DONE_ON_TIME, "2026-08-15", done="2026-08-01"
    )
    roster = a_roster(
        pairing,
        agreements=(an_agreement(pairing, mentee_ok=True, mentor_ok=True),),
        ledger=(stored,),
    )

    item = item_on("2026-12-01", roster, KIND)

    assert item is not None
    assert (said(item), str(item.done_on)) == ("done on time", "2026-08-01")


def test_an_amendment_in_the_making_does_not_undo_the_signed_agreement():
    pairing = a_pairing("2026-07-01")
    signed = an_agreement(pairing, mentee_ok=True, mentor_ok=True)
    amendment = an_agreement(pairing, mentee_ok=True, instance=2)

    item = item_on("2026-08-10", a_roster(pairing, agreements=(amendment, signed)), KIND)

    assert said(item) == "done on time"


def test_an_agreement_with_another_number_belongs_to_another_pairing():
    pairing = a_pairing("2026-07-01", number=2)
    other = an_agreement(a_pairing(number=1), mentee_ok=True, mentor_ok=True)

    item = item_on("2026-08-16", a_roster(pairing, agreements=(other,)), KIND)

    assert said(item) == "overdue"


def test_an_attestation_taken_back_opens_the_item_again():
    pairing = a_pairing("2026-07-01")
    stored = a_stored_item(
        "AGREE-1001.1", KIND, DueState.DONE_ON_TIME, "2026-08-15", done="2026-08-01"
    )
    signed = an_agreement(pairing, mentee_ok=True, mentor_ok=True)
    roster = a_roster(pairing, agreements=(replace(signed, mentor_ok=False),), ledger=(stored,))

    item = item_on("2026-08-16", roster, KIND)

    assert item is not None
    assert (said(item), item.owed_by) == ("overdue", ("2001",))


@cases(
    """
    first seen | signed seen | met        | state        | done on
    -----------|-------------|------------|--------------|-----------
    2026-08-16 | 2026-08-16  |            | done on time | 2026-08-15
    2026-08-17 | 2026-08-17  |            | done on time | 2026-08-15
    2026-08-16 | 2026-08-17  |            | done late    | 2026-08-16
    2026-08-17 | 2026-08-17  | 2026-07-20 | done on time | 2026-07-20
    2026-08-17 | 2026-08-17  | 2026-06-30 | done on time | 2026-08-15
    2026-08-19 | 2026-08-19  | 2026-08-18 | done late    | 2026-08-18
    2030-08-17 | 2030-08-17  | 2026-07-20 | done on time | 2026-07-20
    2030-08-17 | 2030-08-17  |            | done on time | 2026-08-15
    2030-08-16 | 2030-08-17  | 2026-07-20 | done on time | 2030-08-16
    """
)
def test_nobody_is_late_with_what_was_signed_before_anybody_looked(case):
    """An agreement without a ledger row is dated by the meeting it reports, or its due date."""
    pairing = a_pairing("2026-07-01", announced_on=on("2026-07-01"))
    memory = Memory(a_roster(pairing))
    if case["first seen"] != case["signed seen"]:
        memory.night(case["first seen"])
    agreement = an_agreement(pairing, mentee_ok=True, mentor_ok=True, met=case["met"] or None)
    memory.roster = replace(memory.roster, agreements=(agreement,))
    memory.night(case["signed seen"])

    for day in (case["signed seen"], "2030-12-01"):
        item = item_on(day, memory.roster, KIND)
        assert item is not None
        assert (said(item), str(item.done_on)) == (case["state"], case["done on"])
