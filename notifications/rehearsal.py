"""A notice as the office may see it in a rehearsal: everything but what belongs to the pair.

A rehearsal goes to the office mailbox, and two things may reach the two partners only: their own
content (class C2) and their survey links, which open a survey for whoever holds them (G8, G9).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from notifications.messages import ReviewLink
from notifications.notice import Confidentiality, Link, Notice, field_classes


LEFT_OUT = "[the pair's own words, left out in a rehearsal]"


def rehearsed(notice: Notice) -> Notice:
    """Return *notice* without the pair's content and with links that open nothing."""
    changes = {
        name: _harmless(getattr(notice, name), level)
        for name, level in field_classes(type(notice)).items()
    }
    return replace(notice, **changes)


def _harmless(value: Any, level: Confidentiality) -> Any:
    if isinstance(value, Link):
        return _without_secret(value)
    if isinstance(value, ReviewLink):
        return replace(value, link=_without_secret(value.link))
    if isinstance(value, tuple):
        return tuple(_harmless(each, level) for each in value)
    if isinstance(value, bool) and level >= Confidentiality.C2:
        return False
    return LEFT_OUT if level >= Confidentiality.C2 and value is not None else value


def _without_secret(link: Link) -> Link:
    parts = urlsplit(link.url)
    return Link(urlunsplit((parts.scheme, parts.netloc, "/", "", "")))
