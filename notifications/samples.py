"""Plausible examples of every notice: for golden texts, previews and the documentation.

All people and hubs are invented; addresses are at example.edu.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from mentorship.hub_summary import Comparison, GroupSummary, HubLine, Share
from mentorship.morning_digest import DigestLine, ListsToLookAt, MorningDigest
from mentorship.pairing.proposal import RunProfile
from mentorship.relationships import Programme
from notifications.messages import (
    AgreementDue,
    FirstMeeting,
    HubSummary,
    OfficeDigest,
    QuarterAhead,
    QuarterlyReportDue,
    ReviewLink,
)
from notifications.notice import Link, Notice
from notifications.reminders import (
    ConfirmCommitment,
    JulyMeeting,
    KeepInTouch,
    MeetInPerson,
    ReviewDue,
    TimeToLookBack,
    TimeToReview,
)
from notifications.samples_choosing import CHOOSING_SAMPLES
from notifications.samples_meetings import MEETING, MEETING_SAMPLES
from notifications.samples_news import NEWS_SAMPLES
from notifications.samples_occasions import OCCASION_SAMPLES
from notifications.samples_pairing import PAIRING_SAMPLES


_SURVEY = Link("https://redcap.example.edu/surveys/?s=SAMPLE")

_SUMMARY = GroupSummary(
    group_code=3,
    group_label="AG03 Critical care",
    recipient_id="1007",
    half_year="2026H2",
    first=date(2026, 7, 1),
    last=date(2026, 12, 31),
    hubs=(
        HubLine(
            hub_code=11,
            label="H11 ICU outcomes",
            mentors=2,
            room=1,
            mentees=4,
            met_in_time=Share(4, 4),
            met_before=Share(3, 4),
            agreed=Share(4, 4),
            in_person=(Share(4, 4), Share(3, 4)),
            on_time=(Share(4, 4), Share(3, 4)),
            oldest_contact_days=12,
            is_stalled=False,
        ),
        HubLine(
            hub_code=12,
            label="H12 ECMO",
            mentors=1,
            room=0,
            mentees=2,
            met_in_time=Share(2, 2),
            met_before=Share(0, 0),
            agreed=Share(2, 2),
            in_person=(Share(2, 2), Share(2, 2)),
            on_time=(Share(2, 2), Share(2, 2)),
            oldest_contact_days=6,
            is_stalled=False,
        ),
        HubLine(
            hub_code=13,
            label="H13 Sepsis and resuscitation",
            mentors=2,
            room=2,
            mentees=3,
            met_in_time=Share(2, 3),
            met_before=Share(1, 2),
            agreed=Share(2, 3),
            in_person=(Share(2, 3), Share(1, 3)),
            on_time=(Share(2, 3), Share(1, 3)),
            oldest_contact_days=81,
            is_stalled=True,
        ),
        HubLine(
            hub_code=15,
            label="H15 Tele-critical care",
            mentors=1,
            room=2,
            mentees=0,
            met_in_time=Share(0, 0),
            met_before=Share(0, 0),
            agreed=Share(0, 0),
            in_person=(Share(0, 0), Share(0, 0)),
            on_time=(Share(0, 0), Share(0, 0)),
            oldest_contact_days=None,
            is_stalled=False,
        ),
    ),
    needs=(
        "H13: Ines Bianchi and Tomás Holm have no contact logged since 11 October 2026.",
        "H13: Dr. Amari and Dr. Sato have met but not yet agreed their first report.",
        "H12 has no room and was named by five people this year.",
    ),
    asks=(
        "H13: help with statistics (asked 9 May 2026), still open",
        "H11: help with protected time (asked 3 October 2026)",
    ),
    achieved=(
        "H11: manuscript accepted; invited talk at the state society",
        "H12: simulation curriculum adopted by the fellowship",
    ),
    barriers=(("clinical load", 9), ("finding time together", 6), ("statistics", 4)),
    has_rare_barriers=True,
    promotion_unread=4,
    reports_counted=21,
    mentors_seen=Share(5, 6),
    mentors_not_seen=("Petra Ruiz",),
    all_groups=Comparison(
        met_in_time=Share(83, 100),
        agreed=Share(88, 100),
        in_person=(Share(74, 100), Share(69, 100)),
        on_time=(Share(66, 100), Share(6, 9)),
        contact_days=21,
    ),
    names_pairs=True,
    due_on=date(2027, 1, 29),
)

_DIGEST = MorningDigest(
    today=date(2026, 10, 20),
    department="Department of Anesthesiology",
    new_overdue=(
        DigestLine(
            record_id="1042",
            sentence="The quarterly report for AY2026-Q1 was due on 14 October; the mentor has"
            " not yet agreed.",
        ),
        DigestLine(record_id="1051", sentence="The first meeting was due on 18 October."),
    ),
    new_overdue_count=2,
    to_check=(
        DigestLine(
            record_id="",
            sentence="No agreement signed by both is on file for 2 pairs: 1007.1, 1012.1. If there"
            " is one on paper, mark AGREE-1007.1 and so on done in Office override, with its day."
            " The others are asked from 19 November 2026.",
        ),
    ),
    for_the_office=(
        DigestLine(
            record_id="1033",
            sentence="The agreement was due on 28 September; two reminders went unanswered.",
        ),
    ),
    closed=7,
    problems=(
        "Record 1019: the second and third choice are the same hub. Ask for another choice.",
        "Record 1077: the mentor's record number is not a person. Correct pr_mentor.",
    ),
    problem_count=2,
    proposals=(
        RunProfile(
            programme=Programme.FACULTY_HUB, first=61, second=21, third=9, assigned=0, none=3
        ),
    ),
    final_not_announced=(
        DigestLine(record_id="1064", sentence="FINAL without an assignment date."),
    ),
    confidential_items=1,
    mails_planned=23,
    mails_held=0,
    lists_to_look_at=ListsToLookAt(record_ids=("104", "109", "117"), by=date(2026, 11, 6)),
    undelivered=(
        DigestLine(
            record_id="1058",
            sentence="N09 did not go: nobody is at this address, mail came back; correct it in"
            " Person profile.",
        ),
    ),
)

_MEETING = FirstMeeting(
    partner_name="Tomás Holm",
    partner_email="tomas.holm@example.edu",
    due_on=date(2026, 10, 14),
    is_late=False,
    link=_SURVEY,
)
_AGREEMENT = AgreementDue(
    partner_name="Ines Bianchi", due_on=date(2026, 10, 29), is_late=False, link=_SURVEY
)
_AHEAD = QuarterAhead(
    partner_name="Ines Bianchi",
    quarter="October to December 2026",
    report_due_on=date(2027, 1, 14),
    goals=("Submit the sepsis cohort paper", "Read the promotion requirements together"),
    asks_criteria=False,
    met_in_person_on=None,
    meeting=None,
    questions=(
        "What can I delegate?",
        "What additional skills do I need for my goals?",
    ),
    link=_SURVEY,
)
_REPORT = QuarterlyReportDue(
    partner_name="Tomás Holm",
    quarter="July to September 2026",
    due_on=date(2026, 10, 14),
    is_late=False,
    link=_SURVEY,
)
_SUMMARY_MAIL = HubSummary(
    summary=_SUMMARY,
    reviews=(
        ReviewLink(hub="H11 ICU outcomes", link=_SURVEY),
        ReviewLink(hub="H12 ECMO", link=_SURVEY),
        ReviewLink(hub="H13 Sepsis and resuscitation", link=_SURVEY),
    ),
    is_copy=False,
)

SAMPLES: dict[str, Notice] = {
    **CHOOSING_SAMPLES,
    "N04": ConfirmCommitment(cycle="AY2026", due_on=date(2026, 7, 27), link=_SURVEY),
    **PAIRING_SAMPLES,
    "N08": _MEETING,
    "N08-late": replace(_MEETING, is_late=True),
    "N08-without-link": replace(_MEETING, link=None, partner_email=None),
    "N09": _AGREEMENT,
    "N09-late": replace(_AGREEMENT, is_late=True),
    "N11": KeepInTouch(
        partner_name="Ines Bianchi",
        partner_email="ines.bianchi@example.edu",
        last_on=date(2026, 9, 14),
    ),
    "N11-none": KeepInTouch(
        partner_name="Ines Bianchi", partner_email="ines.bianchi@example.edu", last_on=None
    ),
    "N12": _AHEAD,
    "N12-promotion": replace(_AHEAD, asks_criteria=True),
    "N12-met": replace(_AHEAD, goals=(), met_in_person_on=date(2026, 11, 3)),
    "N12-date-set": replace(_AHEAD, goals=(), meeting=MEETING),
    "N13": _REPORT,
    "N13-late": replace(_REPORT, is_late=True),
    "N14": MeetInPerson(
        partner_name="Ines Bianchi",
        partner_email="ines.bianchi@example.edu",
        period="October to December 2026",
        due_on=date(2026, 12, 31),
    ),
    **MEETING_SAMPLES,
    **OCCASION_SAMPLES,
    **NEWS_SAMPLES,
    "N16": _SUMMARY_MAIL,
    "N16-copy": replace(_SUMMARY_MAIL, is_copy=True),
    "N16-quiet": replace(
        _SUMMARY_MAIL,
        summary=replace(
            _SUMMARY,
            hubs=_SUMMARY.hubs[3:],
            needs=(),
            asks=(),
            achieved=(),
            barriers=(),
            promotion_unread=0,
            mentors_seen=Share(0, 1),
            mentors_not_seen=(),
            all_groups=None,
            has_rare_barriers=False,
        ),
        reviews=(),
    ),
    "N17": ReviewDue(hub="H13 Sepsis and resuscitation", due_on=date(2027, 1, 29), link=_SURVEY),
    "N21": TimeToReview(partner_name="Ines Bianchi", ends_on=date(2027, 9, 14), link=_SURVEY),
    "N21-ran-out": TimeToReview(
        partner_name="Ines Bianchi",
        ends_on=date(2027, 1, 4),
        ran_out_on=date(2024, 8, 1),
        link=_SURVEY,
    ),
    "N21-closing": TimeToLookBack(
        partner_name="Ines Bianchi", open_until=date(2027, 10, 14), link=_SURVEY
    ),
    "N23": JulyMeeting(
        partner_name="Lena Marsh",
        partner_email="lena.marsh@example.edu",
        due_on=date(2026, 7, 31),
    ),
    "N24": OfficeDigest(digest=_DIGEST),
    "N24-long": OfficeDigest(
        digest=replace(
            _DIGEST,
            new_overdue=_DIGEST.new_overdue * 10,
            new_overdue_count=20,
            for_the_office=_DIGEST.for_the_office * 20,
            to_check=_DIGEST.to_check * 20,
            final_not_announced=_DIGEST.final_not_announced * 20,
            undelivered=_DIGEST.undelivered * 20,
            lists_to_look_at=ListsToLookAt(
                record_ids=tuple(map(str, range(101, 121))), by=date(2026, 11, 6)
            ),
            problems=_DIGEST.problems * 10,
            problem_count=20,
        )
    ),
    "N24-quiet": OfficeDigest(
        digest=replace(
            _DIGEST,
            new_overdue=(),
            new_overdue_count=0,
            for_the_office=(),
            to_check=(),
            problems=(),
            problem_count=0,
            proposals=(),
            final_not_announced=(),
            confidential_items=0,
            lists_to_look_at=None,
            undelivered=(),
        )
    ),
}
"""Sample name -> notice; a name begins with the notice's number."""
