"""Which mail goes to whom on which night. Source: programme 5.1, 5.3."""

from __future__ import annotations

from datetime import date, timedelta

from mentorship.intervals import days_between
from mentorship.obligations.due_items import DueItemKind, SentNotices
from mentorship.obligations.due_rules import due_items
from mentorship.obligations.notices import for_the_office, notices_owed
from mentorship.people import MailPreference, Participation
from mentorship.relationships import OverrideAction
from mentorship.roster import Roster
from tests.support.builders import (
    DEPUTY,
    MENTEE,
    MENTOR,
    SENIOR,
    a_change_request,
    a_contact,
    a_group,
    a_mentee,
    a_mentor,
    a_pairing,
    a_preference,
    a_report,
    a_roster,
    a_senior_mentor,
    an_agreement,
    an_override,
    away,
    on,
    settings,
)
from tests.support.rule_nights import POLICY, Memory, today
from tests.support.tables import cases


ANNOUNCED = a_pairing("2026-07-01", announced_on=on("2026-07-01"))
ROLES = {MENTEE: "mentee", MENTOR: "mentor", SENIOR: "senior mentor", DEPUTY: "deputy"}


def lived(roster: Roster, first: str, last: str) -> list[str]:
    """Every mail of the nights *first*..*last*, as `month-day notice.stage who`."""
    memory = Memory(roster)
    mails: dict[str, list[str]] = {}
    for day in days_between(today(first), today(last)):
        for each in memory.night(day):
            line = f"{day:%m-%d} {each.kind.value}.{each.stage}"
            mails.setdefault(line, []).append(ROLES[each.person_id])
    return [f"{line} {' and '.join(who)}" for line, who in mails.items()]


def test_a_pair_that_does_nothing_hears_this_much_in_its_first_quarter():
    assert lived(a_roster(a_pairing("2026-07-01")), "2026-07-01", "2026-11-30") == [
        "07-01 N06.1 mentee and mentor",
        "07-15 N08.1 mentee",
        "07-27 N08.2 mentee and mentor",  # the 26th is a Sunday
        "07-31 N09.1 mentee",
        "08-03 N08.3 mentee and mentor",
        "08-17 N09.2 mentee and mentor",
        "08-24 N09.3 mentee and mentor",
        "08-31 N09.4 mentee and mentor",
        "09-09 N12.1 mentee and mentor",
        "09-23 N14.1 mentee",
        "10-12 N13.1 mentee and mentor",
        "10-19 N13.2 mentee and mentor",
        "10-26 N13.3 mentee and mentor",
        "11-02 N19.1 mentee and mentor",  # the 1st is a Sunday
    ]


def test_a_pair_that_does_all_in_time_hears_only_what_is_news():
    pairing = a_pairing("2026-07-01")
    roster = a_roster(
        pairing,
        contacts=tuple(
            a_contact(pairing, day)
            for day in ("2026-07-08", "2026-08-05", "2026-09-02", "2026-09-30")
        ),
        agreements=(an_agreement(pairing, mentee_ok=True, mentor_ok=True),),
    )

    assert lived(roster, "2026-07-10", "2026-10-10") == [
        "07-10 N06.1 mentee and mentor",
        "09-09 N12.1 mentee and mentor",
    ]


def test_mentees_hear_of_preferences_when_they_open_and_twice_before_they_close():
    roster = a_roster(
        people=[a_mentee()],
        settings=settings(
            preferences_open_on=date(2026, 5, 1), preferences_close_on=date(2026, 5, 29)
        ),
    )

    assert lived(roster, "2026-04-20", "2026-06-30") == [
        "05-01 N01.1 mentee",
        "05-22 N02.1 mentee",
        "05-27 N02.2 mentee",
    ]


def test_who_has_answered_hears_no_more():
    roster = a_roster(
        people=[a_mentee()],
        preferences=(a_preference(),),
        settings=settings(
            preferences_open_on=date(2026, 5, 1), preferences_close_on=date(2026, 5, 29)
        ),
    )

    assert lived(roster, "2026-05-01", "2026-06-30") == []


