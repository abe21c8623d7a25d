"""The office's decisions about mail, and tonight's mail before it goes, from the command line."""

import pytest
from typer.testing import CliRunner

from flows import mail_desk
from mentorship.errors import ConfigurationError
from mentorship.program_settings import Mode
from mentorship_cli.main import app
from notifications.mail import Environment
from notifications.outbox_states import MailState
from tests.support.stage import DEPARTMENT


def mentorship(*words):
    return CliRunner().invoke(app, [*words], env={"COLUMNS": "200"})


def test_the_mail_of_a_night_can_be_looked_at_without_sending_or_writing(
    announcing, announcement_night, tmp_path
):
    before = announcing.export()
    out = tmp_path / "looked-at"

    answer = mentorship(
        "mail", "preview", "--department", DEPARTMENT, "--today", str(announcement_night),
        "--out", str(out),
    )  # fmt: skip

    assert answer.exit_code == 0
    assert announcing.export() == before
    assert announcing.mails() == []
    with announcing.outbox() as outbox:
        assert outbox.counts(Environment.LIVE)[MailState.PLANNED] == 0
        assert outbox.counts(Environment.REHEARSAL)[MailState.PLANNED] == 0
    summary = announcing.night(announcement_night)
    assert len(list(out.glob("*.eml"))) == summary.mails_accepted
    assert answer.stdout.startswith(f"{summary.mails_accepted} mails, 0 notices left out")


def test_a_look_at_the_night_shows_no_link_that_opens_a_survey(
    announcing, announcement_night, tmp_path
):
    page, shown, _ = mail_desk.preview(DEPARTMENT, announcement_night, tmp_path / "out")

    assert shown > 0
    assert "/surveys/" not in page.read_text(encoding="utf-8")
    assert not [call for call in announcing.redcap.trouble.calls if call.is_write]
    assert page.stat().st_mode & 0o077 == 0


def test_mail_to_a_strange_domain_is_listed_with_its_reason(announcing, announcement_night):
    file = announcing.home.parent / "departments" / f"{DEPARTMENT}.yaml"
    file.write_text(file.read_text().replace("example.edu]", "elsewhere.example]"))

    summary = announcing.night(announcement_night)

    answer = mentorship("mail", "held", DEPARTMENT, "--today", str(announcement_night))
    # The office's own digest is not bound to the list of domains.
    assert summary.mails_held == summary.mails_planned - summary.mails_accepted > 0
    assert answer.stdout.count("suppressed") == summary.mails_held


def test_nothing_is_listed_when_nothing_was_kept_back(stage):
    assert "No mail waits" in mentorship("mail", "held", DEPARTMENT).stdout


def test_a_run_over_the_cap_goes_after_its_number_was_typed(announcing, announcement_night):
    file = announcing.home.parent / "departments" / f"{DEPARTMENT}.yaml"
    file.write_text(file.read_text().replace("usual_of_a_kind: 999", "usual_of_a_kind: 9"))
    held = announcing.night(announcement_night)
    assert "are usual" in held.stopped_because

    wrong = mentorship("mail", "release", DEPARTMENT, "--count", "1")
    right = mentorship("mail", "release", DEPARTMENT, "--count", str(held.mails_held))
    after = announcing.night(announcement_night)

    assert isinstance(wrong.exception, ConfigurationError)
    assert f"{held.mails_held} mails may go" in right.stdout
    assert after.mails_accepted == held.mails_held


@pytest.mark.parametrize("options", [[], ["--sent", "--drop"]])
def test_a_decision_is_exactly_one(stage, options):
    answer = mentorship("mail", "resolve", DEPARTMENT, "abcdef", *options)

    assert answer.exit_code == 2


def test_a_refused_mail_can_be_dropped_and_is_not_told_again(
    announcing, announcement_night, undisturbed
):
    address, _ = undisturbed.announcements[0]
    announcing.smtp.fault = lambda at, to: (
        "550 5.7.1 not wanted" if (at, to) == ("rcpt", address) else None
    )
    night = announcing.night(announcement_night)
    announcing.smtp.fault = None
    key = next(line.split()[0] for line in mentorship("mail", "held", DEPARTMENT)
               .stdout.splitlines() if "refused" in line)  # fmt: skip

    answer = mentorship("mail", "resolve", DEPARTMENT, key[:10], "--drop")
    again = announcing.night(announcement_night)

    assert night.mails_refused == 1
    assert "refused: drop" in answer.stdout
    assert again.notices_owed == 0
    assert "refused" not in mentorship("mail", "held", DEPARTMENT).stdout


def test_a_rehearsals_cases_are_asked_for_by_name(announcing, announcement_night):
    announcing.night(announcement_night, Mode.REHEARSE)

    answer = mentorship("mail", "held", DEPARTMENT, "--environment", "rehearsal")

    assert "No mail waits" in answer.stdout
