"""N20a and N20b: a request reaches two people of the office; its sender alone is answered.

Source: S4.117, programme 4.3, 5.3.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from mentorship.obligations.due_items import NoticeKind
from mentorship.obligations.occasions import after_a_loss
from mentorship.people import MailPreference, Participation
from mentorship.program_settings import Lead
from mentorship.relationships import Asker, Decision, OverrideAction
from mentorship.requests import sender_of
from mentorship.roster import Roster
from notifications.compose import compose
from notifications.mail import OFFICE, Environment, LeftOut
from notifications.notice import Delivery
from notifications.undelivered import undelivered_lines
from tests.support.builders import (
    MENTEE,
    MENTOR,
    a_change_request,
    a_mentee,
    a_mentor,
    a_pairing,
    a_roster,
    an_override,
    away,
    settings,
)
from tests.support.mail import OFFICE_EMAIL, a_context
from tests.support.occasions import SINCE_LAST_YEAR, lived, occasions
from tests.support.rule_nights import today
from tests.support.tables import cases


LEADS = (Lead("Dr. Ada Whitcombe", "ada@example.edu"), Lead("Lee Okafor", "lee@example.edu"))
OF_THE_MENTEE = a_change_request(asker=Asker.MENTEE)
CLOSED = an_override("CHANGE-1001.1", OverrideAction.WAIVE)
REDCAP = "https://redcap.example.edu/"


def a_department(*requests, leads=LEADS, **parts) -> Roster:
    office = parts.pop("settings", settings(leads=leads))
    return a_roster(a_pairing(), settings=office, change_requests=requests, **parts)


def test_the_leads_hear_of_it_on_the_next_run_and_every_two_working_days_until_the_office_acts():
    roster = a_department(OF_THE_MENTEE)

    assert lived(roster, "2026-10-22", "2026-10-29") == [
        "10-22 N20a.1 lead-1",  # a Thursday
        "10-22 N20a.1 lead-2",
        "10-22 N20b.1 1001",
        "10-26 N20a.2 lead-1",
        "10-26 N20a.2 lead-2",
        "10-28 N20a.3 lead-1",
        "10-28 N20a.3 lead-2",
    ]
    assert occasions(replace(roster, overrides=(CLOSED,)), "2026-10-22") == []


@cases(
    """
    leads | told
    ------|----------------
    2     | lead-1 lead-2
    1     | lead-1
    0     | office
    """
)
def test_without_leads_the_office_mailbox_hears_of_it(case):
    roster = a_department(OF_THE_MENTEE, leads=LEADS[: int(case["leads"])])

    found = [e.person_id for e in occasions(roster, "2026-10-22") if e.kind.value == "N20a"]

    assert " ".join(found) == case["told"]


def test_a_weekend_holds_the_senders_answer_but_not_what_the_leads_are_told():
    assert lived(a_department(OF_THE_MENTEE), "2026-10-24", "2026-10-26") == [
        "10-24 N20a.1 lead-1",
        "10-24 N20a.1 lead-2",
        "10-26 N20b.1 1001",
    ]


def test_another_fault_of_the_record_does_not_hide_that_something_waits():
    found = occasions(a_department(OF_THE_MENTEE), "2026-10-22", left_alone={MENTEE})

    assert {each.kind for each in found} == {NoticeKind.CONFIDENTIAL_ITEM}


@cases(
    """
    on the page of | number | you are the | sender
    ---------------|--------|-------------|-------
    mentee         | 1      | mentee      | mentee
    mentee         | 1      | mentor      | mentor
    mentee         |        | mentee      | mentee
    mentee         |        | mentor      | mentor
    mentee         | 1      |             |
    mentee         | 7      | mentee      |
    mentor         | 1      | mentor      | mentor
    mentor         | 1      | mentee      |
    mentor         |        | mentor      | mentor
    both           | 1      | mentee      |
    both           | 1      | mentor      |
    """
)
def test_only_a_certain_sender_is_answered(case):
    """A mentor's request often lies on the mentee's page; `both` is mentor and mentee at once."""
    pages = {"mentee": MENTEE, "mentor": MENTOR, "both": "1002"}
    pairings = (
        a_pairing(),
        a_pairing(mentee_id="1002", mentor_id="2002"),
        a_pairing(mentee_id="1003", mentor_id="1002"),
    )
    request = a_change_request(
        pages[case["on the page of"]],
        int(case["number"]) if case["number"] else None,
        asker=Asker[case["you are the"].upper()] if case["you are the"] else None,
    )

    assert sender_of(request, a_roster(*pairings)) == pages.get(case["sender"])


OTHER_MENTOR = "2999"
BY_THE_MENTOR = a_change_request(pairing_number=None, asker=Asker.MENTOR)


def repaired(**first_pairing) -> Roster:
    """Two mentors, one after the other, on the page on which a mentor's request lies."""
    return a_roster(
        a_pairing(**first_pairing),
        a_pairing("2026-10-23", number=2, mentor_id=OTHER_MENTOR),
        people=[a_mentee(), a_mentor(), a_mentor(OTHER_MENTOR)],
        settings=settings(leads=LEADS),
        change_requests=(BY_THE_MENTOR,),
    )


