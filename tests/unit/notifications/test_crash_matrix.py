"""SIGKILL in the sending loop, in both delivery classes, then two restarts.

Nothing is lost without being held for a person; what would harm is never doubled; what is
harmless is doubled at most once a crash, byte for byte the same. Here a part of the steps;
`python -m tests.tools.crash_matrix` tries them all.
"""

from collections import Counter

import pytest

from notifications.notice import Delivery
from tests.support.crashing_sender import records
from tests.support.postgres import NEEDS_IT, on_postgres
from tests.tools.crash_matrix import PHASES, Kill, Matrix, table


LEAST, MOST = Delivery.AT_LEAST_ONCE, Delivery.AT_MOST_ONCE
MAILS = 2
TAKEN, FIRST_TAKEN = (Kill(phase="DATA (taken)", nth=number) for number in (2, 1))


@pytest.fixture(scope="module")
def crashes(tmp_path_factory):
    """Runs that can be killed, with their outbox in a file."""
    with Matrix(tmp_path_factory.mktemp("crashes"), mails=MAILS) as found:
        yield found


@pytest.fixture(scope="module")
def crashes_on_a_server(tmp_path_factory, postgres_url):
    """The same with their outbox on PostgreSQL."""
    folder = tmp_path_factory.mktemp("crashes")
    with Matrix(folder, mails=MAILS, postgres=postgres_url) as found:
        yield found


@pytest.mark.parametrize(("delivery", "first"), [(LEAST, 5), (MOST, 3)])
def test_whatever_step_it_dies_at_a_class_keeps_its_promise(crashes, delivery, first):
    verdicts = list(crashes.every_step(delivery, first, every=6))

    assert len(verdicts) >= 8
    assert [each for each in verdicts if each.breaks(delivery)] == []


@pytest.mark.parametrize("delivery", [LEAST, MOST])
def test_whatever_word_of_the_dialogue_it_dies_at_a_class_keeps_its_promise(crashes, delivery):
    verdicts = list(crashes.every_word(delivery, [MAILS]))

    assert all(each.was_killed for each in verdicts)
    assert [each for each in verdicts if each.breaks(delivery)] == []
    assert len(table([(delivery, each) for each in verdicts]).splitlines()) == len(PHASES) + 3


def test_a_reminder_taken_before_the_crash_comes_once_more_and_a_harmful_one_is_held(crashes):
    reminder, harmful = crashes.crash(LEAST, TAKEN), crashes.crash(MOST, TAKEN)

    assert (reminder.doubled, reminder.altered, reminder.held) == (1, 0, 0)
    assert (harmful.doubled, harmful.lost, harmful.held) == (0, 0, 1)


@pytest.mark.parametrize("delivery", [LEAST, MOST])
def test_a_second_crash_in_the_run_that_clears_up_breaks_no_promise_either(crashes, delivery):
    verdicts = list(crashes.every_step(delivery, 5, every=11, after=(FIRST_TAKEN,)))

    assert {each.crashes for each in verdicts} == {2}
    assert [each for each in verdicts if each.breaks(delivery)] == []


def test_a_reminder_that_kills_the_process_twice_is_held_instead_of_sent_a_third_time(crashes):
    verdict = crashes.crash(LEAST, TAKEN, FIRST_TAKEN)

    assert (verdict.doubled, verdict.held, verdict.lost) == (1, 1, 0)


@on_postgres
@pytest.mark.parametrize("delivery", [LEAST, MOST])
@pytest.mark.parametrize("phase", ["MAIL", "DATA (taken)"])
def test_the_session_of_a_killed_run_gives_up_its_rights(crashes_on_a_server, delivery, phase):
    verdict = crashes_on_a_server.crash(delivery, Kill(phase=phase, nth=MAILS))

    assert verdict.was_killed
    assert not verdict.breaks(delivery)


@pytest.mark.parametrize("where", ["crashes", pytest.param("crashes_on_a_server", marks=NEEDS_IT)])
def test_two_runs_at_once_send_everything_once(request, where):
    crashes = request.getfixturevalue(where)
    place = crashes.new_place()

    assert crashes.at_once(place, LEAST, runs=2) == 0

    addresses = Counter(recipient for recipient, _ in crashes.ear.taken)
    assert addresses == Counter(f"person{record}@example.edu" for record in records(MAILS))
