"""Small numbers stay hidden, also from those who subtract.

A cell is shown from five people, pairs or items on. Of a delicate figure the count itself, and
what is left of the whole, must be none or at least five too. The total is hidden when it would give
away what hidden cells hold together, if that is fewer than five; of a delicate figure also if it
is all of them or none, for then each hidden cell could be worked out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mentorship.evaluation import FEWEST, Cell, Hidden


@dataclass(frozen=True, slots=True)
class Counted:
    """A figure before anybody may see it: how many it is of, and how many of them count."""

    cell: Cell
    of: int
    count: int = 0


def guarded(
    cells: Sequence[Counted], together: Counted, *, is_delicate: bool = False
) -> tuple[tuple[Cell, ...], Cell]:
    """Return *cells* and their total as they may be shown.

    The total is that of all cells; nobody is in two of them.
    """
    shown = [_may_show(each, is_delicate) for each in cells]
    hidden = [each for each, is_shown in zip(cells, shown, strict=True) if not is_shown]
    rest = Counted(Hidden.FEW, sum(each.of for each in hidden), sum(each.count for each in hidden))
    tells = not _may_show(rest, is_delicate) or (
        is_delicate and bool(hidden) and rest.count in {0, rest.of}
    )
    own = tuple(
        each.cell if is_shown else Hidden.FEW for each, is_shown in zip(cells, shown, strict=True)
    )
    if not _may_show(together, is_delicate):
        return own, Hidden.FEW
    return own, Hidden.DERIVABLE if tells else together.cell


def _may_show(each: Counted, is_delicate: bool) -> bool:
    numbers = [each.of] + [each.count, each.of - each.count] * is_delicate
    return not any(map(_is_few, numbers))


def _is_few(number: int) -> bool:
    return 0 < number < FEWEST
