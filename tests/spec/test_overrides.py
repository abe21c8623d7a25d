"""The office's word about one item: waive, extend, mute, mark done (`item_override`)."""

from __future__ import annotations

from dataclasses import replace

from mentorship.obligations.due_items import DueItemKind, DueState
from mentorship.relationships import OverrideAction, PairingState
from tests.support.builders import (
    a_contact,
    a_mentee,
    a_mentor,
    a_pairing,
    a_preference,
    a_report,
    a_roster,
    a_stored_item,
    an_agreement,
    an_override,
    on,
)
from tests.support.rule_nights import Memory, item_on, said
from tests.support.tables import cases


MEET = DueItemKind.FIRST_MEETING
KEY = "MEET-1001.1"


@cases(
    """
    office's word                             | met        | due        | state        | done       | muted
    ------------------------------------------|------------|------------|--------------|------------|-----------
                                              |            | 2026-07-31 | overdue      | None       | None
    WAIVE                                     |            | 2026-07-31 | waived       | None       | None
    WAIVE                                     | 2026-07-20 | 2026-07-31 | done on time | 2026-07-20 | None
    EXTEND 2026-08-31                         |            | 2026-08-31 | upcoming     | None       | None
    EXTEND 2026-08-20                         |            | 2026-08-20 | due          | None       | None
    EXTEND 2026-07-15                         |            | 2026-07-31 | overdue      | None       | None
    EXTEND                                    |            | 2026-07-31 | overdue      | None       | None
    EXTEND 2026-08-31                         | 2026-08-08 | 2026-08-31 | done on time | 2026-08-08 | None
    MUTE 2026-09-15                           |            | 2026-07-31 | overdue      | None       | 2026-09-15
    MUTE                                      |            | 2026-07-31 | overdue      | None       | 9999-12-31
    MARK_DONE 2026-07-30                      |            | 2026-07-31 | done on time | 2026-07-30 | None
    MARK_DONE 2026-08-05                      |            | 2026-07-31 | done late    | 2026-08-05 | None
    MARK_DONE 2026-08-11                      |            | 2026-07-31 | overdue      | None       | None
    MARK_DONE                                 |            | 2026-07-31 | done late    | 2026-08-09 | None
    MARK_DONE 2026-07-30                      | 2026-08-08 | 2026-07-31 | done on time | 2026-07-30 | None
    EXTEND 2026-08-05; MARK_DONE 2026-08-04   |            | 2026-08-05 | done on time | 2026-08-04 | None
    EXTEND 2026-08-20; MUTE 2026-08-12        |            | 2026-08-20 | due          | None       | 2026-08-12
    EXTEND 2026-08-31; EXTEND 2026-08-20      |            | 2026-08-31 | upcoming     | None       | None
    """
)
def test_the_next_night_obeys_the_office(case):
    words = []
    for number, text in enumerate(filter(None, case["office's word"].split("; ")), start=1):
        action, _, day = text.partition(" ")
        words.append(an_override(KEY, OverrideAction[action], day or None, instance=number))
    pairing = a_pairing("2026-07-01")
    log = (a_contact(pairing, case["met"]),) if case["met"] else ()
    roster = a_roster(pairing, contacts=log, overrides=tuple(words))

    item = item_on("2026-08-10", roster, MEET)

    assert item is not None
    assert (str(item.due_on), said(item)) == (case["due"], case["state"])
    assert (str(item.done_on), str(item.muted_until)) == (case["done"], case["muted"])


def test_an_item_marked_done_without_a_date_keeps_the_day_it_was_seen():
    stored = a_stored_item(KEY, MEET, DueState.DONE_LATE, "2026-07-31", done="2026-08-09")
    word = an_override(KEY, OverrideAction.MARK_DONE)

    item = item_on("2026-10-01", a_roster(a_pairing(), overrides=(word,), ledger=(stored,)), MEET)

    assert item is not None
    assert str(item.done_on) == "2026-08-09"


