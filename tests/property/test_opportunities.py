"""How old a list is, whichever nights ran: what a memory can know, and no more."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from mentorship.opportunities import Opportunities
from redcap_schema.marks import fingerprint
from tests.support.laws import tried


FIRST = date(2026, 1, 1)
LISTS = st.sampled_from(["", " ", "A grant", "A  grant\n", "A fellowship"])
histories = st.lists(st.tuples(LISTS, st.booleans()), min_size=1, max_size=30)
"""By day: what the list says at night, and whether the run took place."""


@tried(150)
@given(histories)
def test_it_has_stood_unchanged_since_the_first_of_the_last_nights_that_saw_it_so(history):
    memory, ran = Opportunities(), []
    for number, (text, runs) in enumerate(history):
        if not runs:
            continue
        today = FIRST + timedelta(days=number)
        ran.append((today, fingerprint(text)))
        since, memory = a_night(memory, text, today)

        assert since == _first_of_the_same(ran)
        assert a_night(memory, text, today) == (since, memory)


@tried(150)
@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=30))
def test_nights_left_out_date_a_change_by_the_first_night_after_it(days):
    """By day: whether the list changes to something new, and whether the night runs."""
    every, some, version = Opportunities(), Opportunities(), 0
    since_some, ran = None, []
    for number, (changes, runs) in enumerate(days):
        today = FIRST + timedelta(days=number)
        version += changes
        since, every = a_night(every, f"Version {version}", today)
        if runs:
            ran.append(today)
            since_some, some = a_night(some, f"Version {version}", today)
            assert since_some == min(day for day in ran if day >= since)


def a_night(memory: Opportunities, text: str, today: date) -> tuple[date, Opportunities]:
    """The date that the night writes, and what the next one reads back."""
    seen = replace(memory, mark=fingerprint(text))
    since = seen.since(today)
    return since, Opportunities(seen_mark=seen.mark, seen_since=since)


def _first_of_the_same(ran: list[tuple[date, str]]) -> date:
    """The earliest night from which on every night that ran saw what the last one saw."""
    found, mark = ran[-1]
    for day, each in reversed(ran):
        if each != mark:
            break
        found = day
    return found
