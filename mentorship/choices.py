"""What is wrong with a mentee's list of hubs: said to the office (V1, V2) and to the mentee (N03).

A short list is a good list; a hub named twice, one that takes nobody and one that does not exist
are not choices. Source: S1.24b.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto

from mentorship.hubs import Hub, HubStatus
from mentorship.relationships import Preference, TakesPart
from mentorship.roster import Roster


ORDER = ("first", "second", "third")
_SUGGESTED = 3


class FaultKind(Enum):
    """Why a choice is none."""

    REPEATED = auto()
    UNKNOWN = auto()
    CLOSED = auto()
    """Paused or retired."""


@dataclass(frozen=True, slots=True)
class ChoiceFault:
    """One choice that cannot be met."""

    kind: FaultKind
    index: int
    """Position in the list: 0 is the first choice."""
    code: int


def open_wishes(roster: Roster) -> Iterator[Preference]:
    """Yield the lists of this cycle that still wait for a pairing."""
    for wish in roster.preference_by_mentee.values():
        person = roster.people.get(wish.mentee_id)
        names_hubs = person is None or not person.is_only_resident
        if wish.takes_part is TakesPart.MATCH_ME and names_hubs and not _is_paired(roster, wish):
            yield wish


def _is_paired(roster: Roster, wish: Preference) -> bool:
    pairings = roster.pairings_by_mentee.get(wish.mentee_id, [])
    return any(p.is_current and p.cycle == wish.cycle for p in pairings)


def choice_faults(wish: Preference, hubs: Mapping[int, Hub]) -> tuple[ChoiceFault, ...]:
    """Return the faults in the order of the list; a hub named again is that and nothing else."""
    found = []
    for index, code in enumerate(wish.choices):
        if code is None:
            continue
        hub = hubs.get(code)
        if code in wish.choices[:index]:
            found.append(ChoiceFault(FaultKind.REPEATED, index, code))
        elif hub is None:
            found.append(ChoiceFault(FaultKind.UNKNOWN, index, code))
        elif not hub.is_open:
            found.append(ChoiceFault(FaultKind.CLOSED, index, code))
    return tuple(found)


def closed_word(hub: Hub) -> str:
    """Return why nobody can choose a hub that is not open."""
    return "paused" if hub.is_active and hub.status is HubStatus.PAUSED else "retired"


def said_to_mentee(wish: Preference, hubs: Mapping[int, Hub]) -> tuple[str, ...]:
    """Return each fault as the mentee reads it, with the way out; directory words only."""
    if not wish.hub_codes:
        return ("No hub is named in it yet. Please name up to three, in the order you like them.",)
    return tuple(_sentence(each, wish, hubs) for each in choice_faults(wish, hubs))


def _sentence(fault: ChoiceFault, wish: Preference, hubs: Mapping[int, Hub]) -> str:
    here, hub = ORDER[fault.index], hubs.get(fault.code)
    if fault.kind is FaultKind.REPEATED:
        before = ORDER[wish.choices.index(fault.code)]
        name = hub.label if hub else f"H{fault.code:02d}"
        return (
            f"Your {before} and your {here} choice are the same hub, {name}. Please name another"
            f" as your {here} choice, or leave it blank."
        )
    if hub is None:
        return (
            f"Your {here} choice, H{fault.code:02d}, is not in the hub directory. Please choose it"
            " again from the list."
        )
    return (
        f"Your {here} choice, {hub.label}, takes no new mentees at present ({closed_word(hub)})."
        f" Please name another.{_instead(hub, wish, hubs)}"
    )


def _instead(hub: Hub, wish: Preference, hubs: Mapping[int, Hub]) -> str:
    """Name open hubs of the same affinity group that are not on the list yet."""
    near = [
        each.label
        for code, each in sorted(hubs.items())
        if each.is_open and each.group_code == hub.group_code and code not in wish.choices
    ]
    return f" Open in the same group: {', '.join(near[:_SUGGESTED])}." if near else ""
