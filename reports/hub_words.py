"""What a six-month summary says in words: where a word may help, what pairs asked, and achieved.

Facts with their date, ticks, and quotes with both consents; nobody is named where the group wants
counts only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from datetime import date
from typing import Any

import pandas as pd

from mentorship.hub_summary import HubLine, Share
from mentorship.hubs import AffinityGroup, hub_label
from mentorship.obligations.due_items import DueItemKind
from mentorship.record_order import record_order
from mentorship.relationships import Pairing, PairingId, Programme, QuarterlyReport
from mentorship.roster import Roster
from reports.half_year import Figures, HalfYearWindow


SHOW_BARRIERS_FROM = 3
"""Reports and pairs needed before any barrier is shown, and ticks before one is."""
MOST_NEEDS = 5
WANTED_BY = 3
"""People who named a full hub, from which on it is worth a word."""
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


def needs(
    figures: Figures, codes: set[int], lines: Sequence[HubLine], *, names: bool
) -> tuple[str, ...]:
    """At most five facts with their date, oldest first; full hubs, which have none, last."""
    dated = [*_stalled(figures, codes, names=names), *_unsigned(figures, codes, names=names)]
    found = [sentence for _, sentence in sorted(dated)] + list(_full(figures.roster, lines))
    return tuple(found[:MOST_NEEDS])


def _full(roster: Roster, lines: Sequence[HubLine]) -> Iterable[str]:
    named = Counter(
        code for each in roster.preference_by_mentee.values() for code in each.hub_codes
    )
    for line in lines:
        if not line.room and named[line.hub_code] >= WANTED_BY:
            yield (
                f"{hub_label(line.hub_code)} has no room and was named by"
                f" {named[line.hub_code]} people this year."
            )


def _stalled(figures: Figures, codes: set[int], *, names: bool) -> Iterable[tuple[date, str]]:
    pairs = figures.pairs[figures.pairs["current"] & figures.pairs["hub"].isin(codes)]
    for row in pairs.to_dict("records"):
        pairing = figures.roster.pairings_by_id[_pairing_id(row["pairing"])]
        last = (
            row["start_on"] if pd.isna(row["last_contact_on"]) else row["last_contact_on"]
        ).date()
        if (figures.today - last).days <= STALLED_DAYS or _has_date_ahead(figures, pairing):
            continue
        who = _who(figures.roster, pairing, names=names)
        yield (
            last,
            (
                f"{hub_label(int(row['hub']))}: {who} no contact logged since {_day(last)}"
                f" and no date ahead. The office has not asked why.{_open_reports(figures, row)}"
            ),
        )


def _open_reports(figures: Figures, row: dict[Hashable, Any]) -> str:
    items = figures.items
    late = items[
        (items["pairing"] == row["pairing"])
        & (items["kind"] == DueItemKind.QUARTERLY_REPORT.name)
        & (items["state"] == "OVERDUE")
    ]
    if late.empty:
        return ""
    is_one = len(late) == 1
    return f" {len(late)} quarterly report{'' if is_one else 's'} {'is' if is_one else 'are'} open."


def _unsigned(figures: Figures, codes: set[int], *, names: bool) -> Iterable[tuple[date, str]]:
    items = figures.items
    late = items[
        (items["kind"] == DueItemKind.AGREEMENT.name)
        & (items["state"] == "OVERDUE")
        & items["hub"].isin(codes)
    ]
    for row in late.to_dict("records"):
        pairing = figures.roster.pairings_by_id[_pairing_id(row["pairing"])]
        who = _who(figures.roster, pairing, names=names)
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


def _who(roster: Roster, pairing: Pairing, *, names: bool) -> str:
    """Name the pair where the group may, else count it."""
    mentor = roster.people.get(pairing.mentor_id or "")
    mentee = roster.people.get(pairing.mentee_id)
    if not names or mentor is None or mentee is None:
        return "one pair has"
    return f"{mentor.name} and {mentee.name} have"


def signed_reports(
    roster: Roster, codes: set[int], quarters: Sequence[str]
) -> list[tuple[int, QuarterlyReport]]:
    """Signed reports of these quarters, with the hub they belong to."""
    found = []
    for report in roster.reports:
        pairing = roster.pairings_by_id.get(report.pairing_id)
        if pairing is None or pairing.hub_code not in codes or not report.is_signed:
            continue
        if report.period in quarters:
            found.append((pairing.hub_code, report))
    return found


def _shares(roster: Roster, report: QuarterlyReport, code: str) -> bool:
    """Tell whether the pair's newest signed agreement shares *code*; older ones are withdrawn."""
    agreements = roster.agreements_by_pairing.get(report.pairing_id, [])
    signed = [each for each in agreements if each.is_signed]
    newest = max(signed, key=lambda each: each.repeat_instance, default=None)
    return newest is not None and code in newest.shares


