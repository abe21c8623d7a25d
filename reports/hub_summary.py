"""Figures of the six-month hub summary. Source: S1.36, programme 5.2.

Counts always come with their denominator; items waived, void or not yet due are left out of it.
What pairs wrote appears only where the pair consented; barriers only from three reports on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from mentorship.hub_summary import GroupSummary, HubLine, Share
from mentorship.hubs import AffinityGroup, Hub, hub_label
from mentorship.obligations.due_items import DueItemKind, LedgerEntry
from mentorship.promotion import count_unread
from mentorship.relationships import Pairing, PairingId, QuarterlyReport
from mentorship.roster import Roster
from reports.frames import items_frame, pairings_frame


SHOW_BARRIERS_FROM = 3
"""Reports and pairs needed before any barrier is shown, and ticks before one is."""
MOST_NEEDS = 5
STALLED_DAYS = 92
SENIOR_MENTOR_ASK = "2"
SHARES_ACHIEVED, SHARES_ASKS = "2", "4"
BARRIERS = {
    "1": "clinical load",
    "2": "protected time",
    "3": "data or IRB",
    "4": "statistics",
    "5": "funding",
    "6": "skills or training",
    "7": "finding time together",
    "8": "direction unclear",
    "9": "other",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HalfYearWindow:
    """Which half-year a summary is about; `quarters` are the names of its two quarters."""

    name: str
    first: date
    last: date
    quarters: tuple[str, str]
    review_due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The frames of one night, made once for all groups."""

    roster: Roster
    items: pd.DataFrame
    pairs: pd.DataFrame
    today: date

    @classmethod
    def of(cls, roster: Roster, ledger: Iterable[LedgerEntry], today: date) -> Figures:
        """Make the frames."""
        return cls(
            roster=roster,
            items=items_frame(roster, ledger),
            pairs=pairings_frame(roster),
            today=today,
        )


def summarise(
    figures: Figures, group: AffinityGroup, window: HalfYearWindow, recipient_id: str
) -> GroupSummary:
    """Return what *recipient_id* is told about the group's half-year."""
    roster = figures.roster
    hubs = [h for h in roster.hubs.values() if h.group_code == group.code and h.is_open]
    hubs.sort(key=lambda each: each.code)
    codes = {each.code for each in hubs}
    reports = _reports(roster, codes, window)
    return GroupSummary(
        group_code=group.code,
        group_label=group.label,
        recipient_id=recipient_id,
        half_year=window.name,
        first=window.first,
        last=window.last,
        hubs=tuple(_hub_line(figures, hub, window) for hub in hubs),
        needs=_needs(figures, group, hubs),
        asks=_asks(roster, reports),
        achieved=_achieved(roster, reports),
        barriers=_barriers(reports),
        promotion_unread=count_unread(
            roster, (p.id for p in roster.pairings if p.is_current and p.hub_code in codes)
        ),
        reports_counted=len(reports),
        mentors_seen=_mentors_seen(roster, group, codes, window),
        all_groups_met=_done_on_time(_first_meetings(figures.items, window)),
        names_pairs=group.may_name_pairs,
        due_on=window.review_due_on,
    )


def _hub_line(figures: Figures, hub: Hub, window: HalfYearWindow) -> HubLine:
    items = figures.items[figures.items["hub"] == hub.code]
    pairs = figures.pairs[(figures.pairs["hub"] == hub.code) & figures.pairs["current"]]
    silent = _silence(pairs, figures.today)
    mentors = {m for (m, code), c in figures.roster.current_commitments.items()
               if code == hub.code and c.capacity > 0}  # fmt: skip
    capacity = sum(c.capacity for (_, code), c in figures.roster.current_commitments.items()
                   if code == hub.code)  # fmt: skip
    if hub.cap is not None:
        capacity = min(capacity, hub.cap)
    first_quarter, second_quarter = window.quarters
    return HubLine(
        hub_code=hub.code,
        label=hub.label,
        mentors=len(mentors),
        room=max(0, capacity - len(pairs)),
        mentees=len(pairs),
        met_in_time=_done_on_time(_first_meetings(items, window)),
        agreed=Share(int(pairs["signed"].sum()), len(pairs)),
        in_person=(
            _done(_of(items, DueItemKind.QUARTERLY_IN_PERSON, first_quarter)),
            _done(_of(items, DueItemKind.QUARTERLY_IN_PERSON, second_quarter)),
        ),
        on_time=(
            _done_on_time(_of(items, DueItemKind.QUARTERLY_REPORT, first_quarter)),
            _done_on_time(_of(items, DueItemKind.QUARTERLY_REPORT, second_quarter)),
        ),
        oldest_contact_days=silent,
        is_stalled=silent is not None and silent > STALLED_DAYS,
    )


