"""Nights that may run on several machines: they share one outbox, and run one at a time."""

import pytest

from flows import runtime
from flows.runtime import department_named, has_outbox
from mentorship.errors import OutboxBusy
from tests.support.postgres import NEEDS_IT


pytestmark = NEEDS_IT


@pytest.fixture
def department(stage, postgres_url, monkeypatch):
    """A department whose memory of mail is on a server."""
    monkeypatch.setenv("MENTORSHIP_OUTBOX_URL", postgres_url)
    return department_named(stage.slug)


@pytest.fixture
def other_machine(department, tmp_path, monkeypatch):
    """Go on at a machine that has never run a night: its own folder is empty."""

    def go():
        monkeypatch.setenv("MENTORSHIP_HOME", str(tmp_path / "other-machine"))

    return go


def test_what_one_machine_has_told_another_does_not_tell_again(
    stage, department, other_machine, first_night
):
    first = stage.night(first_night)
    other_machine()

    again = stage.night(first_night)

    assert first.mails_accepted > 10
    assert (again.rows_written, again.mails_accepted) == (0, 0)
    assert not list(stage.home.rglob("outbox.sqlite*"))


def test_while_one_machine_runs_a_department_another_does_not(department, other_machine):
    with runtime.one_at_a_time(department):
        other_machine()

        with pytest.raises(OutboxBusy), runtime.one_at_a_time(department):
            pass

    with runtime.one_at_a_time(department):
        assert has_outbox(department)
