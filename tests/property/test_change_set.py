from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from redcap_gateway.change_set import applied, build_change_set
from redcap_schema.emit import TargetRow


OWNED = frozenset({"due_item_auto", "person_status_auto", "pairing_status_auto"})
FIELDS = {
    "due_item_auto": ("di_key", "di_state", "di_done_on", "di_step"),
    "pairing_status_auto": ("pz_hub", "pz_health", "pz_problem"),
    "person_status_auto": ("px_hub", "px_health", "px_run"),
}
STAMPS = frozenset({"px_run"})
VALUES = st.sampled_from(["", "0", "1", "2026-08-01", "one\ntwo", "one\r\ntwo", "ä & 'b'"])
RECORDS = st.sampled_from(["1", "2", "10", "A7"])


@st.composite
def targets(draw: st.DrawFn) -> list[TargetRow]:
    places = draw(
        st.sets(st.tuples(RECORDS, st.sampled_from(sorted(OWNED)), st.integers(1, 3)), max_size=12)
    )
    found = {}
    for record, instrument, number in places:
        instance = None if instrument == "person_status_auto" else number
        values = draw(st.dictionaries(st.sampled_from(FIELDS[instrument]), VALUES))
        row = TargetRow(
            record_id=record,
            instrument=instrument,
            repeat_instance=instance,
            values=values,
            stamps=STAMPS & values.keys(),
        )
        found[record, instrument, instance] = row
    return list(found.values())


def as_stored(rows: list[TargetRow]) -> dict[str, list[dict[str, str]]]:
    stored: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        repeats = row.repeat_instance is not None
        stored.setdefault(row.instrument if repeats else "", []).append(
            {
                "record_id": row.record_id,
                "redcap_repeat_instrument": row.instrument if repeats else "",
                "redcap_repeat_instance": str(row.repeat_instance or ""),
                **row.values,
            }
        )
    return stored


def build(wanted: list[TargetRow], stored: Any) -> Any:
    return build_change_set(wanted, stored, owned=OWNED, openings={}, max_rows=1000)


def plain(text: str) -> str:
    return text.replace("\r\n", "\n")


@given(before=targets(), wanted=targets())
def test_applying_the_changes_gives_the_targets_and_a_second_time_nothing(
    before: list[TargetRow], wanted: list[TargetRow]
) -> None:
    stored = as_stored(before)
    after = applied(stored, build(wanted, stored))
    held = {
        (r["record_id"], r["redcap_repeat_instrument"], r["redcap_repeat_instance"]): r
        for rows in after.values()
        for r in rows
    }
    for row in wanted:
        repeats = row.repeat_instance is not None
        key = (row.record_id, row.instrument if repeats else "", str(row.repeat_instance or ""))
        for column, value in row.values.items():
            if column not in row.stamps:
                assert plain(held.get(key, {}).get(column, "")) == plain(value)
    assert len(build(wanted, after)) == 0


@given(before=targets(), wanted=targets())
def test_no_cell_is_written_that_holds_the_value_already(
    before: list[TargetRow], wanted: list[TargetRow]
) -> None:
    stored = as_stored(before)
    known = {
        (r["record_id"], r["redcap_repeat_instrument"], r["redcap_repeat_instance"]): r
        for rows in stored.values()
        for r in rows
    }
    for row in build(wanted, stored).rows:
        place = row["record_id"], row["redcap_repeat_instrument"], row["redcap_repeat_instance"]
        for column in row.keys() - {
            "record_id",
            "redcap_repeat_instrument",
            "redcap_repeat_instance",
        }:
            assert row[column] != known.get(place, {}).get(column, "")


@given(before=targets(), wanted=targets(), order=st.randoms(use_true_random=False))
def test_the_order_of_targets_and_rows_changes_nothing(
    before: list[TargetRow], wanted: list[TargetRow], order: Any
) -> None:
    expected = build(wanted, as_stored(before))
    order.shuffle(wanted)
    order.shuffle(before)
    assert build(wanted, as_stored(before)) == expected