def _of(items: pd.DataFrame, kind: DueItemKind, period: str) -> pd.DataFrame:
    return items[(items["kind"] == kind.name) & (items["period"] == period)]


def _first_meetings(items: pd.DataFrame, window: HalfYearWindow) -> pd.DataFrame:
    due = items["due_on"]
    inside = (due >= pd.Timestamp(window.first)) & (due <= pd.Timestamp(window.last))
    return items[(items["kind"] == DueItemKind.FIRST_MEETING.name) & inside]


def _share(items: pd.DataFrame, good: set[str]) -> Share:
    counted = items[items["state"].isin({"DONE_ON_TIME", "DONE_LATE", "OVERDUE"})]
    return Share(int(counted["state"].isin(good).sum()), len(counted))


def _done_on_time(items: pd.DataFrame) -> Share:
    return _share(items, {"DONE_ON_TIME"})


def _done(items: pd.DataFrame) -> Share:
    return _share(items, {"DONE_ON_TIME", "DONE_LATE"})


def _silence(pairs: pd.DataFrame, today: date) -> int | None:
    if pairs.empty:
        return None
    last = pairs["last_contact_on"].fillna(pairs["start_on"])
    return int((pd.Timestamp(today) - last).dt.days.clip(lower=0).max())


def _needs(figures: Figures, group: AffinityGroup, hubs: Sequence[Hub]) -> tuple[str, ...]:
    """At most five facts with their date, oldest first."""
    codes = {each.code for each in hubs}
    found = [*_stalled(figures, group, codes), *_unsigned(figures, group, codes)]
    found.sort()
    return tuple(sentence for _, sentence in found[:MOST_NEEDS])


def _stalled(figures: Figures, group: AffinityGroup, codes: set[int]) -> Iterable[tuple[date, str]]:
    pairs = figures.pairs[figures.pairs["current"] & figures.pairs["hub"].isin(codes)]
    for row in pairs.to_dict("records"):
        pairing = figures.roster.pairings_by_id[_pairing_id(row["pairing"])]
        last = (
            row["start_on"] if pd.isna(row["last_contact_on"]) else row["last_contact_on"]
        ).date()
        if (figures.today - last).days <= STALLED_DAYS or _has_date_ahead(figures, pairing):
            continue
        who = _who(figures.roster, group, pairing)
        yield (
            last,
            (
                f"{hub_label(int(row['hub']))}: {who} no contact logged since {_day(last)}"
                " and no date ahead."
            ),
        )


def _unsigned(
    figures: Figures, group: AffinityGroup, codes: set[int]
) -> Iterable[tuple[date, str]]:
    items = figures.items
    late = items[
        (items["kind"] == DueItemKind.AGREEMENT.name)
        & (items["state"] == "OVERDUE")
        & items["hub"].isin(codes)
    ]
    for row in late.to_dict("records"):
        pairing = figures.roster.pairings_by_id[_pairing_id(row["pairing"])]
        who = _who(figures.roster, group, pairing)
        due = row["due_on"].date()
        yield (
            due,
            f"{hub_label(int(row['hub']))}: {who} not agreed a first report (due {_day(due)}).",
        )


def _pairing_id(text: object) -> PairingId:
    mentee_id, number = str(text).rsplit(".", 1)
    return PairingId(mentee_id, int(number))


