"""A resident's proposal in sentences: as for hubs, every claim is a fact found by solving again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mentorship.pairing.alternatives import Alternative
from mentorship.pairing.argument import Argument, Grant, Obstacle, Refusal
from mentorship.pairing.levels import UNPLACED
from mentorship.pairing.proposal import Place
from mentorship.pairing.residents import ASSIGNED, ResidentPool, named_mentors
from mentorship.pairing.what_if import MorePlaces
from mentorship.pairing.wording import TIE, held_as, ordinal
from mentorship.roster import Roster


@dataclass(frozen=True)
class ResidentWording:
    """Turns arguments about one answer into plain sentences; *placed* is who goes where."""

    roster: Roster
    pool: ResidentPool
    placed: Mapping[str, Place]

    def why(self, argument: Argument) -> str:
        """Return the whole argument, one thought a line."""
        return "\n".join(self._lines(argument))

    def _lines(self, argument: Argument) -> Iterator[str]:
        if argument.place is None or argument.rank is None:
            yield "No mentor of residents has a place for this resident."
        else:
            yield f"{self._name(argument.place.mentor_id)}: {self._met(argument)}."
        yield from self._left_out(argument.mentee_id)
        yield from (self._refused(argument.mentee_id, each) for each in argument.refusals)
        yield from (self._granted(each) for each in argument.grants)
        for letter, each in zip("AB", argument.alternatives, strict=False):
            yield f"Alternative {letter}: {self._alternative(each)}; nobody else moves."
        if not argument.alternatives:
            yield "No alternative is free while everyone else stays."

    def _met(self, argument: Argument) -> str:
        if argument.rank != ASSIGNED:
            return f"the {ordinal(argument.rank or 0)}"
        if argument.refusals or any(named_mentors(self.roster, argument.mentee_id)):
            return "assigned, because no choice could be met"
        return "assigned, because no choice of a mentor is on file"

    def _left_out(self, resident_id: str) -> Iterator[str]:
        for rank, mentor_id in named_mentors(self.roster, resident_id):
            if mentor_id not in self.pool.codes:
                yield (
                    f"{ordinal(rank).capitalize()} {self._name(mentor_id)} is no mentor of "
                    "residents and was left out."
                )

    def _refused(self, resident_id: str, refusal: Refusal) -> str:
        mentor_id = self.pool.mentor_by_code[refusal.choice.hub_code]
        head = f"{ordinal(refusal.choice.rank).capitalize()} {self._name(mentor_id)}"
        match refusal.obstacle:
            case Obstacle.NO_MENTOR | Obstacle.NOT_ACCEPTING:
                return f"{head} takes no new residents now."
            case Obstacle.KEPT_APART:
                return f"{head}: {self._apart(resident_id, mentor_id)}"
            case Obstacle.HELD:
                return f"{head} has no free place: {self._use(mentor_id)}."
            case Obstacle.TIE:
                return f"{head} is full: {self._use(mentor_id)}. {TIE}"
            case Obstacle.OTHERS:
                return f"{head} is full: {self._use(mentor_id)}. {_cost(refusal)}"

    def _apart(self, resident_id: str, mentor_id: str) -> str:
        if mentor_id in self.pool.too_early[resident_id]:
            return "a resident's mentor must be in a later training year."
        if mentor_id in self.pool.parted[resident_id]:
            return "an earlier pairing of the two ended or was declined."
        return "a rule the office entered keeps the two apart."

    def _use(self, mentor_id: str) -> str:
        place = Place(self.pool.codes[mentor_id], mentor_id)
        kinds = Counter(held_as(each) for each in self.pool.problem.held if each.place == place)
        kinds["proposed tonight"] = sum(each == place for each in self.placed.values())
        what = ", ".join(f"{count} {kind}" for kind, count in kinds.items() if count)
        most = self.pool.problem.offer_by_place[place].capacity
        return f"{sum(kinds.values())} of {most}" + (f" ({what})" if what else "")

    def _granted(self, grant: Grant) -> str:
        what = f"The {ordinal(grant.choice.rank)}"
        if grant.choice.rank == ASSIGNED:
            what = "A place"
        would = "would be met" if grant.choice.rank != ASSIGNED else "would be free"
        condition = self._condition(grant)
        if grant.is_enough:
            return f"{what} {would} if {condition}."
        return f"{what} would not be met even if {condition}: others come first."

    def _condition(self, grant: Grant) -> str:
        name = self._name(self.pool.mentor_by_code[grant.choice.hub_code])
        if not isinstance(grant.change, MorePlaces):
            return f"{name} took new residents"
        problem, after = self.pool.problem, grant.change.applied(self.pool.problem)
        now, then = (p.offer_by_place[grant.change.place].capacity for p in (problem, after))
        residents = "resident" if then == 1 else "residents"
        return f"{name} could hold {then} {residents} instead of {now}"

    def _alternative(self, each: Alternative) -> str:
        named = each.rank is not None and each.rank < ASSIGNED
        rank = f"the {ordinal(each.rank or 0)}" if named else "not among the choices"
        return f"{self._name(each.place.mentor_id)}: {rank}"

    def _name(self, record_id: str) -> str:
        person = self.roster.people.get(record_id)
        return f"record {record_id}" if person is None else f"{person.name} ({record_id})"


def _cost(refusal: Refusal) -> str:
    level, by = refusal.cost or (UNPLACED, 0)
    people = "one more resident" if by == 1 else f"{by} more residents"
    if refusal.instead is not None:
        level, people = refusal.instead, "another resident, instead of this one,"
    if level == UNPLACED:
        return f"Meeting it would leave {people} without a mentor."
    rank = int(level.split()[1])
    if rank == ASSIGNED:
        return f"Meeting it would leave {people} with a mentor they did not name."
    return f"Meeting it would leave {people} with a {ordinal(rank)}."
