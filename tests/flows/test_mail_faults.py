"""A relay that fails, and an office that limits: what waits goes later, what is doubtful is told."""

import socket
from collections import Counter
from datetime import timedelta

import pytest

from mentorship.run_summary import RunResult
from notifications.mail import Environment
from notifications.outbox_states import MailState
from sandbox.making.finishing import OFFICE_MAILBOX
from sandbox.smtp_catcher import DROP


def counts(stage):
    with stage.outbox() as outbox:
        return {state: n for state, n in outbox.counts(Environment.LIVE).items() if n}


def arrivals(stage, key):
    return stage.message_ids()[key]


def test_a_relay_that_is_down_stops_the_mail_and_not_the_night(
    announcing, announcement_night, monkeypatch
):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        monkeypatch.setenv("MENTORSHIP_SMTP_PORT", str(unused.getsockname()[1]))

        summary = announcing.night(announcement_night)

    assert summary.rows_written > 0
    assert summary.mails_accepted == 0
    assert "cannot be reached" in summary.stopped_because
    assert summary.result is RunResult.STOPPED
    assert MailState.SENDING not in counts(announcing)


def test_mail_that_a_dead_relay_kept_back_goes_with_the_next_run(
    announcing, announcement_night, undisturbed, monkeypatch
):
    port = announcing.smtp.port
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        monkeypatch.setenv("MENTORSHIP_SMTP_PORT", str(unused.getsockname()[1]))
        announcing.night(announcement_night)
    monkeypatch.setenv("MENTORSHIP_SMTP_PORT", str(port))

    announcing.night(announcement_night)

    assert undisturbed.is_left_by(announcing)


@pytest.mark.parametrize(("dropped_at", "copies"), [("after_data", 2), ("data", 1)])
def test_a_mail_of_doubtful_fate_is_sent_once_more_by_the_next_run_in_the_same_bytes(
    announcing, announcement_night, undisturbed, dropped_at, copies
):
    address, key = undisturbed.announcements[0]
    announcing.smtp.fault = dropping(dropped_at, address)
    disturbed = announcing.night(announcement_night)
    announcing.smtp.fault = None

    for _ in range(2):
        announcing.night(announcement_night)

    assert disturbed.mails_held == 1
    assert disturbed.mails_accepted > 1
    assert arrivals(announcing, key) == copies
    assert len({each.data for each in announcing.smtp.messages if key.encode() in each.data}) == 1
    assert sum(announcing.message_ids().values()) - len(announcing.message_ids()) == copies - 1


def test_a_mail_that_is_doubtful_twice_is_held_for_a_person(
    announcing, announcement_night, undisturbed
):
    address, key = undisturbed.announcements[0]
    announcing.smtp.fault = dropping("after_data", address)

    for _ in range(3):
        announcing.night(announcement_night)

    assert arrivals(announcing, key) == 2
    assert counts(announcing)[MailState.HELD] == 1


def dropping(at, address):
    def fault(stage, recipient):
        return DROP if (stage, recipient) == (at, address) else None

    return fault


def test_one_refused_recipient_costs_nobody_else_a_mail(
    announcing, announcement_night, undisturbed
):
    address, key = undisturbed.announcements[0]
    announcing.smtp.fault = lambda at, to: (
        "550 5.1.1 no such user" if (at, to) == ("rcpt", address) else None
    )

    summary = announcing.night(announcement_night)
    announcing.smtp.fault = None
    again = announcing.night(announcement_night)

    assert summary.mails_refused == 1
    assert set(undisturbed.message_ids) - set(announcing.message_ids()) == {key}
    assert again.mails_accepted == 0


def test_a_corrected_address_gets_what_the_old_one_refused(
    announcing, announcement_night, undisturbed
):
    address, _ = undisturbed.announcements[0]
    (record,) = [r["record_id"] for r in announcing.content() if r.get("p_email") == address]
    announcing.smtp.fault = lambda at, to: (
        "550 5.1.1 no such user" if (at, to) == ("rcpt", address) else None
    )
    announcing.night(announcement_night)
    announcing.enter(record, p_email="new.address@example.edu")

    announcing.night(announcement_night)

    assert Counter(announcing.recipients())["new.address@example.edu"] == 1


def test_a_recipient_whom_the_relay_defers_gets_the_mail_the_next_night(
    announcing, announcement_night, undisturbed
):
    address, key = undisturbed.announcements[0]
    announcing.smtp.fault = lambda at, to: (
        "450 4.2.1 greylisted" if (at, to) == ("rcpt", address) else None
    )
    announcing.night(announcement_night)
    arrived = arrivals(announcing, key)
    announcing.smtp.fault = None

    announcing.night(announcement_night + timedelta(days=1))

    assert (arrived, arrivals(announcing, key)) == (0, 1)
    assert set(undisturbed.message_ids) <= set(announcing.message_ids())
    assert max(announcing.message_ids().values()) == 1


def test_more_mail_than_the_office_allows_waits_for_the_office(stage, first_night):
    stage.settings(ps_max_mail_run="5")

    summary = stage.night(first_night)

    assert "the office allows 5" in summary.stopped_because
    assert summary.result is RunResult.STOPPED
    assert set(stage.recipients()) <= {OFFICE_MAILBOX}
    assert counts(stage)[MailState.HELD] > 5


def test_mail_held_for_the_office_goes_once_the_office_allows_more(stage, first_night):
    stage.settings(ps_max_mail_run="5")
    held = stage.night(first_night).mails_held
    stage.settings(ps_max_mail_run="500")
    stage.smtp.messages.clear()

    summary = stage.night(first_night)

    assert summary.mails_accepted == len(stage.mails()) > 5
    # What a gate suppressed on the first run is suppressed on the second.
    assert summary.mails_accepted + summary.mails_held >= held
    assert max(Counter(stage.recipients()).values()) == 1


def test_on_a_weekend_nobody_is_mailed_and_the_next_working_day_tells_it(stage, first_night):
    saturday = stage.department.timetable.preferences_close_on.replace(day=11)
    assert saturday.weekday() == 5

    stage.night(saturday)
    on_saturday = stage.recipients()
    stage.night(saturday.replace(day=13))

    assert set(on_saturday) <= {OFFICE_MAILBOX}
    assert set(stage.recipients()) - {OFFICE_MAILBOX}
