"""Messages when the office has put right a pairing that was announced (N06b)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from mentorship.obligations.due_items import NoticeKind
from mentorship.relationships import Programme
from notifications.notice import C0, C1, Audience, Link, Notice
from notifications.reminders import PAIR


@dataclass(frozen=True, slots=True, kw_only=True)
class PairingCorrected(Notice):
    """N06b: whom or which hub the pairing is with, after another was named. Source: S1.25d.

    To the mentee, and to a mentor who stays; a mentor who comes new reads the announcement itself
    (N06). It gives no reason, and whom it was with before is not said again.
    """

    kind: ClassVar = NoticeKind.PAIRING_CORRECTED
    template: ClassVar = "pairing_corrected"
    noun: ClassVar = "correction"
    audience: ClassVar = Audience.PAIR
    why: ClassVar = PAIR
    stops_when: ClassVar = "The office sends it once for each correction."
    usefulness: ClassVar = 9

    programme: Annotated[Programme, C0]
    told_on: Annotated[date | None, C1]
    """When it was announced; None: not to both, or it has been corrected before."""
    partner_name: Annotated[str, C1]
    partner_email: Annotated[str | None, C1]
    has_new_partner: Annotated[bool, C1]
    hub: Annotated[str | None, C0]
    meet_by: Annotated[date | None, C1]
    link: Annotated[Link | None, C1]


@dataclass(frozen=True, slots=True, kw_only=True)
class PairingNotYours(Notice):
    """N06b to a mentor named before: it is not theirs; no reason, no blame. Source: S4.117."""

    kind: ClassVar = NoticeKind.PAIRING_CORRECTED
    template: ClassVar = "pairing_not_yours"
    noun: ClassVar = "correction"
    audience: ClassVar = Audience.FORMER_MENTOR
    why: ClassVar = "You get this because an earlier mail named you as mentor of this pairing."
    stops_when: ClassVar = "It comes once."
    usefulness: ClassVar = 9

    mentee_name: Annotated[str, C1]
    told_on: Annotated[date | None, C1]
    """When the pairing was announced; None: not to both, or it has been corrected before."""
