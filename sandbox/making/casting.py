"""The parts of the cast that show in the first night's data. Source: programme.md 6.3."""

from __future__ import annotations

from datetime import date, timedelta

from mentorship.hubs import ReviewMonths
from mentorship.people import Participation, Role
from mentorship.relationships import (
    Meeting,
    PairingState,
    Programme,
)
from sandbox.making.draft import Draft, DraftPerson, OldPair
from sandbox.making.history import (
    FIRST_PAIRING,
    add_agreement,
    add_contact,
    add_pair,
    add_record_of_year,
    add_report,
    continuing_mentee,
    roomy_offer,
)
from sandbox.making.people import TRAINING_YEARS
from sandbox.making.plans import Signing
from sandbox.making.rows import repeat_row
from sandbox.making.survey_answers import agreement_answers, contact_answers


def cast_groups(draft: Draft) -> None:
    """Senior mentors on leave, a group that shows counts only, a group with one pair."""
    groups = [group for code, group in draft.groups.items() if code != draft.quiet_group]
    own = draft.cast["senior_who_is_hub_mentor"].record_ids[0]
    seniors = [group for group in groups if group.senior != own] or groups
    with_deputy, without = seniors[0], seniors[-1] if len(seniors) > 1 else groups[0]
    for group in (with_deputy, without):
        january = date(draft.timetable.start.year + 1, 1, 1)
        group.months = ReviewMonths.JANUARY_JULY
        person = draft.people[group.senior]
        person.participation = Participation.ON_LEAVE
        person.leave = (january - timedelta(days=21), january + timedelta(days=45))
    with_deputy.deputy = draft.groups[draft.quiet_group].senior
    draft.appear("senior_on_leave_with_deputy", with_deputy.senior, with_deputy.record)
    draft.appear("senior_on_leave_without_deputy", without.senior, without.record)
    others = [*seniors[1:-1], draft.groups[draft.quiet_group]]
    counts_only = others[0]
    counts_only.may_name = False
    draft.appear("group_counts_only", counts_only.record)


def cast_old_pairs(draft: Draft) -> None:
    """Seven pairs that continue from last year, and one that ended."""
    _mutual_mentoring(draft)
    _mentor_leaves(draft)
    _agreement_signed_by_one(draft)
    _report_signed_late(draft)
    _mentee_on_leave(draft)
    _one_pair(draft)
    _closed_pair(draft)


def _old_pair(draft: Draft, part: str, days: int) -> OldPair:
    """Add a continuing pair that began *days* into last academic year."""
    mentee = draft.pick(part, continuing_mentee)
    offer = roomy_offer(draft, part, mentee.record)
    pair = OldPair(
        mentee=mentee.record,
        mentor=offer.mentor,
        hub=offer.hub,
        start_on=draft.timetable.last_start + timedelta(days=days),
    )
    add_pair(draft, pair)
    return pair


def _appear(draft: Draft, part: str, pair: OldPair, *more: tuple[str, int]) -> None:
    instances = [(pair.mentee, "pairing", FIRST_PAIRING)]
    instances += [(pair.mentee, instrument, number) for instrument, number in more]
    draft.appear(part, pair.mentee, pair.mentor, instances=instances)


def _continuing_mentor(person: DraftPerson) -> bool:
    return continuing_mentee(person) and Role.HUB_MENTOR in person.roles


def _mutual_mentoring(draft: Draft) -> None:
    part = "mutual_mentoring"
    one = draft.pick(f"{part} one", _continuing_mentor)
    two = draft.pick(f"{part} two", _continuing_mentor)
    for mentee, mentor, days in ((one, two, 76), (two, one, 92)):
        pair = OldPair(
            mentee=mentee.record,
            mentor=mentor.record,
            hub=draft.offers_by_mentor[mentor.record][0].hub,
            start_on=draft.timetable.last_start + timedelta(days=days),
        )
        add_pair(draft, pair)
        add_record_of_year(draft, pair)
    instances = [(each.record, "pairing", FIRST_PAIRING) for each in (one, two)]
    draft.appear(part, one.record, two.record, instances=instances)


