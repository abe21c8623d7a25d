"""Dates and due items in words."""

from __future__ import annotations

from datetime import date

import pytest

from mentorship.obligations.due_items import DueItem, DueItemKind, DueState
from mentorship.wording import KIND_NAMES, as_sentence, item_name, plain_day


def an_item(kind: DueItemKind, period: str, about: str = "88.2") -> DueItem:
    day = date(2026, 10, 1)
    return DueItem(
        key="key",
        kind=kind,
        record_id="88",
        about=about,
        period=period,
        opened_on=day,
        due_on=day,
        state=DueState.DUE,
    )


def test_a_day_is_written_as_people_write_it():
    assert plain_day(date(2026, 10, 1)) == "1 October 2026"
    assert plain_day(date(2028, 2, 29)) == "29 February 2028"


def test_every_kind_of_item_has_a_name():
    assert set(KIND_NAMES) == set(DueItemKind)


@pytest.mark.parametrize(
    ("kind", "period", "about", "name"),
    [
        (DueItemKind.FIRST_MEETING, "AY2026", "88.2", "First meeting"),
        (DueItemKind.QUARTERLY_REPORT, "AY2026-Q2", "88.2", "Quarterly report AY2026-Q2"),
        (DueItemKind.SENIOR_REVIEW, "2026H2", "H14", "Senior review 2026H2, H14"),
        (DueItemKind.SIX_MONTH_SUMMARY, "2026H2", "AG03", "Six-month summary 2026H2"),
        (DueItemKind.PREFERENCES, "", "88", "Hub preferences"),
    ],
)
def test_an_item_is_named_with_its_period_where_it_recurs(kind, period, about, name):
    assert item_name(an_item(kind, period, about)) == name


def test_a_sentence_begins_with_a_capital():
    assert as_sentence("mentor 412 is") == "Mentor 412 is"
    assert as_sentence("") == ""
