"""Figures of fewer than five are never shown, nor can they be had by subtraction."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorship.evaluation import FEWEST, Hidden
from mentorship.hub_summary import Share
from reports.disclosure import Counted, guarded
from tests.support.laws import tried


FEW, OUT = Hidden.FEW, Hidden.DERIVABLE


def counted(count, of):
    return Counted(Share(count, of), of, count)


def shown(*shares, is_delicate=False):
    """What is shown of these shares and their total: `3/8`, or the first letter of why not."""
    cells = [counted(*each) for each in shares]
    total = counted(sum(each.count for each in cells), sum(each.of for each in cells))
    own, together = guarded(cells, total, is_delicate=is_delicate)
    return [*map(str, own), str(together)]


@pytest.mark.parametrize(
    ("shares", "expected"),
    [
        ([(8, 10), (3, 5)], ["8/10", "3/5", "11/15"]),
        ([(8, 10), (3, 4)], ["8/10", FEW, OUT]),
        ([(8, 10), (0, 0)], ["8/10", "-", "8/10"]),
        ([(8, 10), (1, 2), (1, 2)], ["8/10", FEW, FEW, OUT]),
        ([(8, 10), (1, 2), (1, 3)], ["8/10", FEW, FEW, "10/15"]),
        ([(1, 2), (0, 0)], [FEW, "-", FEW]),
        ([(0, 10), (10, 10)], ["0/10", "10/10", "10/20"]),
    ],
)
def test_a_cell_needs_five_and_a_total_must_not_give_a_small_one_away(shares, expected):
    assert shown(*shares) == expected


@pytest.mark.parametrize(
    ("shares", "expected"),
    [
        ([(0, 40), (6, 40)], ["0/40", "6/40", "6/80"]),
        ([(2, 40), (6, 40)], [FEW, "6/40", OUT]),
        ([(2, 40), (4, 40)], [FEW, FEW, "6/80"]),
        ([(4, 4), (4, 4)], [FEW, FEW, OUT]),
        ([(0, 2), (0, 4), (6, 40)], [FEW, FEW, "6/40", OUT]),
        ([(38, 40), (6, 40)], [FEW, "6/40", OUT]),
        ([(2, 40), (0, 40)], [FEW, "0/40", FEW]),
    ],
)
def test_of_a_delicate_figure_the_count_and_the_rest_are_none_or_five_too(shares, expected):
    assert shown(*shares, is_delicate=True) == expected


def could_be(of_all, cells):
    """Every way in which *cells* hidden shares of a delicate figure add up to *of_all*."""
    counts, whole = of_all
    hidden = [
        (count, of)
        for of in range(1, whole + 1)
        for count in range(min(of, counts) + 1)
        if any(0 < each < FEWEST for each in (of, count, of - count))
    ]
    for first in product(hidden, repeat=cells - 1):
        last = tuple(map(sum, zip((0, 0), *first, strict=True)))
        last = (counts - last[0], whole - last[1])
        if last in set(hidden):
            yield (*first, last)


SMALL = [(count, of) for of in range(13) for count in range(of + 1)]
REMAINDERS = sorted(
    {
        (first[0] + second[0], first[1] + second[1])
        for first, second in product(SMALL, repeat=2)
        if shown(first, second, is_delicate=True)[:2] == [FEW, FEW]
    }
)


def test_no_hidden_cell_of_a_delicate_figure_follows_from_a_total_that_is_shown():
    seen = 0
    for together in REMAINDERS:
        ways = list(could_be(together, 2))
        if shown(*ways[0], is_delicate=True)[2] in {FEW, OUT}:
            continue
        seen += 1
        for number in (lambda c: c[0], lambda c: c[1], lambda c: c[1] - c[0]):
            assert len({number(way[0]) for way in ways}) > 1, together
    assert seen > 50


SHARES = st.integers(0, 12).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))


@tried(300)
@given(st.lists(SHARES, min_size=1, max_size=4), st.booleans())
def test_whoever_subtracts_learns_of_none_or_of_five_and_more(shares, is_delicate):
    cells = [counted(*each) for each in shares]
    total = counted(sum(each.count for each in cells), sum(each.of for each in cells))
    own, together = guarded(cells, total, is_delicate=is_delicate)

    for cell in (*own, together):
        if isinstance(cell, Share):
            assert not 0 < cell.of < FEWEST
            assert not (is_delicate and 0 < cell.count < FEWEST)
    if isinstance(together, Share):
        seen = [each for each in own if isinstance(each, Share)]
        rest = together.of - sum(each.of for each in seen)
        count = together.count - sum(each.count for each in seen)
        assert not 0 < rest < FEWEST
        assert not (is_delicate and (0 < count < FEWEST or 0 < rest - count < FEWEST))
        assert not (is_delicate and rest and count in {0, rest})
