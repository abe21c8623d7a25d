"""The server's open connections by the client's address, so that a fault can cut one.

ASGI has no way to break a connection without an answer; the protocol class below remembers each
transport for as long as it lives.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol


_transports: dict[tuple[str, int], asyncio.BaseTransport] = {}


class TrackedProtocol(H11Protocol):
    """HTTP over h11 that can be cut from inside."""

    _peer: tuple[str, int] | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # uvicorn's own signature
        """Remember the transport under the client's address and port."""
        name = transport.get_extra_info("peername")
        if isinstance(name, tuple):
            self._peer = (str(name[0]), int(name[1]))
            _transports[self._peer] = transport
        super().connection_made(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the transport."""
        if self._peer is not None:
            _transports.pop(self._peer, None)
        super().connection_lost(exc)


def abort_connection(client: Any) -> None:
    """Cut the connection of *client* (host and port) at once, without any answer."""
    transport: Any = _transports.get((client.host, client.port)) if client else None
    if transport is not None:
        transport.abort()
