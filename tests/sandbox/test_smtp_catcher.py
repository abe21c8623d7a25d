"""The catcher keeps what it accepts and fails on demand."""

import socket
from typing import BinaryIO

import pytest

from sandbox.smtp_catcher import DROP, SmtpCatcher


@pytest.fixture
def catcher(tmp_path):
    with SmtpCatcher.start(tmp_path / "outbox") as running:
        yield running


MESSAGE = "Subject: Hello\r\n\r\nA line.\r\n..leading dot\r\n."


def send(catcher: SmtpCatcher, *recipients: str) -> list[str]:
    """Hand over one message in SMTP's own words; the replies but the greeting, "" for none."""
    words = ["HELO localhost", "MAIL FROM:<office@example.edu>"]
    words += [f"RCPT TO:<{each}>" for each in recipients]
    words += ["DATA", MESSAGE, "QUIT"]
    with (
        socket.create_connection((catcher.host, catcher.port), timeout=10) as line,
        line.makefile("rb") as heard,
    ):
        heard.readline()
        return [_ask(line, heard, each) for each in words]


def _ask(line: socket.socket, heard: BinaryIO, words: str) -> str:
    try:
        line.sendall(words.encode() + b"\r\n")
        return heard.readline().decode().strip()
    except ConnectionError:
        return ""


def test_accepted_messages_are_kept_in_memory_and_on_disk(catcher):
    send(catcher, "ann@example.edu", "bob@example.edu")
    send(catcher, "cy@example.edu")

    assert [message.envelope_to for message in catcher.messages] == [
        ("ann@example.edu", "bob@example.edu"),
        ("cy@example.edu",),
    ]
    assert catcher.messages[0].envelope_from == "office@example.edu"
    files = sorted(path.name for path in catcher.directory.iterdir())
    assert files == ["0001.eml", "0002.eml"]
    assert b"\r\n.leading dot\r\n" in (catcher.directory / "0001.eml").read_bytes()


def test_a_recipient_can_be_refused(catcher):
    catcher.fault = lambda stage, address: (
        "550 5.1.1 no such user" if (stage, address) == ("rcpt", "bob@example.edu") else None
    )

    _helo, _mail, ann, bob, *_ = send(catcher, "ann@example.edu", "bob@example.edu")

    assert ann.startswith("250 ")
    assert bob == "550 5.1.1 no such user"
    assert catcher.messages[0].envelope_to == ("ann@example.edu",)


def test_a_message_can_be_deferred(catcher):
    catcher.fault = lambda stage, _address: "451 4.3.0 later" if stage == "data" else None

    assert "451 4.3.0 later" in send(catcher, "ann@example.edu")
    assert catcher.messages == []


@pytest.mark.parametrize(("stage", "kept"), [("data", 0), ("after_data", 1)])
def test_the_connection_can_drop_before_or_after_the_message_is_kept(catcher, stage, kept):
    catcher.fault = lambda now, _address: DROP if now == stage else None

    assert send(catcher, "ann@example.edu")[-2:] == ["", ""]
    assert len(catcher.messages) == kept
