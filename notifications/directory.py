"""The hub directory as N01 and N02 carry it: what a mentee may choose, short enough to be read.

Directory words only (class C0): no mentor is named and no place counted. Mail programs clip a
long mail, so texts give way before hubs do. Source: S1.14, S1.24a.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Annotated

from markupsafe import escape

from mentorship.hubs import AffinityGroup, Hub, directory_hubs
from notifications.notice import C0, WebPage
from notifications.widths import one_paragraph, shortened


MOST_BYTES = 70_000
"""Of the list's HTML. Gmail clips a mail near 102 kB; the rest of one takes 12 kB at most."""
TEXT_LENGTHS = (160, 120, 80, 40, 0)
"""Characters of a hub's opportunities: the most that keep the list below `MOST_BYTES`."""
LONGEST_NAME = 120

_GROUP_MARKUP = 400
_NAME_MARKUP, _PAGE_MARKUP, _AREAS_MARKUP, _TEXT_MARKUP = 54, 60, 80, 40
"""Bytes of the template around each part, at most."""
_NO_GROUP = 10**6


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedHub:
    """A hub that mentees may choose."""

    label: Annotated[str, C0]
    """Number and name."""
    areas: Annotated[tuple[str, ...], C0]
    opportunities: Annotated[str, C0]
    """The beginning of its scholarship opportunities; nothing if none are listed."""
    page: Annotated[WebPage | None, C0]
    """Its web page; None unless an address was typed that a mail may link to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedGroup:
    """An affinity group with its hubs, by number."""

    name: Annotated[str | None, C0]
    """None where no hub belongs to a group."""
    hubs: Annotated[tuple[ListedHub, ...], C0]


def listed_groups(
    hubs: Mapping[int, Hub],
    groups: Mapping[int, AffinityGroup],
    *,
    most_bytes: int = MOST_BYTES,
) -> tuple[ListedGroup, ...]:
    """Return the hubs that mentees may choose, by group and number, in at most *most_bytes*.

    First the texts are shortened, in all hubs alike, then pages and areas go. When not even the
    names have room, nothing is listed: the instrument names them all.
    """
    shown = directory_hubs(hubs)
    for entries in _ever_shorter(shown):
        found = _grouped(shown, groups, entries)
        if bytes_of(found) <= most_bytes:
            return found
    return ()


def _ever_shorter(hubs: Iterable[Hub]) -> Iterator[dict[int, ListedHub]]:
    """Yield the hubs as they are listed, by number; each time in less room."""
    whole = {hub.code: _listed(hub) for hub in hubs}
    for length in TEXT_LENGTHS:
        yield {code: _with_text_of(each, length) for code, each in whole.items()}
    yield {
        code: replace(each, areas=(), opportunities="", page=None) for code, each in whole.items()
    }


def _listed(hub: Hub) -> ListedHub:
    return ListedHub(
        label=shortened(one_paragraph(hub.label), LONGEST_NAME),
        areas=tuple(area.word for area in hub.entry.areas),
        opportunities=one_paragraph(hub.entry.opportunities),
        page=web_page(hub.entry.page),
    )


def _with_text_of(hub: ListedHub, length: int) -> ListedHub:
    return replace(hub, opportunities=shortened(hub.opportunities, length))


def _grouped(
    hubs: Iterable[Hub], groups: Mapping[int, AffinityGroup], entries: Mapping[int, ListedHub]
) -> tuple[ListedGroup, ...]:
    """Return the groups by number; hubs of none that is known come last."""
    members: defaultdict[int, list[ListedHub]] = defaultdict(list)
    for hub in hubs:
        code = hub.group_code
        members[_NO_GROUP if code is None or code not in groups else code].append(entries[hub.code])
    return tuple(
        ListedGroup(name=_group_name(groups.get(code), len(members)), hubs=tuple(members[code]))
        for code in sorted(members)
    )


def _group_name(group: AffinityGroup | None, how_many: int) -> str | None:
    if group is None:
        return "Other hubs" if how_many > 1 else None
    return shortened(one_paragraph(group.label), LONGEST_NAME)


def web_page(typed: str) -> WebPage | None:
    """Return the page at the address that the office typed; None if it is not one."""
    try:
        return WebPage(typed.strip())
    except ValueError:
        return None


def bytes_of(groups: Iterable[ListedGroup]) -> int:
    """Return about how many bytes of HTML the list takes; never fewer than it does."""
    return sum(
        _text_bytes(group.name or " ", _GROUP_MARKUP) + sum(map(_hub_bytes, group.hubs))
        for group in groups
    )


def _hub_bytes(hub: ListedHub) -> int:
    return (
        _text_bytes(hub.label, _NAME_MARKUP)
        + _text_bytes(str(hub.page or ""), _PAGE_MARKUP)
        + _text_bytes(", ".join(hub.areas), _AREAS_MARKUP)
        + _text_bytes(hub.opportunities, _TEXT_MARKUP)
    )


def _text_bytes(text: str, markup: int) -> int:
    return markup + len(escape(text).encode(errors="replace")) if text else 0
