"""Where a pair agreed on more than the programme asks, its own word holds. Source: S2.23, S1.33."""

from __future__ import annotations

from dataclasses import replace

from mentorship.expectations import expectations
from mentorship.obligations.due_items import DueItemKind, DueState, NoticeKind
from mentorship.policy import Policy
from mentorship.relationships import ContactEvery, InPersonEvery, PairingState, Programme
from mentorship.terms import read_entry
from tests.support.builders import (
    a_contact,
    a_pairing,
    a_roster,
    a_stored_item,
    an_agreement,
    on,
    watched,
)
from tests.support.rule_nights import Memory, items_on, said, today
from tests.support.tables import cases


IN_PERSON = DueItemKind.QUARTERLY_IN_PERSON


def agreed(every, signed, *met, programme="FACULTY_HUB", started="2026-07-01"):
    pairing = a_pairing(started, programme=Programme[programme], announced_on=on(started))
    agreement = an_agreement(
        pairing, mentee_ok=True, mentor_ok=True, in_person_every=InPersonEvery[every]
    )
    stored = a_stored_item(
        "AGREE-1001.1", DueItemKind.AGREEMENT, DueState.DONE_ON_TIME, signed, done=signed
    )
    log = tuple(a_contact(pairing, day, instance=n) for n, day in enumerate(met, start=1))
    roster = a_roster(pairing, agreements=(agreement,), ledger=(stored,), contacts=log)
    return watched(roster, started)


@cases(
    """
    agreed     | signed     | met in the second quarter        | Q2 on 2027-01-01
    -----------|------------|----------------------------------|-----------------
    QUARTER    | 2026-08-10 | 2026-10-05                       | done on time
    MONTH      | 2026-08-10 | 2026-10-05                       | overdue
    MONTH      | 2026-08-10 | 2026-10-05 2026-11-05            | overdue
    MONTH      | 2026-08-10 | 2026-10-05 2026-11-05 2026-12-05 | done on time
    TWO_MONTHS | 2026-08-10 | 2026-10-05                       | overdue
    TWO_MONTHS | 2026-08-10 | 2026-10-05 2026-11-05            | done on time
    MONTH      | 2026-10-02 | 2026-10-05                       | done on time
    """
)
def test_a_pair_meets_in_person_as_often_as_it_agreed_from_the_next_quarter_on(case):
    met = case["met in the second quarter"].split()

    items = items_on("2027-01-01", agreed(case["agreed"], case["signed"], *met), IN_PERSON)

    second = next(each for each in items if each.period == "AY2026-Q2")
    assert said(second) == case["Q2 on 2027-01-01"]


def test_every_two_months_is_six_times_a_year():
    every_month = ["2026-10-01", "2026-10-02", "2027-01-02", "2027-04-02", "2027-04-03"]
    roster = agreed("TWO_MONTHS", "2026-07-20", "2026-07-02", *every_month)

    items = items_on("2027-07-01", roster, IN_PERSON)

    shown = [(each.period[-2:], said(each)) for each in items if each.period.startswith("AY2026")]
    assert shown == [(f"Q{number}", "done on time") for number in (1, 2, 3, 4)]


@cases(
    """
    agreed     | signed     | held | state
    -----------|------------|------|-------------
    QUARTER    | 2026-08-01 | 3    | done on time
    TWO_MONTHS | 2026-08-01 | 4    | due
    TWO_MONTHS | 2026-08-01 | 5    | done on time
    MONTH      | 2027-01-01 | 4    | due
    MONTH      | 2027-01-01 | 5    | done on time
    """
)
def test_residents_owe_the_rest_of_a_year_under_way_in_proportion(case):
    days = ["2026-07-10", "2026-09-10", "2026-11-10", "2027-02-10", "2027-04-10"]
    met = days[: int(case["held"])]
    roster = agreed(case["agreed"], case["signed"], *met, programme="RESIDENT")

    (item,) = items_on("2027-06-25", roster, IN_PERSON)

    assert said(item) == case["state"]


def test_what_a_pair_reads_follows_its_programme():
    policy = Policy()

    def of(programme):
        return expectations(policy.terms(programme), on("2026-07-31"), on("2026-08-15"))

    assert of(Programme.FACULTY_HUB) == (
        "A first meeting, just the two of you, by 31 July 2026.",
        "A first report and agreement, filled in together, by 15 August 2026.",
        "A word with each other at least once a month.",
        "A meeting in person once a quarter, with a short joint report.",
    )
    assert of(Programme.RESIDENT)[2:] == (
        (
            "A word with each other at least once a month in the first quarter of the academic "
            "year, then once a quarter."
        ),
        "Three meetings in person each academic year.",
    )
    assert of(Programme.SENIOR_COACHING) == (
        "A first meeting, just the two of you, by 31 July 2026.",
        "A word with each other at least once a quarter.",
        "A meeting in person once a half-year.",
    )


