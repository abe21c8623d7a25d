"""What each mode may do, and that the office can always lower it."""

import socket

import pytest

from mentorship.obligations.due_items import NoticeKind
from mentorship.program_settings import Mode
from notifications.mail import Environment
from sandbox.making.finishing import OFFICE_MAILBOX as OFFICE


MIRRORS = ("di_step", "di_last_on", "pz_announced_on")


def told_cells(stage):
    """Every cell that says somebody was mailed, with its place."""
    return {
        (row["record_id"], row.get("redcap_repeat_instance"), name, row[name])
        for row in stage.content()
        for name in MIRRORS
        if row.get(name, "0") != "0"
    }


def test_preview_computes_everything_and_changes_not_one_byte(stage, first_night):
    before = stage.export()

    summary = stage.night(first_night, Mode.PREVIEW)

    assert summary.due_items > 0
    assert summary.notices_owed > 0
    assert summary.rows_written == 0
    assert stage.export() == before
    assert not [call for call in stage.redcap.trouble.calls if call.is_write]


def test_preview_never_connects_to_the_relay(stage, first_night, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as relay:
        relay.setblocking(False)
        monkeypatch.setenv("MENTORSHIP_SMTP_PORT", str(relay.getsockname()[1]))

        stage.night(first_night, Mode.PREVIEW)

        with pytest.raises(BlockingIOError):
            relay.accept()


def test_rehearsal_writes_and_sends_all_mail_to_the_office(stage, first_night):
    summary = stage.night(first_night, Mode.REHEARSE)

    assert summary.rows_written > 0
    assert summary.mails_accepted == len(stage.mails()) > 1
    assert set(stage.recipients()) == {OFFICE}
    assert {mail["To"].addresses[0].addr_spec for mail in stage.mails()} == {OFFICE}


def test_rehearsal_leaves_no_trace_of_mail_in_the_ledger(announcing, announcement_night):
    before = told_cells(announcing)

    summary = announcing.night(announcement_night, Mode.REHEARSE)

    assert summary.mails_by_kind[NoticeKind.PAIRING.value] > 0
    assert told_cells(announcing) == before


def test_a_live_night_after_a_rehearsal_still_tells_everybody(stage, first_night):
    stage.night(first_night, Mode.REHEARSE)
    stage.smtp.messages.clear()

    live = stage.night(first_night)

    assert live.mails_by_kind[NoticeKind.PREFERENCES_OPEN.value] > 0
    assert set(stage.recipients()) - {OFFICE}


def test_the_office_turns_live_mail_into_a_rehearsal(stage, first_night):
    stage.settings(ps_mail_mode="1")

    summary = stage.night(first_night)

    assert summary.mails_accepted > 1
    assert set(stage.recipients()) == {OFFICE}
    assert not told_cells(stage)
    with stage.outbox() as outbox:
        assert not sum(outbox.counts(Environment.LIVE).values())


@pytest.mark.parametrize("mode", [Mode.REHEARSE, Mode.LIVE])
def test_the_office_turns_mail_off_and_the_rest_of_the_night_goes_on(stage, first_night, mode):
    stage.settings(ps_mail_mode="0")

    summary = stage.night(first_night, mode)

    assert summary.rows_written > 0
    assert stage.mails() == []


def test_without_a_mail_mode_nothing_is_sent(stage, first_night):
    stage.settings(ps_mail_mode="")

    stage.night(first_night)

    assert stage.mails() == []


def test_the_stop_file_stops_mail_and_nothing_else(stage, first_night):
    stage.stop_file.touch()

    summary = stage.night(first_night)

    assert summary.rows_written > 0
    assert summary.stopped_because == "the stop file is there"
    assert stage.mails() == []


def test_mail_that_the_stop_file_kept_back_goes_with_the_next_run(stage, first_night):
    stage.stop_file.touch()
    kept_back = stage.night(first_night)
    stage.stop_file.unlink()

    summary = stage.night(first_night)

    assert kept_back.mails_planned == summary.mails_planned
    assert summary.mails_accepted == len(stage.mails()) > 1
