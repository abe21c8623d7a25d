"""Last academic year's pairings, with the records they left behind.

Only what the cast needs: seven pairs that go on, one that ended, two in the resident programme.
"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from mentorship.academic_calendar import Quarter
from mentorship.hubs import Accepting
from mentorship.people import Rank, Role
from mentorship.relationships import Decision, Meeting, PairingState, Programme, Said, Take
from sandbox.making.draft import Appearance, Draft, DraftPerson, Offer, OldPair
from sandbox.making.rows import Row, Value, repeat_row
from sandbox.making.survey_answers import agreement_answers, contact_answers, report_answers


FIRST_PAIRING = 1
"""Every pair of last year is the first on its mentee's record."""


def continuing_mentee(person: DraftPerson) -> bool:
    """Associates who are not looking for a mentor this year: they may have one from last year."""
    return person.rank is Rank.ASSOCIATE_PROFESSOR and not person.is_eligible


def roomy_offer(draft: Draft, part: str, mentee: str) -> Offer:
    """Choose a professor's commitment that can hold one more mentee, outside the quiet group.

    Mentors without a story of their own are preferred; one who is about to leave is not chosen.
    """
    held = draft.held()
    leaving = draft.cast.get("mentor_leaves_mid_quarter", Appearance(())).record_ids
    able = [
        offer
        for offer in draft.offers
        if draft.people[offer.mentor].rank is Rank.PROFESSOR
        and offer.mentor not in {mentee, *leaving}
        and not _leads(draft, offer.mentor)
        and offer.accepting is Accepting.YES
        and draft.group_of(offer) != draft.quiet_group
        and offer.capacity > held[offer.mentor, offer.hub]
    ]
    free = [offer for offer in able if offer.mentor not in draft.spoken_for]
    return draft.chance("offer", part).choice(free or able)


def _leads(draft: Draft, record: str) -> bool:
    return Role.SENIOR_MENTOR in draft.people[record].roles


def add_pair(draft: Draft, pair: OldPair) -> None:
    """Add last year's pairing decision to the mentee's record."""
    draft.pairs.append(pair)
    if pair.programme is Programme.FACULTY_HUB and pair.state is not PairingState.CLOSED:
        draft.people[pair.mentee].roles.add(Role.MENTEE)
    values: dict[str, Value] = {
        "pr_cycle": draft.timetable.last_cycle,
        "pr_program": pair.programme,
        "pr_take": Take.OWN_CHOICE,
        "pr_hub": pair.hub,
        "pr_mentor": pair.mentor,
        "pr_mentee_said": Said.AGREES,
        "pr_mentor_said": Said.AGREES,
        "pr_decision": Decision.FINAL,
        "pr_start_on": pair.start_on,
        "pr_state": pair.state,
    }
    if pair.end_on is not None:
        values |= {"pr_end_on": pair.end_on, "pr_end_why": "1"}
    draft.rows.append(repeat_row(pair.mentee, "pairing", FIRST_PAIRING, **values))


def add_record_of_year(draft: Draft, pair: OldPair) -> None:
    """Add what a pair that keeps to the rules has written down so far.

    An agreement, a contact at least every 27 days, an in-person meeting and a signed report for
    every quarter that is over and whose report is due before this year begins.
    """
    met_on = pair.start_on + timedelta(days=16)
    add_agreement(draft, pair, met_on)
    last = (pair.end_on or draft.timetable.start) - timedelta(days=3)
    for on in _contact_days(met_on, last, draft.chance("history", pair.mentee)):
        add_contact(draft, pair, on, Meeting.VIDEO)
    for quarter in draft.timetable.quarters(pair.start_on, last):
        add_contact(draft, pair, _meeting_day(pair, quarter, last), Meeting.IN_PERSON)
        owes = quarter.last - pair.start_on >= timedelta(days=45)
        if owes and quarter.last < draft.timetable.start - timedelta(days=14):
            add_report(draft, pair, quarter)


def _contact_days(first: date, last: date, rng: Random) -> list[date]:
    days = [first]
    while days[-1] + timedelta(days=27) <= last:
        days.append(days[-1] + timedelta(days=rng.randint(18, 27)))
    return days[1:]


def _meeting_day(pair: OldPair, quarter: Quarter, last: date) -> date:
    first = max(quarter.first, pair.start_on + timedelta(days=17))
    return min(first + timedelta(days=40), quarter.last, last)


def add_agreement(
    draft: Draft, pair: OldPair, met_on: date, *, mentee_ok: bool = True, mentor_ok: bool = True
) -> None:
    """Add the pair's first report and agreement."""
    answers = agreement_answers(draft.chance("agreement", pair.mentee), met_on, met_on)
    _add(
        draft,
        pair.mentee,
        "first_report",
        {
            "fr_pair": FIRST_PAIRING,
            "fr_due": pair.start_on + timedelta(days=45),
            **answers,
            "fr_mentee_ok": True if mentee_ok else None,
            "fr_mentor_ok": True if mentor_ok else None,
        },
    )


def add_contact(draft: Draft, pair: OldPair, on: date, how: Meeting) -> None:
    """Add one entry of the contact log."""
    answers = contact_answers(draft.chance("contact", pair.mentee, on), how)
    _add(draft, pair.mentee, "contact_log", {"cl_pair": FIRST_PAIRING, "cl_on": on, **answers})


def add_report(draft: Draft, pair: OldPair, quarter: Quarter) -> None:
    """Add the pair's signed report of one quarter."""
    answers = report_answers(draft.chance("report", pair.mentee, quarter.name))
    _add(
        draft,
        pair.mentee,
        "quarterly_report",
        {
            "qr_pair": FIRST_PAIRING,
            "qr_period": quarter.name,
            "qr_due": quarter.last + timedelta(days=14),
            "qr_met_on": quarter.first + timedelta(days=40),
            **answers,
            "qr_mentee_ok": True,
            "qr_mentor_ok": True,
        },
    )


def _add(draft: Draft, record: str, instrument: str, values: dict[str, Value]) -> Row:
    row = repeat_row(record, instrument, draft.next_instance(record, instrument), **values)
    draft.rows.append(row)
    return row
