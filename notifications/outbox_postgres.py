"""An outbox on a PostgreSQL server, for departments whose nights may run on several machines.

Each department has a schema of its own. Locks belong to the session that claims and marks: a run
that loses its connection loses its right to send with it, and the next one finds what it left.
Connect directly, not through a pooler that shares sessions.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import lru_cache
from ipaddress import ip_address
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.rows import dict_row

from mentorship.errors import ConfigurationError, OutboxUnavailable
from notifications.outbox_schema import SCHEMA_VERSION, TABLES, refuse_other_version
from notifications.outbox_store import SECONDS_FOR_A_LOCK, PostgresPlace, Row


_LINK = {
    "application_name": "mentorship outbox",
    "connect_timeout": "10",
    "keepalives_idle": "30",
    "keepalives_interval": "10",
    "keepalives_count": "3",
}
_SESSION = {
    "synchronous_commit": "on",  # a claim must survive the server's own crash
    "lock_timeout": f"{SECONDS_FOR_A_LOCK}s",
    "idle_in_transaction_session_timeout": "60s",
    # A machine that vanished gives up its locks after a minute, not after hours.
    "tcp_keepalives_idle": "30",
    "tcp_keepalives_interval": "10",
    "tcp_keepalives_count": "3",
}
_SAFE = {"require", "verify-ca", "verify-full"}
_PARAMETER = re.compile(r"(?<!:):([a-z_]+)\b")


class PostgresStore:
    """The schema of one department, created if there is none."""

    def __init__(self, place: PostgresPlace) -> None:
        self._schema = place.schema
        self._held: set[str] = set()
        with self._troubles_named():
            self._db = psycopg.connect(_conninfo(place.url), autocommit=True, row_factory=dict_row)
        try:
            for name, value in (_SESSION | {"search_path": f'"{self._schema}"'}).items():
                self.all("SELECT set_config(:name, :value, false)", name=name, value=value)
            self._ensure_tables()
        except BaseException:
            self._db.close()
            raise

    @property
    def name(self) -> str:
        """The schema's name, without server, user or password."""
        return f"schema {self._schema}"

    def all(self, query: str, **values: Any) -> list[Row]:
        """Return every row that *query* answers."""
        with self._troubles_named():
            return self._db.execute(_translated(query), values).fetchall()

    def first(self, query: str, **values: Any) -> Row | None:
        """Return the first row that *query* answers, None without any."""
        with self._troubles_named():
            return self._db.execute(_translated(query), values).fetchone()

    def run(self, query: str, **values: Any) -> int:
        """Carry out *query* and return how many rows it changed."""
        with self._troubles_named():
            return self._db.execute(_translated(query), values).rowcount

    def run_each(self, query: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """Carry out *query* once for each of *rows*."""
        with self._troubles_named(), self._db.cursor() as cursor:
            cursor.executemany(_translated(query), rows)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Do all of it or nothing, with the writer's place taken from the start."""
        with self._troubles_named(), self._db.transaction():
            self.run("LOCK TABLE mail IN SHARE ROW EXCLUSIVE MODE")
            yield

    @contextmanager
    def alone(self, purpose: str) -> Iterator[bool]:
        """Hold a lock that ends with this session, however it ends; yields whether it was free."""
        if purpose in self._held or not self._lock("pg_try_advisory_lock", purpose):
            yield False
            return
        self._held.add(purpose)
        try:
            yield True
        finally:
            self._held.discard(purpose)
            with suppress(OutboxUnavailable):  # the session is gone, and its locks with it
                self._lock("pg_advisory_unlock", purpose)

    def close(self) -> None:
        """Close the connection; safe to call twice."""
        self._db.close()

    def _lock(self, function: str, purpose: str) -> bool:
        [found] = self.all(f"SELECT {function}(:number) AS done", number=self._number(purpose))
        return bool(found["done"])

    def _number(self, purpose: str) -> int:
        """Return the lock's number; PostgreSQL knows no names, but 64 bits."""
        name = f"mentorship\x1f{self._schema}\x1f{purpose}".encode()
        return int.from_bytes(hashlib.sha256(name).digest()[:8], "big", signed=True)

    def _ensure_tables(self) -> None:
        with self._troubles_named(), self._db.transaction():
            self.all("SELECT pg_advisory_xact_lock(:number)", number=self._number("tables"))
            if not _tables_are_in(self._db, self._schema):
                schema = sql.Identifier(self._schema)
                self._db.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(schema))
                for statement in (*TABLES, "CREATE TABLE outbox_version(version INTEGER NOT NULL)"):
                    self.run(statement)
                self.run("INSERT INTO outbox_version VALUES (:version)", version=SCHEMA_VERSION)
            [found] = self.all("SELECT version FROM outbox_version")
        refuse_other_version(self.name, found["version"])

    @contextmanager
    def _troubles_named(self) -> Iterator[None]:
        """Say that the server is away, full or busy, in one line and without an address.

        Raises:
            OutboxUnavailable: in place of the driver's own exceptions about the server.
        """
        try:
            yield
        except (psycopg.OperationalError, psycopg.InterfaceError) as error:
            what = error.diag.message_primary or type(error).__name__
            raise OutboxUnavailable(f"The outbox {self.name} cannot be used: {what}") from None


def has_tables(place: PostgresPlace) -> bool:
    """Tell whether there is an outbox at *place*; creates nothing.

    Raises:
        OutboxUnavailable: the server cannot be asked.
    """
    try:
        with psycopg.connect(_conninfo(place.url), autocommit=True, row_factory=dict_row) as db:
            return _tables_are_in(db, place.schema)
    except psycopg.OperationalError as error:
        raise OutboxUnavailable(
            f"The outbox schema {place.schema} cannot be used: {type(error).__name__}"
        ) from None


def _tables_are_in(db: psycopg.Connection[Row], schema: str) -> bool:
    found = db.execute(
        "SELECT 1 FROM information_schema.tables"
        " WHERE table_schema = %s AND table_name = 'outbox_version'",
        (schema,),
    )
    return found.fetchone() is not None


def _conninfo(url: str) -> str:
    """Return how to connect; to another machine only with TLS, verified unless the URL says less.

    Raises:
        ConfigurationError: the address cannot be read, or asks for a line without TLS.
    """
    try:
        given = {name: str(value) for name, value in conninfo_to_dict(url).items()}
    except psycopg.ProgrammingError:
        raise ConfigurationError("The outbox address cannot be read") from None
    if not _is_here(given.get("host", "")):
        mode = given.setdefault("sslmode", "verify-full")
        if mode not in _SAFE:
            raise ConfigurationError(
                f"The outbox holds people's mail: sslmode={mode} may not leave this machine, use"
                " verify-full"
            )
    return make_conninfo(**(_LINK | given))


def _is_here(host: str) -> bool:
    if not host or host.startswith("/") or host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


@lru_cache(maxsize=256)
def _translated(query: str) -> bytes:
    """Return *query* with its values named in the driver's way."""
    return _PARAMETER.sub(r"%(\1)s", query.replace("%", "%%")).encode()
