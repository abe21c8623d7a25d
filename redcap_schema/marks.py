"""Fingerprints of texts: what a night leaves in REDCap so that the next one sees a change.

The text itself is in no owned field. A cell that holds anything but what a night writes is no
memory: it neither equals a text nor differs from one.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata


NOTHING = "nothing"
"""In the cell of a text that is blank; an empty cell says that no night has been there."""

_MARK_LENGTH = 16
"""Hexadecimal digits: two texts of one department share 64 bits by no chance that matters."""
_MARK = re.compile(rf"[0-9a-f]{{{_MARK_LENGTH}}}", re.ASCII)


def fingerprint(text: str) -> str:
    """Return what tells *text* from any other, "" for none: blanks and line ends do not count."""
    words = unicodedata.normalize("NFC", text).split()
    told = " ".join(words).encode(errors="surrogatepass")
    return hashlib.sha256(told).hexdigest()[:_MARK_LENGTH] if words else ""


def read_mark(cell: str) -> str | None:
    """Return the fingerprint in *cell*, "" of nothing; None when no night wrote the cell."""
    if cell == NOTHING:
        return ""
    return cell if _MARK.fullmatch(cell) else None


def mark_cell(mark: str) -> str:
    """Return *mark* as it is stored; `read_mark` reads it back."""
    return mark or NOTHING
