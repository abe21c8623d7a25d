"""Delivery reports: read from saved mail, entered once, with the right consequence."""

import mailbox
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes

import pytest

from mentorship.obligations.due_items import NoticeKind
from notifications.bounces import Verdict, returned
from notifications.compose import compose
from notifications.mail import Environment
from notifications.mailbox_files import messages_in
from notifications.mailer import MemoryMailer, Outcome, Status
from notifications.outbox_desk import Decision
from notifications.outbox_returns import Entered
from notifications.outbox_states import MailState
from tests.support.builders import MENTEE, a_pairing, a_roster
from tests.support.mail import NOW, TODAY, a_context, a_mail, owed
from tests.support.returned_mail import a_read_receipt, a_report, an_answer
from tests.unit.notifications.test_desk import night


LIVE = Environment.LIVE
KEY = "0123456789abcdef01234567"


def read(data: bytes):
    return returned(message_from_bytes(data))


# ── reading ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("quotes", ["message", "headers", "reply"])
def test_a_report_is_found_however_it_quotes_our_mail(quotes):
    found = read(a_report(KEY, quotes=quotes))

    assert (found.key, found.action, found.status) == (KEY, "failed", "5.1.1")


@pytest.mark.parametrize(
    ("status", "action", "verdict"),
    [
        ("5.1.1", "failed", Verdict.NOBODY_THERE),
        ("5.1.10", "failed", Verdict.NOBODY_THERE),
        ("5.7.1", "failed", Verdict.POLICY),
        ("5.2.2", "failed", Verdict.CAME_BACK),
        ("4.4.1", "delayed", Verdict.DELAYED),
        ("4.2.2", "failed", Verdict.DELAYED),
    ],
)
def test_the_status_says_what_it_means_for_us(status, action, verdict):
    assert read(a_report(KEY, status, action=action)).verdict is verdict


@pytest.mark.parametrize(
    "data",
    [
        an_answer(KEY, automatic=True),
        an_answer(KEY, automatic=False),
        a_read_receipt(KEY),
        a_report(KEY, quotes="nothing"),
        a_report(KEY, action="relayed"),
        a_report(KEY, action="delivered", status="2.0.0"),
        a_report("of somebody else's mail"),
        b"",
        b"\xff\xfe no mail at all \x00",
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=B\r\n\r\n--B--",
        b"Content-Type: multipart/report; report-type=delivery-status\r\n\r\nno boundary",
    ],
    ids=["out-of-office", "reply", "read-receipt", "of-nothing", "relayed", "delivered", "foreign",
         "empty", "rubbish", "empty-report", "no-boundary"],
)  # fmt: skip
def test_everything_else_is_ignored(data):
    assert read(data) is None


# ── finding ───────────────────────────────────────────────────────────────────────────────────


def test_messages_are_found_in_files_folders_mbox_files_and_maildirs(tmp_path):
    (tmp_path / "one.eml").write_bytes(a_report(KEY))
    deeper = tmp_path / "saved" / "deeper"
    deeper.mkdir(parents=True)
    (deeper / "two.msg").write_bytes(a_report(KEY))
    box = mailbox.mbox(tmp_path / "box.mbox")
    for _ in range(2):
        box.add(a_report(KEY))
    box.close()
    maildir = mailbox.Maildir(tmp_path / "Maildir")
    maildir.add(a_report(KEY))

    def found(*names):
        return sum(returned(m) is not None for m in messages_in([tmp_path / n for n in names]))

    assert found("one.eml") == 1
    assert found("saved") == 1
    assert found("box.mbox") == 2
    assert found("Maildir") == 1
    assert found("one.eml", "saved", "box.mbox", "Maildir") == 5


def test_a_path_that_does_not_exist_is_an_error_and_nothing_is_changed(tmp_path):
    with pytest.raises(FileNotFoundError):
        list(messages_in([tmp_path / "nowhere"]))


# ── entering ──────────────────────────────────────────────────────────────────────────────────


MAIL = a_mail(MENTEE, f"MEET-{MENTEE}.1|N08|1|{MENTEE}")


def sent_key(outbox, **options):
    night(outbox, MAIL, **options)
    return outbox._db.first("SELECT key FROM mail")["key"]


def enter(outbox, key, status="5.1.1", **changes):
    return outbox.returns.enter(read(a_report(key, status, **changes)), at=NOW)


