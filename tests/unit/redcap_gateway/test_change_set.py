from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pytest

from mentorship.errors import WriteRefused
from redcap_gateway.change_set import ChangeSet, applied, build_change_set
from redcap_schema import registry
from redcap_schema.emit import TargetRow


@dataclass(frozen=True)
class Cell:
    """Shorthand of a target row of the tests below."""

    record_id: str
    instrument: str
    repeat_instance: int | None
    values: Mapping[str, str]
    stamps: frozenset[str] = field(default_factory=frozenset)


def changes(
    targets: Sequence[Cell | TargetRow],
    stored: Mapping[str, Sequence[Mapping[str, str]]] | None = None,
    max_rows: int = 100,
) -> ChangeSet:
    return build_change_set(
        targets,
        stored or {},
        owned=registry.owned_instruments(),
        openings=registry.openable_instruments(),
        max_rows=max_rows,
    )


def due(number: int, record: str = "7", **cells: str) -> Cell:
    return Cell(record, "due_item_auto", number, cells)


def instance(instrument: str, number: int, record: str = "7", **cells: str) -> dict[str, str]:
    return {
        "record_id": record,
        "redcap_repeat_instrument": instrument,
        "redcap_repeat_instance": str(number),
        **cells,
    }


def base(record: str = "7", **cells: str) -> dict[str, str]:
    return {
        "record_id": record,
        "redcap_repeat_instrument": "",
        "redcap_repeat_instance": "",
        **cells,
    }


def test_only_the_cells_that_differ_are_written() -> None:
    stored = {"due_item_auto": [instance("due_item_auto", 3, di_state="1", di_step="0")]}
    found = changes([due(3, di_state="3", di_step="0")], stored)
    assert found.rows == [instance("due_item_auto", 3, di_state="3")]
    assert found.rows_by_instrument == {"due_item_auto": 1}
    assert not found.changes[0].is_new


def test_nothing_differs_and_nothing_is_written() -> None:
    stored = {"due_item_auto": [instance("due_item_auto", 3, di_state="1", di_done_on="")]}
    assert len(changes([due(3, di_state="1", di_done_on="", di_step="")], stored)) == 0


def test_a_cell_is_cleared_by_a_blank() -> None:
    stored = {"due_item_auto": [instance("due_item_auto", 3, di_done_on="2026-08-01")]}
    assert changes([due(3, di_done_on="")], stored).rows == [
        instance("due_item_auto", 3, di_done_on="")
    ]


def test_a_new_instance_carries_what_is_filled() -> None:
    (change,) = changes([due(1, di_key="PREF-7-AY2026", di_done_on="")]).changes
    assert change.is_new
    assert change.cells == {"di_key": "PREF-7-AY2026"}


def test_base_rows_are_found_under_any_key() -> None:
    stored = {"": [base(px_health="1")], "more": [base(px_phase="2")]}
    target = Cell("7", "person_status_auto", None, {"px_health": "1", "px_phase": "3"})
    assert changes([target], stored).rows == [base(px_phase="3")]


def test_a_stamp_alone_is_no_reason_to_write() -> None:
    stored = {"": [base(px_health="1", px_run="yesterday")]}
    values = {"px_health": "1", "px_run": "tonight"}
    target = Cell("7", "person_status_auto", None, values, frozenset({"px_run"}))
    assert len(changes([target], stored)) == 0


def test_a_stamp_rides_along_with_another_change() -> None:
    stored = {"": [base(px_health="1", px_run="yesterday")]}
    values = {"px_health": "3", "px_run": "tonight"}
    target = Cell("7", "person_status_auto", None, values, frozenset({"px_run"}))
    assert changes([target], stored).rows == [base(px_health="3", px_run="tonight")]


@pytest.mark.parametrize("stored", ["one\r\ntwo", "one\ntwo\n", "one\ntwo  "])
def test_line_ends_are_no_difference(stored: str) -> None:
    rows = {"": [base(px_goals_text=stored)]}
    target = Cell("7", "person_status_auto", None, {"px_goals_text": "one\ntwo"})
    assert len(changes([target], rows)) == 0


