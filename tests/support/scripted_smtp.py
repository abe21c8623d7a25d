"""A relay that answers word for word as it is told, or hangs up, or says nothing."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress


HANG_UP, SILENCE = "hang up", "silence"
POLITE = {
    "CONNECT": "220 relay.example.edu",
    "EHLO": "250 relay.example.edu",
    "MAIL": "250 OK",
    "RCPT": "250 OK",
    "DATA": "354 go on",
    "DOT": "250 2.0.0 Ok: queued as Q1",
    "RSET": "250 OK",
    "QUIT": "221 Bye",
}


@contextmanager
def scripted_smtp(answers: Mapping[str, str]) -> Iterator[int]:
    """Serve on a free loopback port until the block ends; yields the port.

    *answers* replace the polite ones, by word; `DOT` is the end of a message.
    """
    script = POLITE | dict(answers)
    with socket.create_server(("127.0.0.1", 0)) as server:
        over = threading.Event()
        thread = threading.Thread(target=_serve, args=(server, script, over), daemon=True)
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            over.set()
            with suppress(OSError):
                socket.create_connection(server.getsockname(), 1).close()
            thread.join(5)


def _serve(server: socket.socket, script: Mapping[str, str], over: threading.Event) -> None:
    while not over.is_set():
        line, _ = server.accept()
        with line, suppress(OSError):
            _talk(line, script, over)


def _talk(line: socket.socket, script: Mapping[str, str], over: threading.Event) -> None:
    if not _say(line, script["CONNECT"], over):
        return
    is_body = False
    with line.makefile("rb") as heard:
        for raw in heard:
            if is_body and raw != b".\r\n":
                continue
            word = "DOT" if is_body else raw[:4].decode("ascii", "replace").strip().upper()
            is_body = word == "DATA" and script["DATA"].startswith("354")
            if not _say(line, script.get(word, "500 what"), over) or word == "QUIT":
                return


def _say(line: socket.socket, answer: str, over: threading.Event) -> bool:
    if answer == SILENCE:
        over.wait(10)
    if answer in {SILENCE, HANG_UP}:
        return False
    line.sendall(answer.encode("latin-1") + b"\r\n")
    return True