def test_a_mail_that_came_back_counts_as_told_to_nobody_and_is_a_case(outbox):
    key = sent_key(outbox)

    assert enter(outbox, key) is Entered.BOUNCED

    [case] = outbox.desk.cases(LIVE, TODAY)
    assert (case.state, case.reason) == ("bounced", "nobody is at this address (5.1.1)")
    assert outbox.told(LIVE).told == {}
    assert outbox.counts(LIVE)[MailState.BOUNCED] == 1


def test_a_report_is_entered_once_however_often_it_is_imported(outbox):
    key = sent_key(outbox)
    enter(outbox, key, "4.4.1", action="delayed")

    assert enter(outbox, key, "4.4.1", action="delayed") is Entered.KNOWN
    assert enter(outbox, key, "4.4.1", action="delayed", source="<2@x>") is Entered.DELAYED


def test_a_report_about_an_unknown_mail_changes_nothing(outbox):
    sent_key(outbox)

    assert enter(outbox, KEY) is Entered.UNKNOWN
    assert outbox.counts(LIVE)[MailState.ACCEPTED] == 1


def test_what_a_person_has_dropped_stays_dropped(outbox):
    key = sent_key(outbox, answer=lambda _: Outcome(Status.REFUSED, 550))
    outbox.desk.resolve(LIVE, key, Decision.DROP, at=NOW)

    assert enter(outbox, key) is Entered.KEPT
    assert outbox.counts(LIVE)[MailState.DROPPED] == 1


def left_out(outbox, kind=NoticeKind.AGREEMENT, **changes):
    """Why another notice to the same person does not become mail tonight; "" when it does."""
    roster = changes.pop("roster", a_roster(a_pairing()))
    context = a_context(
        refused=outbox.refused(LIVE), dead_addresses=outbox.memory.dead_addresses(LIVE)
    )
    found = compose([owed(kind)], roster, context=context, today=TODAY).left_out
    return found[0].reason if found else ""


def test_where_nobody_is_no_other_mail_goes_until_redcap_has_another_address(outbox):
    enter(outbox, sent_key(outbox))
    roster = a_roster(a_pairing())
    moved = replace(roster.people[MENTEE], email="new@example.edu")
    people = {**roster.people, MENTEE: moved}

    assert "nobody is at this address" in left_out(outbox)
    assert left_out(outbox, roster=replace(roster, people=people)) == ""


@pytest.mark.parametrize("status", ["5.7.1", "5.2.2", "5.4.4"])
def test_a_policy_or_a_full_mailbox_stops_this_mail_and_no_other(outbox, status):
    enter(outbox, sent_key(outbox), status)

    assert left_out(outbox) == ""
    assert left_out(outbox, NoticeKind.FIRST_MEETING) == "the relay refused this address"


def test_a_refusal_at_once_that_nobody_is_there_has_the_same_consequence(outbox):
    sent_key(outbox, answer=lambda _: Outcome(Status.REFUSED, 550, "5.1.1 no such user"))

    assert "nobody is at this address" in left_out(outbox)


def test_an_address_that_was_right_after_all_gets_mail_again_when_a_person_says_so(outbox):
    key = sent_key(outbox)
    enter(outbox, key)

    outbox.desk.resolve(LIVE, key, Decision.SEND_AGAIN, at=NOW)

    assert left_out(outbox) == ""
    assert outbox.memory.dead_addresses(LIVE) == frozenset()


def test_three_delays_of_one_address_are_a_case_and_two_are_not(outbox):
    key = sent_key(outbox)
    for number in range(2):
        enter(outbox, key, "4.4.1", action="delayed", source=f"<{number}@x>")
    assert outbox.desk.cases(LIVE, TODAY) == []

    enter(outbox, key, "4.4.1", action="delayed", source="<third@x>")

    [case] = outbox.desk.cases(LIVE, TODAY)
    assert case.reason == "delayed 3 times; check the address"
    assert outbox.told(LIVE).told != {}


def test_a_doubtful_mail_that_came_back_is_not_sent_once_more(outbox):
    key = sent_key(outbox, answer=lambda _: Outcome(Status.UNCERTAIN))

    assert enter(outbox, key) is Entered.BOUNCED

    _, mailer = night(outbox, today=TODAY + timedelta(days=1))
    assert isinstance(mailer, MemoryMailer)
    assert mailer.kept == []
