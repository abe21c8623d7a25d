"""A real Postfix on loopback: restarted in mid-batch, and sending back what nobody was there for."""

import re
from collections import Counter
from email import message_from_bytes

import pytest
from typer.testing import CliRunner

from mentorship_cli.main import app
from notifications.dispatch import Dispatcher
from notifications.mail import Environment
from notifications.outbox import Outbox
from notifications.outbox_states import MailState
from notifications.planning import plan_mails
from notifications.relay import Relay, RelaySettings
from tests.support.builders import a_mentee
from tests.support.mail import NOW, SENDER, a_mail, open_gates
from tests.support.postfix import NEEDS_IT, postfix, why_not


pytestmark = NEEDS_IT

LIVE = Environment.LIVE
DEPARTMENT = "synthetic"
READERS = [str(number) for number in range(1001, 1011)]
GONE = "1011"


@pytest.fixture(scope="module")
def relay():
    if reason := why_not():
        pytest.skip(reason)
    with postfix(["office", *(f"person{each}" for each in READERS)]) as running:
        yield running


@pytest.fixture
def outbox(tmp_path):
    (tmp_path / DEPARTMENT).mkdir()
    with Outbox(tmp_path / DEPARTMENT / "outbox.sqlite") as opened:
        yield opened


class Interrupted(Relay):
    """The real relay, and something that happens before one of its messages."""

    before, happens, seen = 0, staticmethod(lambda: None), 0

    def deliver(self, envelope):
        self.seen += 1
        if self.seen == self.before:
            self.happens()
        return super().deliver(envelope)


def night(outbox, relay, *mails, before=0, happens=None):
    plan_mails(outbox, mails, sender=SENDER, now=NOW)
    settings = RelaySettings(
        sender=SENDER.address, host="127.0.0.1", port=relay.port, security="plain"
    )
    mailer = Interrupted(settings)
    mailer.before, mailer.happens = before, happens
    gates = open_gates([a_mentee(each) for each in (*READERS, GONE)])
    return Dispatcher(outbox=outbox, mailer=mailer, gates=gates, clock=lambda: NOW).run()


def arrived(relay):
    """How often each Message-ID lies in the mailboxes of people."""
    names = [f"person{each}" for each in READERS]
    return Counter(
        message_from_bytes(path.read_bytes())["Message-ID"]
        for name in names
        for path in relay.mailbox(name)
    )


def test_a_batch_survives_a_restart_and_a_relay_that_is_down_and_nobody_gets_a_mail_twice(
    relay, outbox
):
    mails = [a_mail(each) for each in READERS]

    def restart():
        relay.stop()
        relay.start()

    def go_down():
        relay.stop()

    first = night(outbox, relay, *mails[:6], before=4, happens=restart)
    second = night(outbox, relay, *mails, before=3, happens=go_down)
    relay.start()
    third = night(outbox, relay, *mails)
    relay.wait_for(len(READERS), *(f"person{each}" for each in READERS))

    assert (first.accepted, first.stopped_because) == (6, "")
    assert second.accepted == 2
    assert "cannot be reached" in second.stopped_because
    assert (third.planned, third.accepted) == (2, 2)
    assert list(arrived(relay).values()) == [1] * len(READERS)
    queue_ids = outbox._db.all("SELECT text FROM attempt WHERE outcome = 'accepted'")
    assert all(re.search(r"queued as [0-9A-F]{6,}$", row["text"]) for row in queue_ids)


def test_what_nobody_was_there_for_comes_back_and_suppresses_the_address(
    relay, outbox, tmp_path, monkeypatch
):
    monkeypatch.setenv("MENTORSHIP_HOME", str(tmp_path))
    assert night(outbox, relay, a_mail(GONE)).accepted == 1
    [report] = relay.wait_for(1, "office")
    maildir = str(report.parents[1])

    said = [
        CliRunner().invoke(app, ["bounces", "import", maildir, "--department", DEPARTMENT]).stdout
        for _ in range(2)
    ]

    assert "1 came back" in said[0]
    assert "1 entered before" in said[1]
    assert outbox.counts(LIVE)[MailState.BOUNCED] == 1
    assert outbox.memory.dead_addresses(LIVE) == {f"person{GONE}@example.edu"}
    assert outbox.told(LIVE).told == {}
