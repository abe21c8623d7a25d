from __future__ import annotations

from collections.abc import Sequence

import pytest

from mentorship.errors import RedcapRejected, WriteRefused
from redcap_gateway.answers import ImportRefused
from redcap_gateway.imports import push_batches, values_of
from redcap_gateway.port import Refusal, Row


class Redcap:
    """Refuses the records of *locked*, named as *shown*; counts the others."""

    def __init__(self, *locked: str, shown: str = "{}") -> None:
        self.locked = locked
        self.shown = shown
        self.sent: list[list[str]] = []

    def __call__(self, batch: Sequence[Row]) -> object:
        self.sent.append([row["id"] for row in batch])
        refusals = tuple(
            Refusal(self.shown.format(row["id"]), "a", "locked")
            for row in batch
            if row["id"] in self.locked
        )
        if refusals:
            raise ImportRefused("refused", refusals)
        return len({row["id"] for row in batch})


def rows(*ids: str) -> list[Row]:
    return [{"id": record, "a": "x"} for record in ids]


def test_a_refused_record_is_not_sent_with_a_later_batch() -> None:
    redcap = Redcap("2")
    receipt = push_batches([rows("1", "2"), rows("2", "3"), rows("2")], "id", redcap)
    assert redcap.sent == [["1", "2"], ["1"], ["3"]]
    assert receipt.refused == (Refusal("2", "a", "locked"),)
    assert (receipt.rows, receipt.batches) == (2, 2)


@pytest.mark.parametrize("shown", ["{}", " {} ", "{} (#2)", "{} (event_1_arm_1)"])
def test_a_refused_record_is_known_under_redcaps_decorations(shown: str) -> None:
    receipt = push_batches([rows("1", "2")], "id", Redcap("2", shown=shown))
    assert [refusal.record_id for refusal in receipt.refused] == ["2"]


def test_refusals_that_name_nobody_we_sent_end_the_push() -> None:
    redcap = Redcap("2", shown="row {}")
    with pytest.raises(RedcapRejected):
        push_batches([rows("1", "2"), rows("3")], "id", redcap)
    assert redcap.sent == [["1", "2"]]


def test_a_push_that_is_refused_altogether_is_rejected() -> None:
    with pytest.raises(RedcapRejected, match="record 1, field a: locked"):
        push_batches([rows("1"), rows("2")], "id", Redcap("1", "2"))


def test_several_rows_of_one_record_count_once() -> None:
    receipt = push_batches([rows("1", "1", "2")], "id", Redcap())
    assert (receipt.rows, receipt.records) == (3, 2)


def test_a_wrong_count_stops_before_the_next_batch() -> None:
    sent = []
    with pytest.raises(WriteRefused):
        push_batches([rows("1"), rows("2")], "id", lambda batch: sent.append(batch) or 0)
    assert len(sent) == 1


def test_values_are_all_cells_but_the_repeat_columns() -> None:
    row = {"id": "7", "a": "", "b": "Ada", "redcap_repeat_instance": "3"}
    assert values_of([row]) == {"7", "Ada"}
