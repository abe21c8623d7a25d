"""What comes back to the office mailbox, read: delivery reports are told from people's answers.

Pure: a message in, a `Returned` or None out. A report is recognised by its type
(multipart/report; report-type=delivery-status, RFC 3464) and by quoting one of our Message-IDs;
out-of-office notes, read receipts and ordinary replies are neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from enum import Enum


_OURS = re.compile(r"<m\.([0-9a-f]{24})@[^<>\s]+>")
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_QUOTING = ("In-Reply-To", "References", "Original-Message-ID", "X-Original-Message-ID")


class Verdict(Enum):
    """What a delivery report means for us."""

    NOBODY_THERE = "nobody is at this address"
    """5.1.x: the address gets nothing more until REDCap has another."""
    POLICY = "refused by policy; ask the mail team"
    """5.7.x: our doing or theirs, never the person's: the address stays good."""
    CAME_BACK = "it came back"
    """Another 5.x: this mail is lost, the next may arrive."""
    DELAYED = "delayed on its way"
    """4.x: the relays go on trying."""


@dataclass(frozen=True, slots=True)
class Returned:
    """One delivery report about one of our mails."""

    key: str
    """Key of the mail in the outbox."""
    source: str
    """Message-ID of the report, so that it is counted once however often it is imported."""
    action: str
    status: str

    @property
    def verdict(self) -> Verdict:
        """Sort the report by its enhanced status code (RFC 3463)."""
        if self.action == "delayed" or self.status.startswith("4."):
            return Verdict.DELAYED
        if self.status.startswith("5.1."):
            return Verdict.NOBODY_THERE
        return Verdict.POLICY if self.status.startswith("5.7.") else Verdict.CAME_BACK


def returned(message: Message) -> Returned | None:
    """Return what *message* reports about one of our mails; None when it is anything else."""
    if message.get_content_type() != "multipart/report":
        return None
    if str(message.get_param("report-type", "")).lower() != "delivery-status":
        return None
    fields = next(_recipients(message), None)
    key = _our_key(message)
    if fields is None or key is None:
        return None
    action = str(fields.get("Action", "")).strip().lower()
    status = _STATUS.search(str(fields.get("Status", "")))
    if action not in {"failed", "delayed"} or status is None:
        return None
    return Returned(key, _source(message, key, status[1]), action, status[1])


def _recipients(message: Message) -> Iterator[Message]:
    """Yield the per-recipient field groups of the report; ours has one recipient."""
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            groups = part.get_payload()
            if isinstance(groups, list):
                yield from (each for each in groups if isinstance(each, Message) and each["Action"])


def _our_key(message: Message) -> str | None:
    """Find our Message-ID: in the mail that came back, else in the headers that quote it."""
    for part in message.walk():
        if part is not message and (found := _OURS.search(str(part.get("Message-ID", "")))):
            return found[1]
        if part.get_content_type() == "text/rfc822-headers" and (
            found := _OURS.search(str(part.get_payload()))
        ):
            return found[1]
    for name in _QUOTING:
        if found := _OURS.search(str(message.get(name, ""))):
            return found[1]
    return None


def _source(message: Message, key: str, status: str) -> str:
    return str(message.get("Message-ID") or f"{key} {status} {message.get('Date', '')}").strip()