def _agreement_signed_by_one(draft: Draft) -> None:
    part = "agreement_signed_by_one"
    pair = _old_pair(draft, part, 323)
    met_on = pair.start_on + timedelta(days=20)
    add_agreement(draft, pair, met_on, mentor_ok=False)
    draft.agreements[pair.mentee, FIRST_PAIRING] = Signing(met_on, None)
    _appear(draft, part, pair, ("first_report", 1))


def _report_signed_late(draft: Draft) -> None:
    """Signed by both, three weeks late; in autumn the same mentee asks for a change."""
    pair = _old_pair(draft, "report_signed_late", 111)
    add_record_of_year(draft, pair)
    quarter = draft.timetable.quarter(draft.timetable.start - timedelta(days=1))
    due_on = quarter.last + timedelta(days=14)
    signing = Signing(due_on + timedelta(days=15), due_on + timedelta(days=20))
    draft.reports[pair.mentee, FIRST_PAIRING, quarter.name] = signing
    _appear(draft, "report_signed_late", pair)
    this_quarter = draft.timetable.quarter(draft.timetable.start)
    row = repeat_row(
        pair.mentee,
        "change_request",
        1,
        cr_pair=FIRST_PAIRING,
        cr_who="1",
        cr_kind="1",
        cr_why=("2",),
        cr_told="2",
    )
    draft.act(this_quarter.last + timedelta(days=5), "change_request_open", row)
    key = (pair.mentee, FIRST_PAIRING, this_quarter.name)
    draft.reports[key] = Signing(None, None)
    _appear(draft, "change_request_open", pair, ("change_request", 1))


def _mentor_leaves(draft: Draft) -> None:
    """Two reports for one quarter, and a mentor who leaves in the middle of the next autumn."""
    part = "two_reports_one_quarter"
    pair = _old_pair(draft, part, 69)
    add_record_of_year(draft, pair)
    quarter = draft.timetable.quarter(draft.timetable.last_start + timedelta(days=200))
    add_report(draft, pair, quarter)
    twice = [
        ("quarterly_report", int(row["redcap_repeat_instance"]))
        for row in draft.rows
        if row["record_id"] == pair.mentee and row.get("qr_period") == quarter.name
    ]
    _appear(draft, part, pair, *twice)
    _appear(draft, "mentor_leaves_mid_quarter", pair)
    draft.picked.add(pair.mentor)
    leaves_on = draft.timetable.quarter(draft.timetable.start).last + timedelta(days=41)
    draft.act(
        leaves_on,
        "mentor_leaves_mid_quarter",
        {"record_id": pair.mentor, "p_participation": Participation.DEPARTED.value},
    )


def _mentee_on_leave(draft: Draft) -> None:
    part = "mentee_on_leave_over_quarter_end"
    pair = _old_pair(draft, part, 125)
    add_record_of_year(draft, pair)
    end = draft.timetable.quarter(draft.timetable.start).last
    first, last = end - timedelta(days=15), end + timedelta(days=20)
    plan_leave(draft, pair.mentee, first, last, part)
    _appear(draft, part, pair)


def plan_leave(draft: Draft, record: str, first: date, last: date, why: str) -> None:
    """Plan that the office enters a leave on its first day and ends it the day after the last."""
    away = {"p_participation": Participation.ON_LEAVE.value}
    dates = {"p_leave_from": first.isoformat(), "p_leave_until": last.isoformat()}
    draft.act(first, why, {"record_id": record, **away, **dates})
    plan_return(draft, record, last, why)


def plan_return(draft: Draft, record: str, last: date, why: str) -> None:
    """Plan that the office sets a person back to taking part after the last day of leave.

    The dates stay: a leave that is over still stopped the clocks of its days.
    """
    back = {"p_participation": Participation.TAKING_PART.value}
    draft.act(last + timedelta(days=1), why, {"record_id": record, **back})


