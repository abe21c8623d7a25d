"""The outbox: what is planned once, claimed once, and remembered for ever."""

import sqlite3
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import psycopg
import pytest

from mentorship.errors import ConfigurationError, OutboxBusy, OutboxLost
from mentorship.obligations.due_items import DueItemKind, DueState, SentNotices
from notifications.mail import Environment
from notifications.mailer import Outcome, Status
from notifications.notice import Delivery
from notifications.outbox import Outbox
from notifications.outbox_states import MailState
from notifications.planning import plan_mails
from tests.support.builders import a_pairing, a_roster, a_stored_item
from tests.support.mail import NOW, SENDER, TODAY, a_mail


LIVE, REHEARSAL = Environment.LIVE, Environment.REHEARSAL
ACCEPTED = Outcome(Status.ACCEPTED, 250, "queued")
REFUSED = Outcome(Status.REFUSED, 550, "no such user")
DEFERRED = Outcome(Status.DEFERRED, 452, "later")
UNCERTAIN = Outcome(Status.UNCERTAIN, 0, "connection lost")
TOMORROW = TODAY + timedelta(days=1)
NEXT_NIGHT = NOW + timedelta(days=1)


def plan(outbox, *mails, now=NOW):
    return plan_mails(outbox, mails, sender=SENDER, now=now)


def attempt(outbox, outcome, today=TODAY, environment=LIVE):
    """Claim the first waiting mail and settle it."""
    waiting = outbox.waiting(environment, today)[0]
    outbox.claim(waiting.key, today=today, at=NOW)
    return outbox.settle(waiting.key, outcome, today=today, at=NOW)


def test_what_is_planned_is_told_to_nobody_yet(outbox):
    assert plan(outbox, a_mail()) == 1

    assert outbox.told(LIVE).told == {}
    assert len(outbox.waiting(LIVE, TODAY)) == 1


def test_what_was_accepted_is_told_on_the_programmes_day(outbox):
    mail = a_mail()
    plan(outbox, mail)

    assert attempt(outbox, ACCEPTED) is MailState.ACCEPTED

    assert outbox.told(LIVE).told == {mail.covers[0]: TODAY}
    assert outbox.waiting(LIVE, TODAY) == []


def test_planning_the_same_night_again_plans_nothing_after_it_was_sent(outbox):
    plan(outbox, a_mail())
    attempt(outbox, ACCEPTED)

    assert plan(outbox, a_mail()) == 0
    assert outbox.waiting(LIVE, TODAY) == []


def test_planning_the_same_night_again_before_it_was_sent_leaves_one_mail(outbox):
    plan(outbox, a_mail())

    assert plan(outbox, replace(a_mail(), subject="Mentorship: newer words")) == 1

    [waiting] = outbox.waiting(LIVE, TODAY)
    assert "newer words" in outbox.claim(waiting.key, today=TODAY, at=NOW).mime


def test_a_mail_that_never_left_gives_way_to_one_that_tells_more(outbox):
    plan(outbox, a_mail("1001", "A|N13|1|1001"))

    plan(outbox, a_mail("1001", "A|N13|1|1001", "B|N09|1|1001"))

    [waiting] = outbox.waiting(LIVE, TODAY)
    assert waiting.covers == ("A|N13|1|1001", "B|N09|1|1001")
    assert outbox.counts(LIVE)[MailState.CANCELLED] == 1


def test_a_mail_that_would_repeat_a_told_notice_is_left_out_whole(outbox):
    plan(outbox, a_mail("1001", "A|N13|1|1001"))
    attempt(outbox, ACCEPTED)

    assert plan(outbox, a_mail("1001", "A|N13|1|1001", "B|N09|1|1001")) == 0


def test_a_notice_cannot_be_covered_by_two_standing_mails(outbox):
    plan(outbox, a_mail())
    plan(outbox, a_mail("1002"))
    [key, other] = [each.key for each in outbox.waiting(LIVE, TODAY)]

    with pytest.raises((sqlite3.IntegrityError, psycopg.IntegrityError)):
        outbox._db.run(
            "INSERT INTO cover SELECT :other, environment, notice, 1 FROM cover WHERE key = :key",
            key=key,
            other=other,
        )


def test_environments_do_not_know_of_each_other(outbox):
    plan(outbox, a_mail(environment=REHEARSAL))
    attempt(outbox, ACCEPTED, environment=REHEARSAL)

    assert outbox.told(LIVE).told == {}
    assert plan(outbox, a_mail()) == 1


def test_a_claim_is_won_by_one(outbox):
    plan(outbox, a_mail())
    [waiting] = outbox.waiting(LIVE, TODAY)

    assert outbox.claim(waiting.key, today=TODAY, at=NOW) is not None
    assert outbox.claim(waiting.key, today=TODAY, at=NOW) is None


