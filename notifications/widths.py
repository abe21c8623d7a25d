"""Text by the room it takes: cut for a list, wrapped for the text part, in any script.

Chinese, Japanese and Korean characters are two columns wide, marks that sit on a letter none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator


_TURNS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that turn the direction of what follows them, beyond their own text."""
_UNSEEN = frozenset({"Cc", "Cs", "Co", "Cn"})
_LOOSE_ENDS = " ,;:-\u2013\u2014(/"
"""What reads badly before an ellipsis."""
_STOPS = ".,;:!?\u2026"
_POINT = re.compile(r"(?:(\S)\s*\n|\A)[ \t]*[-*\u2022\u2013][ \t]+")
"""What begins a point of a list, with the character before it."""
_JOINER = "\u200d"
ELLIPSIS = "\u2026"
"""At the end of a text that was cut."""


def one_paragraph(text: str) -> str:
    """Return *text* as one line of words: single blanks, nothing that is unseen or turns text.

    The points of a list are set apart by semicolons, unless they end in a stop.
    """
    points = _POINT.sub(_apart, unicodedata.normalize("NFC", text).strip())
    words = " ".join(points.split())
    if words.isascii() and words.isprintable():
        return words
    kept = (c for c in words if c not in _TURNS and unicodedata.category(c) not in _UNSEEN)
    return " ".join("".join(kept).split())


def _apart(point: re.Match[str]) -> str:
    """Return what stands instead of the dash or dot that begins a line."""
    before = point[1] or ""
    return before + (" " if not before or before in _STOPS else "; ")


def shortened(text: str, most: int) -> str:
    """Return *text* in at most *most* characters, cut after a word, with an ellipsis if cut.

    A word that is longer than half the room, or a script without blanks, is cut inside, but never
    between a letter and its marks. Nothing is left of a text that has no room.
    """
    if len(text) <= most:
        return text
    end = max(most - 1, 0)
    blank = text.rfind(" ", 0, end + 1)
    if blank >= end // 2:
        end = blank
    while end and _clings(text, end):
        end -= 1
    kept = text[:end].rstrip(_LOOSE_ENDS)
    return f"{kept}{ELLIPSIS}" if kept else ""


def _clings(text: str, at: int) -> bool:
    """Tell whether the character at *at* belongs to the one before it."""
    return _columns(text[at]) == 0 or text[at - 1] == _JOINER


def wrapped(text: str, *, first: int, rest: int, width: int) -> str:
    """Return *text* in lines of at most *width* columns, indented by *first*, then by *rest*.

    A word without room on a line of its own is broken, a web address is not.
    """
    lines, line, used = [], "", first
    for piece in _pieces(text, width - rest):
        room = _width(piece) + bool(line)
        if line and used + room > width:
            lines.append(line)
            line, used, room = "", rest, room - 1
        line = f"{line} {piece}" if line else piece
        used += room
    lines.append(line)
    indents = [first] + [rest] * (len(lines) - 1)
    return "\n".join(" " * indent + each for indent, each in zip(indents, lines, strict=True))


def _pieces(text: str, most: int) -> Iterator[str]:
    """Yield the words of *text*, those wider than *most* in parts."""
    for word in text.split():
        if _width(word) <= most or "://" in word:
            yield word
            continue
        start, used = 0, 0
        for at, char in enumerate(word):
            used += _columns(char)
            if used > most and at > start and not _clings(word, at):
                yield word[start:at]
                start, used = at, _columns(char)
        yield word[start:]


def _width(text: str) -> int:
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in {"Mn", "Me", "Mc", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
