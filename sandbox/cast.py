"""The cast of edge cases that every rehearsal contains. Source: programme.md 6.3.

`CAST` says what each part is; `Department.cast` says who plays it. Failures of the server, of
the mail relay or of the clock are no data and are rehearsed elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Entrance(StrEnum):
    """When a part first shows in REDCap."""

    START = "in the rows of the first day"
    PREFERENCES = "when preferences are answered"
    DECISIONS = "when the office decides"
    YEAR = "later in the academic year"


@dataclass(frozen=True, slots=True)
class CastMember:
    """One edge case: its story in a sentence, and when it enters."""

    name: str
    story: str
    entrance: Entrance


_START, _PREFERENCES = Entrance.START, Entrance.PREFERENCES
_DECISIONS, _YEAR = Entrance.DECISIONS, Entrance.YEAR

_MEMBERS = (
    CastMember("mentee_with_one_choice", "Names one hub, leaves two blank.", _PREFERENCES),
    CastMember("three_equal_choices", "Names the same hub three times.", _PREFERENCES),
    CastMember(
        "hub_retired_after_submission",
        "The first choice of an answered list is retired on the last day of preferences.",
        _PREFERENCES,
    ),
    CastMember("hub_without_mentor", "An open hub without any commitment or opportunity.", _START),
    CastMember("mentor_in_two_groups", "Commitments to hubs of two affinity groups.", _START),
    CastMember(
        "mentor_who_is_mentee",
        "A hub mentor who wants a hub where a peer is a mentor.",
        _PREFERENCES,
    ),
    CastMember(
        "senior_who_is_hub_mentor",
        "Leads a group and mentors in one of its hubs: who coaches?",
        _START,
    ),
    CastMember("mutual_mentoring", "Two people who mentor each other.", _START),
    CastMember(
        "evaluator_proposed",
        "A mentor of the first choice evaluates the mentee and is chosen by hand all the same.",
        _DECISIONS,
    ),
    CastMember(
        "existing_mentor_codified", "Asks to register the mentor there is already.", _DECISIONS
    ),
    CastMember(
        "mentee_on_leave_over_quarter_end",
        "Leave begins before the first quarter ends and lasts beyond it.",
        _YEAR,
    ),
    CastMember("mentor_leaves_mid_quarter", "Leaves the department in the second quarter.", _YEAR),
    CastMember("final_then_reversed_before", "FINAL and taken back before the night.", _DECISIONS),
    CastMember(
        "final_then_reversed_after", "FINAL and taken back once both were told.", _DECISIONS
    ),
    CastMember("pairing_in_the_past", "FINAL, dated months ago.", _DECISIONS),
    CastMember("pairing_in_the_future", "FINAL, dated weeks ahead.", _DECISIONS),
    CastMember("agreement_signed_by_one", "The mentee agreed, the mentor never does.", _START),
    CastMember("report_signed_late", "Both sign, twenty days late.", _YEAR),
    CastMember("two_reports_one_quarter", "Two reports of one pair for one quarter.", _START),
    CastMember(
        "report_for_closed_pair", "A report for the quarter after the pair was closed.", _START
    ),
    CastMember("contact_tomorrow", "A contact dated the day after preferences open.", _START),
    CastMember("same_person_twice", "One person, two records, two addresses.", _START),
    CastMember("shared_mailbox", "Two people, one address.", _START),
    CastMember(
        "odd_characters",
        "Apostrophes, accents, ampersands, newlines and file paths where people type them.",
        _START,
    ),
    CastMember("resident_video_in_july", "A resident pair meets by video in July.", _YEAR),
    CastMember("pgy4_mentors_pgy1", "A senior resident mentors a first-year resident.", _START),
    CastMember("group_counts_only", "The summary may show counts only.", _START),
    CastMember("group_with_one_pair", "The whole group holds one pair.", _START),
    CastMember(
        "senior_on_leave_with_deputy", "Away when the January summary is due; has a deputy.", _START
    ),
    CastMember(
        "senior_on_leave_without_deputy", "Away when the January summary is due; no deputy.", _START
    ),
    CastMember(
        "change_request_open",
        "The mentee has asked for a change when the quarterly reminders are due.",
        _YEAR,
    ),
    CastMember("unknown_code", "A stored code that today's dictionary no longer offers.", _START),
)

CAST: dict[str, CastMember] = {member.name: member for member in _MEMBERS}
"""Every part by name."""
