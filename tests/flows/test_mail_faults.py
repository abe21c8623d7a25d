"""A relay that fails, and an office that limits: what waits goes later, what is doubtful is told."""

import socket
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

import pytest

from mentorship.run_summary import RunResult, RunSummary
from notifications.mail import Environment
from notifications.outbox_states import MailState
from sandbox.making.finishing import OFFICE_MAILBOX
from sandbox.smtp_catcher import DROP
from tests.flows.conftest import ANNOUNCING, day_of, staged


def counts(stage):
    with stage.outbox() as outbox:
        return {state: n for state, n in outbox.counts(Environment.LIVE).items() if n}


def test_a_relay_that_is_down_stops_the_mail_and_not_the_night_and_the_next_run_sends_it(
    announcing, announcement_night, undisturbed, monkeypatch
):
    port = announcing.smtp.port
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        monkeypatch.setenv("MENTORSHIP_SMTP_PORT", str(unused.getsockname()[1]))

        summary = announcing.night(announcement_night)

    assert summary.rows_written > 0
    assert summary.mails_accepted == 0
    assert "cannot be reached" in summary.stopped_because
    assert summary.result is RunResult.STOPPED
    assert MailState.SENDING not in counts(announcing)

    monkeypatch.setenv("MENTORSHIP_SMTP_PORT", str(port))
    announcing.night(announcement_night)

    assert undisturbed.is_left_by(announcing)


@dataclass(frozen=True)
class Mishaps:
    """Four mails that fared badly in one night, by Message-ID, and how often each arrived.

    The night itself, the same night run again, and the night after: a relay with faults first,
    then one that is well.
    """

    refused: str
    deferred: str
    lost_before: str
    """The line broke before the relay had the mail, after it was handed over."""
    lost_after: str
    """The line broke when the relay had it."""
    everybody: Counter[str]
    nights: list[RunSummary]
    arrived: list[Counter[str]]
    """After each run."""
    copies: dict[str, set[bytes]]


@pytest.fixture(scope="module")
def mishaps(loaded, year, undisturbed, tmp_path_factory):
    """The night of the announcements, with something different for each of four people."""
    troubled = undisturbed.announcements[:4]
    replies = dict(
        zip(
            [address for address, _ in troubled],
            [("rcpt", "550 5.1.1 no such user"), ("rcpt", "450 4.2.1 greylisted"),
             ("data", DROP), ("after_data", DROP)],
            strict=True,
        )
    )  # fmt: skip

    def fault(at, to):
        stage, reply = replies.get(to, ("", ""))
        return reply if at == stage else None

    folder = tmp_path_factory.mktemp("mishaps")
    with pytest.MonkeyPatch.context() as patch, staged(loaded, folder, patch) as stage:
        stage.put_back(year[ANNOUNCING])
        today = day_of(stage, ANNOUNCING)
        nights, arrived = [], []
        for day, trouble in ((today, fault), (today, None), (today + timedelta(days=1), None)):
            stage.smtp.fault = trouble
            nights.append(stage.night(day))
            arrived.append(stage.message_ids())
        return Mishaps(
            *(key for _, key in troubled),
            everybody=undisturbed.message_ids,
            nights=nights,
            arrived=arrived,
            copies={
                key: {m.data for m in stage.smtp.messages if key.encode() in m.data}
                for _, key in troubled
            },
        )


def test_a_relay_that_fails_some_costs_nobody_else_a_mail(mishaps):
    troubled = {mishaps.refused, mishaps.deferred, mishaps.lost_before}

    assert set(mishaps.everybody) - set(mishaps.arrived[0]) == troubled
    assert mishaps.nights[0].mails_accepted == sum(mishaps.everybody.values()) - 4
    assert mishaps.nights[0].mails_refused == 1
    assert mishaps.nights[0].mails_held == 2


def test_a_refused_mail_is_not_tried_again_at_the_same_address(mishaps):
    assert [each[mishaps.refused] for each in mishaps.arrived] == [0, 0, 0]
    assert [each.mails_refused for each in mishaps.nights] == [1, 0, 0]


def test_a_deferred_mail_goes_the_night_after(mishaps):
    assert [each[mishaps.deferred] for each in mishaps.arrived] == [0, 0, 1]


def test_a_mail_of_doubtful_fate_is_sent_once_more_in_the_same_bytes(mishaps):
    assert [each[mishaps.lost_before] for each in mishaps.arrived] == [0, 1, 1]
    assert [each[mishaps.lost_after] for each in mishaps.arrived] == [1, 2, 2]
    assert len(mishaps.copies[mishaps.lost_after]) == 1


def test_nobody_else_hears_anything_twice(mishaps):
    once = mishaps.arrived[-1].copy()
    del once[mishaps.lost_after]

    assert max(once.values()) == 1


def test_a_mail_that_is_doubtful_twice_is_held_for_a_person(
    announcing, announcement_night, undisturbed
):
    unlucky, key = undisturbed.announcements[0]
    announcing.smtp.fault = lambda at, to: DROP if (at, to) == ("after_data", unlucky) else None

    for _ in range(3):
        announcing.night(announcement_night)

    assert announcing.message_ids()[key] == 2
    assert counts(announcing)[MailState.HELD] == 1


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


def test_more_mail_than_the_office_allows_waits_until_the_office_allows_it(
    announcing, announcement_night, undisturbed
):
    announcing.settings(ps_max_mail_run="5")

    stopped = announcing.night(announcement_night)

    assert "the office allows 5" in stopped.stopped_because
    assert stopped.result is RunResult.STOPPED
    assert stopped.mails_held == counts(announcing)[MailState.HELD] > 5
    assert set(announcing.recipients()) <= {OFFICE_MAILBOX}

    announcing.settings(ps_max_mail_run="500")
    announcing.night(announcement_night)

    people = Counter(each for each in announcing.recipients() if each != OFFICE_MAILBOX)
    assert set(people) >= {address for address, _ in undisturbed.announcements}
    assert max(people.values()) == 1


def test_on_a_weekend_nobody_is_mailed_and_the_next_working_day_tells_it(stage, first_night):
    saturday = stage.department.timetable.preferences_close_on.replace(day=11)
    assert saturday.weekday() == 5

    stage.night(saturday)
    on_saturday = stage.recipients()
    stage.night(saturday.replace(day=13))

    assert set(on_saturday) <= {OFFICE_MAILBOX}
    assert set(stage.recipients()) - {OFFICE_MAILBOX}