def test_the_summary_goes_to_the_senior_mentor_once():
    roster = a_roster(a_pairing("2026-09-01", announced_on=on("2026-09-01")))

    summaries = [each for each in lived(roster, "2026-12-20", "2027-02-10") if "N16" in each]

    assert summaries == ["01-01 N16.1 senior mentor"]


def test_the_deputy_gets_the_summary_and_the_returning_senior_mentor_does_not_get_it_again():
    people = [
        a_mentee(),
        a_mentor(),
        a_senior_mentor(leave=away("2026-12-20", "2027-01-05")),
        a_senior_mentor(DEPUTY),
    ]
    roster = a_roster(
        a_pairing("2026-09-01", announced_on=on("2026-09-01")),
        people=people,
        groups=[a_group(deputy_id=DEPUTY)],
    )

    summaries = [each for each in lived(roster, "2026-12-20", "2027-02-10") if "N16" in each]

    assert summaries == ["01-01 N16.1 deputy"]


@cases(
    """
    mentee attested | mentor attested | tonight    | told
    ----------------|-----------------|------------|-----------------------------
                    |                 | 2026-10-12 | N13.1 mentee, N13.1 mentor
    yes             |                 | 2026-10-12 | N10.1 mentor
                    | yes             | 2026-10-12 | N10.1 mentee
    yes             | yes             | 2026-10-12 |
    yes             |                 | 2026-09-09 | N12.1 mentee, N12.1 mentor
    """
)
def test_only_who_still_has_to_act_is_reminded(case):
    says = {"": None, "yes": True}
    report = a_report(
        ANNOUNCED,
        "AY2026-Q1",
        mentee_ok=says[case["mentee attested"]],
        mentor_ok=says[case["mentor attested"]],
    )
    agreed = an_agreement(ANNOUNCED, mentee_ok=True, mentor_ok=True, met="2026-07-05")
    touched = [a_contact(ANNOUNCED, day) for day in ("2026-08-20", "2026-09-25")]
    roster = a_roster(ANNOUNCED, reports=(report,), agreements=(agreed,), contacts=tuple(touched))
    expected = [each for each in case["told"].split(", ") if each and "expired" not in each]

    assert told_on(case["tonight"], roster) == expected


def told_on(day: str, roster: Roster, told: dict[str, date] | None = None, **parts) -> list[str]:
    items = due_items(roster, POLICY, today(day))
    owed = notices_owed(roster, items, SentNotices(told or {}), today(day), **parts)
    return [f"{each.kind.value}.{each.stage} {ROLES[each.person_id]}" for each in owed]


@cases(
    """
    tonight    | told
    -----------|----------------------------------------
    2026-07-14 |
    2026-07-15 | N08.1 mentee
    2026-07-26 |
    2026-07-27 | N08.2 mentee, N08.2 mentor
    2026-07-31 | N09.1 mentee, N08.2 mentee, N08.2 mentor
    2026-08-03 | N09.1 mentee, N08.3 mentee, N08.3 mentor
    2026-08-14 | N09.1 mentee, N08.3 mentee, N08.3 mentor
    2026-08-17 | N09.2 mentee, N09.2 mentor
    2026-08-31 | N09.4 mentee, N09.4 mentor
    2026-09-09 | N09.4 mentee, N09.4 mentor, N12.1 mentee, N12.1 mentor
    2026-09-14 | N12.1 mentee, N12.1 mentor
    2026-10-01 |
    """
)
def test_after_an_outage_each_hears_the_latest_stage_once_and_nothing_stale(case):
    assert told_on(case["tonight"], a_roster(ANNOUNCED)) == [
        each for each in case["told"].split(", ") if each
    ]


def test_a_stage_that_was_told_is_not_told_again_nor_are_earlier_ones():
    told = {f"MEET-1001.1|N08|2|{each}": date(2026, 7, 27) for each in (MENTEE, MENTOR)}

    assert told_on("2026-07-29", a_roster(ANNOUNCED), told) == []


