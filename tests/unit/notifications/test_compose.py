"""From notices that are owed to one mail per person."""

import random
from dataclasses import replace
from datetime import date

import pytest

from mentorship.obligations.due_items import DueItemKind, NoticeKind
from mentorship.people import MailPreference, Participation
from mentorship.relationships import Meeting
from notifications.build import BUILDERS
from notifications.build_occasions import DESK_BUILDERS
from notifications.compose import MOST_IN_ONE_MAIL
from tests.support.builders import (
    MENTEE,
    MENTOR,
    a_contact,
    a_mentee,
    a_mentor,
    a_pairing,
    a_preference,
    a_report,
    a_roster,
    an_agreement,
    settings,
)
from tests.support.mail import (
    KIND_OF_ITEM,
    an_item,
    an_opening,
    owed,
)
from tests.unit.notifications.composing import (
    OF_A_GROUP,
    OF_ONE_PERSON,
    PAIRING,
    composed,
    only_mail,
    only_reason,
)


NAMED_TWICE = replace(a_roster(PAIRING), preferences=(a_preference(choices=(14, 14, None)),))


@pytest.mark.parametrize("kind", [k for k in BUILDERS if k in KIND_OF_ITEM and k not in OF_A_GROUP])
def test_every_notice_becomes_a_mail_to_the_person_it_is_for(kind):
    about = MENTEE if kind in OF_ONE_PERSON else f"{MENTEE}.1"
    notice = owed(kind, about=about, record_id=MENTEE)

    mail = only_mail(notice, roster=NAMED_TWICE)

    assert (mail.person_id, mail.address) == (MENTEE, f"person{MENTEE}@example.edu")
    assert mail.covers == (notice.key,)
    assert mail.kind is kind
    assert mail.text.startswith(f"Dear Dr. Last{MENTEE},")
    assert mail.expires_on == notice.expires_on


def test_every_kind_but_the_digest_has_a_builder():
    built = {*BUILDERS, *DESK_BUILDERS}
    assert set(NoticeKind) - built == {NoticeKind.MORNING_DIGEST, NoticeKind.RUN_TROUBLE}


def test_a_persons_notices_share_one_mail_most_useful_first():
    mail = only_mail(
        owed(NoticeKind.FIRST_MEETING),
        owed(NoticeKind.QUARTERLY_REPORT),
        owed(NoticeKind.AGREEMENT),
    )

    assert [each.value for each in mail.kinds] == ["N13", "N09", "N08"]
    assert len(mail.covers) == 3
    assert mail.subject == "Mentorship: three things for you, next by 27 October"
    assert mail.html.count("<h1") == 1
    assert mail.html.count("<h2") == 3


def test_a_mentor_with_two_mentees_gets_one_mail_that_tells_them_apart():
    people = [a_mentee("1001"), a_mentee("1002"), a_mentor()]
    pairings = [a_pairing(), a_pairing(mentee_id="1002")]
    roster = replace(
        a_roster(*pairings, people=people),
        reports=tuple(a_report(each, "AY2026-Q1", mentor_ok=None) for each in pairings),
    )

    mail = only_mail(
        owed(NoticeKind.QUARTERLY_REPORT, MENTOR),
        owed(NoticeKind.QUARTERLY_REPORT, MENTOR, about="1002.1"),
        roster=roster,
    )

    assert "Quarterly report with First1001 Last1001" in mail.html
    assert "Quarterly report with First1002 Last1002" in mail.html
    assert mail.subject == "Mentorship: two quarterly reports for you, next by 27 October"
    assert mail.text.count("Three short questions") == 1
    assert mail.text.count("Open the report") == 2


def test_the_result_does_not_depend_on_the_order_of_the_notices():
    notices = [owed(kind) for kind in (NoticeKind.FIRST_MEETING, NoticeKind.QUARTERLY_REPORT)]
    notices += [owed(NoticeKind.QUARTERLY_REPORT, MENTOR)]
    shuffled = random.Random(7).sample(notices, k=3)

    assert composed(*notices) == composed(*shuffled)


def test_people_who_share_an_address_still_get_a_mail_each():
    people = [a_mentee(email="shared@example.edu"), a_mentor(email="shared@example.edu")]

    found = composed(
        owed(NoticeKind.FIRST_MEETING),
        owed(NoticeKind.FIRST_MEETING, MENTOR),
        roster=a_roster(PAIRING, people=people),
    )

    assert [each.person_id for each in found.mails] == [MENTEE, MENTOR]


