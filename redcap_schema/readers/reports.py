"""What a pair and the senior mentor report: agreements, contacts, quarterly reports, reviews."""

from __future__ import annotations

from datetime import time

from mentorship.issues import IssueCode, Severity
from mentorship.relationships import (
    Agreement,
    Closure,
    Contact,
    PairingId,
    QuarterlyReport,
    SeniorReview,
)
from redcap_schema.codes import OfficeAsk
from redcap_schema.instruments.closure import ClosureRow
from redcap_schema.instruments.contact_log import ContactLog
from redcap_schema.instruments.first_report import FirstReport
from redcap_schema.instruments.quarterly_report import QuarterlyReportRow
from redcap_schema.instruments.senior_review import SeniorReviewRow
from redcap_schema.readers.pairings import PairingNumbers
from redcap_schema.readers.pull import Pull, hub_code_of


def read_agreements(pull: Pull, numbers: PairingNumbers) -> tuple[Agreement, ...]:
    """Return the agreements, also those opened and still empty."""
    return tuple(
        _agreement(row, pairing)
        for row in pull.read(FirstReport)
        if (pairing := _pairing(pull, numbers, row, "fr_pair", row.fr_pair))
    )


def _agreement(row: FirstReport, pairing: PairingId) -> Agreement:
    return Agreement(
        pairing_id=pairing,
        repeat_instance=row.repeat_instance,
        due_on=row.fr_due,
        met_on=row.fr_met_on,
        met_how=row.fr_met_how,
        goals=tuple(goal for goal in (row.fr_goal1, row.fr_goal2, row.fr_goal3) if goal),
        contact_every=row.fr_contact_every,
        in_person_every=row.fr_inperson_every,
        months=int(row.fr_months.value) if row.fr_months else None,
        promotion_goal=row.fr_promo_goal,
        has_read_criteria=row.fr_promo_read,
        shares=frozenset(each.value for each in row.fr_share),
        next_on=row.fr_next.date() if row.fr_next else None,
        next_at=_time_of_day(row),
        mentee_ok=row.fr_mentee_ok,
        mentor_ok=row.fr_mentor_ok,
    )


def _time_of_day(row: FirstReport) -> time | None:
    """Midnight is how REDCap writes a day without a time."""
    at = row.fr_next.time() if row.fr_next else time()
    return None if at == time() else at


def read_contacts(pull: Pull, numbers: PairingNumbers) -> tuple[Contact, ...]:
    """Return the contacts that have a date; one with a kind but no date is reported."""
    found: list[Contact] = []
    for row in pull.read(ContactLog):
        if row.cl_on is None:
            _report_undated(pull, row)
        elif pairing := _pairing(pull, numbers, row, "cl_pair", row.cl_pair):
            found.append(
                Contact(
                    pairing_id=pairing,
                    repeat_instance=row.repeat_instance,
                    on=row.cl_on,
                    how=row.cl_how,
                    next_on=row.cl_next,
                )
            )
    return tuple(found)


def _report_undated(pull: Pull, row: ContactLog) -> None:
    if row.cl_how is not None:
        pull.problems.add(
            row,
            "cl_on",
            IssueCode.DATE_ORDER,
            Severity.WARNING,
            what="the contact has no date, so it is not counted.",
            do="Enter the day of the contact, or delete this instance.",
        )


def read_reports(pull: Pull, numbers: PairingNumbers) -> tuple[QuarterlyReport, ...]:
    """Return the quarterly reports, also those opened and still empty."""
    return tuple(
        _report(row, pairing)
        for row in pull.read(QuarterlyReportRow)
        if not _is_untouched(row)
        if (pairing := _pairing(pull, numbers, row, "qr_pair", row.qr_pair))
    )


def _is_untouched(row: QuarterlyReportRow) -> bool:
    """Tell whether neither the run nor the pair has put anything there."""
    signed = row.qr_mentee_ok is None and row.qr_mentor_ok is None
    return signed and not (row.qr_period or row.qr_met_on or row.qr_done or row.qr_pair)


def _report(row: QuarterlyReportRow, pairing: PairingId) -> QuarterlyReport:
    first, second, third = (
        goal.value if goal else None for goal in (row.qr_g1, row.qr_g2, row.qr_g3)
    )
    return QuarterlyReport(
        pairing_id=pairing,
        repeat_instance=row.repeat_instance,
        period=row.qr_period,
        due_on=row.qr_due,
        met_on=row.qr_met_on,
        goals=(first, second, third),
        achieved=row.qr_done,
        plan=row.qr_plan,
        kinds=frozenset(each.value for each in row.qr_kind),
        barriers=frozenset(each.value for each in row.qr_barrier),
        asks=frozenset(each.value for each in row.qr_help),
        shares_achieved=row.qr_share_done is True,
        next_on=row.qr_next,
        mentee_ok=row.qr_mentee_ok,
        mentor_ok=row.qr_mentor_ok,
    )


def read_closures(pull: Pull, numbers: PairingNumbers) -> tuple[Closure, ...]:
    """Return the closing reflections, also those opened and still empty."""
    return tuple(
        Closure(
            pairing_id=pairing,
            repeat_instance=row.repeat_instance,
            is_answered=row.co_celebrate is not None or row.co_informal is not None,
            stays_in_touch=row.co_informal is True,
        )
        for row in pull.read(ClosureRow)
        if (pairing := _pairing(pull, numbers, row, "co_pair", row.co_pair))
    )


def read_reviews(pull: Pull) -> tuple[SeniorReview, ...]:
    """Return the senior mentors' reviews, also those opened and still empty."""
    return tuple(
        SeniorReview(
            group_record_id=row.record_id,
            repeat_instance=row.repeat_instance,
            period=row.sr_period,
            hub_code=hub_code_of(row.sr_hub),
            due_on=row.sr_due,
            met_on=row.sr_met_on,
            progress=row.sr_progress.value if row.sr_progress else None,
            asks=frozenset(each.value for each in row.sr_ask_office - {OfficeAsk.NOTHING}),
        )
        for row in pull.read(SeniorReviewRow)
    )


def _pairing(
    pull: Pull,
    numbers: PairingNumbers,
    row: FirstReport | ContactLog | QuarterlyReportRow | ClosureRow,
    name: str,
    number: int | None,
) -> PairingId | None:
    """Return the pairing *row* is about, or report that it cannot be told."""
    found = numbers.find(row.record_id, number)
    if found is None:
        pull.problems.add(
            row,
            name,
            IssueCode.REPORT_PERIOD,
            Severity.WARNING,
            what=f"{name} is blank and this record has no single current pairing.",
            do="Use the instance that the night run opened, or enter the pairing number.",
        )
    return found
