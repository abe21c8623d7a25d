"""Opening an outbox wherever it is kept."""

from __future__ import annotations

from pathlib import Path

from mentorship.errors import ConfigurationError
from notifications.outbox_sqlite import SqliteStore
from notifications.outbox_store import Place, Store


def open_store(place: Place) -> Store:
    """Open the store at *place*, making its tables if it has none.

    Raises:
        ConfigurationError: the tables were made by another version of the outbox.
        OutboxUnavailable: the database cannot be used.
    """
    if isinstance(place, Path):
        return SqliteStore(place)
    _needs_the_extra()
    from notifications.outbox_postgres import PostgresStore  # noqa: PLC0415  (an extra)

    return PostgresStore(place)


def has_outbox(place: Place) -> bool:
    """Tell whether there is an outbox at *place*; creates nothing.

    Raises:
        OutboxUnavailable: its server cannot be asked.
    """
    if isinstance(place, Path):
        return place.exists()
    _needs_the_extra()
    from notifications.outbox_postgres import has_tables  # noqa: PLC0415  (an extra)

    return has_tables(place)


def _needs_the_extra() -> None:
    try:
        import psycopg  # noqa: F401, PLC0415  (asked for, not used)
    except ModuleNotFoundError as error:
        raise ConfigurationError(
            "An outbox on PostgreSQL needs an extra; in the checkout: pip install -c"
            " constraints.txt -e '.[postgres]'"
        ) from error
