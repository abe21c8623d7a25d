"""What a handler may answer, before anybody has thought about bytes.

`render` turns each kind into a body; handlers never build JSON, CSV or XML themselves.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


Row = Mapping[str, Any]


@dataclass(frozen=True)
class Table:
    """Rows under named columns. *csv_newline*: whether REDCap ends this CSV with a line end."""

    columns: Sequence[str]
    rows: Iterable[Row]
    csv_newline: bool = True
    xml_names: tuple[str, str] = ("items", "item")
    headers: Sequence[str] = ()
    delimiter: str = ","
    empty_csv: str | None = None


@dataclass(frozen=True)
class Single:
    """One object: an object in JSON, one row in CSV."""

    columns: Sequence[str]
    row: Row


@dataclass(frozen=True)
class Plain:
    """Text that is the same in every format: a number of rows, a link, a token."""

    text: str
    mime: str = "text/html"


@dataclass(frozen=True)
class Pieces:
    """Text that is the same in every format and too long to hold at once."""

    texts: Iterable[str]
    mime: str


@dataclass(frozen=True)
class Count:
    """How many records an import touched; wrapped differently in each format."""

    count: int


@dataclass(frozen=True)
class Ids:
    """Record ids after an import: texts in JSON, a column `id` in CSV."""

    values: Sequence[str]


@dataclass(frozen=True)
class Binary:
    """A file's bytes under its own name."""

    content: bytes
    mime: str
    filename: str


@dataclass(frozen=True)
class Nothing:
    """An empty answer with status 200."""

    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Success:
    """A background import was accepted."""


@dataclass(frozen=True)
class JsonValue:
    """An answer that REDCap only has in JSON, such as a new folder's."""

    value: Any


Result = Table | Single | Plain | Pieces | Count | Ids | Binary | Nothing | Success | JsonValue