# ── facts ─────────────────────────────────────────────────────────────────────────────────────


def announcement(person_id, roster):
    items = {
        each.key: each
        for each in (
            an_item(DueItemKind.FIRST_MEETING, due_on=date(2026, 11, 19)),
            an_item(DueItemKind.AGREEMENT, due_on=date(2026, 12, 4)),
        )
    }
    return only_mail(owed(NoticeKind.PAIRING, person_id), roster=roster, items=items)


def test_the_mentee_reads_which_choice_the_hub_was_and_the_mentor_never_does():
    roster = replace(a_roster(PAIRING), preferences=(a_preference(choices=(15, 14, None)),))

    to_mentee, to_mentor = announcement(MENTEE, roster), announcement(MENTOR, roster)

    assert "it was your second choice" in to_mentee.text
    for part in (to_mentor.subject, to_mentor.text, to_mentor.html):
        assert "choice" not in part.lower()


def test_an_announcement_says_who_where_and_by_when():
    mail = announcement(MENTEE, a_roster(PAIRING))

    assert "You are paired with First2001 Last2001 in H14 Neurocritical care." in mail.text
    assert "Please meet by Thursday 19 November 2026." in " ".join(mail.text.split())
    assert "by 4 December" in mail.text
    assert "the office settled on it" in mail.text


def test_an_announcement_before_the_items_exist_leaves_dates_out():
    mail = only_mail(owed(NoticeKind.PAIRING))

    assert "Please meet within a month." in " ".join(mail.text.split())


@pytest.mark.parametrize(("today", "words"), [
    (date(2026, 10, 27), "by Tuesday 27 October 2026"),
    (date(2026, 10, 28), "the date for it was"),
])  # fmt: skip
def test_words_change_the_day_after_the_due_date(today, words):
    mail = only_mail(owed(NoticeKind.QUARTERLY_REPORT), today=today)

    assert words in " ".join(mail.text.split())


def test_the_quarter_ahead_shows_the_pairs_goals_and_the_meeting_inside_the_quarter():
    roster = replace(
        a_roster(PAIRING),
        agreements=(an_agreement(PAIRING, goals=("Submit the paper", "")),),
        contacts=(
            a_contact(PAIRING, "2026-06-30"),
            a_contact(PAIRING, "2026-08-03"),
            a_contact(PAIRING, "2026-09-02", Meeting.VIDEO),
        ),
    )

    mail = only_mail(owed(NoticeKind.QUARTER_AHEAD), roster=roster)

    assert "July to September 2026" in mail.text
    assert "- Submit the paper" in mail.text
    assert "You met in person on 3 August" in mail.text


def test_goals_reach_the_two_partners_and_no_other_notice():
    secret = "Submit the paper"
    roster = replace(
        a_roster(PAIRING, reports=(a_report(PAIRING, "AY2026-Q1"),)),
        agreements=(an_agreement(PAIRING, goals=(secret,)),),
    )
    kinds = (NoticeKind.FIRST_MEETING, NoticeKind.AGREEMENT, NoticeKind.QUARTERLY_REPORT)

    for kind in kinds:
        mail = only_mail(owed(kind), roster=roster)
        assert secret not in mail.text + mail.html


# ── survey links ──────────────────────────────────────────────────────────────────────────────


def test_a_stored_instance_is_linked_before_one_opened_tonight():
    roster = replace(a_roster(PAIRING), agreements=(an_agreement(PAIRING, instance=4),))

    mail = only_mail(owed(NoticeKind.AGREEMENT), roster=roster)

    assert "s=first_report-1001-4" in mail.text


def test_an_instance_opened_tonight_is_linked():
    mail = only_mail(
        owed(NoticeKind.AGREEMENT), openings=(an_opening("first_report", instance=2, fr_pair=1),)
    )

    assert "s=first_report-1001-2" in mail.text


def test_the_report_of_another_quarter_or_pairing_is_not_linked():
    openings = (
        an_opening("quarterly_report", qr_pair=1, qr_period="AY2026-Q2"),
        an_opening("quarterly_report", qr_pair=2, qr_period="AY2026-Q1"),
        an_opening("quarterly_report", "1002", qr_pair=1, qr_period="AY2026-Q1"),
    )

    reason = only_reason(owed(NoticeKind.QUARTERLY_REPORT), openings=openings)

    assert reason == "no quarterly report instance is open"


def test_a_first_meeting_needs_no_survey():
    mail = only_mail(owed(NoticeKind.FIRST_MEETING), openings=())

    assert "reply to this mail with the date" in mail.text


