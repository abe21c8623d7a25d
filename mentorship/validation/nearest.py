"""What somebody probably meant: the nearest known number or key to a mistyped one."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from difflib import get_close_matches


_DIGITS = "0123456789"


def nearest_number(wrong: str, *known: Container[str]) -> str | None:
    """Return the known number that is one slip of the fingers away, or None.

    Slips in order of likelihood: two neighbouring digits swapped, one digit too many, one digit
    wrong, one digit missing. Within a slip the earlier of the *known* sets wins: pass the most
    likely one first. The work does not grow with how many numbers are known.
    """
    for slips in (_swapped(wrong), _one_less(wrong), _one_other(wrong), _one_more(wrong)):
        candidates = [each for each in dict.fromkeys(slips) if each != wrong]
        for numbers in known:
            found = next((each for each in candidates if each in numbers), None)
            if found is not None:
                return found
    return None


def nearest_key(wrong: str, known: Iterable[str]) -> str | None:
    """Return the known key that reads most like *wrong*, or None when none comes close.

    >>> nearest_key("meet-1042", ["MEET-1042.1", "AGREE-1042.1"])
    'MEET-1042.1'
    """
    as_read = {each.casefold(): each for each in sorted(known)}
    found = get_close_matches(wrong.strip().casefold(), as_read, n=1, cutoff=0.7)
    return as_read[found[0]] if found else None


def did_you_mean(found: str | None) -> str:
    """Return the question to put into a sentence, or nothing.

    >>> did_you_mean("421")
    'Did you mean 421? '
    """
    return f"Did you mean {found}? " if found else ""


def _swapped(text: str) -> Iterator[str]:
    for i in range(len(text) - 1):
        yield text[:i] + text[i + 1] + text[i] + text[i + 2 :]


def _one_less(text: str) -> Iterator[str]:
    for i in range(len(text)):
        yield text[:i] + text[i + 1 :]


def _one_other(text: str) -> Iterator[str]:
    for i in range(len(text)):
        for digit in _DIGITS:
            yield text[:i] + digit + text[i + 1 :]


def _one_more(text: str) -> Iterator[str]:
    for i in range(len(text) + 1):
        for digit in _DIGITS:
            yield text[:i] + digit + text[i:]
