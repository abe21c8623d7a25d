"""`mentorship explain` reads REDCap, says what the night would do, and writes nothing."""

from typer.testing import CliRunner

from mentorship.errors import ConfigurationError
from mentorship_cli.main import app
from tests.support.stage import DEPARTMENT


def explained(record, night):
    return CliRunner().invoke(app, ["explain", DEPARTMENT, record, "--today", str(night)])


def said(answer):
    """What was printed, however wide the terminal is."""
    return " ".join(answer.stdout.split())


def test_explain_says_what_the_night_would_do_and_writes_nothing(stage, first_night):
    cast = stage.department.cast
    mentee = cast["report_signed_late"].record_ids[0]
    before = stage.export()

    paired = explained(mentee, first_night)
    alone = explained(cast["shared_mailbox"].record_ids[0], first_night)
    hub = explained(cast["hub_without_mentor"].record_ids[0], first_night)
    nobody = explained("987654", first_night)

    assert stage.export() == before
    assert paired.exit_code == alone.exit_code == 0
    assert f"REPORT-{mentee}.1-AY2025-Q4" in said(paired)
    assert "faculty hub mentorship. Source: S1.34." in said(paired)
    assert "Open since 9 June 2026, due on 14 July 2026." in said(paired)
    assert "Waits for record" in said(paired)
    assert f"Pairing {mentee}.1 began on 20 October 2025, before the automation" in said(paired)
    assert "It is overdue from 15 July 2026." in said(paired)
    assert "Left alone tonight" in said(alone)
    assert "OPP-H14-AY2026" in said(hub)
    assert "No scholarship opportunities are listed." in said(hub)
    assert isinstance(nobody.exception, ConfigurationError)
    assert "987654" in str(nobody.exception)
