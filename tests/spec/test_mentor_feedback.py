"""The mentee tells the mentor how it goes: when, with which mail, once a year. Source: S4.23."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from mentorship.explain import explain
from mentorship.feedback_term import FeedbackTerm, feedback_instance, feedback_place
from mentorship.intervals import days_between
from mentorship.obligations.due_items import DueItemKind, NoticeKind, SentNotices
from mentorship.obligations.due_rules import due_items
from mentorship.obligations.notices import notices_owed
from mentorship.obligations.riders import riders
from mentorship.people import MailPreference, Weekday
from mentorship.policy import Policy
from mentorship.relationships import Programme, Take
from mentorship.roster import Roster
from notifications.compose import compose
from redcap_schema.registry import ONLY_AVERAGED, openable_instruments, owned_instruments
from tests.support.builders import (
    MENTEE,
    a_change_request,
    a_contact,
    a_mentee,
    a_mentor,
    a_pairing,
    a_roster,
    a_senior_mentor,
    an_agreement,
    away,
    on,
)
from tests.support.mail import a_context
from tests.support.nights import a_night
from tests.support.rule_nights import POLICY, Memory, item_on, items_on, today
from tests.support.tables import cases


FEEDBACK = DueItemKind.FEEDBACK
STARTED = "2026-07-08"  # month 6: 8 January 2027


def shown(day: str, roster: Roster, policy: Policy = POLICY) -> str:
    """The invitation as a table writes it: key, from when, until when."""
    item = item_on(day, roster, FEEDBACK, policy)
    return f"{item.key} {item.opened_on} {item.due_on}" if item else ""


# ── when ────────────────────────────────────────────────────────────────────────────────────────


@cases(
    """
    started    | tonight    | invited
    -----------|------------|---------------------------------------------
    2026-07-08 | 2027-01-07 |
    2026-07-08 | 2027-01-08 | FEEDBACK-1001.1-AY2026 2027-01-08 2027-04-10
    2026-07-08 | 2027-04-10 | FEEDBACK-1001.1-AY2026 2027-01-08 2027-04-10
    2026-07-08 | 2027-04-11 |
    2026-07-08 | 2028-01-07 |
    2026-07-08 | 2028-01-08 | FEEDBACK-1001.1-AY2027 2028-01-08 2028-04-09
    2026-08-31 | 2027-02-27 |
    2026-08-31 | 2027-02-28 | FEEDBACK-1001.1-AY2026 2027-02-28 2027-04-30
    2026-09-30 | 2027-03-29 |
    2026-09-30 | 2027-03-30 | FEEDBACK-1001.1-AY2026 2027-03-30 2027-04-30
    2026-09-30 | 2027-05-01 |
    2026-10-01 | 2027-04-01 |
    2026-10-01 | 2027-06-30 |
    2026-10-01 | 2027-07-01 | FEEDBACK-1001.1-AY2027 2027-07-01 2027-10-01
    2027-01-01 | 2027-07-01 | FEEDBACK-1001.1-AY2027 2027-07-01 2027-10-01
    2017-07-08 | 2027-01-08 | FEEDBACK-1001.1-AY2026 2027-01-08 2027-04-10
    2017-07-08 | 2026-12-01 |
    """
)
def test_after_six_months_then_yearly_and_in_time_for_the_statements_of_may(case):
    roster = a_roster(a_pairing(case["started"]))

    assert shown(case["tonight"], roster) == case["invited"]


@cases(
    """
    programme       | policy                      | invited
    ----------------|-----------------------------|--------
    FACULTY_HUB     |                             | 1
    RESIDENT        |                             | 0
    SENIOR_COACHING |                             | 0
    CODIFIED        |                             | 1
    RESIDENT        | after 6 months, then yearly | 1
    RESIDENT        | after 7 months              | 0
    """
)
def test_a_programme_says_whether_its_mentees_are_invited(case):
    term = FeedbackTerm.parse(case["policy"]) if case["policy"] else None
    policy = Policy(residents=replace(POLICY.residents, feedback=term))
    pairing = a_pairing(STARTED, programme=Programme[case["programme"]])

    found = items_on("2027-01-20", a_roster(pairing), FEEDBACK, policy)

    assert len(found) == int(case["invited"])


def test_a_department_may_invite_nobody_and_once_means_once():
    once = Policy(faculty=(("feedback", FeedbackTerm.parse("after 6 months")),))
    never = Policy(faculty=(("feedback", None),))

    assert shown("2027-01-08", a_roster(a_pairing(STARTED)), never) == ""
    assert shown("2027-01-08", a_roster(a_pairing(STARTED)), once) != ""
    assert shown("2028-01-08", a_roster(a_pairing(STARTED)), once) == ""


@cases(
    """
    leave                 | closed     | opened
    ----------------------|------------|-----------
                          |            | 2027-01-08
    2026-09-01 2026-09-30 |            | 2027-02-07
                          | 2026-12-31 |
    """
)
def test_leave_does_not_count_and_a_pair_that_ended_is_left_alone(case):
    leave = away(*case["leave"].split()) if case["leave"] else None
    people = [a_mentee(leave=leave), a_mentor()]
    roster = a_roster(a_pairing(STARTED, closed=case["closed"] or None), people=people)

    item = item_on("2027-02-10", roster, FEEDBACK)

    assert (str(item.opened_on) if item else "") == case["opened"]


def test_a_leave_entered_afterwards_does_not_invite_twice_within_half_a_year():
    """Told in March for AY2026; a month of leave then moves the date beyond the statements."""
    roster = a_roster(a_pairing("2026-09-14"))
    memory, told = lived(roster, "2027-03-14", "2027-04-30")
    late = [a_mentee(leave=away("2026-11-01", "2026-11-30")), a_mentor()]
    moved = replace(memory.roster, people={each.record_id: each for each in late})

    assert len(told) == 1
    assert shown("2027-07-01", moved) == ""
    assert shown("2027-07-01", replace(moved, ledger=())) != ""


# ── with which mail ─────────────────────────────────────────────────────────────────────────────


def a_pair(**changes: object) -> Roster:
    """A signed pair that met on 22 December and reports in time."""
    pairing = a_pairing(STARTED, announced_on=on(STARTED), programme=changes.pop("programme"))
    parts = {
        "people": [a_mentee(**changes), a_mentor(), a_senior_mentor()],
        "contacts": (a_contact(pairing, "2026-12-22"),),
        "agreements": (an_agreement(pairing, mentee_ok=True, mentor_ok=True),),
    }
    return a_roster(pairing, **parts)


def lived(roster: Roster, first: str, last: str) -> tuple[Memory, list[str]]:
    """Every night from *first* to *last*: on which day and with what the invitation came."""
    memory, found = Memory(roster), []
    for day in days_between(today(first), today(last)):
        mail = [each for each in memory.night(day) if each.person_id == MENTEE]
        if any(each.item.kind is FEEDBACK for each in mail):
            others = sorted(e.item.kind.prefix for e in mail if e.item.kind is not FEEDBACK)
            found.append(" ".join([f"{day:%m-%d}", *others]))
    return memory, found


@cases(
    """
    programme   | date set   | prepares | told
    ------------|------------|----------|---------------
    CODIFIED    |            | yes      | 03-29
    CODIFIED    | 2027-01-14 | yes      | 01-11 DATE
    CODIFIED    | 2027-01-14 | no       | 03-29
    FACULTY_HUB | 2027-01-22 | yes      | 01-19 DATE
    FACULTY_HUB |            | yes      | 02-22 TOUCH
    FACULTY_HUB | 2027-01-22 | no       | 02-22 TOUCH
    """
)
def test_it_goes_with_the_mail_that_prepares_then_with_any_then_alone(case):
    """An overdue contact is reminded of on 22 January, too early, and a month later."""
    roster = a_pair(programme=Programme[case["programme"]], prepares=case["prepares"] == "yes")
    if case["date set"]:
        [contact] = roster.contacts
        roster = replace(roster, contacts=(replace(contact, next_on=on(case["date set"])),))

    _, told = lived(roster, "2027-01-01", "2027-06-30")

    assert told == [case["told"]]


@cases(
    """
    mail                            | told
    --------------------------------|-----------
    pref AS_DUE                     | 01-19 DATE
    pref WEEKLY_DIGEST day MONDAY   | 01-19 DATE
    pref OFFICE_CONTACTS            |
    """
)
def test_whatever_its_reader_prefers_it_adds_no_mail(case):
    """Who wants one mail a week gets N15 at once where the date would be over by then."""
    words = case["mail"].split()
    changes = {"mail_preference": MailPreference[words[1]]}
    if "day" in words:
        changes["mail_day"] = Weekday[words[-1]]
    roster = a_pair(programme=Programme.FACULTY_HUB, **changes)
    [contact] = roster.contacts
    roster = replace(roster, contacts=(replace(contact, next_on=on("2027-01-22")),))

    _, told = lived(roster, "2027-01-01", "2027-01-31")

    assert " ".join(told) == case["told"]


def test_nothing_rides_on_a_night_with_a_pulse():
    """The other pair's tenth month is on 8 February; the overdue contact's mail comes after it."""
    other = a_pairing("2026-04-08", number=2, mentor_id="2002", programme=Programme.RESIDENT)
    roster = a_pair(programme=Programme.FACULTY_HUB)
    roster = replace(
        roster,
        pairings=(*roster.pairings, replace(other, announced_on=on("2026-04-08"))),
        people={**roster.people, "2002": a_mentor("2002")},
    )
    memory = Memory(roster)
    mail = {
        day: {each.kind.value for each in memory.night(day) if each.person_id == MENTEE}
        for day in ("2027-02-08", "2027-02-22")
    }

    assert "N19" in mail["2027-02-08"]
    assert "N15" not in mail["2027-02-08"]
    assert "N15" in mail["2027-02-22"]


@cases(
    """
    mail              | rides
    ------------------|------
    KEEP_IN_TOUCH     | yes
    PULSE             |
    PAIRING           |
    PAIRING_CORRECTED |
    """
)
def test_news_of_a_pair_is_alone_in_its_mail(case):
    roster, night = a_pair(programme=Programme.FACULTY_HUB), today("2027-02-22")
    mail = Memory(roster).night("2027-02-22")
    [owed] = [e for e in mail if (e.person_id, e.kind) == (MENTEE, NoticeKind.KEEP_IN_TOUCH)]
    other = replace(owed, kind=NoticeKind[case["mail"]])

    found = riders(due_items(roster, POLICY, night), [other], SentNotices({}), night)

    assert bool([*found]) == bool(case["rides"])


def test_nobody_is_invited_while_a_request_for_a_change_is_open():
    roster = replace(
        a_pair(programme=Programme.FACULTY_HUB),
        change_requests=(a_change_request(pairing_number=1),),
    )

    memory, told = lived(roster, "2027-01-01", "2027-05-31")

    assert told == []
    assert memory.roster.stored(MENTEE, "FEEDBACK-1001.1-AY2026").state.name == "VOID"


def test_who_was_told_is_not_told_again_though_redcap_was_never_written():
    roster = a_pair(programme=Programme.FACULTY_HUB)
    memory = Memory(roster)
    memory.night("2027-02-22")
    items = due_items(roster, POLICY, today("2027-03-29"))

    owed = notices_owed(roster, items, SentNotices(memory.told), today("2027-03-29"))

    assert not [each for each in owed if each.item.kind is FEEDBACK]


def test_the_mail_is_one_with_its_own_link_and_no_date_of_its_own():
    roster = a_pair(programme=Programme.FACULTY_HUB)
    memory = Memory(roster)
    owed = [each for each in memory.night("2027-02-22") if each.person_id == MENTEE]

    [mail] = compose(owed, roster, context=a_context(), today=date(2027, 2, 22)).mails

    assert [each.value for each in mail.kinds] == ["N11", "N15"]
    assert mail.subject == "Mentorship: two things for you"
    assert "mentor_feedback-1001-126" in mail.text


# ── what anybody learns of it ───────────────────────────────────────────────────────────────────


def test_staff_learn_that_the_mentee_was_invited_and_nothing_else():
    roster = a_roster(a_pairing(STARTED, take=Take.OWN_CHOICE, announced_on=on(STARTED)))
    plan = a_night(roster, today=today("2027-01-18"))

    found = next(each for each in explain(roster, plan, MENTEE) if each.key.startswith("FEEDBACK"))

    assert found.closes == ("Closed by inviting the mentee; whether they answer is told to nobody.")
    assert found.then == (
        "It goes with a mail that is sent anyway, on 29 March 2027 at the latest. "
        "It lapses after 10 April 2027; nobody can be late with it."
    )
    assert "S4.23" in found.why


def test_the_automation_neither_opens_nor_writes_it():
    assert ONLY_AVERAGED not in openable_instruments()
    assert ONLY_AVERAGED not in owned_instruments()


# ── phrases and places ──────────────────────────────────────────────────────────────────────────


def test_each_pairing_and_year_has_one_place_that_says_which():
    places = {(n, y): feedback_instance(n, y) for n in range(1, 300) for y in range(2000, 2100)}

    assert len(set(places.values())) == len(places)
    assert all(feedback_place(places[each]) == each for each in places)
    assert max(places.values()) < 32767


@pytest.mark.parametrize("text", ["after 6 months", "after 12 months, then yearly"])
def test_the_phrase_is_written_again_as_it_was_read(text):
    assert str(FeedbackTerm.parse(text)) == text


@pytest.mark.parametrize("text", ["after 0 months", "after 121 months", "yearly", "6 months"])
def test_a_phrase_that_cannot_be_meant_is_refused(text):
    with pytest.raises(ValueError, match="write it like after 6 months, then yearly"):
        FeedbackTerm.parse(text)
