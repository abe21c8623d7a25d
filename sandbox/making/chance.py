"""Seeded chance: every draw is named, so that one more draw never moves the others."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar


Card = TypeVar("Card")


def chance(*name: object) -> Random:
    """Return the generator of the draw called *name*; equal names give equal numbers.

    A text seeds it, so that process, platform and `PYTHONHASHSEED` change nothing.
    """
    return Random("|".join(str(part) for part in name))  # noqa: S311 - rehearsal data, no secret


def happens(rng: Random, share: float) -> bool:
    """Tell whether something happens that happens with probability *share*."""
    return rng.random() < share


def apportion(total: int, shares: Sequence[float]) -> list[int]:
    """Split *total* by *shares*, which add up to 1, into whole numbers (largest remainder)."""
    exact = [total * share for share in shares]
    counts = [int(each) for each in exact]
    by_remainder = sorted(range(len(shares)), key=lambda i: (counts[i] - exact[i], i))
    for i in by_remainder[: total - sum(counts)]:
        counts[i] += 1
    return counts


def deck(counts: dict[Card, int], rng: Random) -> list[Card]:
    """Return every key as often as its count says, shuffled."""
    cards = [key for key, count in counts.items() for _ in range(count)]
    rng.shuffle(cards)
    return cards
