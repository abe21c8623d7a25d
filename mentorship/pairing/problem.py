"""The pairing problem as a value: wishes, offers, places already held, and nothing else.

No names, no dates, no REDCap: what is not in here cannot influence a proposal. The model is
written down in `docs/pairing.md`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from mentorship.pairing.proposal import Place


class Choice(NamedTuple):
    """One hub that a mentee named, and its rank from 1; equal ranks are a tie."""

    hub_code: int
    rank: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """One mentee to be placed.

    `barred` are mentors this mentee may not have; `shown` is the place last proposed; `misfits`
    counts, per place, what the mentor does not offer that the mentee looks for (absent: 0);
    `must` demands a place, come what may (used to ask "what if", never for a real proposal).
    """

    mentee_id: str
    choices: tuple[Choice, ...]
    barred: frozenset[str] = frozenset()
    shown: Place | None = None
    misfits: Mapping[Place, int] = field(default_factory=dict)
    must: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A mentor's commitment in one hub: the most mentees they can hold there, in all.

    An offer that is not `is_open` (paused, on leave) takes nobody new; who is there stays.
    """

    place: Place
    capacity: int
    is_open: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A place that is taken before the run: a continuing pair, or one in discussion.

    For a run for a few people it may also be what was proposed to somebody else (`is_proposed`).
    """

    mentee_id: str
    place: Place
    is_continuing: bool = True
    is_proposed: bool = False


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Everything a pairing run may look at.

    `hub_caps` and `mentor_caps` count held places too; a hub or mentor that is absent has no
    limit beyond the offers. `salt` seeds the published lottery.
    """

    wishes: tuple[Wish, ...]
    offers: tuple[Offer, ...]
    held: tuple[Held, ...] = ()
    hub_caps: Mapping[int, int] = field(default_factory=dict)
    mentor_caps: Mapping[str, int] = field(default_factory=dict)
    salt: str = ""

    @cached_property
    def offer_by_place(self) -> dict[Place, Offer]:
        """Offer by place, in place order; of two for one place the larger counts."""

        def order(each: Offer) -> tuple[int, str, int, bool]:
            return each.place.hub_code, each.place.mentor_id, each.capacity, each.is_open

        return {each.place: each for each in sorted(self.offers, key=order)}

    @cached_property
    def offers_by_hub(self) -> dict[int, tuple[Offer, ...]]:
        """Offers of each hub, by mentor."""
        found: dict[int, list[Offer]] = {}
        for each in self.offer_by_place.values():
            found.setdefault(each.place.hub_code, []).append(each)
        return {code: tuple(offers) for code, offers in found.items()}

    @cached_property
    def wish_by_mentee(self) -> dict[str, Wish]:
        """Wish by mentee."""
        return {each.mentee_id: each for each in self.wishes}

    @cached_property
    def held_by_place(self) -> Counter[Place]:
        """How many places are held at each offer before the run."""
        return Counter(each.place for each in self.held)

    @cached_property
    def held_by_hub(self) -> Counter[int]:
        """How many places are held in each hub before the run."""
        return Counter(each.place.hub_code for each in self.held)

    @cached_property
    def held_by_mentor(self) -> Counter[str]:
        """How many mentees each mentor holds before the run, over all hubs."""
        return Counter(each.place.mentor_id for each in self.held)

    def room_at(self, offer: Offer) -> int:
        """Places the offer has left for new mentees, hub and mentor limits apart; at least 0."""
        if not offer.is_open:
            return 0
        held = self.held_by_place[offer.place] if self.held else 0
        return max(0, offer.capacity - held)

    def room_in_hub(self, hub_code: int) -> int | None:
        """Places the hub's own cap leaves for new mentees; None without a cap."""
        cap = self.hub_caps.get(hub_code)
        return None if cap is None else max(0, cap - self.held_by_hub[hub_code])

    def room_of_mentor(self, mentor_id: str) -> int | None:
        """Mentees the mentor may still take over all hubs; None without such a limit."""
        cap = self.mentor_caps.get(mentor_id)
        return None if cap is None else max(0, cap - self.held_by_mentor[mentor_id])

    def may_have(self, wish: Wish, mentor_id: str) -> bool:
        """Tell whether this mentee and this mentor may be paired at all."""
        return mentor_id not in wish.barred and mentor_id != wish.mentee_id
