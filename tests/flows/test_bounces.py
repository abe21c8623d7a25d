"""Mail that came back, from the office's saved files to the next night."""

import re
from datetime import timedelta

from typer.testing import CliRunner

from mentorship.errors import ConfigurationError
from mentorship_cli.main import app
from tests.support.returned_mail import a_report, an_answer
from tests.support.stage import DEPARTMENT


DOMAIN = "mentorship.example.edu"


def import_(*paths):
    return CliRunner().invoke(app, ["bounces", "import", *map(str, paths)])


def test_a_bounce_is_told_to_the_office_and_the_address_gets_no_more_mail(
    announcing, announcement_night, tmp_path
):
    announcing.night(announcement_night)
    mail = next(m for m in announcing.mails() if m["X-Mentorship-Notice"] == "N06")
    address = mail["To"].addresses[0].addr_spec
    key = re.match(r"<m\.([0-9a-f]+)@", mail["Message-ID"])[1]
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "1.eml").write_bytes(a_report(key, domain=DOMAIN))
    (tmp_path / "in" / "2.eml").write_bytes(an_answer(key, automatic=True, domain=DOMAIN))
    announcing.smtp.messages.clear()

    answer = import_(tmp_path / "in")
    again = import_(tmp_path / "in")
    announcing.night(announcement_night + timedelta(days=1))

    assert "2 messages read, 1 of them delivery reports" in answer.stdout
    assert "1 came back" in answer.stdout
    assert "1 entered before" in again.stdout
    assert address not in {str(m["To"].addresses[0].addr_spec) for m in announcing.mails()}
    [digest] = [m for m in announcing.mails() if m["X-Mentorship-Notice"] == "N24"]
    text = digest.get_body(("plain",)).get_content()
    assert "MAIL THAT COULD NOT GO" in text
    assert "nobody is at this address" in text
    assert address not in text


def test_a_report_about_somebody_elses_mail_is_counted_and_changes_nothing(stage, tmp_path):
    file = tmp_path / "foreign.eml"
    file.write_bytes(a_report("0" * 24))

    answer = import_(file, "--department", DEPARTMENT)

    assert "1 about a mail that this outbox does not know" in answer.stdout
    assert not (stage.home / DEPARTMENT).exists()


def test_a_path_that_does_not_exist_ends_in_one_sentence(stage, tmp_path):
    assert isinstance(import_(tmp_path / "nowhere").exception, ConfigurationError)