@cases(
    """
    entry     | written                              | read as
    ----------|--------------------------------------|--------------------------------------------
    contact   | 45 days                              | A word with each other at least every 45 days.
    contact   | 14 days in Jul-Sep, then 31 days     | A word with each other at least every two weeks from July to September, then once a month.
    in_person | 2 a half-year                        | Two meetings in person each half-year, and a short joint report each quarter.
    in_person | none                                 |
    """
)
def test_a_department_that_writes_other_terms_tells_its_people_those(case):
    value = read_entry(case["entry"], case["written"])
    terms = Policy(faculty=((case["entry"], value),)).terms(Programme.FACULTY_HUB)

    said_to_them = expectations(terms, None, None)

    assert (case["read as"] in said_to_them) if case["read as"] else len(said_to_them) == 3


@cases(
    """
    state   | ended      | invited
    --------|------------|--------
    CLOSING |            | 1
    CLOSED  | 2026-12-01 | 0
    """
)
def test_a_pair_is_invited_to_look_back_while_it_is_closing_once(case):
    pairing = a_pairing(
        announced_on=on("2026-07-01"), state=PairingState[case["state"]], end_on=on(case["ended"])
    )
    memory = Memory(a_roster(pairing))
    told = []
    for number in range(40):
        told += memory.night(
            today("2026-12-02").fromordinal(today("2026-12-02").toordinal() + number)
        )

    about = [each for each in told if each.kind is NoticeKind.RENEWAL]
    assert sorted(each.person_id for each in about) == ["1001", "2001"] * int(case["invited"])


@cases(
    """
    programme   | first agreed | then agreed
    ------------|--------------|------------
    FACULTY_HUB | MONTH        | MONTH
    FACULTY_HUB | MONTH        | QUARTER
    FACULTY_HUB | QUARTER      | MONTH
    RESIDENT    | MONTH        | MONTH
    """
)
def test_signing_again_leaves_what_is_past_as_it_was(case):
    met = ["2026-07-10", "2026-08-10", "2026-09-10", "2026-10-05", "2026-11-05", "2027-01-20"]
    roster = agreed(case["first agreed"], "2026-07-20", *met, programme=case["programme"])
    (first,) = (replace(each, contact_every=ContactEvery.TWO_WEEKS) for each in roster.agreements)
    memory = Memory(replace(roster, agreements=(first,)))
    memory.night("2027-02-20")
    before = memory.roster.ledger

    again = replace(
        first,
        repeat_instance=2,
        in_person_every=InPersonEvery[case["then agreed"]],
        contact_every=ContactEvery.MONTH,
    )
    memory.roster = replace(memory.roster, agreements=(first, again))
    memory.night("2027-02-21")

    kinds = {IN_PERSON, DueItemKind.MONTHLY_CONTACT}
    kept = [each for each in memory.roster.ledger if each.kind in kinds]
    assert kept == [each for each in before if each.kind in kinds]


def test_in_a_year_under_way_each_agreement_counts_while_it_is_in_force():
    days = ["2026-07-10", "2026-09-10", "2026-10-10", "2026-11-10", "2027-02-10", "2027-04-10"]
    roster = agreed("MONTH", "2026-07-01", *days, programme="RESIDENT")
    again = replace(roster.agreements[0], repeat_instance=2, in_person_every=InPersonEvery.QUARTER)
    renewal = a_stored_item(
        "RENEW-1001.1-1",
        DueItemKind.RENEWAL,
        DueState.DONE_ON_TIME,
        "2027-01-01",
        done="2027-01-01",
    )
    both = (*roster.agreements, again)
    roster = replace(roster, agreements=both, ledger=(*roster.ledger, renewal))

    (of_six,) = items_on("2027-06-25", roster, IN_PERSON)
    (of_five,) = items_on("2027-06-25", replace(roster, contacts=roster.contacts[:5]), IN_PERSON)

    assert (said(of_six), of_six.done_on) == ("done on time", on("2027-04-10"))
    assert said(of_five) == "due"
