"""Keys of notices: `item|kind|stage|person`, made in one place and read in one place.

An item's key holds the office's own words (a cycle's name) and record ids, and either may hold a
bar: a key is read by its kind and stage, never by counting bars.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache


_KEY = re.compile(
    r"(?P<item>.*)\|(?P<kind>N\d{2}[a-z]?|REMEMBERED)\|(?P<stage>\d+)\|(?P<person>.*)", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class NoticeKey:
    """One stage of one notice about one due item for one person.

    >>> NoticeKey.read("PREF-1042-AY|26|N02|1|1042").item
    'PREF-1042-AY|26'
    """

    item: str
    kind: str
    stage: int
    person_id: str

    @classmethod
    def read(cls, text: str) -> NoticeKey:
        """Read a key.

        Raises:
            ValueError: it is no key of a notice.
        """
        return _read(text)

    def __str__(self) -> str:
        return f"{self.item}|{self.kind}|{self.stage}|{self.person_id}"


@lru_cache(maxsize=100_000)
def _read(text: str) -> NoticeKey:
    """Read a key once: what was told is gone through several times a night."""
    found = _KEY.fullmatch(text)
    if found is None:
        raise ValueError("not the key of a notice")
    return NoticeKey(found["item"], found["kind"], int(found["stage"]), found["person"])
