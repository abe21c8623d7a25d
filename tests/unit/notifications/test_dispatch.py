"""The sending loop over a working mailer in memory."""

import logging
from dataclasses import replace
from datetime import date, timedelta

import pytest

from mentorship.errors import RelayDown
from mentorship.people import Participation
from mentorship.program_settings import MailMode
from notifications.dispatch import Dispatcher
from notifications.mail import OFFICE, Environment
from notifications.mailer import MemoryMailer, Outcome, Status
from notifications.notice import Delivery
from notifications.outbox import Outbox
from notifications.outbox_states import MailState
from notifications.planning import plan_mails
from tests.support.builders import a_mentee, a_mentor, away
from tests.support.mail import NOW, OFFICE_EMAIL, SENDER, TODAY, a_mail, open_gates


LIVE, REHEARSAL = Environment.LIVE, Environment.REHEARSAL
PEOPLE = [a_mentee("1001"), a_mentee("1002"), a_mentee("1003"), a_mentor("2001")]
TOMORROW = TODAY + timedelta(days=1)


def answering(status: Status, code: int = 0) -> MemoryMailer:
    return MemoryMailer(lambda _: Outcome(status, code))


def down(_envelope):
    raise RelayDown("The relay on port 587 cannot be reached")


@pytest.fixture
def outbox(tmp_path):
    with Outbox(tmp_path / "outbox.sqlite") as opened:
        yield opened


def night(outbox, *mails, mailer=None, gates=None, **options):
    """Plan *mails* and send; return what was done and the mailer."""
    plan_mails(outbox, mails, sender=SENDER, now=NOW)
    mailer = mailer or MemoryMailer()
    result = Dispatcher(
        outbox=outbox,
        mailer=mailer,
        gates=gates or open_gates(PEOPLE),
        clock=lambda: NOW,
        pause=lambda _: None,
        **options,
    ).run()
    return result, mailer


def three_mails():
    return [a_mail(each) for each in ("1001", "1002", "1003")]


def test_what_waits_and_may_go_goes(outbox):
    result, mailer = night(outbox, *three_mails())

    assert (result.planned, result.accepted) == (3, 3)
    assert result.by_kind == {"N13": 3}
    assert [each.recipient for each in mailer.kept] == [
        f"person{n}@example.edu" for n in (1001, 1002, 1003)
    ]
    assert mailer.is_closed


def test_a_second_run_of_the_night_sends_nothing(outbox):
    night(outbox, *three_mails())

    result, mailer = night(outbox, *three_mails())

    assert (result.planned, result.accepted) == (0, 0)
    assert mailer.kept == []


@pytest.mark.parametrize(
    ("status", "code", "counter", "state"),
    [
        (Status.REFUSED, 550, "refused", MailState.REFUSED),
        (Status.DEFERRED, 452, "deferred", MailState.DEFERRED),
        (Status.NOT_SENT, 0, "deferred", MailState.DEFERRED),
        (Status.UNCERTAIN, 0, "held", MailState.UNCERTAIN),
    ],
)
def test_every_fate_is_counted_and_the_others_go_on(outbox, status, code, counter, state):
    def answer(envelope):
        is_first = envelope.recipient.startswith("person1001")
        return Outcome(status, code) if is_first else Outcome(Status.ACCEPTED, 250)

    result, _ = night(outbox, *three_mails(), mailer=MemoryMailer(answer))

    assert getattr(result, counter) == 1
    assert result.accepted == 2
    assert outbox.counts(LIVE)[state] == 1


def test_a_line_found_dead_before_the_message_left_is_tried_once_more_at_once(outbox):
    answers = iter([Outcome(Status.NOT_SENT), Outcome(Status.ACCEPTED, 250)])

    result, mailer = night(outbox, a_mail(), mailer=MemoryMailer(lambda _: next(answers)))

    assert result.accepted == 1
    assert len(mailer.kept) == 1


def test_a_relay_that_is_down_stops_the_run_and_nobody_counts_as_told(outbox):
    result, _ = night(outbox, *three_mails(), mailer=MemoryMailer(down))

    assert result.accepted == 0
    assert "cannot be reached" in result.stopped_because
    assert outbox.told(LIVE).told == {}
    assert outbox.counts(LIVE)[MailState.PLANNED] == 3


def test_after_the_relay_is_back_everybody_gets_one_mail(outbox):
    night(outbox, *three_mails(), mailer=MemoryMailer(down))

    result, mailer = night(outbox, *three_mails())

    assert result.accepted == 3
    assert len(mailer.kept) == 3