def test_a_claim_counts_as_told_before_anything_is_known(outbox):
    plan(outbox, a_mail())
    [waiting] = outbox.waiting(LIVE, TODAY)

    outbox.claim(waiting.key, today=TODAY, at=NOW)

    assert len(outbox.told(LIVE).told) == 1


def test_a_claim_that_met_no_relay_is_undone_without_trace(outbox):
    plan(outbox, a_mail())
    [waiting] = outbox.waiting(LIVE, TODAY)
    outbox.claim(waiting.key, today=TODAY, at=NOW)

    outbox.release_claim(waiting.key)

    assert outbox.told(LIVE).told == {}
    assert outbox.waiting(LIVE, TODAY) == [waiting]


def test_a_refused_notice_is_neither_told_nor_tried_again_at_that_address(outbox):
    mail = a_mail()
    plan(outbox, mail)
    attempt(outbox, REFUSED)

    assert outbox.told(LIVE).told == {}
    assert outbox.refused(LIVE) == {mail.covers[0]: mail.address}
    assert plan(outbox, mail) == 0


def test_a_corrected_address_makes_a_refused_notice_free_again(outbox):
    plan(outbox, a_mail())
    attempt(outbox, REFUSED)

    assert plan(outbox, a_mail(address="corrected@example.edu")) == 1
    assert attempt(outbox, ACCEPTED) is MailState.ACCEPTED
    assert outbox.refused(LIVE) == {}


def test_a_deferred_mail_waits_for_the_next_day_and_is_told_to_nobody(outbox):
    plan(outbox, a_mail())

    assert attempt(outbox, DEFERRED) is MailState.DEFERRED

    assert outbox.told(LIVE).told == {}
    assert outbox.waiting(LIVE, TODAY) == []
    assert len(outbox.waiting(LIVE, TOMORROW)) == 1


def test_news_does_not_wait_for_a_deferred_mail_but_goes_with_it(outbox):
    plan(outbox, a_mail("1001", "A|N13|1|1001"))
    attempt(outbox, DEFERRED)

    assert plan(outbox, a_mail("1001", "A|N13|1|1001", "B|N09|1|1001"), now=NEXT_NIGHT) == 1

    [waiting] = outbox.waiting(LIVE, TOMORROW)
    assert waiting.covers == ("A|N13|1|1001", "B|N09|1|1001")
    attempt(outbox, ACCEPTED, TOMORROW)
    assert outbox.told(LIVE).told == dict.fromkeys(waiting.covers, TOMORROW)
    assert plan(outbox, a_mail("1001", "A|N13|1|1001"), now=NEXT_NIGHT) == 0


def test_a_deferred_mail_with_the_same_to_tell_is_tried_again_as_it_was(outbox):
    plan(outbox, a_mail("1001", "A|N13|1|1001"))
    attempt(outbox, DEFERRED)

    assert plan(outbox, a_mail("1001", "A|N13|1|1001"), now=NEXT_NIGHT) == 0
    [waiting] = outbox.waiting(LIVE, TOMORROW)
    assert waiting.attempts == 1


def test_a_deferred_mail_that_may_have_arrived_before_gives_way_to_nothing(outbox):
    plan(outbox, a_mail("1001", "A|N13|1|1001"))
    attempt(outbox, UNCERTAIN)
    outbox.recover(LIVE, at=NOW)
    attempt(outbox, DEFERRED)

    assert plan(outbox, a_mail("1001", "A|N13|1|1001", "B|N09|1|1001"), now=NEXT_NIGHT) == 0
    assert [each.covers for each in outbox.waiting(LIVE, TOMORROW)] == [("A|N13|1|1001",)]


def test_a_mail_deferred_four_times_is_held_for_a_person(outbox):
    plan(outbox, a_mail())

    states = [attempt(outbox, DEFERRED, TODAY + timedelta(days=n)) for n in range(4)]

    assert states == [MailState.DEFERRED] * 3 + [MailState.HELD]


def test_a_doubtful_reminder_goes_out_once_more_with_the_same_bytes_then_is_held(outbox):
    plan(outbox, a_mail())
    [waiting] = outbox.waiting(LIVE, TODAY)
    first = outbox.claim(waiting.key, today=TODAY, at=NOW)
    assert outbox.settle(waiting.key, UNCERTAIN, today=TODAY, at=NOW) is MailState.UNCERTAIN
    assert outbox.waiting(LIVE, TODAY) == []

    outbox.recover(LIVE, at=NOW)
    second = outbox.claim(waiting.key, today=TODAY, at=NOW)

    assert second == first
    assert outbox.settle(waiting.key, UNCERTAIN, today=TODAY, at=NOW) is MailState.HELD