def test_keys_name_item_notice_stage_and_person():
    items = due_items(a_roster(ANNOUNCED), POLICY, today("2026-07-15"))

    (owed,) = notices_owed(a_roster(ANNOUNCED), items, SentNotices(), today("2026-07-15"))

    assert owed.key == "MEET-1001.1|N08|1|1001"
    assert owed.expires_on == date(2026, 7, 15) + timedelta(days=14)


@cases(
    """
    day        | what it is   | mails
    -----------|--------------|------
    2026-07-27 | a Monday     | 2
    2026-07-25 | a Saturday   | 0
    2026-07-26 | a Sunday     | 0
    2026-07-28 | a quiet date | 0
    2026-07-29 | the day after| 2
    """
)
def test_weekends_and_quiet_dates_bring_no_mail(case):
    roster = a_roster(ANNOUNCED, settings=settings(quiet=(away("2026-07-28", "2026-07-28"),)))

    assert len(told_on(case["day"], roster)) == int(case["mails"])


@cases(
    """
    mentor                              | told
    ------------------------------------|---------------------------
    takes part                          | N08.2 mentee, N08.2 mentor
    gets no mail                        | N08.2 mentee
    has no address                      | N08.2 mentee
    has a record with an error          | N08.2 mentee
    is on leave                         |
    opted out                           |
    left                                |
    """
)
def test_who_is_mailed_depends_on_the_partner_too(case):
    mentor = {
        "gets no mail": {"mail_preference": MailPreference.OFFICE_CONTACTS},
        "has no address": {"email": None},
        "is on leave": {"leave": away("2026-07-27", "2026-08-20")},
        "opted out": {"participation": Participation.OPTED_OUT},
        "left": {"is_active": False},
    }.get(case["mentor"], {})
    left_alone = {MENTOR} if "error" in case["mentor"] else set()
    roster = a_roster(ANNOUNCED, people=[a_mentee(), a_mentor(**mentor)])

    assert told_on("2026-07-27", roster, left_alone=left_alone) == [
        each for each in case["told"].split(", ") if each
    ]


def test_nobody_is_mailed_about_a_record_with_an_error():
    assert told_on("2026-07-27", a_roster(ANNOUNCED), left_alone={MENTEE}) == []


def test_a_pair_with_an_open_change_request_gets_nothing_at_all():
    pairing = a_pairing("2026-07-01")
    roster = a_roster(pairing, change_requests=(a_change_request(),))

    assert lived(roster, "2026-07-01", "2026-11-30") == []


def test_a_muted_item_is_silent_up_to_and_including_the_day():
    word = an_override("MEET-1001.1", OverrideAction.MUTE, "2026-07-29")
    roster = a_roster(ANNOUNCED, overrides=(word,))

    assert told_on("2026-07-29", roster) == []
    assert told_on("2026-07-30", roster) == ["N08.2 mentee", "N08.2 mentor"]


def test_a_date_the_pair_has_set_silences_the_nudge_until_it_has_passed():
    contact = a_contact(ANNOUNCED, "2026-07-10", how=None, then="2026-07-29")
    roster = a_roster(ANNOUNCED, contacts=(contact,))

    assert told_on("2026-07-29", roster) == ["N15.1 mentee"]
    assert told_on("2026-07-30", roster) == ["N08.2 mentee", "N08.2 mentor"]


def test_a_partner_on_leave_hears_of_the_pairing_on_coming_back():
    people = [a_mentee(), a_mentor(leave=away("2026-06-20", "2026-07-10"))]
    pairing = a_pairing("2026-07-01")
    memory = Memory(a_roster(pairing, people=people))

    first = [each.person_id for each in memory.night("2026-07-01")]
    waiting = memory.roster.pairings[0].announced_on
    later = [each.person_id for each in memory.night("2026-07-13") if each.kind.value == "N06"]

    assert (first, waiting, later) == ([MENTEE], None, [MENTOR])
    assert memory.roster.pairings[0].announced_on == date(2026, 7, 13)


