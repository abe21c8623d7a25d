"""Places that are taken although they cannot all be: the smallest sets that contradict each other.

Nothing is undone here: the office decided, the run reports, and the rest is paired all the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from mentorship.issues import Issue, IssueCode, Severity
from mentorship.pairing.problem import Held, Problem
from mentorship.pairing.proposal import NO_HUB
from mentorship.record_order import record_order
from mentorship.roster import Roster


def contradictions(problem: Problem, roster: Roster) -> tuple[Issue, ...]:
    """Return an issue for each limit that held places break, and for each pair that may not be.

    Continuing pairs beyond a capacity are a validation rule's business (V5); here at least one of
    the pairs is still being decided, so the office can put it right by deciding otherwise.
    """
    return tuple(sorted({*_limits(problem), *_twice(problem), *_kept_apart(problem, roster)}))


def _limits(problem: Problem) -> Iterator[Issue]:
    for place, offer in problem.offer_by_place.items():
        held = [each for each in problem.held if each.place == place]
        where = "" if place.hub_code == NO_HUB else f" in H{place.hub_code:02d}"
        what = f"Mentor {place.mentor_id} can hold {_count(offer.capacity)}{where}"
        yield from _broken(held, offer.capacity, what)
    for code, cap in problem.hub_caps.items():
        held = [each for each in problem.held if each.place.hub_code == code]
        yield from _broken(held, cap, f"H{code:02d} can hold {_count(cap)}")
    for mentor_id, cap in problem.mentor_caps.items():
        held = [each for each in problem.held if each.place.mentor_id == mentor_id]
        what = f"Mentor {mentor_id} may hold {_count(cap)} over all hubs"
        yield from _broken(held, cap, what)


def _broken(held: Sequence[Held], most: int, what: str) -> Iterator[Issue]:
    """One issue if too many are held: on the page of the first pair still being decided.

    The smallest set that contradicts the limit is any of one more than it allows; those that can
    still be decided otherwise are named first.
    """
    open_ones = [each for each in held if not each.is_continuing]
    if len(held) <= max(most, 0) or not open_ones:
        return
    ordered = sorted(held, key=lambda each: (each.is_continuing, record_order(each.mentee_id)))
    smallest = ordered[: max(most, 0) + 1]
    yield _issue(
        IssueCode.OVER_CAPACITY,
        smallest[0].mentee_id,
        f"{what}, but together the pairs of {_listed(smallest)} need {len(smallest)}.",
        "Decide one of them otherwise, or raise the limit.",
    )


def _twice(problem: Problem) -> Iterator[Issue]:
    by_mentee: dict[str, list[Held]] = {}
    for each in problem.held:
        by_mentee.setdefault(each.mentee_id, []).append(each)
    for mentee_id, held in by_mentee.items():
        if len(held) > 1 and not all(each.is_continuing for each in held):
            places = ", ".join(sorted(str(each.place) for each in held))
            yield _issue(
                IssueCode.TWO_ACTIVE_PAIRINGS,
                mentee_id,
                f"Places are held at {places} at the same time.",
                "Keep one decision and mark the others as not going ahead.",
            )


def _kept_apart(problem: Problem, roster: Roster) -> Iterator[Issue]:
    rules = {frozenset((c.person_id, c.other_id)) for c in roster.constraints if c.kind.forbids}
    for each in problem.held:
        two = frozenset((each.mentee_id, each.place.mentor_id))
        if not each.is_continuing and (len(two) == 1 or two in rules):
            yield _issue(
                IssueCode.EVALUATOR if len(two) > 1 else IssueCode.MENTOR_REFERENCE,
                each.mentee_id,
                f"The decision for {each.place} is against a rule the office entered about the two."
                if len(two) > 1
                else "The decision pairs a person with themselves.",
                "Choose another mentor, or end the rule.",
            )


def _issue(code: IssueCode, record_id: str, what: str, do: str) -> Issue:
    return Issue(code, Severity.WARNING, record_id, "pairing", "pr_decision", what, do)


def _listed(held: Iterable[Held]) -> str:
    return ", ".join(each.mentee_id for each in held)


def _count(most: int) -> str:
    return f"{most} mentee" if most == 1 else f"{most} mentees"
