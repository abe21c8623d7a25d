"""Every notice the programme sends, one frozen dataclass each; `NOTICES` is the registry.

Adding one: the dataclass and its line in `NOTICES`, three templates, a sample, a builder in
`build.py`. The tests fail until all of them are there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, ClassVar

from mentorship.hub_summary import Comparison, GroupSummary, Share
from mentorship.morning_digest import MorningDigest
from mentorship.obligations.due_items import NoticeKind
from mentorship.relationships import Programme
from notifications.choosing import PreferencesOpen, PreferencesReminder
from notifications.corrections import PairingCorrected, PairingNotYours
from notifications.diary import DiaryDate
from notifications.meetings import CoachingAhead, PrepareMeeting
from notifications.news import (
    ConfidentialPulse,
    ResidentCounts,
    SecondMentorJoins,
    TellYourMentor,
    WelcomeBack,
)
from notifications.notice import C0, C1, C2, Audience, Link, Notice
from notifications.occasions import (
    OFFICE_WHY,
    ConfidentialItems,
    NewPairs,
    ProposalsReady,
    RequestReceived,
    RunTrouble,
)
from notifications.reminders import (
    PAIR,
    ChoicesToCorrect,
    ConfirmCommitment,
    JulyMeeting,
    KeepInTouch,
    MeetInPerson,
    ReviewDue,
    TimeToLookBack,
    TimeToReview,
    YourTurn,
)
from notifications.yearly import MentoringYearStatement, ProgrammeEvaluation


_FEWEST_FOR_PERCENT = 10
_LONGEST_LIST = 12
_REST_IS_IN = {
    "for_the_office": 'in REDCap\'s report "Overdue"',
    "to_check": 'in REDCap\'s report "Overdue"',
    "final_not_announced": 'in REDCap\'s report "FINAL not announced"',
    "new_overdue": 'in REDCap\'s report "Overdue"',
    "problems": "in the run log",
    "lists": 'in REDCap\'s report "Opportunities to look at"',
    "undelivered": 'listed by "mentorship mail held"',
}
"""Where the office reads the rest of a list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PairingForMentee(Notice):
    """N06 to the mentee: who, hub, why, what the programme expects. Source: S1.25, S1.29-34."""

    kind: ClassVar = NoticeKind.PAIRING
    template: ClassVar = "pairing_mentee"
    noun: ClassVar = "pairing"
    audience: ClassVar = Audience.MENTEE
    why: ClassVar = PAIR
    stops_when: ClassVar = "The office sends it once, when a pairing becomes final."
    usefulness: ClassVar = 10

    programme: Annotated[Programme, C0]
    mentor_name: Annotated[str, C1]
    mentor_email: Annotated[str | None, C1]
    hub: Annotated[str | None, C0]
    """None where the programme pairs without hubs."""
    choice: Annotated[int | None, C1]
    """Which of the mentee's own choices the hub was, 1 to 3; None: none of them."""
    meet_by: Annotated[date | None, C1]
    expects: Annotated[tuple[str, ...], C1]
    """What the programme asks of the two, from its own terms."""
    link: Annotated[Link | None, C1]
    """None where there is no agreement to fill in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PairingForMentor(Notice):
    """N06 to the mentor: who, hub, what is expected. The choice rank has no field here."""

    kind: ClassVar = NoticeKind.PAIRING
    template: ClassVar = "pairing_mentor"
    noun: ClassVar = "pairing"
    audience: ClassVar = Audience.MENTOR
    why: ClassVar = PAIR
    stops_when: ClassVar = "The office sends it once, when a pairing becomes final."
    usefulness: ClassVar = 10

    programme: Annotated[Programme, C0]
    mentee_name: Annotated[str, C1]
    mentee_email: Annotated[str | None, C1]
    hub: Annotated[str | None, C0]
    meet_by: Annotated[date | None, C1]
    expects: Annotated[tuple[str, ...], C1]
    link: Annotated[Link | None, C1]


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstMeeting(Notice):
    """N08: the first one-to-one meeting, within a month of assignment. Source: S1.29a."""

    kind: ClassVar = NoticeKind.FIRST_MEETING
    template: ClassVar = "first_meeting"
    noun: ClassVar = "first meeting"
    audience: ClassVar = Audience.PAIR
    why: ClassVar = PAIR
    stops_when: ClassVar = "It stops when the meeting is logged, or the pairing pauses or closes."
    usefulness: ClassVar = 16

    partner_name: Annotated[str, C1]
    partner_email: Annotated[str | None, C1]
    due_on: Annotated[date, C1]
    is_late: Annotated[bool, C1]
    link: Annotated[Link | None, C1]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementDue(Notice):
    """N09: the first report and mentorship agreement, both agree to it. Source: S1.30."""

    kind: ClassVar = NoticeKind.AGREEMENT
    template: ClassVar = "agreement"
    noun: ClassVar = "agreement"
    audience: ClassVar = Audience.PAIR
    why: ClassVar = PAIR
    stops_when: ClassVar = "It stops when both of you have ticked that you agree."
    usefulness: ClassVar = 14

    partner_name: Annotated[str, C1]
    due_on: Annotated[date, C1]
    is_late: Annotated[bool, C1]
    link: Annotated[Link, C1]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarterAhead(Notice):
    """N12: the quarter's report is open, your goals, book the in-person date. Source: S1.33-34."""

    kind: ClassVar = NoticeKind.QUARTER_AHEAD
    template: ClassVar = "quarter_ahead"
    noun: ClassVar = "quarterly report"
    confidentiality: ClassVar = C2
    audience: ClassVar = Audience.PAIR
    why: ClassVar = PAIR
    stops_when: ClassVar = "It comes once a quarter and stops when the pairing closes."
    usefulness: ClassVar = 40

    partner_name: Annotated[str, C1]
    quarter: Annotated[str, C1]
    report_due_on: Annotated[date, C1]
    goals: Annotated[tuple[str, ...], C2]
    asks_criteria: Annotated[bool, C2]
    """The mentee plans a promotion, and the two have not noted that they read the criteria."""
    met_in_person_on: Annotated[date | None, C1]
    """The last in-person meeting inside this quarter, if there was one."""
    meeting: Annotated[DiaryDate | None, C1]
    """The next date that the two have set, if they did."""
    questions: Annotated[tuple[str, ...], C0]
    """Two that may help the conversation along, from the programme's list."""
    link: Annotated[Link, C1]

    def diary(self) -> tuple[DiaryDate, ...]:
        """The date it names, unless the quarter's meeting is behind."""
        return (self.meeting,) if self.meeting and not self.met_in_person_on else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarterlyReportDue(Notice):
    """N13: the joint quarterly report; to whoever still must act. Source: S1.34."""

    kind: ClassVar = NoticeKind.QUARTERLY_REPORT
    template: ClassVar = "quarterly_report"
    noun: ClassVar = "quarterly report"
    audience: ClassVar = Audience.PAIR
    why: ClassVar = PAIR
    stops_when: ClassVar = "It stops when both of you have ticked that you agree."
    usefulness: ClassVar = 12

    partner_name: Annotated[str, C1]
    quarter: Annotated[str, C1]
    due_on: Annotated[date, C1]
    is_late: Annotated[bool, C1]
    link: Annotated[Link, C1]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewLink:
    """The review survey of one hub."""

    hub: Annotated[str, C0]
    link: Annotated[Link, C1]


