"""V3, V6, V15, V16, V17 and V22: the office's decisions about pairs make sense.

An error leaves the mentee's record alone. It is chosen where going on would tell the wrong
person something (a mentor who is not the one meant), start clocks from nowhere (no assignment
date) or run two sets of clocks at once. Drafts are never errors: the office is still typing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

from mentorship.issues import Issue, IssueCode
from mentorship.people import Person
from mentorship.relationships import (
    Decision,
    Pairing,
    PairingState,
    Programme,
    Said,
    Take,
)
from mentorship.validation.nearest import did_you_mean, nearest_number
from mentorship.validation.rule import (
    MENTOR_ROLES,
    Scope,
    Spot,
    is_here,
    pairing_spot,
    shown,
)


_STILL_A_QUESTION = timedelta(days=60)
_FROM_PROPOSAL = {Take.PROPOSAL, Take.ALTERNATIVE_A, Take.ALTERNATIVE_B}


def mentor_reference(scope: Scope) -> Iterator[Issue]:
    """V3: both partners are people who take part, and the mentor may be one.

    Error when a final pairing names nobody, the mentee, or (before the announcement) somebody
    without a mentor's role: a slip in the record number would tell the wrong person. Warning when
    a partner has left or opted out, because such a pairing owes nothing any more and waits for
    the office; for drafts and discussions; for the second mentor and pairing constraints.
    Source: V3, S1.22.
    """
    for each in scope.arranged:
        if each.mentor_id is not None:
            yield from _mentor(scope, each, each.mentor_id)
        elif each.decision is not Decision.DRAFT and each.take in {Take.OWN_CHOICE, Take.EXISTING}:
            is_error = each.is_final and each.programme is not Programme.CODIFIED
            yield pairing_spot(each, "pr_mentor").issue(
                IssueCode.MENTOR_REFERENCE, "no mentor is entered.", "", is_error=is_error
            )
        yield from _second_mentor(scope, each)
        yield from _mentee(scope, each)
    yield from _constraints(scope)
    yield from _director(scope)


def one_active_pairing(scope: Scope) -> Iterator[Issue]:
    """V6: a mentee has one active pairing in a programme.

    Error: two sets of due items and mails would run against one person. A pairing in closing
    beside its successor is allowed. Source: V6.
    """
    active: defaultdict[tuple[str, Programme], list[Pairing]] = defaultdict(list)
    for each in scope.arranged:
        if each.is_current and each.state is not PairingState.CLOSING:
            active[each.mentee_id, each.programme].append(each)
    for pairings in active.values():
        if len(pairings) > 1:
            numbers = sorted(each.id.number for each in pairings)
            listed = ", ".join(map(str, numbers[:-1])) + f" and {numbers[-1]}"
            newest = next(each for each in pairings if each.id.number == numbers[-1])
            yield pairing_spot(newest, "pr_state").error(
                IssueCode.TWO_ACTIVE_PAIRINGS,
                f"pairings {listed} are active at the same time.",
                "Close the one that has ended.",
            )


def evaluator(scope: Scope) -> Iterator[Issue]:
    """V15: nobody is paired with a person the office ruled out, evaluators first of all.

    Error while a final pairing is not announced; warning otherwise. The sentence says that a
    rule exists and not which one: constraints are class C3. Source: S3.14, S4.119.
    """
    barred = {
        frozenset((each.person_id, each.other_id))
        for each in scope.roster.constraints
        if each.kind.forbids and each.holds(scope.today)
    }
    for each in scope.arranged:
        for mentor_id in filter(None, (each.mentor_id, each.second_mentor_id)):
            if frozenset((each.mentee_id, mentor_id)) in barred:
                yield pairing_spot(each, "pr_mentor").issue(
                    IssueCode.EVALUATOR,
                    f"a rule that the office entered speaks against mentor {shown(mentor_id)}.",
                    "Look at the pairing constraints of both records, then choose again.",
                    is_error=each.is_final and not each.is_told,
                )


def final_is_complete(scope: Scope) -> Iterator[Issue]:
    """V16: a final pairing has an assignment date, and both partners have agreed.

    Error without the date: every clock starts there. Warning without both agreements, as long as
    the announcement is ahead and would be news: the office may decide so, but should have meant
    to. Source: S1.25c, S1.29a.
    """
    news = timedelta(days=scope.policy.announce_within)
    for each in scope.arranged:
        if not each.is_final:
            continue
        if each.start_on is None:
            yield pairing_spot(each, "pr_start_on").error(
                IssueCode.FINAL_WITHOUT_DATE,
                "the pairing is FINAL without an assignment date.",
                "Enter the date from which the clocks run.",
            )
        elif each.is_untold and each.start_on + news >= scope.today:
            yield from _not_agreed(each)


def closed_has_end(scope: Scope) -> Iterator[Issue]:
    """V17: a closed pairing says when it ended.

    Warning: it owes nothing any more, only the counts wait for the date. Source: S2.24.
    """
    for each in scope.roster.pairings:
        is_closed = each.is_final and each.state is PairingState.CLOSED
        if is_closed and each.take is not Take.NONE and each.end_on is None:
            yield pairing_spot(each, "pr_end_on").warning(
                IssueCode.CLOSED_WITHOUT_DATE,
                "the pairing is closed without an end date.",
                "Enter the day on which it ended.",
            )


def stays_in_touch(scope: Scope) -> Iterator[Issue]:
    """V26: two who stay in touch after their pairing closed may be registered as such.

    Warning, a question and never a guess: the mentor "may stay on as an informal mentor". It goes
    away once they are registered, or two months after the end. Source: S4.117, S1.13.
    """
    codified = {
        (each.mentee_id, each.mentor_id)
        for each in scope.roster.pairings
        if each.programme is Programme.CODIFIED and each.is_current
    }
    for closure in scope.roster.closures:
        pairing = scope.roster.pairings_by_id.get(closure.pairing_id)
        if pairing is None or not closure.stays_in_touch or pairing.end_on is None:
            continue
        is_fresh = pairing.end_on <= scope.today <= pairing.end_on + _STILL_A_QUESTION
        if is_fresh and (pairing.mentee_id, pairing.mentor_id) not in codified:
            yield pairing_spot(pairing, "pr_program").warning(
                IssueCode.STAY_IN_TOUCH,
                f"pairing {pairing.id.number} has closed and the two stay in touch.",
                "If they wish, register it as a pairing of the programme peer or informal.",
            )


def proposal_reference(scope: Scope) -> Iterator[Issue]:
    """V22: a choice that takes a proposal finds one, and a final pairing says whom it means.

    Error when final, warning before: without the proposal there is no mentor. Source: S1.25.
    """
    for each in scope.arranged:
        spot = pairing_spot(each, "pr_take")
        if each.take is None and each.is_final:
            what = "the pairing is FINAL but no choice is ticked."
            yield spot.error(IssueCode.PROPOSAL_REFERENCE, what, "Tick whom it is with.")
        elif each.take in _FROM_PROPOSAL and not _is_found(each):
            yield spot.issue(
                IssueCode.PROPOSAL_REFERENCE,
                f"it takes {_taken(each.take)}, and there is none on this record.",
                'Choose another, or "Choose myself" with hub and mentor.',
                is_error=each.is_final,
            )


def _is_found(pairing: Pairing) -> bool:
    has_hub = pairing.hub_code is not None or pairing.programme is Programme.RESIDENT
    return pairing.mentor_id is not None and has_hub


def _taken(take: Take | None) -> str:
    words = {Take.ALTERNATIVE_A: "alternative A", Take.ALTERNATIVE_B: "alternative B"}
    return words.get(take, "the proposal") if take else "the proposal"


def _mentor(scope: Scope, pairing: Pairing, mentor_id: str) -> Iterator[Issue]:
    found = _mentor_problem(scope.roster.people.get(mentor_id), pairing)
    if found is None:
        return
    problem, is_grave = found
    near = nearest_number(mentor_id, _committed(scope, pairing), scope.mentors)
    yield pairing_spot(pairing, "pr_mentor").issue(
        IssueCode.MENTOR_REFERENCE,
        f"mentor {shown(mentor_id)} {problem}",
        did_you_mean(near if near != pairing.mentee_id and is_grave else None),
        is_error=is_grave and pairing.is_final,
    )


def _mentor_problem(mentor: Person | None, pairing: Pairing) -> tuple[str, bool] | None:
    """Return what is wrong with the mentor, and whether it may be another person altogether."""
    if mentor is None:
        return "is not a person.", True
    if mentor.record_id == pairing.mentee_id:
        return "is the mentee.", True
    if not is_here(mentor):
        return "has left the programme.", False
    if pairing.programme is not Programme.CODIFIED and not mentor.has_role(*MENTOR_ROLES):
        return "has no mentor role.", not pairing.is_told
    return None


def _committed(scope: Scope, pairing: Pairing) -> frozenset[str]:
    if pairing.hub_code is None:
        return frozenset()
    return scope.mentors_by_hub.get(pairing.hub_code, frozenset()) & scope.mentors


def _second_mentor(scope: Scope, pairing: Pairing) -> Iterator[Issue]:
    second = pairing.second_mentor_id
    if second is not None and second not in scope.roster.people:
        near = nearest_number(second, scope.mentors)
        yield pairing_spot(pairing, "pr_mentor2").warning(
            IssueCode.MENTOR_REFERENCE,
            f"second mentor {shown(second)} is not a person.",
            did_you_mean(near),
        )


def _mentee(scope: Scope, pairing: Pairing) -> Iterator[Issue]:
    mentee = scope.roster.people.get(pairing.mentee_id)
    if pairing.is_current and (mentee is None or not is_here(mentee)):
        yield pairing_spot(pairing, "pr_state").warning(
            IssueCode.MENTOR_REFERENCE,
            f"pairing {pairing.id.number} goes on but the mentee has left the programme.",
            "Close the pairing, or correct the participation in Person profile.",
        )


def _director(scope: Scope) -> Iterator[Issue]:
    settings = scope.roster.settings
    if settings.director_id is not None and settings.director_id not in scope.roster.people:
        yield Spot(settings.record_id, "program_settings", "ps_director").warning(
            IssueCode.MENTOR_REFERENCE,
            f"the residents' programme director {shown(settings.director_id)} is not a person.",
            "Enter the person's record number.",
        )


def _constraints(scope: Scope) -> Iterator[Issue]:
    for each in scope.roster.constraints:
        if each.other_id not in scope.roster.people:
            spot = Spot(each.person_id, "pairing_constraint", "pc_other", each.repeat_instance)
            what = "a pairing constraint names a record that is not a person."
            yield spot.warning(IssueCode.MENTOR_REFERENCE, what, "It protects nobody so far.")


def _not_agreed(pairing: Pairing) -> Iterator[Issue]:
    answers = (("mentee", pairing.mentee_said), ("mentor", pairing.mentor_said))
    declined = [who for who, said in answers if said is Said.DECLINES]
    waiting = [who for who, said in answers if said is Said.NOT_ASKED]
    if declined:
        what = f"the pairing is FINAL although the {' and the '.join(declined)} declined."
    elif waiting and pairing.take is not Take.EXISTING:
        what = f"the pairing is FINAL before the {' and the '.join(waiting)} agreed."
    else:
        return
    field = f"pr_{(declined or waiting)[0]}_said"
    yield pairing_spot(pairing, field).warning(
        IssueCode.FINAL_WITHOUT_DATE, what, "Allowed; note the answer if you have it."
    )
