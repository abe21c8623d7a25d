"""How many rows a second the sandbox takes in and gives out, and whether that stays linear.

Run: python -m benchmarks.sandbox [PEOPLE ...]. Each person has one base row and 25 repeating rows
(the school-of-medicine ledger over years). Calls go through the dispatcher, without HTTP: what is
measured is reading, checking, storing and rendering. Each size runs in a process of its own, so
that the peak of memory is its own too.
"""

import csv
import io
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from sandbox.call import Settings
from sandbox.dispatch import Dispatcher
from sandbox.params import Params
from sandbox.project_setup import ProjectPlan, make_project
from sandbox.storage import Database


NOW = datetime(2026, 7, 1, tzinfo=UTC)
REPEATS = 25
BATCH = 2_000
PIECE = 1 << 20
HEAD = ("field_name", "form_name", "field_type", "select_choices_or_calculations")
DICTIONARY = [
    ("record_id", "person", "text", ""),
    *((f"p_text{n}", "person", "text", "") for n in range(8)),
    ("p_rank", "person", "radio", "1, One | 2, Two | 3, Three"),
    ("p_tags", "person", "checkbox", "1, A | 2, B | 3, C | 4, D"),
    *((f"d_text{n}", "due", "text", "") for n in range(8)),
    ("d_state", "due", "dropdown", "1, Open | 2, Done"),
]


def dictionary_csv() -> str:
    return "\n".join(",".join(f'"{cell}"' for cell in row) for row in (HEAD, *DICTIONARY))


def rows_of(person: int):
    base = {f"p_text{n}": f"value {n} of {person}" for n in range(8)}
    yield {"record_id": str(person), **base, "p_rank": "2", "p_tags___3": "1"}
    for instance in range(1, REPEATS + 1):
        place = {"redcap_repeat_instrument": "due", "redcap_repeat_instance": str(instance)}
        cells = {f"d_text{n}": f"item {instance}" for n in range(8)}
        yield {"record_id": str(person), **place, **cells, "d_state": "1"}


class Cost(NamedTuple):
    """Seconds on the wall, seconds of a core, bytes."""

    wall: float
    core: float
    size: int

    def plus(self, other: "Cost") -> "Cost":
        """Both together."""
        return Cost(*map(sum, zip(self, other, strict=True)))


class Bench:
    """A database with one project, asked without HTTP."""

    def __init__(self, folder: Path) -> None:
        self.database = Database(folder / "bench.sqlite")
        plan = ProjectPlan(dictionary_csv=dictionary_csv(), repeating=["due"], surveys=())
        self.token = make_project(self.database, plan, NOW).token
        self.dispatcher = Dispatcher(self.database, Settings("http://127.0.0.1"), lambda: NOW)

    def call(self, **params: str) -> int:
        """The bytes of one answer, which must be a success; read a piece at a time."""
        params = {"token": self.token, "content": "record", "format": "json"} | params
        answer = self.dispatcher.answer(Params.of(params.items()))
        assert answer.status == 200, answer.body[:300]
        if answer.file is not None:
            with answer.file as file:
                while file.read(PIECE):
                    pass
        return answer.size

    def timed(self, **params: str) -> Cost:
        """What one call costs."""
        started, busy = time.perf_counter(), time.process_time()
        size = self.call(**params)
        return Cost(time.perf_counter() - started, time.process_time() - busy, size)


def batches(people: Sequence[int]) -> Iterator[list[dict[str, str]]]:
    batch: list[dict[str, str]] = []
    for person in people:
        batch += rows_of(person)
        if len(batch) >= BATCH or person == people[-1]:
            yield batch
            batch = []


def as_csv(rows: list[dict[str, str]]) -> str:
    columns = dict.fromkeys(name for row in rows for name in row)
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def measure(people: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder))
        half = people // 2
        for fmt, encode, part in (
            ("json", json.dumps, range(1, half + 1)),
            ("csv", as_csv, range(half + 1, people + 1)),
        ):
            rows, cost = 0, Cost(0.0, 0.0, 0)
            for batch in batches(part):
                data = encode(batch)
                once = bench.timed(data=data, format=fmt, returnFormat="json")
                cost = cost.plus(once._replace(size=len(data)))
                rows += len(batch)
            report(f"import {fmt}", rows, cost)
        total = people * (REPEATS + 1)
        for label, asked in (
            ("export json, all", {}),
            ("export csv, all", {"format": "csv"}),
            ("export xml, all", {"format": "xml"}),
            ("export json, due", {"fields": "record_id", "forms": "due"}),
            ("export eav csv", {"format": "csv", "type": "eav"}),
            ("export filtered", {"filterLogic": "[d_state]='1' and [record_id]<>'3'"}),
        ):
            report(label, total, bench.timed(**asked))
        bench.database.close()


def report(label: str, rows: int, cost: Cost) -> None:
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{label:17} {rows:>9,} rows {cost.wall:7.1f} s {rows / cost.wall:>8,.0f} rows/s"
        f" ({rows / cost.core:>8,.0f} a core-second) {cost.size / 1e6:7.1f} MB,"
        f" peak {memory:,.0f} MB",
        flush=True,
    )


def main(sizes: Sequence[int]) -> None:
    if len(sizes) == 1:
        load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
        print(f"{sizes[0]:,} people on {os.cpu_count()} cores, load {load}", flush=True)
        measure(sizes[0])
        return
    for size in sizes:
        subprocess.run([sys.executable, "-m", "benchmarks.sandbox", str(size)], check=True)


if __name__ == "__main__":
    main([int(text) for text in sys.argv[1:]] or [1_000, 4_000, 16_000])
