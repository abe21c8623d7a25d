"""The half-year that is looked back on, and the frames that all figures of it are made from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import pandas as pd

from mentorship.obligations.due_items import LedgerEntry
from mentorship.roster import Roster
from reports.frames import items_frame, pairings_frame


@dataclass(frozen=True, slots=True, kw_only=True)
class HalfYearWindow:
    """Which half-year a summary is about; `quarters` are the names of its two quarters."""

    name: str
    first: date
    last: date
    quarters: tuple[str, str]
    review_due_on: date
    before: tuple[date, date]
    """First and last day of the half-year before."""
    quarters_before: tuple[str, ...] = ()
    """Its quarters."""


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
            pairs=pairings_frame(roster, today),
            today=today,
        )
