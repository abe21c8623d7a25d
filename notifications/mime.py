"""One mail as wire text: 7-bit, folded, and the same bytes whenever it is built again.

Message-ID, Date and MIME boundaries come from the arguments, so that a message sent twice after
a crash is recognisably the same message. Names and subjects are cleaned here, whatever the
running Python would do with a line break in a header (CVE-2024-6923).
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from notifications.addresses import ascii_address
from notifications.diary import FILE_NAME, METHOD, as_calendar
from notifications.mail import Mail


POLICY = SMTP.clone(cte_type="7bit")
LONGEST_MESSAGE_ID = 72
"""Longer tokens are RFC 2047-encoded when quoted in References, and Outlook loses the thread."""
LONGEST_LINE = 998
LONGEST_SUBJECT = 140
LONGEST_NAME = 80


class CannotFreeze(ValueError):
    """A message that would not survive the wire as it is; a bug, never the reader's fault."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SenderIdentity:
    """Who a department's mail comes from; From and Reply-To are the office mailbox (G3)."""

    name: str
    address: str
    id_domain: str
    """Right-hand side of Message-IDs, at most 38 characters."""


def one_line(text: str, limit: int) -> str:
    """Return *text* fit for a header: one line, no control or direction-changing characters."""
    normal = unicodedata.normalize("NFC", text)
    spaced = ("\x20" if char.isspace() else char for char in normal)
    visible = "".join(char for char in spaced if unicodedata.category(char)[0] != "C")
    return re.sub(" +", " ", visible).strip()[:limit].rstrip()


def message_id(key: str, domain: str) -> str:
    """Return the Message-ID of the mail with *key*.

    Raises:
        CannotFreeze: it would be too long to be quoted in other headers.
    """
    made = f"<m.{key}@{domain}>"
    if len(made) > LONGEST_MESSAGE_ID:
        raise CannotFreeze(f"a Message-ID has at most {LONGEST_MESSAGE_ID} characters")
    return made


def build_mime(mail: Mail, *, sender: SenderIdentity, key: str, date: datetime) -> str:
    """Return *mail* as the exact text to send; equal arguments give equal bytes.

    Raises:
        BadAddress: the recipient or the sender is not an address.
        CannotFreeze: the result breaks a rule of the wire.
    """
    message = EmailMessage(policy=POLICY)
    own = Address(one_line(sender.name, LONGEST_NAME), addr_spec=ascii_address(sender.address))
    message["From"] = own
    message["Reply-To"] = own
    message["To"] = Address(
        one_line(mail.to_name, LONGEST_NAME), addr_spec=ascii_address(mail.address)
    )
    message["Subject"] = one_line(mail.subject, LONGEST_SUBJECT)
    message["Date"] = format_datetime(date)
    message["Message-ID"] = message_id(key, sender.id_domain)
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834
    message["X-Auto-Response-Suppress"] = "OOF, AutoReply"  # never All: it also mutes bounces
    message["X-Mentorship-Notice"] = " ".join(dict.fromkeys(kind.value for kind in mail.kinds))
    message.set_content(_plain(mail.text), cte="quoted-printable")
    message.add_alternative(_plain(mail.html), subtype="html", cte="quoted-printable")
    if mail.diary:
        _attach_diary(message, mail, sender, date)
    _fix_boundaries(message, key)
    return _checked(message.as_string())


def _attach_diary(
    message: EmailMessage, mail: Mail, sender: SenderIdentity, date: datetime
) -> None:
    text = as_calendar(
        mail.diary,
        office=ascii_address(sender.address),
        office_name=one_line(sender.name, LONGEST_NAME),
        id_domain=sender.id_domain,
        stamp=date,
    )
    message.add_attachment(
        text.encode(),
        maintype="text",
        subtype="calendar",
        filename=FILE_NAME,
        params={"method": METHOD, "charset": "utf-8"},
        cte="base64",
    )


def _plain(text: str) -> str:
    """Return *text* with plain line ends, and without what UTF-8 cannot carry."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return lines.encode("utf-8", "replace").decode("utf-8")


def _fix_boundaries(message: EmailMessage, key: str) -> None:
    stem = hashlib.sha256(key.encode()).hexdigest()[:16]
    parts = [part for part in message.walk() if part.is_multipart()]
    for number, part in enumerate(parts):
        part.set_boundary(f"=_{stem}_{number}")


def _checked(wire: str) -> str:
    if not wire.isascii():
        raise CannotFreeze("the message is not 7-bit")
    if max(map(len, wire.split("\r\n"))) > LONGEST_LINE:
        raise CannotFreeze(f"a line has more than {LONGEST_LINE} characters")
    head = wire.partition("\r\n\r\n")[0]
    if re.search(r"(?mi)^(message-id|references|in-reply-to):[^\r]*=\?", head):
        raise CannotFreeze("an identifying header was encoded")
    return wire
