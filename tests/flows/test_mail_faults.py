"""A relay that fails, and an office that limits: what waits goes later, what is doubtful is told."""

import socket
from collections import Counter

import pytest

from mentorship.run_summary import RunResult
from notifications.mail import Environment
from notifications.outbox_states import MailState
from sandbox.making.finishing import OFFICE_MAILBOX
from sandbox.smtp_catcher import DROP
from tests.support.stage import differences


def counts(stage):
    with stage.outbox() as outbox:
        return {state: n for state, n in outbox.counts(Environment.LIVE).items() if n}


def a_recipient(stage, kind):
    """The first person whom the outbox has a mail of that kind for, and the mail's key."""
    with stage.outbox() as outbox:
        row = outbox._db.execute(
            "SELECT recipient, key FROM mail WHERE kind = ? AND person_id <> 'office' AND state ="
            " 'planned' ORDER BY key", (kind,)
        ).fetchone()  # fmt: skip
    return row["recipient"], row["key"]


def plan_only(stage, today):
    """Plan the night's mail and keep it from going, so that tests know who will get what."""
    stage.stop_file.touch()
    stage.night(today)
    stage.stop_file.unlink()


def arrivals(stage, key):
    return sum(n for found, n in stage.message_ids().items() if key in found)


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

    assert announcing.message_ids() == undisturbed[1]
    assert differences(announcing.content(), undisturbed[0]) == {}


@pytest.mark.parametrize("stage_of_drop", ["after_data", "data"])
def test_an_announcement_of_doubtful_fate_is_held_for_a_person_and_never_sent_again(
    announcing, announcement_night, stage_of_drop
):
    plan_only(announcing, announcement_night)
    address, key = a_recipient(announcing, "N06")
    announcing.smtp.fault = dropping(stage_of_drop, address)

    summary = announcing.night(announcement_night)
    arrived = arrivals(announcing, key)
    announcing.smtp.fault = None
    announcing.night(announcement_night)

    assert summary.mails_held == 1
    assert summary.mails_accepted > 1
    assert arrived == (stage_of_drop == "after_data")
    assert arrivals(announcing, key) == arrived
    assert counts(announcing)[MailState.HELD] == 1


@pytest.mark.parametrize("stage_of_drop", ["after_data", "data"])
def test_a_reminder_of_doubtful_fate_is_sent_once_more_and_no_more(
    stage, first_night, stage_of_drop
):
    plan_only(stage, first_night)
    address, key = a_recipient(stage, "N01")
    stage.smtp.fault = dropping(stage_of_drop, address)

    for _ in range(3):
        stage.night(first_night)

    assert arrivals(stage, key) == (2 if stage_of_drop == "after_data" else 0)
    assert counts(stage)[MailState.HELD] == 1


def dropping(at, address):
    def fault(stage, recipient):
        return DROP if (stage, recipient) == (at, address) else None

    return fault


def test_one_refused_recipient_costs_nobody_else_a_mail(announcing, announcement_night, undisturbed):
    plan_only(announcing, announcement_night)
    address, key = a_recipient(announcing, "N06")
    announcing.smtp.fault = lambda at, to: (
        "550 5.1.1 no such user" if (at, to) == ("rcpt", address) else None
    )

    summary = announcing.night(announcement_night)
    announcing.smtp.fault = None
    again = announcing.night(announcement_night)

    assert summary.mails_refused == 1
    assert set(undisturbed[1]) - set(announcing.message_ids()) == {f"<m.{key}@mentorship.example.edu>"}
    assert again.mails_accepted == 0


def test_a_corrected_address_gets_what_the_old_one_refused(announcing, announcement_night):
    plan_only(announcing, announcement_night)
    address, _ = a_recipient(announcing, "N06")
    (record,) = [r["record_id"] for r in announcing.content() if r.get("p_email") == address]
    announcing.smtp.fault = lambda at, to: (
        "550 5.1.1 no such user" if (at, to) == ("rcpt", address) else None
    )
    announcing.night(announcement_night)
    announcing.enter(record, p_email="new.address@example.edu")

    announcing.night(announcement_night)

    assert Counter(announcing.recipients())["new.address@example.edu"] == 1


def test_a_recipient_whom_the_relay_defers_gets_the_mail_with_the_next_run(
    announcing, announcement_night, undisturbed
):
    plan_only(announcing, announcement_night)
    address, key = a_recipient(announcing, "N06")
    announcing.smtp.fault = lambda at, to: (
        "450 4.2.1 greylisted" if (at, to) == ("rcpt", address) else None
    )
    announcing.night(announcement_night)
    arrived = arrivals(announcing, key)
    announcing.smtp.fault = None

    announcing.night(announcement_night)

    assert (arrived, arrivals(announcing, key)) == (0, 1)
    assert announcing.message_ids() == undisturbed[1]
    assert differences(announcing.content(), undisturbed[0]) == {}


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

    assert summary.mails_accepted == len(stage.mails()) >= held > 5
    assert max(Counter(stage.recipients()).values()) == 1


def test_on_a_weekend_nobody_is_mailed_and_the_next_working_day_tells_it(stage, first_night):
    saturday = stage.department.timetable.preferences_close_on.replace(day=11)
    assert saturday.weekday() == 5

    stage.night(saturday)
    on_saturday = stage.recipients()
    stage.night(saturday.replace(day=13))

    assert on_saturday == []
    assert len(stage.mails()) > 1


def test_debug(announcing, announcement_night):
    plan_only(announcing, announcement_night)
    address, key = a_recipient(announcing, "N06")
    announcing.smtp.fault = lambda at, to: (
        "450 4.2.1 greylisted" if (at, to) == ("rcpt", address) else None
    )
    announcing.night(announcement_night)
    with announcing.outbox() as o:
        print([dict(r) | {"mime":0} for r in o._db.execute("select * from mail where key=?", (key,))])
    announcing.smtp.fault = None
    announcing.night(announcement_night)
    with announcing.outbox() as o:
        print([dict(r)| {"mime":0} for r in o._db.execute("select * from mail where key=? or recipient=?", (key,address))])
        print([dict(r) for r in o._db.execute("select * from cover where key=?", (key,))])
    assert 0