def test_a_doubtful_mail_that_would_harm_if_doubled_is_held_at_once(outbox):
    plan(outbox, a_mail(delivery=Delivery.AT_MOST_ONCE))

    assert attempt(outbox, UNCERTAIN) is MailState.HELD

    outbox.recover(LIVE, at=NOW)
    assert outbox.waiting(LIVE, TODAY) == []


@pytest.mark.parametrize(
    ("delivery", "goes_again"), [(Delivery.AT_LEAST_ONCE, 1), (Delivery.AT_MOST_ONCE, 0)]
)
def test_what_a_crash_left_in_sending_is_treated_as_doubtful(outbox, delivery, goes_again):
    plan(outbox, a_mail(delivery=delivery))
    [waiting] = outbox.waiting(LIVE, TODAY)
    outbox.claim(waiting.key, today=TODAY, at=NOW)

    assert outbox.recover(LIVE, at=NOW) == 1

    assert len(outbox.waiting(LIVE, TODAY)) == goes_again
    assert len(outbox.told(LIVE).told) == 1


def test_mail_that_comes_too_late_expires_and_frees_its_notices(outbox):
    plan(outbox, a_mail(expires_on=TODAY))

    assert outbox.expire(LIVE, TODAY) == 0
    assert outbox.expire(LIVE, TOMORROW) == 1

    assert plan(outbox, a_mail(expires_on=TOMORROW)) == 1


def test_most_useful_mail_waits_first_then_records_by_number_and_the_office_last(outbox):
    plan(
        outbox,
        a_mail("office", "DIGEST|N24|1|office", usefulness=1),
        a_mail("1010", "A|N13|1|1010"),
        a_mail("999", "A|N13|1|999"),
        a_mail("1002", "A|N06|1|1002", usefulness=10),
    )

    waiting = [each.person_id for each in outbox.waiting(LIVE, TODAY)]

    assert waiting == ["1002", "999", "1010", "office"]


def test_mails_to_a_person_are_counted_without_the_one_asked_about(outbox):
    plan(outbox, a_mail("1001", "A|N13|1|1001"))
    attempt(outbox, ACCEPTED)
    plan(outbox, a_mail("1001", "B|N09|1|1001"))
    [second] = outbox.waiting(LIVE, TODAY)

    assert outbox.mails_to(LIVE, "1001", since=TODAY, besides=second.key) == 1
    assert outbox.mails_to(LIVE, "1001", since=TOMORROW) == 0
    assert outbox.mails_to(REHEARSAL, "1001", since=TODAY) == 0


def test_the_words_of_old_mail_are_forgotten_and_its_fate_is_not(outbox):
    plan(outbox, a_mail())
    attempt(outbox, ACCEPTED)

    assert outbox.purge(NOW) == 0
    assert outbox.purge(NOW + timedelta(days=30)) == 1

    [row] = outbox._db.all("SELECT mime, length(mime_sha) AS digits, state FROM mail")
    assert row == {"mime": None, "digits": 64, "state": "accepted"}
    assert len(outbox.told(LIVE).told) == 1


@pytest.fixture
def path(tmp_path):
    return tmp_path / "outbox.sqlite"


def test_the_file_is_readable_by_its_owner_only(path):
    with Outbox(path) as outbox, outbox.only_sender():
        plan(outbox, a_mail())

    for each in path.parent.glob("outbox.sqlite*"):
        assert stat.S_IMODE(each.stat().st_mode) == 0o600


def test_a_file_of_another_version_is_not_touched(path):
    with sqlite3.connect(path) as other:
        other.execute("PRAGMA user_version = 99")
    other.close()

    with pytest.raises(ConfigurationError, match="version 99"):
        Outbox(path)


def test_memory_survives_closing(place):
    with Outbox(place) as first:
        plan(first, a_mail())
        attempt(first, ACCEPTED)

    with Outbox(place) as second:
        assert len(second.told(LIVE).told) == 1


def test_only_one_sends_at_a_time(place):
    with Outbox(place) as one, Outbox(place) as other:
        with one.only_sender(), pytest.raises(OutboxBusy), other.only_sender():
            pass
        with other.only_sender():
            assert other.waiting(LIVE, TODAY) == []


def test_several_may_open_a_new_outbox_at_once(tmp_path):
    """Each would like the journal in its own mode first, where SQLite does not always wait."""
    together = threading.Barrier(4)

    def opens(place):
        together.wait()
        with Outbox(place) as outbox:
            return outbox.told(LIVE)

    with ThreadPoolExecutor(4) as pool:
        for round_ in range(20):
            place = tmp_path / f"{round_}.sqlite"
            assert list(pool.map(opens, [place] * 4)) == [SentNotices()] * 4


