from __future__ import annotations

import json

from mappings.model import Limits
from redcap_gateway.batches import chunks, write_batches


def test_chunks_keep_the_order_and_lose_nothing() -> None:
    assert [list(part) for part in chunks("abcdefg", 3)] == [list("abc"), list("def"), ["g"]]


def test_a_batch_has_at_most_as_many_rows_as_allowed() -> None:
    rows = [{"record_id": str(n), "a": "x"} for n in range(5)]
    sizes = [len(batch) for batch in write_batches(rows, Limits(rows_per_write=2))]
    assert sizes == [2, 2, 1]


def test_a_batch_has_at_most_as_many_bytes_as_allowed() -> None:
    rows = [{"record_id": str(n), "a": "ä" * 100} for n in range(10)]
    batches = list(write_batches(rows, Limits(bytes_per_write=2_000)))
    assert [row for batch in batches for row in batch] == rows
    assert all(len(json.dumps(batch, separators=(",", ":"))) <= 2_001 for batch in batches)


def test_a_row_that_is_too_large_alone_travels_alone() -> None:
    rows = [{"a": "x"}, {"a": "y" * 500}, {"a": "z"}]
    batches = list(write_batches(rows, Limits(bytes_per_write=100)))
    assert [len(batch) for batch in batches] == [1, 1, 1]


def test_a_batch_names_one_set_of_columns() -> None:
    rows = [{"a": "1", "b": "2"}, {"b": "", "a": "3"}, {"a": "4"}]
    assert list(write_batches(rows, Limits())) == [rows[:2], rows[2:]]
