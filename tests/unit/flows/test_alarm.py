"""N25: who is told that a run failed or stopped, by a real relay, with nothing of REDCap."""

import email
import json
from datetime import date
from email.policy import default

import pytest

from flows.alarm import Watch, cannot_begin
from flows.heartbeat import FILE
from flows.runtime import department_named
from mentorship.errors import DriftError, RedcapUnavailable
from mentorship.program_settings import Mode
from mentorship.run_summary import RunResult, RunSummary
from sandbox.smtp_catcher import SmtpCatcher


DEPARTMENT = """
title: Department of Anesthesiology
project: {url: https://redcap.example.edu/api/, id: 4711, timezone: America/Chicago}
mail: {sender_name: Faculty Affairs, allow_domains: [example.edu], operations: [OPERATIONS]}
"""
TUESDAY, WEDNESDAY = date(2026, 10, 20), date(2026, 10, 21)
AWAY = RedcapUnavailable("REDCap did not answer within 120 seconds")
OPERATIONS, OFFICE = "operations@example.edu", "office@example.edu"


@pytest.fixture(scope="module")
def relay():
    with SmtpCatcher.start() as catcher:
        yield catcher


class Ward:
    """A department whose runs are watched, and the mail that came of it."""

    def __init__(self, relay, folder):
        self.relay, self.folder, self.seen = relay, folder, len(relay.messages)

    def watch(self, today=TUESDAY, mode=Mode.LIVE):
        return Watch(department=department_named("anesthesiology"), mode=mode, today=today)

    def mails(self):
        """Recipient and message of each mail since this was last asked."""
        new = self.relay.messages[self.seen :]
        self.seen = len(self.relay.messages)
        return [(e.envelope_to[0], email.message_from_bytes(e.data, policy=default)) for e in new]

    def readers(self):
        return [to for to, _ in self.mails()]

    @property
    def heartbeat(self):
        return json.loads((self.folder / "state" / "anesthesiology" / FILE).read_text())


@pytest.fixture
def ward(relay, tmp_path, monkeypatch):
    (tmp_path / "departments").mkdir()
    monkeypatch.chdir(tmp_path)
    for name, value in {
        "MENTORSHIP_HOME": str(tmp_path / "state"),
        "MENTORSHIP_DEPARTMENTS_DIR": str(tmp_path / "departments"),
        "MENTORSHIP_SMTP_HOST": relay.host,
        "MENTORSHIP_SMTP_PORT": str(relay.port),
        "MENTORSHIP_SMTP_SECURITY": "plain",
        "MENTORSHIP_SMTP_PASSWORD": "",
        "MENTORSHIP_STOP_FILE": str(tmp_path / "no-mail"),
    }.items():
        monkeypatch.setenv(name, value)
    found = Ward(relay, tmp_path)
    describe(found, OPERATIONS)
    return found


def describe(ward, operations):
    file = ward.folder / "departments" / "anesthesiology.yaml"
    file.write_text(DEPARTMENT.replace("OPERATIONS", operations))


GOOD = RunSummary(department="anesthesiology", date=WEDNESDAY, mode=Mode.LIVE)


def stopped(words="162 mails in one run, the office allows 150"):
    return RunSummary(
        department="anesthesiology",
        date=TUESDAY,
        mode=Mode.LIVE,
        result=RunResult.STOPPED,
        stopped_because=words,
    )


def test_with_redcap_away_operations_are_told_from_the_departments_file_alone(ward):
    ward.watch().fail(AWAY)

    [(to, message)] = ward.mails()
    words = " ".join(message.get_body(("plain",)).get_content().split())
    assert (to, message["From"].addresses[0].addr_spec) == (OPERATIONS, OPERATIONS)
    assert message["Subject"] == "Mentorship: the night of 20 October did not finish"
    assert "REDCap did not answer within 120 seconds" in words
    assert "exit code 20" in words
    assert "mentorship doctor anesthesiology" in words


def test_the_office_is_told_too_where_its_mailbox_is_known(ward):
    ward.watch().fail(AWAY, OFFICE)

    assert ward.readers() == [OPERATIONS, OFFICE]


def test_a_cause_is_told_once_a_day_with_its_nights_and_ends_with_a_good_night(ward):
    for today in (TUESDAY, TUESDAY, WEDNESDAY):
        ward.watch(today).fail(AWAY)
    first, second = [message for _, message in ward.mails()]
    ward.watch(WEDNESDAY).end(GOOD, OFFICE)
    ward.watch(WEDNESDAY).fail(AWAY)
    [(_, again)] = ward.mails()

    assert first["Subject"].endswith("did not finish")
    assert second["Subject"].endswith("did not finish, night 2")
    assert again["Subject"].endswith("did not finish")
    assert len({each["Message-ID"] for each in (first, second)}) == 2


def test_another_cause_of_the_same_day_is_told(ward):
    ward.watch().fail(AWAY)
    ward.watch().fail(DriftError("field p_email is gone"))

    assert len(ward.mails()) == 2


def test_mail_that_stopped_is_told_and_a_problem_in_the_data_is_not(ward):
    ward.watch().end(stopped(), OFFICE)
    [(_, message), _] = ward.mails()
    problems = RunSummary(
        department="anesthesiology",
        date=TUESDAY,
        mode=Mode.LIVE,
        result=RunResult.WITH_PROBLEMS,
    )
    ward.watch().end(problems, OFFICE)

    assert message["Subject"] == "Mentorship: the night of 20 October stopped its mail"
    assert ward.mails() == []


def test_the_stop_file_and_a_preview_tell_nobody(ward):
    ward.watch(mode=Mode.PREVIEW).fail(AWAY)
    assert not (ward.folder / "state").exists()

    (ward.folder / "no-mail").touch()
    ward.watch().fail(AWAY)
    assert ward.mails() == []

    (ward.folder / "no-mail").unlink()
    ward.watch().fail(AWAY)
    assert ward.readers() == [OPERATIONS]


def test_whoever_could_not_be_told_is_told_by_the_next_run(ward, monkeypatch, caplog):
    monkeypatch.setenv("MENTORSHIP_SMTP_HOST", "")
    ward.watch().fail(AWAY)
    monkeypatch.setenv("MENTORSHIP_SMTP_HOST", ward.relay.host)
    ward.watch().fail(AWAY)

    assert "nobody could be told" in caplog.text
    assert len(ward.mails()) == 1


def test_without_anybody_to_tell_the_fault_still_goes_on(ward, caplog):
    describe(ward, "")
    ward.watch().fail(AWAY)

    assert "set mail.operations" in caplog.text
    assert ward.mails() == []


def test_a_run_that_cannot_begin_is_told_and_one_of_an_unreadable_file_is_logged(ward, caplog):
    cannot_begin("anesthesiology", Mode.LIVE, TUESDAY, AWAY)
    cannot_begin("nowhere", Mode.LIVE, TUESDAY, AWAY)

    assert ward.readers() == [OPERATIONS]
    assert "file cannot be read" in caplog.text


def test_the_heartbeat_says_when_and_how_and_no_address(ward):
    ward.watch().begin()
    began = ward.heartbeat
    ward.watch().fail(AWAY, OFFICE)

    assert began["began_at"]
    assert began["ended_at"] == ""
    assert ward.heartbeat["result"] == "failed"
    assert "@" not in json.dumps(ward.heartbeat)
