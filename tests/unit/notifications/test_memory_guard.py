"""What REDCap remembers against what the outbox remembers, and the way back after a loss."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from mentorship.obligations.due_items import DueItemKind, DueState, NoticeKind, SentNotices
from mentorship.obligations.notices import notices_owed
from notifications.mail import Environment
from notifications.memory_guard import forgotten, item_key, recovered
from notifications.outbox import Outbox
from tests.support.builders import MENTEE, MENTOR, a_pairing, a_roster, a_stored_item
from tests.support.mail import NOW, an_item


PAIRING = a_pairing()
ITEM = an_item(DueItemKind.QUARTERLY_REPORT, due_on=date(2026, 10, 14), owed_by=(MENTEE, MENTOR))
FIRST_STAGE, SECOND_STAGE, THIRD_STAGE = date(2026, 10, 12), date(2026, 10, 19), date(2026, 10, 26)


def roster_told_on(last: date | None, sent: int = 1, **changes):
    stored = a_stored_item(
        ITEM.key,
        DueItemKind.QUARTERLY_REPORT,
        DueState.DUE,
        "2026-10-14",
        notices_sent=sent,
        last_notice_on=last,
    )
    return replace(a_roster(PAIRING), ledger=(stored,), **changes)


def owed_on(today: date, told: dict[str, date]):
    roster = roster_told_on(FIRST_STAGE)
    return {
        (each.stage, each.person_id)
        for each in notices_owed(roster, [ITEM], SentNotices(told), today)
        if each.kind is NoticeKind.QUARTERLY_REPORT
    }


def test_a_notice_key_begins_with_its_items_key_whatever_the_cycle_is_called():
    assert item_key("PREF-1001-AY|2026|N01|1|1001") == "PREF-1001-AY|2026"


@pytest.mark.parametrize(
    ("last_told", "missing"),
    [
        ({}, [ITEM.key]),
        ({ITEM.key: FIRST_STAGE - timedelta(days=1)}, [ITEM.key]),
        ({ITEM.key: FIRST_STAGE}, []),
        ({ITEM.key: FIRST_STAGE + timedelta(days=1)}, []),
    ],
    ids=["nothing", "an older copy", "the same", "more"],
)
def test_the_outbox_must_know_at_least_what_redcap_knows(last_told, missing):
    assert forgotten(roster_told_on(FIRST_STAGE), last_told) == missing


def test_a_row_without_notices_asks_for_no_memory():
    assert forgotten(roster_told_on(None, sent=0), {}) == []


def test_after_a_rebuild_nobody_is_told_the_reached_stage_twice():
    told = recovered(roster_told_on(FIRST_STAGE), [ITEM], today=FIRST_STAGE)

    assert owed_on(FIRST_STAGE, {}) == {(1, MENTEE), (1, MENTOR)}
    assert owed_on(FIRST_STAGE, told) == set()


def test_after_a_rebuild_later_stages_go_on_as_usual():
    told = recovered(roster_told_on(FIRST_STAGE), [ITEM], today=FIRST_STAGE)

    assert owed_on(SECOND_STAGE, told) == {(2, MENTEE), (2, MENTOR)}


def test_a_rebuild_on_a_weekend_remembers_as_much_as_on_a_working_day():
    saturday = date(2026, 10, 17)

    told = recovered(roster_told_on(FIRST_STAGE), [ITEM], today=saturday)

    assert owed_on(date(2026, 10, 18) + timedelta(days=1), told) == {(2, MENTEE), (2, MENTOR)}
    assert f"{ITEM.key}|N13|1|{MENTEE}" in told


def test_an_announcement_is_remembered_for_both_partners():
    announced = replace(PAIRING, announced_on=date(2026, 9, 1))
    roster = a_roster(announced)

    told = recovered(roster, [], today=FIRST_STAGE)

    assert told[f"PAIR-{MENTEE}.1|N06|1|{MENTEE}"] == date(2026, 9, 1)
    assert told[f"PAIR-{MENTEE}.1|N06|1|{MENTOR}"] == date(2026, 9, 1)


@pytest.mark.parametrize("items", [[ITEM], []], ids=["an open item", "an item long finished"])
def test_a_rebuilt_outbox_may_send_again(tmp_path, items):
    roster = roster_told_on(FIRST_STAGE, pairings=(replace(PAIRING, announced_on=FIRST_STAGE),))
    told = recovered(roster, items, today=THIRD_STAGE)

    with Outbox(tmp_path / "outbox.sqlite") as outbox:
        outbox.remember(Environment.LIVE, told, at=NOW)

        outbox.refuse_if_lost(roster)


def test_a_row_whose_day_was_deleted_counts_as_told_today():
    told = recovered(roster_told_on(None), [ITEM], today=SECOND_STAGE)

    assert told[f"{ITEM.key}|N13|2|{MENTEE}"] == SECOND_STAGE
