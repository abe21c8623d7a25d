"""Where an outbox is kept: a file of SQLite's, or a schema of a PostgreSQL server.

Both speak the same SQL (`notifications.outbox_schema`), take values by name, do a transaction with
the writer's place taken from its start, and give locks that end with the process that holds them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from mentorship.errors import ConfigurationError


Row = dict[str, Any]
"""One row of an answer, by column."""
SECONDS_FOR_A_LOCK = 30
"""How long a writer waits for another before it gives up."""
_SCHEMES = ("postgresql", "postgres")
_SCHEMA_NAME = re.compile(r"[A-Za-z_][\w-]{0,62}", re.ASCII)


@dataclass(frozen=True, slots=True)
class PostgresPlace:
    """One department's schema on a PostgreSQL server; the address never appears in a repr.

    Raises:
        ConfigurationError: not an address of PostgreSQL's, or no name for a schema.
    """

    url: str = field(repr=False)
    schema: str

    def __post_init__(self) -> None:
        if urlsplit(self.url).scheme not in _SCHEMES:
            raise ConfigurationError(
                "The outbox address must begin with postgresql://; leave it blank to keep the"
                " outbox in a file"
            )
        if not _SCHEMA_NAME.fullmatch(self.schema):
            raise ConfigurationError(
                "An outbox on PostgreSQL takes a name of at most 63 letters, digits, _ and -"
            )


Place = Path | PostgresPlace
"""Where an outbox is kept."""


class Store(Protocol):
    """One open connection to the tables of one department; one thread.

    Everything raises `mentorship.errors.OutboxUnavailable` when the database cannot be used.
    """

    @property
    def name(self) -> str:
        """What to call it in a message; no address and no password."""
        ...

    def all(self, query: str, **values: Any) -> list[Row]:
        """Return every row that *query* answers."""
        ...

    def first(self, query: str, **values: Any) -> Row | None:
        """Return the first row that *query* answers, None without any."""
        ...

    def run(self, query: str, **values: Any) -> int:
        """Carry out *query* and return how many rows it changed."""
        ...

    def run_each(self, query: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """Carry out *query* once for each of *rows*."""
        ...

    def transaction(self) -> AbstractContextManager[None]:
        """Do all of it or nothing, with the writer's place taken from the start."""
        ...

    def alone(self, purpose: str) -> AbstractContextManager[bool]:
        """Hold a lock that ends with this process, however it ends; yields whether it was free."""
        ...

    def close(self) -> None:
        """Close the connection; safe to call twice."""
        ...