def asks(
    figures: Figures, group: AffinityGroup, codes: set[int], window: HalfYearWindow
) -> tuple[str, ...]:
    """Ticks only: help asked of the senior mentor, named by the barriers ticked beside it.

    What was asked in the half-year before leads the list where the hub was not met since.
    """
    roster = figures.roster
    met = _hubs_met(roster, group, *window.before) | _hubs_met(
        roster, group, window.first, window.last
    )
    before = [
        (code, each)
        for code, each in signed_reports(roster, codes, window.quarters_before)
        if code not in met
    ]
    now = signed_reports(roster, codes, window.quarters)
    still = [f"{each}, still open" for each in sorted(_asked(figures, before))]
    return tuple(still + sorted(_asked(figures, now)))


def _asked(figures: Figures, reports: Iterable[tuple[int, QuarterlyReport]]) -> set[str]:
    found = set()
    for hub_code, report in reports:
        if SENIOR_MENTOR_ASK in report.asks and _shares(figures.roster, report, SHARES_ASKS):
            ticked = [BARRIERS[each] for each in sorted(report.barriers) if each in BARRIERS]
            about = ", ".join(ticked) or "a conversation"
            found.add(f"{hub_label(hub_code)}: help with {about} ({_when(figures, report)})")
    return found


def _when(figures: Figures, report: QuarterlyReport) -> str:
    """Return when both had signed the report, as the ledger knows it; else its quarter."""
    items = figures.items
    done = items.loc[
        (items["kind"] == DueItemKind.QUARTERLY_REPORT.name)
        & (items["pairing"] == str(report.pairing_id))
        & (items["period"] == report.period),
        "done_on",
    ].dropna()
    return f"asked {_day(done.iloc[0].date())}" if len(done) else report.period


def achievements(roster: Roster, reports: Sequence[tuple[int, QuarterlyReport]]) -> tuple[str, ...]:
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


def barriers_named(reports: Sequence[tuple[int, QuarterlyReport]]) -> tuple[tuple[str, int], ...]:
    """Count the barriers ticked: from three reports of three pairs on, and three ticks each."""
    pairs = {report.pairing_id for _, report in reports}
    if len(reports) < SHOW_BARRIERS_FROM or len(pairs) < SHOW_BARRIERS_FROM:
        return ()
    ticks = Counter(code for _, report in reports for code in report.barriers if code in BARRIERS)
    shown = [(BARRIERS[code], n) for code, n in ticks.items() if n >= SHOW_BARRIERS_FROM]
    return tuple(sorted(shown, key=lambda each: (-each[1], each[0])))


def has_rare_barriers(reports: Sequence[tuple[int, QuarterlyReport]]) -> bool:
    """Tell whether barriers were left out beside some that are shown."""
    ticked = {code for _, report in reports for code in report.barriers if code in BARRIERS}
    return 0 < len(barriers_named(reports)) < len(ticked)


def mentors_seen(
    roster: Roster, group: AffinityGroup, codes: set[int], window: HalfYearWindow
) -> tuple[Share, list[str]]:
    """Hub mentors of the group whom the senior mentor met in this half-year, and who is missing.

    Met with the hub, as its review says, or in a senior coaching pair of their own. Source: S1.35.
    """
    met = codes & _hubs_met(roster, group, window.first, window.last)
    places = [
        (mentor, code)
        for mentor, code in roster.current_commitments
        if code in codes and mentor in roster.people
    ]
    mentors = {mentor for mentor, _ in places} - {group.senior_mentor_id}
    seen = {mentor for mentor, code in places if code in met} | _coached(roster, window)
    missing = sorted(mentors - seen, key=record_order)
    return Share(len(mentors & seen), len(mentors)), missing


def _hubs_met(roster: Roster, group: AffinityGroup, first: date, last: date) -> set[int]:
    return {
        each.hub_code
        for each in roster.reviews
        if each.group_record_id == group.record_id
        and each.hub_code is not None
        and each.met_on is not None
        and first <= each.met_on <= last
    }


def _coached(roster: Roster, window: HalfYearWindow) -> set[str]:
    """Hub mentors who met their coach alone in the half-year, by the contact log."""
    return {
        pairing.mentee_id
        for pairing in roster.pairings
        if pairing.programme is Programme.SENIOR_COACHING and pairing.is_final
        for each in roster.contacts_by_pairing.get(pairing.id, [])
        if each.how is not None
        and each.how.is_individual_meeting
        and window.first <= each.on <= window.last
    }


def _day(on: date) -> str:
    return f"{on.day} {on:%B %Y}"
