"""Tonight's ledger, looked through once: what is open, what is news, what the figures count.

Where a ledger is years long, nearly all of it is finished. Whoever asks for a few of its rows finds
them here and need not go through all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from mentorship.night import LedgerNews
from mentorship.obligations.due_items import NEWS, DueItem, DueItemKind, DueState, LedgerEntry
from mentorship.roster import Roster


@dataclass(frozen=True, slots=True)
class LedgerTonight:
    """What each ledger row must say after tonight, by record and key, and some of them by use."""

    entries: tuple[LedgerEntry, ...] = ()
    open_entries: tuple[LedgerEntry, ...] = ()
    """What somebody still owes: few, where the ledger is years long."""
    reports: tuple[DueItem, ...] = ()
    """The quarterly reports."""
    summaries: tuple[DueItem, ...] = ()
    """The six-month summaries."""
    settled_corrections: frozenset[str] = frozenset()
    """Keys of corrections that nobody has to be told of any more."""
    news: LedgerNews = field(default_factory=LedgerNews)


def look_through(roster: Roster, entries: Iterable[LedgerEntry]) -> LedgerTonight:
    """Return tonight's ledger; *entries* may come as they are made, and each is looked at then."""
    news = _News(roster)
    kept: list[LedgerEntry] = []
    still_open: list[LedgerEntry] = []
    reports: list[DueItem] = []
    summaries: list[DueItem] = []
    corrections: list[DueItem] = []
    for entry in news.noted(entries):
        item = entry.item
        kind = item.kind
        kept.append(entry)
        if item.state.is_open:
            still_open.append(entry)
        if kind is DueItemKind.QUARTERLY_REPORT:
            reports.append(item)
        elif kind is DueItemKind.SIX_MONTH_SUMMARY:
            summaries.append(item)
        elif kind is DueItemKind.CORRECTION:
            corrections.append(item)
    return LedgerTonight(
        entries=tuple(kept),
        open_entries=tuple(still_open),
        reports=tuple(reports),
        summaries=tuple(summaries),
        settled_corrections=frozenset(e.key for e in corrections if not e.state.is_open),
        news=news.news(),
    )


@dataclass(frozen=True, slots=True)
class _News:
    """What the entries that came by say and the stored ledger does not.

    An item seen for the first time is told apart: somebody who loads last year's data should
    neither read that it all became overdue tonight nor that it was all done.
    """

    roster: Roster
    overdue: list[DueItem] = field(default_factory=list)
    found: list[DueItem] = field(default_factory=list)
    done: list[DueItem] = field(default_factory=list)

    def noted(self, entries: Iterable[LedgerEntry]) -> Iterator[LedgerEntry]:
        """Yield *entries*, and note those whose state the stored ledger does not have."""
        for entry in entries:
            item = entry.item
            state = item.state
            if state is DueState.OVERDUE or state.is_done:
                stored = self.roster.stored(item.record_id, item.key)
                if stored is None or stored.state is not state:
                    self._note(item, stored.state if stored else None)
            yield entry

    def _note(self, item: DueItem, before: DueState | None) -> None:
        if item.state is DueState.OVERDUE:
            (self.found if before is None else self.overdue).append(item)
        elif before is not None and before.is_open and item.kind not in NEWS:
            self.done.append(item)

    def news(self) -> LedgerNews:
        """Return what was noted."""
        return LedgerNews(
            overdue=tuple(self.overdue), found_overdue=tuple(self.found), done=tuple(self.done)
        )
