"""The rhythm's reminders, from what is owed to what is read."""

from dataclasses import replace
from datetime import date

import pytest

from mentorship.obligations.due_items import NoticeKind
from mentorship.prompts import PROMPTS, Side
from notifications.compose import compose
from tests.support.builders import (
    GROUP,
    MENTEE,
    MENTOR,
    SENIOR,
    a_pairing,
    a_roster,
    an_agreement,
)
from tests.support.mail import TODAY, a_context, an_opening, owed


PAIRING = a_pairing()


def composed(notice, roster=None, **context):
    return compose([notice], roster or a_roster(PAIRING), context=a_context(**context), today=TODAY)


def words(notice, roster=None, **context):
    found = composed(notice, roster, **context)
    assert found.left_out == ()
    [mail] = found.mails
    return " ".join(mail.text.split())


def reason(notice, roster=None, **context):
    [left_out] = composed(notice, roster, **context).left_out
    return left_out.reason


def commitment(**changes):
    return owed(NoticeKind.COMMITMENT, MENTOR, about=MENTOR, **changes)


def test_a_mentor_confirms_on_the_instance_that_was_opened_tonight():
    text = words(
        commitment(), openings=[an_opening("hub_commitment", MENTOR, 2, hc_cycle="AY2026")]
    )

    assert f"hub_commitment-{MENTOR}-2" in text
    assert "how many mentees you can hold in AY2026" in text


def test_a_mentor_confirms_on_the_instance_that_was_opened_weeks_ago():
    roster = replace(
        a_roster(PAIRING),
        commitments_opened=frozenset({(MENTOR, "AY2026")}),
        last_instances={("hub_commitment", MENTOR): 3},
    )

    assert f"hub_commitment-{MENTOR}-3" in words(commitment(), roster, openings=[])


def test_without_an_open_instance_a_mentor_is_not_asked():
    assert reason(commitment(), openings=[]) == "no hub commitment instance is open"


def test_keeping_in_touch_names_the_partner_and_the_last_contact():
    notice = owed(NoticeKind.KEEP_IN_TOUCH, opened_on=date(2026, 9, 14))

    text = words(notice)

    assert f"The last contact with First{MENTOR} Last{MENTOR}" in text
    assert "Monday 14 September 2026" in text


def test_a_gap_asked_for_anew_still_names_the_last_contact_or_none():
    later = {"opened_on": date(2026, 9, 20)}

    known = words(owed(NoticeKind.KEEP_IN_TOUCH, period="2023-05-02", **later))
    never = words(owed(NoticeKind.KEEP_IN_TOUCH, period=str(PAIRING.start_on), **later))

    assert "that we know of was on Tuesday 2 May 2023." in known
    assert f"We know of no contact with First{MENTOR} Last{MENTOR} yet." in never


def test_a_time_frame_that_ran_out_long_ago_is_named_by_the_day_it_did():
    text = words(
        owed(NoticeKind.RENEWAL, period="2024-08-01", due_on=date(2027, 1, 4)),
        openings=[
            an_opening("first_report", instance=2, fr_pair=1),
        ],
    )

    assert (
        f"The time you set with First{MENTOR} Last{MENTOR} ended on Thursday 1 August 2024" in text
    )


def test_a_meeting_in_person_says_which_quarter_and_by_when():
    text = words(owed(NoticeKind.IN_PERSON, due_on=date(2026, 10, 31)))

    assert "is open for July to September 2026, until Saturday 31 October 2026" in text


@pytest.mark.parametrize(
    ("kind", "first"),
    [(NoticeKind.JULY_MEETING, "Please meet"), (NoticeKind.RENEWAL, "The time you set with")],
)
def test_each_of_the_pair_reads_of_the_other(kind, first):
    for reader, partner in ((MENTEE, MENTOR), (MENTOR, MENTEE)):
        assert f"{first} First{partner} Last{partner}" in words(owed(kind, reader))


def test_a_renewal_links_the_agreement_that_is_not_signed_yet():
    signed = an_agreement(PAIRING, mentee_ok=True, mentor_ok=True)
    again = replace(signed, repeat_instance=2, mentee_ok=None, mentor_ok=None)
    roster = replace(a_roster(PAIRING), agreements=(signed, again))

    assert f"first_report-{MENTEE}-2" in words(owed(NoticeKind.RENEWAL), roster, openings=[])


def test_a_renewal_never_links_an_agreement_that_is_signed():
    signed = an_agreement(PAIRING, mentee_ok=True, mentor_ok=True)
    roster = replace(a_roster(PAIRING), agreements=(signed,))

    assert reason(owed(NoticeKind.RENEWAL), roster, openings=[]) == (
        "no agreement to renew is open"
    )


def review(about):
    return owed(NoticeKind.REVIEW, SENIOR, about=about, record_id=GROUP, period="2026H2")


def test_a_review_is_linked_by_its_hub():
    opened = [
        an_opening("senior_review", GROUP, 1, sr_period="2026H2", sr_hub="H11 ICU outcomes"),
        an_opening("senior_review", GROUP, 2, sr_period="2026H2", sr_hub="H12 ECMO"),
    ]

    text = words(review("H12"), openings=opened)

    assert "review of H12 ECMO" in text
    assert f"senior_review-{GROUP}-2" in text
    assert reason(review("H13"), openings=opened) == "no review instance is open"


@pytest.mark.parametrize(
    ("item", "says", "opens"),
    [
        (
            {},
            "has agreed to your first report and agreement; please read it",
            "first_report-1001-1",
        ),
        (
            {"key": "REPORT-1001.1-AY2026-Q1", "period": "AY2026-Q1"},
            "has agreed to your quarterly report for July to September 2026",
            "quarterly_report-1001-1",
        ),
        ({"key": "RENEW-1001.1-1"}, "has agreed to your renewed agreement", "first_report-1001-3"),
    ],
)
def test_whose_turn_it_is_reads_what_the_partner_agreed_to_and_opens_it(item, says, opens):
    amended = (
        an_agreement(PAIRING, mentee_ok=True, mentor_ok=True),
        an_agreement(PAIRING, instance=3, mentee_ok=True, mentor_ok=None),
    )
    is_renewal = "RENEW" in item.get("key", "")
    roster = a_roster(PAIRING, agreements=amended if is_renewal else ())
    context = {"openings": ()} if is_renewal else {}

    text = words(owed(NoticeKind.YOUR_TURN, MENTOR, **item), roster, **context)

    assert f"First{MENTEE} Last{MENTEE} {says}" in text
    assert opens in text


def test_each_of_the_two_reads_questions_of_their_own_that_stay_when_composed_again():
    mentee, mentor = (words(owed(NoticeKind.QUARTER_AHEAD, who)) for who in (MENTEE, MENTOR))

    asked = [
        {each.text for each in PROMPTS if each.side is side and each.text in text}
        for side, text in ((Side.MENTEE, mentee), (Side.MENTOR, mentor))
    ]
    assert [len(each) for each in asked] == [2, 2]
    assert "How can I best support you?" in asked[1]
    assert words(owed(NoticeKind.QUARTER_AHEAD, MENTEE)) == mentee
