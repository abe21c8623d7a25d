"""Affinity groups and hubs, with the few that are out of the ordinary."""

from __future__ import annotations

from mentorship.hubs import HubStatus, ReviewMonths
from sandbox.making.dictionary import groups_of, hubs_of
from sandbox.making.draft import FIRST_GROUP, FIRST_HUB, Draft, DraftGroup, DraftHub
from sandbox.making.texts import OPPORTUNITIES


ZIPF = 0.8
"""Exponent of hub popularity. Source: programme.md 6.1."""

REVIEW_MONTHS = (
    *[ReviewMonths.JANUARY_JULY] * 4,
    ReviewMonths.FEBRUARY_AUGUST,
    *[ReviewMonths.JANUARY_JULY] * 3,
    ReviewMonths.MARCH_SEPTEMBER,
)
"""Most groups are reviewed in January and July; the others show that a group has its own months."""


def make_directory(draft: Draft) -> None:
    """Add all groups and hubs, their popularity, and the special ones."""
    for number, (code, name) in enumerate(sorted(groups_of(draft.name).items())):
        months = REVIEW_MONTHS[number % len(REVIEW_MONTHS)]
        record = str(FIRST_GROUP + number)
        draft.groups[code] = DraftGroup(record=record, code=code, name=name, months=months)
    hubs = sorted(
        (code, name, group)
        for group, named in hubs_of(draft.name).items()
        for code, name in named.items()
    )
    for number, (code, name, group) in enumerate(hubs):
        record = str(FIRST_HUB + number)
        draft.hubs[code] = DraftHub(record=record, code=code, name=name, group=group)
    draft.quiet_group = _quiet_group(draft)
    _mark_special_hubs(draft)
    _rank_hubs(draft)


def _quiet_group(draft: Draft) -> int:
    """Return the smallest group, the last one of several."""
    return min(draft.groups, key=lambda code: (len(_hubs_in(draft, code)), -code))


def _mark_special_hubs(draft: Draft) -> None:
    by_size = sorted(draft.groups, key=lambda code: (-len(_hubs_in(draft, code)), code))
    largest, second = (_hubs_in(draft, code) for code in by_size[:2])
    largest[-1].status = HubStatus.RETIRED
    largest[-1].has_mentors = False
    largest[-2].has_mentors = False
    draft.appear("hub_without_mentor", largest[-2].record)
    second[-1].status = HubStatus.PAUSED
    draft.appear("hub_retired_after_submission", second[-2].record)
    odd = second[0]
    odd.description = f"{odd.name} & friends: \"O'Feldspar's ratio\" <5 µg;\nsee /etc/hosts"
    odd.opportunities = "<b>Two & a half</b> projects:\n- naïve façade study\n- 麻酔科の研究 🙂"
    draft.appear("odd_characters", odd.record)


def _hubs_in(draft: Draft, group: int) -> list[DraftHub]:
    return [hub for hub in draft.hubs.values() if hub.group == group]


def _rank_hubs(draft: Draft) -> None:
    """Give each hub its Zipf weight; what nobody could get is in the lower half."""
    codes = list(draft.hubs)
    draft.chance("popularity").shuffle(codes)
    special = {hub.record for hub in draft.hubs.values() if hub.status is not HubStatus.OPEN}
    for part in ("hub_without_mentor", "hub_retired_after_submission"):
        special.update(draft.cast[part].record_ids)

    def is_awkward(code: int) -> bool:
        hub = draft.hubs[code]
        return hub.group == draft.quiet_group or hub.record in special

    ranked = sorted(codes, key=is_awkward)
    for rank, code in enumerate(ranked, 1):
        draft.hubs[code].weight = rank**-ZIPF


def opportunity(hub: DraftHub) -> str | None:
    """What the directory lists as the hub's scholarship opportunities; nothing without mentors."""
    if not hub.has_mentors:
        return None
    return hub.opportunities or OPPORTUNITIES[hub.code % len(OPPORTUNITIES)]


def web_page(hub: DraftHub) -> str | None:
    """The hub's page: a few hubs have none, and one address is not typed as one."""
    if hub.code % 9 == 0:
        return None
    address = f"example.edu/hubs/h{hub.code:02d}"
    return address if hub.opportunities else f"https://{address}"
