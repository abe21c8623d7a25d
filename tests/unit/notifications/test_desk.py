"""What a person sees of mail that did not go, and what becomes of a decision about it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from mentorship.errors import ConfigurationError
from mentorship.morning_digest import DigestLine
from mentorship.obligations.due_items import NoticeKind
from notifications.breaker import Breaker, Night
from notifications.dispatch import Dispatcher
from notifications.mail import OFFICE, Environment, LeftOut
from notifications.mailer import MemoryMailer, Outcome, Status
from notifications.notice import Delivery
from notifications.outbox_desk import LEFT_OUT, Decision
from notifications.outbox_states import MailState
from notifications.planning import plan_mails
from notifications.undelivered import undelivered_lines
from tests.support.builders import a_mentee
from tests.support.mail import NOW, OFFICE_EMAIL, SENDER, TODAY, a_mail, open_gates


LIVE = Environment.LIVE
TOMORROW = TODAY + timedelta(days=1)
RECORDS = [str(number) for number in range(1001, 1031)]
PEOPLE = [a_mentee(each) for each in RECORDS]


def night(outbox, *mails, answer=None, today=TODAY, **gates):
    """Compose nothing new: plan what still may be planned, send, say what went."""
    now = NOW + (today - TODAY)
    plan_mails(outbox, mails, sender=SENDER, now=now)
    mailer = MemoryMailer(answer) if answer else MemoryMailer()
    owed = {key for mail in mails for key in mail.covers} - set(outbox.told(LIVE).told)
    result = Dispatcher(
        outbox=outbox,
        mailer=mailer,
        gates=open_gates(PEOPLE, today=today, **gates),
        clock=lambda: now,
        still_owed=owed.__contains__,
    ).run()
    return result, mailer


def answering(status: Status, code: int = 0, text: str = ""):
    return lambda _: Outcome(status, code, text)


REFUSING = answering(Status.REFUSED, 550, "5.1.1 no such user")
DOUBTING = answering(Status.UNCERTAIN)


def only_case(outbox, today=TODAY):
    [case] = outbox.desk.cases(LIVE, today)
    return case


def decide(outbox, decision, today=TODAY):
    return outbox.desk.resolve(
        LIVE, only_case(outbox, today).key, decision, at=NOW + (today - TODAY)
    )


# ── looking ───────────────────────────────────────────────────────────────────────────────────


def test_a_night_on_which_all_went_leaves_no_case(outbox):
    night(outbox, a_mail())

    assert outbox.desk.cases(LIVE, TODAY) == []


@pytest.mark.parametrize(
    ("delivery", "answer", "state", "reason"),
    [
        (Delivery.AT_MOST_ONCE, DOUBTING, "held", "nobody knows whether it arrived"),
        (Delivery.AT_LEAST_ONCE, DOUBTING, "uncertain", "nobody knows; sent once more next run"),
        (Delivery.AT_LEAST_ONCE, REFUSING, "refused", "refused with code 550"),
    ],
)
def test_a_mail_that_did_not_arrive_for_sure_is_a_case(outbox, delivery, answer, state, reason):
    night(outbox, a_mail(delivery=delivery), answer=answer)

    case = only_case(outbox)
    assert (case.person_id, case.kinds, case.state, case.reason, case.since) == (
        "1001", "N13", state, reason, TODAY,
    )  # fmt: skip


def test_a_suppressed_mail_is_a_case_as_long_as_it_would_be_of_use(outbox):
    mail = a_mail(expires_on=TOMORROW)
    night(outbox, mail, allowed_domains=frozenset())

    assert only_case(outbox, TOMORROW).reason == "the domain is not on the department's list"
    assert outbox.desk.cases(LIVE, TOMORROW + timedelta(days=1)) == []


def test_a_refusal_is_no_case_any_more_once_the_address_was_corrected(outbox):
    night(outbox, a_mail(), answer=REFUSING)

    plan_mails(outbox, [a_mail(address="right@example.edu")], sender=SENDER, now=NOW)

    assert outbox.desk.cases(LIVE, TODAY) == []


def test_a_notice_that_became_no_mail_is_a_case_until_the_next_run_knows_better(outbox):
    outbox.desk.note_left_out(LIVE, [LeftOut("A|N09|2|1007", "1007", "no e-mail address")], at=NOW)

    case = only_case(outbox)
    assert (case.key, case.kinds, case.state) == ("A|N09|2|1007", "N09", LEFT_OUT)
    assert not case.is_open
    outbox.desk.note_left_out(LIVE, [], at=NOW)
    assert outbox.desk.cases(LIVE, TODAY) == []


def test_cases_come_in_record_order_and_show_no_address(outbox):
    night(outbox, a_mail("1020"), a_mail("1003"), answer=REFUSING)

    cases = outbox.desk.cases(LIVE, TODAY)
    assert [each.person_id for each in cases] == ["1003", "1020"]
    assert "@" not in repr(cases)


def test_a_rehearsal_has_its_own_cases(outbox):
    night(outbox, a_mail(), answer=REFUSING)

    assert outbox.desk.cases(Environment.REHEARSAL, TODAY) == []


# ── deciding about one mail ───────────────────────────────────────────────────────────────────


def held_in_doubt(outbox):
    night(outbox, a_mail(delivery=Delivery.AT_MOST_ONCE), answer=DOUBTING)


def test_a_doubtful_mail_that_arrived_is_settled_and_never_sent_again(outbox):
    held_in_doubt(outbox)

    case = decide(outbox, Decision.SENT)

    assert case.state == "held"
    assert outbox.counts(LIVE)[MailState.ACCEPTED] == 1
    assert night(outbox, a_mail(delivery=Delivery.AT_MOST_ONCE))[1].kept == []


def test_a_doubtful_mail_that_did_not_arrive_goes_once_more_in_the_same_bytes(outbox):
    sent = []

    def doubt(envelope):
        sent.append(envelope)
        return Outcome(Status.UNCERTAIN)

    night(outbox, a_mail(delivery=Delivery.AT_MOST_ONCE), answer=doubt)

    decide(outbox, Decision.SEND_AGAIN)

    _, mailer = night(outbox, today=TOMORROW)
    assert mailer.kept == sent
    assert outbox.counts(LIVE)[MailState.ACCEPTED] == 1


def test_a_doubtful_mail_is_not_sent_again_when_it_is_too_late_to_be_of_use(outbox):
    held_in_doubt(outbox)

    with pytest.raises(ConfigurationError, match="too late"):
        decide(outbox, Decision.SEND_AGAIN, date(2026, 11, 4))

    assert outbox.counts(LIVE)[MailState.HELD] == 1


def test_a_refused_mail_is_composed_again_for_the_same_address_when_a_person_says_so(outbox):
    night(outbox, a_mail(), answer=REFUSING)
    assert outbox.refused(LIVE) != {}

    decide(outbox, Decision.SEND_AGAIN)

    assert outbox.refused(LIVE) == {}
    assert night(outbox, a_mail(), today=TOMORROW)[0].accepted == 1


def test_a_mail_deferred_too_often_is_composed_again_from_fresh_facts(outbox):
    for days in range(4):
        night(outbox, a_mail(), answer=answering(Status.DEFERRED, 452),
              today=TODAY + timedelta(days=days))  # fmt: skip
    later = TODAY + timedelta(days=7)

    decide(outbox, Decision.SEND_AGAIN, later)

    fresh = replace(a_mail(), subject="Mentorship: fresher words")
    _, mailer = night(outbox, fresh, today=later)
    assert "fresher words" in mailer.kept[0].mime


@pytest.mark.parametrize("answer", [REFUSING, DOUBTING])
def test_a_dropped_mail_counts_as_told_and_is_not_composed_again(outbox, answer):
    mail = a_mail(delivery=Delivery.AT_MOST_ONCE)
    night(outbox, mail, answer=answer)

    decide(outbox, Decision.DROP)

    assert set(outbox.told(LIVE).told) == set(mail.covers)
    assert plan_mails(outbox, [mail], sender=SENDER, now=NOW) == 0
    assert outbox.desk.cases(LIVE, TODAY) == []


def test_a_dropped_mail_does_not_use_up_the_persons_week(outbox):
    night(outbox, *floods(), breaker=Breaker(today=TODAY, floor=2))
    case = outbox.desk.cases(LIVE, TODAY)[0]
    outbox.desk.resolve(LIVE, case.key, Decision.DROP, at=NOW)

    assert outbox.mails_to(LIVE, case.person_id, since=TODAY) == 0


@pytest.mark.parametrize(
    ("key", "words"),
    [("abc", "at least 6 characters"), ("ffffffffffff", "No mail"), ("%%%%%%%", "at least 6")],
)
def test_a_key_must_name_one_mail(outbox, key, words):
    held_in_doubt(outbox)

    with pytest.raises(ConfigurationError, match=words):
        outbox.desk.resolve(LIVE, key, Decision.SENT, at=NOW)


def test_the_beginning_of_a_key_is_enough(outbox):
    held_in_doubt(outbox)

    outbox.desk.resolve(LIVE, only_case(outbox).key[:8], Decision.SENT, at=NOW)

    assert outbox.counts(LIVE)[MailState.ACCEPTED] == 1


def test_nothing_is_decided_about_a_mail_that_went_well(outbox):
    plan_mails(outbox, [a_mail()], sender=SENDER, now=NOW)
    key = outbox.waiting(LIVE, TODAY)[0].key
    night(outbox, a_mail())

    with pytest.raises(ConfigurationError, match="is accepted"):
        outbox.desk.resolve(LIVE, key, Decision.SEND_AGAIN, at=NOW)


# ── a run that is held ────────────────────────────────────────────────────────────────────────


def floods(count=3):
    return [a_mail(each) for each in RECORDS[:count]]


def test_a_kind_that_floods_is_held_and_the_other_kinds_go(outbox):
    other = a_mail("1010", "AGREE-1010.1|N09|1|1010", kinds=(NoticeKind.AGREEMENT,))

    result, mailer = night(outbox, *floods(), other, breaker=Breaker(today=TODAY, floor=2))

    assert (result.held, result.accepted) == (3, 1)
    assert result.stopped_because == "3 mails N13 in one night, at most 2 are usual"
    assert [each.recipient for each in mailer.kept] == ["person1010@example.edu"]
    assert outbox.told(LIVE).told.keys() == set(other.covers)


@pytest.mark.parametrize("cap", [{"breaker": Breaker(today=TODAY, floor=2)}, {"most_per_run": 2}])
def test_a_held_run_goes_with_the_next_one_after_its_exact_number_was_given(outbox, cap):
    night(outbox, *floods(), **cap)

    assert outbox.desk.release(LIVE, 3, on=TODAY) == 3

    result, mailer = night(outbox, *floods(), today=TOMORROW, **cap)
    assert (result.accepted, result.held, result.stopped_because) == (3, 0, "")
    assert len(mailer.kept) == 3


@pytest.mark.parametrize("count", [0, 2, 4])
def test_another_number_releases_nothing(outbox, count):
    night(outbox, *floods(), most_per_run=2)

    with pytest.raises(ConfigurationError, match="3 mails are held"):
        outbox.desk.release(LIVE, count, on=TODAY)

    assert night(outbox, *floods(), most_per_run=2)[0].accepted == 0


def test_a_release_covers_what_was_looked_at_and_not_what_came_after(outbox):
    night(outbox, *floods(), most_per_run=2)
    outbox.desk.release(LIVE, 3, on=TODAY)
    more = [a_mail(each) for each in RECORDS[:6]]

    result, mailer = night(outbox, *more, today=TOMORROW, most_per_run=2)

    assert (result.accepted, result.held) == (3, 3)
    assert {each.recipient[6:10] for each in mailer.kept} == {"1001", "1002", "1003"}


def test_what_was_held_and_is_no_longer_owed_disappears_by_itself(outbox):
    night(outbox, *floods(), most_per_run=2)

    night(outbox, a_mail("1001"), today=TOMORROW, most_per_run=2)

    assert outbox.desk.cases(LIVE, TOMORROW) == []
    assert outbox.counts(LIVE)[MailState.CANCELLED] == 2


@pytest.mark.parametrize("decision", [Decision.SENT, Decision.SEND_AGAIN])
def test_one_mail_of_a_held_run_is_released_with_its_run_only(outbox, decision):
    night(outbox, a_mail(), most_per_run=0)

    with pytest.raises(ConfigurationError, match="mail release"):
        decide(outbox, decision)


def test_a_relay_that_refuses_the_beginning_stops_the_run(outbox):
    result, _ = night(outbox, *floods(30), answer=REFUSING, breaker=Breaker(today=TODAY, floor=99))

    assert (result.refused, result.accepted) == (20, 0)
    assert result.stopped_because == "the relay refused 20 of the first 20 mails"
    assert outbox.counts(LIVE)[MailState.PLANNED] == 10


# ── what is usual ─────────────────────────────────────────────────────────────────────────────


def nights(*counts, first=date(2026, 9, 1)):
    return [Night(first + timedelta(days=i), count) for i, count in enumerate(counts)]


@pytest.mark.parametrize(
    ("earlier", "limit"),
    [
        ([], 25),
        (nights(1, 2, 3), 25),
        (nights(10, 20, 30), 60),
        (nights(200, *[2] * 14), 200),
        (nights(200, *[2] * 14, first=date(2025, 8, 1)), 25),
        (nights(*[100] * 20, *[10] * 14, first=date(2025, 8, 1)), 30),
    ],
)
def test_usual_is_thrice_the_median_of_the_last_nights_or_the_years_largest(earlier, limit):
    assert Breaker(today=TODAY, nights={"N13": earlier}).limit("N13") == limit


@pytest.mark.parametrize(
    ("earlier", "refusal"),
    [
        ([], 250),
        (nights(1, 2, 3), 250),
        (nights(30, 40, 50), 400),
        (nights(900, *[2] * 14), 900),
        (nights(900, *[2] * 14, first=date(2025, 8, 1)), 250),
    ],
)
def test_ten_times_the_usual_is_more_than_anybody_lets_go(earlier, refusal):
    assert Breaker(today=TODAY, nights={"N13": earlier}).refusal("N13") == refusal


def test_a_flood_of_ten_times_the_usual_goes_only_when_the_departments_file_says_so(outbox):
    mails = floods(30)
    tight, roomy = (Breaker(today=TODAY, floor=floor) for floor in (2, 3))
    night(outbox, *mails, breaker=tight)
    outbox.desk.release(LIVE, 30, on=TODAY)
    still, mailer = night(outbox, *mails, breaker=tight)

    assert (still.held, mailer.kept) == (30, [])
    assert still.stopped_because == (
        "30 mails N13 in one night, more than 20: a release does not let them go, only"
        " usual_of_a_kind in the department's file"
    )
    assert night(outbox, *mails, breaker=roomy)[0].accepted == 30


def test_the_outbox_knows_how_many_mails_of_a_kind_earlier_nights_sent(outbox):
    to_office = a_mail(OFFICE, "D|N24|1|office", address=OFFICE_EMAIL)
    night(outbox, *floods(), to_office)
    outbox.remember(LIVE, {"OLD|N13|1|1009": TODAY}, at=NOW)
    night(outbox, a_mail("1004"), answer=REFUSING)

    assert outbox.memory.nights_by_kind(LIVE, before=TOMORROW) == {"N13": [Night(TODAY, 3)]}
    assert outbox.memory.nights_by_kind(LIVE, before=TODAY) == {}


# ── what the office reads ─────────────────────────────────────────────────────────────────────


def test_the_morning_tells_records_and_reasons_once_each(outbox):
    night(outbox, a_mail("1003"), a_mail("1003", "A|N09|1|1003"), answer=REFUSING, most_per_night=9)
    old = LeftOut("B|N09|2|1007", "1007", "no e-mail address")
    outbox.desk.note_left_out(LIVE, [old], at=NOW)
    tonight = [old, replace(old, key="C|N13|1|1007")]

    lines = undelivered_lines(outbox.desk.cases(LIVE, TODAY), tonight)

    assert lines == (
        DigestLine(record_id="1003", sentence="N13 was refused: refused with code 550."),
        DigestLine(record_id="1007", sentence="N09, N13 did not go: no e-mail address."),
    )


def test_the_offices_own_mail_is_not_told_to_the_office(outbox):
    mail = a_mail(OFFICE, "D|N24|1|office", address=OFFICE_EMAIL)
    night(outbox, mail, answer=REFUSING)

    assert undelivered_lines(outbox.desk.cases(LIVE, TODAY)) == ()


# ── the words of old mail ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("gates", "answer"),
    [({}, None), ({}, REFUSING), ({"allowed_domains": frozenset()}, None)],
    ids=["accepted", "refused", "suppressed"],
)
def test_the_words_of_settled_mail_are_forgotten(outbox, gates, answer):
    night(outbox, a_mail(), answer=answer, **gates)

    assert outbox.purge(NOW) == 0
    assert outbox.purge(NOW + timedelta(seconds=1)) == 1


def test_the_words_of_mail_that_a_person_still_decides_about_are_kept(outbox):
    held_in_doubt(outbox)

    assert outbox.purge(NOW + timedelta(days=99)) == 0
