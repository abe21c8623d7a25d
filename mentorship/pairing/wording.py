"""An argument in the office's own words.

Read by the office only (class C1). A rule that keeps two people apart is called just that: which
kind it is, and who entered it, stays on its page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from mentorship.hubs import Accepting, hub_label
from mentorship.pairing.argument import Argument, Grant, GrantingChange, Obstacle, Refusal
from mentorship.pairing.levels import UNPLACED
from mentorship.pairing.problem import Held, Problem
from mentorship.pairing.proposal import Place
from mentorship.pairing.what_if import HigherCap, MorePlaces, OfferOpens
from mentorship.roster import Roster


_ORDINALS = {1: "first choice", 2: "second choice", 3: "third choice"}
_LETTERS = "AB"
_MOST_NAMED = 3
TIE = (
    "Others had an equal claim; the published order settled it: earlier proposals stay, then loads "
    "are kept even, then fit, then the lottery."
)


def held_as(held: Held) -> str:
    """Return in what way a place is taken before the run."""
    if held.is_proposed:
        return "proposed"
    return "continuing" if held.is_continuing else "being decided"


def ordinal(rank: int) -> str:
    """Return the name of a choice: "first choice"."""
    return _ORDINALS.get(rank, f"choice {rank}")


@dataclass(frozen=True)
class Wording:
    """Turns arguments about one answer into plain sentences; *placed* is who goes where."""

    roster: Roster
    problem: Problem
    placed: Mapping[str, Place]
    parted: Mapping[str, frozenset[str]]
    today: date

    def why(self, argument: Argument) -> str:
        """Return the whole argument, one thought a line."""
        return "\n".join(self._lines(argument))

    def _lines(self, argument: Argument) -> Iterator[str]:
        if argument.place is None or argument.rank is None:
            yield "No choice could be met."
        else:
            yield f"{self._at(argument.place)}: the {ordinal(argument.rank)}."
            yield from self._notes(argument.mentee_id, argument.place)
        yield from self._left_out(argument.mentee_id)
        yield from (self._refused(argument.mentee_id, each) for each in argument.refusals)
        yield from (self._granted(each) for each in argument.grants)
        yield from self._alternatives(argument)

    def _notes(self, mentee_id: str, place: Place) -> Iterator[str]:
        mentees = (p.mentee_id for p in self.roster.pairings_by_mentor.get(mentee_id, ()))
        if place.mentor_id in mentees:
            yield f"Please note: {self._name(place.mentor_id)} is this person's mentee already."

    def _left_out(self, mentee_id: str) -> Iterator[str]:
        """Name the choices on the form that could not be taken as they stand."""
        seen: dict[int, int] = {}
        choices = self.roster.preference_by_mentee[mentee_id].choices
        for rank, code in enumerate(choices, start=1):
            if code is None:
                continue
            hub = self.roster.hubs.get(code)
            which = f"{ordinal(rank).capitalize()} {self._hub(code)}"
            if code in seen:
                yield f"{which} repeats the {ordinal(seen[code])} and was left out."
            elif hub is None or not hub.is_open:
                yield f"{which} is not open and was left out."
            seen.setdefault(code, rank)

    def _refused(self, mentee_id: str, refusal: Refusal) -> str:
        hub = self._hub(refusal.choice.hub_code)
        head = f"{ordinal(refusal.choice.rank).capitalize()} {hub}"
        match refusal.obstacle:
            case Obstacle.NO_MENTOR:
                return f"{head} has no mentor yet."
            case Obstacle.NOT_ACCEPTING:
                return f"{head}: nobody there takes new mentees now. {self._holders(refusal)}"
            case Obstacle.KEPT_APART:
                return f"{head}: {self._apart(mentee_id, refusal.choice.hub_code)}"
            case Obstacle.HELD:
                return f"{head} has no free place. {self._holders(refusal)}"
            case Obstacle.TIE:
                return f"{head} {self._full(refusal)}. {self._holders(refusal)} {TIE}"
            case Obstacle.OTHERS:
                return f"{head} {self._full(refusal)}. {self._holders(refusal)} {_cost(refusal)}"

    @staticmethod
    def _full(refusal: Refusal) -> str:
        if refusal.has_room_for_others:
            return "has room only with mentors whom a rule keeps apart from this person"
        return "is full"

    def _apart(self, mentee_id: str, hub_code: int) -> str:
        offers = self.problem.offers_by_hub.get(hub_code, ())
        there = {each.place.mentor_id for each in offers if each.is_open}
        if there <= self.parted.get(mentee_id, frozenset()):
            return "an earlier pairing with its mentors ended or was declined."
        return "a rule the office entered keeps its mentors apart from this person."

    def _holders(self, refusal: Refusal) -> str:
        """Say who holds the places: each mentor's use, and the hub's own limit if it has one."""
        code = refusal.choice.hub_code
        offers = self.problem.offers_by_hub.get(code, ())
        parts = [self._use(each.place) for each in offers[: _MOST_NAMED + 1]]
        if len(offers) > len(parts):
            parts.append(f"and {len(offers) - len(parts)} more")
        cap = self.problem.hub_caps.get(code)
        if cap is not None:
            inside = sum(each.hub_code == code for each in self.placed.values())
            parts.append(f"the hub holds {self.problem.held_by_hub[code] + inside} of {cap}")
        return f"{'; '.join(parts)}."

    def _use(self, place: Place) -> str:
        name, offer = self._name(place.mentor_id), self.problem.offer_by_place[place]
        if not offer.is_open:
            return f"{name} {self._away(place)}"
        kinds = Counter(held_as(each) for each in self.problem.held if each.place == place)
        kinds["proposed tonight"] = sum(each == place for each in self.placed.values())
        what = ", ".join(f"{count} {kind}" for kind, count in kinds.items() if count)
        holds = sum(kinds.values())
        text = f"{name} holds {holds} of {offer.capacity}" + (f" ({what})" if what else "")
        most = self.problem.mentor_caps.get(place.mentor_id)
        total = self.problem.held_by_mentor[place.mentor_id]
        total += sum(each.mentor_id == place.mentor_id for each in self.placed.values())
        full = most is not None and total >= most and holds < offer.capacity
        return f"{text}, and {total} over all hubs, which is the most" if full else text

    def _away(self, place: Place) -> str:
        """Say why an offer is closed, from what the mentor or the office entered."""
        mentor = self.roster.people[place.mentor_id]
        if mentor.is_on_leave(self.today):
            return "is on leave"
        commitment = self.roster.current_commitments[place.mentor_id, place.hub_code]
        if commitment.accepting is Accepting.PAUSED and commitment.paused_until:
            return f"is paused until {commitment.paused_until.isoformat()}"
        return "takes no new mentees"

    def _granted(self, grant: Grant) -> str:
        which, change = ordinal(grant.choice.rank), grant.change
        if not grant.is_enough:
            return (
                f"The {which} would not be met even {self._condition(change)}: others come first."
            )
        return f"The {which} would be met {self._condition(change)}."

    def _condition(self, change: GrantingChange) -> str:
        """Say a change as a condition, with the numbers that the office would type."""
        if isinstance(change, OfferOpens):
            hub = hub_label(change.place.hub_code)
            return f"if {self._name(change.place.mentor_id)} took new mentees in {hub}"
        after = change.applied(self.problem)
        code = change.place.hub_code if isinstance(change, MorePlaces) else change.hub_code
        if isinstance(change, HigherCap):
            now, then = self.problem.hub_caps[code], after.hub_caps[code]
            return f"if {hub_label(code)} could hold {then} in all instead of {now}"
        if isinstance(change, MorePlaces):
            now, then = (p.offer_by_place[change.place].capacity for p in (self.problem, after))
            who = f"{self._name(change.place.mentor_id)} could hold {then} in {hub_label(code)}"
            parts = [f"{who} instead of {now}"]
            parts += self._risen(
                change.place.mentor_id, self.problem.mentor_caps, after.mentor_caps
            )
        else:
            places = "one place" if change.more == 1 else f"{change.more} places"
            parts = [f"{hub_label(code)} had another mentor with {places}"]
        if code in after.hub_caps:
            parts.append(f"the hub {after.hub_caps[code]} instead of {self.problem.hub_caps[code]}")
        return f"if {' and '.join(parts)}"

    @staticmethod
    def _risen(mentor: str, now: Mapping[str, int], then: Mapping[str, int]) -> list[str]:
        return [f"{then[mentor]} instead of {now[mentor]} over all hubs"] if mentor in then else []

    def _alternatives(self, argument: Argument) -> Iterator[str]:
        for letter, each in zip(_LETTERS, argument.alternatives, strict=False):
            rank = "not among the choices" if each.rank is None else f"the {ordinal(each.rank)}"
            yield f"Alternative {letter}: {self._at(each.place)}: {rank}; nobody else moves."
        if not argument.alternatives:
            yield "No alternative is free while everyone else stays."

    def _at(self, place: Place) -> str:
        return f"{self._hub(place.hub_code)} with {self._name(place.mentor_id)}"

    def _hub(self, code: int) -> str:
        hub = self.roster.hubs.get(code)
        return hub_label(code) if hub is None else hub.label

    def _name(self, record_id: str) -> str:
        person = self.roster.people.get(record_id)
        return f"record {record_id}" if person is None else f"{person.name} ({record_id})"


def _cost(refusal: Refusal) -> str:
    level, by = refusal.cost or (UNPLACED, 0)
    people = "one more person" if by == 1 else f"{by} more people"
    if refusal.instead is not None:
        level, people = refusal.instead, "somebody else, instead of this person,"
    if level == UNPLACED:
        return f"Meeting it would leave {people} without any of their choices."
    return f"Meeting it would leave {people} with a {ordinal(int(level.split()[1]))}."