@pytest.mark.parametrize(
    ("instrument", "number", "cells"),
    [
        ("person_profile", None, {"p_email": "x@example.edu"}),
        ("pairing", 1, {"pr_decision": "3"}),
        ("person_status_auto", None, {"p_email": "x@example.edu"}),
        ("due_item_auto", 1, {"pr_decision": "3"}),
        ("no_such_instrument", 1, {"x": "1"}),
        ("preferences", 1, {"pf_hub1": "3"}),
        ("preferences", None, {"pf_cycle": "AY2026"}),
        ("due_item_auto", 0, {"di_state": "1"}),
    ],
)
def test_what_is_not_ours_is_refused(
    instrument: str, number: int | None, cells: dict[str, str]
) -> None:
    with pytest.raises(WriteRefused, match=f"record 7, {instrument}"):
        changes([Cell("7", instrument, number, cells)])


def test_a_refusal_shows_names_of_fields_and_no_value() -> None:
    with pytest.raises(WriteRefused) as raised:
        changes([Cell("7", "person_status_auto", None, {"p_email": "ada@example.edu"})])
    assert "p_email" in str(raised.value)
    assert "ada" not in str(raised.value)


OPENING = Cell("7", "preferences", 2, {"pf_cycle": "AY2026", "preferences_complete": "0"})


def test_an_opening_creates_an_instance() -> None:
    stored = {"preferences": [instance("preferences", 1, pf_cycle="AY2025")]}
    assert changes([OPENING], stored).rows == [
        instance("preferences", 2, pf_cycle="AY2026", preferences_complete="0")
    ]


def test_an_opened_instance_is_never_touched_again() -> None:
    answered = instance("preferences", 2, pf_cycle="AY2026", preferences_complete="2", pf_hub1="3")
    assert len(changes([OPENING], {"preferences": [answered]})) == 0


def test_an_opening_onto_somebody_elses_instance_is_refused() -> None:
    other = instance("preferences", 2, pf_cycle="AY2025")
    with pytest.raises(WriteRefused, match="exists already with another pf_cycle"):
        changes([OPENING], {"preferences": [other]})


def test_too_many_rows_stop_everything() -> None:
    targets = [due(n, di_state="1") for n in range(1, 12)]
    assert len(changes(targets, max_rows=11)) == 11
    with pytest.raises(WriteRefused, match="11 rows would change, the limit is 10"):
        changes(targets, max_rows=10)


def test_two_targets_for_one_row_are_refused() -> None:
    with pytest.raises(WriteRefused, match="two targets"):
        changes([due(1, di_state="1"), due(1, di_state="2")])


def test_changes_come_by_instrument_record_number_and_instance_whatever_the_order() -> None:
    targets = [due(n, record, di_state="1") for record in ("10", "9", "A1") for n in (11, 2)]
    targets.append(Cell("9", "person_status_auto", None, {"px_health": "1"}))
    places = [
        (c.instrument, c.record_id, c.repeat_instance) for c in changes(targets[::-1]).changes
    ]
    assert places == [
        ("due_item_auto", "9", 2),
        ("due_item_auto", "9", 11),
        ("due_item_auto", "10", 2),
        ("due_item_auto", "10", 11),
        ("due_item_auto", "A1", 2),
        ("due_item_auto", "A1", 11),
        ("person_status_auto", "9", None),
    ]


def test_applied_is_what_redcap_holds_afterwards() -> None:
    stored = {
        "": [base(px_health="1", p_last="Amber"), base("8", px_health="0")],
        "due_item_auto": [instance("due_item_auto", 1, di_state="1", di_done_on="2026-08-01")],
    }
    targets = [
        Cell("7", "person_status_auto", None, {"px_health": "3"}),
        due(1, di_state="4", di_done_on=""),
        due(2, di_state="1"),
    ]
    after = applied(stored, changes(targets, stored))
    assert after[""] == [base(px_health="3", p_last="Amber"), base("8", px_health="0")]
    assert after["due_item_auto"] == [
        instance("due_item_auto", 1, di_state="4", di_done_on=""),
        instance("due_item_auto", 2, di_state="1"),
    ]
    assert stored[""][0]["px_health"] == "1"
    assert len(changes(targets, after)) == 0
