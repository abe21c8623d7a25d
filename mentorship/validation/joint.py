"""V7, V8, V9 and V20: what pairs report, and whether the days in it can be.

Warnings, except where the dates of a pairing contradict each other. A slip in one report should
not silence everything else the pair is owed; rules that count days leave days in the future out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from mentorship.academic_calendar import AcademicCalendar, Quarter
from mentorship.issues import Issue, IssueCode
from mentorship.relationships import (
    Agreement,
    Contact,
    Meeting,
    Pairing,
    PairingState,
    Programme,
    QuarterlyReport,
    Take,
)
from mentorship.validation.rule import Scope, Spot, pairing_spot


_PERIOD = re.compile(r"AY(\d{4})-Q([1-4])")
_YEAR_AHEAD = timedelta(days=366)
_TOO_LONG_AGO = timedelta(days=20 * 366)


def dates_in_order(scope: Scope) -> Iterator[Issue]:
    """V7: assignment, first meeting and today come in this order, and nothing lies ahead.

    Error when a pairing ends before it begins or began more than twenty years ago, before there
    was a programme: none of its clocks means anything. Warning for
    meetings and contacts dated in the future or before the assignment (existing relationships
    may have met before), for a closing day ahead, an assignment more than a year ahead, and
    preferences that close before they open. Source: V7.
    """
    for pairing in scope.roster.pairings:
        if pairing.is_final and pairing.take is not Take.NONE:
            yield from _pairing_dates(scope, pairing)
    for agreement in scope.roster.agreements:
        yield from _first_meeting(scope, agreement)
    yield from _days_ahead(scope)
    settings = scope.roster.settings
    opens, closes = settings.preferences_open_on, settings.preferences_close_on
    if opens is not None and closes is not None and closes < opens:
        yield Spot(settings.record_id, "program_settings", "ps_pref_close").warning(
            IssueCode.DATE_ORDER,
            f"preferences close on {closes}, before they open on {opens}.",
            "Correct one of the two days.",
        )


def report_periods(scope: Scope) -> Iterator[Issue]:
    """V8: a joint instrument belongs to a pairing, and a quarterly report to one quarter of it.

    Warning: the report is kept but closes no due item. Two reports of one quarter are a warning
    on the later one. Source: S1.34.
    """
    for agreement in scope.roster.agreements:
        if agreement.pairing_id not in scope.roster.pairings_by_id:
            yield _no_pairing(agreement, "first_report", "fr_pair")
    calendar = AcademicCalendar.parse(scope.policy.academic_year_starts)
    for pairing_id, reports in scope.roster.reports_by_pairing.items():
        pairing = scope.roster.pairings_by_id.get(pairing_id)
        seen: dict[str, int] = {}
        for report in sorted(reports, key=lambda each: each.repeat_instance):
            yield from _report(calendar, pairing, report, seen)


def attested_is_complete(scope: Scope) -> Iterator[Issue]:
    """V9: what a partner attested has its required fields filled in.

    Warning: it counts, because both said so, but the pair should complete it. Nobody is asked to
    complete what is history that was loaded. Source: V9, S1.30, S1.34.
    """
    for agreement in scope.roster.agreements:
        missing = _agreement_gaps(agreement)
        is_asked = missing and not _is_old_agreement(scope, agreement)
        if is_asked and (agreement.mentee_ok or agreement.mentor_ok):
            spot = _spot(agreement, "first_report", "fr_met_on")
            yield spot.warning(IssueCode.ATTESTED_INCOMPLETE, _gaps(missing), "Ask the pair.")
    for report in scope.roster.reports:
        missing = _report_gaps(report)
        is_asked = missing and not _is_old_report(scope, report)
        if is_asked and (report.mentee_ok or report.mentor_ok):
            spot = _spot(report, "quarterly_report", "qr_g1")
            yield spot.warning(IssueCode.ATTESTED_INCOMPLETE, _gaps(missing), "Ask the pair.")


def _is_old_agreement(scope: Scope, agreement: Agreement) -> bool:
    """Tell whether an agreement is from before anybody watched: by its meeting, or as the first."""
    pairing = scope.roster.pairings_by_id.get(agreement.pairing_id)
    on = agreement.met_on
    if on is None and pairing is not None:
        first = scope.roster.agreements_by_pairing[agreement.pairing_id][0]
        on = pairing.start_on if agreement is first else None
    return on is not None and on < scope.history_ends(agreement.pairing_id)


def _is_old_report(scope: Scope, report: QuarterlyReport) -> bool:
    quarter = _quarter(AcademicCalendar.parse(scope.policy.academic_year_starts), report.period)
    return quarter is not None and quarter.last < scope.history_ends(report.pairing_id)


def july_in_person(scope: Scope) -> Iterator[Issue]:
    """V20: residents and their mentors meet in person the first time.

    Warning until an in-person meeting is logged: a first meeting by video leaves it owed.
    Source: S0.26, S0.27.
    """
    for agreement in scope.roster.agreements:
        pairing = scope.roster.pairings_by_id.get(agreement.pairing_id)
        if pairing is None or pairing.programme is not Programme.RESIDENT:
            continue
        contacts = scope.roster.contacts_by_pairing.get(pairing.id, [])
        has_met = any(each.how is Meeting.IN_PERSON for each in contacts)
        if pairing.is_current and agreement.met_how is Meeting.VIDEO and not has_met:
            yield _spot(agreement, "first_report", "fr_met_how").warning(
                IssueCode.VIDEO_IN_JULY,
                "the first meeting was by video; the meeting in person is still owed.",
                "Log the meeting in person in Contact log once it was held, or correct the way.",
            )


def _pairing_dates(scope: Scope, pairing: Pairing) -> Iterator[Issue]:
    start, end = pairing.start_on, pairing.end_on
    if start is not None and end is not None and end < start:
        yield pairing_spot(pairing, "pr_end_on").error(
            IssueCode.DATE_ORDER,
            f"the pairing ends on {end}, before its assignment on {start}.",
            "Correct one of the two days.",
        )
    elif end is not None and pairing.state is PairingState.CLOSED and end > scope.today:
        yield pairing_spot(pairing, "pr_end_on").warning(
            IssueCode.DATE_ORDER,
            f"the pairing is closed but ends on {end}, which lies ahead.",
            "Correct the day, or leave the pairing in closing until then.",
        )
    if start is not None and start < scope.today - _TOO_LONG_AGO:
        yield pairing_spot(pairing, "pr_start_on").error(
            IssueCode.DATE_ORDER,
            f"the assignment date {start} is more than twenty years ago.",
            "Check the year; an older relationship is assigned on the day it was registered.",
        )
    if start is not None and start > scope.today + _YEAR_AHEAD:
        yield pairing_spot(pairing, "pr_start_on").warning(
            IssueCode.DATE_ORDER,
            f"the assignment date {start} is more than a year ahead.",
            "Check the year.",
        )


def _first_meeting(scope: Scope, agreement: Agreement) -> Iterator[Issue]:
    pairing = scope.roster.pairings_by_id.get(agreement.pairing_id)
    met = agreement.met_on
    if met is None:
        return
    spot = _spot(agreement, "first_report", "fr_met_on")
    if met > scope.today:
        yield _ahead(spot, "the first meeting", met)
    elif pairing is not None and pairing.take is not Take.EXISTING and _is_early(pairing, met):
        yield spot.warning(
            IssueCode.DATE_ORDER,
            f"the first meeting on {met} comes before the assignment on {pairing.start_on}.",
            "Correct the day, or the assignment date in Pairing decision.",
        )


def _is_early(pairing: Pairing, met: date) -> bool:
    return pairing.start_on is not None and met < pairing.start_on


def _days_ahead(scope: Scope) -> Iterator[Issue]:
    today = scope.today
    for contact in scope.roster.contacts:
        if contact.on > today:
            spot = _spot(contact, "contact_log", "cl_on")
            yield _ahead(spot, "a contact", contact.on)
    for report in scope.roster.reports:
        if report.met_on is not None and report.met_on > today:
            spot = _spot(report, "quarterly_report", "qr_met_on")
            yield _ahead(spot, "the quarter's meeting", report.met_on)
    for review in scope.roster.reviews:
        if review.met_on is not None and review.met_on > today:
            record, instance = review.group_record_id, review.repeat_instance
            spot = Spot(record, "senior_review", "sr_met_on", instance)
            yield _ahead(spot, "the review meeting", review.met_on)


def _ahead(spot: Spot, what: str, on: date) -> Issue:
    return spot.warning(
        IssueCode.DATE_ORDER,
        f"{what} is dated {on}, which lies ahead; it counts from that day on.",
        "Correct the day if it is a slip.",
    )


def _report(
    calendar: AcademicCalendar,
    pairing: Pairing | None,
    report: QuarterlyReport,
    seen: dict[str, int],
) -> Iterator[Issue]:
    spot = _spot(report, "quarterly_report", "qr_period")
    if pairing is None:
        yield _no_pairing(report, "quarterly_report", "qr_pair")
        return
    quarter = _quarter(calendar, report.period)
    first = seen.setdefault(quarter.name, report.repeat_instance) if quarter else None
    if quarter and first != report.repeat_instance:
        number = pairing.id.number
        what = f"pairing {number} has another report for {quarter.name}, in instance {first}."
        yield spot.warning(IssueCode.REPORT_PERIOD, what, "Keep one, and clear the other.")
        return
    problem = _period_problem(quarter, pairing)
    if problem is not None:
        what = f"the report for pairing {pairing.id.number} {problem}"
        do = "Correct the quarter, as in AY2026-Q1."
        yield spot.warning(IssueCode.REPORT_PERIOD, what, do)


def _period_problem(quarter: Quarter | None, pairing: Pairing) -> str | None:
    if quarter is None:
        return "names no quarter."
    if not pairing.is_final:
        return "belongs to a pairing that is not final."
    if pairing.start_on is not None and quarter.last < pairing.start_on:
        return f"is for {quarter.name}, before the pairing began."
    if pairing.end_on is not None and quarter.first > pairing.end_on:
        return f"is for {quarter.name}, after the pairing ended."
    return None


def _quarter(calendar: AcademicCalendar, period: str) -> Quarter | None:
    found = _PERIOD.fullmatch(period)
    if found is None:
        return None
    return calendar.year_beginning_in(int(found[1])).quarters[int(found[2]) - 1]


def _no_pairing(row: Agreement | QuarterlyReport, instrument: str, field: str) -> Issue:
    return _spot(row, instrument, field).warning(
        IssueCode.REPORT_PERIOD,
        f"it belongs to pairing {row.pairing_id.number}, which is not on this record.",
        "Enter the number of the pairing's instance.",
    )


def _agreement_gaps(agreement: Agreement) -> list[str]:
    fields = {
        "the date of the first meeting": agreement.met_on,
        "how you met": agreement.met_how,
        "goal 1": any(agreement.goals),
        "the next meeting": agreement.next_on,
    }
    return [name for name, value in fields.items() if not value]


def _report_gaps(report: QuarterlyReport) -> list[str]:
    fields = {
        "goal 1": report.goals[0],
        "what was achieved": report.achieved.strip(),
        "the plan": report.plan,
        "the barriers": report.barriers,
    }
    return [name for name, value in fields.items() if not value]


def _gaps(missing: list[str]) -> str:
    return f"a partner agreed to it, but it lacks: {', '.join(missing)}."


def _spot(row: Agreement | Contact | QuarterlyReport, instrument: str, field: str) -> Spot:
    return Spot(row.pairing_id.mentee_id, instrument, field, row.repeat_instance)
