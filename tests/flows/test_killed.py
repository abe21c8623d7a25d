"""The process dies at the worst moments: the next run finds its way without telling twice."""

import os
import signal
import threading

import pytest

from flows import runtime
from flows.runtime import department_named
from mentorship.errors import ConfigurationError
from tests.support import short_lived
from tests.support.short_lived import KILLED
from tests.support.stage import STEPS, differences


PATIENCE = 60


class Killer:
    """Kills the night's process once a hook says that the moment has come."""

    def __init__(self):
        self.process = None
        self.is_ready = threading.Event()

    def kill(self):
        self.is_ready.wait(PATIENCE)
        os.kill(self.process.pid, signal.SIGKILL)


@pytest.fixture
def killer():
    return Killer()


def die(stage, today, killer=None, steps=STEPS):
    """Run a night that is killed, by *killer* or by itself after its last step."""
    process = short_lived.start(stage.environment, stage.slug, today, steps)
    if killer:
        killer.process = process
        killer.is_ready.set()
    process.join(PATIENCE)
    assert process.exitcode == KILLED


@pytest.mark.parametrize("last_step", ["push", "send"])
def test_killed_between_two_steps_the_next_run_leaves_what_an_undisturbed_one_would(
    announcing, announcement_night, undisturbed, last_step
):
    die(announcing, announcement_night, steps=STEPS[: STEPS.index(last_step) + 1])

    announcing.night(announcement_night)

    assert undisturbed.is_left_by(announcing)


def test_killed_while_writing_the_next_run_leaves_what_an_undisturbed_one_would(
    announcing, announcement_night, undisturbed, killer
):
    announcing.redcap.trouble.reset()
    announcing.redcap.trouble.next_fault = lambda call: (
        killer.kill() if call.is_write and call.write_number == 3 else None
    )
    die(announcing, announcement_night, killer)
    announcing.redcap.trouble.reset()

    announcing.night(announcement_night)

    assert undisturbed.is_left_by(announcing)


COPIES = {"rcpt": 1, "after_data": 2}
"""How often the mail in doubt arrives, by the moment at which the process dies."""


@pytest.mark.parametrize("moment", COPIES)
def test_killed_while_sending_only_the_mail_in_doubt_may_come_twice(
    announcing, announcement_night, undisturbed, killer, moment
):
    address, in_doubt = undisturbed.announcements[5]
    announcing.smtp.fault = lambda at, to: killer.kill() if (at, to) == (moment, address) else None
    die(announcing, announcement_night, killer)
    announcing.smtp.fault = None

    announcing.night(announcement_night)

    expected = undisturbed.message_ids.copy()
    expected[in_doubt] = COPIES[moment]
    assert announcing.message_ids() == expected
    assert len({m.data for m in announcing.smtp.messages if in_doubt.encode() in m.data}) == 1


def test_killed_while_sending_redcap_ends_as_after_an_undisturbed_run(
    announcing, announcement_night, undisturbed, killer
):
    address, _ = undisturbed.announcements[5]
    announcing.smtp.fault = lambda at, to: killer.kill() if (at, to) == ("data", address) else None
    die(announcing, announcement_night, killer)
    announcing.smtp.fault = None

    announcing.night(announcement_night)

    assert differences(announcing.content(), undisturbed.content) == {}


def test_while_one_run_is_under_way_another_is_refused(announcing, announcement_night, killer):
    refused = []

    def try_another(_at, _to):
        if not refused:
            with (
                pytest.raises(ConfigurationError, match="under way") as caught,
                runtime.one_at_a_time(department_named(announcing.slug)),
            ):
                pass
            refused.append(caught.value.exit_code)
            killer.kill()

    announcing.smtp.fault = try_another

    die(announcing, announcement_night, killer)

    assert refused == [10]


def test_a_run_that_was_killed_leaves_no_lock_behind(announcing, announcement_night):
    die(announcing, announcement_night, steps=["check"])

    with runtime.one_at_a_time(department_named(announcing.slug)):
        pass