@dataclass(frozen=True, slots=True, kw_only=True)
class HubSummary(Notice):
    """N16: an affinity group's half-year, facts and counts. Source: S1.36, programme 5.2."""

    kind: ClassVar = NoticeKind.HUB_SUMMARY
    template: ClassVar = "hub_summary"
    noun: ClassVar = "hub summary"
    audience: ClassVar = Audience.SENIOR_MENTOR
    why: ClassVar = "You get this twice a year as senior mentor of this affinity group."
    stops_when: ClassVar = "It comes once per half-year and stops when you hand the group over."
    usefulness: ClassVar = 50

    summary: Annotated[GroupSummary, C1]
    reviews: Annotated[tuple[ReviewLink, ...], C1]
    is_copy: Annotated[bool, C1]
    """The office's copy: it shows the same facts without the senior mentor's survey links."""

    def derived(self) -> dict[str, Any]:
        """Add up the hubs; a percentage only where ten or more stand behind it."""
        hubs, everyone = self.summary.hubs, self.summary.all_groups
        return {
            "mentees": sum(hub.mentees for hub in hubs),
            "met": Share(
                sum(hub.met_in_time.count for hub in hubs), sum(hub.met_in_time.of for hub in hubs)
            ),
            "period": _months(self.summary.first, self.summary.last),
            "compared": None if everyone is None else _percentages(everyone),
        }


