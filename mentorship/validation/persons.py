"""V10, V13, V25 and V27: what each person's own page must say, and who waits for a mentor."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from mentorship.coverage import without_mentor
from mentorship.issues import Issue, IssueCode
from mentorship.people import MailPreference, Participation, Person, Rank, Role
from mentorship.record_order import record_order
from mentorship.validation.rule import Scope, Spot, is_here


_PLAUSIBLE = re.compile(
    r"[^\s@,;:<>()\"]+@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}"
)
_FACULTY_ROLES = frozenset({Role.MENTEE, Role.HUB_MENTOR, Role.SENIOR_MENTOR})
_MAILED_ROLES = frozenset(Role) - {Role.OFFICE}


def leave_is_complete(scope: Scope) -> Iterator[Issue]:
    """V10: somebody on leave has a first and a last day of leave, and the leave is not over.

    Warning: without dates the person counts as away until the office says otherwise, which
    stops mail and clocks but never starts them again. Source: V10, programme rules G10.
    """
    for person in scope.roster.people.values():
        if person.participation is not Participation.ON_LEAVE or not person.is_active:
            continue
        spot = Spot(person.record_id, "person_profile", "p_leave_until")
        leave = person.leave
        if leave is None or leave.last is None:
            missing = "dates" if leave is None else "a last day"
            yield spot.warning(
                IssueCode.LEAVE_RANGE,
                f"on leave without {missing}, so counted as away until further notice.",
                "Enter both days of the leave.",
            )
        elif leave.last < scope.today:
            yield spot.warning(
                IssueCode.LEAVE_RANGE,
                f"the leave ended on {leave.last} but participation still says on leave.",
                "Set participation to taking part, or extend the leave.",
            )


def addresses(scope: Scope) -> Iterator[Issue]:
    """V13: everybody whom the programme mails has a plausible address of their own.

    Error without an address that could work: nobody's clocks run against them unheard, and no
    pair is half told. Error for a shared address, on every record that has it: mail about one
    person would reach another, and no mailbox can be flagged as shared. Warning when two people
    carry the same name. People who opted out, left, or want the office to call are left out,
    and so is the office itself. A missing office mailbox is a warning on the settings record.
    Source: S1.25, V13.
    """
    mailed = [each for each in scope.roster.people.values() if _is_mailed(each)]
    for person in mailed:
        if person.email is None or not is_plausible(person.email):
            problem = (
                "no e-mail address."
                if person.email is None
                else "an e-mail address that cannot work."
            )
            yield Spot(person.record_id, "person_profile", "p_email").error(
                IssueCode.EMAIL, f"there is {problem}", "Enter the address for programme mail."
            )
    yield from _shared(mailed)
    yield from _namesakes(scope)
    yield from _office_mailbox(scope)


def is_plausible(address: str) -> bool:
    """Tell whether mail to the address could arrive, judged by its shape alone."""
    local, _, _ = address.partition("@")
    has_odd_dots = ".." in address or local.startswith(".") or local.endswith(".")
    return _PLAUSIBLE.fullmatch(address) is not None and not has_odd_dots


def _is_mailed(person: Person) -> bool:
    if person.mail_preference is MailPreference.OFFICE_CONTACTS:
        return False
    return is_here(person) and not person.roles.isdisjoint(_MAILED_ROLES)


def _shared(mailed: Iterable[Person]) -> Iterator[Issue]:
    by_address: defaultdict[str, list[str]] = defaultdict(list)
    for person in mailed:
        if person.email is not None:
            by_address[person.email.strip().casefold()].append(person.record_id)
    for records in by_address.values():
        for record_id, other in _with_another(records):
            yield Spot(record_id, "person_profile", "p_email").error(
                IssueCode.EMAIL,
                f"the e-mail address is also that of {other}.",
                "Give each person an own address, or retire one record if they are one person.",
            )


def _namesakes(scope: Scope) -> Iterator[Issue]:
    by_name: defaultdict[str, list[str]] = defaultdict(list)
    for person in scope.roster.people.values():
        if is_here(person) and person.first_name and person.last_name:
            by_name[person.name.casefold()].append(person.record_id)
    for records in by_name.values():
        for record_id, other in _with_another(records):
            yield Spot(record_id, "person_profile", "p_last").warning(
                IssueCode.EMAIL,
                f"the name is also that of {other}.",
                "If they are one person, retire one of the records.",
            )


def _with_another(records: list[str]) -> Iterator[tuple[str, str]]:
    """Yield each record with words for the others, the lowest number named."""
    if len(records) < 2:  # noqa: PLR2004 - a record alone shares with nobody
        return
    ordered = sorted(records, key=record_order)
    more = f" and {len(ordered) - 2} more" if len(ordered) > 2 else ""  # noqa: PLR2004 - as above
    for record_id in ordered:
        other = ordered[1] if record_id == ordered[0] else ordered[0]
        yield record_id, f"record {other}{more}"


def _office_mailbox(scope: Scope) -> Iterator[Issue]:
    settings = scope.roster.settings
    if settings.office_email is None or not is_plausible(settings.office_email):
        yield Spot(settings.record_id, "program_settings", "ps_office_email").warning(
            IssueCode.EMAIL,
            "there is no office mailbox that could work, so no mail can be sent.",
            "Enter the mailbox of the office.",
        )
    if any(not is_plausible(each.email) for each in settings.leads):
        yield Spot(settings.record_id, "program_settings", "ps_lead1_email").warning(
            IssueCode.EMAIL,
            "an office lead has an e-mail address that cannot work.",
            "Correct it: confidential items wait for who reads it.",
        )


def has_a_mentor(scope: Scope) -> Iterator[Issue]:
    """V25: nobody whom the programme promised a mentor waits for one unseen.

    Warning on the resident's record, so that the office sees it before the resident has to ask.
    Source: S3.7a, S3.12.
    """
    for person, since in without_mentor(scope.roster, scope.policy, scope.today):
        yield Spot(person.record_id, "pairing", "pr_mentor").warning(
            IssueCode.WITHOUT_MENTOR,
            f"here since {since} and without a mentor.",
            "Find a mentor, or note that the person does not take part.",
        )


def has_training_year(scope: Scope) -> Iterator[Issue]:
    """V27: of a resident who mentors residents it is known who is in an earlier year.

    Warning: the run proposes no resident to somebody whose year it cannot compare. A mentor without
    a rank passes for faculty, who may mentor every resident; only another role of the faculty's
    leaves no doubt. Source: S3.7b.
    """
    for person in scope.roster.people.values():
        if not (person.has_role(Role.RESIDENT_MENTOR) and is_here(person)):
            continue
        is_mentored = person.has_role(Role.RESIDENT_MENTEE)
        if person.rank is Rank.RESIDENT or is_mentored:
            if person.training_year is None:
                yield Spot(person.record_id, "person_profile", "p_pgy").warning(
                    IssueCode.TRAINING_YEAR,
                    "a resident who mentors residents, without a training year: no resident can "
                    "be proposed to them.",
                    "Enter rank Resident and the training year.",
                )
        elif person.rank is None and person.roles.isdisjoint(_FACULTY_ROLES):
            yield Spot(person.record_id, "person_profile", "p_rank").warning(
                IssueCode.TRAINING_YEAR,
                "mentors residents, without a rank: taken for faculty, to whom residents of every "
                "year are proposed.",
                "Enter the rank, and the training year of a resident.",
            )
