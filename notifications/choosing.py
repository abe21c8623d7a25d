"""N01 and N02: mentees choose their hubs, and the mail holds what there is to choose from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, ClassVar

from mentorship.obligations.due_items import NoticeKind
from notifications.directory import ListedGroup
from notifications.notice import C0, C1, Audience, Link, Notice
from notifications.reminders import MENTEE
from notifications.widths import ELLIPSIS


_APPENDIX = "_directory"
_STOPS = "It stops when you have answered, or when the choices close."


@dataclass(frozen=True, slots=True, kw_only=True)
class PreferencesOpen(Notice):
    """N01: choose your hubs; once a cycle to each eligible mentee. Source: S1.14, S1.24."""

    kind: ClassVar = NoticeKind.PREFERENCES_OPEN
    template: ClassVar = "preferences_open"
    appendix: ClassVar = _APPENDIX
    noun: ClassVar = "choice"
    audience: ClassVar = Audience.MENTEE
    why: ClassVar = MENTEE
    stops_when: ClassVar = _STOPS
    usefulness: ClassVar = 30

    cycle: Annotated[str, C0]
    closes_on: Annotated[date | None, C0]
    open_hubs: Annotated[int, C0]
    """Hubs that take mentees; all of them are listed."""
    with_opportunities: Annotated[int, C0]
    """Those that list scholarship opportunities. Source: S1.14."""
    directory: Annotated[tuple[ListedGroup, ...], C0]
    """What there is to choose from; empty when no mail could hold it."""
    link: Annotated[Link, C1]

    def derived(self) -> dict[str, Any]:
        """Tell whether any hub offers something, and whether any offers more than the mail says."""
        return _said_of(self.directory)


@dataclass(frozen=True, slots=True, kw_only=True)
class PreferencesReminder(Notice):
    """N02: the choices close soon; only to mentees who have not answered. Source: S1.24.

    It lists the hubs again: whoever could not be reached when the choices opened gets no N01.
    """

    kind: ClassVar = NoticeKind.PREFERENCES_REMINDER
    template: ClassVar = "preferences_reminder"
    appendix: ClassVar = _APPENDIX
    noun: ClassVar = "choice"
    audience: ClassVar = Audience.MENTEE
    why: ClassVar = MENTEE
    stops_when: ClassVar = _STOPS
    usefulness: ClassVar = 20

    cycle: Annotated[str, C0]
    closes_on: Annotated[date, C0]
    directory: Annotated[tuple[ListedGroup, ...], C0]
    """As in N01."""
    link: Annotated[Link, C1]

    def derived(self) -> dict[str, Any]:
        """As in N01."""
        return _said_of(self.directory)


def _said_of(directory: Iterable[ListedGroup]) -> dict[str, Any]:
    texts = [hub.opportunities for group in directory for hub in group.hubs]
    return {"has_texts": any(texts), "is_shortened": any(t.endswith(ELLIPSIS) for t in texts)}
