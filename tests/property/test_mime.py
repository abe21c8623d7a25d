"""Whatever people are called and write, a mail stays one well-formed message."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_string
from email.policy import default as modern

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.addresses import BadAddress, ascii_address, is_same_mailbox
from notifications.mime import CannotFreeze, build_mime, message_id, one_line
from tests.support.laws import tried
from tests.support.mail import NOW, SENDER, a_mail


ONCE = ("From", "Reply-To", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type")
INJECTIONS = [
    "Hi\nBcc: evil@example.org",
    "Hi\r\nBcc: evil@example.org",
    "Hi\nthere",
    "Hi\n\nbody",
    "Hi\n Bcc: x",
    "Bob\r\n\r\nbody <a@example.org>",
    "a\x00b",
    "\u202egnp.exe",
    "Dr. A, MD",
    'The "Boss"',
    "Zoë <zoe@example.edu>",
    "=?utf-8?q?hidden?=",
    "\u2028line separator",
    "x" * 2000,
    "é" * 1000,
    "\ud800 lone surrogate",
    "",
]
anything = st.text(st.characters(), max_size=200)


def built(**changes):
    return build_mime(replace(a_mail(), **changes), sender=SENDER, key="k" * 24, date=NOW)


def parsed(wire):
    return message_from_string(wire, policy=modern)


@tried(60)
@given(name=anything, subject=anything, text=anything, html=anything)
def test_any_words_make_a_message_with_every_header_once_and_short_ascii_lines(
    name, subject, text, html
):
    wire = built(to_name=name, subject=subject, text=text, html=html)

    assert wire.isascii()
    assert max(map(len, wire.split("\r\n"))) <= 998
    message = parsed(wire)
    for header in ONCE:
        assert len(message.get_all(header)) == 1
    assert message["To"].addresses[0].addr_spec == "person1001@example.edu"
    assert len(message["To"].addresses) == 1


@tried(60)
@given(text=st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=300))
def test_the_readers_words_arrive_as_written(text):
    body = parsed(built(text=f"{text}\n")).get_body(("plain",)).get_content()

    assert body.replace("\r\n", "\n") == f"{text}\n"


@tried(40)
@given(name=anything, text=anything)
def test_equal_mail_gives_equal_bytes(name, text):
    assert built(to_name=name, text=text) == built(to_name=name, text=text)


@pytest.mark.parametrize("words", INJECTIONS)
def test_no_name_or_subject_injects_a_header_or_ends_the_head(words):
    sender = replace(SENDER, name=words)
    mail = replace(a_mail(), to_name=words, subject=f"{words} end")
    message = parsed(build_mime(mail, sender=sender, key="k" * 24, date=NOW))

    assert [each.addr_spec for each in message["From"].addresses] == [SENDER.address]
    assert message["Bcc"] is None
    assert message["Message-ID"] == f"<m.{'k' * 24}@mail.example.edu>"
    assert [each.addr_spec for each in message["To"].addresses] == ["person1001@example.edu"]
    assert "\n" not in str(message["Subject"])


@tried(100)
@given(anything)
def test_one_line_is_idempotent_and_holds_no_control_character(text):
    cleaned = one_line(text, 140)

    assert cleaned == one_line(cleaned, 140)
    assert len(cleaned) <= 140
    assert not re.search(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]", cleaned)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "a",
        "a@b",
        "a@example.edu\n",
        "a@example.edu ",
        '"a\r\n b"@example.edu',
        "josé@example.edu",
        "a@localhost",
        "a@example.edu, b@example.edu",
        "a@example.edu\nBcc: b@example.edu",
        "Zoë <zoe@example.edu>",
    ],
)
def test_what_is_not_one_plain_address_never_gets_into_a_message(address):
    with pytest.raises(BadAddress) as raised:
        built(address=address)

    assert str(raised.value) == "not a deliverable e-mail address"


def test_an_international_domain_travels_in_its_ascii_form():
    assert ascii_address("a@exämple.edu") == "a@xn--exmple-cua.edu"
    assert is_same_mailbox("A@EXÄMPLE.edu", "a@xn--exmple-cua.edu")
    assert not is_same_mailbox("", "")


def test_nobody_answers_automatically_and_bounces_still_come_back():
    message = parsed(built())

    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "OOF, AutoReply"
    assert "Precedence" not in message


def test_the_office_is_sender_and_answers_go_to_it():
    message = parsed(built())

    assert message["From"].addresses[0].addr_spec == "office@example.edu"
    assert str(message["From"]) == str(message["Reply-To"])


def test_text_comes_first_and_html_is_the_better_alternative():
    parts = [part.get_content_type() for part in parsed(built()).walk()]

    assert parts == ["multipart/alternative", "text/plain", "text/html"]


def test_the_date_is_the_one_it_was_planned_with():
    assert parsed(built())["Date"].datetime == NOW
    assert parsed(built())["Date"].datetime == datetime(2026, 10, 20, 2, tzinfo=UTC)


def test_a_message_id_that_would_be_encoded_elsewhere_is_refused():
    assert len(message_id("k" * 24, "d" * 38)) <= 72
    with pytest.raises(CannotFreeze):
        message_id("k" * 24, "d" * 50)
