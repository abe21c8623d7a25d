"""The pairs that REDCap holds, as their partners know them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date

from mentorship.pairing.proposal import Place
from mentorship.relationships import Decision, PairingState, Programme, Take
from sandbox.living.visit import Visit
from sandbox.making.rows import Row


PAIR_INSTRUMENTS = ("pairing", "pairing_proposal_auto", "pairing_status_auto")

_HUB = re.compile(r"^H(\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One final pairing of the faculty programme."""

    mentee: str
    number: int
    place: Place
    start_on: date
    state: str
    end_on: date | None

    @property
    def is_current(self) -> bool:
        """Tell whether it goes on."""
        return self.state != PairingState.CLOSED.value


def current_proposal(visit: Visit, mentee: str, cycle: str) -> Row | None:
    """Return the mentee's proposal of this cycle that was not superseded, the newest."""
    rows = visit.instances("pairing_proposal_auto", mentee)
    current = [n for n, row in rows.items() if row["mp_cycle"] == cycle and row["mp_state"] == "1"]
    return rows[max(current)] if current else None


def offered(proposal: Row) -> dict[Take, Place]:
    """Return the places a proposal offers: itself and its alternatives."""
    hub = _HUB.match(proposal["mp_hub"])
    found: dict[Take, Place] = {}
    if hub and proposal["mp_mentor"]:
        found[Take.PROPOSAL] = Place(int(hub[1]), proposal["mp_mentor"])
    for take, field in ((Take.ALTERNATIVE_A, "mp_alt_a"), (Take.ALTERNATIVE_B, "mp_alt_b")):
        place = Place.parse(proposal[field])
        if place:
            found[take] = place
    return found


def decided_place(visit: Visit, mentee: str, number: int, row: Row) -> Place | None:
    """Return what a pairing decision means: what the status page says, else what was taken."""
    status = visit.find("pairing_status_auto", mentee, pz_pair=number)
    if status is not None:
        told = visit.instances("pairing_status_auto", mentee)[status]
        hub = _HUB.match(told["pz_hub"])
        if hub and told["pz_mentor"]:
            return Place(int(hub[1]), told["pz_mentor"])
    if row["pr_hub"] and row["pr_mentor"]:
        return Place(int(row["pr_hub"]), row["pr_mentor"])
    proposal = current_proposal(visit, mentee, row["pr_cycle"])
    return offered(proposal).get(Take(row["pr_take"])) if proposal and row["pr_take"] else None


def pairs(visit: Visit) -> list[Pair]:
    """Return all final, dated pairings of the faculty programme whose place is known."""
    found = []
    for mentee, number, row in visit.rows("pairing"):
        final = row["pr_decision"] == Decision.FINAL and row["pr_start_on"]
        if not final or row["pr_program"] != Programme.FACULTY_HUB:
            continue
        place = decided_place(visit, mentee, number, row)
        if place is None:
            continue
        end_on = date.fromisoformat(row["pr_end_on"]) if row["pr_end_on"] else None
        start_on = date.fromisoformat(row["pr_start_on"])
        found.append(
            Pair(
                mentee=mentee,
                number=number,
                place=place,
                start_on=start_on,
                state=row["pr_state"],
                end_on=end_on,
            )
        )
    return found


def held(found: list[Pair]) -> Counter[Place]:
    """Count the mentees that each mentor holds in each hub."""
    return Counter(pair.place for pair in found if pair.is_current)
