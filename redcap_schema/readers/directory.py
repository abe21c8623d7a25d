"""People, hubs and affinity groups."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from mentorship.hubs import AffinityGroup, Hub, HubArea, HubEntry, HubStatus, ReviewMonths
from mentorship.intervals import Interval
from mentorship.issues import IssueCode, Severity
from mentorship.opportunities import Opportunities
from mentorship.people import MailPreference, Participation, Person, Weekday
from mentorship.record_order import record_order
from redcap_schema.instruments.affinity_group import AffinityGroupRow
from redcap_schema.instruments.hub_directory import HubDirectory
from redcap_schema.instruments.hub_status_auto import HubStatusAuto
from redcap_schema.instruments.person_profile import PersonProfile
from redcap_schema.marks import fingerprint, read_mark
from redcap_schema.readers.pull import Pull


R = TypeVar("R", HubDirectory, AffinityGroupRow)


def read_people(pull: Pull) -> dict[str, Person]:
    """Return the people by record, in record order."""
    rows = pull.read(PersonProfile)
    return {row.record_id: _person(row, pull.is_active(row.record_id)) for row in rows}


def _person(row: PersonProfile, is_active: bool) -> Person:
    participation = row.p_participation or Participation.NOT_YET_ASKED
    return Person(
        record_id=row.record_id,
        first_name=row.p_first,
        last_name=row.p_last,
        greeting=row.p_greeting or f"Dr. {row.p_last}".strip(),
        email=row.p_email or None,
        roles=row.p_roles,
        participation=participation,
        is_active=is_active,
        rank=row.p_rank,
        track=row.p_track,
        training_year=row.p_pgy,
        resident_room=row.p_resident_room,
        hired_on=row.p_hire_on,
        leave=_leave(row, participation),
        mail_preference=row.p_mail_pref or MailPreference.AS_DUE,
        mail_day=row.p_mail_day or Weekday.MONDAY,
        prepares=row.p_prepare,
    )


def _leave(row: PersonProfile, participation: Participation) -> Interval | None:
    """Return the leave on file.

    Both dates count whatever participation says now: a leave that is over still moved dates.
    Without a last day it counts only while the person is on leave, until further notice.
    """
    first, last = row.p_leave_from, row.p_leave_until
    if first is None or (last is not None and last < first):
        return None
    if last is None and participation is not Participation.ON_LEAVE:
        return None
    return Interval(first, last)


def read_hubs(pull: Pull) -> dict[int, Hub]:
    """Return the hubs by code.

    A code held by two records belongs to the active one, else the lower number (V2 reports it).
    """
    found: dict[int, Hub] = {}
    remembered = {each.record_id: each for each in pull.read(HubStatusAuto)}
    for row in _active_first(pull, pull.read(HubDirectory)):
        if row.hub_code is None or row.hub_code in found:
            taken = None if row.hub_code is None else found[row.hub_code].record_id
            _report_number(pull, row, "hub_code", taken, IssueCode.HUB_UNKNOWN)
            continue
        found[row.hub_code] = Hub(
            record_id=row.record_id,
            code=row.hub_code,
            name=row.hub_name,
            group_code=row.hub_ag,
            status=row.hub_status or HubStatus.OPEN,
            cap=row.hub_cap,
            is_active=pull.is_active(row.record_id),
            opportunities=_opportunities(row, remembered[row.record_id]),
            entry=_entry(row),
        )
    return dict(sorted(found.items()))


def _opportunities(row: HubDirectory, remembered: HubStatusAuto) -> Opportunities:
    return Opportunities(
        mark=fingerprint(row.hub_opportunities),
        seen_mark=read_mark(remembered.hx_opp_mark),
        seen_since=remembered.hx_opp_since,
    )


def _entry(row: HubDirectory) -> HubEntry:
    return HubEntry(
        areas=tuple(area for area in HubArea if area in row.hub_domain),
        opportunities=row.hub_opportunities,
        page=row.hub_url,
    )


def read_groups(pull: Pull) -> dict[int, AffinityGroup]:
    """Return the affinity groups by code; two records with one code as for hubs (V11)."""
    found: dict[int, AffinityGroup] = {}
    for row in _active_first(pull, pull.read(AffinityGroupRow)):
        if row.ag_code is None or row.ag_code in found:
            taken = None if row.ag_code is None else found[row.ag_code].record_id
            _report_number(pull, row, "ag_code", taken, IssueCode.SENIOR_MENTOR)
            continue
        found[row.ag_code] = AffinityGroup(
            record_id=row.record_id,
            code=row.ag_code,
            name=row.ag_name,
            senior_mentor_id=row.ag_senior,
            deputy_id=row.ag_deputy,
            review_months=row.ag_anchor_month or ReviewMonths.JANUARY_JULY,
            may_name_pairs=row.ag_names_ok is not False,
            is_active=pull.is_active(row.record_id),
        )
    return dict(sorted(found.items()))


def _active_first(pull: Pull, rows: Iterable[R]) -> list[R]:
    return sorted(rows, key=lambda r: (not pull.is_active(r.record_id), record_order(r.record_id)))


def _report_number(
    pull: Pull,
    row: HubDirectory | AffinityGroupRow,
    name: str,
    taken: str | None,
    code: IssueCode,
) -> None:
    """Report a hub or group without a number, or with the number of record *taken*."""
    if taken is None:
        if any(i.record_id == row.record_id and i.field == name for i in pull.problems.found):
            return
        what, do = f"{name} is blank.", "Enter its number."
    else:
        what = f"{name} is already the number of record {taken}; this record is not used."
        do = "Give it a number of its own, or retire one of the two."
    pull.problems.add(row, name, code, Severity.ERROR, what=what, do=do)