@cases(
    """
    the first pairing | asker  | sender
    ------------------|--------|-------
    closed            | mentor |
    current           | mentor |
    draft             | mentor | other
    closed            | mentee | mentee
    """
)
def test_where_there_was_ever_another_mentor_neither_is_answered(case):
    roster = repaired(
        closed="2026-10-22" if case["the first pairing"] == "closed" else None,
        decision=Decision.DRAFT if case["the first pairing"] == "draft" else Decision.FINAL,
    )
    request = replace(BY_THE_MENTOR, asker=Asker[case["asker"].upper()])

    sender = sender_of(request, roster)

    assert sender == {"mentee": MENTEE, "other": OTHER_MENTOR, "": None}[case["sender"]]


@pytest.mark.parametrize("number", [1, None])
def test_a_second_mentor_of_the_same_pairing_may_have_written_it(number):
    request = replace(BY_THE_MENTOR, pairing_number=number)

    assert sender_of(request, a_roster(a_pairing(second_mentor_id=OTHER_MENTOR))) is None


@pytest.mark.parametrize("number", [1, None])
def test_a_request_is_answered_once_whoever_the_mentor_is_by_then(number):
    """The office may type another mentor into the same pairing, which leaves no trace of the first.

    Whoever came later would learn from an answer that somebody had asked.
    """
    request = replace(BY_THE_MENTOR, pairing_number=number)
    before = a_department(request)
    told = {e.key: today("2026-10-22") for e in occasions(before, "2026-10-22")}
    after = a_roster(
        a_pairing(mentor_id=OTHER_MENTOR),
        people=[a_mentee(), a_mentor(), a_mentor(OTHER_MENTOR)],
        settings=settings(leads=LEADS),
        change_requests=(request,),
    )

    assert f"CHANGE-1001.1|N20b|1|{MENTOR}" in told
    assert occasions(after, "2026-10-23", told) == []


def test_requests_that_the_first_night_of_all_finds_are_not_answered_and_later_ones_are():
    old = a_department(OF_THE_MENTEE)
    later = a_department(OF_THE_MENTEE, a_change_request(instance=2, asker=Asker.MENTEE))
    first = {e.key: today("2026-10-24") for e in occasions(old, "2026-10-24", {})}

    assert {key.split("|")[1] for key in first} == {"N20a"}
    assert not [e for e in lived(old, "2026-10-24", "2026-11-06", before={}) if "N20b" in e]
    assert lived(later, "2026-10-26", "2026-10-27", before=first) == [
        "10-26 N20a.2 lead-1",
        "10-26 N20a.1 lead-1",
        "10-26 N20a.2 lead-2",
        "10-26 N20a.1 lead-2",
        "10-26 N20b.1 1001",
    ]


def test_a_night_that_died_after_the_leads_mail_still_answers_the_sender():
    roster = a_department(OF_THE_MENTEE)
    told = dict(SINCE_LAST_YEAR)
    told |= {e.key: today("2026-10-22") for e in occasions(roster, "2026-10-22") if e.stage == 1
             and e.kind is NoticeKind.CONFIDENTIAL_ITEM}  # fmt: skip

    for night in ("2026-10-22", "2026-10-23"):
        assert [e.person_id for e in occasions(roster, night, told)] == [MENTEE]