def _months(first: date, last: date) -> str:
    """Return `July to December 2026`, or `August 2026 to January 2027`."""
    begins = f"{first:%B}" if first.year == last.year else f"{first:%B %Y}"
    return f"{begins} to {last:%B %Y}"


def _percentages(everyone: Comparison) -> dict[str, str]:
    shares = {
        "met": everyone.met_in_time,
        "agreed": everyone.agreed,
        "person_1": everyone.in_person[0],
        "person_2": everyone.in_person[1],
        "report_1": everyone.on_time[0],
        "report_2": everyone.on_time[1],
    }
    return {name: _percent(share) for name, share in shares.items()}


def _percent(share: Share) -> str:
    return f"{round(100 * share.count / share.of)} %" if share.of >= _FEWEST_FOR_PERCENT else "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeDigest(Notice):
    """N24: what changed, who acts next, data problems, held mail. C3 items only as a count."""

    kind: ClassVar = NoticeKind.MORNING_DIGEST
    template: ClassVar = "office_digest"
    noun: ClassVar = "digest"
    audience: ClassVar = Audience.OFFICE
    why: ClassVar = OFFICE_WHY
    stops_when: ClassVar = "It comes at most once a day, and only when something changed."
    usefulness: ClassVar = 60

    digest: Annotated[MorningDigest, C1]

    def derived(self) -> dict[str, Any]:
        """Count what waits for the office itself; long lists show their beginning."""
        digest = self.digest
        lists = {
            "for_the_office": digest.for_the_office,
            "to_check": digest.to_check,
            "final_not_announced": digest.final_not_announced,
            "new_overdue": digest.new_overdue,
            "problems": digest.problems,
            "undelivered": digest.undelivered,
            "lists": digest.lists_to_look_at.record_ids if digest.lists_to_look_at else (),
        }
        return {
            "to_decide": len(digest.for_the_office)
            + len(digest.to_check)
            + len(digest.final_not_announced)
            + digest.confidential_items
            + bool(digest.lists_to_look_at)
            + digest.mails_held,
            "shown": {name: lines[:_LONGEST_LIST] for name, lines in lists.items()},
            "rest_is_in": _REST_IS_IN,
            "more": {name: max(len(lines) - _LONGEST_LIST, 0) for name, lines in lists.items()},
        }


NOTICES: tuple[type[Notice], ...] = (
    PreferencesOpen,
    PreferencesReminder,
    ChoicesToCorrect,
    PairingForMentee,
    PairingForMentor,
    PairingCorrected,
    PairingNotYours,
    SecondMentorJoins,
    FirstMeeting,
    AgreementDue,
    YourTurn,
    QuarterAhead,
    QuarterlyReportDue,
    ConfirmCommitment,
    KeepInTouch,
    MeetInPerson,
    PrepareMeeting,
    TellYourMentor,
    ReviewDue,
    CoachingAhead,
    TimeToReview,
    TimeToLookBack,
    MentoringYearStatement,
    JulyMeeting,
    ResidentCounts,
    HubSummary,
    ProgrammeEvaluation,
    ConfidentialPulse,
    NewPairs,
    RequestReceived,
    ConfidentialItems,
    ProposalsReady,
    OfficeDigest,
    RunTrouble,
    WelcomeBack,
)
