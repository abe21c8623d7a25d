"""What goes to the office, in earnest and in a rehearsal."""

from dataclasses import replace

from mentorship.hub_summary import GroupSummary
from mentorship.morning_digest import MorningDigest
from mentorship.obligations.due_items import NoticeKind
from notifications.mail import OFFICE, Environment
from notifications.samples import SAMPLES
from tests.support.builders import (
    MENTEE,
    MENTOR,
    SENIOR,
    a_hub,
    a_report,
    a_review,
    a_roster,
    a_senior_mentor,
    an_agreement,
)
from tests.support.mail import (
    KIND_OF_ITEM,
    OFFICE_EMAIL,
    a_context,
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


SUMMARY: GroupSummary = SAMPLES["N16"].summary
DIGEST: MorningDigest = SAMPLES["N24"].digest


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
        new_overdue_count=0,
        to_check=(),
        for_the_office=(),
        closed=0,
        problems=(),
        problem_count=0,
        proposals=(),
        final_not_announced=(),
        confidential_items=0,
        lists_to_look_at=None,
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
