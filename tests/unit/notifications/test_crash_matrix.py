"""SIGKILL at every step of the sending loop, in both delivery classes, then two restarts.

Nothing is lost without being held for a person; what would harm is never doubled; what is
harmless is doubled at most once a crash, byte for byte the same.
"""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from notifications.mail import Environment
from notifications.outbox import Outbox
from notifications.outbox_states import MailState
from tests.support.crashing_sender import RECORDS


ROOT = Path(__file__).parents[3]
DEAD = -9


@pytest.fixture(scope="session")
def senders():
    """A program that forks a fresh sender for every line it reads."""
    command = [sys.executable, "-m", "tests.support.crashing_sender"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as program:
        yield program
        program.stdin.close()


class Run:
    """One outbox, one spool and the processes that work on them."""

    def __init__(self, folder: Path, delivery: str, senders: subprocess.Popen[str]) -> None:
        self.outbox, self.spool = folder / "outbox.sqlite", folder / "spool.txt"
        self.delivery, self.senders = delivery, senders

    def start(self, place: str, number: int = 1) -> int:
        arguments = [str(self.outbox), str(self.spool), self.delivery, place, str(number)]
        self.senders.stdin.write(" ".join(arguments) + "\n")
        self.senders.stdin.flush()
        return int(self.senders.stdout.readline())

    @property
    def copies(self) -> Counter[str]:
        lines = self.spool.read_text("ascii").splitlines() if self.spool.exists() else []
        return Counter(line.split()[0] for line in lines)

    @property
    def distinct(self) -> int:
        return len(set(self.spool.read_text("ascii").splitlines()))

    @property
    def held(self) -> int:
        with Outbox(self.outbox) as outbox:
            return outbox.counts(Environment.LIVE)[MailState.HELD]


@pytest.fixture
def run(tmp_path, request, senders):
    return Run(tmp_path, request.param, senders)


@pytest.mark.parametrize("run", ["at_least_once"], indirect=True)
@pytest.mark.parametrize(
    ("place", "number", "doubled"),
    [
        ("planned", 1, 0),
        ("claimed", 1, 0),
        ("claimed", 3, 0),
        ("sent", 1, 1),
        ("sent", 5, 1),
        ("marked", 2, 0),
    ],
)
def test_a_reminder_is_never_lost_and_doubled_at_most_once_with_the_same_bytes(
    run, place, number, doubled
):
    assert run.start(place, number) == DEAD

    assert run.start("never") == 0
    assert run.start("never") == 0

    assert len(run.copies) == len(RECORDS)
    assert sum(run.copies.values()) == len(RECORDS) + doubled
    assert run.distinct == len(RECORDS)
    assert run.held == 0


@pytest.mark.parametrize("run", ["at_most_once"], indirect=True)
@pytest.mark.parametrize(
    ("place", "number", "held"),
    [("planned", 1, 0), ("claimed", 3, 1), ("sent", 1, 1), ("sent", 5, 1), ("marked", 2, 0)],
)
def test_what_would_harm_is_never_doubled_and_a_person_decides_about_the_doubtful_one(
    run, place, number, held
):
    assert run.start(place, number) == DEAD

    assert run.start("never") == 0
    assert run.start("never") == 0

    assert max(run.copies.values()) == 1
    assert sum(run.copies.values()) + run.held >= len(RECORDS)
    assert run.held == held


@pytest.mark.parametrize("run", ["at_least_once"], indirect=True)
def test_a_reminder_that_kills_the_process_twice_is_held_instead_of_sent_a_third_time(run):
    assert run.start("sent", 1) == DEAD
    assert run.start("sent", 1) == DEAD

    assert run.start("never") == 0

    assert max(run.copies.values()) == 2
    assert run.held == 1


@pytest.mark.parametrize("run", ["at_least_once"], indirect=True)
def test_two_runs_at_once_send_everything_once(run):
    module = "tests.support.crashing_sender"
    command = [
        sys.executable, "-m", module, str(run.outbox), str(run.spool), run.delivery, "never", "1",
    ]  # fmt: skip
    both = [
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    ends = [process.communicate()[1].decode() for process in both]

    assert 0 in {process.returncode for process in both}
    assert all(p.returncode == 0 or "OutboxBusy" in end for p, end in zip(both, ends, strict=True))
    assert run.copies == Counter({f"person{record}@example.edu": 1 for record in RECORDS})
