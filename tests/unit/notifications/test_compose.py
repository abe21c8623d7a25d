"""From notices that are owed to one mail per person."""

import random
from dataclasses import replace
from datetime import date

import pytest

from mentorship.hub_summary import GroupSummary
from mentorship.morning_digest import MorningDigest
from mentorship.obligations.due_items import DueItemKind, NoticeKind
from mentorship.people import MailPreference, Participation
from mentorship.relationships import Meeting
from notifications.build import BUILDERS
from notifications.build_occasions import DESK_BUILDERS
from notifications.compose import MOST_IN_ONE_MAIL, compose
from notifications.mail import OFFICE, Environment
from notifications.samples import SAMPLES
from tests.support.builders import (
    MENTEE,
    MENTOR,
    SENIOR,
    a_contact,
    a_hub,
    a_mentee,
    a_mentor,
    a_pairing,
    a_preference,
    a_report,
    a_review,
    a_roster,
    a_senior_mentor,
    an_agreement,
    settings,
)
from tests.support.mail import (
    KIND_OF_ITEM,
    OFFICE_EMAIL,
    TODAY,
    a_context,
    an_item,
    an_opening,
    owed,
)


PAIRING = a_pairing()
SUMMARY: GroupSummary = SAMPLES["N16"].summary
DIGEST: MorningDigest = SAMPLES["N24"].digest


def composed(*notices, roster=None, today=TODAY, **context):
    return compose(notices, roster or a_roster(PAIRING), context=a_context(**context), today=today)


def only_mail(*notices, **options):
    found = composed(*notices, **options)
    assert found.left_out == ()
    [mail] = found.mails
    return mail


def only_reason(*notices, **options):
    found = composed(*notices, **options)
    assert found.mails == ()
    [left_out] = found.left_out
    return left_out.reason


OF_A_GROUP = {NoticeKind.HUB_SUMMARY, NoticeKind.REVIEW, NoticeKind.EVALUATION}
OF_ONE_PERSON = {NoticeKind.PREFERENCES_OPEN, NoticeKind.PREFERENCES_REMINDER,
                 NoticeKind.COMMITMENT, NoticeKind.CHOICES, NoticeKind.MENTORING_YEAR}  # fmt: skip
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


# ── the office ────────────────────────────────────────────────────────────────────────────────


def summary_notice():
    return owed(
        NoticeKind.HUB_SUMMARY,
        SENIOR,
        key="SUM-AG03-2026H2",
        about="AG03",
        record_id="7001",
        period="2026H2",
        pairing_number=None,
    )


def test_the_summary_goes_to_the_senior_mentor_with_a_copy_to_the_office():
    openings = (
        an_opening("senior_review", "7001", 2, sr_period="2026H2", sr_hub="H11 ICU outcomes"),
        an_opening("senior_review", "7001", 1, sr_period="2026H1", sr_hub="H12 ECMO"),
    )

    found = composed(summary_notice(), summaries=[SUMMARY], openings=openings)

    own, copy = found.mails
    assert (own.person_id, copy.person_id) == (SENIOR, OFFICE)
    assert own.covers == ("SUM-AG03-2026H2|N16|1|3001",)
    assert copy.covers == ("COPY-SUM-AG03-2026H2|N16|1|office",)
    assert "s=senior_review-7001-2" in own.text
    assert "senior_review" not in copy.text + copy.html
    assert "H12 ECMO:" not in own.text


def test_reviews_already_saved_are_not_asked_for_again():
    roster = replace(
        a_roster(PAIRING, people=[a_senior_mentor()], hubs=[a_hub(11, name="ICU"), a_hub()]),
        reviews=(
            a_review("2026H2", 11, progress=None, repeat_instance=3),
            a_review("2026H2", 14, repeat_instance=4),
        ),
    )

    found = composed(summary_notice(), roster=roster, summaries=[SUMMARY], openings=())

    assert "H11 ICU: https" in found.mails[0].text
    assert "senior_review-7001-4" not in found.mails[0].text


def test_a_summary_that_was_not_computed_is_left_out():
    assert "not computed" in only_reason(summary_notice())


def test_the_morning_digest_goes_to_the_office_mailbox_once_a_day():
    mail = only_mail(digest=DIGEST)

    assert (mail.person_id, mail.address) == (OFFICE, OFFICE_EMAIL)
    assert mail.covers == ("DIGEST-2026-10-20|N24|1|office",)
    assert mail.text.startswith("Good morning,")


