"""The half-year's evaluation as data: figures of groups of people, never of fewer than five.

What would tell of a few is not in the value at all, so nothing that is made from it can show it.
Source: programme 6.4, N27.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from mentorship.hub_summary import Share


FEWEST = 5
"""People, pairs or items behind a figure that is shown."""


class Hidden(StrEnum):
    """Why a figure is not shown."""

    FEW = "fewer than five"
    DERIVABLE = "not shown"
    """It would tell the figure of a few by subtraction."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Median and quartiles of a number of values."""

    median: float
    lower: float
    upper: float
    of: int

    def __str__(self) -> str:
        return f"{self.median:g} ({self.lower:g} to {self.upper:g}), of {self.of}"


@dataclass(frozen=True, slots=True)
class Mean:
    """An average of a number of values."""

    value: float
    of: int

    def __str__(self) -> str:
        return f"{self.value:.1f}, of {self.of}"


Cell = Share | Spread | Mean | Hidden
"""One figure of one programme, or of all together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureLine:
    """One figure with its definition, by programme and together."""

    label: str
    definition: str
    """What is counted over what, in which period, and what is left out."""
    by_programme: tuple[Cell, ...] = ()
    together: Cell | None = None
    missing: str = ""
    """Why there is no such figure; "" if there is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """Everything the programme evaluation of one half-year says."""

    period: str
    """Half of the academic year, as item keys write it: `AY2026-H1`."""
    first: date
    last: date
    counted_on: date
    """The day whose ledger it is made from."""
    programmes: tuple[str, ...]
    """What the columns are called."""
    lines: tuple[FigureLine, ...]