def test_a_relay_that_goes_down_in_between_leaves_the_rest_for_later(outbox):
    calls = []

    def answer(envelope):
        calls.append(envelope)
        if len(calls) == 2:
            raise RelayDown("login refused")
        return Outcome(Status.ACCEPTED, 250)

    result, _ = night(outbox, *three_mails(), mailer=MemoryMailer(answer))

    assert result.accepted == 1
    assert len(calls) == 2
    assert len(outbox.told(LIVE).told) == 1


def test_what_is_no_longer_owed_is_dropped_at_the_last_moment(outbox):
    result, mailer = night(outbox, *three_mails(), still_owed=lambda key: "1002" not in key)

    assert (result.accepted, result.dropped) == (2, 1)
    assert not any("1002" in each.recipient for each in mailer.kept)


def test_a_deferred_mail_goes_the_next_day_only_if_still_owed(outbox):
    night(outbox, a_mail("1001"), a_mail("1002"), mailer=answering(Status.DEFERRED, 452))

    result, mailer = night(
        outbox,
        gates=open_gates(PEOPLE, today=TOMORROW),
        still_owed=lambda key: "1001" in key,
    )

    assert (result.accepted, result.dropped) == (1, 1)
    assert [each.recipient for each in mailer.kept] == ["person1001@example.edu"]


def test_a_doubtful_reminder_goes_again_although_it_counts_as_told(outbox):
    night(outbox, a_mail(), mailer=answering(Status.UNCERTAIN))

    result, mailer = night(
        outbox, gates=open_gates(PEOPLE, today=TOMORROW), still_owed=lambda _: False
    )

    assert result.accepted == 1
    assert len(mailer.kept) == 1


def test_a_doubtful_mail_that_would_harm_if_doubled_waits_for_a_person(outbox):
    mail = a_mail(delivery=Delivery.AT_MOST_ONCE)
    night(outbox, mail, mailer=answering(Status.UNCERTAIN))

    result, mailer = night(outbox, mail)

    assert result.accepted == 0
    assert mailer.kept == []
    assert outbox.counts(LIVE)[MailState.HELD] == 1


def test_a_person_gets_one_mail_a_night(outbox):
    night(outbox, a_mail("1001", "A|N13|1|1001"))

    result, _ = night(outbox, a_mail("1001", "B|N09|1|1001"))

    assert (result.accepted, result.waiting) == (0, 1)
    assert list(outbox.told(LIVE).told) == ["A|N13|1|1001"]


def test_a_person_gets_two_mails_in_seven_days_and_the_rest_later(outbox):
    sent = []
    for day in range(8):
        today = TODAY + timedelta(days=day)
        gates = open_gates(PEOPLE, today=today)
        result, _ = night(outbox, a_mail("1001", f"{day}|N13|1|1001"), gates=gates)
        sent.append(result.accepted)

    assert sent == [1, 1, 0, 0, 0, 0, 0, 1]


def test_what_waited_for_a_cap_is_composed_afresh_and_goes_then(outbox):
    night(outbox, a_mail("1001", "A|N13|1|1001"))
    night(outbox, a_mail("1001", "B|N09|1|1001"))

    result, mailer = night(
        outbox,
        a_mail("1001", "B|N09|1|1001", subject="Mentorship: fresher words"),
        gates=open_gates(PEOPLE, today=TOMORROW),
    )

    assert result.accepted == 1
    assert "fresher words" in mailer.kept[0].mime


def test_a_run_over_the_offices_cap_stops_and_asks(outbox):
    result, mailer = night(outbox, *three_mails(), gates=open_gates(PEOPLE, most_per_run=2))

    assert (result.accepted, result.held) == (0, 3)
    assert result.stopped_because == "3 mails in one run, the office allows 2"
    assert mailer.kept == []
    assert outbox.told(LIVE).told == {}


def test_when_the_office_raises_the_cap_the_held_mails_go(outbox):
    night(outbox, *three_mails(), gates=open_gates(PEOPLE, most_per_run=2))

    result, _ = night(outbox, *three_mails(), gates=open_gates(PEOPLE, most_per_run=3))

    assert result.accepted == 3
    assert outbox.counts(LIVE)[MailState.HELD] == 0


def test_the_offices_own_digest_goes_even_when_the_run_stops_and_asks(outbox):
    digest = a_mail(OFFICE, "DIGEST-2026-10-20|N24|1|office", address=OFFICE_EMAIL)

    result, mailer = night(outbox, *three_mails(), digest, gates=open_gates(PEOPLE, most_per_run=2))

    assert [each.recipient for each in mailer.kept] == [OFFICE_EMAIL]
    assert (result.accepted, result.held) == (1, 3)