def test_a_digest_without_news_is_no_mail():
    empty = replace(
        DIGEST,
        new_overdue=(),
        for_the_office=(),
        closed=0,
        problems=(),
        problem_count=0,
        proposals=(),
        final_not_announced=(),
        confidential_items=0,
        mails_planned=0,
        mails_held=0,
    )

    assert composed(digest=empty).mails == ()


# ── rehearsal ─────────────────────────────────────────────────────────────────────────────────


def test_a_rehearsal_goes_to_the_office_and_says_whom_it_was_meant_for():
    found = composed(
        owed(NoticeKind.FIRST_MEETING),
        summary_notice(),
        environment=Environment.REHEARSAL,
        digest=DIGEST,
        summaries=[SUMMARY],
    )

    assert len(found.mails) == 4
    for mail in found.mails:
        assert mail.address == OFFICE_EMAIL
        assert mail.subject.startswith("[REHEARSAL] Mentorship: ")
        assert mail.text.startswith("REHEARSAL: this mail would have gone to ")
    first = found.mails[0]
    assert first.person_id == MENTEE
    assert "record 1001 (First1001 Last1001)" in first.text.splitlines()[0]


GOAL, ACHIEVED = "canary-goal-7f3a", "canary-achieved-91bc"


def everything_owed():
    pair = [owed(k, who) for k in KIND_OF_ITEM if k not in OF_A_GROUP | OF_ONE_PERSON
            for who in (MENTEE, MENTOR)]  # fmt: skip
    return [*pair, owed(NoticeKind.PREFERENCES_OPEN, about=MENTEE), summary_notice()]


def poisoned_roster():
    """A pair whose own content can be recognised wherever it turns up."""
    return replace(
        a_roster(PAIRING),
        agreements=(an_agreement(PAIRING, goals=(GOAL,)),),
        reports=(a_report(PAIRING, "AY2026-Q1", achieved=ACHIEVED, mentor_ok=None),),
    )


def until_all_is_told(notices, **context):
    """The mails of as many nights as it takes: one mail tells only so much."""
    mails = []
    while notices:
        found = composed(*notices, **context)
        assert found.left_out == ()
        told = {key for mail in found.mails for key in mail.covers}
        notices = [each for each in notices if each.key not in told]
        mails += found.mails
    return mails


def all_words(mails):
    return "\n".join(mail.subject + mail.text + mail.html for mail in mails)


def test_a_pairs_goals_reach_the_pair_and_what_they_achieved_reaches_no_mail():
    mails = until_all_is_told(
        everything_owed(), roster=poisoned_roster(), summaries=[SUMMARY], digest=DIGEST
    )

    holders = {m.person_id for m in mails if GOAL in m.text or GOAL in m.html}
    assert holders == {MENTEE, MENTOR}
    assert ACHIEVED not in all_words(mails)


def test_a_rehearsal_shows_the_office_neither_the_pairs_content_nor_links_that_open_surveys():
    mails = until_all_is_told(
        everything_owed(),
        roster=poisoned_roster(),
        summaries=[SUMMARY],
        openings=(*a_context().openings, an_opening("senior_review", "7001", 2,
                  sr_period="2026H2", sr_hub="H11 ICU outcomes")),
        environment=Environment.REHEARSAL,
        digest=DIGEST,
    )  # fmt: skip

    words = all_words(mails)
    assert {each.person_id for each in mails} >= {MENTEE, MENTOR, SENIOR, OFFICE}
    assert GOAL not in words
    assert "surveys/?" not in words
    assert "left out in a rehearsal" in words


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


def test_the_evaluation_goes_to_the_office_and_to_whoever_is_owed_it():
    evaluation = SAMPLES["N27"].evaluation
    notice = owed(NoticeKind.EVALUATION, about=MENTEE, record_id=MENTEE, period=evaluation.period)

    leader, office = composed(notice, evaluation=evaluation).mails
    [again] = composed(evaluation=evaluation).mails

    assert (leader.person_id, leader.covers) == (MENTEE, (notice.key,))
    assert (office.person_id, office.address) == (OFFICE, OFFICE_EMAIL)
    assert office.covers == again.covers == ("OFFICE-EVAL-AY2026-H1|N27|1|office",)
    assert "83/104 (80 %)" in leader.text
    assert "83/104 (80 %)" in office.text


def test_no_evaluation_of_another_half_year_is_told():
    evaluation = replace(SAMPLES["N27"].evaluation, period="AY2025-H2")
    notice = owed(NoticeKind.EVALUATION, about=MENTEE, record_id=MENTEE, period="AY2026-H1")

    found = composed(notice, evaluation=evaluation)

    assert [each.person_id for each in found.mails] == [OFFICE]
    assert [each.reason for each in found.left_out] == [
        "the half-year's evaluation was not computed"
    ]