def test_two_threads_never_claim_the_same_mail(place):
    with Outbox(place) as outbox:
        plan(outbox, *(a_mail(str(n), f"A|N13|1|{n}") for n in range(1000, 1040)))
        keys = [each.key for each in outbox.waiting(LIVE, TODAY)]
    won: list[str] = []

    def claim_all():
        with Outbox(place) as mine:
            won.extend(k for k in keys if mine.claim(k, today=TODAY, at=NOW))

    threads = [threading.Thread(target=claim_all) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert sorted(won) == sorted(keys)


def test_a_survey_link_is_asked_for_once_in_its_life(outbox):
    asked = []

    def ask(*where):
        asked.append(where)
        return "https://redcap.example.edu/surveys/?s=abc"

    links = {outbox.survey_link("1001", "first_report", 1, ask) for _ in range(3)}

    assert links == {"https://redcap.example.edu/surveys/?s=abc"}
    assert asked == [("1001", "first_report", 1)]


def test_every_attempt_is_kept_with_what_the_relay_said(outbox):
    plan(outbox, a_mail())
    attempt(outbox, DEFERRED)
    attempt(outbox, ACCEPTED, TOMORROW)

    rows = outbox._db.all("SELECT number, outcome, code, text FROM attempt ORDER BY number")

    assert [tuple(row.values()) for row in rows] == [
        (1, "deferred", 452, "later"),
        (2, "accepted", 250, "queued"),
    ]


# ── the amnesia guard ─────────────────────────────────────────────────────────────────────────

REPORT = "REPORT-1001.1-AY2026-Q1"


def roster_that_remembers(sent=1, last="2026-10-20", announced=None):
    stored = a_stored_item(
        REPORT,
        DueItemKind.QUARTERLY_REPORT,
        DueState.DUE,
        "2026-10-27",
        notices_sent=sent,
        last_notice_on=date.fromisoformat(last),
    )
    pairing = a_pairing(announced_on=announced)
    return a_roster(pairing, ledger=(stored,))


def test_an_outbox_that_knows_what_redcap_knows_may_send(outbox):
    plan(outbox, a_mail("1001", f"{REPORT}|N13|1|1001"))
    attempt(outbox, ACCEPTED)

    outbox.refuse_if_lost(roster_that_remembers())


@pytest.mark.parametrize(
    "roster",
    [
        roster_that_remembers(),
        roster_that_remembers(sent=0, announced=date(2026, 9, 1)),
    ],
    ids=["a notice", "an announcement"],
)
def test_an_empty_outbox_beside_a_redcap_that_remembers_refuses_to_send(outbox, roster):
    with pytest.raises(OutboxLost, match="1 items"):
        outbox.refuse_if_lost(roster)


def test_an_old_copy_of_the_outbox_refuses_to_send(outbox):
    last_week = timedelta(days=7)
    plan(outbox, a_mail("1001", f"{REPORT}|N13|1|1001"), now=NOW - last_week)
    attempt(outbox, ACCEPTED, TODAY - last_week)

    with pytest.raises(OutboxLost):
        outbox.refuse_if_lost(roster_that_remembers(last="2026-10-20"))


def test_the_guard_knows_an_item_whose_record_holds_a_bar(outbox):
    plan(outbox, a_mail("10|01", f"{REPORT}|N13|1|10|01"))
    attempt(outbox, ACCEPTED)

    outbox.refuse_if_lost(roster_that_remembers())


def test_a_new_outbox_beside_a_new_project_may_send(outbox):
    outbox.refuse_if_lost(a_roster(a_pairing()))


def test_a_rebuilt_memory_counts_as_told_and_satisfies_the_guard(outbox):
    notice = f"{REPORT}|N13|1|1001"

    assert outbox.remember(LIVE, {notice: TODAY}, at=NOW) == 1
    assert outbox.remember(LIVE, {notice: TODAY}, at=NOW) == 0

    assert outbox.told(LIVE).told == {notice: TODAY}
    assert plan(outbox, a_mail("1001", notice)) == 0
    outbox.refuse_if_lost(roster_that_remembers())


def test_planned_at_a_later_hour_is_still_the_same_message_id(outbox):
    plan(outbox, a_mail())
    [one] = outbox.waiting(LIVE, TODAY)

    plan(outbox, a_mail(), now=datetime(2026, 10, 20, 9, tzinfo=UTC))
    [other] = outbox.waiting(LIVE, TODAY)

    assert one.key == other.key
