"""What every notice has in common: how secret it may be, how it is delivered, who acts next.

A notice is a frozen dataclass plus three templates; its fields are the templates' whole world.
Every field declares its confidentiality class, and `templates_world` refuses a field that the
notice may not carry: a mail can only contain what its dataclass admits.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import Enum, IntEnum
from ipaddress import ip_address
from typing import Any, ClassVar, get_type_hints
from urllib.parse import urlsplit

from mentorship.obligations.due_items import NoticeKind
from notifications.diary import DiaryDate


class Confidentiality(IntEnum):
    """How far a fact may travel. Source: programme 4.3."""

    C0 = 0
    """Public directory text: any mail."""
    C1 = 1
    """Operational facts: partners' names, dates, done or not, counts."""
    C2 = 2
    """The pair's own content: goals, plans. Mail to the two partners only."""
    C3 = 3
    """Office only: change requests, pulse answers. Never in mail."""
    C4 = 4
    """Office narrative: the automation never reads it."""


C0, C1, C2 = Confidentiality.C0, Confidentiality.C1, Confidentiality.C2


class Delivery(Enum):
    """What to do when nobody knows whether the relay took a message. Source: email.md 3."""

    AT_LEAST_ONCE = "at_least_once"
    """Send the same bytes once more on the next run: a second reminder is harmless."""
    AT_MOST_ONCE = "at_most_once"
    """Hold it for a person to decide: twice would harm."""


class Audience(Enum):
    """Whom a notice is written to."""

    MENTEE = "the mentee"
    MENTOR = "the mentor"
    PAIR = "each of the pair, alone"
    SENIOR_MENTOR = "the senior mentor, with a copy to the office"
    WHO_PREPARES = "the mentee unless the profile says no, the mentor if it says yes; each alone"
    COACHED = "the hub mentor whom a senior mentor coaches"
    LEADER = "the vice chair, with a copy to the office"
    WHO_IS_ASKED = "whoever of the pair the programme asks, alone"
    REVIEWER = "the senior mentor, or the deputy"
    FORMER_MENTOR = "the mentor it was with before it was corrected"
    THREE = "the pair and who joins them, each alone"
    PERSON = "the person it is about"
    DIRECTOR = "the residents' programme director"
    OFFICE = "the office mailbox"
    LEADS = "the office's two leads, each alone; the office mailbox while none is named"
    OPERATIONS = "whoever keeps the automation running, and the office mailbox; each alone"
    SENDER = "whoever asked, alone"


OFFICE_READS = frozenset({Audience.OFFICE, Audience.LEADS, Audience.OPERATIONS})
"""Whose mail is written to a desk, not to a person in the programme."""


LONGEST_PAGE = 300
"""Characters of a web address; nobody types a longer one."""


class ConfidentialityBreach(ValueError):
    """A field is too confidential for its notice; a bug in the notice, never in the data."""


@dataclass(frozen=True, slots=True)
class Link:
    """An address behind a button.

    Https anywhere; plain http only on this machine (the sandbox). Everything else, such as
    `javascript:`, is refused.

    Raises:
        ValueError: the address is not one we put into a mail.
    """

    url: str

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        is_safe = parts.scheme == "https" or (
            parts.scheme == "http" and _is_this_machine(parts.hostname or "")
        )
        if not (is_safe and parts.hostname) or not self.url.isprintable() or " " in self.url:
            raise ValueError(f"not a link for a mail: scheme {parts.scheme!r}")

    def __str__(self) -> str:
        return self.url


@dataclass(frozen=True, slots=True)
class WebPage(Link):
    """A public page that somebody typed into the directory; http is good enough for it.

    It says where it leads: no name or password before the host, no backslash that some programs
    read as a slash, nothing unseen.

    Raises:
        ValueError: the address is not one we put into a mail.
    """

    def __post_init__(self) -> None:
        is_clean = self.url.isprintable() and not set(self.url) & set(' \\"<>')
        if not is_clean or len(self.url) > LONGEST_PAGE:
            raise ValueError("not a web address")
        parts = urlsplit(self.url)
        is_named = bool(parts.hostname) and parts.port != 0 and "@" not in parts.netloc
        if not is_named or parts.scheme not in {"http", "https"}:
            raise ValueError(f"not a web address: scheme {parts.scheme!r}")


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Base of every notice. The class variables are the row of the privacy officer's table."""

    kind: ClassVar[NoticeKind]
    template: ClassVar[str]
    appendix: ClassVar[str] = ""
    """Template of what is too long for a notice and stands at the end of the mail; "" for none."""
    noun: ClassVar[str]
    """What a mail with several of them counts: `three quarterly reports for you`."""
    confidentiality: ClassVar[Confidentiality] = C1
    delivery: ClassVar[Delivery] = Delivery.AT_LEAST_ONCE
    audience: ClassVar[Audience]
    why: ClassVar[str]
    """Why you get this; a full sentence for the foot of the mail."""
    stops_when: ClassVar[str]
    """When it stops; a full sentence for the foot of the mail."""
    is_undated: ClassVar[bool] = False
    """Nothing is due: its day is never the next date of a mail that tells several things."""
    usefulness: ClassVar[int]
    """Order in a digest, most useful first; lower comes first."""

    def derived(self) -> dict[str, Any]:
        """Return figures that templates need and that follow from the declared fields."""
        return {}

    def diary(self) -> tuple[DiaryDate, ...]:
        """Return the dates it names that belong in the reader's diary."""
        return ()


def field_classes(notice: type[Notice]) -> dict[str, Confidentiality]:
    """Return the declared class of every field of *notice*.

    Raises:
        ConfidentialityBreach: a field declares none, or more than its notice may carry.
    """
    hints = get_type_hints(notice, include_extras=True)
    found = {each.name: _declared(notice, each.name, hints[each.name]) for each in fields(notice)}
    limit = min(notice.confidentiality, C2)
    if too_secret := [name for name, level in found.items() if level > limit]:
        raise ConfidentialityBreach(f"{notice.__name__} may not carry: {', '.join(too_secret)}")
    return found


def _declared(notice: type[Notice], name: str, hint: Any) -> Confidentiality:
    for mark in getattr(hint, "__metadata__", ()):
        if isinstance(mark, Confidentiality):
            return mark
    raise ConfidentialityBreach(f"{notice.__name__}.{name} declares no confidentiality class")


def templates_world(notice: Notice) -> dict[str, Any]:
    """Return what templates may read: the declared fields and what follows from them."""
    declared = {name: getattr(notice, name) for name in field_classes(type(notice))}
    return notice.derived() | declared
