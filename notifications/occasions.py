"""Messages about what nobody owes: requests received, new pairs, proposals to decide on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, ClassVar

from mentorship.obligations.due_items import NoticeKind
from mentorship.pairing.proposal import RunProfile
from mentorship.relationships import Programme
from notifications.notice import C0, C1, Audience, Delivery, Link, Notice


OFFICE_WHY = "You get this because this mailbox is the programme's office mailbox."
_LONGEST_LIST = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalsReady(Notice):
    """N05: a pairing run is done: placed, not placed, bottlenecks. Source: S1.25, programme 6.2."""

    kind: ClassVar = NoticeKind.PROPOSALS
    template: ClassVar = "proposals"
    noun: ClassVar = "pairing run"
    audience: ClassVar = Audience.OFFICE
    why: ClassVar = OFFICE_WHY
    stops_when: ClassVar = "It comes once for each pairing run."
    usefulness: ClassVar = 55

    cycle: Annotated[str, C0]
    runs: Annotated[tuple[RunProfile, ...], C1]
    """How many got which of their choices, by programme; at least one."""
    bottlenecks: Annotated[tuple[str, ...], C1]
    """Hubs in which one more place would help most, and how many it would help."""
    redcap: Annotated[Link, C0]

    def derived(self) -> dict[str, Any]:
        """Add up who is placed; a long list shows its beginning."""
        return {
            "placed": sum(each.placed for each in self.runs),
            "of": sum(each.of for each in self.runs),
            "not_placed": sum(each.none for each in self.runs),
            "only_residents": all(each.programme is Programme.RESIDENT for each in self.runs),
            "longest": _LONGEST_LIST,
            "more": max(len(self.bottlenecks) - _LONGEST_LIST, 0),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPairs(Notice):
    """N07: who began in the group's hubs; on Monday, only if anybody did. Source: S1.22, S1.36."""

    kind: ClassVar = NoticeKind.NEW_PAIRS
    template: ClassVar = "new_pairs"
    noun: ClassVar = "list of new pairs"
    audience: ClassVar = Audience.REVIEWER
    why: ClassVar = "You get this as senior mentor of this affinity group."
    stops_when: ClassVar = "It comes on Mondays, only after a week in which pairs began."
    usefulness: ClassVar = 48

    group: Annotated[str, C0]
    count: Annotated[int, C1]
    since: Annotated[date, C1]
    pairs: Annotated[tuple[str, ...], C1]
    """Each pair with its hub, or how many began in each hub where the group shows no names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfidentialItems(Notice):
    """N20a: something confidential waits in REDCap; not what, and not whose. Source: S4.117."""

    kind: ClassVar = NoticeKind.CONFIDENTIAL_ITEM
    template: ClassVar = "confidential_items"
    noun: ClassVar = "confidential item"
    audience: ClassVar = Audience.LEADS
    why: ClassVar = "You get this because you see the programme's confidential items."
    stops_when: ClassVar = "It comes every two working days until the office has acted."
    usefulness: ClassVar = 5

    count: Annotated[int, C1]
    act_by: Annotated[date, C1]
    is_reminder: Annotated[bool, C1]
    redcap: Annotated[Link, C0]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestReceived(Notice):
    """N20b: the office has it; who calls, and by when. To its sender, once. Source: S4.117."""

    kind: ClassVar = NoticeKind.REQUEST_RECEIVED
    template: ClassVar = "request_received"
    noun: ClassVar = "answer"
    delivery: ClassVar = Delivery.AT_MOST_ONCE
    audience: ClassVar = Audience.SENDER
    why: ClassVar = "You get this because you wrote to the programme's office in REDCap."
    stops_when: ClassVar = "It comes once."
    usefulness: ClassVar = 5

    callers: Annotated[str, C1]
    """The office's leads by name, or the office."""
    call_by: Annotated[date, C1]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunTrouble(Notice):
    """N25: a run failed, or its mail stopped; what a run may say of itself, and no person."""

    kind: ClassVar = NoticeKind.RUN_TROUBLE
    template: ClassVar = "run_trouble"
    noun: ClassVar = "run"
    audience: ClassVar = Audience.OPERATIONS
    why: ClassVar = "You get this because you keep the automation running, or are its office."
    stops_when: ClassVar = "It comes once a day while the cause lasts, and ends with a good night."
    usefulness: ClassVar = 1

    department: Annotated[str, C0]
    """As commands name it."""
    night: Annotated[date, C0]
    what: Annotated[str, C1]
    """The fault in the words of the run log: record numbers, field names and counts at most."""
    exit_code: Annotated[int, C0]
    """0: the run went through, and its mail stopped."""
    since: Annotated[date, C0]
    nights: Annotated[int, C0]
    """On how many nights the cause has been met."""