@cases(
    """
    office's day | agreement               | renewal
    -------------|-------------------------|--------------------
                 | done on time 2026-08-09 |
    2026-08-01   | done on time 2026-08-01 |
    2025-09-01   | done on time 2025-09-01 | upcoming 2026-09-01
    2026-08-11   | done on time 2026-08-09 |
    """
)
def test_the_day_the_office_gives_a_signed_agreement_starts_its_time_frame_at_once(case):
    """The same in the first night as in the next, whose ledger holds the day."""
    pairing = a_pairing("2026-07-01")
    signed = an_agreement(pairing, mentee_ok=True, mentor_ok=True, months=12)
    on_day = case["office's day"] or None
    word = an_override("AGREE-1001.1", OverrideAction.MARK_DONE, on_day)
    memory = Memory(a_roster(pairing, agreements=(signed,), overrides=(word,)))

    for _ in range(2):
        agreement = item_on("2026-08-10", memory.roster, DueItemKind.AGREEMENT)
        renewal = item_on("2026-08-10", memory.roster, DueItemKind.RENEWAL)
        assert agreement is not None
        assert f"{said(agreement)} {agreement.done_on}" == case["agreement"]
        assert (f"{said(renewal)} {renewal.due_on}" if renewal else "") == case["renewal"]
        memory.night("2026-08-10")


def test_a_word_about_another_item_changes_nothing():
    word = an_override("MEET-1001.2", OverrideAction.WAIVE)

    assert said(item_on("2026-08-10", a_roster(a_pairing(), overrides=(word,)), MEET)) == "overdue"


def test_a_waived_item_of_a_closed_pair_stays_waived():
    word = an_override(KEY, OverrideAction.WAIVE)
    roster = a_roster(a_pairing(closed="2026-08-01"), overrides=(word,))

    assert said(item_on("2026-08-10", roster, MEET)) == "waived"


PAIR = a_pairing("2026-07-01", announced_on=on("2026-07-01"))
FROM_THE_FIRST_NIGHT = {
    "ASK-1001.1-AY2026-Q1": a_roster(
        PAIR,
        reports=(a_report(PAIR, "AY2026-Q1", mentee_ok=True, mentor_ok=True, asks={"3"}),),
    ),
    "FIX-1001-AY2026-H77": a_roster(preferences=(a_preference(choices=(77, None, None)),)),
    "SECOND-1001.1-2002": a_roster(
        replace(PAIR, second_mentor_id="2002"),
        people=[a_mentee(), a_mentor(), a_mentor("2002")],
    ),
    "CLOSE-1001.1": a_roster(replace(PAIR, state=PairingState.CLOSING)),
}
"""Items that are due so many days after the night that first saw them, 12 October 2026."""


@cases(
    """
    item                 | due        | row remembers | extended   | taken back
    ---------------------|------------|---------------|------------|-----------
    ASK-1001.1-AY2026-Q1 | 2026-10-26 | yes           | 2026-12-01 | 2026-10-26
    FIX-1001-AY2026-H77  | 2026-10-19 | yes           | 2026-12-01 | 2026-10-19
    SECOND-1001.1-2002   | 2026-10-26 | yes           | 2026-12-01 | 2026-10-26
    CLOSE-1001.1         | 2026-11-11 | yes           | 2026-12-01 | 2026-11-11
    ASK-1001.1-AY2026-Q1 | 2026-10-26 | no            | 2026-12-01 | 2026-10-29
    """
)
def test_an_extension_that_is_taken_back_leaves_the_date_there_was_before(case):
    memory = Memory(FROM_THE_FIRST_NIGHT[case["item"]])
    longer = an_override(case["item"], OverrideAction.EXTEND, case["extended"])
    due = []
    for day, words in (
        ("2026-10-12", ()),
        ("2026-10-13", (longer,)),
        ("2026-10-15", ()),
        ("2026-10-16", ()),
    ):
        memory.roster = replace(memory.roster, overrides=words)
        memory.night(day, delivers=False)
        if case["row remembers"] == "no":
            rows = tuple(replace(each, seen_on=None) for each in memory.roster.ledger)
            memory.roster = replace(memory.roster, ledger=rows)
        due.append(str(memory.roster.stored("1001", case["item"]).due_on))

    assert due == [case["due"], case["extended"], case["taken back"], case["taken back"]]
