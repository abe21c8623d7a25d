"""V11 and V12: affinity groups and who leads them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from mentorship.hubs import Accepting, AffinityGroup, Commitment, CommitmentRole
from mentorship.issues import Issue, IssueCode
from mentorship.people import Person, Role
from mentorship.relationships import Programme
from mentorship.validation.nearest import did_you_mean, nearest_number
from mentorship.validation.rule import Scope, Spot, is_here, shown


def senior_mentors(scope: Scope) -> Iterator[Issue]:
    """V11: every group in use has one senior mentor who is here, or else a deputy.

    Error when the number leads to nobody, or to somebody who is no senior mentor: the six-month
    summary names pairs and must not reach the wrong person. Error too when the senior mentor has
    left and no deputy can act. Warning when the senior mentor is away without a deputy, or the
    deputy's number leads nowhere. Source: S1.22, S1.36.
    """
    for group in scope.roster.groups.values():
        if group.is_active:
            yield from _senior(scope, group)
            yield from _deputy(scope, group)


def mentor_in_two_groups(scope: Scope) -> Iterator[Issue]:
    """V12: a hub mentor belongs to one group, or the office says who coaches.

    Warning on the mentor's record: a question, never a guess. A running pairing of the senior
    coaching programme answers it. Source: S1.23.
    """
    coached = {
        each.mentee_id
        for each in scope.roster.pairings
        if each.is_current and each.programme is Programme.SENIOR_COACHING
    }
    groups: defaultdict[str, set[int]] = defaultdict(set)
    for (mentor_id, hub_code), offer in scope.roster.current_commitments.items():
        hub = scope.roster.hubs.get(hub_code)
        if hub is not None and hub.is_open and hub.group_code is not None and _counts(offer):
            groups[mentor_id].add(hub.group_code)
    for mentor_id, codes in groups.items():
        if len(codes) > 1 and mentor_id in scope.mentors and mentor_id not in coached:
            listed = " and ".join(f"AG{code:02d}" for code in sorted(codes))
            yield Spot(mentor_id, "pairing", "pr_program").warning(
                IssueCode.MENTOR_IN_TWO_GROUPS,
                f"hub mentor in {listed}: which senior mentor coaches?",
                "Enter it as a pairing of the programme senior mentor coaching.",
            )


def _counts(offer: Commitment) -> bool:
    return offer.role is not CommitmentRole.ADVISER and offer.accepting is not Accepting.NO


def _senior(scope: Scope, group: AffinityGroup) -> Iterator[Issue]:
    spot = Spot(group.record_id, "affinity_group", "ag_senior")
    number = group.senior_mentor_id
    if number is None:
        if _able_deputy(scope, group) is None:
            yield spot.error(IssueCode.SENIOR_MENTOR, "the group has no senior mentor.", "")
        else:
            what = "the group has no senior mentor; the deputy acts."
            yield spot.warning(IssueCode.SENIOR_MENTOR, what, "Enter the senior mentor.")
        return
    person = scope.roster.people.get(number)
    if person is None or not person.has_role(Role.SENIOR_MENTOR):
        problem = "is not a person." if person is None else "has no senior mentor role."
        near = nearest_number(number, _seniors(scope))
        what = f"senior mentor {shown(number)} {problem}"
        yield spot.error(IssueCode.SENIOR_MENTOR, what, did_you_mean(near))
    else:
        yield from _present(scope, group, person)


def _present(scope: Scope, group: AffinityGroup, senior: Person) -> Iterator[Issue]:
    spot = Spot(group.record_id, "affinity_group", "ag_senior")
    has_deputy = _able_deputy(scope, group) is not None
    if not is_here(senior):
        yield spot.issue(
            IssueCode.SENIOR_MENTOR,
            f"senior mentor {senior.record_id} has left the programme"
            + ("; the deputy acts." if has_deputy else " and there is no deputy."),
            "Enter the new senior mentor.",
            is_error=not has_deputy,
        )
    elif senior.is_on_leave(scope.today) and not has_deputy:
        what = f"senior mentor {senior.record_id} is on leave and there is no deputy."
        yield spot.warning(IssueCode.SENIOR_MENTOR, what, "Enter a deputy for the time.")


def _deputy(scope: Scope, group: AffinityGroup) -> Iterator[Issue]:
    number = group.deputy_id
    if number is None:
        return
    person = scope.roster.people.get(number)
    if person is None:
        problem = "is not a person."
    elif not is_here(person):
        problem = "has left the programme."
    elif not person.has_role(Role.SENIOR_MENTOR, Role.HUB_MENTOR):
        problem = "is no mentor."
    else:
        return
    hint = did_you_mean(nearest_number(number, _seniors(scope), scope.mentors))
    yield Spot(group.record_id, "affinity_group", "ag_deputy").warning(
        IssueCode.SENIOR_MENTOR, f"deputy {shown(number)} {problem}", hint
    )


def _able_deputy(scope: Scope, group: AffinityGroup) -> Person | None:
    deputy = scope.roster.people.get(group.deputy_id or "")
    if deputy is None or deputy.record_id not in scope.mentors:
        return None
    return None if deputy.is_on_leave(scope.today) else deputy


def _seniors(scope: Scope) -> frozenset[str]:
    people = scope.roster.people
    return frozenset(each for each in scope.mentors if people[each].has_role(Role.SENIOR_MENTOR))
