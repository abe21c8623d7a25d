"""SIGKILL at every step of the sending loop, in both delivery classes; two runs clear up after it.

    python -m tests.tools.crash_matrix                    an outbox in a file
    python -m tests.tools.crash_matrix --postgres         an outbox on a PostgreSQL of our own
    python -m tests.tools.crash_matrix --mails 3 --random 0

Real processes, a real SMTP server, a real outbox, real SIGKILLs. A step is a statement, a begin
or a commit of the outbox, either side of handing over, and every word of the SMTP dialogue. Ends
with 1 if a mail is lost, if one that would harm is doubled, or if a crash makes more than one
copy or another copy than byte for byte the same.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self

from aiosmtpd.handlers import Sink

from notifications.mail import Environment
from notifications.notice import Delivery
from notifications.outbox import Outbox
from notifications.outbox_states import MailState
from notifications.outbox_store import Place, PostgresPlace
from tests.support.crashing_sender import records
from tests.support.postgres import a_place, postgres_server, why_not
from tests.support.smtp import OnFreePort


ROOT = Path(__file__).parents[2]
PHASES = ("EHLO", "MAIL", "RCPT", "DATA (not taken)", "DATA (taken)", "QUIT")
"""Words of the SMTP dialogue at which the client dies, as the relay hears them."""
RUNS_AFTER = 2
COLUMNS = (
    "at least once: crashes",
    "lost",
    "doubled",
    "not the same bytes",
    "at most once: crashes",
    "lost",
    "doubled",
    "held",
)


@dataclass(frozen=True)
class Kill:
    """When to kill: before a step, at a word of the dialogue, or after so many seconds."""

    step: int = 0
    phase: str = ""
    nth: int = 0
    after: float = 0.0


@dataclass
class RelayEar(Sink):
    """A relay that takes everything, and kills who speaks to it when asked to."""

    kill: Kill = field(default_factory=Kill)
    victim: int = 0
    is_known: threading.Event = field(default_factory=threading.Event)
    heard: Counter[str] = field(default_factory=Counter)
    taken: list[tuple[str, str]] = field(default_factory=list)

    def hear(self, phase: str) -> bool:
        """Note a word; True when the speaker was killed for it."""
        self.heard[phase] += 1
        if (phase, self.heard[phase]) != (self.kill.phase, self.kill.nth):
            return False
        self.is_known.wait(10)
        os.kill(self.victim, signal.SIGKILL)
        return True

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        self.hear("EHLO")
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, server, session, envelope, address, options):
        self.hear("MAIL")
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        self.hear("RCPT")
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.hear("DATA (not taken)"):
            return "451 4.3.0 not taken"
        digest = hashlib.sha256(envelope.original_content).hexdigest()
        self.taken.append((envelope.rcpt_tos[0], digest))
        self.hear("DATA (taken)")
        return f"250 2.0.0 Ok: queued as Q{len(self.taken)}"

    async def handle_QUIT(self, server, session, envelope):
        self.hear("QUIT")
        return "221 Bye"


@dataclass(frozen=True)
class Verdict:
    """What one crash and two runs after it came to."""

    was_killed: bool
    """The last of the runs that should be."""
    crashes: int
    place: str
    """The step it died at."""
    lost: int
    doubled: int
    altered: int
    """Mails of which two copies differ."""
    held: int

    def breaks(self, delivery: Delivery) -> bool:
        """Tell whether it is against what the class promises."""
        if self.lost or self.altered or self.held > self.crashes:
            return True
        if delivery is Delivery.AT_MOST_ONCE:
            return self.doubled > 0
        is_held_too_soon = self.held > 0 and self.crashes < 2
        return self.doubled > self.crashes or is_held_too_soon


class Matrix:
    """Runs crashes one after the other; use as a context manager."""

    def __init__(self, folder: Path, *, mails: int, postgres: str = "") -> None:
        self._folder, self._mails, self._postgres = folder, mails, postgres
        self._runs = 0
        self.ear = RelayEar()
        self._controller = OnFreePort(self.ear, hostname="127.0.0.1", port=0)
        self._senders: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        self._controller.start()
        pipe = subprocess.PIPE
        command = [sys.executable, "-m", "tests.support.crashing_sender"]
        self._senders = subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True)
        return self

    def __exit__(self, *_: object) -> None:
        assert self._senders is not None
        self._senders.stdin.close()
        self._senders.stdout.close()
        self._senders.wait(30)
        self._controller.stop()

    def crash(self, delivery: Delivery, *kills: Kill) -> Verdict:
        """Kill one run (or one after the other), let two more go through, and count."""
        place = self.new_place()
        crashes = 0
        for kill in kills:
            step, code = self._run(place, delivery, kill)
            crashes += code != 0
        ends = [self._run(place, delivery, Kill())[1] for _ in range(RUNS_AFTER)]
        if ends != [0] * RUNS_AFTER or code not in {0, -signal.SIGKILL}:
            raise ChildProcessError(f"a run failed: {code}, then {ends}")
        return self._verdict(
            place, step or _heard_as(kill.phase), was_killed=code != 0, crashes=crashes
        )

    def new_place(self) -> Place:
        """Return where a new outbox may be kept; the relay has taken nothing yet."""
        self.ear.taken.clear()
        self._runs += 1
        if self._postgres:
            return a_place(self._postgres)
        return self._folder / f"{self._runs}.sqlite"

    def _run(self, place: Place, delivery: Delivery, kill: Kill, runs: int = 1) -> tuple[str, int]:
        """Start a run and wait for its end; returns the step it died before, and its code."""
        self.ear.kill = kill
        self.ear.heard.clear()
        self.ear.is_known.clear()
        self._ask(str(runs), str(kill.after), *self._arguments(place, delivery, kill))
        step = ""
        while True:
            word, _, rest = self._senders.stdout.readline().strip().partition(" ")
            if word == "pid":
                self.ear.victim = int(rest)
                self.ear.is_known.set()
            elif word == "step":
                step = rest
            elif word == "end":
                return step, int(rest)
            else:
                raise ChildProcessError("the program that forks senders has ended")

    def at_once(self, place: Place, delivery: Delivery, runs: int) -> int:
        """Let *runs* processes go for the same outbox at once; returns the worst exit code."""
        return self._run(place, delivery, Kill(), runs)[1]

    def _arguments(self, place: Place, delivery: Delivery, kill: Kill) -> list[str]:
        is_server = isinstance(place, PostgresPlace)
        where = f"{place.url}|{place.schema}" if is_server else str(place)
        numbers = (self._controller.port, delivery.value, self._mails, kill.step)
        return [where, *map(str, numbers)]

    def _ask(self, *words: str) -> None:
        self._senders.stdin.write(" ".join(words) + "\n")
        self._senders.stdin.flush()

    def _verdict(self, place: Place, where: str, *, was_killed: bool, crashes: int) -> Verdict:
        copies: dict[str, list[str]] = defaultdict(list)
        for recipient, digest in self.ear.taken:
            copies[recipient].append(digest)
        with Outbox(place) as outbox:
            held = outbox.counts(Environment.LIVE)[MailState.HELD]
            held_addresses = {
                row["recipient"]
                for row in outbox._db.all("SELECT recipient FROM mail WHERE state = 'held'")
            }
        wanted = {f"person{record}@example.edu" for record in records(self._mails)}
        return Verdict(
            was_killed=was_killed,
            crashes=crashes,
            place=where,
            lost=len(wanted - copies.keys() - held_addresses),
            doubled=sum(len(each) - 1 for each in copies.values()),
            altered=sum(len(set(each)) > 1 for each in copies.values()),
            held=held,
        )

    def every_step(
        self, delivery: Delivery, first: int = 1, every: int = 1, after: tuple[Kill, ...] = ()
    ) -> Iterator[Verdict]:
        """Kill before every *every*th step, from the *first* to the last.

        With *after* in the run that clears up after these crashes.
        """
        step = first
        while (verdict := self.crash(delivery, *after, Kill(step=step))).was_killed:
            yield verdict
            step += every

    def every_word(self, delivery: Delivery, numbers: Iterable[int]) -> Iterator[Verdict]:
        """Kill at every word of the dialogue about the mails with these numbers."""
        for phase in PHASES:
            for nth in (1,) if phase in {"EHLO", "QUIT"} else numbers:
                yield self.crash(delivery, Kill(phase=phase, nth=nth))

    def at_random(self, delivery: Delivery, count: int, dice: random.Random) -> Iterator[Verdict]:
        """Kill after a random time, *count* times; some runs are over by then."""
        began = time.perf_counter()
        self.crash(delivery, Kill())
        longest = (time.perf_counter() - began) / (1 + RUNS_AFTER) * 2
        for _ in range(count):
            verdict = self.crash(delivery, Kill(after=dice.uniform(0.001, longest)))
            yield verdict


def _called(place: str, verdicts: Iterable[Verdict]) -> Iterator[Verdict]:
    return (replace(each, place=place) for each in verdicts)


def _heard_as(phase: str) -> str:
    return f"the relay has heard {phase}" if phase else ""


def table(verdicts: list[tuple[Delivery, Verdict]]) -> str:
    """Return the matrix as a Markdown table: a line a place, both classes beside each other."""
    rows: dict[str, dict[Delivery, list[Verdict]]] = defaultdict(lambda: defaultdict(list))
    for delivery, verdict in verdicts:
        for place in (verdict.place, "**all**"):
            rows[place][delivery].append(verdict)
    rows["**all**"] = rows.pop("**all**")
    lines = [
        f"| killed | {' | '.join(COLUMNS)} |",
        "|---" * (len(COLUMNS) + 1) + "|",
    ]
    for place, by_class in rows.items():
        first, second = by_class[Delivery.AT_LEAST_ONCE], by_class[Delivery.AT_MOST_ONCE]
        numbers = (
            *_sums(first, "lost", "doubled", "altered"),
            *_sums(second, "lost", "doubled", "held"),
        )
        lines.append(f"| {place} | {' | '.join(map(str, numbers))} |")
    return "\n".join(lines)


def _sums(found: list[Verdict], *columns: str) -> tuple[int, ...]:
    killed = sum(each.crashes for each in found)
    return killed, *(sum(getattr(each, column) for each in found) for column in columns)


@contextmanager
def matrix(*, mails: int, is_postgres: bool) -> Iterator[Matrix]:
    """A matrix with everything it needs, in a folder that is gone afterwards."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = stack.enter_context(postgres_server()) if is_postgres else ""
        yield stack.enter_context(Matrix(folder, mails=mails, postgres=url))


def main() -> int:
    """Crash and print; 1 when a promise was broken."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--mails", type=int, default=4)
    parser.add_argument("--random", type=int, default=50, help="crashes at random moments, a class")
    options = parser.parse_args()
    if options.postgres and (reason := why_not()):
        print(reason)
        return 1
    dice = random.Random(2026)
    found: list[tuple[Delivery, Verdict]] = []
    with matrix(mails=options.mails, is_postgres=options.postgres) as crashes:
        for delivery in Delivery:
            every = [
                *crashes.every_step(delivery),
                *crashes.every_word(delivery, range(1, options.mails + 1)),
                *_called(
                    "taken and not answered, then any step of the run that clears up",
                    crashes.every_step(delivery, after=(Kill(phase=PHASES[4], nth=1),)),
                ),
                *_called("a random moment", crashes.at_random(delivery, options.random, dice)),
            ]
            found += [(delivery, each) for each in every]
    print(table(found))
    broken = sum(verdict.breaks(delivery) for delivery, verdict in found)
    killed = sum(verdict.crashes for _, verdict in found)
    print(f"\n{killed} crashes of {options.mails} mails each, {broken} promises broken")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
