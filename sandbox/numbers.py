"""Numbers as clients write them: plain digits, small enough for the database."""

import re


_WHOLE = re.compile(r"-?[0-9]{1,15}")


def whole(text: str, default: int | None = None) -> int | None:
    """The whole number that a text stands for, or *default* when it is none or far too long."""
    stripped = text.strip()
    return int(stripped) if _WHOLE.fullmatch(stripped) else default


def whole_or(text: str, default: int) -> int:
    """The whole number that a text stands for, or *default*."""
    found = whole(text)
    return default if found is None else found