def test_a_link_that_is_not_a_web_address_never_reaches_a_mail():
    with pytest.raises(ValueError, match="not a link"):
        only_mail(owed(NoticeKind.AGREEMENT), link_for=lambda *_: "javascript:alert(1)")


# ── who gets nothing ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"participation": Participation.OPTED_OUT}, "opted out, away, or asked not to be mailed"),
        ({"participation": Participation.DEPARTED}, "opted out, away, or asked not to be mailed"),
        ({"participation": Participation.ON_LEAVE}, "opted out, away, or asked not to be mailed"),
        (
            {"mail_preference": MailPreference.OFFICE_CONTACTS},
            "opted out, away, or asked not to be mailed",
        ),
        ({"is_active": False}, "opted out, away, or asked not to be mailed"),
        ({"email": None}, "no e-mail address"),
        ({"email": "a@b"}, "the e-mail address is not one that mail can be sent to"),
        ({"email": "josé@example.edu"}, "the e-mail address is not one that mail can be sent to"),
        (
            {"email": "a@example.edu\nBcc: b@example.edu"},
            "the e-mail address is not one that mail can be sent to",
        ),
    ],
)
def test_people_who_cannot_or_must_not_be_mailed_are_left_out_with_a_reason(change, reason):
    roster = a_roster(PAIRING, people=[a_mentee(**change), a_mentor()])

    assert only_reason(owed(NoticeKind.FIRST_MEETING), roster=roster) == reason


def test_a_notice_past_its_use_is_left_out():
    notice = owed(NoticeKind.FIRST_MEETING, expires="2026-10-19")

    assert only_reason(notice) == "too late to be of use"


def test_a_notice_refused_at_this_address_is_left_out_until_the_address_changes():
    notice = owed(NoticeKind.FIRST_MEETING)
    same, other = f"Person{MENTEE}@EXAMPLE.edu", "old@example.edu"

    assert "refused" in only_reason(notice, refused={notice.key: same})
    assert only_mail(notice, refused={notice.key: other}).covers == (notice.key,)


@pytest.mark.parametrize(
    ("roster", "reason"),
    [
        (a_roster(), "the pairing it is about is not in tonight's roster"),
        (a_roster(PAIRING, people=[a_mentee()]), "the partner's record is not in tonight's roster"),
        (a_roster(PAIRING, people=[]), "the person's record is not in tonight's roster"),
    ],
)
def test_a_notice_without_its_facts_is_left_out_and_the_others_go(roster, reason):
    assert only_reason(owed(NoticeKind.FIRST_MEETING), roster=roster) == reason


def test_reasons_name_nobody():
    people = [a_mentee(email="bad address"), a_mentor(email=None)]

    found = composed(
        owed(NoticeKind.FIRST_MEETING),
        owed(NoticeKind.FIRST_MEETING, MENTOR),
        roster=a_roster(PAIRING, people=people),
    )

    assert len(found.left_out) == 2
    for each in found.left_out:
        assert "Last" not in each.reason
        assert "@" not in each.reason


def test_preferences_are_linked_by_cycle():
    roster = replace(
        a_roster(PAIRING, settings=settings(preferences_close_on=date(2026, 10, 27))),
        preferences=(a_preference(repeat_instance=2), a_preference(cycle="AY2025")),
    )
    item = {"about": MENTEE, "record_id": MENTEE, "period": "AY2026"}

    mail = only_mail(owed(NoticeKind.PREFERENCES_OPEN, **item), roster=roster, openings=())

    assert "s=preferences-1001-2" in mail.text
    assert "One hub is open" in mail.text


def test_what_does_not_fit_into_one_mail_waits_for_the_next_the_most_useful_first():
    pairs = [a_pairing(number=number) for number in range(1, 12)]
    roster = a_roster(*pairs)
    nudges = [
        owed(NoticeKind.KEEP_IN_TOUCH, about=str(each.id), record_id=MENTEE) for each in pairs[:10]
    ]
    urgent = owed(NoticeKind.IN_PERSON, about=str(pairs[10].id), record_id=MENTEE)

    [first] = composed(*nudges, urgent, roster=roster).mails
    rest = [each for each in (*nudges, urgent) if each.key not in first.covers]
    [second] = composed(*rest, roster=roster).mails

    assert first.covers[0] == urgent.key
    assert len(first.covers) == MOST_IN_ONE_MAIL
    assert {*first.covers, *second.covers} == {each.key for each in (*nudges, urgent)}
