"""The published lottery that settles real ties.

Every id gets a ticket from the season's salt (BLAKE2b, 64 bits); a number for two things together
mixes their tickets. Published before preferences close, it can be recomputed by anyone, and neither
row order, dictionary order nor the process's hash seed enters.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import lru_cache

import numpy as np
import numpy.typing as npt


Tickets = npt.NDArray[np.uint64]

_SEPARATOR = "\x1f"


@lru_cache(maxsize=2**13)
def ticket(salt: str, *key: str) -> int:
    """Return the 64-bit ticket of one id."""
    text = _SEPARATOR.join((salt, *key))
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")


def tickets(salt: str, kind: str, ids: Iterable[str]) -> Tickets:
    """Return the tickets of many ids of one *kind*."""
    begun = hashlib.blake2b(_SEPARATOR.join((salt, kind, "")).encode(), digest_size=8)
    found = bytearray()
    for each in ids:
        one = begun.copy()
        one.update(each.encode())
        found += one.digest()
    return np.frombuffer(bytes(found), dtype=">u8").astype(np.uint64)


def draw(first: Tickets, second: Tickets, bits: int) -> npt.NDArray[np.int64]:
    """Return a number of so many *bits* for each pair of tickets (SplitMix64's finisher)."""
    mixed = first ^ (second * np.uint64(0x9E3779B97F4A7C15))
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed = mixed ^ (mixed >> np.uint64(31))
    drawn: npt.NDArray[np.int64] = (mixed >> np.uint64(64 - bits)).astype(np.int64)
    return drawn