def _one_pair(draft: Draft) -> None:
    """The quiet group's one pair, with a contact that is dated tomorrow on the opening night."""
    mentee = draft.pick("group_with_one_pair", continuing_mentee)
    offer = next(o for o in draft.offers if draft.group_of(o) == draft.quiet_group)
    pair = OldPair(
        mentee=mentee.record,
        mentor=offer.mentor,
        hub=offer.hub,
        start_on=draft.timetable.last_start + timedelta(days=153),
    )
    add_pair(draft, pair)
    add_record_of_year(draft, pair)
    tomorrow = draft.timetable.preferences_open_on + timedelta(days=1)
    add_contact(draft, pair, tomorrow, Meeting.VIDEO)
    group = draft.groups[draft.quiet_group]
    draft.appear("group_with_one_pair", group.record, pair.mentee, pair.mentor)
    last = draft.next_instance(pair.mentee, "contact_log") - 1
    _appear(draft, "contact_tomorrow", pair, ("contact_log", last))


def _closed_pair(draft: Draft) -> None:
    """A pair that ended in spring, with a report for the quarter after; the mentee looks again."""
    part = "report_for_closed_pair"
    mentee = draft.pick(part, lambda p: p.is_eligible and Role.HUB_MENTOR not in p.roles)
    start_on = draft.timetable.last_start + timedelta(days=83)
    offer = roomy_offer(draft, part, mentee.record)
    pair = OldPair(
        mentee=mentee.record,
        mentor=offer.mentor,
        hub=offer.hub,
        start_on=start_on,
        state=PairingState.CLOSED,
        end_on=start_on + timedelta(days=175),
    )
    add_pair(draft, pair)
    add_record_of_year(draft, pair)
    after = draft.timetable.quarter(draft.timetable.start - timedelta(days=1))
    add_report(draft, pair, after)
    number = draft.next_instance(pair.mentee, "quarterly_report") - 1
    _appear(draft, part, pair, ("quarterly_report", number))


def cast_residents(draft: Draft) -> None:
    """Two resident pairs: one meets by video in July, one has a PGY-4 mentor."""
    start = draft.timetable.start
    seniors = [p for p in draft.people.values() if p.pgy == TRAINING_YEARS]
    newest = [p for p in draft.people.values() if p.pgy == 1]
    guide = draft.chance("pgy4").choice(seniors)
    guide.roles.add(Role.RESIDENT_MENTOR)
    part = "pgy4_mentors_pgy1"
    young = draft.pick(part, lambda p: p in newest)
    pair = OldPair(mentee=young.record, mentor=guide.record, hub=None, start_on=start)
    _add_resident_pair(draft, pair, part)
    part = "resident_video_in_july"
    mentee = draft.pick(part, lambda p: p in newest)
    able = [p for p in draft.people.values() if p.is_faculty and Role.RESIDENT_MENTOR in p.roles]
    mentor = draft.chance(part).choice(able)
    pair = OldPair(mentee=mentee.record, mentor=mentor.record, hub=None, start_on=start)
    _add_resident_pair(draft, pair, part)
    _plan_video(draft, pair, part)


def _add_resident_pair(draft: Draft, pair: OldPair, part: str) -> None:
    pair.programme = Programme.RESIDENT
    add_pair(draft, pair)
    draft.rows[-1]["pr_cycle"] = draft.timetable.cycle
    _appear(draft, part, pair)


def _plan_video(draft: Draft, pair: OldPair, part: str) -> None:
    met_on = draft.timetable.start + timedelta(days=20)
    rng = draft.chance(part)
    answers = agreement_answers(rng, met_on, met_on) | {"fr_met_how": Meeting.VIDEO}
    agreement = {"fr_pair": FIRST_PAIRING, **answers, "fr_mentee_ok": True, "fr_mentor_ok": True}
    draft.act(met_on, part, repeat_row(pair.mentee, "first_report", 1, **agreement))
    contact = {"cl_pair": FIRST_PAIRING, "cl_on": met_on, **contact_answers(rng, Meeting.VIDEO)}
    draft.act(met_on, part, repeat_row(pair.mentee, "contact_log", 1, **contact))
