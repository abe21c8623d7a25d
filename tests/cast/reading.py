"""Ledgers as the tables of the cast write them: people by the name of their role in the part."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date

from mentorship.obligations.due_items import StoredItem
from tests.support.cast_year import FIRST, CastYear
from tests.support.tables import rows


Line = tuple[str, str, str, str, str]
"""Item, due, state, done, told."""

ROLES: defaultdict[str, tuple[str, ...]] = defaultdict(lambda: ("mentee",))
"""By part, what its records are called; records that are not named are not listed."""
ROLES.update(
    hub_retired_after_submission=("hub", "mentee"),
    hub_without_mentor=("hub",),
    mentor_in_two_groups=("mentor",),
    senior_who_is_hub_mentor=("senior",),
    mutual_mentoring=("one", "two"),
    same_person_twice=("one", "two"),
    shared_mailbox=("one", "two"),
    group_counts_only=("group",),
    group_with_one_pair=("group",),
    senior_on_leave_with_deputy=("senior", "group"),
    senior_on_leave_without_deputy=("", "group"),
    unknown_code=("resident",),
)


def ledger_of(year: CastYear, part: str, night: date) -> list[Line]:
    """What the ledger says of *part* after *night*; what was done before the year is left out."""
    roles = {year.record(part, at): role for at, role in enumerate(ROLES[part]) if role}
    return sorted(
        _line(each, roles)
        for each in year.ledger(night, *roles)
        if each.done_on is None or each.done_on >= FIRST
    )


def expected(table: str) -> dict[date, list[Line]]:
    """The lines of a table by night; `nothing` stands for an empty ledger."""
    found: defaultdict[date, list[Line]] = defaultdict(list)
    for row in rows(table):
        night, item, due, state, done, told = row.values()
        lines = found[date.fromisoformat(night)]
        if item != "nothing":
            lines.append((item, due, state, done, told))
    return {night: sorted(lines) for night, lines in found.items()}


def _line(item: StoredItem, roles: dict[str, str]) -> Line:
    assert item.kind is not None
    assert item.state is not None
    assert item.key.startswith(f"{item.kind.prefix}-")
    key = re.sub(r"\d{4}(?=[.-]|$)", lambda found: roles.get(found[0], found[0]), item.key)
    state = item.state.name.lower().replace("_", " ")
    return key, str(item.due_on), state, str(item.done_on or ""), str(item.notices_sent)
