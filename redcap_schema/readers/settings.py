"""The settings record, and the dates on which no mail goes out."""

from __future__ import annotations

import re
from datetime import timedelta

from pydantic import TypeAdapter, ValidationError

from mentorship.errors import ConfigurationError
from mentorship.intervals import Interval, merged
from mentorship.issues import IssueCode, Severity
from mentorship.program_settings import Lead, MailMode, ProgramSettings
from redcap_schema.instruments.program_settings import ProgramSettingsRow
from redcap_schema.readers.pull import Pull
from redcap_schema.reading import Problems
from redcap_schema.wire import OptionalDate


_RANGE = re.compile(r"\s*(\S+?)\s*(?:(?:\bto\b|\.\.+|/|\u2013|\s-\s)\s*(\S+)\s*)?")
_DAY: TypeAdapter[OptionalDate] = TypeAdapter(OptionalDate)
_DEFAULT_MAIL_CAP = 150
_A_YEAR = timedelta(days=366)


def read_settings(pull: Pull) -> ProgramSettings:
    """Return the settings of the programme.

    With two active settings records the one with the lower number counts, mail runs in the more
    careful mode of the two, and both records are reported (V19).

    Raises:
        ConfigurationError: there is no active settings record, or it lacks what no date can be
            computed without.
    """
    rows = [each for each in pull.read(ProgramSettingsRow) if pull.is_active(each.record_id)]
    if not rows:
        raise ConfigurationError(
            "expected one active settings record (record_type 9), found none; "
            "create it in REDCap and fill in Programme settings"
        )
    if len(rows) > 1:
        _report_two(rows, pull.problems)
    careful = min((each.ps_mail_mode or MailMode.OFF for each in rows), key=lambda m: int(m.value))
    return _settings(rows[0], careful, pull.problems)


def _report_two(rows: list[ProgramSettingsRow], problems: Problems) -> None:
    numbers = ", ".join(each.record_id for each in rows)
    for each in rows:
        problems.add(
            each,
            "ps_mail_mode",
            IssueCode.SETTINGS_RECORDS,
            Severity.WARNING,
            what=f"records {numbers} all hold programme settings; {rows[0].record_id} counts "
            "and mail runs in the most careful mode of them.",
            do="Retire all but one under Record setup.",
        )


def _settings(row: ProgramSettingsRow, mode: MailMode, problems: Problems) -> ProgramSettings:
    if row.ps_ay_start is None or not row.ps_cycle:
        missing = "ps_cycle" if row.ps_ay_start else "ps_ay_start"
        raise ConfigurationError(
            f"record {row.record_id}: {missing} is blank or unreadable, so no date can be "
            "computed; fill it in under Programme settings"
        )
    return ProgramSettings(
        record_id=row.record_id,
        mail_mode=mode,
        office_email=row.ps_office_email or None,
        academic_year_start=row.ps_ay_start,
        cycle=row.ps_cycle,
        preferences_open_on=row.ps_pref_open,
        preferences_close_on=row.ps_pref_close,
        first_meeting_days=row.ps_first_meet_days,
        agreement_days=row.ps_agreement_days,
        quarterly_grace_days=row.ps_q_grace_days,
        quiet=_quiet(row, problems),
        max_mail_per_run=_DEFAULT_MAIL_CAP if row.ps_max_mail_run is None else row.ps_max_mail_run,
        support_text=row.ps_support_text,
        match_on=row.ps_match_on,
        resident_match_on=row.ps_res_match_on,
        leads=_leads(row),
        director_id=row.ps_director,
        vice_chair_id=row.ps_vice_chair,
    )


def _leads(row: ProgramSettingsRow) -> tuple[Lead, ...]:
    both = ((row.ps_lead1_name, row.ps_lead1_email), (row.ps_lead2_name, row.ps_lead2_email))
    return tuple(Lead(name, email) for name, email in both if email)


def _quiet(row: ProgramSettingsRow, problems: Problems) -> tuple[Interval, ...]:
    found: list[Interval] = []
    for number, line in enumerate(row.ps_quiet_dates.splitlines(), start=1):
        if not line.strip():
            continue
        interval = quiet_line(line)
        if interval is not None:
            found.append(interval)
            _report_long(row, number, interval, problems)
            continue
        problems.add(
            row,
            "ps_quiet_dates",
            IssueCode.DATE_ORDER,
            Severity.WARNING,
            what=f"line {number} of the quiet dates is neither a date nor a range of dates.",
            do="Write one YYYY-MM-DD, or YYYY-MM-DD to YYYY-MM-DD, a line.",
        )
    return merged(found)


def _report_long(
    row: ProgramSettingsRow, number: int, interval: Interval, problems: Problems
) -> None:
    """Say so when mail is stopped for more than a year: obeyed, but hardly meant."""
    if interval.last is not None and interval.last - interval.first > _A_YEAR:
        problems.add(
            row,
            "ps_quiet_dates",
            IssueCode.DATE_ORDER,
            Severity.WARNING,
            what=f"line {number} of the quiet dates stops all mail up to {interval.last}.",
            do="Check the year; to stop mail until further notice, set Mail to Off instead.",
        )


def quiet_line(line: str) -> Interval | None:
    """Read one line of the quiet dates; None if it is no date, or a range that runs backwards.

    >>> quiet_line("2026-12-24 to 2027-01-01")
    Interval(first=datetime.date(2026, 12, 24), last=datetime.date(2027, 1, 1))
    """
    found = _RANGE.fullmatch(line)
    if not found:
        return None
    try:
        first = _DAY.validate_python(found[1])
        last = _DAY.validate_python(found[2] or found[1])
    except ValidationError:
        return None
    if first is None or last is None or last < first:
        return None
    return Interval(first, last)
