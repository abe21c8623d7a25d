"""How old a hub's list of scholarship opportunities is; what it says is in `HubEntry`.

REDCap does not tell the automation when an entry was last changed. So each night compares a
fingerprint of the list with the one it left on the hub's status page; equal ones keep the date
that stands there, any other begins tonight. The date says "unchanged at least since": a change
between two nights is dated by the night that saw it, and so is a list that nobody saw before.
A fingerprint that somebody typed over is no change: the list is taken for the one it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Opportunities:
    """A hub's list as REDCap holds it tonight, beside what the nights before left of it."""

    mark: str = ""
    """Fingerprint of the list; "" while nothing is listed."""
    seen_mark: str | None = None
    """Fingerprint that the last night left, "" if nothing was listed; None if there is none."""
    seen_since: date | None = None
    """Since when the last night knew it unchanged; None before the first."""

    @property
    def is_empty(self) -> bool:
        """Tell whether the hub lists nothing."""
        return not self.mark

    def since(self, today: date) -> date:
        """Return since when the list is known to be as it is; *today* if it is new to us.

        A date ahead of tonight, typed or left by a clock that was ahead, is not believed.
        """
        known = self.seen_since
        is_same = self.seen_mark is None or self.mark == self.seen_mark
        return known if is_same and known is not None and known <= today else today
