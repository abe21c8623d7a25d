"""All validation rules in order, and the one function that applies them.

V14 (unknown codes) and V19 (two settings records) are found while REDCap is read, in
`redcap_schema`, and V23 (a refused row) when it is written; they are listed here so that the rules
page is complete.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from mentorship.issues import Issue, IssueCode, Severity
from mentorship.policy import Policy
from mentorship.record_order import record_order
from mentorship.roster import Roster
from mentorship.validation import choices, finals, joint, overrides, partners, persons, seniors
from mentorship.validation.rule import Rule, Scope


def found_elsewhere(scope: Scope) -> Iterator[Issue]:  # noqa: ARG001 - a rule takes a scope
    """Report nothing: reading REDCap's rows, or writing them, has reported the problem."""
    return iter(())


RULES: tuple[Rule, ...] = (
    Rule(
        code=IssueCode.PREFERENCES,
        title="Three distinct, open hubs",
        severity=Severity.WARNING,
        sentence="A mentee who wants to be matched names three different hubs that are open. "
        "Matching goes on with the valid choices; nothing else of the record stops.",
        source="S1.24b",
        check=choices.preferences,
    ),
    Rule(
        code=IssueCode.HUB_UNKNOWN,
        title="Hubs exist",
        severity=Severity.ERROR,
        sentence="A hub that is named has its record, and its affinity group has one too. "
        "A final pairing in an unknown hub is left alone.",
        source="S1.20, S1.21",
        check=choices.hubs_exist,
    ),
    Rule(
        code=IssueCode.MENTOR_REFERENCE,
        title="Both partners are people who take part",
        severity=Severity.ERROR,
        sentence="A mentor reference is a person with a mentor role who is here, and so is the "
        "mentee. A final pairing whose mentor may be the wrong person is left alone.",
        source="S1.22, S1.25",
        check=partners.mentor_reference,
    ),
    Rule(
        code=IssueCode.MENTOR_WITHOUT_COMMITMENT,
        title="The mentor is committed to the hub",
        severity=Severity.WARNING,
        sentence="The mentor of a hub pairing has a commitment in that hub.",
        source="S1.25b",
        check=choices.commitment_behind_pairing,
    ),
    Rule(
        code=IssueCode.OVER_CAPACITY,
        title="Capacity is kept",
        severity=Severity.WARNING,
        sentence="No mentor holds more mentees in a hub than committed to, no hub more than its "
        "cap, no mentor more than the department's limit.",
        source="S1.25b",
        check=choices.capacity,
    ),
    Rule(
        code=IssueCode.TWO_ACTIVE_PAIRINGS,
        title="One active pairing",
        severity=Severity.ERROR,
        sentence="A mentee has one active pairing in a programme. With two, the record is left "
        "alone.",
        source="S1.11",
        check=partners.one_active_pairing,
    ),
    Rule(
        code=IssueCode.DATE_ORDER,
        title="Dates are in order",
        severity=Severity.ERROR,
        sentence="Assignment, first meeting and today come in this order and no report lies "
        "ahead. A pairing that ends before it begins, or began more than twenty years ago, is left "
        "alone; the rest are warnings.",
        source="S1.29a",
        check=joint.dates_in_order,
    ),
    Rule(
        code=IssueCode.REPORT_PERIOD,
        title="Reports belong to a pairing and a quarter",
        severity=Severity.WARNING,
        sentence="A quarterly report belongs to a final pairing and to a quarter in which the "
        "pair existed, and there is one for each quarter.",
        source="S1.34",
        check=joint.report_periods,
    ),
    Rule(
        code=IssueCode.ATTESTED_INCOMPLETE,
        title="What is attested is complete",
        severity=Severity.WARNING,
        sentence="An agreement or report that a partner agreed to has its required fields.",
        source="S1.30, S1.34",
        check=joint.attested_is_complete,
    ),
    Rule(
        code=IssueCode.LEAVE_RANGE,
        title="Leave has two days",
        severity=Severity.WARNING,
        sentence="Somebody on leave has a first and a last day of leave, and it is not over. "
        "Without dates the person counts as away until further notice.",
        source="G10",
        check=persons.leave_is_complete,
    ),
    Rule(
        code=IssueCode.SENIOR_MENTOR,
        title="A senior mentor for every group",
        severity=Severity.ERROR,
        sentence="Every group has one senior mentor who is here, or else a deputy. A group whose "
        "senior mentor cannot be trusted to be the right person is left alone.",
        source="S1.22, S1.36a",
        check=seniors.senior_mentors,
    ),
    Rule(
        code=IssueCode.MENTOR_IN_TWO_GROUPS,
        title="Who coaches a mentor in two groups",
        severity=Severity.WARNING,
        sentence="A hub mentor in two affinity groups raises the question which senior mentor "
        "coaches; a pairing of the senior coaching programme answers it.",
        source="S1.23",
        check=seniors.mentor_in_two_groups,
    ),
    Rule(
        code=IssueCode.EMAIL,
        title="Everybody has an own address",
        severity=Severity.ERROR,
        sentence="Everybody whom the programme mails has a plausible e-mail address that nobody "
        "else has. Without one, the record is left alone.",
        source="S1.25d",
        check=persons.addresses,
    ),
    Rule(
        code=IssueCode.UNKNOWN_CODE,
        title="Codes and dates can be read",
        severity=Severity.ERROR,
        sentence="Every coded value is one that this version knows. A record is left alone when "
        "an unknown value decides something.",
        source="4.7",
        check=found_elsewhere,
    ),
    Rule(
        code=IssueCode.EVALUATOR,
        title="No pairing against a rule of the office",
        severity=Severity.ERROR,
        sentence="Nobody is paired with a person whom the office ruled out, evaluators first of "
        "all. Such a pairing is not announced.",
        source="S3.14, S4.119",
        check=partners.evaluator,
    ),
    Rule(
        code=IssueCode.FINAL_WITHOUT_DATE,
        title="FINAL is complete",
        severity=Severity.ERROR,
        sentence="A final pairing has an assignment date; without it the record is left alone. "
        "FINAL before both agreed is allowed and mentioned.",
        source="S1.25c, S1.29a",
        check=partners.final_is_complete,
    ),
    Rule(
        code=IssueCode.CLOSED_WITHOUT_DATE,
        title="Closed has an end date",
        severity=Severity.WARNING,
        sentence="A closed pairing says when it ended.",
        source="S2.24",
        check=partners.closed_has_end,
    ),
    Rule(
        code=IssueCode.OVERRIDE_KEY,
        title="Overrides fit a due item",
        severity=Severity.WARNING,
        sentence="An override names the key of a due item, and a date where it needs one.",
        source="4.7",
        check=overrides.override_keys,
    ),
    Rule(
        code=IssueCode.SETTINGS_RECORDS,
        title="One settings record",
        severity=Severity.WARNING,
        sentence="There is one record of programme settings; with two, the lowest number holds "
        "and mail follows the more careful of the two.",
        source="4.7",
        check=found_elsewhere,
    ),
    Rule(
        code=IssueCode.VIDEO_IN_JULY,
        title="Residents meet in person first",
        severity=Severity.WARNING,
        sentence="The first meeting of a resident and the mentor is in person; a video meeting "
        "leaves it owed.",
        source="S0.26, S0.27",
        check=joint.july_in_person,
    ),
    Rule(
        code=IssueCode.HUB_WITHOUT_MENTOR,
        title="Every open hub has a mentor",
        severity=Severity.WARNING,
        sentence="Every open hub has at least one mentor who takes new mentees.",
        source="S1.22",
        check=choices.hubs_with_mentors,
    ),
    Rule(
        code=IssueCode.PROPOSAL_REFERENCE,
        title="A taken proposal exists",
        severity=Severity.ERROR,
        sentence="A decision that takes a proposal or an alternative finds it on the record. A "
        "final pairing that does not say whom it means is left alone.",
        source="S1.25a",
        check=partners.proposal_reference,
    ),
    Rule(
        code=IssueCode.REDCAP_REFUSED,
        title="REDCap takes what the run writes",
        severity=Severity.WARNING,
        sentence="A row that REDCap refuses to store is reported with REDCap's own reason; the "
        "other rows of the night are stored.",
        source="4.7",
        check=found_elsewhere,
    ),
    Rule(
        code=IssueCode.FINAL_WITHOUT_ROOM,
        title="FINAL still fits",
        severity=Severity.WARNING,
        sentence="A proposal or alternative that is made FINAL fits the mentor's commitment, the "
        "hub's cap and the mentor's limit of that night. If not, it waits: nobody is told and "
        "nothing is owed. Hub and mentor typed by hand are never held up.",
        source="S1.25a, S1.25b",
        check=finals.room_at_final,
    ),
    Rule(
        code=IssueCode.WITHOUT_MENTOR,
        title="Every resident has a mentor",
        severity=Severity.WARNING,
        sentence="A resident has a pairing within the days that the programme allows after the "
        "first day at work. Nobody has to ask for one.",
        source="S3.7a, S3.12",
        check=persons.has_a_mentor,
    ),
    Rule(
        code=IssueCode.STAY_IN_TOUCH,
        title="Who stays in touch may be registered",
        severity=Severity.WARNING,
        sentence="When a pairing has closed and its closing reflection says that the two stay in "
        "touch, the office is asked for some weeks whether to register them as a codified "
        "relationship.",
        source="S4.117, S1.13",
        check=partners.stays_in_touch,
    ),
    Rule(
        code=IssueCode.TRAINING_YEAR,
        title="Residents who mentor have a training year",
        severity=Severity.WARNING,
        sentence="Whoever mentors residents has a rank, and a training year if the rank is "
        "resident. Without the year no resident is proposed to them; without a rank they are taken "
        "for faculty, unless they are mentored as a resident.",
        source="S3.7b",
        check=persons.has_training_year,
    ),
)
"""One rule for each issue code, in the order of the codes."""


def validate(
    roster: Roster,
    policy: Policy,
    today: date,
    *,
    known_keys: Iterable[tuple[str, str]] | None = None,
) -> list[Issue]:
    """Apply every rule to the roster and return the problems, errors first, then by record.

    *known_keys* are record and key of tonight's due items; without them no override's key is judged
    (V18). The work is linear in the size of the roster.
    """
    scope = Scope(roster, policy, today, known_keys)
    return sorted((issue for rule in RULES for issue in rule.check(scope)), key=issue_order)


def issue_order(issue: Issue) -> tuple[object, ...]:
    """Return the sort key of a problem: errors first, then record, rule and place."""
    return (
        issue.severity is not Severity.ERROR,
        record_order(issue.record_id),
        int(issue.code.removeprefix("V")),
        issue.instrument,
        issue.repeat_instance or 0,
        issue.field,
        issue.what,
    )
