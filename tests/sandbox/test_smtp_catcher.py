"""The catcher keeps what it accepts and fails on demand."""

import smtplib
from email.message import EmailMessage

import pytest

from sandbox.smtp_catcher import DROP, SmtpCatcher


@pytest.fixture
def catcher(tmp_path):
    with SmtpCatcher.start(tmp_path / "outbox") as running:
        yield running


def send(catcher: SmtpCatcher, *recipients: str) -> dict[str, tuple[int, bytes]]:
    message = EmailMessage()
    message["Subject"] = "Hello"
    message.set_content("A line.\n.leading dot\n")
    with smtplib.SMTP(catcher.host, catcher.port, timeout=10) as client:
        return client.send_message(message, "office@example.edu", recipients)


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

    refused = send(catcher, "ann@example.edu", "bob@example.edu")

    assert refused == {"bob@example.edu": (550, b"5.1.1 no such user")}
    assert catcher.messages[0].envelope_to == ("ann@example.edu",)


def test_a_message_can_be_deferred(catcher):
    catcher.fault = lambda stage, _address: "451 4.3.0 later" if stage == "data" else None

    with pytest.raises(smtplib.SMTPDataError, match="later"):
        send(catcher, "ann@example.edu")

    assert catcher.messages == []


@pytest.mark.parametrize(("stage", "kept"), [("data", 0), ("after_data", 1)])
def test_the_connection_can_drop_before_or_after_the_message_is_kept(catcher, stage, kept):
    catcher.fault = lambda now, _address: DROP if now == stage else None

    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(catcher, "ann@example.edu")

    assert len(catcher.messages) == kept
