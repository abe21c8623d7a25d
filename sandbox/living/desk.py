"""The office at its desk: what it reads before it decides, and how a decision is written."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from mentorship.hubs import Accepting, HubStatus
from mentorship.pairing.proposal import Place
from mentorship.people import Participation
from mentorship.relationships import Decision, PairingState, Programme, Said, Take
from sandbox.living.pairs import PAIR_INSTRUMENTS, held, pairs
from sandbox.living.visit import Page, Visit
from sandbox.living.world import World
from sandbox.making.rows import Row, Value


ENTERED_BY = "fa_office"


@dataclass
class Desk:
    """One sitting of the office: what it has read, what room is left, what it decides."""

    world: World
    visit: Visit
    on: date
    room: Counter[Place] = field(default_factory=Counter)

    @property
    def cycle(self) -> str:
        """This academic year's name."""
        return self.world.timetable.cycle

    def choices(self, mentee: str) -> list[int]:
        """Return the hubs that a mentee named, best first."""
        row = self.preference(mentee) or Page()
        named = [row[f"pf_hub{rank}"] for rank in (1, 2, 3)]
        return [int(code) for code in dict.fromkeys(named) if code]

    def preference(self, mentee: str) -> Page | None:
        """Return the mentee's answer of this cycle, if there is one."""
        number = self.visit.find("preferences", mentee, pf_cycle=self.cycle)
        row = self.visit.instances("preferences", mentee)[number] if number is not None else None
        return row if row and row["pf_participate"] else None

    def decide(self, mentee: str, **values: Value) -> None:
        """Write a new pairing decision; a final one starts today unless *values* say otherwise."""
        row: dict[str, Value] = {
            "pr_cycle": self.cycle,
            "pr_program": Programme.FACULTY_HUB,
            "pr_decision": Decision.FINAL,
            "pr_mentee_said": Said.AGREES,
            "pr_mentor_said": Said.AGREES,
            "pr_by": ENTERED_BY,
            "pairing_complete": "2",
        }
        row |= values
        if row["pr_decision"] is Decision.FINAL:
            row = {"pr_start_on": self.on, "pr_state": PairingState.ACTIVE, **row}
        self.visit.save("pairing", mentee, self.visit.free("pairing", mentee), **row)

    def finalize(self, mentee: str, number: int) -> None:
        """Make a decision that was in discussion final, from today."""
        self.visit.save(
            "pairing",
            mentee,
            number,
            pr_decision=Decision.FINAL,
            pr_mentor_said=Said.AGREES,
            pr_start_on=self.on,
            pr_state=PairingState.ACTIVE,
        )

    def decide_by_hand(self, mentee: str, **values: Value) -> bool:
        """Choose a place with room, in a hub that the mentee named if there is one."""
        place = self.free_place(mentee)
        if place is None:
            return False
        self.room[place] -= 1
        typed: dict[str, Value] = {"pr_hub": place.hub_code, "pr_mentor": place.mentor_id}
        self.decide(mentee, **{"pr_take": Take.OWN_CHOICE, **typed, **values})
        return True

    def free_place(self, mentee: str) -> Place | None:
        """Return the best place with room: by choice, else in the first choice's group."""
        named = self.choices(mentee)
        banned = self._banned(mentee)
        able = sorted(p for p, n in self.room.items() if n > 0 and p.mentor_id not in banned)
        for code in named:
            here = [place for place in able if place.hub_code == code]
            if here:
                return max(here, key=lambda place: (self.room[place], place))
        near = [place for place in able if named and self._same_group(place.hub_code, named[0])]
        return max(near, key=lambda place: (self.room[place], place), default=None)

    def _banned(self, mentee: str) -> set[str]:
        """The mentee, and whoever a rule of the office keeps apart from them."""
        rules = self.visit.instances("pairing_constraint", mentee).values()
        tried = self.visit.instances("pairing", mentee).values()
        return {mentee, *(r["pc_other"] for r in rules), *(r["pr_mentor"] for r in tried)}

    @cached_property
    def _groups(self) -> dict[int, str]:
        rows = self.visit.once.values()
        return {int(row["hub_code"]): row["hub_ag"] for row in rows if row["hub_code"]}

    def _same_group(self, one: int, other: int) -> bool:
        return self._groups.get(one) == self._groups.get(other)


def open_desk(world: World, on: date) -> Desk:
    """Read what a sitting needs and count the room that is left."""
    visit = world.visit(
        *PAIR_INSTRUMENTS,
        "hub_commitment",
        "hub_directory",
        "preferences",
        "pairing_constraint",
        "person_profile",
    )
    desk = Desk(world, visit, on)
    open_hubs = {
        row["hub_code"]
        for row in visit.once.values()
        if row["hub_code"] and row["hub_status"] == HubStatus.OPEN
    }
    for place, row in current_commitments(visit, desk.cycle).items():
        person = visit.once[place.mentor_id]
        is_there = person["p_participation"] == Participation.TAKING_PART and person["p_email"]
        if row["hc_accepting"] == Accepting.YES and is_there and row["hc_hub"] in open_hubs:
            desk.room[place] = int(row["hc_capacity"])
    taken = held(pairs(visit))
    for place in desk.room:
        desk.room[place] -= taken[place]
    return desk


def current_commitments(visit: Visit, cycle: str) -> dict[Place, Row]:
    """Return the commitment in force for each mentor and hub: this cycle's, else the last."""
    found: dict[Place, Row] = {}
    for mentor, _, row in visit.rows("hub_commitment"):
        if row["hc_hub"]:
            place = Place(int(row["hc_hub"]), mentor)
            if place not in found or row["hc_cycle"] == cycle:
                found[place] = row
    return found
