"""How many rows a second the sandbox takes in and gives out, and whether that stays linear.

Run: python -m benchmarks.sandbox [PEOPLE ...]. Each person has one base row and 25 repeating rows
(the school-of-medicine ledger over years). Calls go through the dispatcher, without HTTP: what is
measured is reading, checking, storing and rendering.
"""

import json
import resource
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from sandbox.call import Settings
from sandbox.dispatch import Dispatcher
from sandbox.params import Params
from sandbox.project_setup import ProjectPlan, make_project
from sandbox.storage import Database


NOW = datetime(2026, 7, 1, tzinfo=UTC)
REPEATS = 25
BATCH = 2_000
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


class Bench:
    """A database with one project, asked without HTTP."""

    def __init__(self, folder: Path) -> None:
        self.database = Database(folder / "bench.sqlite")
        plan = ProjectPlan(dictionary_csv=dictionary_csv(), repeating=["due"], surveys=())
        self.token = make_project(self.database, plan, NOW).token
        self.dispatcher = Dispatcher(self.database, Settings("http://127.0.0.1"), lambda: NOW)

    def call(self, **params: str) -> bytes:
        """The body of one call, which must succeed."""
        params = {"token": self.token, "content": "record", "format": "json"} | params
        answer = self.dispatcher.answer(Params.of(params.items()))
        assert answer.status == 200, answer.body[:300]
        return answer.body

    def timed(self, **params: str) -> tuple[float, int]:
        """Seconds and bytes of one call."""
        started = time.perf_counter()
        size = len(self.call(**params))
        return time.perf_counter() - started, size


def measure(people: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder))
        rows, seconds = 0, 0.0
        batch: list[dict[str, str]] = []
        for person in range(1, people + 1):
            batch += rows_of(person)
            if len(batch) >= BATCH or person == people:
                seconds += bench.timed(data=json.dumps(batch))[0]
                rows += len(batch)
                batch = []
        report("import json", rows, seconds, 0)
        for label, asked in (
            ("export json, all", {}),
            ("export csv, all", {"format": "csv"}),
            ("export json, due", {"fields": "record_id", "forms": "due"}),
            ("export eav csv", {"format": "csv", "type": "eav"}),
            ("export filtered", {"filterLogic": "[d_state]='1' and [record_id]<>'3'"}),
        ):
            seconds, size = bench.timed(**asked)
            report(label, rows, seconds, size)
        bench.database.close()


def report(label: str, rows: int, seconds: float, size: int) -> None:
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{label:18} {rows:>9,} rows {seconds:8.2f} s {rows / seconds:>10,.0f} rows/s"
        f" {size / 1e6:8.1f} MB, peak {memory:,.0f} MB"
    )


if __name__ == "__main__":
    for count in [int(text) for text in sys.argv[1:]] or [1_000, 4_000]:
        measure(count)