def test_the_announcement_waits_for_nobody_who_gets_no_mail():
    people = [a_mentee(), a_mentor(mail_preference=MailPreference.OFFICE_CONTACTS)]
    memory = Memory(a_roster(a_pairing("2026-07-01"), people=people))

    memory.night("2026-07-01")

    assert memory.roster.pairings[0].announced_on == date(2026, 7, 1)


def test_a_pairing_made_final_ahead_of_its_date_is_announced_at_once():
    assert told_on("2026-06-01", a_roster(a_pairing("2026-07-01"))) == [
        "N06.1 mentee",
        "N06.1 mentor",
    ]


@cases(
    """
    tonight    | office acts on
    -----------|-------------------------------------------------
    2026-08-14 |
    2026-08-15 | MEET
    2026-08-28 | MEET
    2026-08-29 | AGREE MEET
    2026-10-20 | AGREE MEET
    2026-10-21 | AGREE INPERSON MEET
    2026-11-03 | AGREE INPERSON MEET
    2026-11-04 | AGREE INPERSON MEET REPORT
    """
)
def test_when_reminders_are_used_up_the_office_acts_next(case):
    items = due_items(a_roster(ANNOUNCED), POLICY, today(case["tonight"]))

    found = for_the_office(items, today(case["tonight"]))

    assert " ".join(each.kind.prefix for each in found) == case["office acts on"]


def test_the_office_is_not_asked_about_muted_items_or_records_left_alone():
    word = an_override("MEET-1001.1", OverrideAction.MUTE, "2026-12-31")
    items = due_items(a_roster(ANNOUNCED, overrides=(word,)), POLICY, today("2026-08-20"))
    overdue = due_items(a_roster(ANNOUNCED), POLICY, today("2026-08-20"))

    assert for_the_office(items, today("2026-08-20")) == []
    assert for_the_office(overdue, today("2026-08-20"), left_alone={MENTEE}) == []


def test_kinds_without_mail_of_this_issue_bring_none():
    roster = a_roster(ANNOUNCED)
    silent = {DueItemKind.MONTHLY_CONTACT, DueItemKind.QUARTERLY_IN_PERSON}
    items = [each for each in due_items(roster, POLICY, today("2026-10-05")) if each.kind in silent]

    assert items
    assert notices_owed(roster, items, SentNotices(), today("2026-10-05")) == []


def test_a_pair_that_falls_silent_is_asked_twice_and_then_left_in_peace():
    pairing = a_pairing("2026-07-01", announced_on=on("2026-07-01"))
    roster = a_roster(pairing, contacts=(a_contact(pairing, "2026-07-06"),))

    nudges = [each for each in lived(roster, "2026-07-01", "2027-03-31") if "N11" in each]

    assert nudges == ["08-06 N11.1 mentee", "09-07 N11.2 mentee"]


def test_a_date_ahead_silences_the_question_after_contact():
    pairing = a_pairing("2026-07-01", announced_on=on("2026-07-01"))
    contact = a_contact(pairing, "2026-07-06", then="2026-08-20")

    nudges = [
        each
        for each in lived(a_roster(pairing, contacts=(contact,)), "2026-07-01", "2026-09-30")
        if "N11" in each
    ]

    assert nudges == ["09-07 N11.2 mentee"]  # the date has passed without a line in the log


def test_mentors_confirm_their_places_three_weeks_before_preferences_open():
    roster = a_roster(
        people=[a_mentor()],
        settings=settings(
            preferences_open_on=date(2026, 5, 25), preferences_close_on=date(2026, 6, 22)
        ),
    )

    assert lived(roster, "2026-04-20", "2026-06-30") == [
        "05-04 N04.1 mentor",
        "05-11 N04.2 mentor",
        "05-18 N04.3 mentor",
    ]


def test_a_senior_mentor_is_reminded_of_a_review_twice():
    roster = a_roster(a_pairing("2026-09-01", announced_on=on("2026-09-01")))

    reminders = [each for each in lived(roster, "2026-12-20", "2027-03-31") if "N17" in each]

    assert reminders == ["01-22 N17.1 senior mentor", "02-05 N17.2 senior mentor"]
