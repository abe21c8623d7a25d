"""Figures of the six-month hub summary. Source: S1.36, programme 5.2.

Counts always come with their denominator; items waived, void or not yet due are left out of it.
What pairs wrote appears only where the pair consented; barriers only from three reports on.
"""

from __future__ import annotations

from datetime import date

import pandas as pd

from mentorship.hub_summary import Comparison, GroupSummary, HubLine, Share
from mentorship.hubs import AffinityGroup, Hub, HubStatus
from mentorship.obligations.due_items import DueItemKind
from mentorship.promotion import count_unread
from mentorship.relationships import Programme
from mentorship.roster import Roster
from reports.half_year import Figures, HalfYearWindow
from reports.hub_words import (
    STALLED_DAYS,
    achievements,
    asks,
    barriers_named,
    has_rare_barriers,
    mentors_seen,
    needs,
    signed_reports,
)


FEWEST_GROUPS = 5
"""With fewer, a comparison would show another group."""


def summarise(
    figures: Figures, group: AffinityGroup, window: HalfYearWindow, recipient_id: str
) -> GroupSummary:
    """Return what *recipient_id* is told about the group's half-year."""
    roster = figures.roster
    hubs = _hubs_of(figures, {group.code})
    codes = {each.code for each in hubs}
    lines = tuple(_hub_line(figures, hub, window) for hub in hubs)
    names = group.may_name_pairs and not _has_residents(roster, codes)
    reports = signed_reports(roster, codes, window.quarters)
    seen, missing = mentors_seen(roster, group, codes, window)
    return GroupSummary(
        group_code=group.code,
        group_label=group.label,
        recipient_id=recipient_id,
        half_year=window.name,
        first=window.first,
        last=window.last,
        hubs=lines,
        needs=needs(figures, codes, lines, names=names),
        asks=asks(figures, group, codes, window),
        achieved=achievements(roster, reports),
        barriers=barriers_named(reports),
        has_rare_barriers=has_rare_barriers(reports),
        promotion_unread=count_unread(
            roster, (p.id for p in roster.pairings if p.is_current and p.hub_code in codes)
        ),
        reports_counted=len(reports),
        mentors_seen=seen,
        mentors_not_seen=tuple(roster.people[each].name for each in missing) if names else (),
        all_groups=_comparison(figures, window),
        names_pairs=names,
        due_on=window.review_due_on,
    )


def _hubs_of(figures: Figures, groups: set[int]) -> list[Hub]:
    """Return the hubs to show: open ones, and paused ones that still hold pairs."""
    with_pairs = set(figures.pairs.loc[figures.pairs["current"], "hub"])
    found = [
        hub
        for hub in figures.roster.hubs.values()
        if hub.group_code in groups
        and hub.is_active
        and hub.status is not HubStatus.RETIRED
        and (hub.is_open or hub.code in with_pairs)
    ]
    return sorted(found, key=lambda each: each.code)


def _has_residents(roster: Roster, codes: set[int]) -> bool:
    """A resident's pair is never shown above it but in counts. Source: S0.24, S3.14."""
    return any(
        each.is_current and each.programme is Programme.RESIDENT and each.hub_code in codes
        for each in roster.pairings
    )


def _comparison(figures: Figures, window: HalfYearWindow) -> Comparison | None:
    groups = {each.code for each in figures.roster.groups.values() if each.is_active}
    hubs = _hubs_of(figures, groups)
    if len({each.group_code for each in hubs}) < FEWEST_GROUPS:
        return None
    codes = [each.code for each in hubs]
    items = figures.items[figures.items["hub"].isin(codes)]
    pairs = figures.pairs[figures.pairs["hub"].isin(codes) & figures.pairs["current"]]
    silent = _silences(pairs, figures.today)
    return Comparison(
        met_in_time=_done_on_time(_first_meetings(items, window.first, window.last)),
        agreed=Share(int(pairs["signed"].sum()), len(pairs)),
        in_person=_in_person(items, window),
        on_time=_on_time(items, window),
        contact_days=None if pairs.empty else round(float(silent.median())),
    )


def _hub_line(figures: Figures, hub: Hub, window: HalfYearWindow) -> HubLine:
    items = figures.items[figures.items["hub"] == hub.code]
    pairs = figures.pairs[(figures.pairs["hub"] == hub.code) & figures.pairs["current"]]
    silent = None if pairs.empty else int(_silences(pairs, figures.today).max())
    mentors = {m for (m, code), c in figures.roster.current_commitments.items()
               if code == hub.code and c.capacity > 0}  # fmt: skip
    capacity = sum(c.capacity for (_, code), c in figures.roster.current_commitments.items()
                   if code == hub.code)  # fmt: skip
    if hub.cap is not None:
        capacity = min(capacity, hub.cap)
    return HubLine(
        hub_code=hub.code,
        label=hub.label,
        mentors=len(mentors),
        room=max(0, capacity - len(pairs)),
        mentees=len(pairs),
        met_in_time=_done_on_time(_first_meetings(items, window.first, window.last)),
        met_before=_done_on_time(_first_meetings(items, *window.before)),
        agreed=Share(int(pairs["signed"].sum()), len(pairs)),
        in_person=_in_person(items, window),
        on_time=_on_time(items, window),
        oldest_contact_days=silent,
        is_stalled=silent is not None and silent > STALLED_DAYS,
    )


def _in_person(items: pd.DataFrame, window: HalfYearWindow) -> tuple[Share, Share]:
    first, second = window.quarters
    kind = DueItemKind.QUARTERLY_IN_PERSON
    return _done(_of(items, kind, first)), _done(_of(items, kind, second))


def _on_time(items: pd.DataFrame, window: HalfYearWindow) -> tuple[Share, Share]:
    first, second = window.quarters
    kind = DueItemKind.QUARTERLY_REPORT
    return _done_on_time(_of(items, kind, first)), _done_on_time(_of(items, kind, second))


def _of(items: pd.DataFrame, kind: DueItemKind, period: str) -> pd.DataFrame:
    return items[(items["kind"] == kind.name) & (items["period"] == period)]


def _first_meetings(items: pd.DataFrame, first: date, last: date) -> pd.DataFrame:
    due = items["due_on"]
    inside = (due >= pd.Timestamp(first)) & (due <= pd.Timestamp(last))
    return items[(items["kind"] == DueItemKind.FIRST_MEETING.name) & inside]


def _share(items: pd.DataFrame, good: set[str]) -> Share:
    counted = items[items["state"].isin({"DONE_ON_TIME", "DONE_LATE", "OVERDUE"})]
    return Share(int(counted["state"].isin(good).sum()), len(counted))


def _done_on_time(items: pd.DataFrame) -> Share:
    return _share(items, {"DONE_ON_TIME"})


def _done(items: pd.DataFrame) -> Share:
    return _share(items, {"DONE_ON_TIME", "DONE_LATE"})


def _silences(pairs: pd.DataFrame, today: date) -> pd.Series:
    """Days since the last contact of each pair, or since it began."""
    last = pairs["last_contact_on"].fillna(pairs["start_on"])
    days: pd.Series[int] = (pd.Timestamp(today) - last).dt.days
    return days.clip(lower=0)
