"""The line itself, over real sockets on loopback: what `requests` does there is not ours to imagine."""

from __future__ import annotations

import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import trustme

from mentorship.errors import RedcapUnavailable, WriteUncertain
from redcap_gateway.pacing import Pacer, Timing
from redcap_gateway.pycap import PyCapProject
from tests.unit.redcap_gateway.server import TOKEN


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
ROW = [{"record_id": "1", "a": "x"}]

Behaviour = Callable[[socket.socket], None]


@contextmanager
def server(behave: Behaviour, context: ssl.SSLContext | None = None) -> Iterator[int]:
    """Accept connections one after the other, read the request, and *behave*."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=_serve, args=(listener, behave, context))
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()
            thread.join(5)


def _serve(listener: socket.socket, behave: Behaviour, context: ssl.SSLContext | None) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        with suppress(OSError), connection:
            connection.settimeout(5)
            talk = context.wrap_socket(connection, server_side=True) if context else connection
            _read_request(talk)
            behave(talk)
            if context:
                talk.close()


def _read_request(connection: socket.socket) -> None:
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(65536)
    head, _, body = data.partition(b"\r\n\r\n")
    length = next(
        int(line.split(b":")[1])
        for line in head.split(b"\r\n")
        if b"ontent-" in line and b"ength" in line
    )
    while len(body) < length:
        body += connection.recv(65536)


def a_project(port: int, *, scheme: str = "http", ca_file: Path | None = None) -> PyCapProject:
    timing = Timing(connect_seconds=2, read_seconds=0.3, min_seconds_between_calls=0, attempts=2)
    pacer = Pacer(timing, sleep=lambda _: None)
    url = f"{scheme}://127.0.0.1:{port}/api/"
    return PyCapProject(url, TOKEN, pacer=pacer, ca_file=ca_file)


def closes(connection: socket.socket) -> None:
    """Take the request and hang up without a word."""


def resets(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def stays_silent(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.recv(1)


def stops_half_way(connection: socket.socket) -> None:
    connection.sendall(HEAD % 100 + b'{"count": 1}')


def falls_silent_half_way(connection: socket.socket) -> None:
    connection.sendall(HEAD % 100 + b'{"count": 1}')
    stays_silent(connection)


def speaks_no_http(connection: socket.socket) -> None:
    connection.sendall(b"220 mail.example.edu ESMTP\r\n")


def lies_about_compression(connection: socket.socket) -> None:
    head = (HEAD % 12).replace(b"\r\n\r\n", b"\r\nContent-Encoding: gzip\r\n\r\n")
    connection.sendall(head + b'{"count": 1}')


FAULTS = [
    closes,
    resets,
    stays_silent,
    stops_half_way,
    falls_silent_half_way,
    speaks_no_http,
    lies_about_compression,
]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_read_over_a_broken_line_is_unavailable(fault: Behaviour) -> None:
    with server(fault) as port:
        project = a_project(port)
        with pytest.raises(RedcapUnavailable):
            project.metadata()
    assert project.calls.reads == 2


@pytest.mark.parametrize("fault", FAULTS)
def test_a_write_over_a_broken_line_is_uncertain_and_sent_once(fault: Behaviour) -> None:
    with server(fault) as port:
        project = a_project(port)
        with pytest.raises(WriteUncertain):
            project.push(ROW, record_id_field="record_id")
    assert project.calls.writes == 1


def test_a_write_to_a_closed_door_was_never_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(RedcapUnavailable, match="no connection") as raised:
        a_project(port).push(ROW, record_id_field="record_id")
    assert not isinstance(raised.value, WriteUncertain)


def answers(connection: socket.socket) -> None:
    connection.sendall(HEAD % 12 + b'{"count": 1}')


def test_a_certificate_nobody_vouches_for_ends_the_talk_before_the_token_is_sent(
    tmp_path: Path,
) -> None:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    ca_file = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(ca_file)
    heard = []
    with server(lambda talk: (heard.append(1), answers(talk))[1], context) as port:
        with pytest.raises(RedcapUnavailable, match="certificate") as raised:
            a_project(port, scheme="https").push(ROW, record_id_field="record_id")
        assert heard == []
        trusting = a_project(port, scheme="https", ca_file=ca_file)
        assert trusting.push(ROW, record_id_field="record_id").rows == 1
    assert not isinstance(raised.value, WriteUncertain)