def _has_date_ahead(figures: Figures, pairing: Pairing) -> bool:
    roster = figures.roster
    dates = [a.next_on for a in roster.agreements_by_pairing.get(pairing.id, [])]
    dates += [c.next_on for c in roster.contacts_by_pairing.get(pairing.id, [])]
    dates += [r.next_on for r in roster.reports_by_pairing.get(pairing.id, [])]
    return any(each is not None and each >= figures.today for each in dates)


def _who(roster: Roster, group: AffinityGroup, pairing: Pairing) -> str:
    """Name the pair for programme 1 where the group allows it, else count it."""
    mentor = roster.people.get(pairing.mentor_id or "")
    mentee = roster.people.get(pairing.mentee_id)
    if not group.may_name_pairs or mentor is None or mentee is None:
        return "one pair has"
    return f"{mentor.name} and {mentee.name} have"


def _reports(
    roster: Roster, codes: set[int], window: HalfYearWindow
) -> list[tuple[int, QuarterlyReport]]:
    """Signed reports of the half-year's quarters, with the hub they belong to."""
    found = []
    for report in roster.reports:
        pairing = roster.pairings_by_id.get(report.pairing_id)
        if pairing is None or pairing.hub_code not in codes or not report.is_signed:
            continue
        if report.period in window.quarters:
            found.append((pairing.hub_code, report))
    return found


def _shares(roster: Roster, report: QuarterlyReport, code: str) -> bool:
    agreements = roster.agreements_by_pairing.get(report.pairing_id, [])
    return any(code in each.shares for each in agreements if each.is_signed)


def _asks(roster: Roster, reports: Sequence[tuple[int, QuarterlyReport]]) -> tuple[str, ...]:
    """Ticks only: help asked of the senior mentor, named by the barriers ticked beside it."""
    found = set()
    for hub_code, report in reports:
        if SENIOR_MENTOR_ASK in report.asks and _shares(roster, report, SHARES_ASKS):
            ticked = [BARRIERS[each] for each in sorted(report.barriers) if each in BARRIERS]
            about = ", ".join(ticked) or "a conversation"
            found.add(f"{hub_label(hub_code)}: help with {about} ({report.period})")
    return tuple(sorted(found))


def _achieved(roster: Roster, reports: Sequence[tuple[int, QuarterlyReport]]) -> tuple[str, ...]:
    """Quotes, only with both consents: this report's and the agreement's. Source: S4.27."""
    return tuple(
        sorted(
            f"{hub_label(hub_code)}: {' '.join(report.achieved.split())}"
            for hub_code, report in reports
            if report.achieved.strip()
            and report.shares_achieved
            and _shares(roster, report, SHARES_ACHIEVED)
        )
    )


def _barriers(reports: Sequence[tuple[int, QuarterlyReport]]) -> tuple[tuple[str, int], ...]:
    pairs = {report.pairing_id for _, report in reports}
    if len(reports) < SHOW_BARRIERS_FROM or len(pairs) < SHOW_BARRIERS_FROM:
        return ()
    ticks = Counter(code for _, report in reports for code in report.barriers if code in BARRIERS)
    shown = [(BARRIERS[code], n) for code, n in ticks.items() if n >= SHOW_BARRIERS_FROM]
    return tuple(sorted(shown, key=lambda each: (-each[1], each[0])))


def _mentors_seen(
    roster: Roster, group: AffinityGroup, codes: set[int], window: HalfYearWindow
) -> Share:
    """Hub mentors of the group whose hub the senior mentor met in this half-year. Source: S1.35."""
    met = {
        each.hub_code
        for each in roster.reviews
        if each.group_record_id == group.record_id
        and each.met_on is not None
        and window.first <= each.met_on <= window.last
    }
    mentors = {mentor for mentor, code in roster.current_commitments if code in codes}
    seen = {mentor for mentor, code in roster.current_commitments if code in codes & met}
    return Share(len(seen), len(mentors))


def _day(on: date) -> str:
    return f"{on.day} {on:%B %Y}"
