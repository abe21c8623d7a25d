"""The parameters of one call, read as REDCap reads them, whatever the client's dialect.

Clients differ: `records[0]=1`, `records[]=1` and `records=1,2` all mean a list; `True`, `true`
and `1` all mean yes; a blank parameter means that it was not supplied.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


FORMATS = ("json", "csv", "xml", "odm")
_ARRAY_KEY = re.compile(r"^(\w+)\[[^\]]*\]$")
_NO = frozenset({"", "0", "false", "no", "off"})


@dataclass(frozen=True, slots=True)
class Upload:
    """A file sent as a part of a multipart body."""

    filename: str
    mime: str
    content: bytes


@dataclass(frozen=True)
class Params:
    """One call's parameters: texts, lists and at most one uploaded file each."""

    texts: Mapping[str, str]
    lists: Mapping[str, tuple[str, ...]]
    uploads: Mapping[str, Upload] = field(default_factory=dict)

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str | Upload]]) -> "Params":
        """Sort the body's pairs into texts, lists and uploads; the last text of a name wins."""
        texts: dict[str, str] = {}
        lists: dict[str, list[str]] = {}
        uploads: dict[str, Upload] = {}
        for key, value in pairs:
            if isinstance(value, Upload):
                uploads[key] = value
            elif array := _ARRAY_KEY.match(key):
                lists.setdefault(array[1], []).append(value.strip())
            else:
                texts[key] = value
        return cls(texts, {name: tuple(values) for name, values in lists.items()}, uploads)

    def text(self, name: str, default: str = "") -> str:
        """One text, stripped; *default* when it is absent or blank."""
        return self.texts.get(name, "").strip() or default

    def raw(self, name: str) -> str:
        """One text exactly as sent, blanks and line ends included."""
        return self.texts.get(name, "")

    def flag(self, name: str) -> bool:
        """Whether a yes/no parameter says yes, in any client's spelling."""
        return self.text(name).lower() not in _NO

    def has(self, name: str) -> bool:
        """Whether the caller supplied the parameter at all, blank or not."""
        return name in self.texts or name in self.lists

    def items(self, name: str) -> tuple[str, ...]:
        """A list in array or comma form; empty means that the caller did not ask."""
        given = self.lists.get(name)
        if given is None:
            given = tuple(part.strip() for part in self.text(name).split(","))
        return tuple(dict.fromkeys(value for value in given if value))

    def is_array(self, name: str) -> bool:
        """Whether the list came in array form, which REDCap checks more strictly."""
        return name in self.lists

    @property
    def format(self) -> str:
        """The format of the answer; REDCap's default is xml."""
        asked = self.text("format").lower()
        return asked if asked in FORMATS else "xml"

    @property
    def return_format(self) -> str:
        """The format of status answers and errors: `returnFormat`, else `format`, else xml."""
        asked = (self.text("returnFormat") or self.text("format")).lower()
        return asked if asked in ("json", "csv", "xml") else "xml"