@pytest.mark.parametrize(
    "people",
    [
        [a_mentee(mail_preference=MailPreference.OFFICE_CONTACTS), a_mentor()],
        [a_mentee(participation=Participation.DEPARTED), a_mentor()],
        [a_mentee(leave=away("2026-10-01", "2026-11-01")), a_mentor()],
        [a_mentee(email=None), a_mentor()],
    ],
    ids=["office calls", "left", "on leave", "no address"],
)
def test_a_sender_who_gets_no_mail_gets_none_and_the_leads_hear_of_it_all_the_same(people):
    roster = a_department(OF_THE_MENTEE, people=people)

    assert {e.person_id for e in occasions(roster, "2026-10-22")} == {"lead-1", "lead-2"}


def mails_of(roster: Roster, day: str = "2026-10-22", **context):
    owed = occasions(roster, day)
    found = compose(owed, roster, context=a_context(redcap=REDCAP, **context), today=today(day))
    assert found.left_out == ()
    return {each.person_id: each for each in found.mails}


def test_the_leads_read_a_count_and_where_to_look_and_nothing_else():
    roster = a_department(OF_THE_MENTEE, a_change_request(MENTOR, instance=2, asker=Asker.MENTOR))

    mails = mails_of(roster)

    assert (mails["lead-1"].address, mails["lead-2"].address) == (
        "ada@example.edu",
        "lee@example.edu",
    )
    for lead in ("lead-1", "lead-2"):
        words = mails[lead].subject + mails[lead].text + mails[lead].html
        assert "two confidential items" in words.lower()
        assert "by Monday 26 October 2026" in words
        assert not [each for each in (MENTEE, MENTOR, "First", "Last", "change") if each in words]
    assert mails["lead-1"].text.startswith("Dear Dr. Ada Whitcombe,")


def test_the_sender_reads_who_calls_and_by_when_and_gets_it_once_at_most():
    mail = mails_of(a_department(OF_THE_MENTEE))[MENTEE]

    words = " ".join(mail.text.split())
    assert "Dr. Ada Whitcombe or Lee Okafor will call you by Monday 26 October 2026" in words
    assert mail.delivery is Delivery.AT_MOST_ONCE
    assert mail.covers == ("CHANGE-1001.1|N20b|1|1001",)
    assert mail.subject == "Mentorship: we received your message"


def test_the_partner_is_not_told():
    mails = mails_of(a_department(a_change_request(asker=Asker.MENTOR)))

    assert mails.keys() == {"lead-1", "lead-2", MENTOR}


def test_a_rehearsal_says_that_something_waits_and_never_who_asked():
    mails = mails_of(a_department(OF_THE_MENTEE), environment=Environment.REHEARSAL)

    assert mails.keys() == {"lead-1", "lead-2"}
    assert {each.address for each in mails.values()} == {OFFICE_EMAIL}
    assert not [each for each in mails.values() if MENTEE in each.text + each.html]


def test_an_answer_that_could_not_go_is_not_in_the_offices_digest():
    gone = LeftOut("CHANGE-1001.1|N20b|1|1001", MENTEE, "no e-mail address")
    other = LeftOut("MEET-1002.1|N08|1|1002", "1002", "no e-mail address")

    assert [each.record_id for each in undelivered_lines((), [gone, other])] == ["1002"]


def test_after_a_lost_outbox_the_sender_is_not_answered_again():
    roster = a_department(OF_THE_MENTEE)
    told = dict.fromkeys(after_a_loss(roster), today("2026-10-22"))

    assert {e.kind for e in occasions(roster, "2026-10-22", told)} == {NoticeKind.CONFIDENTIAL_ITEM}


def test_the_office_mailbox_is_greeted_without_a_name():
    [mail] = [e for e in mails_of(a_department(OF_THE_MENTEE, leads=())).values()
              if e.person_id == OFFICE]  # fmt: skip

    assert (mail.address, mail.text[:13]) == (OFFICE_EMAIL, "Good morning,")