@pytest.mark.parametrize(
    "today",
    [date(2026, 10, 24), date(2026, 10, 25), date(2026, 11, 26)],
    ids=["Saturday", "Sunday", "a quiet date"],
)
def test_nothing_goes_on_weekends_and_quiet_dates(outbox, today):
    gates = open_gates(PEOPLE, today=today, quiet=(away("2026-11-26", "2026-11-27"),))

    result, mailer = night(outbox, a_mail(expires_on=date(2026, 12, 31)), gates=gates)

    assert (result.accepted, result.waiting) == (0, 1)
    assert mailer.kept == []
    assert outbox.told(LIVE).told == {}


def test_the_stop_file_is_asked_before_every_mail(outbox):
    sent = []
    gates = open_gates(PEOPLE, is_stopped=lambda: len(sent) >= 2)

    def answer(envelope):
        sent.append(envelope)
        return Outcome(Status.ACCEPTED, 250)

    result, _ = night(outbox, *three_mails(), mailer=MemoryMailer(answer), gates=gates)

    assert result.accepted == 2
    assert result.stopped_because == "the stop file is there"


@pytest.mark.parametrize("mode", [MailMode.OFF, MailMode.REHEARSAL])
def test_live_mail_needs_the_offices_live_switch(outbox, mode):
    result, mailer = night(outbox, a_mail(), gates=open_gates(PEOPLE, mail_mode=mode))

    assert result.accepted == 0
    assert mailer.kept == []


def test_a_rehearsal_reaches_nobody_but_the_office_whatever_was_planned(outbox):
    gates = open_gates(PEOPLE, environment=REHEARSAL, mail_mode=MailMode.REHEARSAL)
    meant_well = a_mail("1001", environment=REHEARSAL, address=OFFICE_EMAIL)
    leaked = a_mail("1002", environment=REHEARSAL)

    result, mailer = night(outbox, meant_well, leaked, gates=gates)

    assert {each.recipient for each in mailer.kept} == {OFFICE_EMAIL}
    assert (result.accepted, result.suppressed) == (1, 1)


@pytest.mark.parametrize(
    "domains", [frozenset(), frozenset({"hospital.example.org"}), frozenset({"edu"})]
)
def test_live_mail_goes_to_listed_domains_only(outbox, domains):
    result, mailer = night(outbox, a_mail(), gates=open_gates(PEOPLE, allowed_domains=domains))

    assert result.suppressed == 1
    assert mailer.kept == []


@pytest.mark.parametrize(
    "change",
    [
        {"participation": Participation.OPTED_OUT},
        {"participation": Participation.ON_LEAVE},
        {"is_active": False},
        {"email": "changed@example.edu"},
    ],
    ids=["opted out", "on leave", "retired", "address changed"],
)
def test_a_person_who_changed_since_it_was_composed_gets_nothing(outbox, change):
    people = [replace(a_mentee("1001"), **change)]

    result, mailer = night(outbox, a_mail("1001"), gates=open_gates(people))

    assert result.suppressed == 1
    assert mailer.kept == []


def test_a_record_that_is_gone_gets_nothing(outbox):
    result, _ = night(outbox, a_mail("1001"), gates=open_gates([]))

    assert result.suppressed == 1


def test_expired_mail_does_not_go(outbox):
    plan_mails(outbox, [a_mail(expires_on=TODAY)], sender=SENDER, now=NOW)

    result, mailer = night(outbox, gates=open_gates(PEOPLE, today=TOMORROW))

    assert result.planned == 0
    assert mailer.kept == []


def test_the_rate_is_kept_between_messages(outbox):
    pauses = []
    plan_mails(outbox, three_mails(), sender=SENDER, now=NOW)

    Dispatcher(
        outbox=outbox,
        mailer=MemoryMailer(),
        gates=open_gates(PEOPLE),
        clock=lambda: NOW,
        mails_per_minute=30,
        pause=pauses.append,
    ).run()

    assert pauses == [2.0, 2.0, 2.0]


def test_no_log_line_names_a_person_an_address_or_a_subject(outbox, caplog):
    caplog.set_level(logging.DEBUG)

    night(outbox, *three_mails(), mailer=answering(Status.REFUSED, 550))
    night(outbox, a_mail("1001", "B|N09|1|1001"), gates=open_gates([]))

    assert len(caplog.records) > 4
    for secret in ("@", "First", "Last", "quarterly report"):
        assert secret not in caplog.text
